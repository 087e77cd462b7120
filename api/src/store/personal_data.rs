//! What is stored about a person, told to them or to whoever looks after accounts.
//!
//! Rows are told as the rule of their kind lets the caller see them. Of those that it hides the database is not even
//! asked for more than that there is one, in which relation to the person, and since when.

use chrono::{DateTime, Utc};
use entity::change;
use sea_orm::{
    ColumnTrait, ColumnType, Condition, ConnectionTrait, EntityName, EntityTrait, IdenStatic, Iterable, ModelTrait,
    QueryFilter, QueryResult, QuerySelect, QueryTrait, Value,
};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::change::{as_written, plain};
use super::write::{Permit, Write};
use crate::fault::Failure;
use crate::policy::{Policy, id_column, saw_after, uuid};

/// Columns that say nothing of the person: secrets and hashes of them, what is derived for search, and what a change
/// did to a thing, which the log tells by rules of its own.
fn tells(column: &str) -> bool {
    let kept_out = ["code_hash", "token_hash", "address_hash", "storage_key", "fields"];
    !column.ends_with("_folded") && !kept_out.contains(&column)
}

/// Gathers the things of which a column names the person, and the links of which one does.
macro_rules! gather {
    ($write:ident, $person:ident, things { $($thing:literal: $table:ident by $($column:ident)|+;)+ }
        links { $($name:literal: $($link:ident)::+ by $($end:ident)|+;)+ }) => {{
        let mut all = Map::new();
        $({
            use entity::$table::{Column, Entity};
            all.insert($thing.to_owned(), $write.told::<Entity>(&[$(Column::$column),+], $person).await?);
        })+
        $({
            use entity::$($link)::+::{Column, Entity};
            all.insert($name.to_owned(), $write.linked_rows::<Entity>(&[$(Column::$end),+], $person).await?);
        })+
        all.retain(|_, rows| rows.as_array().is_some_and(|rows| !rows.is_empty()));
        Json::Object(all)
    }};
}

impl Write {
    /// All that is stored about a person: their own row, and every row that names them.
    pub async fn personal_data(&self, _: &Permit, person: Uuid) -> Result<Json, Failure> {
        Ok(gather! { self, person,
            things {
                "person": person by Id;
                "identities": identity by PersonId;
                "roleGrants": role_grant by PersonId | GrantedById;
                "signInInvitations": sign_in_invitation by PersonId | CreatedById;
                "serviceTokens": service_token by CreatedById;
                "representations": representative by PersonId;
                "proposedInitiatives": initiative by ProposedById;
                "invitations": invitation by PersonId;
                "calendarSubscriptions": calendar_subscription by PersonId;
                "matters": matter by RaisedById | PreparedById;
                "decisions": decision by RecordedById;
                "followUps": follow_up by AuthorId;
                "progressReports": progress_report by AuthorId;
                "screenings": screening by ScreenedById;
                "evaluations": evaluation by AuthorId;
                "news": news by AuthorId;
                "documentVersions": document_version by UploadedById;
                "changes": change by ActorId;
            }
            links {
                "ownedInitiatives": link::initiative_owner by PersonId;
                "participatedInitiatives": link::initiative_participant by PersonId;
                "societalGoals": link::societal_goal_participant by PersonId;
                "contactReadings": contact_reading by PersonId | ReaderId;
            }
        })
    }

    /// The rows of `E` of which one of the columns names the person: those that the caller sees in full, of all others the
    /// outline.
    async fn told<E: Policy>(&self, by: &[E::Column], person: Uuid) -> Result<Json, Failure> {
        let of = naming(by, person);
        let seen = E::find().filter(E::visible().sql(self.actor()).condition()).filter(untombed::<E>(self));
        let seen = seen.filter(of.clone()).all(&self.transaction).await?;
        let known: Vec<Option<Uuid>> = seen.iter().map(|row| uuid(row.get(id_column::<E>()))).collect();
        let mut rows: Vec<Json> = seen.iter().map(json::<E>).collect();
        let columns = outline::<E>(by);
        let outlines = E::find().select_only().columns(columns.iter().copied()).filter(of).into_query();
        for row in self.transaction.query_all(&outlines).await? {
            let id: Uuid = row.try_get("", id_column::<E>().as_str())?;
            if !known.contains(&Some(id)) {
                rows.push(outlined::<E>(&row, &columns, person)?);
            }
        }
        Ok(rows.into())
    }

    /// The rows that link the person to something: they hold ids and when it was so, and no texts.
    async fn linked_rows<L: EntityTrait>(&self, by: &[L::Column], person: Uuid) -> Result<Json, Failure> {
        let rows = L::find().filter(naming(by, person)).all(&self.transaction).await?;
        Ok(rows.iter().map(json::<L>).collect())
    }
}

/// One of the columns names the person.
fn naming<C: ColumnTrait>(by: &[C], person: Uuid) -> Condition {
    by.iter().fold(Condition::any(), |any, column| any.add(column.eq(person)))
}

/// Of changes, those that are more to the caller than that something went out of their sight.
fn untombed<E: Policy>(write: &Write) -> Condition {
    let is_log = E::default().table_name() == change::Entity.table_name();
    if is_log { saw_after().sql(write.actor()).condition() } else { Condition::all() }
}

/// What may be told of a row that the caller does not see: its id, in what it names the person, and when it came to be.
fn outline<E: EntityTrait>(by: &[E::Column]) -> Vec<E::Column> {
    let is_moment = |column: &E::Column| *column.def().get_column_type() == ColumnType::TimestampWithTimeZone;
    let named = |name: &str| E::Column::iter().find(|column| column.as_str() == name);
    let since = named("created_at").or_else(|| E::Column::iter().find(is_moment));
    named("id").into_iter().chain(by.iter().copied()).chain(since).collect()
}

fn outlined<E: EntityTrait>(row: &QueryResult, columns: &[E::Column], person: Uuid) -> Result<Json, Failure> {
    let mut told = Map::new();
    for column in columns {
        let name = column.as_str();
        let value: Value = match column.def().get_column_type() {
            ColumnType::Uuid => row.try_get::<Option<Uuid>>("", name)?.into(),
            _ => row.try_get::<DateTime<Utc>>("", name)?.into(),
        };
        // a column that names somebody else, or nobody, is not about the person
        let is_of_another = name != "id" && matches!(value, Value::Uuid(id) if id != Some(person));
        if !is_of_another {
            told.insert(name.to_owned(), as_written(value, *column));
        }
    }
    Ok(Json::Object(told))
}

fn json<E: EntityTrait>(row: &E::Model) -> Json {
    let told = E::Column::iter().filter(|column| tells(column.as_str()));
    Json::Object(told.map(|column| (column.as_str().to_owned(), plain::<E>(row, column))).collect())
}
