//! What comes to be.

use std::collections::BTreeSet;

use super::{After, Faults, NEW_DECISION, NEW_THING, Verdict, decide, fault, none_of, permitted};
use crate::model::stage::PREPARATION;
use crate::model::state::{Audience, Decision, Model, Thing};
use crate::model::step::Call;
use crate::model::table::Kind;

pub fn judge(model: &Model, call: &Call) -> Verdict {
    none_of(faults(model, call))?;
    let new = made(model, call);
    permitted(model.may(call.who, call.verb, &new))?;
    let mut after = After::of(model);
    after.make(new);
    if call.verb.on == Kind::SocietalGoal {
        let team = call.deciding(model).expect("a team, or the call was refused");
        after.decide(Decision {
            key: NEW_DECISION,
            team,
            subject: Some(NEW_THING),
            outcome: call.outcome,
            matter: call.matter,
            supersedes: None,
            audience: model.common(Audience::Public, call.matter, team),
        });
    }
    Ok(after)
}

fn faults(model: &Model, call: &Call) -> Faults {
    let mut faults = super::audience_faults(model, call);
    let area = model.thing(call.thing);
    if let Some(area) = area {
        let is_early = !call.verb.from.contains(&area.status);
        faults.extend(fault(is_early, "focusAreaId", "WRONG_STATE"));
    }
    match call.verb.on {
        Kind::FocusArea => faults.extend(fault(call.twist > 0, "slug", "ALREADY_EXISTS")),
        Kind::Mission => faults.extend(super::challenge_faults(model, call, Some(call.thing))),
        Kind::SocietalGoal => {
            faults.extend(decide::faults(model, call));
            faults.extend(fault(call.outcome != "APPROVED", "decision.outcome", "INVALID"));
        }
        _ => {}
    }
    faults
}

/// The thing as it comes to be.
fn made(model: &Model, call: &Call) -> Thing {
    let status = call.verb.to.expect("a state to begin in");
    let mut new = Thing { area: model.thing(call.thing).map(|area| area.key), ..Thing::new(call.verb.on, status) };
    let of_teams = || Audience::Restricted(BTreeSet::from([call.thing, PREPARATION]));
    match call.verb.on {
        Kind::Challenge => new.organisation = call.who.organisation(),
        Kind::Mission => {
            new.links = call.other.into_iter().collect();
            new.is_worded = call.twist != 1;
        }
        Kind::Initiative => {
            new.organisation = call.who.organisation();
            new.proposer = call.who.person().map(|_| call.who);
            new.owners = new.proposer.into_iter().collect();
        }
        Kind::Matter => new.team = Some(call.thing),
        _ => {}
    }
    new.audience = match (call.verb.on, &call.audience) {
        (Kind::FocusArea | Kind::SocietalGoal, _) => Audience::Public,
        (_, Some(audience)) => audience.clone(),
        (Kind::Matter, None) => of_teams(),
        (_, None) => Audience::Internal,
    };
    new
}
