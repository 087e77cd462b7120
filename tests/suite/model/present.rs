//! What there is after a run, as the API shows it to an administrator, against what the model knows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use tests::app::App;
use tests::rows::key_id;
use uuid::Uuid;

use super::state::{Decision, Model, Thing};
use super::table::Kind;
use super::who::Who;

pub async fn check(app: &App, model: &Model) -> Result<(), String> {
    for (kind, list, more) in [
        (Kind::FocusArea, "focusAreas", ""),
        (Kind::SocietalGoal, "societalGoals", ""),
        (Kind::Challenge, "challenges", ""),
        (Kind::Mission, "missions", "links: challenges(first: 20) { nodes { id } }"),
        (
            Kind::Initiative,
            "initiatives",
            "links: societalGoals(first: 20) { nodes { id } } owners(first: 20) { nodes { id } }",
        ),
        (Kind::Matter, "matters", ""),
    ] {
        let found = read(app, list, &format!("id status version {more}")).await;
        same(list, found, model.of(kind).map(thing).collect())?;
    }
    let subject =
        "subject { ... on FocusArea { id } ... on SocietalGoal { id } ... on Mission { id } ... on Initiative { id } }";
    let shown = format!("id outcome team {{ id }} matter {{ id }} supersedes {{ id }} {subject}");
    let found = read(app, "decisions", &shown).await;
    same("decisions", found, model.decisions.iter().map(|row| decision(model, row)).collect())
}

/// All rows of a list, by their ids.
async fn read(app: &App, list: &str, shown: &str) -> BTreeMap<String, Json> {
    let document = format!("{{ {list}(first: 100) {{ nodes {{ {shown} }} pageInfo {{ hasNextPage }} }} }}");
    let page = Who::Administrator.caller(app).data(&document, Json::Null).await[list].take();
    assert_eq!(page["pageInfo"]["hasNextPage"], false, "a sequence that is too long for this test");
    let nodes = page["nodes"].as_array().expect("a list").iter().cloned();
    nodes.map(|node| (node["id"].as_str().expect("an id").to_owned(), sorted(node))).collect()
}

/// What is linked, in an order of its own.
fn sorted(mut node: Json) -> Json {
    for list in ["/links/nodes", "/owners/nodes"] {
        if let Some(nodes) = node.pointer_mut(list).and_then(Json::as_array_mut) {
            nodes.sort_by_key(ToString::to_string);
        }
    }
    node
}

fn thing(thing: &Thing) -> (String, Json) {
    let id = key_id(thing.kind.table(), thing.key);
    let mut node = json!({ "id": id, "status": thing.status, "version": thing.version });
    let linked = |table: &str, keys: &mut dyn Iterator<Item = Uuid>| {
        let ids: BTreeSet<String> = keys.map(|key| key_id(table, key)).collect();
        json!({ "nodes": ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>() })
    };
    match thing.kind {
        Kind::Mission => node["links"] = linked("challenge", &mut thing.links.iter().copied()),
        Kind::Initiative => {
            node["links"] = linked("societal_goal", &mut thing.links.iter().copied());
            node["owners"] = linked("person", &mut thing.owners.iter().filter_map(|who| who.person()));
        }
        _ => {}
    }
    (id, node)
}

fn decision(model: &Model, decision: &Decision) -> (String, Json) {
    let id = key_id("decision", decision.key);
    let named = |table: &str, key: Option<Uuid>| key.map(|key| json!({ "id": key_id(table, key) }));
    let subject = decision.subject.and_then(|key| model.thing(key)).map(|thing| thing.kind.table());
    let node = json!({
        "id": id,
        "outcome": decision.outcome,
        "team": named("team", Some(decision.team)),
        "matter": named("matter", decision.matter),
        "supersedes": named("decision", decision.supersedes),
        "subject": subject.and_then(|table| named(table, decision.subject)),
    });
    (id, node)
}

fn same(list: &str, found: BTreeMap<String, Json>, expected: BTreeMap<String, Json>) -> Result<(), String> {
    let ids: BTreeSet<&String> = found.keys().chain(expected.keys()).collect();
    for id in ids {
        let (found, expected) = (found.get(id), expected.get(id));
        if found != expected {
            return Err(format!("{list} shows {found:?}; expected: {expected:?}"));
        }
    }
    Ok(())
}
