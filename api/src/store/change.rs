//! The change log: each write leaves its changes there, in its own transaction.

use chrono::SecondsFormat;
use entity::{change, change_head, kind::ActorKind};
use sea_orm::sea_query::{Expr, ExprTrait, sea_value_to_json_value};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryFilter, Set, Value,
};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use crate::clock::Clock;
use crate::error::Error;
use crate::policy::{Actor, Role, id_column, uuid};

/// What stays out of the log, by table and column: names and contact details, so that erasing a person erases their
/// history, and secrets.
const KEPT_OUT: [(&str, &str); 6] = [
    ("person", "name"),
    ("person", "email"),
    ("person", "phone"),
    ("identity", "subject"),
    ("service_token", "token_hash"),
    ("sign_in_invitation", "code_hash"),
];

/// What was done to a row.
pub(super) struct Change {
    node_type: &'static str,
    node_id: Uuid,
    audience_id: Option<Uuid>,
    fields: Json,
}

impl Change {
    /// From one state of a row to another; none is a row that is not there.
    pub fn between<E: EntityTrait>(before: Option<&E::Model>, after: Option<&E::Model>) -> Option<Self> {
        let row = after.or(before)?;
        let mut fields = Map::new();
        for column in E::Column::iter().filter(is_logged::<E>) {
            let [old, new] = [before, after].map(|row| row.map_or(Json::Null, |row| plain(row.get(column))));
            if old != new {
                fields.insert(column.as_str().to_owned(), json!({ "before": old, "after": new }));
            }
        }
        let audience = E::Column::iter().find(|column| column.as_str() == "audience_id");
        Some(Self {
            node_type: table::<E>(),
            node_id: uuid(row.get(id_column::<E>())).unwrap_or_default(),
            audience_id: audience.and_then(|column| uuid(row.get(column))),
            fields: Json::Object(fields),
        })
    }

    /// A field that is no column: what a row is linked to.
    pub fn of_field<E: EntityTrait>(id: Uuid, audience_id: Option<Uuid>, name: &str, change: Json) -> Self {
        Self { node_type: table::<E>(), node_id: id, audience_id, fields: json!({ name: change }) }
    }
}

/// Who writes.
pub(super) struct Author {
    person: Option<Uuid>,
    kind: ActorKind,
}

impl Author {
    /// This service by itself.
    pub const SYSTEM: Self = Self { person: None, kind: ActorKind::System };

    /// A person who writes.
    pub const fn person(person: Uuid) -> Self {
        Self { person: Some(person), kind: ActorKind::Person }
    }

    /// Whoever is asking.
    pub fn of(actor: &Actor) -> Self {
        let is_system = actor.roles.contains(&Role::PartnerSystem);
        let kind = if is_system { ActorKind::PartnerSystem } else { ActorKind::Person };
        Self { person: actor.person, kind }
    }
}

/// Appends changes. To be called last before the commit: the head of the log is held until then, so that the order of the
/// log is the order of commits, and it has no gaps.
pub(super) async fn append(
    transaction: &DatabaseTransaction,
    clock: &Clock,
    author: &Author,
    action: &str,
    changes: Vec<Change>,
) -> Result<(), Error> {
    let number = i64::try_from(changes.len()).map_err(Error::internal)?;
    change_head::Entity::update_many()
        .col_expr(change_head::Column::Seq, Expr::col(change_head::Column::Seq).add(number))
        .filter(change_head::Column::Id.eq(1))
        .exec(transaction)
        .await?;
    let head = change_head::Entity::find_by_id(1).one(transaction).await?;
    let last = head.ok_or_else(|| Error::internal("the change log has no head"))?.seq;
    let at = clock.now();
    let rows = changes.into_iter().zip(last - number + 1..).map(|(change, seq)| change::ActiveModel {
        seq: Set(seq),
        id: Set(clock.uuid()),
        at: Set(at),
        actor_id: Set(author.person),
        actor_kind: Set(author.kind),
        action: Set(action.to_owned()),
        node_type: Set(change.node_type.to_owned()),
        node_id: Set(change.node_id),
        audience_id: Set(change.audience_id),
        fields: Set(change.fields),
    });
    change::Entity::insert_many(rows).exec_without_returning(transaction).await?;
    Ok(())
}

/// The name of the table, which is what ids of its rows begin with.
fn table<E: EntityTrait>() -> &'static str {
    // a static string, whatever entity it is asked of
    E::default().as_str()
}

/// Whether the column says something of the thing: what is derived or counts writes does not.
fn is_logged<E: EntityTrait>(column: &E::Column) -> bool {
    let name = column.as_str();
    let is_derived =
        name.ends_with("_folded") || ["search_text", "id", "version", "created_at", "updated_at"].contains(&name);
    !is_derived && !KEPT_OUT.contains(&(E::default().table_name(), name))
}

/// A value as the API writes it.
pub(super) fn plain(value: Value) -> Json {
    match value {
        Value::ChronoDateTimeUtc(at) => at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)).into(),
        Value::ChronoDate(day) => day.map(|day| day.to_string()).into(),
        other => sea_value_to_json_value(&other),
    }
}
