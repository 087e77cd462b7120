//! From a call to what is sent.

use serde_json::{Value as Json, json};
use tests::caller::with;
use tests::rows::key_id;
use uuid::Uuid;

use super::stage::{MANDATORY, OPTIONAL};
use super::state::Audience;
use super::step::Call;
use super::table::{Kind, Manner};

/// What the payload is to show beside the faults: what came to be, and how the thing is now.
pub fn selection(call: &Call) -> String {
    let one = call.verb.on.one();
    match (call.verb.manner, call.verb.name) {
        (_, "chooseSocietalGoal") => "societalGoal { id status version } decision { id }".to_owned(),
        (Manner::Makes | Manner::Takes, _) => format!("{one} {{ id status version }}"),
        (Manner::Decides, _) => format!("{one} {{ id status version }} decision {{ id }}"),
        (Manner::Else, "recordDecision" | "supersedeDecision") => "decision { id }".to_owned(),
        _ => String::new(),
    }
}

/// The input.
pub fn input(call: &Call) -> Json {
    let field = call.verb.on.field();
    let id = key_id(call.verb.on.table(), call.thing);
    let input = match (call.verb.manner, call.verb.on) {
        (Manner::Makes, _) => made(call),
        (Manner::Takes | Manner::Decides, _) => json!({ field: id, "version": call.version }),
        (Manner::Else, Kind::Decision) if call.verb.name == "recordDecision" => {
            json!({ "teamId": key_id("team", call.thing) })
        }
        _ => json!({ field: id }),
    };
    with(with(input, details(call)), shown_to(call.audience.as_ref()))
}

fn text(call: &Call) -> Json {
    json!({ "sv": format!("{} {}", call.verb.name, call.number) })
}

fn made(call: &Call) -> Json {
    let title = text(call);
    match call.verb.on {
        Kind::FocusArea => json!({ "slug": call.slug(), "name": title }),
        Kind::Matter => json!({ "teamId": key_id("team", call.thing), "title": title }),
        _ => json!({ "focusAreaId": key_id("focus_area", call.thing), "title": title }),
    }
}

/// What the verb needs beside the thing.
fn details(call: &Call) -> Json {
    let others = |table: &str| call.other.map(|key| key_id(table, key)).into_iter().collect::<Vec<_>>();
    match call.verb.name {
        "updateFocusArea" => json!({ "name": text(call) }),
        "updateSocietalGoal" | "updateChallenge" | "updateInitiative" | "prepareMatter" => {
            json!({ "title": text(call) })
        }
        "chooseSocietalGoal" | "supersedeDecision" => json!({ "decision": decision(call) }),
        "recordDecision" if call.twist == 0 => {
            json!({ "decision": with(decision(call), json!({ "title": text(call) })) })
        }
        "recordDecision" => json!({ "decision": decision(call) }),
        "analyseChallenge" => json!({ "analysis": text(call) }),
        "prioritiseChallenge" => json!({ "priority": call.priority() }),
        "draftMission" if call.twist == 1 => json!({ "challengeIds": others("challenge") }),
        "draftMission" => {
            json!({ "challengeIds": others("challenge"), "statement": text(call), "measurableBy": text(call) })
        }
        "updateMission" if call.twist == 0 => json!({ "title": text(call) }),
        "updateMission" => json!({ "challengeIds": others("challenge") }),
        "followUpMission" => json!({ "health": "AT_RISK", "summary": text(call) }),
        "proposeInitiative" => json!({ "kind": "RESEARCH" }),
        "screenInitiative" => json!({ "answers": answers(call.twist) }),
        "placeInPortfolio" => json!({ "societalGoalIds": others("societal_goal") }),
        "removeFromPortfolio" | "recordProgress" => json!({ "summary": text(call) }),
        "addOwner" | "removeOwner" | "fillSeat" => json!({ "personId": person(call) }),
        "recordEvaluation" if call.is_review() => {
            json!({ "by": "PORTFOLIO", "recommendation": "KEEP", "summary": text(call) })
        }
        "recordEvaluation" => json!({ "by": "OWNER", "summary": text(call) }),
        "scheduleMatter" => json!({ "meetingId": key_id("event", call.other.unwrap_or(Uuid::nil())) }),
        _ if call.verb.manner == Manner::Decides => json!({ "decision": decision(call) }),
        _ => json!({}),
    }
}

impl Call {
    /// The priority that a challenge is given.
    pub fn priority(&self) -> usize {
        1 + self.number % 5
    }
}

fn person(call: &Call) -> Json {
    call.person.person().map(|key| key_id("person", key)).into()
}

fn decision(call: &Call) -> Json {
    json!({ "outcome": call.outcome, "matterId": call.matter.map(|key| key_id("matter", key)) })
}

/// All is met; the mandatory criterion is not; the other one is not; the mandatory one is left out.
fn answers(twist: u8) -> Json {
    let answer = |key, is_met| json!({ "criterionId": key_id("criterion", key), "isMet": is_met });
    match twist {
        3 => json!([answer(OPTIONAL, true)]),
        twist => json!([answer(MANDATORY, twist != 1), answer(OPTIONAL, twist != 2)]),
    }
}

fn shown_to(audience: Option<&Audience>) -> Json {
    match audience {
        None => json!({}),
        Some(Audience::Public) => json!({ "visibility": "PUBLIC" }),
        Some(Audience::Internal) => json!({ "visibility": "INTERNAL" }),
        Some(Audience::Restricted(teams)) => {
            let teams: Vec<_> = teams.iter().map(|team| key_id("team", *team)).collect();
            json!({ "visibility": "RESTRICTED", "restrictedTo": teams })
        }
    }
}
