//! Steps in the life of a thing, and what is noted beside it.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{After, Faults, Verdict, fault, none_of, own};
use crate::model::stage::meeting;
use crate::model::state::{Model, Thing};
use crate::model::step::Call;

/// Something noted beside the thing.
pub fn note(model: &Model, call: &Call) -> Verdict {
    let (thing, faults) = own(model, call)?;
    none_of(faults)?;
    let mut after = After::of(model);
    if call.verb.name == "recordProgress" {
        after.note("progress_report");
        return Ok(after);
    }
    after.note("evaluation");
    let evaluated = after.model.things.iter_mut().filter(|other| other.key == thing.key && !call.is_review());
    evaluated.for_each(|initiative| initiative.is_evaluated = true);
    Ok(after)
}

/// A step or an edit.
pub fn take(model: &Model, call: &Call) -> Verdict {
    let (thing, mut faults) = own(model, call)?;
    faults.extend(super::audience_faults(model, call));
    faults.extend(details(model, call, thing));
    none_of(faults)?;
    none_of(person_faults(call, thing))?;
    let mut after = After::of(model);
    if call.verb.name == "followUpMission" {
        after.note("follow_up");
        return Ok(after);
    }
    if changes_nothing(model, call, thing) {
        return Ok(after);
    }
    beside(&mut after, model, call, thing);
    after.change(thing.key, |thing| {
        thing.status = match (call.verb.name, call.twist) {
            ("screenInitiative", 1) => "REJECTED",
            _ => call.verb.to.unwrap_or(thing.status),
        };
        thing.audience = call.audience.clone().unwrap_or(thing.audience.clone());
        match call.verb.name {
            "addOwner" => thing.owners.insert(call.person),
            "removeOwner" => thing.owners.remove(&call.person),
            "prioritiseChallenge" => thing.priority.replace(call.priority()).is_some(),
            _ => true,
        };
    });
    Ok(after)
}

/// What changes nothing is done, and leaves nothing.
fn changes_nothing(model: &Model, call: &Call, thing: &Thing) -> bool {
    let is_for_the_same = call.audience.as_ref().is_none_or(|audience| *audience == thing.audience);
    let is_same = match call.verb.name {
        "prioritiseChallenge" => thing.status == "PRIORITISED" && thing.priority == Some(call.priority()),
        "scheduleMatter" => thing.links == call.other.into_iter().collect(),
        "updateMission" if call.twist > 0 => thing.links == challenges(model, call, thing),
        _ => false,
    };
    is_for_the_same && is_same
}

/// The challenges of a mission after an edit: what the caller does not see stays linked, they cannot have meant it.
fn challenges(model: &Model, call: &Call, thing: &Thing) -> BTreeSet<Uuid> {
    let unseen = thing.links.iter().copied().filter(|key| !is_seen(model, call, *key));
    unseen.chain(call.other).collect()
}

/// What else is wrong, by verb.
fn details(model: &Model, call: &Call, thing: &Thing) -> Faults {
    match call.verb.name {
        "screenInitiative" => fault(call.twist == 3, "answers", "INVALID").into_iter().collect(),
        "scheduleMatter" => {
            let is_of_another = thing.team.map(meeting) != call.other;
            fault(is_of_another, "meetingId", "INVALID").into_iter().collect()
        }
        "placeInPortfolio" => goal_faults(model, call, thing),
        "updateMission" if call.twist > 0 => {
            let mut faults = super::challenge_faults(model, call, thing.area);
            let wanted: BTreeSet<Uuid> = call.other.into_iter().filter(|key| is_seen(model, call, *key)).collect();
            let linked = thing.links.iter().copied().filter(|key| is_seen(model, call, *key)).collect();
            // what was decided on stays
            faults.extend(fault(thing.status != "DRAFT" && wanted != linked, "challengeIds", "WRONG_STATE"));
            faults
        }
        _ => Faults::new(),
    }
}

fn is_seen(model: &Model, call: &Call, key: Uuid) -> bool {
    model.seen(call.who, key).is_some()
}

fn goal_faults(model: &Model, call: &Call, thing: &Thing) -> Faults {
    const FIELD: &str = "societalGoalIds";
    let Some(goal) = call.other.and_then(|key| model.thing(key)) else { return Faults::from([(FIELD, "INVALID")]) };
    let elsewhere = fault(goal.area != thing.area, FIELD, "INVALID");
    elsewhere.into_iter().chain(fault(goal.status != "CHOSEN", FIELD, "WRONG_STATE")).collect()
}

/// Whether the person is an owner already, or none, is looked at last.
fn person_faults(call: &Call, thing: &Thing) -> Faults {
    let owns = thing.owners.contains(&call.person);
    match call.verb.name {
        "addOwner" => fault(owns, "personId", "ALREADY_EXISTS").into_iter().collect(),
        "removeOwner" => fault(!owns, "personId", "NOT_FOUND").into_iter().collect(),
        _ => Faults::new(),
    }
}

/// What a step leaves beside the next version of the thing.
fn beside(after: &mut After, model: &Model, call: &Call, thing: &Thing) {
    match call.verb.name {
        "screenInitiative" => {
            ["screening", "screening_answer", "screening_answer"].into_iter().for_each(|table| after.note(table));
        }
        "removeFromPortfolio" => after.note("evaluation"),
        "placeInPortfolio" | "scheduleMatter" => after.link(thing.key, call.other.into_iter().collect()),
        "updateMission" if call.twist > 0 => after.link(thing.key, challenges(model, call, thing)),
        _ => {}
    }
}
