//! Links between things: each is written at both its ends, whichever it was changed from, and told at both.

use std::collections::BTreeSet;

use api::policy::Role;
use entity::change;
use entity::kind::ChangeKind;
use entity::link::LINKS;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::{Caller, with};
use tests::rows::{all, api_id, execute, id};
use tests::world::World;

/// A mutation that links things, and the two ends: the table and the number of each, and what tells of the link there.
struct Case {
    mutation: &'static str,
    /// The field that names what it is linked to, and whether it names several.
    field: &'static str,
    near: (&'static str, u128, &'static str),
    far: (&'static str, u128, &'static str),
}

const fn case(
    mutation: &'static str,
    field: &'static str,
    near: (&'static str, u128, &'static str),
    far: (&'static str, u128, &'static str),
) -> Case {
    Case { mutation, field, near, far }
}

const CASES: [Case; 23] = [
    case("updateNeed", "challengeIds", ("strategic_need", 1100, "challenges"), ("challenge", 1101, "strategic_needs")),
    case(
        "updateChallenge",
        "strategicNeedIds",
        ("challenge", 1101, "strategic_needs"),
        ("strategic_need", 1100, "challenges"),
    ),
    case("updateSocietalGoal", "goalIds", ("societal_goal", 53, "goals"), ("agenda_goal", 51, "societal_goals")),
    case("updateSocietalGoal", "targetIds", ("societal_goal", 53, "targets"), ("agenda_target", 52, "societal_goals")),
    case(
        "updateSocietalGoal",
        "participantIds",
        ("societal_goal", 53, "participants"),
        ("person", 48, "societal_goals"),
    ),
    case(
        "updateSocietalGoal",
        "challengeIds",
        ("societal_goal", 53, "challenges"),
        ("challenge", 1101, "societal_goals"),
    ),
    case("updateMission", "challengeIds", ("mission", 2010, "challenges"), ("challenge", 1101, "missions")),
    case("updateMission", "societalGoalIds", ("mission", 2010, "societal_goals"), ("societal_goal", 53, "missions")),
    case("updateMission", "targetIds", ("mission", 2010, "targets"), ("agenda_target", 52, "missions")),
    case("updateInitiative", "missionIds", ("initiative", 1130, "missions"), ("mission", 1110, "initiatives")),
    case(
        "updateInitiative",
        "societalGoalIds",
        ("initiative", 1130, "societal_goals"),
        ("societal_goal", 53, "initiatives"),
    ),
    case("updateInitiative", "targetIds", ("initiative", 1130, "targets"), ("agenda_target", 52, "initiatives")),
    case(
        "updateInitiative",
        "supportFunctionIds",
        ("initiative", 1130, "support_functions"),
        ("support_function", 55, "initiatives"),
    ),
    case("addOwner", "personId", ("initiative", 1130, "owners"), ("person", 48, "owned_initiatives")),
    case(
        "addParticipant",
        "personId",
        ("initiative", 1130, "participants"),
        ("person", 48, "participated_initiatives"),
    ),
    case("applyLearning", "initiativeId", ("learning", 1035, "applied_in"), ("initiative", 1130, "applied_learnings")),
    case("updateEvent", "initiativeIds", ("event", 1102, "initiatives"), ("initiative", 1130, "events")),
    case("updateEvent", "documentIds", ("event", 1102, "documents"), ("document", 1104, "events")),
    case("prepareMatter", "documentIds", ("matter", 1105, "documents"), ("document", 1104, "matters")),
    case("updateNews", "focusAreaIds", ("news", 1120, "focus_areas"), ("focus_area", 12, "news")),
    case("updateNews", "initiativeIds", ("news", 1120, "initiatives"), ("initiative", 1130, "news")),
    case("updateNews", "documentIds", ("news", 1120, "documents"), ("document", 1104, "news")),
    case("recordLearning", "societalGoalIds", ("learning", 0, "societal_goals"), ("societal_goal", 53, "learnings")),
];

/// The tables that no mutation writes to.
const UNWRITTEN: [&str; 1] = ["initiative_document"];

fn caller<'a>(world: &'a World, name: &str) -> Caller<'a> {
    world.callers().into_iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no {name}")).1
}

