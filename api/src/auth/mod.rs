//! From the token of a request to whom it names.
//!
//! `Authenticator` is the whole of it for the rest of the program: headers in, a `Subject` or a refusal out. Who a subject
//! is here is looked up by the store; what they may see and do is decided in `policy`.

mod bearer;
mod compact;
pub mod development;
mod issuer;
mod key_set;
mod keys;
pub mod secret;
mod unique;

use std::{collections::HashMap, sync::Arc};

use axum::http::HeaderMap;
use chrono::{DateTime, NaiveDate, Utc};
use entity::kind::GrantedRole;
use quick_cache::{Weighter, sync::Cache};
use uuid::Uuid;

use crate::{clock::Clock, config, digest::Digest, language::Language, message, security::Who};
use compact::Compact;
use issuer::{Issuer, Statement};

/// How many tokens need not be taken apart again: in the middle, and in bytes, since some have thirteen kilobytes.
const KNOWN: usize = 4000;
const MOST_KNOWN: u64 = 8 * 1024 * 1024;

/// What a token was found to say.
type Read = (Arc<Issuer>, Arc<Statement>);

/// Tells what a token takes up, with what it says.
#[derive(Clone, Copy, Debug)]
struct Scale;

impl Weighter<Box<str>, Read> for Scale {
    fn weight(&self, token: &Box<str>, _: &Read) -> u64 {
        token.len() as u64 + 1024
    }
}

/// Whom a token names.
#[derive(Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A person whom an issuer signed in.
    Person(PersonClaims),
    /// A system that an issuer signed in.
    Service {
        /// Who issued the token (`iss`): with `client`, which system it is.
        issuer: String,
        /// What the issuer calls the system.
        client: String,
        /// The slug of the organisation that it speaks for.
        organisation: String,
        /// When the token ends.
        expires_at: DateTime<Utc>,
    },
    /// Whoever holds a token of our own: the store knows whom it stands for, and whether it still holds.
    ServiceToken {
        /// The hash of the token.
        hash: String,
    },
    /// Whoever knows the address of a person's calendar: the store knows whose it is, and whether it still holds.
    CalendarAddress {
        /// The hash of the secret part of the address.
        hash: String,
        /// The day on which the person has to have signed in, or later.
        signed_in_since: NaiveDate,
    },
}

/// What a verified token says of a person.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonClaims {
    /// Who issued the token (`iss`): with `subject`, the identity.
    pub issuer: String,
    /// Whom the issuer means (`sub`).
    pub subject: String,
    /// The slug of the organisation.
    pub organisation: String,
    /// The roles that the token gives.
    pub roles: Vec<GrantedRole>,
    /// The name, for a person who comes for the first time, or has come without one.
    pub name: Option<String>,
    /// What they sign in as, which stands in for a name that no token has told.
    pub username: Option<String>,
    /// The e-mail address, for a person who comes for the first time. Nobody is ever found by it.
    pub email: Option<String>,
    /// When the token ends.
    pub expires_at: DateTime<Utc>,
}

/// Without name and address: those are in no log.
impl std::fmt::Debug for PersonClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonClaims").field("issuer", &self.issuer).field("roles", &self.roles).finish_non_exhaustive()
    }
}

