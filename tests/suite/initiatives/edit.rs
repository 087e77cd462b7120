//! What is said of an initiative, and who drives it.

use api::policy::Role;
use serde_json::{Value as Json, json};
use tests::caller::with;
use tests::rows::{all, api_id};
use tests::world::World;

use super::{done, driver, faults, named, person, propose, reach, strangers, support};

#[tokio::test]
async fn owners_come_and_go_but_one_stays() {
    let world = World::new().await;
    let app = &world.app;
    let id = propose(app).await;
    let naming = async |person: u128| with(named(app, &id).await, json!({ "personId": api_id("person", person) }));
    assert_eq!(faults(&driver(app), "removeOwner", naming(45).await).await, ["initiativeId WRONG_STATE"], "the last");
    let shown = "initiative { version owners { nodes { name } } participants { nodes { name } } }";
    let added = done(&driver(app), "addOwner", shown, naming(48).await).await;
    assert_eq!(added["initiative"]["version"], 2);
    assert_eq!(added["initiative"]["owners"]["nodes"].as_array().map(Vec::len), Some(2));
    assert_eq!(faults(&driver(app), "addOwner", naming(48).await).await, ["personId ALREADY_EXISTS"]);
    assert_eq!(faults(&driver(app), "removeOwner", naming(41).await).await, ["personId NOT_FOUND"]);
    let new = person(app, Role::Member, 48);
    done(&new, "removeOwner", shown, naming(45).await).await;
    assert_eq!(faults(&driver(app), "addParticipant", naming(49).await).await, ["FORBIDDEN"], "an owner no more");
    let taking_part = done(&new, "addParticipant", shown, naming(45).await).await;
    assert_eq!(taking_part["initiative"]["participants"]["nodes"], json!([{ "name": "colleague" }]));
    let alone = done(&new, "removeParticipant", shown, naming(45).await).await;
    assert_eq!(alone["initiative"]["participants"]["nodes"], json!([]));
    assert_eq!(faults(&new, "removeParticipant", naming(45).await).await, ["personId NOT_FOUND"]);
    // who proposed it may still withdraw it
    done(&driver(app), "withdrawInitiative", "", named(app, &id).await).await;
    let changes = all::<entity::change::Entity>(app).await;
    assert!(changes.iter().any(|change| change.action == "addOwner" && change.fields.to_string().contains("owners")));
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_nothing_else() {
    let world = World::new().await;
    let app = &world.app;
    let function = json!({ "slug": "metod", "name": { "sv": "Metod" } });
    let function = done(&support(app), "createSupportFunction", "supportFunction { id version }", function).await;
    let function = &function["supportFunction"];
    let taken = json!({ "slug": "metod", "name": { "sv": "En annan" } });
    assert_eq!(faults(&support(app), "createSupportFunction", taken).await, ["slug ALREADY_EXISTS"]);
    let renamed = json!({ "supportFunctionId": function["id"], "version": 1, "name": { "sv": "Metodstöd" } });
    done(&support(app), "updateSupportFunction", "", renamed).await;
    let id = reach(app, "IN_PORTFOLIO").await;
    let edit = async |patch: Json| with(named(app, &id).await, &patch);
    let shown = "initiative { version title summary startsOn leadOrganisation { slug } visibility
        societalGoals { totalCount } supportFunctions { nodes { name } } restrictedTo { totalCount } }";
    let first =
        edit(json!({ "summary": { "sv": "Kort" }, "startsOn": "2027-01-01", "supportFunctionIds": [function["id"]] }));
    let first = done(&driver(app), "updateInitiative", shown, first.await).await["initiative"].take();
    let expected = json!({
        "version": 4, "title": "Läxhjälp", "summary": "Kort", "startsOn": "2027-01-01", "leadOrganisation": { "slug": "o1" },
        "visibility": "INTERNAL", "societalGoals": { "totalCount": 1 },
        "supportFunctions": { "nodes": [{ "name": "Metodstöd" }] }, "restrictedTo": { "totalCount": 0 },
    });
    assert_eq!(first, expected);
    let second =
        edit(json!({ "summary": null, "leadOrganisationId": null, "visibility": "PUBLIC", "supportFunctionIds": [] }));
    let second = done(&driver(app), "updateInitiative", shown, second.await).await["initiative"].take();
    let changed = json!({
        "version": 5, "summary": null, "leadOrganisation": null, "visibility": "PUBLIC",
        "supportFunctions": { "nodes": [] },
    });
    assert_eq!(second, with(expected, &changed));
    let wrong = edit(
        json!({ "endsOn": "2026-12-31", "societalGoalIds": [], "title": { "sv": "" }, "visibility": "RESTRICTED" }),
    );
    let expected = ["title INVALID", "endsOn INVALID", "societalGoalIds INVALID", "restrictedTo INVALID"];
    assert_eq!(faults(&driver(app), "updateInitiative", wrong.await).await, expected);
    for (name, stranger) in strangers(app) {
        assert_eq!(faults(&stranger, "updateInitiative", edit(json!({})).await).await, ["FORBIDDEN"], "{name}");
    }
}
