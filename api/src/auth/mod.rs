//! From the token of a request to who it names.
//!
//! `Authenticator` is the whole of it for the rest of the program: headers in, a `Subject` or a refusal
//! out. What a subject may see and do is decided elsewhere (`policy`).

mod bearer;
pub mod development;

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{clock::Clock, policy::Role};
use development::DevelopmentIssuer;

/// Who a verified token names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Who issued the token (`iss`): with `subject`, the identity.
    pub issuer: String,
    /// Whom the issuer means (`sub`).
    pub subject: String,
    /// The person in our database, where the token names one.
    pub person: Option<Uuid>,
    /// The slug of the organisation, where the token names one.
    pub organisation: Option<String>,
    /// The roles that the token gives.
    pub roles: Vec<Role>,
    /// What the issuer calls the subject.
    pub name: Option<String>,
    /// When the token ends.
    pub expires_at: DateTime<Utc>,
    /// A system rather than a person.
    pub is_service: bool,
}

/// Why a caller is not let in. The text is for the caller and says nothing about keys.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum AuthError {
    /// The `Authorization` header is not what RFC 6750 describes.
    #[error("{0}")]
    InvalidRequest(&'static str),
    /// The scheme of the `Authorization` header is not `Bearer`.
    #[error("only bearer tokens are accepted")]
    UnsupportedScheme,
    /// The token is not accepted.
    #[error("{0}")]
    InvalidToken(&'static str),
}

impl AuthError {
    /// The value of `WWW-Authenticate` (RFC 6750, section 3).
    #[must_use]
    pub fn challenge(&self) -> String {
        match self {
            Self::UnsupportedScheme => "Bearer".to_owned(),
            Self::InvalidRequest(description) => {
                format!(r#"Bearer error="invalid_request", error_description="{description}""#)
            }
            Self::InvalidToken(description) => {
                format!(r#"Bearer error="invalid_token", error_description="{description}""#)
            }
        }
    }
}

/// Tells who is calling.
#[derive(Debug)]
pub struct Authenticator {
    development: Option<DevelopmentIssuer>,
    clock: Clock,
}

impl Authenticator {
    /// Accepts the tokens of the development issuer, or of nobody.
    #[must_use]
    pub const fn new(development: Option<DevelopmentIssuer>, clock: Clock) -> Self {
        Self { development, clock }
    }

    /// Who is calling; nobody where the request has no token. A token that is there must be good.
    ///
    /// # Errors
    /// If the header is malformed or the token is not accepted.
    #[expect(clippy::unused_async, reason = "issuers whose keys are fetched over the network come next")]
    pub async fn authenticate(&self, headers: &HeaderMap) -> Result<Option<Subject>, AuthError> {
        let Some(token) = bearer::token(headers)? else { return Ok(None) };
        let Some(issuer) = &self.development else {
            return Err(AuthError::InvalidToken("this server accepts no tokens"));
        };
        issuer.verify(token, self.clock.now()).map(Some)
    }
}
