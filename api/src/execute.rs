//! From a GraphQL request to its answer, whatever it came over: the gate, a limit of time, the engine,
//! and the last look at every error that leaves.

use std::{
    collections::{HashSet, btree_map::BTreeMap},
    panic::AssertUnwindSafe,
    sync::Arc,
};

use apollo_compiler::{ast::OperationType, parser::Parser};
use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};
use chrono::{DateTime, Utc};
use futures_util::FutureExt;
use serde_json::{Map, Value as Json};
use tokio::{task::unconstrained, time::timeout};
use tracing::Span;

use crate::{
    app::State,
    auth::secret,
    error::{CODE, CORRELATION_ID, Code, Error},
    gate::{Answer, Bound, OperationKind, Refusal, RefusalKind},
    graphql,
    idempotency::{self, Key},
    language::Language,
    policy::Actor,
    store::{Attempt, Known, Marked},
};

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

/// An error that stands for the whole request, as the caller reads it.
#[must_use]
pub fn finished(error: Error, caller: &Caller) -> ServerError {
    Finish::new(caller).whole(error)
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

/// The caller, the key and the hash of a request that is to be done once.
fn marked(caller: &Caller, request: &GraphqlRequest) -> Option<(String, Key, String)> {
    let key = request.key.clone()?;
    Some((idempotency::scope(&caller.actor)?, key, idempotency::hash(request)))
}

/// Performs a mutation, unless it was performed under the same key. If it is stopped half-way, whoever asks again under the
/// key has the rest performed.
async fn perform_once(
    state: &State,
    caller: &Caller,
    bound: Bound,
    (scope, key, hash): (String, Key, String),
) -> Outcome {
    let lease = state.config.http.request_timeout;
    let marked = Marked { caller: &scope, key: key.as_str(), request_hash: &hash, lease };
    let attempt = match state.store.begin_marked(marked, &state.clock).await {
        Ok(Known::ToDo(attempt)) => Arc::new(attempt),
        Ok(Known::Answered(answer)) => return Outcome::Repeated(answer),
        Ok(Known::UnderWay(until)) => return Outcome::KeyInUse { seconds: seconds_until(until, state) },
        Ok(Known::OfAnother) => return Outcome::KeyOfAnother,
        Err(error) => return Outcome::Stopped(finished(error, caller)),
    };
    let answer = match perform(state, caller, bound, Some(attempt.clone())).await {
        Ok(answer) => answer,
        Err(error) => return withheld(error, caller),
    };
    let noted = match serde_json::to_string(&answer) {
        Ok(text) => state.store.end_marked(&attempt, Some(text).filter(|text| is_for_good(&answer, text))).await,
        Err(error) => Err(Error::internal(error)),
    };
    if let Err(error) = noted {
        // what was done is done, and is answered; a retry shows it as it is then
        tracing::error!(correlation_id = caller.correlation_id, "the answer under a key was not kept: {error:?}");
    }
    Outcome::Executed(answer)
}

/// Whether a retry is to be given the same answer: not one of a failure that may have passed, nor one with a secret, which
/// is shown once and kept nowhere.
fn is_for_good(answer: &Answer, text: &str) -> bool {
    let may_pass = |error| matches!(code(error), Some(Code::Unavailable | Code::InternalError));
    !answer.errors.iter().any(may_pass) && !secret::is_in(text)
}

/// In how many seconds it is worth asking again.
fn seconds_until(moment: DateTime<Utc>, state: &State) -> u64 {
    let whole = (moment - state.clock.now()).num_milliseconds().max(1).cast_unsigned();
    whole.div_ceil(1000)
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

/// What the caller reads of a panic. The panic hook has logged it, inside the request's span.
fn broken(caller: &Caller) -> ServerError {
    let error = Error::internal("panicked");
    let mut finish = Finish::new(caller);
    finish.logged.extend(error.cause().map(|cause| Arc::as_ptr(cause).cast::<()>()));
    finish.whole(error)
}

/// Who worded an error that is none of ours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// async-graphql: its words for wrong input are for the caller, everything else is not.
    Engine,
    /// The gate: its words are for the caller, but for one case.
    Gate,
}

/// The last look at errors: each leaves with a code and the words meant for the caller, and each cause
/// is logged once, however many fields failed by it.
struct Finish<'a> {
    caller: &'a Caller,
    logged: HashSet<*const ()>,
}

impl<'a> Finish<'a> {
    fn new(caller: &'a Caller) -> Self {
        Self { caller, logged: HashSet::new() }
    }

    /// An error that belongs to no field.
    fn whole(&mut self, ours: Error) -> ServerError {
        let mut error = ServerError::new("", None);
        self.ours(&mut error, &ours);
        error
    }

    fn errors(&mut self, errors: &mut [ServerError], origin: Origin) {
        for error in errors {
            self.error(error, origin);
        }
    }

    fn error(&mut self, error: &mut ServerError, origin: Origin) {
        if let Some(ours) = error.source::<Error>().cloned() {
            return self.ours(error, &ours);
        }
        if error.source.is_none()
            && let Some(code) = code(error).or_else(|| worded_for_callers(&error.message, origin))
        {
            // It may have been here before: then it keeps its correlation id.
            let correlation_id = text(error, CORRELATION_ID).map(str::to_owned);
            return set(error, code, correlation_id.as_deref());
        }
        // Not ours and not known to be harmless: it may say anything.
        let unknown = Error::internal(std::mem::take(&mut error.message));
        self.ours(error, &unknown);
    }

