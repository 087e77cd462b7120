//! What HTTP itself refuses, before or instead of GraphQL: a status, and the same kind of body as every
//! other error, so that a client reads one thing only.

use async_graphql::{ErrorExtensionValues, ServerError};
use axum::{
    body::Body,
    http::{
        HeaderValue, Response, StatusCode,
        header::{ALLOW, CONTENT_TYPE, RETRY_AFTER},
    },
};
use fluent_bundle::FluentValue;

use super::accept::MediaType;
use crate::{
    auth::AuthError,
    error::{CODE, Code},
    execute::errors_only,
    language::Language,
    message::{self, Arguments},
    rate_limit::Shortfall,
};

/// A request that is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Nothing is at the address.
    NotFound,
    /// The address does not answer the method.
    Method,
    /// No media type that the caller accepts can be given.
    NotAcceptable,
    /// The body is something else than JSON in UTF-8.
    MediaType,
    /// The body is too large.
    TooLarge {
        /// Its bytes as announced, else those that came.
        found: usize,
        /// The most that are allowed.
        limit: usize,
    },
    /// The address and the headers are too large.
    HeadTooLarge {
        /// Their bytes.
        found: usize,
        /// The most that are allowed.
        limit: usize,
    },
    /// The caller reads so many exports already.
    TooManyExports(u32),
    /// The body did not arrive within this many seconds.
    TooSlow(u64),
    /// The request cannot be understood; the message with this id says why.
    Malformed(&'static str),
    /// The parameter must be a string.
    NoString(&'static str),
    /// The parameter must be an object.
    NoMap(&'static str),
    /// A mutation came as GET.
    WriteOverGet,
    /// Something else was asked under the same idempotency key.
    KeyOfAnother,
    /// The same was asked under the same idempotency key, and is under way for so many seconds at the most.
    KeyInUse(u64),
    /// The caller's budget does not pay for it.
    RateLimited(Shortfall),
    /// The caller is not let in.
    Auth(AuthError),
}

impl Refused {
    const fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method | Self::WriteOverGet => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::HeadTooLarge { .. } => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TooSlow(_) => StatusCode::REQUEST_TIMEOUT,
            Self::Malformed(_) | Self::NoString(_) | Self::NoMap(_) | Self::Auth(AuthError::InvalidRequest(_)) => {
                StatusCode::BAD_REQUEST
            }
            Self::KeyOfAnother => StatusCode::UNPROCESSABLE_ENTITY,
            Self::KeyInUse(_) => StatusCode::CONFLICT,
            Self::RateLimited(_) | Self::TooManyExports(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Auth(AuthError::Forbidden(_) | AuthError::Blocked(_)) => StatusCode::FORBIDDEN,
            Self::Auth(AuthError::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Auth(_) => StatusCode::UNAUTHORIZED,
        }
    }

    const fn code(self) -> Code {
        match self {
            Self::NotFound => Code::NotFound,
            Self::TooLarge { .. } | Self::HeadTooLarge { .. } => Code::DocumentTooComplex,
            Self::TooSlow(_) | Self::Auth(AuthError::Unavailable) => Code::Unavailable,
            Self::RateLimited(_) | Self::TooManyExports(_) => Code::RateLimited,
            Self::Auth(AuthError::Forbidden(_) | AuthError::Blocked(_)) => Code::Forbidden,
            Self::Auth(_) => Code::Unauthenticated,
            _ => Code::BadUserInput,
        }
    }

    fn message(self, language: Language) -> String {
        let with = |id, places: &[(&'static str, FluentValue<'static>)]| {
            message::message(language, id, &places.iter().cloned().collect::<Arguments<'_>>())
        };
        match self {
            Self::NotFound => message::plain(language, "http-not-found"),
            Self::Method => message::plain(language, "http-method"),
            Self::NotAcceptable => message::plain(language, "http-not-acceptable"),
            Self::MediaType => message::plain(language, "http-media-type"),
            Self::WriteOverGet => message::plain(language, "http-write-over-get"),
            Self::KeyOfAnother => message::plain(language, "http-key-of-another"),
            Self::KeyInUse(_) => message::plain(language, "http-key-in-use"),
            Self::Malformed(id) => message::plain(language, id),
            Self::TooLarge { found, limit } => {
                with("http-body-too-large", &[("found", found.into()), ("limit", limit.into())])
            }
            Self::HeadTooLarge { found, limit } => {
                with("http-head-too-large", &[("found", found.into()), ("limit", limit.into())])
            }
            Self::TooManyExports(limit) => with("http-too-many-exports", &[("limit", limit.into())]),
            Self::TooSlow(seconds) => with("http-too-slow", &[("seconds", seconds.into())]),
            Self::NoString(name) => with("http-no-string", &[("name", name.into())]),
            Self::NoMap(name) => with("http-no-map", &[("name", name.into())]),
            Self::RateLimited(short) => {
                let (cost, limit) = (("cost", short.cost.into()), ("limit", short.limit.into()));
                match short.remaining().zip(short.seconds()) {
                    Some((remaining, seconds)) => {
                        let left = [("remaining", remaining.into()), ("seconds", seconds.into())];
                        with("http-rate-limited", &[&[cost, limit], &left[..]].concat())
                    }
                    None => with("http-never-affordable", &[cost, limit]),
                }
            }
            Self::Auth(error) => error.message(language),
        }
    }

    /// The answer.
    #[must_use]
    pub fn response(self, language: Language, media: MediaType) -> Response<Body> {
        let mut response = refusal(self.status(), self.code(), self.message(language), media);
        let headers = response.headers_mut();
        match self {
            Self::WriteOverGet => {
                headers.insert(ALLOW, HeaderValue::from_static("POST"));
            }
            Self::Auth(AuthError::Unavailable) | Self::TooManyExports(_) => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
            }
            Self::KeyInUse(seconds) => {
                headers.insert(RETRY_AFTER, seconds.into());
            }
            Self::RateLimited(short) => {
                headers.extend(short.seconds().map(|seconds| (RETRY_AFTER, seconds.into())));
            }
            _ => {}
        }
        response
    }
}

/// The answer to a request that is not right, in words for the caller.
#[must_use]
pub fn bad_request(message: String) -> Response<Body> {
    refusal(StatusCode::BAD_REQUEST, Code::BadUserInput, message, MediaType::Json)
}

/// An answer that says in one sentence why there is no other.
#[must_use]
pub fn refusal(status: StatusCode, code: Code, message: String, media: MediaType) -> Response<Body> {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set(CODE, code.as_str());
    let mut error = ServerError::new(message, None);
    error.extensions = Some(extensions);
    errors(status, media, &[error])
}

/// The status that HTTP has for what an error of the API says.
#[must_use]
pub const fn status_of(code: Code) -> StatusCode {
    match code {
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::Forbidden => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// An answer of errors alone.
#[must_use]
pub fn errors(status: StatusCode, media: MediaType, errors: &[ServerError]) -> Response<Body> {
    json(status, media, serde_json::to_vec(&errors_only(errors)).unwrap_or_default())
}

/// An answer of JSON.
#[must_use]
pub fn json(status: StatusCode, media: MediaType, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, media.header());
    response
}
