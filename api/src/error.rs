//! Two families of errors: what a client may read, and what it must never read.
//!
//! The first family is written for the caller, in the caller's language. The second (`Internal`,
//! `Outage`) carries its cause for the log; the caller learns that something happened and under which
//! correlation id it was logged. `execute` does that, once, for every error that leaves.

use std::{borrow::Cow, fmt, sync::Arc};

use async_graphql::{ErrorExtensionValues, Pos, ServerError};
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};

use crate::{
    language::Language,
    message::{self, Arguments},
};

/// The cause of an internal error: for the log only.
pub type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// The key of `Code` in an error's extensions.
pub const CODE: &str = "code";

/// The key of the correlation id in an error's extensions.
pub const CORRELATION_ID: &str = "correlationId";

/// What `extensions.code` of a top-level error can be. Names never change: clients branch on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// The caller has to sign in, or the token is not accepted.
    Unauthenticated,
    /// The caller may see the thing and may not do this to it.
    Forbidden,
    /// There is no such thing, or the caller may not know of it.
    NotFound,
    /// The request cannot be understood: an id, a cursor, a variable.
    BadUserInput,
    /// The document is not GraphQL.
    GraphqlParseFailed,
    /// The document does not fit the schema.
    GraphqlValidationFailed,
    /// The document asks for more than one request may ask for.
    DocumentTooComplex,
    /// The caller asked for too much in too short a time.
    RateLimited,
    /// The service cannot answer now; the same request can succeed later.
    Unavailable,
    /// A mistake of ours.
    InternalError,
    /// No document is known by the hash.
    PersistedQueryNotFound,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 11] = [
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::BadUserInput,
        Self::GraphqlParseFailed,
        Self::GraphqlValidationFailed,
        Self::DocumentTooComplex,
        Self::RateLimited,
        Self::Unavailable,
        Self::InternalError,
        Self::PersistedQueryNotFound,
    ];

    /// The code as a client reads it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::DocumentTooComplex => "DOCUMENT_TOO_COMPLEX",
            Self::RateLimited => "RATE_LIMITED",
            Self::Unavailable => "UNAVAILABLE",
            Self::InternalError => "INTERNAL_ERROR",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
        }
    }

    /// The code that a client reads as `text`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a field could not be answered.
///
/// Resolvers return this type and nothing else: no foreign error becomes one by itself, so what
/// reaches a client is always written down here. Its `Display` is the client's message in English.
#[derive(Clone, Debug)]
pub enum Error {
    /// There is no such thing, or the caller may not know of it: both answer alike.
    NotFound,
    /// The caller may see it and may not do this.
    Forbidden {
        /// What was refused, in the API's own names (`Query.people`); nothing of ours.
        what: Option<String>,
    },
    /// Only for callers who are signed in.
    Unauthenticated,
    /// The caller can put it right.
    BadInput {
        /// What is wrong, for the caller.
        message: String,
    },
    /// Not now; the same request can succeed later.
    Unavailable,
    /// The same, because something that we depend on failed.
    Outage(Cause),
    /// The request was stopped after this many seconds.
    TimedOut {
        /// The limit.
        seconds: u64,
    },
    /// The answer would be larger than one may be.
    AnswerTooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// A mistake of ours.
    Internal(Cause),
}

impl Error {
    /// The caller may not use what is named.
    #[must_use]
    pub fn forbidden(what: impl Into<String>) -> Self {
        Self::Forbidden { what: Some(what.into()) }
    }

