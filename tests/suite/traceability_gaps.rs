//! Where the line breaks off: to each viewer, what the lists show that nothing follows.

use serde_json::{Value as Json, json};
use tests::caller::Caller;
use tests::rows::{api_id, id, insert, row};
use tests::world::World;

use entity::kind::{InitiativeStatus, MissionStatus, SocietalGoalStatus};
use entity::{initiative, learning, mission, societal_goal};
use sea_orm::{ActiveEnum, Value};

const GAPS: &str =
    "goalsWithoutMission(first: 100) { nodes { id } } missionsWithoutInitiative(first: 100) { nodes { id } }
    initiativesWithoutLearning(first: 100) { nodes { id } }";

/// The same, asked of the lists.
const LISTS: &str = "query($goals: SocietalGoalWhere, $missions: MissionWhere, $initiatives: InitiativeWhere) {
    goalsWithoutMission: societalGoals(first: 100, where: $goals) { nodes { id } }
    missionsWithoutInitiative: missions(first: 100, where: $missions) { nodes { id } }
    initiativesWithoutLearning: initiatives(first: 100, where: $initiatives) { nodes { id } } }";

/// What the lists show of those that belong to something: `scopes` are those of goals, missions and initiatives.
async fn listed(caller: &Caller<'_>, [goals, missions, initiatives]: [Json; 3]) -> Json {
    let both = |own: Json, scope: Json| json!({ "and": [own, scope] });
    let variables = json!({
        "goals": both(json!({ "status": { "eq": "CHOSEN" }, "missions": { "none": {} } }), goals),
        "missions": both(json!({ "or": [{ "status": { "eq": "DECIDED" } }, { "status": { "eq": "ACTIVE" } }], "initiatives": { "none": {} } }), missions),
        "initiatives": both(json!({ "status": { "eq": "COMPLETED" }, "learnings": { "none": {} } }), initiatives),
    });
    caller.data(LISTS, variables).await
}

/// Things at which the line breaks off for some, for all or for none.
async fn world() -> World {
    let world = World::new().await;
    let app = &world.app;
    let text = |value: String| Value::from(value);
    let goal = |number: u128, status: SocietalGoalStatus| {
        let set = [("id", id(number).into()), ("focus_area_id", id(11).into()), ("status", text(status.to_value()))];
        row::<societal_goal::Entity>(app, &set)
    };
    let goals = vec![goal(5001, SocietalGoalStatus::Chosen), goal(5002, SocietalGoalStatus::Retired)];
    insert::<societal_goal::Entity>(app, goals).await;
    let mission = |number: u128, audience: uuid::Uuid, area: u128, status: MissionStatus| {
        let set = [
            ("id", id(number).into()),
            ("audience_id", audience.into()),
            ("focus_area_id", id(area).into()),
            ("status", text(status.to_value())),
        ];
        row::<mission::Entity>(app, &set)
    };
    let missions = vec![
        mission(5010, entity::audience::PUBLIC, 11, MissionStatus::Decided),
        mission(5011, entity::audience::INTERNAL, 12, MissionStatus::Active),
        mission(5012, id(901), 11, MissionStatus::Active),
        mission(5013, entity::audience::PUBLIC, 11, MissionStatus::Ended),
    ];
    insert::<mission::Entity>(app, missions).await;
    let initiative = |number: u128, audience: uuid::Uuid| {
        let set = [
            ("id", id(number).into()),
            ("audience_id", audience.into()),
            ("focus_area_id", id(11).into()),
            ("lead_organisation_id", id(1).into()),
            ("reference", format!("G-{number}").into()),
            ("kind", "RESEARCH".into()),
            ("status", text(InitiativeStatus::Completed.to_value())),
        ];
        row::<initiative::Entity>(app, &set)
    };
    let initiatives = vec![
        initiative(5020, entity::audience::PUBLIC),
        initiative(5021, entity::audience::INTERNAL),
        initiative(5022, entity::audience::PUBLIC),
    ];
    insert::<initiative::Entity>(app, initiatives).await;
    let learnt = row::<learning::Entity>(app, &[("initiative_id", id(5022).into())]);
    insert::<learning::Entity>(app, vec![learnt]).await;
    let link = |goal: u128, mission: u128| {
        let set = [("societal_goal_id", id(goal).into()), ("mission_id", id(mission).into())];
        row::<entity::link::mission_societal_goal::Entity>(app, &set)
    };
    // served by a mission that only some see
    insert::<entity::link::mission_societal_goal::Entity>(app, vec![link(53, 5012), link(53, 5010)]).await;
    world
}

#[tokio::test]
async fn gaps_are_what_the_lists_show_that_nothing_follows() {
    let world = world().await;
    let area = api_id("focus_area", 11);
    let mut told = std::collections::BTreeSet::new();
    for (name, caller) in world.callers() {
        let all = caller.data(&format!("{{ traceabilityGaps {{ {GAPS} }} }}"), json!({})).await;
        assert_eq!(all["traceabilityGaps"], listed(&caller, [json!({}), json!({}), json!({})]).await, "{name}");
        told.insert(all.to_string());

        let in_area = json!({ "focusArea": { "id": { "eq": area } } });
        let expected = listed(&caller, [in_area.clone(), in_area.clone(), in_area]).await;
        let document = format!(
            "query($id: ID!) {{ traceabilityGaps(focusArea: $id) {{ {GAPS} }} focusArea(id: $id) {{ portfolio {{ gaps {{ {GAPS} }} }} }} }}"
        );
        let of_area = caller.data(&document, json!({ "id": area })).await;
        assert_eq!(of_area["traceabilityGaps"], expected, "{name}");
        assert_eq!(of_area["focusArea"]["portfolio"]["gaps"], expected, "{name}");

        let goal = api_id("societal_goal", 53);
        let towards = json!({ "societalGoals": { "some": { "id": { "eq": goal } } } });
        let expected = listed(&caller, [json!({ "id": { "eq": goal } }), towards.clone(), towards]).await;
        let document = format!("query($id: ID!) {{ societalGoal(id: $id) {{ portfolio {{ gaps {{ {GAPS} }} }} }} }}");
        let of_goal = caller.data(&document, json!({ "id": goal })).await;
        assert_eq!(of_goal["societalGoal"]["portfolio"]["gaps"], expected, "{name}");
    }
    assert!(told.len() > 2, "viewers see different gaps");
    let administrator = world.app.as_administrator();
    let all = administrator.data(&format!("{{ traceabilityGaps {{ {GAPS} }} }}"), json!({})).await;
    let ids = |field: &str| all["traceabilityGaps"][field]["nodes"].to_string();
    assert!(ids("goalsWithoutMission").contains(&api_id("societal_goal", 5001)));
    assert!(!ids("goalsWithoutMission").contains(&api_id("societal_goal", 5002)), "what is retired needs no mission");
    assert!(ids("initiativesWithoutLearning").contains(&api_id("initiative", 5021)));
    assert!(!ids("initiativesWithoutLearning").contains(&api_id("initiative", 5022)));
}

#[tokio::test]
async fn of_no_focus_area_there_are_none() {
    let world = World::new().await;
    let document = format!("query($id: ID) {{ traceabilityGaps(focusArea: $id) {{ {GAPS} }} }}");
    let unknown = world.app.anonymous().data(&document, json!({ "id": api_id("focus_area", 9999) })).await;
    assert_eq!(unknown["traceabilityGaps"], Json::Null);
    let (code, message) = world.app.anonymous().error(&document, json!({ "id": api_id("team", 21) })).await;
    assert_eq!(code, "BAD_USER_INPUT", "{message}");
}
