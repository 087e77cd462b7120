//! Missions, from the draft to the end.

use entity::{challenge, follow_up, kind, mission};
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::{Called, with};
use tests::rows::{all, api_id, execute, id};

use super::{CHALLENGE, DRAFT, ELSEWHERE, GOAL, REPRESENTATIVE, caller, changes, input, ready, world, written};

async fn challenge(app: &App, number: u128) -> challenge::Model {
    all::<challenge::Entity>(app).await.into_iter().find(|row| row.id == id(number)).expect("a challenge")
}

async fn mission(app: &App, number: u128) -> mission::Model {
    all::<mission::Entity>(app).await.into_iter().find(|row| row.id == id(number)).expect("a mission")
}

#[tokio::test]
async fn a_mission_from_its_draft_to_its_end() {
    let world = world().await;
    let (app, representative) = (&world.app, caller(&world, REPRESENTATIVE));
    execute(app, "UPDATE challenge SET status = 'PRIORITISED', common_priority = 1").await;
    let draft = json!({
        "statement": { "sv": "S" }, "measurableBy": { "sv": "M" }, "dueOn": "2026-11-21",
        "challengeIds": [api_id("challenge", CHALLENGE)], "societalGoalIds": [api_id("societal_goal", GOAL)],
        "targetIds": [api_id("agenda_target", 52)],
    });
    let selection = "mission { id version status dueOn challenges { nodes { status } } societalGoals { totalCount }
        targets { totalCount } latestFollowUp { health } decision { outcome visibility } }";
    let answer = representative.call("draftMission", selection, with(input("draftMission"), draft)).await;
    answer.done();
    let id = answer["mission"]["id"].clone();
    let mut expected = json!({
        "id": id, "version": 1, "status": "DRAFT", "dueOn": "2026-11-21", "societalGoals": { "totalCount": 1 },
        "challenges": { "nodes": [{ "status": "PRIORITISED" }] }, "targets": { "totalCount": 1 }, "latestFollowUp": null,
        "decision": null,
    });
    assert_eq!(answer["mission"], expected);
    let unseen = "query($id: ID!) { mission(id: $id) { status } }";
    assert_eq!(caller(&world, "member").data(unseen, json!({ "id": id })).await["mission"], Json::Null);
    let followed_up = json!({ "health": "AT_RISK", "summary": { "sv": "Så" } });
    let steps = [
        ("updateMission", json!({ "targetIds": null, "dueOn": "2027-01-31" })),
        ("decideMission", json!({ "decision": {} })),
        ("startMission", json!({})),
        ("followUpMission", followed_up),
        ("achieveMission", json!({})),
    ];
    let left = [
        json!({ "version": 2, "dueOn": "2027-01-31", "targets": { "totalCount": 0 } }),
        json!({
            "version": 3, "status": "DECIDED", "challenges": { "nodes": [{ "status": "ADOPTED" }] },
            "decision": { "outcome": "APPROVED", "visibility": "INTERNAL" },
        }),
        json!({ "version": 4, "status": "ACTIVE" }),
        json!({ "latestFollowUp": { "health": "AT_RISK" } }),
        json!({ "version": 5, "status": "ACHIEVED" }),
    ];
    for ((mutation, extra), left) in steps.into_iter().zip(left) {
        let about = json!({ "missionId": id, "version": expected["version"] });
        let answer = representative.call(mutation, selection, with(about, extra)).await;
        answer.done();
        expected = with(expected, left);
        assert_eq!(answer["mission"], expected, "{mutation}");
    }
    let kinds: Vec<_> = changes(app, "decideMission").await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["decision", "challenge", "mission"]);
    let follow_up = all::<follow_up::Entity>(app).await.into_iter().find(|row| row.summary_sv == "Så").expect("one");
    assert_eq!((follow_up.author_id, follow_up.at), (Some(tests::rows::id(41)), app.clock.now()));
}

