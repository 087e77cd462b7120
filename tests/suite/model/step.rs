//! Steps as data. A step names nothing: it picks among what there is when its turn comes, so that a sequence still means
//! something when some of its steps are left out.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::judge::{Refusal, judge};
use super::stage::{BOARD, PREPARATION, TEAMS, meeting};
use super::state::{Audience, Model, Thing};
use super::table::{Kind, Manner, VERBS, Verb};
use super::who::Who;

/// One among what would do, or, seldom, one among all there are; by a number that is taken modulo how many.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pick {
    Fit(usize),
    Any(usize),
}

/// Which version a caller has read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Read {
    Latest,
    Earlier,
    NotYet,
}

/// A step that is still to be taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    verb: Pick,
    thing: Pick,
    who: Pick,
    read: Read,
    /// 0 is the plain way of doing it; what else there is depends on the verb.
    twist: u8,
    outcome: &'static str,
    audience: u8,
    matter: Option<Pick>,
    other: Pick,
    /// Whether the caller asks again, under the same key.
    pub again: bool,
}

/// A step with all that it picked.
#[derive(Clone, Debug)]
pub struct Call {
    pub verb: &'static Verb,
    pub who: Who,
    /// What it is done to; for what is made, the focus area or the team that it is to be part of.
    pub thing: Uuid,
    pub version: i32,
    pub twist: u8,
    pub outcome: &'static str,
    pub audience: Option<Audience>,
    /// The matter that the decision ends.
    pub matter: Option<Uuid>,
    /// The challenge, the societal goal or the meeting that goes with it.
    pub other: Option<Uuid>,
    pub person: Who,
    /// The place in the sequence, for texts that differ.
    pub number: usize,
}

/// How many steps are left out at once, before they are left out one by one.
const TOGETHER: usize = 10;

/// Sequences of this many steps; of which any can be left out, once one has failed.
pub fn steps(number: usize) -> impl Strategy<Value = Vec<Step>> {
    let some = prop::collection::vec(prop::option::weighted(0.999, step()), TOGETHER);
    let all = prop::collection::vec(prop::option::weighted(0.999, some), number / TOGETHER);
    all.prop_map(|steps| steps.into_iter().flatten().flatten().flatten().collect())
}

fn step() -> impl Strategy<Value = Step> {
    let read = prop_oneof![18 => Just(Read::Latest), 1 => Just(Read::Earlier), 1 => Just(Read::NotYet)];
    let outcome = prop_oneof![6 => Just("APPROVED"), 1 => Just("DECLINED"), 1 => Just("DEFERRED")];
    let twist = prop_oneof![4 => Just(0u8), 1 => 1..4u8];
    let audience = prop_oneof![6 => Just(0u8), 1 => 1..5u8];
    let matter = prop::option::weighted(0.25, pick(4, 60));
    let again = prop::bool::weighted(0.15);
    (pick(6, 1000), pick(8, 60), pick(5, 60), read, twist, outcome, audience, matter, pick(10, 60), again).prop_map(
        |(verb, thing, who, read, twist, outcome, audience, matter, other, again)| Step {
            verb,
            thing,
            who,
            read,
            twist,
            outcome,
            audience,
            matter,
            other,
            again,
        },
    )
}

/// `fit` times out of `fit + 1` what would do; by a number below `most`. No pick is simpler than another.
fn pick(fit: u32, most: usize) -> impl Strategy<Value = Pick> {
    prop_oneof![fit => (0..most).prop_map(Pick::Fit), 1 => (0..most).prop_map(Pick::Any)].no_shrink()
}

impl Pick {
    /// The one picked of these, of which some would do.
    fn of<T: Copy>(self, all: impl IntoIterator<Item = T>, fits: impl Fn(T) -> bool) -> Option<T> {
        let all: Vec<T> = all.into_iter().collect();
        let fit: Vec<T> = all.iter().copied().filter(|one| fits(*one)).collect();
        let (number, some) = match self {
            Pick::Fit(number) if !fit.is_empty() => (number, fit),
            Pick::Fit(number) | Pick::Any(number) => (number, all),
        };
        (!some.is_empty()).then(|| some[number % some.len()])
    }
}

impl Step {
    /// What the step comes to, as things are.
    pub fn call(&self, number: usize, model: &Model) -> Call {
        let verb = self.verb(model);
        // an id that was never issued, where there is nothing yet
        let thing = self.thing(verb, model).unwrap_or(Uuid::nil());
        let version = model.thing(thing).map_or(1, |thing| thing.version);
        let mut call = Call {
            verb,
            who: Who::Administrator,
            thing,
            version: match self.read {
                Read::Latest => version,
                Read::Earlier => version - 1,
                Read::NotYet => version + 1,
            },
            twist: self.twist,
            outcome: self.outcome,
            audience: self.audience(verb),
            matter: None,
            other: None,
            person: self.person(verb, model.thing(thing)),
            number,
        };
        call.matter = self.matter(&call, model);
        call.other = self.other(&call, model);
        call.who = self.who(&call, model);
        call
    }

