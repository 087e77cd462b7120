//! Societal goals, strategic needs, challenges and missions: from their making to their end, by whoever may, in order.

mod challenges;
mod missions;
mod societal_goals;
mod strategic_needs;

use entity::link::*;
use entity::*;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::{Caller, with};
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
        ("draftSocietalGoal", json!({ "focusAreaId": focus_area, "title": title })),
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
                // it is made by this, of a draft or of nothing
                let field = if name == "chooseSocietalGoal" { "draftId" } else { &format!("{lookup}Id") };
                let about = json!({ field: api_id(table, number), "version": ask(&swedish).await["version"] });
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
                    assert_eq!(refused.faults(), [(field.to_owned(), "WRONG_STATE")], "{name} of {state}");
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
