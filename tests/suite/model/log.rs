//! The change log after a run: without gaps, one change for each that the model counted; and whoever makes all its changes
//! to the rows as they were before has the rows as they are now.

use std::collections::{BTreeMap, BTreeSet};

use chrono::SecondsFormat;
use entity::kind::ChangeKind;
use entity::link::*;
use entity::*;
use sea_orm::{EntityTrait, IdenStatic, Iterable, ModelTrait, Value};
use serde_json::{Map, Value as Json, json};
use tests::app::App;
use tests::rows::all;
use uuid::Uuid;

use super::who::Who;

/// What the model counted for a call that was done.
pub struct Logged {
    pub who: Who,
    pub action: &'static str,
    /// The table of each change, in no order.
    pub tables: Vec<&'static str>,
}

/// The rows of all tables that the sequences write to, by table and key. What is empty is left out.
pub type Rows = BTreeMap<(String, Uuid), Map<String, Json>>;

pub async fn rows(app: &App) -> Rows {
    let mut rows = Rows::new();
    read::<focus_area::Entity>(app, &mut rows).await;
    read::<societal_goal::Entity>(app, &mut rows).await;
    read::<challenge::Entity>(app, &mut rows).await;
    read::<mission::Entity>(app, &mut rows).await;
    read::<initiative::Entity>(app, &mut rows).await;
    read::<matter::Entity>(app, &mut rows).await;
    read::<decision::Entity>(app, &mut rows).await;
    read::<follow_up::Entity>(app, &mut rows).await;
    read::<screening::Entity>(app, &mut rows).await;
    read::<screening_answer::Entity>(app, &mut rows).await;
    read::<evaluation::Entity>(app, &mut rows).await;
    read::<progress_report::Entity>(app, &mut rows).await;
    read::<representative::Entity>(app, &mut rows).await;
    read_links(app, &mut rows).await;
    rows
}

async fn read<E: EntityTrait>(app: &App, rows: &mut Rows) {
    for row in all::<E>(app).await {
        let mut fields = Map::new();
        for column in E::Column::iter() {
            fields.insert(column.as_str().to_owned(), plain(row.get(column)));
        }
        let key = fields["id"].as_str().and_then(|id| id.parse().ok()).expect("a key");
        fields.retain(|name, value| is_logged(name) && !is_empty(value));
        rows.insert((E::default().as_str().to_owned(), key), fields);
    }
}

/// What is derived, or counts writes, says nothing of the thing.
fn is_logged(column: &str) -> bool {
    let is_derived = column.ends_with("_folded");
    !is_derived && !["id", "version", "created_at", "updated_at"].contains(&column)
}

async fn read_links(app: &App, rows: &mut Rows) {
    let owners = all::<initiative_owner::Entity>(app).await;
    let owners = owners.iter().map(|link| ("initiative", link.initiative_id, "owners", link.person_id));
    let goals = all::<initiative_societal_goal::Entity>(app).await;
    let goals = goals.iter().map(|link| ("initiative", link.initiative_id, "societal_goals", link.societal_goal_id));
    let challenges = all::<mission_challenge::Entity>(app).await;
    let challenges = challenges.iter().map(|link| ("mission", link.mission_id, "challenges", link.challenge_id));
    let mut links: BTreeMap<(&str, Uuid, &str), BTreeSet<Uuid>> = BTreeMap::new();
    for (table, key, name, linked) in owners.chain(goals).chain(challenges) {
        links.entry((table, key, name)).or_default().insert(linked);
        let (other, told) = match name {
            "owners" => ("person", "owned_initiatives"),
            "challenges" => ("challenge", "missions"),
            _ => ("societal_goal", "initiatives"),
        };
        links.entry((other, linked, told)).or_default().insert(key);
    }
    for ((table, key, name), linked) in links {
        rows.entry((table.to_owned(), key)).or_default().insert(name.to_owned(), json!(linked));
    }
}

/// A value as the log writes it.
fn plain(value: Value) -> Json {
    match value {
        Value::Bool(value) => value.into(),
        Value::Int(value) => value.into(),
        Value::BigInt(value) => value.into(),
        Value::String(value) => value.into(),
        Value::Uuid(value) => value.map(|value| value.to_string()).into(),
        Value::ChronoDate(value) => value.map(|day| day.to_string()).into(),
        Value::ChronoDateTimeUtc(value) => value.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)).into(),
        other => panic!("a column of another type: {other:?}"),
    }
}

fn is_empty(value: &Json) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

