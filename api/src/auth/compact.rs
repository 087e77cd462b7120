//! A signed token before its signature has been checked (JWS Compact Serialization, RFC 7515, 7.1): what it says and
//! what it must not say. Nothing in here is to be trusted, and no address or key in it is looked at.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::{AuthError, unique::Unique};

/// The longest `kid` that is looked up.
const LONGEST_KID: usize = 256;

/// What cannot be read.
const MALFORMED: AuthError = AuthError::InvalidToken("auth-malformed");

/// A token, taken apart.
pub(super) struct Compact {
    /// The algorithm that it says it is signed with.
    pub algorithm: String,
    /// The name of the key that it says it is signed with.
    pub key: Option<String>,
    /// Its type, in lower case and without `application/` (RFC 7515, 4.1.9).
    pub kind: Option<String>,
    /// Its claims.
    pub claims: Value,
}

impl Compact {
    /// Takes a token apart.
    ///
    /// # Errors
    /// If it is no such token, or must not be accepted whoever signed it.
    pub fn parse(token: &str) -> Result<Self, AuthError> {
        let (signed, _) = parts(token)?;
        let (header, claims) = signed.split_once('.').ok_or(MALFORMED)?;
        let header = object(header)?;
        // RFC 7515, 4.1.11: an extension that is critical and not understood makes the token invalid. Compression is one
        // that only encrypted tokens know (RFC 7516, 4.1.3).
        if ["crit", "zip", "b64"].iter().any(|name| header.contains_key(*name)) {
            return Err(AuthError::InvalidToken("auth-extension"));
        }
        let key = text(&header, "kid")?;
        if key.as_ref().is_some_and(|kid| kid.len() > LONGEST_KID) {
            return Err(MALFORMED);
        }
        Ok(Self {
            algorithm: text(&header, "alg")?.ok_or(MALFORMED)?,
            key,
            kind: text(&header, "typ")?.map(|kind| media_type(&kind)),
            claims: Value::Object(object(claims)?),
        })
    }
}

/// What the signature of a token is over, and the signature.
///
/// # Errors
/// If it is no such token.
pub(super) fn parts(token: &str) -> Result<(&str, &str), AuthError> {
    token.rsplit_once('.').ok_or(MALFORMED)
}

/// A type as it is compared: the prefix may be left out, and case does not matter.
pub(super) fn media_type(kind: &str) -> String {
    let kind = kind.to_ascii_lowercase();
    kind.strip_prefix("application/").map_or_else(|| kind.clone(), str::to_owned)
}

/// A part of the token: an object in JSON in Base64, in the one way that each can be written.
fn object(part: &str) -> Result<Map<String, Value>, AuthError> {
    let json = URL_SAFE_NO_PAD.decode(part).map_err(|_| MALFORMED)?;
    match serde_json::from_slice(&json) {
        Ok(Unique(Value::Object(object))) => Ok(object),
        _ => Err(MALFORMED),
    }
}

fn text(header: &Map<String, Value>, name: &str) -> Result<Option<String>, AuthError> {
    match header.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(MALFORMED),
    }
}
