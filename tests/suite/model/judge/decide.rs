//! What teams decide.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{After, Faults, NEW_DECISION, Refusal, Verdict, fault, none_of, own, permitted};
use crate::model::stage::{BOARD, core_team};
use crate::model::state::{Audience, Decision, Model, Thing};
use crate::model::step::Call;
use crate::model::table::Kind;

/// A step that a team decides on.
pub fn judge(model: &Model, call: &Call) -> Verdict {
    let (thing, mut wrong) = own(model, call)?;
    wrong.extend(faults(model, call));
    if call.verb.name == "decideMission" && call.outcome == "APPROVED" && thing.status == "DRAFT" {
        wrong.extend(fault(!is_complete(model, call, thing), "missionId", "WRONG_STATE"));
    }
    none_of(wrong)?;
    let mut after = After::of(model);
    after.decide(decision(model, call, Some(thing.key), audience(model, call, thing)));
    let status = match (call.verb.name, call.outcome) {
        (_, "APPROVED") => call.verb.to,
        ("decideInitiative", "DECLINED") => Some("REJECTED"),
        _ => None,
    };
    if let Some(status) = status {
        adopt(&mut after, model, call, thing);
        after.change(thing.key, |thing| thing.status = status);
    }
    Ok(after)
}

/// The challenges of a mission that is decided on are adopted.
fn adopt(after: &mut After, model: &Model, call: &Call, thing: &Thing) {
    if call.verb.name == "decideMission" {
        let new = challenges(model, call, thing).into_iter().filter(|challenge| challenge.status != "ADOPTED");
        new.for_each(|challenge| after.change(challenge.key, |challenge| challenge.status = "ADOPTED"));
    }
}

/// The challenges of a mission, as far as the caller sees them.
fn challenges<'a>(model: &'a Model, call: &Call, mission: &Thing) -> Vec<&'a Thing> {
    mission.links.iter().filter_map(|key| model.seen(call.who, *key)).collect()
}

/// Whether a mission says what it is, and answers challenges that are ready for it.
fn is_complete(model: &Model, call: &Call, mission: &Thing) -> bool {
    let challenges = challenges(model, call, mission);
    let ready = challenges.iter().all(|challenge| matches!(challenge.status, "PRIORITISED" | "ADOPTED"));
    mission.is_worded && !challenges.is_empty() && ready
}

/// What is wrong with the decision itself.
pub fn faults(model: &Model, call: &Call) -> Faults {
    const MATTER: &str = "decision.matterId";
    let team = call.deciding(model);
    let mut faults: Faults = fault(team.is_none(), "decision", "NOT_FOUND").into_iter().collect();
    match call.matter.map(|key| model.seen(call.who, key)) {
        Some(Some(matter)) => {
            faults.extend(fault(matter.team != team, MATTER, "INVALID"));
            faults.extend(fault(matter.status != "PREPARED", MATTER, "WRONG_STATE"));
        }
        Some(None) => faults.extend([(MATTER, "NOT_FOUND")]),
        None => {}
    }
    faults
}

/// A decision is for those who may see what it is about; where it leaves a mission a draft, for no more than see drafts.
fn audience(model: &Model, call: &Call, thing: &Thing) -> Audience {
    let is_draft = call.verb.name == "decideMission" && call.outcome != "APPROVED";
    match &thing.audience {
        Audience::Public | Audience::Internal if is_draft => {
            Audience::Restricted(call.deciding(model).into_iter().collect::<BTreeSet<_>>())
        }
        audience => audience.clone(),
    }
}

fn decision(model: &Model, call: &Call, subject: Option<Uuid>, audience: Audience) -> Decision {
    let team = call.deciding(model).expect("a team, or the call was refused");
    let (outcome, matter) = (call.outcome, call.matter);
    let audience = model.common(audience, matter, team);
    Decision { key: NEW_DECISION, team, subject, outcome, matter, supersedes: None, audience }
}

/// `recordDecision`
pub fn record(model: &Model, call: &Call) -> Verdict {
    let mut wrong = faults(model, call);
    let has_matter = call.matter.is_some_and(|key| model.seen(call.who, key).is_some());
    wrong.extend(fault(call.twist > 0 && !has_matter, "decision.title", "INVALID"));
    none_of(wrong)?;
    permitted(model.may(call.who, call.verb, &of_team(call.thing)))?;
    let mut after = After::of(model);
    let recorded = decision(model, call, None, Audience::Internal);
    let audience = call.audience.clone().unwrap_or(recorded.audience.clone());
    after.decide(Decision { audience, ..recorded });
    Ok(after)
}

/// `supersedeDecision`
pub fn supersede(model: &Model, call: &Call) -> Verdict {
    let earlier = model.decisions.iter().find(|decision| decision.key == call.thing);
    let earlier = earlier.filter(|decision| model.reads(call.who, &decision.audience));
    let earlier = earlier.ok_or(Refusal::Hidden("decisionId"))?;
    none_of(faults(model, call))?;
    permitted(model.may(call.who, call.verb, &of_team(earlier.team)))?;
    let is_superseded = model.is_superseded(earlier.key);
    none_of(fault(is_superseded, "decisionId", "WRONG_STATE").into_iter().collect())?;
    let mut after = After::of(model);
    let new = decision(model, call, earlier.subject, earlier.audience.clone());
    after.decide(Decision { supersedes: Some(earlier.key), ..new });
    Ok(after)
}

fn of_team(team: Uuid) -> Thing {
    Thing { team: Some(team), ..Thing::new(Kind::Decision, "") }
}

impl Call {
    /// The team that decides.
    pub fn deciding(&self, model: &Model) -> Option<Uuid> {
        match (self.verb.on, self.verb.name) {
            (_, "recordDecision") => Some(self.thing),
            (Kind::Decision, _) => {
                model.decisions.iter().find(|decision| decision.key == self.thing).map(|decision| decision.team)
            }
            (Kind::FocusArea, _) => Some(BOARD),
            _ => model.thing(self.thing).and_then(|thing| thing.area).and_then(core_team),
        }
    }
}
