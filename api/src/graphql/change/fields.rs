//! What changed of a thing, as the API names it.

use async_graphql::{ScalarType, SimpleObject};
use entity::change::Entity;
use futures_util::future::{try_join, try_join_all};
use sea_orm::ActiveEnum;
use serde_json::{Value as Stored, json};
use uuid::Uuid;

use super::sight::sight;
use crate::error::Error;
use crate::graphql::declare::{DateTime, Json, Logged, LoggedValues, Request, Shown, type_id_of, visibility};
use crate::graphql::kinds::kind_of;

/// What changed of a thing.
#[derive(SimpleObject)]
pub struct ChangeField {
    /// The name of the field in the API.
    name: String,
    /// What it was; null where there was nothing. A text in Swedish and English: what it was in those languages in which it changed, as `{ sv, en }`. What it is linked to: ids; where the link was changed from its other end, those that went.
    before: Option<Json>,
    /// What it is; null where there is nothing. Where a link was changed from its other end: the ids that came.
    after: Option<Json>,
}

/// What changed of the thing, as far as the viewer saw it.
pub async fn fields(change: &Shown<Entity>, request: &Request) -> Result<Vec<ChangeField>, Error> {
    let sight = sight(change, request).await?;
    if !sight.after {
        return Ok(vec![]);
    }
    let kind = kind_of(&change.row.node_type);
    let stored = change.row.fields.as_object().into_iter().flatten();
    let told = stored.map(|(column, values)| async move {
        let logged = kind.and_then(|kind| (kind.logged)(column));
        let side = |name, is_seen| async move {
            let value = values.get(name).filter(|value| is_seen && !value.is_null());
            match value {
                Some(value) => told(value, logged, request).await,
                None => Ok(None),
            }
        };
        let (before, after) = try_join(side("before", sight.before), side("after", sight.after)).await?;
        let name = logged.map_or_else(|| camel(column), |logged| logged.name.to_owned());
        let field = ChangeField { name, before: before.map(Json), after: after.map(Json) };
        Ok::<_, Error>((!field.is_hidden()).then_some(field))
    });
    Ok(try_join_all(told).await?.into_iter().flatten().fold(vec![], joined))
}

impl ChangeField {
    /// Whether it tells of links to nothing but what the viewer does not see.
    fn is_hidden(&self) -> bool {
        let keys = |side: &Option<Json>| side.as_ref().and_then(|Json(value)| value.as_array()).map(Vec::len);
        let sides = [keys(&self.before), keys(&self.after)];
        sides.iter().any(Option::is_some) && sides.iter().all(|keys| keys.unwrap_or(0) == 0)
    }
}

/// The two languages of a text are one field.
fn joined(mut fields: Vec<ChangeField>, next: ChangeField) -> Vec<ChangeField> {
    let Some(twin) = fields.iter_mut().find(|field| field.name == next.name) else {
        fields.push(next);
        return fields;
    };
    for (side, more) in [(&mut twin.before, next.before), (&mut twin.after, next.after)] {
        match (side.as_mut(), more) {
            (Some(Json(Stored::Object(texts))), Some(Json(Stored::Object(more)))) => texts.extend(more),
            (None, more) => *side = more,
            _ => {}
        }
    }
    fields
}

/// A value as the API writes it.
async fn told(value: &Stored, logged: Option<Logged>, request: &Request) -> Result<Option<Stored>, Error> {
    match logged.map(|logged| logged.values) {
        Some(LoggedValues::In(language)) => Ok(Some(json!({ language.code(): value }))),
        Some(LoggedValues::Audience) => Ok(Some(ActiveEnum::to_value(&visibility(key(value))).into())),
        Some(LoggedValues::Moment) => Ok(moment(value)),
        Some(LoggedValues::Keys(prefix)) => ids(value, prefix, request).await,
        Some(LoggedValues::Plain) | None => Ok(Some(value.clone())),
    }
}

/// A moment as the API writes it.
fn moment(value: &Stored) -> Option<Stored> {
    let at = DateTime::of(value.as_str()?.parse().ok()?)?;
    ScalarType::to_value(&at).into_json().ok()
}

/// The ids of the things with these keys, of those that the viewer sees.
async fn ids(value: &Stored, prefix: &'static str, request: &Request) -> Result<Option<Stored>, Error> {
    let keys = value.as_array().map_or_else(|| vec![value], |keys| keys.iter().collect());
    let seen = keys.into_iter().filter_map(key).map(|key| async move {
        let sees = kind_of(prefix).map(|kind| (kind.sees)(request, key));
        let is_seen = match sees {
            Some(sees) => sees.await?,
            None => false,
        };
        Ok::<_, Error>(is_seen.then(|| Stored::String(type_id_of(prefix, key))))
    });
    let mut ids = try_join_all(seen).await?.into_iter().flatten();
    Ok(if value.is_array() { Some(ids.collect()) } else { ids.next() })
}

fn key(value: &Stored) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

/// `due_on` as the API writes it: `dueOn`.
fn camel(column: &str) -> String {
    let (first, others) = column.split_once('_').unwrap_or((column, ""));
    first.to_owned() + &pascal(others)
}

/// `screening_answer` as the API would name a type: `ScreeningAnswer`.
pub fn pascal(table: &str) -> String {
    let words = table.split('_').filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}
