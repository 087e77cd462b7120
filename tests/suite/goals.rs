//! Societal goals, strategic needs, challenges and missions: from their making to their end, by whoever may, in order.

use entity::link::*;
use entity::*;
use sea_orm::prelude::Uuid;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::{Called, Caller};
use tests::rows::{all, api_id, execute, id, insert, row};
use tests::world::World;

/// The things of the world that the tests are about, by their numbers there: in focus area 1, of organisation 1, INTERNAL.
const NEED: u128 = 1100;
const CHALLENGE: u128 = 1101;
const DECIDED: u128 = 1110;
const DRAFT: u128 = 2010;
const GOAL: u128 = 53;
/// Things that the tests add: a challenge and a need of focus area 2.
const ELSEWHERE: u128 = 3001;

const REPRESENTATIVE: &str = "representative in team 1";

async fn world() -> World {
    let world = World::new().await;
    let within = [("audience_id", audience::INTERNAL.into()), ("focus_area_id", id(12).into())];
    let of = [&within[..], &[("id", id(ELSEWHERE).into()), ("organisation_id", id(1).into())]].concat();
    let set = [&of[..], &[("status", "IDENTIFIED".into())]].concat();
    insert::<challenge::Entity>(&world.app, vec![row::<challenge::Entity>(&world.app, &set)]).await;
    insert::<strategic_need::Entity>(&world.app, vec![row::<strategic_need::Entity>(&world.app, &of)]).await;
    world
}

fn caller<'a>(world: &'a World, name: &str) -> Caller<'a> {
    world.callers().into_iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no {name}")).1
}

/// All that the mutations write.
async fn written(app: &App) -> String {
    format!(
        "{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        all::<societal_goal::Entity>(app).await,
        all::<strategic_need::Entity>(app).await,
        all::<challenge::Entity>(app).await,
        all::<mission::Entity>(app).await,
        all::<follow_up::Entity>(app).await,
        all::<decision::Entity>(app).await,
        all::<mission_challenge::Entity>(app).await,
        all::<strategic_need_challenge::Entity>(app).await,
        all::<change::Entity>(app).await,
    )
}

/// The changes of an action, as the type of the thing and the names of the fields.
async fn changes(app: &App, action: &str) -> Vec<(String, Vec<String>)> {
    let of = |change: &change::Model| {
        let fields = change.fields.as_object().expect("fields");
        (change.node_type.clone(), fields.keys().cloned().collect())
    };
    all::<change::Entity>(app).await.iter().filter(|change| change.action == action).map(of).collect()
}

async fn challenge(app: &App, number: u128) -> challenge::Model {
    all::<challenge::Entity>(app).await.into_iter().find(|row| row.id == id(number)).expect("a challenge")
}

async fn mission(app: &App, number: u128) -> mission::Model {
    all::<mission::Entity>(app).await.into_iter().find(|row| row.id == id(number)).expect("a mission")
}

/// Makes the draft ready to be decided on.
async fn ready(app: &App) {
    execute(app, "UPDATE mission SET statement_sv = 's', measurable_by_sv = 'm'").await;
    execute(app, "UPDATE challenge SET status = 'PRIORITISED', common_priority = 1").await;
    let link = [("mission_id", id(DRAFT).into()), ("challenge_id", id(CHALLENGE).into())];
    insert::<mission_challenge::Entity>(app, vec![row::<mission_challenge::Entity>(app, &link)]).await;
}

