//! One issuer: which of its tokens are accepted (RFC 8725, RFC 9068), and whom they name.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use entity::kind::GrantedRole;
use jsonwebtoken::Algorithm;
use serde_json::Value;

use super::{
    AuthError, PersonClaims, Subject,
    compact::{Compact, media_type, parts},
    key_set::Signature,
    keys::Keys,
};
use crate::{
    clock::Clock,
    config::{self, Pointer, Span},
    digest::Digest,
    text,
};

/// The longest name of a subject (OpenID Connect Core 1.0, 2).
const LONGEST_SUBJECT: usize = 255;

/// The longest name, e-mail address or slug that is taken over.
const LONGEST_TEXT: usize = 200;

/// The latest moment that a token can name: beyond the year 9999 there are no dates.
const LAST_SECOND: f64 = 253_402_300_799.0;

/// What only ID tokens, logout tokens and the like have.
const NOT_FOR_ACCESS: [&str; 5] = ["nonce", "at_hash", "c_hash", "s_hash", "events"];

/// What a person's access token has and an ID token has not, where `typ` does not tell them apart.
const FOR_ACCESS: [&str; 3] = ["scope", "scp", "client_id"];

/// What a token says, as far as the issuer's settings decide on it: whether it is in time and well signed is to be seen.
#[derive(Debug)]
pub(super) struct Statement {
    /// Whom it names.
    pub subject: Arc<Subject>,
    /// The digest of the token that says it.
    digest: Digest,
    algorithm: Algorithm,
    /// The name of the key that it says it is signed with.
    key: Option<String>,
    /// The moments that it is not good before.
    begins: Vec<DateTime<Utc>>,
    ends: DateTime<Utc>,
}

/// An issuer whose tokens are accepted.
#[derive(Debug)]
pub(super) struct Issuer {
    settings: config::Issuer,
    keys: Arc<Keys>,
}

impl Issuer {
    /// The issuer of these settings.
    ///
    /// # Errors
    /// If no HTTP client can be made for it.
    pub fn new(settings: config::Issuer, clock: Clock) -> Result<Self, reqwest::Error> {
        Ok(Self { keys: Keys::new(&settings, clock)?, settings })
    }

    /// What the token with this digest says, if it is one for us.
    ///
    /// # Errors
    /// If it is not.
    pub fn read(&self, token: &Compact, digest: Digest) -> Result<Statement, AuthError> {
        let algorithm = self.algorithm(token)?;
        self.check_type(token)?;
        let claims = &token.claims;
        self.check_audience(claims)?;
        check_unbound(claims)?;
        let ends = moment(claims, "exp")?.ok_or(AuthError::InvalidToken("auth-no-end"))?;
        self.check_lifetime(claims, ends)?;
        let begins = [moment(claims, "nbf")?, moment(claims, "iat")?].into_iter().flatten().collect();
        let subject = Arc::new(self.subject(token, ends)?);
        Ok(Statement { subject, digest, algorithm, key: token.key.clone(), begins, ends })
    }

    /// Whether the statement of the token is to be believed now. What can be judged without a key is judged
    /// first, so that keys are fetched for nobody who could not be let in.
    ///
    /// # Errors
    /// If it is not, or if that cannot be told.
    pub async fn verify(&self, statement: &Statement, token: &str, now: DateTime<Utc>) -> Result<(), AuthError> {
        self.check_times(statement, now)?;
        let Statement { key, algorithm, digest, .. } = statement;
        let (signed, signature) = parts(token)?;
        self.keys
            .verify(&Signature { key: key.as_deref(), algorithm: *algorithm, signed, signature, digest: *digest })
            .await
    }

    /// The algorithm, if it is one that the issuer is known to use. The token does not choose (RFC 8725, 3.1).
    fn algorithm(&self, token: &Compact) -> Result<Algorithm, AuthError> {
        let of_issuer = self.settings.algorithms.iter().map(|algorithm| algorithm.0);
        let mut named = of_issuer.filter(|algorithm| format!("{algorithm:?}") == token.algorithm);
        named.next().ok_or(AuthError::InvalidToken("auth-algorithm"))
    }