    /// The caller can put it right; the text says how, to the caller.
    #[must_use]
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self::BadInput { message: message.into() }
    }

    /// A mistake of ours; the cause is for the log.
    #[must_use]
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(Arc::from(cause.into()))
    }

    /// The code that the client branches on.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::NotFound,
            Self::Forbidden { .. } => Code::Forbidden,
            Self::Unauthenticated => Code::Unauthenticated,
            Self::BadInput { .. } => Code::BadUserInput,
            Self::Unavailable | Self::Outage(_) | Self::TimedOut { .. } => Code::Unavailable,
            Self::AnswerTooLarge { .. } => Code::DocumentTooComplex,
            Self::Internal(_) => Code::InternalError,
        }
    }

    /// What the client reads.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let mut values = Arguments::new();
        match self {
            Self::NotFound => message::plain(language, "not-found"),
            Self::Forbidden { what: None } => message::plain(language, "forbidden"),
            Self::Forbidden { what: Some(what) } => {
                values.set("what", what.as_str());
                message::message(language, "forbidden-what", &values)
            }
            Self::Unauthenticated => message::plain(language, "unauthenticated"),
            Self::BadInput { message } => message.clone(),
            Self::Unavailable | Self::Outage(_) => message::plain(language, "unavailable"),
            Self::TimedOut { seconds } => {
                values.set("seconds", *seconds);
                message::message(language, "timed-out", &values)
            }
            Self::AnswerTooLarge { limit } => {
                values.set("limit", *limit);
                message::message(language, "answer-too-large", &values)
            }
            Self::Internal(_) => message::plain(language, "internal-error"),
        }
    }

    /// What the client must never read.
    #[must_use]
    pub const fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Internal(cause) | Self::Outage(cause) => Some(cause),
            _ => None,
        }
    }

    /// Whether two writers stood in each other's way, and this one had to give way.
    #[must_use]
    pub fn is_in_each_others_way(&self) -> bool {
        let error = self.cause().and_then(|cause| cause.downcast_ref::<DbErr>());
        error.and_then(code).is_some_and(|code| IN_EACH_OTHERS_WAY.contains(&&*code))
    }

    /// The error as async-graphql carries it. It rides along whole, so that `execute` can put its
    /// message into the caller's language and log its cause.
    #[must_use]
    pub fn into_server_error(self, pos: Pos) -> ServerError {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set(CODE, self.code().as_str());
        let mut error = ServerError::new(self.to_string(), Some(pos));
        error.extensions = Some(extensions);
        error.source = Some(Arc::new(self));
        error
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause().map(|cause| cause.as_ref() as _)
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if is_outage(&error) { Self::Outage(Arc::new(error)) } else { Self::Internal(Arc::new(error)) }
    }
}

/// An error that batched loading shares between the fields that waited for it.
impl From<Arc<Self>> for Error {
    fn from(shared: Arc<Self>) -> Self {
        Self::clone(&shared)
    }
}

/// What PostgreSQL (`query_canceled`) and SQLite (`SQLITE_INTERRUPT`) say when the statement timeout struck, and both when
/// two writers stood in each other's way (`deadlock_detected`, `serialization_failure`, `SQLITE_BUSY`): the same can
/// succeed a moment later.
const PASSING: [&str; 5] = ["57014", "9", "40P01", "40001", "5"];

/// What PostgreSQL says of those: it undid what one of them did.
const IN_EACH_OTHERS_WAY: [&str; 2] = ["40P01", "40001"];

/// What the database calls the error.
fn code(error: &DbErr) -> Option<Cow<'_, str>> {
    match error {
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
            error.as_database_error()?.code()
        }
        _ => None,
    }
}

/// Does the error mean that the database is away or overloaded, rather than that we did wrong?
fn is_outage(of_database: &DbErr) -> bool {
    match of_database {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
            match error.as_ref() {
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
                _ => code(of_database).is_some_and(|code| PASSING.contains(&&*code)),
            }
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_reads_nothing_of_the_cause() {
        let secret = "SELECT password FROM person -- /srv/data.db";
        for error in
            [Error::from(DbErr::Custom(secret.into())), Error::from(DbErr::Conn(RuntimeErr::Internal(secret.into())))]
        {
            let sent = error.clone().into_server_error(Pos::default());
            for text in Language::ALL.map(|language| error.message(language)) {
                assert!(!text.contains("SELECT"), "{text}");
            }
            assert!(!serde_json::to_string(&sent).expect("JSON").contains("SELECT"));
            assert!(error.cause().expect("a cause").to_string().contains("SELECT"));
        }
    }

    #[test]
    fn the_whole_error_rides_along() {
        let sent = Error::forbidden("Query.people").into_server_error(Pos { line: 1, column: 3 });
        assert_eq!(sent.message, "You may not use Query.people.");
        let back = sent.source::<Error>().expect("the error itself");
        assert_eq!(back.message(Language::Sv), "Du har inte behörighet till Query.people.");
        assert_eq!(back.code(), Code::Forbidden);
    }

    #[test]
    fn a_database_that_is_away_is_no_mistake_of_ours() {
        let away = DbErr::ConnectionAcquire(ConnAcquireErr::Timeout);
        assert_eq!(Error::from(away).code(), Code::Unavailable);
        assert_eq!(Error::from(DbErr::RecordNotUpdated).code(), Code::InternalError);
    }

    #[test]
    fn codes_read_back() {
        for code in Code::ALL {
            assert_eq!(Code::parse(code.as_str()), Some(code));
        }
        assert_eq!(Code::parse("OOPS"), None);
    }
}