/// A call of each mutation that is possible in the world once the draft is ready, and what each is about.
fn inputs() -> Vec<(&'static str, Json)> {
    let (focus_area, title) = (api_id("focus_area", 11), json!({ "sv": "Titel", "en": "Title" }));
    let goal = |extra: Json| with(json!({ "societalGoalId": api_id("societal_goal", GOAL), "version": 1 }), extra);
    let need = |extra: Json| with(json!({ "strategicNeedId": api_id("strategic_need", NEED), "version": 1 }), extra);
    let challenge = |extra: Json| with(json!({ "challengeId": api_id("challenge", CHALLENGE), "version": 1 }), extra);
    let mission = |number: u128| json!({ "missionId": api_id("mission", number), "version": 1 });
    vec![
        ("chooseSocietalGoal", json!({ "focusAreaId": focus_area, "title": title, "decision": {} })),
        ("updateSocietalGoal", goal(json!({ "title": title }))),
        ("retireSocietalGoal", goal(json!({ "decision": {} }))),
        ("stateNeed", json!({ "focusAreaId": focus_area, "title": title })),
        ("updateNeed", need(json!({ "title": title }))),
        ("retireNeed", need(json!({}))),
        ("identifyChallenge", json!({ "focusAreaId": focus_area, "title": title })),
        ("updateChallenge", challenge(json!({ "title": title }))),
        ("analyseChallenge", challenge(json!({ "analysis": { "sv": "Analys" } }))),
        ("prioritiseChallenge", challenge(json!({ "priority": 2 }))),
        ("declineChallenge", challenge(json!({}))),
        ("draftMission", json!({ "focusAreaId": focus_area, "title": title })),
        ("updateMission", with(mission(DRAFT), json!({ "title": title }))),
        ("decideMission", with(mission(DRAFT), json!({ "decision": {} }))),
        ("startMission", mission(DECIDED)),
        ("followUpMission", with(mission(DECIDED), json!({ "health": "AT_RISK", "summary": { "sv": "Så går det" } }))),
        ("achieveMission", mission(DECIDED)),
        ("endMission", mission(DECIDED)),
    ]
}

/// An object with the fields of another, too.
fn with(mut object: Json, extra: Json) -> Json {
    let (Some(all), Json::Object(extra)) = (object.as_object_mut(), extra) else { panic!("objects") };
    all.extend(extra);
    object
}

fn input(mutation: &str) -> Json {
    inputs().into_iter().find(|(name, _)| *name == mutation).expect("a mutation").1
}

/// Brings everything to the state that the mutation begins in.
async fn prepare(app: &App, mutation: &str) {
    let challenges = match mutation {
        "analyseChallenge" => "UPDATE challenge SET status = 'IDENTIFIED'",
        "prioritiseChallenge" => "UPDATE challenge SET status = 'ANALYSED'",
        _ => "UPDATE challenge SET status = 'PRIORITISED', common_priority = 1",
    };
    execute(app, challenges).await;
    if ["achieveMission", "endMission"].contains(&mutation) {
        execute(app, "UPDATE mission SET status = 'ACTIVE' WHERE status = 'DECIDED'").await;
    }
}

/// Who may not do what, though they may do much else.
fn strangers(mutation: &str) -> Vec<&'static str> {
    let mut names = vec!["representative whose term has ended", "representative of another organisation", "analyst"];
    match mutation {
        // whoever is at home in the organisation may, and each who represents it
        "identifyChallenge" => return vec!["system by service token"],
        "updateChallenge" => return vec!["member of another organisation", "system by service token"],
        "stateNeed" | "updateNeed" | "retireNeed" => {}
        _ => names.extend(["representative in team 2", "representative in team 2 by grant"]),
    }
    names.extend(["member", "member who holds a seat in team 1", "communicator", "system by service token"]);
    names
}

