//! From a GraphQL request to its answer, whatever it came over: the gate, a limit of time, the engine (here), what is done
//! once under a key (`once.rs`), what was answered before (`known.rs`), and the last look at every error that leaves (`finish.rs`).

mod finish;
mod known;
mod once;

use std::{ops::Deref, panic::AssertUnwindSafe, sync::Arc};

use apollo_compiler::{ast::OperationType, parser::Parser};
use async_graphql::{Response, ServerError};
use axum::body::Bytes;
use futures_util::FutureExt;
use serde_json::{Map, Value as Json};
use tokio::{task::spawn_blocking, time::timeout};
use tracing::Span;

use crate::{
    app::State,
    auth::{AuthError, Subject},
    cache::Depends,
    error::{Code, Error},
    gate::{Answer, Bound, OperationKind, Prepared, Refusal, RefusalKind, weight},
    graphql,
    idempotency::Key,
    language::Language,
    pace::Pace,
    policy::Actor,
    rate_limit::{Account, Shortfall},
    security::{self, Event},
    store::{Attempt, Moment, Store},
};
use finish::{Finish, Origin, broken};
use once::{marked, perform_once};

pub use finish::{code, errors_only, told};

/// From how many bytes on an answer is completed on a thread of its own.
const LARGE: usize = 256 * 1024;

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

/// On whose behalf a request is to run.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Whom the request's token names; nobody where it has none.
    pub subject: Option<Arc<Subject>>,
    /// What the request is charged to.
    pub account: Account,
    /// The language to answer in.
    pub language: Language,
    /// The id under which what goes wrong is logged.
    pub correlation_id: Arc<str>,
}

/// A caller who was let in.
#[derive(Clone, Debug)]
struct Arrived {
    caller: Caller,
    /// Who it is.
    actor: Arc<Actor>,
    /// The moment that is answered at.
    moment: Moment,
}

impl Deref for Arrived {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
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
    /// It ran before: this is what it was answered.
    Known(Bytes),
    /// It did not run, because something else was asked under its key.
    KeyOfAnother,
    /// It did not run, because the same was asked under its key and is under way.
    KeyInUse {
        /// After how many seconds that is over at the latest.
        seconds: u64,
    },
    /// It did not run, because whom its token names is not let in.
    NotLetIn(AuthError),
    /// It did not run, because the caller's budget does not pay for it.
    RateLimited(Shortfall),
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
pub async fn execute(state: &State, caller: &Caller, request: &GraphqlRequest, transport: Transport) -> Outcome {
    limited(state, caller, run(state, caller, request, transport)).await
}

/// Answers a query of ours that tells many rows, page by page, and each of them once: it may cost what it costs, and nothing
/// that it reads takes the place of what is kept. The request is charged `price`, unless it was charged before: what the page
/// holds is for whoever asks for it to pay, once that is known.
pub async fn execute_page(state: &State, caller: &Caller, request: &GraphqlRequest, price: u64) -> Outcome {
    limited(state, caller, run_page(state, caller, request, price)).await
}

/// What a query of ours costs; nothing where it is not right.
pub fn price(state: &State, request: &GraphqlRequest) -> u64 {
    let bound = state.gate.prepare(&request.query).and_then(|prepared| {
        state.gate.bind_at_any_cost(
            &prepared,
            request.operation_name.as_deref(),
            request.variables.clone(),
            Language::default(),
        )
    });
    bound.map_or(0, |bound| bound.cost())
}

/// Answers in time. The document is checked in here, too: whatever panics, the caller gets an answer.
async fn limited(state: &State, caller: &Caller, run: impl Future<Output = Outcome>) -> Outcome {
    let limit = state.config.http.request_timeout;
    match timeout(limit, AssertUnwindSafe(run).catch_unwind()).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Outcome::Broken(broken(caller)),
        Err(_) => Outcome::Stopped(told(Error::TimedOut { seconds: limit.as_secs() }, caller)),
    }
}

async fn run(state: &State, caller: &Caller, request: &GraphqlRequest, transport: Transport) -> Outcome {
    let arrived = match arrive(state, caller).await {
        Ok(arrived) => arrived,
        Err(outcome) => return outcome,
    };
    let caller = &arrived;
    let (prepared, kind) = match admit(state, request, transport) {
        Ok(admitted) => admitted,
        Err(outcome) => return outcome,
    };
    // nothing is done before it is paid
    let bind = || {
        let bound = bind(state, &prepared, request, caller.language)?;
        charge(state, caller, bound.cost()).map(|()| bound)
    };
    if kind == OperationKind::Query {
        return known::query(state, caller, &prepared, request, bind).await;
    }
    let bound = match bind() {
        Ok(bound) => bound,
        Err(outcome) => return outcome,
    };
    match marked(caller, request) {
        Some(marked) => Box::pin(perform_once(state, caller, bound, marked)).await,
        None => outcome(Box::pin(perform(state, caller, bound, None)).await, caller),
    }
}

async fn run_page(state: &State, caller: &Caller, request: &GraphqlRequest, price: u64) -> Outcome {
    let arrived = match arrive(state, caller).await {
        Ok(arrived) => arrived,
        Err(outcome) => return outcome,
    };
    let bound = admit(state, request, Transport::ReadOnly).and_then(|(prepared, _)| {
        let name = request.operation_name.as_deref();
        state.gate.bind_at_any_cost(&prepared, name, request.variables.clone(), caller.language).map_err(refused)
    });
    let bound = bound.and_then(|bound| charge(state, &arrived, price).map(|()| bound));
    match bound {
        Ok(bound) => outcome(Box::pin(perform_on(state.store.clone(), state, &arrived, bound, None)).await, &arrived),
        Err(outcome) => outcome,
    }
}

