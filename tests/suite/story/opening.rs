//! Step 1: the board prioritises a focus area, by way of a matter and a meeting; and process support fills its Core Team.

use entity::kind::TeamKind;
use serde_json::{Value as Json, json};
use tests::caller::with;

use super::cast::Who::{
    Board, Communicator, Elsewhere, Manager, Member, Owner, Preparer, Representative, Stranger, Support, Unseated,
};
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

    let (matter, meeting) = prepared(cast, &board, &area).await;
    let decision = json!({ "motivation": text("Det brådskar"), "matterId": matter });
    let decide = |version: i32| json!({ "focusAreaId": area, "version": version, "decision": {} });
    let shows = "focusArea { status } decision { outcome matter { status } meeting { id } }";
    let prioritise = Step::of(Board, "prioritiseFocusArea", shows);
    let done = cast.step(prioritise, with(decide(1), json!({ "decision": decision }))).await;
    let decided = json!({ "outcome": "APPROVED", "matter": { "status": "DECIDED" }, "meeting": { "id": meeting } });
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
async fn prepared(cast: &Cast<'_>, board: &Json, area: &Json) -> (Json, Json) {
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
    (matter, meeting)
}

/// A meeting of the board, to which it is invited.
async fn meeting(cast: &Cast<'_>, board: &Json) -> Json {
    let times = json!({ "times": { "startsAt": "2026-12-01T08:00:00.000Z", "endsAt": "2026-12-01T10:00:00.000Z" } });
    let input = json!({ "title": text("Styrelsemöte"), "kind": "MEETING", "when": times, "teamId": board });
    let enter = Step::of(Support, "createEvent", "event { id }").or(&[Communicator]);
    let meeting = cast.step(enter, input).await["event"]["id"].clone();
    let invite = Step::of(Support, "invite", "event { invitations(first: 100) { nodes { id } } }").or(&[Communicator]);
    cast.step(invite, json!({ "eventId": meeting, "teamIds": [board] })).await;
    let own = cast.caller(Board).data("{ invitations { nodes { id } } }", json!({})).await;
    let answer = json!({ "invitationId": own["invitations"]["nodes"][0]["id"], "version": 1, "answer": "ACCEPTED" });
    let accept = Step::of(Board, "answerInvitation", "invitation { answer }");
    // whoever may invite sees who is invited; all others see their own invitations only
    let unseen = [Member, Owner, Representative, Elsewhere, Preparer, Unseated, Manager, Stranger];
    cast.step(accept.unseen_by(&unseen), answer).await;
    meeting
}
