//! Societal goals: chosen, changed and retired.

use entity::decision;
use entity::link::societal_goal_challenge;
use sea_orm::prelude::Uuid;
use serde_json::{Value as Json, json};
use tests::caller::with;
use tests::rows::{all, api_id, execute, id, insert, row};

use super::{CHALLENGE, ELSEWHERE, GOAL, REPRESENTATIVE, caller, changes, input, world, written};

#[tokio::test]
async fn a_core_team_chooses_a_societal_goal() {
    let world = world().await;
    let (app, representative) = (&world.app, caller(&world, REPRESENTATIVE));
    let links = json!({
        "rationale": { "sv": "Varför", "en": "Why" }, "goalIds": [api_id("agenda_goal", 51)],
        "targetIds": [api_id("agenda_target", 52), api_id("agenda_target", 52)],
        "participantIds": [api_id("person", 45), api_id("person", 46)], "challengeIds": [api_id("challenge", CHALLENGE)],
    });
    let selection =
        "societalGoal { id version status rationale(language: EN) goals { totalCount } targets { totalCount }
        participants { totalCount } challenges { totalCount } decision { id } }
        decision { id title(language: EN) outcome visibility decidedOn team { id } recordedBy { name } }";
    let answer = representative.call("chooseSocietalGoal", selection, with(input("chooseSocietalGoal"), links)).await;
    answer.done();
    let (goal, decision) = (&answer["societalGoal"], &answer["decision"]);
    let counts = ["goals", "targets", "participants", "challenges"].map(|links| goal[links]["totalCount"].as_u64());
    assert_eq!(counts, [Some(1), Some(1), Some(2), Some(1)]);
    assert_eq!((&goal["status"], &goal["version"], &goal["rationale"]), (&json!("CHOSEN"), &json!(1), &json!("Why")));
    assert_eq!(goal["decision"]["id"], decision["id"]);
    let decided = json!({
        "id": decision["id"], "title": "Title", "outcome": "APPROVED", "visibility": "PUBLIC", "decidedOn": "2026-11-21",
        "team": { "id": api_id("team", 23) }, "recordedBy": { "name": "holder of a seat in team 1" },
    });
    assert_eq!(*decision, decided);
    let kinds: Vec<_> = changes(app, "chooseSocietalGoal").await.into_iter().map(|(kind, _)| kind).collect();
    let linked = ["agenda_goal", "agenda_target", "person", "person", "challenge"];
    assert_eq!(kinds, [&["societal_goal"][..], &linked, &["decision"]].concat());
}

#[tokio::test]
async fn what_process_support_drafts_a_core_team_chooses() {
    let world = world().await;
    let (support, representative) = (caller(&world, "process support"), caller(&world, REPRESENTATIVE));
    let shown = "societalGoal { id version status rationale goals { totalCount } participants { totalCount }
        decision { id } actions { name isAllowed } }";
    let rationale = json!({ "rationale": { "sv": "Därför" }, "goalIds": [api_id("agenda_goal", 51)] });
    let drafted = support.call("draftSocietalGoal", shown, with(input("draftSocietalGoal"), rationale)).await.done();
    let draft = &drafted["societalGoal"];
    assert_eq!((&draft["status"], &draft["decision"]), (&json!("DRAFT"), &Json::Null));
    let choose = json!({ "name": "chooseSocietalGoal", "isAllowed": false });
    assert!(draft["actions"].as_array().expect("actions").contains(&choose), "process support does not choose");
    let chosen = |extra: Json| with(with(input("chooseSocietalGoal"), json!({ "draftId": draft["id"] })), extra);
    let before = written(&world.app).await;
    for (extra, fault) in [
        (json!({}), ("version", "INVALID")),
        (json!({ "version": 2 }), ("version", "STALE_VERSION")),
        (json!({ "version": 1, "draftId": api_id("societal_goal", GOAL) }), ("draftId", "WRONG_STATE")),
    ] {
        let refused = representative.call("chooseSocietalGoal", "", chosen(extra.clone())).await;
        assert!(refused.faults().contains(&(fault.0.to_owned(), fault.1)), "{extra}: {refused:?}");
    }
    assert_eq!(support.refused("chooseSocietalGoal", chosen(json!({ "version": 1 }))).await, "FORBIDDEN");
    assert_eq!(written(&world.app).await, before);
    let goal = representative.call("chooseSocietalGoal", shown, chosen(json!({ "version": 1 }))).await.done();
    let goal = &goal["societalGoal"];
    assert_eq!((&goal["id"], &goal["version"], &goal["status"]), (&draft["id"], &json!(2), &json!("CHOSEN")));
    assert_eq!(
        (&goal["rationale"], &goal["goals"]["totalCount"]),
        (&json!("Därför"), &json!(1)),
        "what is not said stays"
    );
    assert_ne!(goal["decision"], Json::Null);
}