/// Who the caller is, and at which moment: it sees whatever was written before all of the request was here.
async fn arrive(state: &State, caller: &Caller) -> Result<Arrived, Outcome> {
    match state.store.actor(caller.subject.clone(), &state.clock).await {
        Ok(Ok((actor, moment))) => Ok(Arrived { caller: caller.clone(), actor, moment }),
        Ok(Err(refused)) => Err(Outcome::NotLetIn(refused)),
        Err(error) => Err(withheld(error, caller)),
    }
}

/// A request that ran.
struct Performed {
    answer: Answer,
    /// What it depends on; none where the next who asks must not be given the same.
    depends: Option<Depends>,
}

fn outcome(performed: Result<Performed, Error>, caller: &Caller) -> Outcome {
    performed.map_or_else(|error| withheld(error, caller), |performed| Outcome::Executed(performed.answer))
}

/// Runs it. An error takes the place of an answer that must not go out: no contact details without a trace.
async fn perform(
    state: &State,
    caller: &Arrived,
    bound: Bound,
    attempt: Option<Arc<Attempt>>,
) -> Result<Performed, Error> {
    // what was written is shown as it is then; a query reads at its moment
    let is_query = bound.kind() == OperationKind::Query;
    let store = if is_query { state.store.at(caller.moment) } else { state.store.clone() };
    perform_on(store, state, caller, bound, attempt).await
}

/// The same, by what this store reads.
async fn perform_on(
    store: Store,
    state: &State,
    caller: &Arrived,
    mut bound: Bound,
    attempt: Option<Arc<Attempt>>,
) -> Result<Performed, Error> {
    let pace = Arc::new(Pace::new(state.config.http.request_timeout, state.config.http.answer_limit));
    let (actor, clock) = (caller.actor.clone(), state.clock.clone());
    let means = (pace.clone(), state.renderer.clone());
    let shared = graphql::Request::new(store.clone(), actor, caller.language, clock, means)
        .naming(caller.subject.clone())
        .attempting(attempt)
        .charged(caller.account.charged().and_then(Result::ok));
    let readings = shared.readings.clone();
    let run = state.schema.execute(bound.take_request().data(shared));
    let response = pace.keep(run).await?;
    let answer = completed(response, bound, caller, &pace).await?;
    // who reads contact details is noted each time, and who asks when a token ends means the one at hand
    let depends = (answer.errors.is_empty() && readings.is_empty() && !caller.actor.is_token_told())
        .then(|| store.depends())
        .flatten();
    // an error can have taken away some of what was read, which is noted all the same; without data nothing is left of it
    if answer.data.is_some() {
        state.store.note_readings(&readings, &caller.actor, &state.clock).await?;
    }
    Ok(Performed { answer, depends })
}

/// Completes what the engine answered: what is large elsewhere than on the threads that serve.
async fn completed(response: Response, bound: Bound, caller: &Arrived, pace: &Pace) -> Result<Answer, Error> {
    let caller = caller.caller.clone();
    let work = move || {
        let answer = complete(response, &bound, &caller);
        let bytes = answer.data.as_ref().map_or(0, weight);
        (answer, bytes)
    };
    let is_large = pace.counted() > LARGE;
    let (answer, bytes) = if is_large { spawn_blocking(work).await.map_err(Error::internal)? } else { work() };
    pace.check()?;
    pace.check_size(bytes)?;
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
    let error = told(error, caller);
    match code {
        Code::Unavailable => Outcome::Stopped(error),
        Code::DocumentTooComplex => Outcome::Refused(vec![error]),
        _ => Outcome::Broken(error),
    }
}

/// Takes the document through the gate, and refuses what its way cannot carry.
fn admit(
    state: &State,
    request: &GraphqlRequest,
    transport: Transport,
) -> Result<(Arc<Prepared>, OperationKind), Outcome> {
    let prepared = state.gate.prepare(&request.query).map_err(|refusal| match (transport, refusal.kind) {
        (Transport::ReadOnly, RefusalKind::Validation) if writes(request) => Outcome::WriteRefused,
        _ => refused(refusal),
    })?;
    let operation = prepared.operation(request.operation_name.as_deref()).map_err(refused)?;
    if let Some(name) = operation.name {
        Span::current().record("operation", name);
    }
    match (operation.kind, transport) {
        (OperationKind::Query, _) | (OperationKind::Mutation, Transport::ReadWrite) => {}
        (OperationKind::Mutation, Transport::ReadOnly) => return Err(Outcome::WriteRefused),
        (OperationKind::Subscription, _) => return Err(Outcome::StreamRefused),
    }
    let kind = operation.kind;
    Ok((prepared, kind))
}

/// Takes the variables through the gate, too.
fn bind(
    state: &State,
    prepared: &Arc<Prepared>,
    request: &GraphqlRequest,
    language: Language,
) -> Result<Bound, Outcome> {
    let name = request.operation_name.as_deref();
    let bound = state.gate.bind(prepared, name, request.variables.clone(), language).map_err(refused)?;
    Span::current().record("cost", bound.cost());
    Ok(bound)
}

/// Has the caller pay for the request, once.
fn charge(state: &State, caller: &Arrived, cost: u64) -> Result<(), Outcome> {
    let charged = state.rate_limits.charge(&caller.account, caller.subject.as_deref(), cost);
    charged.map_err(|short| {
        security::note(Event::Refusal, (&*caller.actor).into(), "operation", "rate-limited");
        Outcome::RateLimited(short)
    })
}

fn refused(refusal: Refusal) -> Outcome {
    Outcome::Refused(refusal.errors)
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
