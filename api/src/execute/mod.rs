//! From a GraphQL request to its answer, whatever it came over: the gate, a limit of time, the engine (here), what is done
//! once under a key (`once.rs`), and the last look at every error that leaves (`finish.rs`).

mod finish;
mod once;

use std::{panic::AssertUnwindSafe, sync::Arc};

use apollo_compiler::{ast::OperationType, parser::Parser};
use async_graphql::{Response, ServerError};
use futures_util::FutureExt;
use serde_json::{Map, Value as Json};
use tokio::{task::unconstrained, time::timeout};
use tracing::Span;

use crate::{
    app::State,
    error::{Code, Error},
    gate::{Answer, Bound, OperationKind, Refusal, RefusalKind},
    graphql,
    idempotency::Key,
    language::Language,
    policy::Actor,
    store::Attempt,
};
use finish::{Finish, Origin, broken};
use once::{marked, perform_once};

pub use finish::{errors_only, finished};

/// A request as GraphQL knows it.
#[derive(Clone, Debug, Default)]
pub struct GraphqlRequest {
    /// The document.
    pub query: String,
    /// Which operation of the document to run.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Map<String, Json>,
    /// What is not in the specification.
    pub extensions: Map<String, Json>,
    /// The key that makes a retry safe, if it has one.
    pub key: Option<Key>,
}

/// On whose behalf a request runs.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who asks.
    pub actor: Arc<Actor>,
    /// The language to answer in.
    pub language: Language,
    /// The id under which what goes wrong is logged.
    pub correlation_id: String,
}

/// What a way of asking can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Reads only, so that a link never changes anything.
    ReadOnly,
    /// Reads and writes, one answer.
    ReadWrite,
}

/// How a request ended.
#[derive(Debug)]
pub enum Outcome {
    /// It ran: the answer has data, and perhaps errors.
    Executed(Answer),
    /// It ran before, under the same key: this is what it was answered.
    Repeated(String),
    /// It did not run, because something else was asked under its key.
    KeyOfAnother,
    /// It did not run, because the same was asked under its key and is under way.
    KeyInUse {
        /// After how many seconds that is over at the latest.
        seconds: u64,
    },
    /// It did not run, because it is not right.
    Refused(Vec<ServerError>),
    /// It did not run, because it writes and came over a way that only reads.
    WriteRefused,
    /// It did not run, because it asks for more answers than the way it came over can carry.
    StreamRefused,
    /// It was stopped: too slow, or what it depends on is away.
    Stopped(ServerError),
    /// It broke: a mistake of ours.
    Broken(ServerError),
}

/// Answers a request.
pub async fn execute(state: &State, caller: &Caller, request: GraphqlRequest, transport: Transport) -> Outcome {
    let run = run(state, caller, request, transport);
    let limit = state.config.http.request_timeout;
    // The document is checked in here, too: whatever panics, the caller gets an answer.
    match timeout(limit, AssertUnwindSafe(run).catch_unwind()).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Outcome::Broken(broken(caller)),
        Err(_) => Outcome::Stopped(finished(Error::TimedOut { seconds: limit.as_secs() }, caller)),
    }
}

async fn run(state: &State, caller: &Caller, request: GraphqlRequest, transport: Transport) -> Outcome {
    let marked = marked(caller, &request);
    let bound = match admit(state, request, transport) {
        Ok(bound) => bound,
        Err(outcome) => return outcome,
    };
    match marked {
        Some(marked) if bound.kind() == OperationKind::Mutation => perform_once(state, caller, bound, marked).await,
        _ => perform(state, caller, bound, None).await.map_or_else(|error| withheld(error, caller), Outcome::Executed),
    }
}

/// Runs it. An error takes the place of an answer that must not go out: no contact details without a trace.
async fn perform(
    state: &State,
    caller: &Caller,
    mut bound: Bound,
    attempt: Option<Arc<Attempt>>,
) -> Result<Answer, Error> {
    let shared = graphql::Request::new(state.store.clone(), caller.actor.clone(), caller.language, state.clock.clone());
    let shared = shared.attempting(attempt);
    let readings = shared.readings.clone();
    let run = state.schema.execute(bound.take_request().data(shared));
    // tokio would interrupt a level of many fields half-way, and its batches would go out half-filled
    let answer = complete(unconstrained(run).await, &bound, caller);
    // an error can have taken away some of what was read, which is noted all the same; without data nothing is left of it
    if answer.data.is_some() {
        state.store.note_readings(&readings, &state.clock).await?;
    }
    Ok(answer)
}

fn complete(mut response: Response, bound: &Bound, caller: &Caller) -> Answer {
    let mut finish = Finish::new(caller);
    finish.errors(&mut response.errors, Origin::Engine);
    let mut answer = bound.complete(response);
    finish.errors(&mut answer.errors, Origin::Gate);
    answer
}

/// What goes out in the place of an answer. What was done is done.
fn withheld(error: Error, caller: &Caller) -> Outcome {
    let code = error.code();
    let error = finished(error, caller);
    if code == Code::Unavailable { Outcome::Stopped(error) } else { Outcome::Broken(error) }
}

/// Takes the request through the gate, and refuses what its way cannot carry.
fn admit(state: &State, request: GraphqlRequest, transport: Transport) -> Result<Bound, Outcome> {
    let refused = |refusal: Refusal| Outcome::Refused(refusal.errors);
    let prepared = state.gate.prepare(&request.query).map_err(|refusal| match (transport, refusal.kind) {
        (Transport::ReadOnly, RefusalKind::Validation) if writes(&request) => Outcome::WriteRefused,
        _ => refused(refusal),
    })?;
    let name = request.operation_name.as_deref();
    let operation = prepared.operation(name).map_err(refused)?;
    if let Some(name) = operation.name {
        Span::current().record("operation", name);
    }
    match (operation.kind, transport) {
        (OperationKind::Query, _) | (OperationKind::Mutation, Transport::ReadWrite) => {}
        (OperationKind::Mutation, Transport::ReadOnly) => return Err(Outcome::WriteRefused),
        (OperationKind::Subscription, _) => return Err(Outcome::StreamRefused),
    }
    let bound = state.gate.bind(&prepared, name, request.variables).map_err(refused)?;
    Span::current().record("cost", bound.cost());
    Ok(bound)
}

/// Does the request select a mutation, whatever else is wrong with it? Only for documents that the gate has found to be
/// GraphQL and within its limits.
fn writes(request: &GraphqlRequest) -> bool {
    let Ok(document) = Parser::new().parse_ast(request.query.as_str(), "document.graphql") else { return false };
    let mut operations = document.definitions.iter().filter_map(|definition| definition.as_operation_definition());
    let selected = operations.find(|operation| match &request.operation_name {
        Some(name) => operation.name.as_ref().is_some_and(|own| own == name.as_str()),
        None => true,
    });
    selected.is_some_and(|operation| operation.operation_type == OperationType::Mutation)
}