/// Holds the log against the rows as they were before the run and as they are now, and against what the model counted.
pub async fn check(app: &App, mut rows_then: Rows, logged: &[Logged]) -> Result<(), String> {
    let mut changes = all::<change::Entity>(app).await;
    changes.sort_by_key(|change| change.seq);
    let head = all::<change_head::Entity>(app).await[0].seq;
    if !changes.iter().map(|change| change.seq).eq(1..=head) {
        return Err(format!("the change log has {} rows, not each number to its head, {head}", changes.len()));
    }
    for change in &changes {
        replay(&mut rows_then, change)?;
    }
    // of what is told of here by its links alone there is nothing without them
    rows_then.retain(|_, fields| !fields.is_empty());
    changes.retain(|change| !is_follower(change));
    counted(&changes, logged)?;
    let rows_now = rows(app).await;
    let keys: BTreeSet<_> = rows_then.keys().chain(rows_now.keys()).collect();
    match keys.into_iter().find(|key| rows_then.get(key) != rows_now.get(key)) {
        None => Ok(()),
        Some(key) => {
            let (then, now) = (rows_then.get(key), rows_now.get(key));
            Err(format!("the changes lead to another {key:?}\nby the log: {then:?}\npresent:    {now:?}"))
        }
    }
}

/// The number of changes that the model counts.
pub async fn number(app: &App) -> usize {
    all::<change::Entity>(app).await.iter().filter(|change| !is_follower(change)).count()
}

/// Whether the change says only that something has come into sight or gone out of it with what it belongs to, or what came
/// or went at the other end of a link.
fn is_follower(change: &change::Model) -> bool {
    let is_other_end = |name: &str| match change.node_type.as_str() {
        "person" => name == "owned_initiatives",
        "challenge" => name == "missions",
        "societal_goal" => name == "initiatives",
        _ => false,
    };
    let fields = change.fields.as_object().expect("fields");
    let (was, is) = ((change.previous_audience_id, change.was_open), (change.audience_id, change.is_open));
    // a version of its own, although nothing in it differs, is the step's
    let is_own = fields.is_empty() && was == is && change.action != "link";
    change.kind == ChangeKind::Updated && !is_own && fields.keys().all(|name| is_other_end(name))
}

/// Each call that was done has left the changes that the model counted, under its name.
fn counted(changes: &[change::Model], logged: &[Logged]) -> Result<(), String> {
    let mut rest = changes;
    for Logged { who, action, tables } in logged {
        let (of_call, after) = rest.split_at_checked(tables.len()).ok_or("the change log is too short")?;
        rest = after;
        let mut found: Vec<_> = of_call.iter().map(|row| (row.action.as_str(), row.node_type.as_str())).collect();
        let mut expected: Vec<_> = tables.iter().map(|table| (*action, *table)).collect();
        found.sort_unstable();
        expected.sort_unstable();
        if let Some(row) = of_call.iter().find(|row| row.actor_id != who.person()) {
            return Err(format!("change {} of {action} names {:?} and not {who:?}", row.seq, row.actor_id));
        }
        if found != expected {
            return Err(format!("the change log has {found:?}; expected: {expected:?}"));
        }
    }
    if rest.is_empty() { Ok(()) } else { Err(format!("{} changes more than the model counted", rest.len())) }
}

/// Makes a change to the rows; it must begin with what is there.
fn replay(rows: &mut Rows, change: &change::Model) -> Result<(), String> {
    let row = rows.entry((change.node_type.clone(), change.node_id)).or_default();
    for (name, values) in change.fields.as_object().ok_or("a change without fields")? {
        let present = row.remove(name).unwrap_or_default();
        let [before, mut after] = ["before", "after"].map(|when| values[when].clone());
        if let (Some(gone), Some(new)) = (before.as_array(), after.as_array()) {
            // a list tells what came and what went, and perhaps what stayed
            let mut keys: Vec<Json> = present.as_array().cloned().unwrap_or_default();
            if let Some(missing) = gone.iter().find(|key| !keys.contains(key)) {
                return Err(format!("change {} takes {missing} from {name}, where it was not", change.seq));
            }
            keys.retain(|key| new.contains(key) || !gone.contains(key));
            keys.extend(new.iter().filter(|key| !gone.contains(key)).cloned());
            keys.sort_by_key(ToString::to_string);
            after = keys.into();
            if !is_empty(&after) {
                row.insert(name.clone(), after);
            }
            continue;
        }
        if present != before && !(is_empty(&present) && is_empty(&before)) {
            let (seq, table) = (change.seq, &change.node_type);
            return Err(format!("change {seq} takes {name} of a {table} from {before}, where it was {present}"));
        }
        if !is_empty(&after) {
            row.insert(name.clone(), after);
        }
    }
    Ok(())
}