#[tokio::test]
async fn whoever_may_not_changes_nothing() {
    let world = world().await;
    ready(&world.app).await;
    for (mutation, input) in inputs() {
        prepare(&world.app, mutation).await;
        let before = written(&world.app).await;
        for name in strangers(mutation) {
            let caller = caller(&world, name);
            // a draft is not there for representatives of other focus areas
            if ["updateMission", "decideMission"].contains(&mutation) && name.starts_with("representative in team 2") {
                assert_eq!(caller.call(mutation, "", input.clone()).await.fault(), ("missionId", "NOT_FOUND"));
                continue;
            }
            assert_eq!(caller.refused(mutation, input.clone()).await, "FORBIDDEN", "{name} {mutation}");
        }
        let nobody = world.app.anonymous().refused(mutation, input.clone()).await;
        assert_eq!(nobody, "UNAUTHENTICATED", "{mutation}");
        assert_eq!(written(&world.app).await, before, "{mutation}");
    }
    let elsewhere = with(input("identifyChallenge"), json!({ "organisationId": api_id("organisation", 2) }));
    assert_eq!(caller(&world, "member").refused("identifyChallenge", elsewhere).await, "FORBIDDEN");
    let elsewhere = with(input("stateNeed"), json!({ "organisationId": api_id("organisation", 2) }));
    assert_eq!(caller(&world, REPRESENTATIVE).refused("stateNeed", elsewhere).await, "FORBIDDEN");
}

#[tokio::test]
async fn whoever_may_does_it_and_a_stale_version_does_not() {
    for (mutation, input) in inputs() {
        let world = world().await;
        ready(&world.app).await;
        prepare(&world.app, mutation).await;
        let representative = caller(&world, REPRESENTATIVE);
        if input.get("version").is_some() {
            let before = written(&world.app).await;
            let stale = representative.call(mutation, "", with(input.clone(), json!({ "version": 7 }))).await;
            assert_eq!(stale.fault(), ("version", "STALE_VERSION"), "{mutation}");
            assert_eq!(written(&world.app).await, before, "{mutation}");
        }
        representative.call(mutation, "", input).await.done();
        assert!(!changes(&world.app, mutation).await.is_empty(), "{mutation} leaves a trace");
    }
}

#[tokio::test]
async fn process_support_drafts_and_edits_and_does_not_decide() {
    let world = world().await;
    ready(&world.app).await;
    let support = caller(&world, "process support");
    for mutation in ["updateSocietalGoal", "draftMission", "updateMission"] {
        support.call(mutation, "", input(mutation)).await.done();
    }
    for mutation in ["chooseSocietalGoal", "decideMission", "prioritiseChallenge"] {
        assert_eq!(support.refused(mutation, input(mutation)).await, "FORBIDDEN", "{mutation}");
    }
}

