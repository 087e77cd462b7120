//! Step 1: the board prioritises a focus area, by way of a matter; and process support fills its Core Team.

use entity::event;
use entity::kind::TeamKind;
use sea_orm::{ActiveEnum, Value};
use serde_json::{Value as Json, json};
use tests::caller::with;
use tests::rows::{api_id, id, insert, row};

use super::cast::Who::{Board, Elsewhere, Preparer, Representative, Support};
use super::cast::{Cast, Step, text};

/// A prioritised focus area with a Core Team in which the representative sits.
pub async fn focus_area(cast: &Cast<'_>) -> Json {
    let board = cast.team(TeamKind::Board).await;
    cast.seat(Board, &board).await;
    cast.seat(Preparer, &cast.team(TeamKind::BoardPreparation).await).await;
    cast.seat(Elsewhere, &cast.team(TeamKind::FocusAreaTeam).await).await;

    let input = json!({ "slug": "klimat", "name": text("Klimat") });
    let propose = Step::of(Board, "proposeFocusArea", "focusArea { id }").or(&[Support]);
    let area = cast.step(propose, input).await["focusArea"]["id"].clone();
    core_team(cast, &area).await;
    too_early(cast, &area).await;

    let matter = prepared(cast, &board, &area).await;
    let decision = json!({ "motivation": text("Det brådskar"), "matterId": matter });
    let decide = |version: i32| json!({ "focusAreaId": area, "version": version, "decision": {} });
    let shows = "focusArea { status } decision { outcome matter { status } meeting { id } }";
    let prioritise = Step::of(Board, "prioritiseFocusArea", shows);
    let done = cast.step(prioritise, with(decide(1), json!({ "decision": decision }))).await;
    let decided =
        json!({ "outcome": "APPROVED", "matter": { "status": "DECIDED" }, "meeting": { "id": api_id("event", 1) } });
    assert_eq!((&done["focusArea"]["status"], &done["decision"]), (&json!("PRIORITISED"), &decided));

    cast.out_of_order(Board, "prioritiseFocusArea", decide(2)).await;
    cast.out_of_order(Support, "prepareMatter", json!({ "matterId": matter, "version": 4 })).await;
    cast.out_of_order(Board, "withdrawMatter", json!({ "matterId": matter, "version": 4 })).await;
    cast.out_of_order(Board, "resumeFocusArea", decide(2)).await;
    cast.step(Step::of(Board, "pauseFocusArea", "focusArea { id }"), decide(2)).await;
    cast.out_of_order(Board, "pauseFocusArea", decide(3)).await;
    cast.step(Step::of(Board, "resumeFocusArea", "focusArea { id }"), decide(3)).await;
    area
}

async fn core_team(cast: &Cast<'_>, area: &Json) {
    let input = json!({ "kind": "FOCUS_AREA_TEAM", "name": text("Core Team Klimat"), "focusAreaId": area });
    let create = Step::of(Support, "createTeam", "team { id }");
    let team = cast.step(create, input).await["team"]["id"].clone();
    cast.seat(Representative, &team).await;
}

/// What waits for the board.
async fn too_early(cast: &Cast<'_>, area: &Json) {
    let decide = json!({ "focusAreaId": area, "version": 1, "decision": {} });
    for mutation in ["pauseFocusArea", "resumeFocusArea", "closeFocusArea"] {
        cast.out_of_order(Board, mutation, decide.clone()).await;
    }
    let titled = json!({ "focusAreaId": area, "title": text("För tidigt") });
    let goal = with(titled.clone(), json!({ "goalIds": [], "decision": {} }));
    cast.out_of_order(Representative, "chooseSocietalGoal", goal).await;
    cast.out_of_order(Support, "draftMission", titled.clone()).await;
    cast.out_of_order(Board, "proposeInitiative", with(titled, json!({ "kind": "INNOVATION" }))).await;
}

/// A matter that was raised by the board, prepared, and put on one of its meetings.
async fn prepared(cast: &Cast<'_>, board: &Json, area: &Json) -> Json {
    // raised by anyone in the team
    let input = json!({ "teamId": board, "title": text("Ett tredje fokusområde?") });
    let matter = cast.step(Step::of(Board, "raiseMatter", "matter { id }"), input).await["matter"]["id"].clone();
    let meeting = meeting(cast, board).await;
    let about = |version: i32| json!({ "matterId": matter, "version": version });
    let schedule = |version: i32| with(about(version), json!({ "meetingId": meeting }));
    let decide = json!({ "focusAreaId": area, "version": 1, "decision": { "matterId": matter } });
    cast.out_of_order(Support, "scheduleMatter", schedule(1)).await;
    cast.out_of_order(Board, "prioritiseFocusArea", decide).await;
    let prepare = Step::of(Preparer, "prepareMatter", "matter { id }").or(&[Support]);
    cast.step(prepare, about(1)).await;
    let put_up = Step::of(Support, "scheduleMatter", "matter { id }").or(&[Preparer]);
    cast.step(put_up, schedule(2)).await;
    matter
}

/// A meeting of the board: events are not made by mutations yet.
async fn meeting(cast: &Cast<'_>, board: &Json) -> Json {
    let team = board.as_str().expect("an id").parse::<type_safe_id::TypeSafeId<type_safe_id::DynamicType>>();
    let set = [
        ("id", id(1).into()),
        ("kind", Value::from(entity::kind::EventKind::Meeting.to_value())),
        ("status", entity::kind::EventStatus::Planned.to_value().into()),
        ("team_id", team.expect("an id").uuid().into()),
        ("audience_id", entity::audience::INTERNAL.into()),
    ];
    insert::<event::Entity>(cast.app, vec![row::<event::Entity>(cast.app, &set)]).await;
    api_id("event", 1).into()
}
