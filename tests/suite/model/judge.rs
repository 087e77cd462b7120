//! What is to become of a call: what it leaves, or why it is refused.
//!
//! Whoever can do nothing with a verb is told so before anything is looked at. Then, of a thing that there is: what is
//! hidden is not found; what is seen and not the caller's is forbidden; all that can be put right is told at once. Of what
//! is to come to be the faults are told first, since it is nobody's yet.

mod change;
mod decide;
mod make;

use std::collections::BTreeSet;

use uuid::Uuid;

use super::state::{Audience, Decision, Model, Thing};
use super::step::Call;
use super::table::{Kind, Manner};
use super::who::Who;

/// Where in the input something is wrong, and its code.
pub type Faults = BTreeSet<(&'static str, &'static str)>;

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    Unauthenticated,
    Forbidden,
    /// The field names what the caller may not know of. What else is said then does not matter.
    Hidden(&'static str),
    Faults(Faults),
}

/// What a call leaves.
pub struct After {
    pub model: Model,
    /// The tables of the changes that it logs.
    pub changes: Vec<&'static str>,
}

pub type Verdict = Result<After, Refusal>;

/// What is to become of the call.
pub fn judge(model: &Model, call: &Call) -> Verdict {
    if call.who == Who::Nobody {
        return Err(Refusal::Unauthenticated);
    }
    permitted(model.may_ever(call.who, call.verb))?;
    match (call.verb.manner, call.verb.name) {
        (Manner::Makes, _) => make::judge(model, call),
        (Manner::Takes, _) => change::take(model, call),
        (Manner::Notes, _) => change::note(model, call),
        (Manner::Decides, _) => decide::judge(model, call),
        (Manner::Else, "recordDecision") => decide::record(model, call),
        (Manner::Else, "supersedeDecision") => decide::supersede(model, call),
        (Manner::Else, _) => seat(model, call),
    }
}

fn permitted(is_permitted: bool) -> Result<(), Refusal> {
    if is_permitted { Ok(()) } else { Err(Refusal::Forbidden) }
}

fn none_of(faults: Faults) -> Result<(), Refusal> {
    if faults.is_empty() { Ok(()) } else { Err(Refusal::Faults(faults)) }
}

/// What is wrong where the condition holds.
fn fault(is_wrong: bool, field: &'static str, code: &'static str) -> Option<(&'static str, &'static str)> {
    is_wrong.then_some((field, code))
}

/// The thing that the call is about, which the caller sees and may do this to; and what is wrong with its version and its
/// state.
fn own<'a>(model: &'a Model, call: &Call) -> Result<(&'a Thing, Faults), Refusal> {
    let field = call.verb.on.field();
    let thing = model.seen(call.who, call.thing).ok_or(Refusal::Hidden(field))?;
    permitted(model.may(call.who, call.verb, thing))?;
    let is_stale = call.verb.manner != Manner::Notes && call.version != thing.version;
    let stale = fault(is_stale, "version", "STALE_VERSION");
    let early = fault(!model.is_possible(call.verb, thing), field, "WRONG_STATE");
    Ok((thing, stale.into_iter().chain(early).collect()))
}

/// Nobody hides a thing from themselves.
fn audience_faults(model: &Model, call: &Call) -> Faults {
    let is_hidden = |audience: &Audience| !model.reads(call.who, audience);
    fault(call.audience.as_ref().is_some_and(is_hidden), "restrictedTo", "INVALID").into_iter().collect()
}

/// The challenge that a mission is to answer is one that the caller sees, of the same focus area.
fn challenge_faults(model: &Model, call: &Call, area: Option<Uuid>) -> Faults {
    let seen = call.other.map(|key| model.seen(call.who, key));
    let hidden = fault(seen.is_some_and(|seen| seen.is_none()), "challengeIds", "NOT_FOUND");
    let elsewhere = fault(seen.flatten().is_some_and(|seen| seen.area != area), "challengeIds", "INVALID");
    hidden.into_iter().chain(elsewhere).collect()
}

fn seat(model: &Model, call: &Call) -> Verdict {
    let seat = model.seats[&call.thing];
    permitted(model.may(call.who, call.verb, &Thing::new(Kind::Seat, "")))?;
    let is_filled = call.verb.name == "fillSeat";
    none_of(fault(seat.holder.is_some() == is_filled, "seatId", "WRONG_STATE").into_iter().collect())?;
    none_of(fault(!is_filled && seat.is_new, "until", "INVALID").into_iter().collect())?;
    let mut after = After::of(model);
    after.note("representative");
    if let Some(seat) = after.model.seats.get_mut(&call.thing) {
        seat.holder = is_filled.then_some(call.person);
        seat.is_new = is_filled;
    }
    Ok(after)
}

/// Stand in for the ids that only the answer tells.
const NEW_THING: Uuid = Uuid::nil();
const NEW_DECISION: Uuid = Uuid::max();

impl After {
    fn of(model: &Model) -> Self {
        After { model: model.clone(), changes: vec![] }
    }

    /// A row beside the things that are followed.
    fn note(&mut self, table: &'static str) {
        self.changes.push(table);
    }

    fn make(&mut self, thing: Thing) {
        self.note(thing.kind.table());
        self.count_up(&thing.links);
        self.model.things.push(thing);
    }

    /// The other ends of links become their next versions, too.
    fn count_up(&mut self, others: &BTreeSet<Uuid>) {
        let linked = self.model.things.iter_mut().filter(|thing| others.contains(&thing.key));
        linked.for_each(|thing| thing.version += 1);
    }

    /// A thing becomes its next version.
    fn change(&mut self, key: Uuid, change: impl FnOnce(&mut Thing)) {
        let thing = self.model.things.iter_mut().find(|thing| thing.key == key).expect("a thing that is known");
        thing.version += 1;
        change(thing);
        let table = thing.kind.table();
        self.note(table);
    }

    /// What a thing is linked to; it is logged where it is something else than before.
    fn link(&mut self, key: Uuid, links: BTreeSet<Uuid>) {
        let thing = self.model.things.iter_mut().find(|thing| thing.key == key).expect("a thing that is known");
        let turned = &thing.links ^ &links;
        thing.links = links;
        self.count_up(&turned);
    }

    /// A decision is written down, which ends its matter.
    fn decide(&mut self, decision: Decision) {
        if let Some(matter) = decision.matter.filter(|_| decision.outcome != "DEFERRED") {
            self.change(matter, |matter| matter.status = "DECIDED");
        }
        self.note("decision");
        self.model.decisions.push(decision);
    }

    /// With the ids that the answer tells.
    pub fn named(mut self, thing: Option<Uuid>, decision: Option<Uuid>) -> Self {
        let new = |key: &mut Uuid, real: Option<Uuid>, stand_in: Uuid| {
            if *key == stand_in {
                *key = real.unwrap_or(stand_in);
            }
        };
        self.model.things.iter_mut().for_each(|known| new(&mut known.key, thing, NEW_THING));
        for known in &mut self.model.decisions {
            new(&mut known.key, decision, NEW_DECISION);
            known.subject.iter_mut().for_each(|subject| new(subject, thing, NEW_THING));
        }
        // a focus area is part of itself
        self.model.things.iter_mut().filter(|thing| thing.kind == Kind::FocusArea).for_each(|area| {
            area.area = Some(area.key);
        });
        self
    }
}
