//! The change log beside the rows that it tells of.

use std::collections::BTreeMap;

use chrono::SecondsFormat;
use entity::link::initiative_owner;
use entity::{challenge, change, change_head, criterion, focus_area, identity, initiative, person, strategic_need};
use sea_orm::sea_query::sea_value_to_json_value;
use sea_orm::{DatabaseConnection, EntityTrait, IdenStatic, Iterable, ModelTrait, QueryOrder, Value};
use serde_json::{Map, Value as Json, json};
use tests::rows::key_id;
use uuid::Uuid;

/// What a row holds, by column.
type Row = Map<String, Json>;

/// The change log, and what is there.
pub struct ChangeLog {
    head: i64,
    changes: Vec<change::Model>,
    /// The rows of all tables that are written to, by the id that the API gives them.
    rows: BTreeMap<String, Row>,
}

impl ChangeLog {
    pub async fn read(db: &DatabaseConnection) -> Self {
        let mut log = ChangeLog {
            head: change_head::Entity::find().one(db).await.expect("a head").expect("a head").seq,
            changes: change::Entity::find().order_by_asc(change::Column::Seq).all(db).await.expect("changes"),
            rows: BTreeMap::new(),
        };
        log.add::<challenge::Entity>(db).await;
        log.add::<criterion::Entity>(db).await;
        log.add::<focus_area::Entity>(db).await;
        log.add::<identity::Entity>(db).await;
        log.add::<initiative::Entity>(db).await;
        log.add::<person::Entity>(db).await;
        log.add::<strategic_need::Entity>(db).await;
        log.add_owners(db).await;
        log
    }

    async fn add<E: EntityTrait>(&mut self, db: &DatabaseConnection) {
        let table = E::default().as_str();
        for row in E::find().all(db).await.expect("rows") {
            let row: Row =
                E::Column::iter().map(|column| (column.as_str().to_owned(), plain(row.get(column)))).collect();
            let id = row["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
            self.rows.insert(key_id(table, id), row);
        }
    }

    /// Who owns an initiative is logged as a field of both.
    async fn add_owners(&mut self, db: &DatabaseConnection) {
        for owner in initiative_owner::Entity::find().all(db).await.expect("rows") {
            let (initiative, person) = (owner.initiative_id, owner.person_id);
            self.add_link(&key_id("initiative", initiative), "owners", person);
            self.add_link(&key_id("person", person), "owned_initiatives", initiative);
        }
    }

    fn add_link(&mut self, id: &str, field: &str, linked: Uuid) {
        let row = self.rows.get_mut(id).unwrap_or_else(|| panic!("no {id}"));
        let list = row.entry(field).or_insert_with(|| json!([])).as_array_mut().expect("a list");
        list.push(linked.to_string().into());
        list.sort_by_key(ToString::to_string);
    }

    pub fn has_no_gap(&self) {
        assert!(self.changes.iter().map(|change| change.seq).eq(1..=self.head), "up to {}", self.head);
    }

    /// Each change begins where those before it ended, and the last ends with what is there; and nothing that is written to
    /// is there without a change.
    pub fn leads_to_what_is_there(&self) {
        let mut told: BTreeMap<String, Row> = BTreeMap::new();
        for change in &self.changes {
            let row = told.entry(key_id(&change.node_type, change.node_id)).or_default();
            for (field, value) in change.fields.as_object().expect("fields") {
                let held = replayed(row.get(field), value).unwrap_or_else(|| {
                    panic!("{field} was {:?} before {change:?}", row.get(field));
                });
                row.insert(field.clone(), held);
            }
        }
        for (id, fields) in &told {
            let row = self.rows.get(id).unwrap_or_else(|| panic!("{id} is told of and not there: {fields:?}"));
            for (field, value) in fields {
                assert_eq!(&row[field], value, "{field} of {id}");
            }
        }
        let written = ["challenge_", "criterion_", "initiative_", "strategic_need_"];
        for id in self.rows.keys().filter(|id| written.iter().any(|table| id.starts_with(table))) {
            assert!(told.contains_key(id), "{id} is there and not told of");
        }
    }

    /// The things whose column was given this text, as often as it was, by the log and by what is there.
    pub fn found(&self, table: &str, column: &str, text: &str) -> Vec<String> {
        let is_of = |change: &&change::Model| change.node_type == table && change.fields[column]["after"] == text;
        let changed: Vec<String> =
            self.changes.iter().filter(is_of).map(|change| key_id(table, change.node_id)).collect();
        let holds = |(id, row): &(&String, &Row)| {
            id.starts_with(&format!("{table}_")) && row.get(column).is_some_and(|held| held == text)
        };
        let held = self.rows.iter().filter(holds).map(|(id, _)| id);
        // a later change may have taken its place
        held.for_each(|id| assert!(changed.contains(id), "{id} holds {text} and no change says so"));
        changed
    }

    pub fn version(&self, table: &str, id: &str) -> i64 {
        self.rows[id]["version"].as_i64().unwrap_or_else(|| panic!("no version of {table}"))
    }
}

/// What a field holds after a change, if the change begins with what the field held by the changes before it. Of a list, it
/// tells what went and what came, and perhaps what stayed.
fn replayed(known: Option<&Json>, change: &Json) -> Option<Json> {
    let (before, after) = (&change["before"], &change["after"]);
    let (Some(gone), Some(new)) = (before.as_array(), after.as_array()) else {
        return known.is_none_or(|known| known == before).then(|| after.clone());
    };
    let mut held = known.and_then(Json::as_array).cloned().unwrap_or_default();
    let is_whole = gone.iter().all(|key| held.contains(key));
    held.retain(|key| !gone.contains(key));
    let is_new = !new.iter().any(|key| held.contains(key));
    held.extend(new.iter().cloned());
    held.sort_by_key(ToString::to_string);
    (is_whole && is_new).then(|| held.into())
}

/// A value as the log has it.
fn plain(value: Value) -> Json {
    match value {
        Value::ChronoDateTimeUtc(at) => at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)).into(),
        Value::ChronoDate(day) => day.map(|day| day.to_string()).into(),
        Value::Uuid(id) => id.map(|id: Uuid| id.to_string()).into(),
        other => sea_value_to_json_value(&other),
    }
}