    fn verb(&self, model: &Model) -> &'static Verb {
        let weighted = |verbs: Vec<&'static Verb>| verbs.into_iter().flat_map(|verb| vec![verb; verb.weight]);
        let likely = weighted(model.likely()).collect::<Vec<_>>();
        match self.verb {
            Pick::Fit(number) => likely[number % likely.len()],
            Pick::Any(number) => &VERBS[number % VERBS.len()],
        }
    }

    fn thing(&self, verb: &Verb, model: &Model) -> Option<Uuid> {
        let area = |key| model.thing(key).is_some_and(|area| verb.from.contains(&area.status));
        let promising = |key| model.thing(key).is_some_and(|thing| model.is_promising(verb, thing));
        let keys = |kind| model.of(kind).map(|thing| thing.key).collect::<Vec<_>>();
        match (verb.manner, verb.on, verb.name) {
            (Manner::Makes, Kind::FocusArea, _) => None,
            (Manner::Makes, Kind::Matter, _) | (_, _, "recordDecision") => self.thing.of(TEAMS, |_| true),
            (Manner::Makes, ..) => self.thing.of(keys(Kind::FocusArea), area),
            (_, Kind::Decision, _) => {
                let decisions = model.decisions.iter().map(|decision| decision.key);
                self.thing.of(decisions, |key| !model.is_superseded(key))
            }
            (_, Kind::Seat, name) => {
                let is_open = |key| model.seats[&key].holder.is_none();
                self.thing.of(model.seats.keys().copied(), |key| is_open(key) == (name == "fillSeat"))
            }
            (_, kind, _) => self.thing.of(keys(kind), promising),
        }
    }

    fn audience(&self, verb: &Verb) -> Option<Audience> {
        let to = |teams: &[Uuid]| Some(Audience::Restricted(teams.iter().copied().collect::<BTreeSet<_>>()));
        let is_said = matches!(verb.on, Kind::Challenge | Kind::Mission | Kind::Initiative | Kind::Matter)
            && (verb.manner == Manner::Makes || verb.name.starts_with("update"));
        match self.audience {
            1 if is_said || verb.name == "recordDecision" => Some(Audience::Public),
            2 if is_said => to(&TEAMS[2..3]),
            3 if is_said => to(&[BOARD]),
            4 if is_said => to(&[TEAMS[3], PREPARATION]),
            _ => None,
        }
    }

    fn person(&self, verb: &Verb, thing: Option<&Thing>) -> Who {
        let owns = |who| thing.is_some_and(|thing| thing.owners.contains(&who));
        let fits = |who| owns(who) == (verb.name == "removeOwner");
        self.other.of(Who::people(), fits).unwrap_or(Who::Member)
    }

    fn matter(&self, call: &Call, model: &Model) -> Option<Uuid> {
        let team = call.deciding(model);
        let fits = |key| model.thing(key).is_some_and(|matter| matter.team == team && matter.status == "PREPARED");
        let is_decision = call.verb.manner == Manner::Decides
            || call.verb.on == Kind::Decision
            || call.verb.name == "chooseSocietalGoal";
        let matters = model.of(Kind::Matter).map(|matter| matter.key);
        // what would not do is named by those only who pick among all
        match self.matter.filter(|_| is_decision)? {
            pick @ Pick::Fit(_) => pick.of(matters.filter(|key| fits(*key)), |_| true),
            pick @ Pick::Any(_) => pick.of(matters, |_| true),
        }
    }

    fn other(&self, call: &Call, model: &Model) -> Option<Uuid> {
        let thing = model.thing(call.thing);
        let area = thing.and_then(|thing| thing.area);
        let pick = |kind, states: &[&str]| {
            let all = model.of(kind).map(|one| one.key).collect::<Vec<_>>();
            let fits = |key| model.thing(key).is_some_and(|one| one.area == area && states.contains(&one.status));
            self.other.of(all, fits)
        };
        const READY: &[&str] = &["PRIORITISED", "ADOPTED"];
        match (call.verb.name, self.twist) {
            ("draftMission", 2) | ("placeInPortfolio", 2) => None,
            ("draftMission", _) | ("updateMission", 1..) => pick(Kind::Challenge, READY),
            ("placeInPortfolio", _) => pick(Kind::SocietalGoal, &["CHOSEN"]),
            ("scheduleMatter", 0) => thing.and_then(|matter| matter.team).map(meeting),
            ("scheduleMatter", _) => Some(meeting(BOARD)),
            _ => None,
        }
    }

    /// Whoever may and can, and an administrator where nobody else does. Of all others, those are picked more often who
    /// may do the same to something else.
    fn who(&self, call: &Call, model: &Model) -> Who {
        let is_let = |who: Who| {
            let verdict = judge(model, &Call { who, ..call.clone() });
            matches!(verdict, Ok(_) | Err(Refusal::Faults(_))) && who != Who::Administrator
        };
        let someone = Who::ALL.into_iter().any(is_let);
        let fits = |who| if someone { is_let(who) } else { who == Who::Administrator };
        let who = match self.who {
            Pick::Any(number) if number % 3 > 0 => {
                Pick::Fit(number).of(Who::ALL, |who| model.may_ever(who, call.verb) && !is_let(who))
            }
            pick => pick.of(Who::ALL, fits),
        };
        who.unwrap_or(Who::Administrator)
    }
}

impl Call {
    /// Whether it is a portfolio manager's evaluation and not an owner's.
    pub fn is_review(&self) -> bool {
        self.who == Who::Manager
    }

    /// The name in addresses of a focus area that is proposed: one of its own, or a taken one.
    pub fn slug(&self) -> String {
        if self.twist == 0 { format!("n{}", self.number) } else { "f1".to_owned() }
    }
}
