//! Step 2: the Core Team chooses a societal goal from Agenda 2030.

use serde_json::{Value as Json, json};

use super::cast::Who::{Owner, Representative, Support};
use super::cast::{Cast, Step, text};

/// A societal goal of the focus area.
pub async fn societal_goal(cast: &Cast<'_>, area: &Json) -> Json {
    let target = cast.caller(Owner).data("{ agendaTarget(code: \"13.1\") { id } }", Json::Null).await;
    let input = |title: &str| json!({ "focusAreaId": area, "title": text(title), "targetIds": [target["agendaTarget"]["id"]], "decision": {} });
    let choose = Step::of(Representative, "chooseSocietalGoal", "societalGoal { id version } decision { outcome }");
    let chosen = cast.step(choose, input("Motståndskraft")).await;
    assert_eq!(chosen["decision"]["outcome"], "APPROVED");
    let goal = &chosen["societalGoal"]["id"];
    // with whom process support works it out
    let input = json!({ "societalGoalId": goal, "version": 1, "participantIds": [cast.person(Owner).await] });
    let update = Step::of(Support, "updateSocietalGoal", "societalGoal { id }").or(&[Representative]);
    cast.step(update, input).await;
    goal.clone()
}
