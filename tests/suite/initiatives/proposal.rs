//! What is proposed: whose it is, its reference, and what is wrong with it.

use serde_json::{Value as Json, json};
use tests::caller::with;
use tests::rows::{api_id, execute};
use tests::world::{World, service_token};

use super::{done, driver, faults, initiative, proposal, propose, traces};

#[tokio::test]
async fn a_proposal_is_told_all_that_is_wrong_at_once() {
    let world = World::new().await;
    let app = &world.app;
    let before = traces(app).await;
    let input = json!({
        "focusAreaId": api_id("focus_area", 12), "title": { "sv": " " }, "kind": "EDUCATION", "summary": { "sv": "" },
        "startsOn": "2027-02-01", "endsOn": "2027-01-01", "societalGoalIds": [api_id("societal_goal", 53)],
        "ownerIds": ["x"], "leadOrganisationId": api_id("organisation", 9), "visibility": "INTERNAL",
        "restrictedTo": [api_id("team", 23)],
    });
    let expected = [
        "leadOrganisationId NOT_FOUND",
        "title INVALID",
        "summary INVALID",
        "endsOn INVALID",
        "societalGoalIds INVALID",
        "ownerIds INVALID",
        "restrictedTo INVALID",
    ];
    assert_eq!(faults(&driver(app), "proposeInitiative", input).await, expected);
    execute(app, "UPDATE focus_area SET status = 'PAUSED' WHERE slug = 'f1'").await;
    assert_eq!(faults(&driver(app), "proposeInitiative", proposal()).await, ["focusAreaId WRONG_STATE"]);
    assert_eq!(traces(app).await, before);
    assert_eq!(faults(&app.anonymous(), "proposeInitiative", proposal()).await, ["UNAUTHENTICATED"]);
}

#[tokio::test]
async fn a_proposal_is_of_the_caller_and_of_their_organisation() {
    let world = World::new().await;
    let app = &world.app;
    let selection = "initiative { reference status visibility leadOrganisation { slug } proposedBy { name }
        owners { nodes { name } } participants { nodes { name } } targets { nodes { code } } }";
    let people = json!({ "participantIds": [api_id("person", 48), api_id("person", 48)], "targetIds": [api_id("agenda_target", 52)] });
    let made = done(&driver(app), "proposeInitiative", selection, with(proposal(), &people)).await;
    let colleague = json!({ "name": "colleague" });
    let expected = json!({
        "reference": "I-2026-00001", "status": "PROPOSED", "visibility": "INTERNAL", "leadOrganisation": { "slug": "o1" },
        "proposedBy": colleague, "owners": { "nodes": [colleague] }, "participants": { "nodes": [{ "name": "proposer" }] },
        "targets": { "nodes": [{ "code": "1.1" }] },
    });
    assert_eq!(made["initiative"], expected);

    let system = app.anonymous().with_token(service_token(81));
    let elsewhere = with(proposal(), json!({ "leadOrganisationId": api_id("organisation", 1) }));
    assert_eq!(faults(&system, "proposeInitiative", elsewhere).await, ["FORBIDDEN"]);
    let made = done(&system, "proposeInitiative", selection, proposal()).await;
    let initiative = &made["initiative"];
    assert_eq!(
        (&initiative["reference"], &initiative["leadOrganisation"]["slug"], &initiative["proposedBy"]),
        (&json!("I-2026-00002"), &json!("o2"), &Json::Null)
    );
    assert_eq!(initiative["owners"]["nodes"], json!([]));
}

#[tokio::test]
async fn the_next_reference_follows_the_largest_that_anybody_has() {
    let world = World::new().await;
    let app = &world.app;
    let first = propose(app).await;
    let board = "UPDATE initiative SET reference = 'I-2026-99999' WHERE reference = 'I-2026-00001'";
    execute(app, board).await;
    execute(app, "UPDATE initiative SET reference = 'I-2025-200000' WHERE reference = 'I-2200'").await;
    assert_eq!(initiative(app, &first).await["reference"], "I-2026-99999");
    for expected in ["I-2026-100000", "I-2026-100001"] {
        let next = propose(app).await;
        assert_eq!(initiative(app, &next).await["reference"], expected);
    }
}
