//! What the gate answers instead of running a request.

use async_graphql::{ErrorExtensionValues, Pos, ServerError};

/// One error of a GraphQL response. The engine's own type, because it already serialises as the specification
/// asks (`message`, `locations`, `path`, `extensions`) and errors of both origins end up in one list.
pub type GraphqlError = ServerError;

/// Why a request was not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// The text is not GraphQL.
    Parse,
    /// The document does not fit the schema.
    Validation,
    /// The document is too large, too deep or too expensive.
    TooComplex,
    /// The variables or the operation name do not fit the document.
    BadInput,
}

impl RefusalKind {
    /// The machine-readable `extensions.code`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Parse => "GRAPHQL_PARSE_FAILED",
            Self::Validation => "GRAPHQL_VALIDATION_FAILED",
            Self::TooComplex => "DOCUMENT_TOO_COMPLEX",
            Self::BadInput => "BAD_USER_INPUT",
        }
    }
}

/// A request error: nothing was executed, the answer has no `data`.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}: {}", kind.code(), errors.first().map_or("", |error| error.message.as_str()))]
pub struct Refusal {
    /// The errors to send, never empty, each with `extensions.code`.
    pub errors: Vec<GraphqlError>,
    /// What all of them have in common.
    pub kind: RefusalKind,
}

impl Refusal {
    /// More errors than this help nobody, and a hostile document could ask for thousands.
    const MOST_ERRORS: usize = 50;

    pub(super) fn new(kind: RefusalKind, message: impl Into<String>, at: Option<Pos>) -> Self {
        Self::many(kind, vec![ServerError::new(message, at)])
    }

    pub(super) fn too_complex(message: impl Into<String>, at: Option<Pos>) -> Self {
        Self::new(RefusalKind::TooComplex, message, at)
    }

    pub(super) fn many(kind: RefusalKind, mut errors: Vec<GraphqlError>) -> Self {
        errors.truncate(Self::MOST_ERRORS);
        for error in &mut errors {
            error.extensions.get_or_insert_with(ErrorExtensionValues::default).set("code", kind.code());
        }
        Self { errors, kind }
    }
}

/// The SDL given to [`Gate::new`](super::Gate::new) is not a valid schema.
#[derive(Debug, thiserror::Error)]
#[error("the schema is not valid: {0}")]
pub struct InvalidSchema(pub(super) String);
