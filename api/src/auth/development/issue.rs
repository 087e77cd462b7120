//! The tokens that are issued, and what they say.

use chrono::TimeDelta;
use jsonwebtoken::errors::Error;
use serde::Serialize;
use uuid::Uuid;

use super::{AUDIENCE, DevelopmentProvider, persona::Persona};

/// How long access tokens and ID tokens are valid.
pub(super) const VALID_FOR: TimeDelta = TimeDelta::hours(1);

/// What a client may ask for.
pub(super) const SCOPES: [&str; 3] = ["openid", "profile", "offline_access"];

/// What a client asked for and was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scope(Vec<&'static str>);

impl Scope {
    /// What there is of what is asked for. What there is not is left out, and the answer says so (RFC 6749, 3.3).
    pub fn of(asked: &[&str]) -> Self {
        Self(SCOPES.into_iter().filter(|scope| asked.contains(scope)).collect())
    }

    /// Is this in it?
    pub fn has(&self, scope: &str) -> bool {
        self.0.contains(&scope)
    }

    /// As it stands in answers and tokens.
    pub fn text(&self) -> String {
        self.0.join(" ")
    }
}

/// Who signed in, where, when, and for what.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub persona: &'static Persona,
    pub client_id: String,
    pub scope: Scope,
    /// When they signed in, in seconds.
    pub auth_time: i64,
    /// What the client wants to find in the first ID token.
    pub nonce: Option<String>,
}

/// An access token (RFC 9068).
#[derive(Serialize)]
struct AccessClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    client_id: &'a str,
    exp: i64,
    iat: i64,
    jti: Uuid,
    #[serde(skip_serializing_if = "String::is_empty")]
    scope: String,
    #[serde(flatten)]
    person: Option<PersonClaims<'a>>,
}

/// What an access token says of a person.
#[derive(Serialize)]
struct PersonClaims<'a> {
    auth_time: i64,
    name: &'a str,
    roles: [&'a str; 1],
    organisation: &'a str,
}

/// An ID token (OpenID Connect Core, 2).
#[derive(Serialize)]
struct IdClaims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    exp: i64,
    iat: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    name: &'a str,
}

impl DevelopmentProvider {
    /// A token with which a client calls the API for somebody.
    pub(super) fn access_token(&self, grant: &Grant) -> Result<String, Error> {
        let Grant { persona, client_id, scope, auth_time, .. } = grant;
        let person = PersonClaims {
            auth_time: *auth_time,
            name: &persona.name,
            roles: [persona.role.name()],
            organisation: &persona.organisation,
        };
        self.sign_access(&persona.key, client_id, scope, Some(person))
    }

    /// A token with which a client calls the API for itself.
    pub(super) fn client_token(&self, client_id: &str) -> Result<String, Error> {
        self.sign_access(client_id, client_id, &Scope::default(), None)
    }

    fn sign_access(
        &self,
        sub: &str,
        client_id: &str,
        scope: &Scope,
        person: Option<PersonClaims<'_>>,
    ) -> Result<String, Error> {
        let iat = self.clock.now().timestamp();
        let claims = AccessClaims {
            iss: self.issuer(),
            aud: AUDIENCE,
            sub,
            client_id,
            exp: iat + VALID_FOR.num_seconds(),
            iat,
            jti: self.clock.uuid(),
            scope: scope.text(),
            person,
        };
        self.key.sign("at+jwt", &claims)
    }

    /// A token that tells a client who signed in.
    pub(super) fn id_token(&self, grant: &Grant) -> Result<String, Error> {
        let iat = self.clock.now().timestamp();
        let claims = IdClaims {
            iss: self.issuer(),
            aud: &grant.client_id,
            sub: &grant.persona.key,
            exp: iat + VALID_FOR.num_seconds(),
            iat,
            auth_time: grant.auth_time,
            nonce: grant.nonce.as_deref(),
            name: &grant.persona.name,
        };
        self.key.sign("JWT", &claims)
    }
}