/// In every state: what `actions` says is what the mutations then do.
#[tokio::test]
async fn actions_agree_with_the_mutations() {
    let things: [(&str, &str, u128, &[&str]); 3] = [
        ("societal_goal", "societalGoal", GOAL, &["DRAFT", "CHOSEN", "RETIRED"]),
        ("challenge", "challenge", CHALLENGE, &["IDENTIFIED", "ANALYSED", "PRIORITISED", "ADOPTED", "DECLINED"]),
        ("mission", "mission", DRAFT, &["DRAFT", "DECIDED", "ACTIVE", "ACHIEVED", "ENDED"]),
    ];
    let world = world().await;
    ready(&world.app).await;
    let swedish = caller(&world, REPRESENTATIVE).reading("sv");
    let english = caller(&world, REPRESENTATIVE).reading("en");
    for (table, lookup, number, states) in things {
        // a mission can be decided on once its challenges are prioritised
        execute(&world.app, "UPDATE challenge SET status = 'PRIORITISED', common_priority = 1").await;
        let document =
            format!("query($id: ID!) {{ {lookup}(id: $id) {{ version actions {{ name isAllowed reason }} }} }}");
        for state in states {
            let (mut allowed, reset) = (0, format!("UPDATE {table} SET status = '{state}'"));
            execute(&world.app, &reset).await;
            let ask = async |caller: &Caller<'_>| {
                caller.data(&document, json!({ "id": api_id(table, number) })).await[lookup].take()
            };
            let (seen, in_english) = (ask(&swedish).await, ask(&english).await);
            for (place, action) in seen["actions"].as_array().expect("actions").iter().enumerate() {
                execute(&world.app, &reset).await;
                let name = action["name"].as_str().expect("a name");
                let about =
                    json!({ format!("{lookup}Id"): api_id(table, number), "version": ask(&swedish).await["version"] });
                let input = with(input(name), about);
                if action["isAllowed"] == true {
                    assert_eq!(action["reason"], Json::Null);
                    swedish.call(name, "", input).await.done();
                    allowed += 1;
                    continue;
                }
                let before = written(&world.app).await;
                for (caller, told) in [(&swedish, action), (&english, &in_english["actions"][place])] {
                    let refused = caller.call(name, "", input.clone()).await;
                    assert_eq!(refused.faults(), [(format!("{lookup}Id"), "WRONG_STATE")], "{name} of {state}");
                    assert_eq!(refused["userErrors"][0]["message"], told["reason"]);
                }
                assert_ne!(action["reason"], in_english["actions"][place]["reason"], "each in its language");
                assert_eq!(written(&world.app).await, before, "{name} of {state} changes nothing");
            }
            assert_eq!(
                allowed == 0,
                ["RETIRED", "ADOPTED", "DECLINED", "ACHIEVED", "ENDED"].contains(state),
                "{state}"
            );
        }
    }
    let stranger = caller(&world, "member");
    let document = "query($id: ID!) { challenge(id: $id) { actions { isAllowed reason } } }";
    execute(&world.app, "UPDATE challenge SET status = 'IDENTIFIED'").await;
    let seen = stranger.data(document, json!({ "id": api_id("challenge", CHALLENGE) })).await;
    let allowed: Vec<_> =
        seen["challenge"]["actions"].as_array().expect("a list").iter().map(|a| &a["isAllowed"]).collect();
    assert_eq!(allowed, [&json!(true), &json!(false), &json!(false), &json!(false)], "of their own organisation");
}

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
    assert_eq!(kinds, ["societal_goal"; 5].into_iter().chain(["decision"]).collect::<Vec<_>>());
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
        "participants": { "totalCount": 1 },
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

#[tokio::test]
async fn a_need_from_being_stated_to_its_end() {
    let world = world().await;
    let representative = caller(&world, REPRESENTATIVE);
    let selection = "strategicNeed { id version title description visibility retiredAt organisation { slug }
        challenges { totalCount } }";
    let stated = with(
        input("stateNeed"),
        json!({
            "description": { "sv": "Vad" }, "challengeIds": [api_id("challenge", CHALLENGE)], "visibility": "RESTRICTED",
            "restrictedTo": [api_id("team", 23)],
        }),
    );
    let answer = representative.call("stateNeed", selection, stated).await;
    answer.done();
    let need = &answer["strategicNeed"];
    let mut expected = json!({
        "id": need["id"], "version": 1, "title": "Titel", "description": "Vad", "visibility": "RESTRICTED",
        "retiredAt": null, "organisation": { "slug": "o1" }, "challenges": { "totalCount": 1 },
    });
    assert_eq!(*need, expected);
    let about = |version: i32| json!({ "strategicNeedId": need["id"], "version": version });
    let wrong = json!({ "title": { "sv": "" }, "challengeIds": [api_id("challenge", ELSEWHERE)], "restrictedTo": [] });
    let answer = representative.call("updateNeed", "", with(about(3), wrong)).await;
    let paths: Vec<_> = answer.faults().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["version", "title", "challengeIds", "restrictedTo"]);
    let patch = json!({ "visibility": "INTERNAL", "description": null, "challengeIds": null });
    let answer = representative.call("updateNeed", selection, with(about(1), patch)).await;
    let changed = json!({
        "version": 2, "description": null, "visibility": "INTERNAL", "challenges": { "totalCount": 0 },
    });
    expected = with(expected, changed);
    assert_eq!(answer["strategicNeed"], expected);
    let answer = representative.call("retireNeed", selection, about(2)).await;
    expected = with(expected, json!({ "version": 3, "retiredAt": "2026-11-21T12:00:00Z" }));
    assert_eq!(answer["strategicNeed"], expected);
    let before = written(&world.app).await;
    for mutation in ["updateNeed", "retireNeed"] {
        let texts = ["sv", "en"].map(|language| (language, representative.clone().reading(language)));
        for (language, caller) in texts {
            let answer = caller.call(mutation, "", about(3)).await;
            assert_eq!(answer.fault(), ("strategicNeedId", "WRONG_STATE"), "{mutation}");
            let message = answer["userErrors"][0]["message"].as_str().expect("a text");
            assert!(message.starts_with(if language == "sv" { "Behovet" } else { "The need" }), "{message}");
        }
    }
    assert_eq!(written(&world.app).await, before);
}