    /// Whether it is an access token (RFC 8725, 3.11 and 3.12).
    fn check_type(&self, token: &Compact) -> Result<(), AuthError> {
        const OTHER: AuthError = AuthError::InvalidToken("auth-no-access-token");
        let kind = token.kind.as_deref().ok_or(OTHER)?;
        if !self.settings.token_types.iter().any(|accepted| media_type(accepted) == kind) {
            return Err(OTHER);
        }
        if kind == "at+jwt" {
            return Ok(());
        }
        let claims = &token.claims;
        let of_payload = claims.get("typ");
        let is_other = NOT_FOR_ACCESS.iter().any(|name| claims.get(name).is_some())
            || of_payload.is_some_and(|kind| kind != "Bearer");
        let is_access =
            of_payload.is_some() || FOR_ACCESS.iter().any(|name| claims.get(name).is_some()) || self.is_service(claims);
        if is_access && !is_other { Ok(()) } else { Err(OTHER) }
    }

    /// Whether it is for us (RFC 7519, 4.1.3): `aud` is one text or a list of texts.
    fn check_audience(&self, claims: &Value) -> Result<(), AuthError> {
        let ours = |audience: &str| self.settings.audiences.iter().any(|own| own == audience);
        match texts(claims.get("aud")) {
            None => Err(AuthError::InvalidToken("auth-audience-missing")),
            Some(named) if named.iter().any(|audience| ours(audience)) => Ok(()),
            Some(_) => Err(AuthError::InvalidToken("auth-audience")),
        }
    }

    /// Whether it is issued for no longer than may be: what is lost is of use to whoever finds it until it ends.
    fn check_lifetime(&self, claims: &Value, ends: DateTime<Utc>) -> Result<(), AuthError> {
        let Some(Span(most)) = self.settings.max_token_lifetime else { return Ok(()) };
        let issued = moment(claims, "iat")?.ok_or(AuthError::InvalidToken("auth-no-issue-time"))?;
        match (ends - issued).to_std() {
            Ok(lifetime) if lifetime > most => Err(AuthError::InvalidToken("auth-too-long-lived")),
            _ => Ok(()),
        }
    }

    /// Whether it has begun and not ended.
    fn check_times(&self, statement: &Statement, now: DateTime<Utc>) -> Result<(), AuthError> {
        let skew = TimeDelta::from_std(self.settings.clock_skew.0).unwrap_or_default();
        if statement.ends <= now - skew {
            return Err(AuthError::InvalidToken("auth-expired"));
        }
        if statement.begins.iter().any(|begins| *begins > now + skew) {
            return Err(AuthError::InvalidToken("auth-too-early"));
        }
        Ok(())
    }

    /// Whom it names: a system that is listed, or a person.
    fn subject(&self, token: &Compact, expires_at: DateTime<Utc>) -> Result<Subject, AuthError> {
        let claims = &token.claims;
        let subject = claims.get("sub").and_then(Value::as_str).filter(|sub| !sub.is_empty());
        let subject = subject.ok_or(AuthError::InvalidToken("auth-no-subject"))?;
        if subject.len() > LONGEST_SUBJECT || subject.contains(char::is_control) {
            return Err(AuthError::InvalidToken("auth-no-subject"));
        }
        if self.is_service(claims) {
            return self.service(claims, expires_at);
        }
        Ok(Subject::Person(PersonClaims {
            issuer: self.settings.url.to_string(),
            subject: subject.to_owned(),
            organisation: self.organisation(claims)?,
            roles: self.roles(claims),
            name: self.name(claims),
            username: self.username(claims),
            email: claim(claims, &self.settings.claims.email).and_then(|email| text::email(email).ok()),
            expires_at,
        }))
    }

    /// Whether nobody signed in for it: a client got it for itself.
    fn is_service(&self, claims: &Value) -> bool {
        let services = &self.settings.services;
        match &services.claim {
            Some(mark) => match (mark.of(claims), &services.value) {
                (Some(value), Some(expected)) => value == expected.as_str(),
                (found, _) => found.is_some(),
            },
            None => services.client.of(claims).is_some_and(|client| Some(client) == claims.get("sub")),
        }
    }

