//! The last look at every error that leaves.

use std::{
    collections::{HashSet, btree_map::BTreeMap},
    sync::Arc,
};

use async_graphql::{ErrorExtensionValues, ServerError, Value};

use super::Caller;
use crate::error::{CODE, CORRELATION_ID, Code, Error};

/// An error that stands for the whole request, as the caller reads it; its cause is logged.
pub fn told(error: Error, caller: &Caller) -> ServerError {
    Finish::new(caller).whole(error)
}

/// What the caller reads of a panic. The panic hook has logged it, inside the request's span.
pub(super) fn broken(caller: &Caller) -> ServerError {
    let error = Error::internal("panicked");
    let mut finish = Finish::new(caller);
    finish.logged.extend(error.cause().map(|cause| Arc::as_ptr(cause).cast::<()>()));
    finish.whole(error)
}

/// Who worded an error that is none of ours.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// async-graphql: its words for wrong input are for the caller, everything else is not.
    Engine,
    /// The gate: its words are for the caller, but for one case.
    Gate,
}

/// The last look at errors: each leaves with a code and the words meant for the caller, and each cause
/// is logged once, however many fields failed by it.
pub(super) struct Finish<'a> {
    caller: &'a Caller,
    logged: HashSet<*const ()>,
}

impl<'a> Finish<'a> {
    pub fn new(caller: &'a Caller) -> Self {
        Self { caller, logged: HashSet::new() }
    }

    /// An error that belongs to no field.
    fn whole(&mut self, ours: Error) -> ServerError {
        let mut error = ServerError::new("", None);
        self.ours(&mut error, &ours);
        error
    }

    pub fn errors(&mut self, errors: &mut [ServerError], origin: Origin) {
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
        let correlation_id = ours.cause().map(|_| &*self.caller.correlation_id);
        set(error, ours.code(), correlation_id);
    }
}

/// The code that an error already has.
pub fn code(error: &ServerError) -> Option<Code> {
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
    use serde_json::Value as Json;

    use super::*;
    use crate::{language::Language, rate_limit::Account};

    fn caller(language: Language) -> Caller {
        Caller { subject: None, account: Account::default(), language, correlation_id: "id-1".into() }
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
        let answered = told(Error::TimedOut { seconds: 10 }, &caller(Language::Sv));
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
