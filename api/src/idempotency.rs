//! `Idempotency-Key`: a header by which a client makes the retry of a mutation safe
//! (draft-ietf-httpapi-idempotency-key-header).

use axum::http::HeaderMap;
use sha2::{Digest, Sha256};

use crate::{
    auth::{Subject, secret::hex},
    execute::GraphqlRequest,
    policy::Actor,
};

/// The longest key.
const LONGEST: usize = 255;

/// The key of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

/// The header holds something that is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoKey;

impl Key {
    /// The key of a request, if it has one. Quotation marks around it do not belong to it.
    ///
    /// # Errors
    /// If the header is there twice, or holds no key.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, NoKey> {
        let mut values = headers.get_all("idempotency-key").iter();
        let (Some(value), second) = (values.next(), values.next()) else { return Ok(None) };
        let key = value.to_str().map_err(|_| NoKey)?.trim();
        let key = key.strip_prefix('"').and_then(|key| key.strip_suffix('"')).unwrap_or(key);
        let is_fit = (1..=LONGEST).contains(&key.len()) && key.chars().all(|letter| letter.is_ascii_graphic());
        if is_fit && second.is_none() { Ok(Some(Self(key.to_owned()))) } else { Err(NoKey) }
    }

    /// The key as the client chose it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whose keys those of a caller are: a person's, whatever token they come with, or a system's, of which an organisation can
/// have several. Whoever cannot write has none.
#[must_use]
pub fn scope(subject: &Subject, actor: &Actor) -> Option<String> {
    match subject {
        Subject::Person(_) => actor.person().map(|id| format!("person:{id}")),
        Subject::Service { issuer, client, .. } => Some(format!("system:{}", hashed(&[issuer, client]))),
        Subject::ServiceToken { hash } => Some(format!("token:{hash}")),
        Subject::CalendarAddress { .. } => None,
    }
}

/// What tells requests under one key apart.
#[must_use]
pub fn hash(request: &GraphqlRequest) -> String {
    let variables = serde_json::Value::Object(request.variables.clone()).to_string();
    hashed(&[request.query.as_str(), request.operation_name.as_deref().unwrap_or_default(), &variables])
}

fn hashed(parts: &[&str]) -> String {
    let digest = parts.iter().fold(Sha256::new(), |digest, part| {
        // the length ahead of each part keeps two parts from passing for others
        digest.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
    });
    hex(&digest.finalize())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn keys_are_read() {
        let read = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("idempotency-key", HeaderValue::from_static(value));
            }
            Key::of(&headers).map(|key| key.map(|key| key.0))
        };
        assert_eq!(read(&[]), Ok(None));
        for right in ["8e03978e-40d5-43dd-bc93-6894a57f9324", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""] {
            assert_eq!(read(&[right]), Ok(Some("8e03978e-40d5-43dd-bc93-6894a57f9324".to_owned())));
        }
        for wrong in [&[""][..], &["\"\""], &["a b"], &["a", "a"]] {
            assert_eq!(read(wrong), Err(NoKey), "{wrong:?}");
        }
    }

    #[test]
    fn other_requests_have_another_hash() {
        let of = |query: &str, name: Option<&str>| {
            hash(&GraphqlRequest {
                query: query.into(),
                operation_name: name.map(str::to_owned),
                ..GraphqlRequest::default()
            })
        };
        assert_eq!(of("a", None), of("a", None));
        assert_ne!(of("ab", None), of("a", Some("b")));
    }
}
