//! Queries, as they were answered before at the same moment: to anybody for whom all rules come to the same or, where the
//! answer asked who in particular the viewer is, to that very viewer.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;

use super::{Arrived, GraphqlRequest, Outcome, Performed, outcome, perform, withheld};
use crate::{
    app::State,
    cache::Answered,
    digest::Digest,
    error::Error,
    gate::{Bound, Prepared},
};

/// What a flight brought.
enum Brought {
    /// The answer to all who waited.
    ToAll(Bytes),
    /// An answer to the one who began it: it is in their hands.
    ToOne,
}

/// The keys of an answer.
struct Keys {
    /// That of all who share the viewer's scope.
    common: Digest,
    /// That of the viewer.
    own: Digest,
}

impl Keys {
    fn of(prepared: &Prepared, request: &GraphqlRequest, caller: &Arrived) -> Self {
        let operation = request.operation_name.as_deref().unwrap_or_default();
        let variables = serde_json::to_vec(&request.variables).unwrap_or_default();
        let language = [caller.language as u8];
        let version = caller.moment.version.bytes();
        let of = |who: Digest| {
            Digest::of([&prepared.id()[..], operation.as_bytes(), &variables, &language, &version, &who.bytes()])
        };
        Self { common: of(caller.actor.scope()), own: of(caller.actor.themselves()) }
    }
}

/// Answers a query that has passed the gate; `bind` binds it to its variables.
pub(super) async fn query(
    state: &State,
    caller: &Arrived,
    prepared: &Prepared,
    request: &GraphqlRequest,
    bind: impl Fn() -> Result<Bound, Outcome>,
) -> Outcome {
    let answers = &state.floors.answers;
    if !answers.is_on() {
        return asked(state, caller, bind()).await;
    }
    let keys = Keys::of(prepared, request, caller);
    let mut found = answers.find(&keys.common);
    let mut is_alone = matches!(found, Some(Answered::ToEachAlone));
    if is_alone {
        found = answers.find(&keys.own);
    }
    answers.count(found.is_some());
    if let Some(Answered::So(answer)) = found {
        return Outcome::Known(answer);
    }
    loop {
        let bound = match bind() {
            Ok(bound) => bound,
            Err(refused) => return refused,
        };
        match fly(state, caller, &keys, is_alone, bound).await {
            Some(outcome) => return outcome,
            // it turned out that each viewer has an answer of their own
            None if !is_alone && matches!(answers.find(&keys.common), Some(Answered::ToEachAlone)) => is_alone = true,
            None => return asked(state, caller, bind()).await,
        }
    }
}

async fn asked(state: &State, caller: &Arrived, bound: Result<Bound, Outcome>) -> Outcome {
    match bound {
        Ok(bound) => outcome(perform(state, caller, bound, None).await, caller),
        Err(refused) => refused,
    }
}

/// Has the query answered once for all who ask it at once; nothing where the answer was not for this caller.
async fn fly(state: &State, caller: &Arrived, keys: &Keys, is_alone: bool, bound: Bound) -> Option<Outcome> {
    let in_hand = Arc::new(Mutex::new(None));
    let flight = if is_alone { keys.own } else { keys.common };
    let flown = state.floors.flights.join(flight, || {
        let (state, caller, in_hand) = (state.clone(), caller.clone(), in_hand.clone());
        let (common, own) = (keys.common, keys.own);
        async move {
            let performed = perform(&state, &caller, bound, None).await?;
            let (outcome, brought) = keep(&state, &caller, &Keys { common, own }, is_alone, performed)?;
            *in_hand.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
            Ok(brought)
        }
    });
    match flown.await.as_deref() {
        Ok(Brought::ToAll(answer)) => Some(Outcome::Known(answer.clone())),
        Ok(Brought::ToOne) => in_hand.lock().unwrap_or_else(PoisonError::into_inner).take(),
        Err(error) => Some(withheld(error.clone(), caller)),
    }
}

/// Keeps an answer, if it is one that whoever asks next at this moment is to be given, and says whose it is.
fn keep(
    state: &State,
    caller: &Arrived,
    keys: &Keys,
    is_alone: bool,
    performed: Performed,
) -> Result<(Outcome, Brought), Error> {
    if !performed.holds {
        return Ok((Outcome::Executed(performed.answer), Brought::ToOne));
    }
    let answers = &state.floors.answers;
    let answer = Bytes::from(serde_json::to_vec(&performed.answer).map_err(Error::internal)?);
    let keep = |key| answers.keep(key, Answered::So(answer.clone()), answer.len());
    let brought = if !caller.actor.is_singled_out() {
        keep(keys.common);
        Brought::ToAll(answer.clone())
    } else {
        keep(keys.own);
        answers.keep(keys.common, Answered::ToEachAlone, 0);
        // who waits for the viewer's own answer is the viewer
        if is_alone { Brought::ToAll(answer.clone()) } else { Brought::ToOne }
    };
    Ok((Outcome::Known(answer), brought))
}
