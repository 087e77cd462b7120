//! Requests that are marked with a key, and done once: see ADR 7.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::finish::{code, told};
use super::{Arrived, GraphqlRequest, Outcome, outcome, perform};
use crate::{
    app::State,
    auth::secret,
    error::Code,
    gate::{Answer, Bound},
    idempotency::{self, Key},
    store::{Known, Marked},
};

/// The caller, the key and the hash of a request that is to be done once.
pub(super) fn marked(caller: &Arrived, request: &GraphqlRequest) -> Option<(String, Key, String)> {
    let key = request.key.clone()?;
    Some((idempotency::scope(&caller.actor)?, key, idempotency::hash(request)))
}

/// Performs a mutation, unless it was performed under the same key. If it is stopped half-way, whoever asks again under the
/// key has the rest performed.
pub(super) async fn perform_once(
    state: &State,
    caller: &Arrived,
    bound: Bound,
    (scope, key, hash): (String, Key, String),
) -> Outcome {
    let lease = state.config.http.request_timeout;
    let marked = Marked { caller: &scope, key: key.as_str(), request_hash: &hash, lease };
    let attempt = match state.store.begin_marked(marked, &state.clock).await {
        Ok(Known::ToDo(attempt)) => Arc::new(attempt),
        Ok(Known::Answered(answer)) => return Outcome::Known(answer.into()),
        Ok(Known::UnderWay(until)) => return Outcome::KeyInUse { seconds: seconds_until(until, state) },
        Ok(Known::OfAnother) => return Outcome::KeyOfAnother,
        Err(error) => return Outcome::Stopped(told(error, caller)),
    };
    let performed = perform(state, caller, bound, Some(attempt.clone())).await;
    let kept = performed.as_ref().ok().and_then(|performed| for_good(&performed.answer));
    if let Err(error) = state.store.end_marked(&attempt, kept).await {
        // what was done is done, and is answered; a retry shows it as it is then
        tracing::error!(correlation_id = %caller.correlation_id, "the answer under a key was not kept: {error:?}");
    }
    outcome(performed, caller)
}

/// The answer as a retry is to be given it: not one of a failure that may have passed, nor one with a secret, which is
/// shown once and kept nowhere.
fn for_good(answer: &Answer) -> Option<String> {
    let may_pass = |error| matches!(code(error), Some(Code::Unavailable | Code::InternalError));
    let text = serde_json::to_string(answer).ok()?;
    (!answer.errors.iter().any(may_pass) && !secret::is_in(&text)).then_some(text)
}

/// In how many seconds it is worth asking again.
fn seconds_until(moment: DateTime<Utc>, state: &State) -> u64 {
    let whole = (moment - state.clock.now()).num_milliseconds().max(1).cast_unsigned();
    whole.div_ceil(1000)
}
