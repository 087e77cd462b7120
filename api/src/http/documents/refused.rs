//! Why bytes are not taken or not given, in the caller's language.

use axum::{
    body::Body,
    http::{
        HeaderValue, Response, StatusCode,
        header::{CONTENT_RANGE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
};

use crate::{
    app::State,
    auth::AuthError,
    config::DocumentType,
    documents::{self, NoRoom, Rejected},
    error::{Code, Error},
    execute::{Caller, told},
    fault::Failure,
    http::{
        accept::MediaType,
        query_component::WrongParameter,
        refused::{errors, refusal, status_of},
    },
    message::{Arguments, message},
    text::Unfit,
};

/// After how many seconds there may be room for another upload.
const PAUSE: HeaderValue = HeaderValue::from_static("5");

/// Why bytes are not taken or not given.
#[derive(Debug)]
pub enum Denied {
    /// What is brought is only a part, or encoded.
    Part,
    /// It is of a type that may not be uploaded.
    MediaType(String),
    /// The address has a parameter that is not right.
    Parameter(WrongParameter),
    /// The name of the file cannot be one.
    FileName(Unfit),
    /// The digest is none.
    Digest,
    /// The writer does not say what they take to be there.
    NoExpectation,
    /// What is there is not what the caller takes it to be.
    Unmet,
    /// None of the bytes that are asked for are there, of so many.
    Beyond(u64),
    /// There are too many uploads already.
    NoRoom(NoRoom),
    /// What came is not kept. It was said to be of this type.
    Rejected(Rejected, String),
    /// Anything else.
    Error(Error),
}

impl From<Error> for Denied {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<WrongParameter> for Denied {
    fn from(wrong: WrongParameter) -> Self {
        Self::Parameter(wrong)
    }
}

impl From<Failure> for Denied {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Error(error) => Self::Error(error),
            // another version came at the same moment
            Failure::Conflict | Failure::Faults(_) => Self::Unmet,
        }
    }
}

impl Denied {
    /// The answer.
    pub fn response(self, state: &State, caller: &Caller) -> Response<Body> {
        let mut values = Arguments::new();
        let settings = state.documents.settings();
        let (status, id) = match &self {
            Self::Error(error) | Self::Rejected(Rejected::Failed(error), _) => {
                return failed(error.clone(), state, caller);
            }
            Self::Parameter(wrong) => return wrong.response(caller.language),
            Self::Part => (StatusCode::BAD_REQUEST, "document-part"),
            Self::MediaType(found) => {
                values.set("found", if found.is_empty() { "–" } else { found.as_str() }.to_owned());
                values.set("types", settings.types.iter().map(DocumentType::as_str).collect::<Vec<_>>().join(", "));
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "document-media-type")
            }
            Self::FileName(Unfit { message, values: told }) => {
                told.iter().for_each(|(name, value)| values.set(*name, value.clone()));
                (StatusCode::BAD_REQUEST, *message)
            }
            Self::Digest => (StatusCode::BAD_REQUEST, "document-digest"),
            Self::NoExpectation => (StatusCode::PRECONDITION_REQUIRED, "document-no-expectation"),
            Self::Unmet => (StatusCode::PRECONDITION_FAILED, "document-unmet"),
            Self::Beyond(size) => {
                values.set("size", *size);
                (StatusCode::RANGE_NOT_SATISFIABLE, "document-beyond")
            }
            Self::NoRoom(NoRoom::OfAll) => (StatusCode::SERVICE_UNAVAILABLE, "document-no-room"),
            Self::NoRoom(NoRoom::OfCaller) => {
                values.set("limit", settings.most_per_caller);
                (StatusCode::TOO_MANY_REQUESTS, "document-too-many")
            }
            Self::Rejected(rejected, declared) => {
                values.set("declared", declared.clone());
                values.set("seconds", settings.patience.as_secs());
                values.set("most", settings.upload_timeout.as_secs());
                reason(rejected, &mut values)
            }
        };
        let code = match status {
            StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
            StatusCode::TOO_MANY_REQUESTS => Code::RateLimited,
            _ => Code::BadUserInput,
        };
        let mut response = refusal(status, code, message(caller.language, id, &values), MediaType::Json);
        let headers = response.headers_mut();
        match self {
            Self::Beyond(size) => {
                headers.extend(HeaderValue::try_from(format!("bytes */{size}")).ok().map(|all| (CONTENT_RANGE, all)));
            }
            Self::NoRoom(_) => {
                headers.insert(RETRY_AFTER, PAUSE);
            }
            _ => {}
        }
        response
    }
}

/// The status and the message for what came and is not kept.
fn reason(rejected: &Rejected, values: &mut Arguments<'_>) -> (StatusCode, &'static str) {
    match rejected {
        Rejected::Empty => (StatusCode::BAD_REQUEST, "document-empty"),
        Rejected::TooLarge(limit) => {
            values.set("limit", *limit);
            (StatusCode::PAYLOAD_TOO_LARGE, "document-too-large")
        }
        Rejected::TooSlow => (StatusCode::REQUEST_TIMEOUT, "document-too-slow"),
        Rejected::CutOff => (StatusCode::BAD_REQUEST, "document-cut-off"),
        Rejected::Altered => (StatusCode::BAD_REQUEST, "document-altered"),
        Rejected::Unfit(documents::Unfit::Other(found)) => {
            values.set("found", found.clone());
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "document-unfit")
        }
        Rejected::Unfit(documents::Unfit::Program(found)) => {
            values.set("found", found.clone());
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "document-program")
        }
        Rejected::Unfit(documents::Unfit::NoText) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "document-no-text"),
        Rejected::Unfit(documents::Unfit::Encoding(found)) => {
            values.set("found", *found);
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "document-encoding")
        }
        // said by the caller of this function
        Rejected::Failed(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal-error"),
    }
}

/// What a field of the API would say, with the status that HTTP has for it.
fn failed(error: Error, state: &State, caller: &Caller) -> Response<Body> {
    let code = error.code();
    let mut response = errors(status_of(code), MediaType::Json, &[told(error, caller)]);
    let challenge = AuthError::UnsupportedScheme.challenge(state.config.public_url().as_str());
    if code == Code::Unauthenticated
        && let Some(challenge) = challenge.and_then(|challenge| HeaderValue::from_str(&challenge).ok())
    {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}
