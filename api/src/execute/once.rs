//! Requests that are marked with a key, and done once: see ADR 7.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::finish::told;
use super::{Arrived, GraphqlRequest, Outcome, outcome, perform};
use crate::{
    app::State,
    gate::Bound,
    idempotency::{self, Key},
    store::{Known, Marked},
};

/// A request that is to be done once: whose it is, its key, and its hash.
pub(super) type Once = (String, Key, String);

/// What marks a request as one that is to be done once.
pub(super) fn marked(caller: &Arrived, request: &GraphqlRequest) -> Option<Once> {
    let key = request.key.clone()?;
    Some((idempotency::scope(caller.subject.as_deref()?, &caller.actor)?, key, idempotency::hash(request)))
}

/// Performs a mutation, unless it was performed under the same key: then it shows what was done, as it is by now and as far as
/// the caller may see it by now. If it is stopped half-way, whoever asks again under the key has the rest performed.
pub(super) async fn perform_once(state: &State, caller: &Arrived, bound: Bound, (scope, key, hash): Once) -> Outcome {
    let (lease, steps) = (state.config.http.request_timeout, bound.root_keys());
    let marked = Marked { caller: &scope, key: key.as_str(), request_hash: &hash, steps: &steps, lease };
    let attempt = match state.store.begin_marked(marked, &state.clock).await {
        Ok(Known::ToDo(attempt)) => Arc::new(attempt),
        Ok(Known::Done(attempt)) => return outcome(perform(state, caller, bound, Some(attempt.into())).await, caller),
        Ok(Known::UnderWay(until)) => return Outcome::KeyInUse { seconds: seconds_until(until, state) },
        Ok(Known::OfAnother) => return Outcome::KeyOfAnother,
        Err(error) => return Outcome::Stopped(told(error, caller)),
    };
    let performed = perform(state, caller, bound, Some(attempt.clone())).await;
    if let Err(error) = state.store.end_marked(&attempt).await {
        // what was done is done, and is answered; whoever asks again waits until the attempt cannot last any longer
        tracing::error!(correlation_id = %caller.correlation_id, "an attempt under a key was not ended: {error:?}");
    }
    outcome(performed, caller)
}

/// In how many seconds it is worth asking again.
fn seconds_until(moment: DateTime<Utc>, state: &State) -> u64 {
    let whole = (moment - state.clock.now()).num_milliseconds().max(1).cast_unsigned();
    whole.div_ceil(1000)
}