#[tokio::test]
async fn a_mission_that_is_not_complete_is_not_decided_on() {
    let world = world().await;
    let (app, representative) = (&world.app, caller(&world, REPRESENTATIVE));
    let decide = async |language: &'static str| {
        representative
            .clone()
            .reading(language)
            .call("decideMission", "mission { status }", input("decideMission"))
            .await
    };
    let messages = |answer: &Called| -> Vec<String> {
        let faults = answer.faults();
        assert!(faults.iter().all(|fault| *fault == ("missionId".to_owned(), "WRONG_STATE")), "{faults:?}");
        let errors = answer["userErrors"].as_array().expect("a list").iter();
        errors.map(|error| error["message"].as_str().expect("a text").to_owned()).collect()
    };
    let before = written(app).await;
    let bare = messages(&decide("en").await);
    let missing = ["has no statement", "nothing to be measured by", "answers no challenge"];
    assert!(bare.len() == 3 && bare.iter().zip(missing).all(|(message, part)| message.contains(part)), "{bare:?}");
    assert!(messages(&decide("sv").await)[0].starts_with("Missionen saknar"));
    assert_eq!(written(app).await, before);
    ready(app).await;
    execute(app, "UPDATE challenge SET status = 'ANALYSED'").await;
    let unready = messages(&decide("sv").await);
    assert!(unready.len() == 1 && unready[0].contains("title_sv (Analyserad)"), "{unready:?}");
    execute(app, "UPDATE challenge SET status = 'ADOPTED'").await;
    decide("sv").await.done();
}

#[tokio::test]
async fn a_decision_that_is_not_approved_leaves_a_draft() {
    let world = world().await;
    let (app, representative) = (&world.app, caller(&world, REPRESENTATIVE));
    let deferred = with(input("decideMission"), json!({ "decision": { "outcome": "DEFERRED" } }));
    let selection = "mission { status version } decision { id outcome visibility }";
    let answer = representative.call("decideMission", selection, deferred).await;
    answer.done();
    assert_eq!(answer["mission"], json!({ "status": "DRAFT", "version": 1 }));
    let kept = (&answer["decision"]["outcome"], &answer["decision"]["visibility"]);
    assert_eq!(kept, (&json!("DEFERRED"), &json!("RESTRICTED")), "it bears the title of a draft");
    let seen = "query($id: ID!) { decision(id: $id) { title } }";
    let variables = json!({ "id": answer["decision"]["id"] });
    assert_eq!(caller(&world, "member").data(seen, variables.clone()).await["decision"], Json::Null);
    assert_eq!(caller(&world, "process support").data(seen, variables).await["decision"]["title"], "title_sv");
    assert_eq!(mission(app, DRAFT).await.status, kind::MissionStatus::Draft);
    assert_eq!(challenge(app, CHALLENGE).await.status, kind::ChallengeStatus::Identified);
}

#[tokio::test]
async fn an_edit_does_not_take_away_what_was_decided() {
    let world = world().await;
    let (app, representative) = (&world.app, caller(&world, REPRESENTATIVE));
    ready(app).await;
    representative.call("decideMission", "", input("decideMission")).await.done();
    let about = json!({ "missionId": api_id("mission", DRAFT), "version": 2 });
    let before = written(app).await;
    let wrong = json!({ "statement": null, "measurableBy": null, "challengeIds": [] });
    let answer = representative.call("updateMission", "", with(about.clone(), wrong)).await;
    let expected = ["statement", "measurableBy", "challengeIds"].map(|path| (path.to_owned(), "WRONG_STATE"));
    assert_eq!(answer.faults(), expected);
    assert_eq!(written(app).await, before);
    let same = json!({ "challengeIds": [api_id("challenge", CHALLENGE)], "statement": { "sv": "Nytt" } });
    representative.call("updateMission", "", with(about, same)).await.done();
}

#[tokio::test]
async fn a_draft_tells_all_that_is_wrong_with_it() {
    let world = world().await;
    let wrong = json!({
        "title": { "sv": "" }, "statement": { "sv": "" }, "dueOn": "2026-11-20",
        "challengeIds": [api_id("challenge", ELSEWHERE)], "societalGoalIds": ["x"], "restrictedTo": [api_id("team", 23)],
    });
    let before = written(&world.app).await;
    let answer = caller(&world, REPRESENTATIVE).call("draftMission", "", with(input("draftMission"), wrong)).await;
    let paths: Vec<_> = answer.faults().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["title", "statement", "dueOn", "challengeIds", "societalGoalIds", "restrictedTo"]);
    assert_eq!(written(&world.app).await, before);
}