#[tokio::test]
async fn nothing_is_chosen_unless_all_is_right() {
    let world = world().await;
    let representative = caller(&world, REPRESENTATIVE);
    let before = written(&world.app).await;
    let wrong = json!({
        "title": { "sv": " " }, "goalIds": ["goal_x"], "targetIds": [api_id("agenda_target", 99)],
        "challengeIds": [api_id("challenge", ELSEWHERE)],
        "decision": { "outcome": "DEFERRED", "decidedOn": "2026-11-22" },
    });
    let answer = representative
        .call("chooseSocietalGoal", "societalGoal { id }", with(input("chooseSocietalGoal"), wrong))
        .await;
    let expected = [
        ("title", "INVALID"),
        ("goalIds", "INVALID"),
        ("targetIds", "NOT_FOUND"),
        ("challengeIds", "INVALID"),
        ("decision.decidedOn", "INVALID"),
        ("decision.outcome", "INVALID"),
    ];
    assert_eq!(answer.faults(), expected.map(|(path, code)| (path.to_owned(), code)));
    assert!(answer["userErrors"][5]["message"].as_str().expect("a text").contains("recordDecision"));
    for status in ["PROPOSED", "PAUSED", "CLOSED"] {
        execute(&world.app, &format!("UPDATE focus_area SET status = '{status}'")).await;
        for mutation in ["chooseSocietalGoal", "draftMission"] {
            let answer = representative.call(mutation, "", input(mutation)).await;
            assert_eq!(answer.fault(), ("focusAreaId", "WRONG_STATE"), "{mutation} {status}");
        }
    }
    for mutation in ["identifyChallenge", "stateNeed"] {
        let answer = representative.call(mutation, "", input(mutation)).await;
        assert_eq!(answer.fault(), ("focusAreaId", "WRONG_STATE"), "{mutation} in a closed focus area");
        let english = representative.clone().reading("en").call(mutation, "", input(mutation)).await;
        let message = english["userErrors"][0]["message"].as_str().expect("a text");
        assert!(message.starts_with("The focus area is “Closed”"), "{message}");
    }
    assert_eq!(written(&world.app).await, before);
}

#[tokio::test]
async fn a_patch_of_a_societal_goal_changes_what_it_names() {
    let world = world().await;
    let representative = caller(&world, REPRESENTATIVE);
    let selection = "societalGoal { version title rationale challenges { totalCount } participants { totalCount } }";
    let patch = async |version: i32, patch: Json| {
        let about = json!({ "societalGoalId": api_id("societal_goal", GOAL), "version": version });
        let answer = representative.call("updateSocietalGoal", selection, with(about, patch)).await;
        answer.done();
        answer["societalGoal"].clone()
    };
    let linked =
        patch(1, json!({ "rationale": { "sv": "V" }, "challengeIds": [api_id("challenge", CHALLENGE)] })).await;
    let whole = json!({
        "version": 2, "title": "title_sv", "rationale": "V", "challenges": { "totalCount": 1 },
        "participants": { "totalCount": 2 },
    });
    assert_eq!(linked, whole);
    assert_eq!(patch(2, json!({ "challengeIds": [], "participantIds": null })).await["version"], 3, "links count too");
    let cleared = patch(3, json!({ "rationale": null })).await;
    let empty = json!({
        "version": 4, "title": "title_sv", "rationale": null, "challenges": { "totalCount": 0 },
        "participants": { "totalCount": 0 },
    });
    assert_eq!(cleared, empty);
}

/// A list that replaces another says nothing of what its author cannot see.
#[tokio::test]
async fn what_the_caller_does_not_see_stays_linked() {
    let world = world().await;
    let links = [CHALLENGE, 1301].map(|number| {
        row::<societal_goal_challenge::Entity>(
            &world.app,
            &[("societal_goal_id", id(GOAL).into()), ("challenge_id", id(number).into())],
        )
    });
    insert::<societal_goal_challenge::Entity>(&world.app, links.into()).await;
    let clear = json!({ "societalGoalId": api_id("societal_goal", GOAL), "version": 1, "challengeIds": [] });
    caller(&world, REPRESENTATIVE).call("updateSocietalGoal", "", clear).await.done();
    let left: Vec<Uuid> =
        all::<societal_goal_challenge::Entity>(&world.app).await.iter().map(|link| link.challenge_id).collect();
    assert_eq!(left, [id(1301)]);
    let hidden = json!({ "challengeIds": [api_id("challenge", 1301)] });
    let answer = caller(&world, REPRESENTATIVE).call("draftMission", "", with(input("draftMission"), hidden)).await;
    assert_eq!(answer.fault(), ("challengeIds", "NOT_FOUND"));
}

#[tokio::test]
async fn a_decision_that_is_not_approved_retires_nothing() {
    let world = world().await;
    let representative = caller(&world, REPRESENTATIVE);
    let declined = with(input("retireSocietalGoal"), json!({ "decision": { "outcome": "DECLINED" } }));
    let selection = "societalGoal { status version } decision { outcome }";
    let answer = representative.call("retireSocietalGoal", selection, declined).await;
    answer.done();
    assert_eq!(answer["societalGoal"], json!({ "status": "CHOSEN", "version": 1 }));
    assert_eq!(answer["decision"]["outcome"], "DECLINED");
    let answer = representative.call("retireSocietalGoal", selection, input("retireSocietalGoal")).await;
    assert_eq!(answer["societalGoal"], json!({ "status": "RETIRED", "version": 2 }));
    let of_the_goal = all::<decision::Entity>(&world.app).await;
    assert_eq!(of_the_goal.iter().filter(|row| row.subject_societal_goal_id == Some(id(GOAL))).count(), 2);
}