/// `strategic_need` as the API names a field: `strategicNeed`.
fn camel(table: &str) -> String {
    let mut words = table.split('_');
    let first = words.next().expect("a word").to_owned();
    first + &words.map(|word| word[..1].to_uppercase() + &word[1..]).collect::<String>()
}

/// The field of the root, and of a payload, that shows one of them.
fn lookup(table: &str) -> String {
    if table == "news" { "newsItem".to_owned() } else { camel(table) }
}

async fn version(caller: &Caller<'_>, table: &str, number: u128) -> Json {
    let document = format!("query($id: ID!) {{ thing: {}(id: $id) {{ version }} }}", lookup(table));
    caller.data(&document, json!({ "id": api_id(table, number) })).await["thing"]["version"].clone()
}

fn counts_versions(table: &str) -> bool {
    !table.starts_with("agenda_")
}

/// Links what the case is about, or cuts it, and shows the near end.
async fn link(caller: &Caller<'_>, case: &Case, is_linked: bool) -> Json {
    let (near, number, _) = case.near;
    let far = api_id(case.far.0, case.far.1);
    let named = match case.field.strip_suffix('s') {
        Some(_) if is_linked => json!([far]),
        Some(_) => json!([]),
        None => json!(far),
    };
    let mut input = json!({ case.field: named });
    if case.mutation == "recordLearning" {
        input = with(input, json!({ "initiativeId": api_id("initiative", 1130), "title": { "sv": "Titel" } }));
    } else {
        input[camel(near) + "Id"] = json!(api_id(near, number));
        if case.mutation != "applyLearning" {
            input["version"] = version(caller, near, number).await;
        }
    }
    let shown = lookup(near);
    caller.call(case.mutation, &format!("{shown} {{ id version }}"), input).await.done()[shown.as_str()].clone()
}

/// The place of the last change in the log.
async fn head(app: &App) -> i64 {
    all::<change::Entity>(app).await.iter().map(|change| change.seq).max().unwrap_or_default()
}

#[tokio::test]
async fn a_link_is_written_at_both_its_ends() {
    let world = World::new().await;
    let administrator = caller(&world, "administrator");
    let mut written = BTreeSet::new();
    for case in &CASES {
        let of = format!("{} {}", case.mutation, case.field);
        let ((near, _, near_field), (far, number, far_field)) = (case.near, case.far);
        let is_list = case.field.ends_with('s');
        // what runs has learnings, and has to stay in the portfolio of a goal
        let status = if case.mutation.ends_with("Learning") { "RUNNING" } else { "PROPOSED" };
        execute(&world.app, &format!("UPDATE initiative SET status = '{status}'")).await;
        if is_list && case.mutation != "recordLearning" {
            link(&administrator, case, false).await;
        }
        let steps = if is_list && case.mutation != "recordLearning" { &[true, false][..] } else { &[true] };
        for is_linked in steps {
            let before = match counts_versions(far) {
                true => version(&administrator, far, number).await.as_i64(),
                false => None,
            };
            let log = head(&world.app).await;
            let shown = link(&administrator, case, *is_linked).await;
            if let Some(before) = before {
                assert_eq!(version(&administrator, far, number).await, before + 1, "{of}: the other end's version");
            }
            if case.mutation != "recordLearning" {
                assert_eq!(version(&administrator, near, case.near.1).await, shown["version"], "{of}: the payload");
            }
            let mut changes = all::<change::Entity>(&world.app).await;
            changes.retain(|change| change.seq > log);
            for (table, key, field) in [(near, None, near_field), (far, Some(id(number)), far_field)] {
                let of_end: Vec<_> = changes
                    .iter()
                    .filter(|change| change.node_type == table && key.is_none_or(|key| change.node_id == key))
                    .collect();
                assert_eq!(of_end.len(), 1, "{of}: {table}");
                assert!(of_end[0].fields.get(field).is_some(), "{of}: {table} tells no {field}");
            }
            assert_eq!(changes.len(), 2, "{of}");
        }
        let is_end = |thing: &str, field: &str, end: &entity::link::End| end.thing == thing && end.told == field;
        let link = LINKS.iter().find(|link| {
            link.ends.iter().any(|end| is_end(near, near_field, end))
                && link.ends.iter().any(|end| is_end(far, far_field, end))
        });
        written.insert(link.expect("a link").table);
    }
    let all: BTreeSet<_> = LINKS.iter().map(|link| link.table).filter(|table| !UNWRITTEN.contains(table)).collect();
    assert_eq!(written, all);
}