#[tokio::test]
async fn a_challenge_from_being_identified_to_being_declined() {
    let world = world().await;
    let (member, representative) = (caller(&world, "member"), caller(&world, REPRESENTATIVE));
    let selection = "challenge { id version status ownPriority commonPriority analysis organisation { slug }
        strategicNeeds { totalCount } }";
    let wrong = json!({
        "focusAreaId": api_id("focus_area", 99), "organisationId": api_id("organisation", 99), "title": { "sv": "" },
        "ownPriority": 6, "visibility": "RESTRICTED",
    });
    let answer = member.call("identifyChallenge", "", with(input("identifyChallenge"), wrong)).await;
    let paths: Vec<_> = answer.faults().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["focusAreaId", "organisationId", "title", "ownPriority", "restrictedTo"]);
    let identified = json!({ "ownPriority": 5, "strategicNeedIds": [api_id("strategic_need", NEED)] });
    let answer = member.call("identifyChallenge", selection, with(input("identifyChallenge"), identified)).await;
    answer.done();
    let id = answer["challenge"]["id"].clone();
    let mut expected = json!({
        "id": id, "version": 1, "status": "IDENTIFIED", "ownPriority": 5, "commonPriority": null, "analysis": null,
        "organisation": { "slug": "o1" }, "strategicNeeds": { "totalCount": 1 },
    });
    assert_eq!(answer["challenge"], expected);
    let elsewhere = json!({ "strategicNeedIds": [api_id("strategic_need", ELSEWHERE)] });
    let about = |version: i32| json!({ "challengeId": id, "version": version });
    let answer = member.call("updateChallenge", "", with(about(1), elsewhere)).await;
    assert_eq!(answer.fault(), ("strategicNeedIds", "INVALID"), "of another focus area");
    let none = representative.call("prioritiseChallenge", "", with(about(1), json!({ "priority": 0 }))).await;
    assert_eq!(none.faults().len(), 2, "neither the state nor the priority");
    let steps = [
        (&member, "updateChallenge", json!({ "ownPriority": null, "strategicNeedIds": [] })),
        (&representative, "analyseChallenge", json!({ "analysis": { "sv": "A" } })),
        (&representative, "prioritiseChallenge", json!({ "priority": 3 })),
        (&representative, "declineChallenge", json!({})),
    ];
    let left = [
        json!({ "version": 2, "ownPriority": null, "strategicNeeds": { "totalCount": 0 } }),
        json!({ "version": 3, "status": "ANALYSED", "analysis": "A" }),
        json!({ "version": 4, "status": "PRIORITISED", "commonPriority": 3 }),
        json!({ "version": 5, "status": "DECLINED" }),
    ];
    for ((version, (caller, mutation, extra)), left) in (1..).zip(steps).zip(left) {
        let answer = caller.call(mutation, selection, with(about(version), extra)).await;
        answer.done();
        expected = with(expected, left);
        assert_eq!(answer["challenge"], expected, "{mutation}");
    }
    let fields = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let changed = changes(&world.app, "prioritiseChallenge").await;
    assert_eq!(changed, [("challenge".to_owned(), fields(["common_priority", "status"]))]);
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
