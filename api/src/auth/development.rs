//! The development issuer: tokens for anyone who can read its key file, accepted by `serve --dev` alone.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AuthError, Subject};
use crate::{clock::Clock, policy::Role};

/// The name of the issuer (`iss`): an address that leads nowhere else.
pub const ISSUER: &str = "http://127.0.0.1/development";

/// Whom the tokens are for (`aud`).
pub const AUDIENCE: &str = "samhallskontraktet";

/// The type of the tokens: access tokens by RFC 9068, which no ID token can pass for.
const TYPE: &str = "at+jwt";

/// How far the clocks of issuer and server may be apart.
const SKEW: TimeDelta = TimeDelta::seconds(60);

/// The key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The system refuses to read or write it.
    #[error("cannot use the development key {}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// It is there and holds something else.
    #[error("{} holds no Ed25519 key; remove it and a new one is made", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
}

/// Whom a token is made for.
#[derive(Clone, Debug, Default)]
pub struct Grant {
    /// The roles.
    pub roles: Vec<Role>,
    /// The person, by id and name.
    pub person: Option<(Uuid, String)>,
    /// The slug of the organisation.
    pub organisation: Option<String>,
}

/// What a token says.
#[derive(Debug, Deserialize, Serialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    exp: i64,
    iat: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    jti: Uuid,
    roles: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<Uuid>,
}

/// Issues and verifies development tokens with one Ed25519 key.
pub struct DevelopmentIssuer {
    sign: EncodingKey,
    verify: DecodingKey,
    validation: Validation,
}

impl DevelopmentIssuer {
    /// Reads the key file, after making it where it is missing.
    ///
    /// # Errors
    /// If the file cannot be made or read, or holds no such key.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        let failed = |error| KeyError::File { path: path.to_owned(), error };
        let pem = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_key_file(path).and_then(|()| fs::read_to_string(path)).map_err(failed)?
            }
            read => read.map_err(failed)?,
        };
        Self::from_pem(&pem).ok_or_else(|| KeyError::NoKey { path: path.to_owned() })
    }

    fn from_pem(pem: &str) -> Option<Self> {
        let sign = EncodingKey::from_ed_pem(pem.as_bytes()).ok()?;
        let pair = Ed25519KeyPair::from_pkcs8(sign.as_bytes()).ok()?;
        let verify = DecodingKey::from_ed_der(pair.public_key().as_ref());
        Some(Self { sign, verify, validation: validation() })
    }

    /// A token for whom the grant names.
    ///
    /// # Errors
    /// If it cannot be signed.
    pub fn issue(
        &self,
        grant: Grant,
        valid_for: Duration,
        clock: &Clock,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let now = clock.now().timestamp();
        let sub = subject(&grant);
        let (person, name) = grant.person.unzip();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub,
            exp: now.saturating_add_unsigned(valid_for.as_secs()),
            iat: now,
            nbf: Some(now),
            jti: clock.uuid(),
            roles: grant.roles.iter().map(Role::to_string).collect(),
            organisation: grant.organisation,
            name,
            person,
        };
        let header = Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, &claims, &self.sign)
    }

    /// Whom the token names, if it is one of ours and holds now.
    ///
    /// # Errors
    /// If it is not, or does not.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Subject, AuthError> {
        let data = jsonwebtoken::decode::<Claims>(token, &self.verify, &self.validation).map_err(refusal)?;
        check_header(&data.header)?;
        let claims = data.claims;
        let expires_at = check_times(&claims, now)?;
        if claims.sub.is_empty() {
            return Err(AuthError::InvalidToken("the token names no subject"));
        }
        let roles = claims
            .roles
            .iter()
            .map(|role| role.parse())
            .collect::<Result<Vec<Role>, _>>()
            .map_err(|_| AuthError::InvalidToken("the token gives an unknown role"))?;
        Ok(Subject {
            issuer: claims.iss,
            subject: claims.sub,
            person: claims.person,
            organisation: claims.organisation,
            is_service: roles.contains(&Role::PartnerSystem),
            roles,
            name: claims.name,
            expires_at,
        })
    }
}

impl std::fmt::Debug for DevelopmentIssuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DevelopmentIssuer").finish_non_exhaustive()
    }
}

/// Who `sub` names: the person, else the organisation's system, else the developer.
fn subject(grant: &Grant) -> String {
    match (&grant.person, &grant.organisation) {
        (Some((id, _)), _) => id.to_string(),
        (None, Some(organisation)) => format!("organisation:{organisation}"),
        (None, None) => "developer".to_owned(),
    }
}

/// jsonwebtoken checks the signature, the algorithm, `iss`, `aud`, and that what must be there is there.
/// It would read the time from the system, so times are checked below, by the clock that is handed in.
fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
    validation.validate_exp = false;
    validation
}

fn check_header(header: &Header) -> Result<(), AuthError> {
    // RFC 7515, 4.1.9: the prefix may be left out, and case does not matter.
    let kind = header.typ.as_deref().map(str::to_ascii_lowercase).unwrap_or_default();
    if kind.trim_start_matches("application/") != TYPE {
        return Err(AuthError::InvalidToken("the token is no access token"));
    }
    // RFC 7515, 4.1.11: an extension that is critical and not understood makes the token invalid.
    if header.crit.is_some() {
        return Err(AuthError::InvalidToken("the token asks for an extension that is not understood"));
    }
    Ok(())
}

/// When the token ends, if it has begun and not ended.
fn check_times(claims: &Claims, now: DateTime<Utc>) -> Result<DateTime<Utc>, AuthError> {
    const NO_TIME: AuthError = AuthError::InvalidToken("the token holds a time that is none");
    let moment = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(NO_TIME);
    let expires_at = moment(claims.exp)?;
    if expires_at <= now - SKEW {
        return Err(AuthError::InvalidToken("the token has expired"));
    }
    for from in [Some(claims.iat), claims.nbf].into_iter().flatten() {
        if moment(from)? > now + SKEW {
            return Err(AuthError::InvalidToken("the token is not valid yet"));
        }
    }
    Ok(expires_at)
}

/// One sentence for the caller; which check failed in detail helps only a forger.
fn refusal(error: jsonwebtoken::errors::Error) -> AuthError {
    AuthError::InvalidToken(match error.kind() {
        ErrorKind::InvalidIssuer => "the token comes from an unknown issuer",
        ErrorKind::InvalidAudience => "the token is for another audience",
        ErrorKind::MissingRequiredClaim(_) => "the token lacks a claim",
        ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName => {
            "the token's signature is not valid"
        }
        _ => "the token is malformed",
    })
}

/// Makes a key file that only its owner can read. If two processes do it at once, one file stays and
/// both read that one.
fn make_key_file(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let unfinished = path.with_extension(format!("{}.tmp", std::process::id()));
    let mut file = private_file(&unfinished)?;
    file.write_all(new_key_pem()?.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&unfinished, path);
    fs::remove_file(&unfinished)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    }
}

fn private_file(path: &Path) -> io::Result<fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn new_key_pem() -> io::Result<String> {
    let failed = |_| io::Error::other("no key could be made");
    let key = Ed25519KeyPair::generate().map_err(failed)?.to_pkcs8v1().map_err(failed)?;
    // One line of Base64: a PKCS#8 Ed25519 key is 48 bytes, and a PEM line holds 48.
    Ok(format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(key.as_ref())))
}

#[cfg(test)]
mod tests;
