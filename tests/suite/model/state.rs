//! What the model knows: things with their states and versions, decisions, and who holds which seat. And what follows from
//! it: who sees a thing, and who may do what to it.

use std::collections::{BTreeMap, BTreeSet};

use api::policy::Role;
use uuid::Uuid;

use super::stage::{AREAS, BOARD, PREPARATION, SEATS, area_of};
use super::table::{Kind, Manner, Tie, VERBS, Verb};
use super::who::Who;

/// Who may see a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    Public,
    Internal,
    /// The members of these teams.
    Restricted(BTreeSet<Uuid>),
}

/// A thing. What its kind has no use for is empty.
#[derive(Clone, Debug)]
pub struct Thing {
    pub kind: Kind,
    pub key: Uuid,
    pub status: &'static str,
    pub version: i32,
    pub audience: Audience,
    /// The focus area that it is part of, or is.
    pub area: Option<Uuid>,
    pub team: Option<Uuid>,
    pub organisation: Option<Uuid>,
    pub proposer: Option<Who>,
    pub owners: BTreeSet<Who>,
    /// The challenges of a mission; the societal goals of an initiative; the meeting of a matter.
    pub links: BTreeSet<Uuid>,
    /// The Core Team's priority of a challenge.
    pub priority: Option<usize>,
    /// A mission says what is to be achieved, and how one sees that it is.
    pub is_worded: bool,
    /// An owner has evaluated the initiative.
    pub is_evaluated: bool,
}

impl Thing {
    /// One of this kind of which nothing else is known.
    pub fn new(kind: Kind, status: &'static str) -> Self {
        Thing {
            kind,
            key: Uuid::nil(),
            status,
            version: 1,
            audience: Audience::Public,
            area: None,
            team: None,
            organisation: None,
            proposer: None,
            owners: BTreeSet::new(),
            links: BTreeSet::new(),
            priority: None,
            is_worded: false,
            is_evaluated: false,
        }
    }
}

/// What a team decided.
#[derive(Clone, Debug)]
pub struct Decision {
    pub key: Uuid,
    pub team: Uuid,
    pub subject: Option<Uuid>,
    pub outcome: &'static str,
    pub matter: Option<Uuid>,
    pub supersedes: Option<Uuid>,
    pub audience: Audience,
}

/// A seat, and whose it is today.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    pub team: Uuid,
    pub holder: Option<Who>,
    /// The term began today, which is too late for it to end today.
    pub is_new: bool,
}

/// What the model knows.
#[derive(Clone, Debug)]
pub struct Model {
    pub things: Vec<Thing>,
    pub decisions: Vec<Decision>,
    pub seats: BTreeMap<Uuid, Seat>,
}

/// What there is.
impl Model {
    /// The world before the first step.
    pub fn new() -> Self {
        let area = |key| Thing { key, area: Some(key), ..Thing::new(Kind::FocusArea, "PRIORITISED") };
        let seat = |(key, team, _, holder)| (key, Seat { team, holder, is_new: false });
        Model {
            things: AREAS.into_iter().map(area).collect(),
            decisions: vec![],
            seats: SEATS.into_iter().map(seat).collect(),
        }
    }

    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Thing> {
        self.things.iter().filter(move |thing| thing.kind == kind)
    }

    pub fn thing(&self, key: Uuid) -> Option<&Thing> {
        self.things.iter().find(|thing| thing.key == key)
    }

    /// The thing, if the caller may know that there is one.
    pub fn seen(&self, who: Who, key: Uuid) -> Option<&Thing> {
        self.thing(key).filter(|thing| self.sees(who, thing))
    }

    /// Whether the verb can be done to the thing as it is.
    pub fn is_possible(&self, verb: &Verb, thing: &Thing) -> bool {
        let is_met = match verb.name {
            "completeInitiative" => thing.is_evaluated,
            "removeOwner" => thing.owners.len() > 1,
            _ => true,
        };
        verb.from.contains(&thing.status) && is_met
    }

    /// What takes the place of a decision, if anything does.
    pub fn is_superseded(&self, key: Uuid) -> bool {
        self.decisions.iter().any(|decision| decision.supersedes == Some(key))
    }
}

/// Who sees what.
impl Model {
    fn teams_of(&self, who: Who) -> impl Iterator<Item = Uuid> {
        self.seats.values().filter(move |seat| seat.holder == Some(who)).map(|seat| seat.team)
    }

    fn sits_for(&self, who: Who, area: Option<Uuid>) -> bool {
        self.teams_of(who).any(|team| area.is_some() && area_of(team) == area)
    }

    /// Whether the caller reads what is for this audience.
    pub fn reads(&self, who: Who, audience: &Audience) -> bool {
        let has = |role| who.has(role) || who.has(Role::Administrator);
        let sits = has(Role::Representative) || has(Role::BoardMember);
        match audience {
            Audience::Public => true,
            Audience::Internal => who != Who::Nobody,
            Audience::Restricted(_) if has(Role::ProcessSupport) => true,
            Audience::Restricted(teams) => {
                let is_own = sits && self.teams_of(who).any(|team| teams.contains(&team));
                is_own || (has(Role::BoardMember) && teams.contains(&BOARD))
            }
        }
    }

