//! Queries, as they were answered before, if that still holds: to anybody for whom all rules come to the same or, where the
//! answer asked who in particular the viewer is, to that very viewer.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;

use super::{Arrived, GraphqlRequest, Outcome, Performed, charge, outcome, perform, withheld};
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
#[derive(Clone, Copy)]
struct Keys {
    /// What is asked, whoever asks.
    question: Digest,
    /// The key of all who share the viewer's scope.
    common: Digest,
}

impl Keys {
    fn of(prepared: &Prepared, request: &GraphqlRequest, caller: &Arrived) -> Self {
        let operation = request.operation_name.as_deref().unwrap_or_default();
        let variables = serde_json::to_vec(&request.variables).unwrap_or_default();
        let language = [caller.language as u8];
        let filled = caller.moment.version.filled();
        let question = Digest::of([&prepared.id()[..], operation.as_bytes(), &variables, &language, &filled]);
        Self { question, common: Digest::of([&question.bytes(), &caller.actor.scope().bytes()]) }
    }

    /// The key of the viewer.
    fn own(&self, caller: &Arrived) -> Digest {
        Digest::of([&self.question.bytes(), &caller.actor.themselves().bytes()])
    }
}

/// Answers a query that has passed the gate; `bind` binds it to its variables, and has the caller pay.
pub(super) async fn query(
    state: &State,
    caller: &Arrived,
    prepared: &Prepared,
    request: &GraphqlRequest,
    bind: impl Fn() -> Result<Bound, Outcome>,
) -> Outcome {
    let answers = &state.floors.answers;
    if !answers.is_on() {
        return Box::pin(asked(state, caller, bind())).await;
    }
    let keys = Keys::of(prepared, request, caller);
    let find = |key: Digest| answers.find(&key).filter(|known| holds(state, known, caller));
    let mut found = find(keys.common);
    let mut is_alone = is_to_each_alone(found.as_ref());
    if is_alone {
        found = find(keys.own(caller));
    }
    let found = found.and_then(|known| Some((known.answer?, known.cost)));
    answers.count(found.is_some());
    if let Some((answer, cost)) = found {
        return charge(state, caller, cost).map_or_else(|refused| refused, |()| Outcome::Known(answer));
    }
    loop {
        let bound = match bind() {
            Ok(bound) => bound,
            Err(refused) => return refused,
        };
        // in a box: what is known is told without carrying along the room that this takes
        match Box::pin(fly(state, caller, &keys, is_alone, bound)).await {
            Some(outcome) => return outcome,
            // it turned out that each viewer has an answer of their own
            None if !is_alone && is_to_each_alone(find(keys.common).as_ref()) => is_alone = true,
            None => return Box::pin(asked(state, caller, bind())).await,
        }
    }
}

fn is_to_each_alone(known: Option<&Answered>) -> bool {
    known.is_some_and(|known| known.answer.is_none())
}

/// Whether an answer is what the caller would be told now.
fn holds(state: &State, known: &Answered, caller: &Arrived) -> bool {
    known.at >= caller.moment.version.seq() || state.floors.changes.hold(&known.depends, known.at)
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
    // a flight of an earlier version may have read before a write that this caller knows of
    let key = if is_alone { keys.own(caller) } else { keys.common };
    let flight = Digest::of([&key.bytes(), &caller.moment.version.bytes()]);
    let flown = state.floors.flights.join(flight, || {
        let (state, caller, in_hand) = (state.clone(), caller.clone(), in_hand.clone());
        let keys = *keys;
        async move {
            let cost = bound.cost();
            let performed = perform(&state, &caller, bound, None).await?;
            let (outcome, brought) = keep(&state, &caller, keys, is_alone, (performed, cost))?;
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

/// Keeps an answer, if it is one that whoever asks next is to be given, and says whose it is.
fn keep(
    state: &State,
    caller: &Arrived,
    keys: Keys,
    is_alone: bool,
    (performed, cost): (Performed, u64),
) -> Result<(Outcome, Brought), Error> {
    let Some(depends) = performed.depends.map(Arc::new) else {
        return Ok((Outcome::Executed(performed.answer), Brought::ToOne));
    };
    // in a box: what a list has room for beside what it holds would be kept, too
    let answer = serde_json::to_vec(&performed.answer).map_err(Error::internal)?;
    let answer = Bytes::from(answer.into_boxed_slice());
    let keep = |key, answer: Option<&Bytes>| {
        let bytes = depends.bytes() + answer.map_or(0, Bytes::len);
        let (answer, depends, at) = (answer.cloned(), depends.clone(), caller.moment.version.seq());
        let known = Answered { answer, cost, depends, at };
        state.floors.answers.keep(key, known, bytes);
    };
    let brought = if !caller.actor.is_singled_out() {
        keep(keys.common, Some(&answer));
        Brought::ToAll(answer.clone())
    } else {
        keep(keys.own(caller), Some(&answer));
        keep(keys.common, None);
        // who waits for the viewer's own answer is the viewer
        if is_alone { Brought::ToAll(answer.clone()) } else { Brought::ToOne }
    };
    Ok((Outcome::Known(answer), brought))
}