/// What was read of the other end is old, so that an edit of it cannot undo the link unawares.
#[tokio::test]
async fn an_edit_of_the_other_end_as_it_was_is_too_late() {
    let world = World::new().await;
    let administrator = caller(&world, "administrator");
    let read = version(&administrator, "challenge", 1101).await;
    link(&administrator, &CASES[0], true).await;
    let edit = |version: &Json| json!({ "challengeId": api_id("challenge", 1101), "version": version, "strategicNeedIds": [] });
    assert_eq!(administrator.call("updateChallenge", "", edit(&read)).await.fault(), ("version", "STALE_VERSION"));
    let read = version(&administrator, "challenge", 1101).await;
    administrator.call("updateChallenge", "", edit(&read)).await.done();
}

/// What goes takes its links with it, and what it was linked to is written.
#[tokio::test]
async fn a_link_that_goes_with_one_end_is_written_at_the_other() {
    let world = World::new().await;
    let administrator = caller(&world, "administrator");
    let case = CASES.iter().find(|case| case.field == "documentIds" && case.mutation == "updateNews").expect("a case");
    link(&administrator, case, true).await;
    let before = version(&administrator, "news", 1120).await.as_i64().expect("a number");
    let document = json!({
        "documentId": api_id("document", 1104), "version": version(&administrator, "document", 1104).await,
    });
    administrator.call("removeDocument", "", document).await.done();
    assert_eq!(version(&administrator, "news", 1120).await, before + 1);
    let log = all::<change::Entity>(&world.app).await;
    let cut =
        log.iter().find(|change| change.node_type == "news" && change.action == "removeDocument").expect("a change");
    assert_eq!(cut.fields, json!({ "documents": { "before": [id(1104)], "after": [] } }));
}

const FEED: &str = "query($after: String) { changes(after: $after, first: 100) {
    nodes { kind nodeType nodeId action actor { id } fields { name before after }
        node { ... on Challenge { version missions { nodes { id } } } } }
    pageInfo { endCursor } } }";

/// What a partner's system is told from a cursor on, and the next cursor.
async fn told(app: &App, cursor: &Json) -> (Vec<Json>, Json) {
    let partner = app.signed_in(&[Role::PartnerSystem], "o1", "o1");
    let page = partner.data(FEED, json!({ "after": cursor })).await["changes"].take();
    (page["nodes"].as_array().expect("changes").clone(), page["pageInfo"]["endCursor"].clone())
}

fn kinds(changes: &[Json]) -> BTreeSet<String> {
    let text = |change: &Json, name: &str| change[name].as_str().expect("a text").to_owned();
    changes.iter().map(|change| format!("{} {}", text(change, "kind"), text(change, "nodeType"))).collect()
}