    /// Whoever is in an audience and sees a matter, if there is one; where that is no team, `team` alone.
    pub fn common(&self, audience: Audience, matter: Option<Uuid>, team: Uuid) -> Audience {
        use Audience::{Internal, Public, Restricted};
        let Some(matter) = matter.and_then(|key| self.thing(key)) else { return audience };
        match (audience, matter.audience.clone()) {
            (Public, narrow) | (narrow, Public) | (Internal, narrow) | (narrow, Internal) => narrow,
            (Restricted(one), Restricted(other)) if one.is_disjoint(&other) => Restricted(BTreeSet::from([team])),
            (Restricted(one), Restricted(other)) => Restricted(&one & &other),
        }
    }

    /// Whether the caller may know that there is the thing.
    pub fn sees(&self, who: Who, thing: &Thing) -> bool {
        let has = |role| who.has(role) || who.has(Role::Administrator);
        let sits = (has(Role::Representative) || has(Role::BoardMember)) && self.sits_for(who, thing.area);
        let reads = self.reads(who, &thing.audience);
        match (thing.kind, thing.status) {
            (Kind::Mission, "DRAFT") => reads && (sits || has(Role::ProcessSupport)),
            (Kind::Initiative, status) => {
                let is_concerned = sits || has(Role::ProcessSupport) || has(Role::PortfolioManager);
                let is_over = matches!(status, "REJECTED" | "WITHDRAWN");
                let is_own = thing.proposer == Some(who) || thing.owners.contains(&who);
                is_own || (reads && (is_concerned || !is_over))
            }
            _ => reads,
        }
    }
}

/// Who may do what.
impl Model {
    /// Whether the caller may do it to the thing.
    pub fn may(&self, who: Who, verb: &Verb, thing: &Thing) -> bool {
        let granted = |(role, tie): &(Role, Tie)| who.has(*role) && self.is_tied(who, *tie, thing);
        who.has(Role::Administrator) || verb.by.iter().any(granted)
    }

    /// Whether there can be anything to which the caller may do it: who can do nothing with it is told so at once.
    pub fn may_ever(&self, who: Who, verb: &Verb) -> bool {
        let granted = |(role, tie): &(Role, Tie)| who.has(*role) && self.has_tie(who, *tie);
        who.has(Role::Administrator) || verb.by.iter().any(granted)
    }

    fn is_tied(&self, who: Who, tie: Tie, thing: &Thing) -> bool {
        match tie {
            Tie::Nothing => true,
            Tie::OwnOrganisation => who.organisation().is_some() && who.organisation() == thing.organisation,
            Tie::SitsInTeam => self.teams_of(who).any(|team| thing.team == Some(team)),
            Tie::SitsForArea => self.sits_for(who, thing.area),
            Tie::Prepares => self.teams_of(who).any(|team| team == PREPARATION),
            Tie::Owns => thing.owners.contains(&who),
            Tie::Proposed => thing.proposer == Some(who),
        }
    }

    fn has_tie(&self, who: Who, tie: Tie) -> bool {
        match tie {
            Tie::Nothing | Tie::OwnOrganisation | Tie::Proposed => true,
            Tie::SitsInTeam => self.teams_of(who).next().is_some(),
            Tie::SitsForArea => self.teams_of(who).any(|team| area_of(team).is_some()),
            Tie::Prepares => self.teams_of(who).any(|team| team == PREPARATION),
            Tie::Owns => self.things.iter().any(|thing| thing.owners.contains(&who)),
        }
    }
}

/// What is worth trying.
impl Model {
    /// The verbs that can be done to something as things are.
    pub fn likely(&self) -> Vec<&'static Verb> {
        VERBS.iter().filter(|verb| self.is_likely(verb)).collect()
    }

    fn is_likely(&self, verb: &Verb) -> bool {
        match verb.manner {
            Manner::Takes | Manner::Decides | Manner::Notes => {
                self.of(verb.on).any(|thing| self.is_promising(verb, thing))
            }
            Manner::Makes => {
                verb.from.is_empty() || self.of(Kind::FocusArea).any(|area| verb.from.contains(&area.status))
            }
            Manner::Else => verb.name != "supersedeDecision" || !self.decisions.is_empty(),
        }
    }

    /// Whether the verb can be done to the thing, and what else it needs is there.
    pub fn is_promising(&self, verb: &Verb, thing: &Thing) -> bool {
        let is_ready = |key: &Uuid| {
            self.thing(*key).is_some_and(|challenge| matches!(challenge.status, "PRIORITISED" | "ADOPTED"))
        };
        let has_more = match verb.name {
            "decideMission" => thing.is_worded && !thing.links.is_empty() && thing.links.iter().all(is_ready),
            "recordEvaluation" => !thing.is_evaluated,
            "placeInPortfolio" => {
                self.of(Kind::SocietalGoal).any(|goal| goal.status == "CHOSEN" && goal.area == thing.area)
            }
            _ => true,
        };
        has_more && self.is_possible(verb, thing)
    }
}