    fn ours(&mut self, error: &mut ServerError, ours: &Error) {
        if let Some(cause) = ours.cause()
            && self.logged.insert(Arc::as_ptr(cause).cast())
        {
            let correlation_id = &self.caller.correlation_id;
            tracing::error!(%correlation_id, code = %ours.code(), path = %path(error), "{cause} ({correlation_id})");
        }
        error.message = ours.message(self.caller.language);
        error.source = None;
        let correlation_id = ours.cause().map(|_| self.caller.correlation_id.as_str());
        set(error, ours.code(), correlation_id);
    }
}

/// The code that an error already has.
fn code(error: &ServerError) -> Option<Code> {
    text(error, CODE).and_then(Code::parse)
}

fn text<'a>(error: &'a ServerError, extension: &str) -> Option<&'a str> {
    match error.extensions.as_ref()?.get(extension)? {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn worded_for_callers(message: &str, origin: Origin) -> Option<Code> {
    let is_input = match origin {
        Origin::Engine => ["Failed to parse", "Expected input type"].iter().any(|known| message.starts_with(known)),
        Origin::Gate => !message.starts_with("Cannot return null"),
    };
    is_input.then_some(Code::BadUserInput)
}

fn set(error: &mut ServerError, code: Code, correlation_id: Option<&str>) {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set(CODE, code.as_str());
    if let Some(id) = correlation_id {
        extensions.set(CORRELATION_ID, id);
    }
    error.extensions = Some(extensions);
}

/// Where in the answer the error stands, for the log.
fn path(error: &ServerError) -> String {
    let segments = error.path.iter().map(|segment| match segment {
        async_graphql::PathSegment::Field(name) => name.clone(),
        async_graphql::PathSegment::Index(index) => index.to_string(),
    });
    segments.collect::<Vec<_>>().join(".")
}

/// The response of a request that did not run: errors and no data.
#[must_use]
pub fn errors_only(errors: &[ServerError]) -> BTreeMap<&'static str, &[ServerError]> {
    BTreeMap::from([("errors", errors)])
}

#[cfg(test)]
mod tests {
    use async_graphql::Pos;
    use chrono::DateTime;

    use super::*;

    fn caller(language: Language) -> Caller {
        let actor = Arc::new(Actor::anonymous(DateTime::UNIX_EPOCH));
        Caller { actor, language, correlation_id: "id-1".to_owned() }
    }

    fn finish(error: ServerError, origin: Origin) -> Json {
        let mut error = error;
        let caller = caller(Language::En);
        let mut finish = Finish::new(&caller);
        finish.error(&mut error, origin);
        // What left the engine goes through the gate, too.
        finish.error(&mut error, Origin::Gate);
        assert!(error.source.is_none());
        serde_json::to_value(&error).expect("JSON")
    }

    fn foreign(message: &str) -> ServerError {
        ServerError::new(message, None)
    }

    #[test]
    fn internal_errors_leave_with_a_correlation_id_and_nothing_else() {
        let sql = || std::io::Error::other("SELECT * FROM person");
        let by_accident = async_graphql::Error::from(sql()).into_server_error(Pos::default());
        for error in [
            Error::internal(sql()).into_server_error(Pos::default()),
            by_accident,
            foreign("SELECT * FROM person"),
            foreign("Cannot return null for SELECT"),
        ] {
            let left = finish(error, Origin::Engine);
            assert_eq!(left["extensions"], serde_json::json!({ "code": "INTERNAL_ERROR", "correlationId": "id-1" }));
            assert!(!left.to_string().contains("SELECT"), "{left}");
        }
        let left = finish(foreign("Cannot return null for the non-nullable field \"x\"."), Origin::Gate);
        assert_eq!(left["extensions"]["code"], "INTERNAL_ERROR");
    }

    #[test]
    fn errors_for_callers_keep_their_words() {
        let given = foreign("Failed to parse \"Date\": no date");
        assert_eq!(finish(given, Origin::Engine)["extensions"], serde_json::json!({ "code": "BAD_USER_INPUT" }));
        let given = foreign("Argument \"first\" is too large");
        assert_eq!(finish(given, Origin::Gate)["message"], "Argument \"first\" is too large");
        let given = Error::NotFound.into_server_error(Pos { line: 3, column: 4 });
        let left = finish(given, Origin::Engine);
        assert_eq!(left["extensions"], serde_json::json!({ "code": "NOT_FOUND" }));
        assert_eq!(left["locations"][0]["line"], 3);
    }

    #[test]
    fn the_caller_is_answered_in_the_own_language() {
        let answered = finished(Error::TimedOut { seconds: 10 }, &caller(Language::Sv));
        assert_eq!(answered.message, "Begäran tog längre tid än 10 sekunder och avbröts.");
        assert!(answered.locations.is_empty());
        let answered = serde_json::to_value(broken(&caller(Language::En))).expect("JSON");
        let extensions = serde_json::json!({ "code": "INTERNAL_ERROR", "correlationId": "id-1" });
        assert_eq!(answered["extensions"], extensions);
    }

    #[test]
    fn a_cause_that_fields_share_is_logged_once() {
        let shared = Error::internal("one batch");
        let caller = caller(Language::En);
        let mut finish = Finish::new(&caller);
        let mut errors: Vec<_> = (0..100).map(|_| shared.clone().into_server_error(Pos::default())).collect();
        finish.errors(&mut errors, Origin::Engine);
        assert_eq!(finish.logged.len(), 1);
    }
}