/// Why a caller is not let in, with the id of the message that says so. It says nothing about keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthError {
    /// The `Authorization` header is not what RFC 6750 describes.
    InvalidRequest(&'static str),
    /// The scheme of the `Authorization` header is not `Bearer`.
    UnsupportedScheme,
    /// The token is not accepted.
    InvalidToken(&'static str),
    /// The token is good, and whom it names is not let in.
    Forbidden(&'static str),
    /// The same, of a person whose account is blocked.
    Blocked(Uuid),
    /// It cannot be told now whether the token is good.
    Unavailable,
}

impl AuthError {
    /// The message for the caller.
    #[must_use]
    pub fn message(self, language: Language) -> String {
        message::plain(language, self.reason())
    }

    /// The id of the message, which also names the reason in the log.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::InvalidRequest(id) | Self::InvalidToken(id) | Self::Forbidden(id) => id,
            Self::Blocked(_) => "auth-blocked",
            Self::UnsupportedScheme => "auth-scheme",
            Self::Unavailable => "auth-unavailable",
        }
    }

    /// Whom it is about, as far as that is proven.
    #[must_use]
    pub const fn who(self) -> Who {
        match self {
            Self::Blocked(person) => Who::Person(person),
            _ => Who::Unknown,
        }
    }

    /// The value of `WWW-Authenticate` (RFC 6750, 3; RFC 9728, 5.1), where the caller is to sign in anew.
    #[must_use]
    pub fn challenge(self, public_url: &str) -> Option<String> {
        let error = match self {
            Self::UnsupportedScheme => None,
            Self::InvalidRequest(_) => Some("invalid_request"),
            Self::InvalidToken(_) => Some("invalid_token"),
            Self::Forbidden(_) | Self::Blocked(_) | Self::Unavailable => return None,
        };
        let metadata = format!(r#"Bearer resource_metadata="{public_url}/.well-known/oauth-protected-resource""#);
        Some(match error {
            None => metadata,
            // The description is in English: RFC 6750 allows it no letters but those of ASCII.
            Some(error) => {
                format!(r#"{metadata}, error="{error}", error_description="{}""#, self.message(Language::En))
            }
        })
    }
}

/// Tells whom tokens name.
#[derive(Debug)]
pub struct Authenticator {
    issuers: HashMap<String, Arc<Issuer>>,
    /// What the tokens say that have been verified before. Whether they still hold is looked at each time.
    known: Cache<Box<str>, Read, Scale>,
    clock: Clock,
}

impl Authenticator {
    /// Accepts the tokens of these issuers, and our own.
    ///
    /// # Errors
    /// If no HTTP client can be made.
    pub fn new(issuers: &[config::Issuer], clock: &Clock) -> Result<Self, reqwest::Error> {
        let made = issuers.iter().map(|settings| {
            Issuer::new(settings.clone(), clock.clone()).map(|issuer| (settings.url.to_string(), Arc::new(issuer)))
        });
        let issuers = made.collect::<Result<_, _>>()?;
        Ok(Self { issuers, known: Cache::with_weighter(KNOWN, MOST_KNOWN, Scale), clock: clock.clone() })
    }

    /// Whom the token of the request names; nobody where it has none. A token that is there must be good.
    ///
    /// # Errors
    /// If the header is malformed or the token is not accepted.
    pub async fn authenticate(&self, headers: &HeaderMap) -> Result<Option<Arc<Subject>>, AuthError> {
        let Some(token) = bearer::token(headers)? else { return Ok(None) };
        if token.starts_with(secret::SERVICE_TOKEN) {
            return Ok(Some(Arc::new(Subject::ServiceToken { hash: secret::hash(token) })));
        }
        let known = self.known.get(token);
        let is_known = known.is_some();
        let (issuer, statement) = known.map_or_else(|| self.read(token), Ok)?;
        issuer.verify(&statement, token, self.clock.now()).await?;
        let subject = statement.subject.clone();
        if !is_known {
            self.known.insert(token.into(), (issuer, statement));
        }
        Ok(Some(subject))
    }

    /// What a token says, and the issuer that it says it is of.
    fn read(&self, token: &str) -> Result<Read, AuthError> {
        let digest = Digest::of([token.as_bytes()]);
        let token = Compact::parse(token)?;
        let issuer = token.claims.get("iss").and_then(serde_json::Value::as_str);
        let issuer = issuer.and_then(|name| self.issuers.get(name)).ok_or(AuthError::InvalidToken("auth-issuer"))?;
        Ok((issuer.clone(), Arc::new(issuer.read(&token, digest)?)))
    }
}