/// A partner keeps a copy of a challenge that everybody sees. It is linked to a mission that they do not see, of which they
/// hear nothing but that the challenge is another version; when the mission comes into sight, they hear of the challenge, and
/// when it goes.
#[tokio::test]
async fn a_copy_learns_of_links_to_what_comes_into_sight() {
    let world = World::new().await;
    let (app, administrator) = (&world.app, caller(&world, "administrator"));
    let link = async |patch: Json| {
        let version = version(&administrator, "mission", 2010).await;
        let input = with(json!({ "missionId": api_id("mission", 2010), "version": version }), patch);
        administrator.call("updateMission", "", input).await.done();
    };
    let board = json!({ "visibility": "RESTRICTED", "restrictedTo": [api_id("team", 21)] });
    execute(app, "UPDATE mission SET status = 'ACTIVE', statement_sv = 's', measurable_by_sv = 'm'").await;
    link(board.clone()).await;
    execute(app, "UPDATE mission SET status = 'DRAFT' WHERE version = 2").await;
    let (_, cursor) = told(app, &Json::Null).await;
    link(json!({ "challengeIds": [api_id("challenge", 1101)] })).await;
    execute(app, "UPDATE mission SET status = 'ACTIVE' WHERE version = 3").await;
    let (changes, cursor) = told(app, &cursor).await;
    let [change] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!(kinds(&changes), BTreeSet::from(["UPDATED Challenge".to_owned()]));
    let untold = json!({ "action": "link", "actor": null, "fields": [] });
    assert_eq!(json!({ "action": change["action"], "actor": change["actor"], "fields": change["fields"] }), untold);
    assert_eq!(change["node"]["missions"]["nodes"], json!([]));

    link(json!({ "visibility": "INTERNAL" })).await;
    let (changes, cursor) = told(app, &cursor).await;
    let expected =
        ["VISIBILITY_GAINED Mission", "UPDATED Challenge", "VISIBILITY_GAINED FollowUp", "UPDATED AgendaTarget"];
    assert_eq!(kinds(&changes), expected.map(str::to_owned).into());
    let challenge = changes.iter().find(|change| change["nodeType"] == "Challenge").expect("the challenge");
    assert_eq!((&challenge["action"], &challenge["actor"]), (&json!("link"), &Json::Null));
    assert_eq!(challenge["node"]["missions"]["nodes"], json!([{ "id": api_id("mission", 2010) }]));

    link(board).await;
    let (changes, _) = told(app, &cursor).await;
    let expected = ["VISIBILITY_LOST Mission", "UPDATED Challenge", "VISIBILITY_LOST FollowUp", "UPDATED AgendaTarget"];
    assert_eq!(kinds(&changes), expected.map(str::to_owned).into());
    let challenge = changes.iter().find(|change| change["nodeType"] == "Challenge").expect("the challenge");
    assert_eq!(challenge["node"]["missions"]["nodes"], json!([]));
}

/// Two changes of one list within a write are told as one: what came and what went.
#[tokio::test]
async fn what_one_write_links_often_is_told_once() {
    let world = World::new().await;
    let administrator = caller(&world, "administrator");
    let input = json!({
        "title": { "sv": "Möte" }, "kind": "MEETING",
        "when": { "times": { "startsAt": "2026-12-01T09:00:00.000Z" } },
        "recurrence": { "rule": "FREQ=WEEKLY;COUNT=3" }, "initiativeIds": [api_id("initiative", 1130)],
    });
    let before = version(&administrator, "initiative", 1130).await.as_i64().expect("a number");
    administrator.call("createEvent", "", input).await.done();
    assert_eq!(version(&administrator, "initiative", 1130).await, before + 1);
    let log = all::<change::Entity>(&world.app).await;
    let of_initiative: Vec<_> = log.iter().filter(|change| change.action == "createEvent").collect();
    let of_initiative: Vec<_> = of_initiative.iter().filter(|change| change.node_type == "initiative").collect();
    let [change] = &of_initiative[..] else { panic!("{of_initiative:?}") };
    assert_eq!(change.kind, ChangeKind::Updated);
    assert_eq!(change.fields["events"]["after"].as_array().map(Vec::len), Some(3));
}

/// What one may do is shown as it is after the mutation: whoever proposes an initiative owns it from then on.
#[tokio::test]
async fn the_actions_in_a_payload_are_those_after_the_mutation() {
    let world = World::new().await;
    let member = caller(&world, "member");
    let input = json!({ "focusAreaId": api_id("focus_area", 11), "title": { "sv": "Läxhjälp" }, "kind": "RESEARCH" });
    let actions = "actions { name isAllowed reason }";
    let shown = member.call("proposeInitiative", &format!("initiative {{ id {actions} }}"), input).await.done();
    let shown = &shown["initiative"];
    let document = format!("query($id: ID!) {{ initiative(id: $id) {{ id {actions} }} }}");
    let read = member.data(&document, json!({ "id": shown["id"] })).await;
    assert_eq!(*shown, read["initiative"]);
    let may = |name: &str| {
        let all = shown["actions"].as_array().expect("actions");
        all.iter().find(|action| action["name"] == name).expect("the action")["isAllowed"].clone()
    };
    assert_eq!(may("updateInitiative"), true);
    assert_eq!(may("addOwner"), true);
}