    fn service(&self, claims: &Value, expires_at: DateTime<Utc>) -> Result<Subject, AuthError> {
        let services = &self.settings.services;
        let client = services.client.of(claims).and_then(Value::as_str);
        let known = client.and_then(|client| services.organisations.get_key_value(client));
        let (client, organisation) = known.ok_or(AuthError::InvalidToken("auth-unknown-client"))?;
        let (client, organisation) = (client.clone(), organisation.clone());
        Ok(Subject::Service { issuer: self.settings.url.to_string(), client, organisation, expires_at })
    }

    /// The organisation that the issuer speaks for, or that it says the person is of.
    fn organisation(&self, claims: &Value) -> Result<String, AuthError> {
        let claimed = || {
            let path = self.settings.claims.organisation.as_ref()?;
            text::line(claim(claims, path)?, LONGEST_TEXT).ok()
        };
        self.settings.organisation.clone().or_else(claimed).ok_or(AuthError::InvalidToken("auth-no-organisation"))
    }

    /// What the issuer's roles and groups come to here; what it does not map counts for nothing.
    fn roles(&self, claims: &Value) -> Vec<GrantedRole> {
        let paths = &self.settings.claims;
        let mapped = |path: &Pointer, map: &HashMap<String, GrantedRole>| {
            let named = texts(path.of(claims)).unwrap_or_default();
            named.iter().filter_map(|name| map.get(*name).copied()).collect::<Vec<_>>()
        };
        [mapped(&paths.roles, &self.settings.roles), mapped(&paths.groups, &self.settings.groups)].concat()
    }

    /// The name of the person: as a whole, or else by its parts.
    fn name(&self, claims: &Value) -> Option<String> {
        let paths = &self.settings.claims;
        let line = |path| line(claims, path);
        let parts = || {
            let parts: Vec<String> = [&paths.given_name, &paths.family_name].into_iter().filter_map(line).collect();
            Some(parts.join(" ")).filter(|name| !name.is_empty() && name.chars().count() <= LONGEST_TEXT)
        };
        line(&paths.name).or_else(parts)
    }

    /// What the person signs in as. Of an address only what stands before the at sign, since it can stand in for a name:
    /// others see names, and no addresses.
    fn username(&self, claims: &Value) -> Option<String> {
        let username = line(claims, &self.settings.claims.preferred_username)?;
        let name = username.split('@').next()?;
        (!name.is_empty()).then(|| name.to_owned())
    }
}

/// The text in a claim, if it is one line that can be a name.
fn line(claims: &Value, path: &Pointer) -> Option<String> {
    text::line(claim(claims, path)?, LONGEST_TEXT).ok()
}

/// The text in a claim.
fn claim<'a>(claims: &'a Value, path: &Pointer) -> Option<&'a str> {
    path.of(claims)?.as_str()
}

/// Whether whoever holds it may use it. A token that is bound to its sender's key (RFC 7800: DPoP, RFC 9449, and client
/// certificates, RFC 8705) must not be taken from anybody else, and nothing here asks for a proof of that key.
fn check_unbound(claims: &Value) -> Result<(), AuthError> {
    match claims.get("cnf") {
        None => Ok(()),
        Some(_) => Err(AuthError::InvalidToken("auth-sender-bound")),
    }
}

/// One text, or a list of nothing but texts.
fn texts(value: Option<&Value>) -> Option<Vec<&str>> {
    match value? {
        Value::String(text) => Some(vec![text]),
        Value::Array(items) => items.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

/// The moment in a claim (`NumericDate`, RFC 7519, 2), if the claim is there.
fn moment(claims: &Value, name: &str) -> Result<Option<DateTime<Utc>>, AuthError> {
    const NONE: AuthError = AuthError::InvalidToken("auth-no-time");
    let Some(value) = claims.get(name) else { return Ok(None) };
    let seconds = value.as_f64().filter(|seconds| (0.0..=LAST_SECOND).contains(seconds)).ok_or(NONE)?;
    // Within the range of dates, and so of whole numbers.
    #[expect(clippy::cast_possible_truncation, reason = "a fraction of a second decides nothing")]
    DateTime::from_timestamp(seconds as i64, 0).ok_or(NONE).map(Some)
}
