//! The public keys of an issuer (JWK Set, RFC 7517), each pinned to what it may verify.

use jsonwebtoken::{
    Algorithm, DecodingKey, crypto,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse},
};
use quick_cache::sync::Cache;
use serde::Deserialize;
use serde_json::Value;

use crate::digest::Digest;

/// The shortest modulus of an RSA key, in Base64 (RFC 7518, 3.3: 2048 bits).
const SHORTEST_MODULUS: usize = 2048 / 6;

/// The most keys that are kept of a set; real ones have two or three.
const MOST_KEYS: usize = 100;

/// How many signatures are known to be good without looking again.
const MOST_KNOWN: usize = 10_000;

/// The keys that can be used.
#[derive(Debug)]
pub(super) struct KeySet {
    keys: Vec<Key>,
    /// The tokens whose signature one of them made; it goes with the keys.
    good: Cache<Digest, ()>,
}

struct Key {
    id: Option<String>,
    algorithms: Vec<Algorithm>,
    key: DecodingKey,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Key").field(&self.id).field(&self.algorithms).finish()
    }
}

/// A signature, and what it says of itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signature<'a> {
    /// The name of the key that made it, if it names one.
    pub key: Option<&'a str>,
    /// The algorithm, which the issuer is known to use.
    pub algorithm: Algorithm,
    /// What it is over.
    pub signed: &'a str,
    /// The signature, in Base64.
    pub signature: &'a str,
    /// The digest of the token, which all of the above is read from.
    pub digest: Digest,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a set. Keys of kinds that are not known are passed over, as are those that cannot verify.
    pub fn parse(json: &[u8]) -> Result<Self, serde_json::Error> {
        let document: Document = serde_json::from_slice(json)?;
        let keys = document.keys.into_iter().filter_map(|key| serde_json::from_value(key).ok());
        let keys = keys.filter_map(|jwk: Jwk| Key::new(&jwk)).take(MOST_KEYS).collect();
        Ok(Self { keys, good: Cache::new(MOST_KNOWN) })
    }

    /// Whether no key can be used.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether there is a key that could have made the signature; any could where it names none.
    pub fn has(&self, signature: &Signature<'_>) -> bool {
        self.candidates(signature).next().is_some()
    }

    /// Whether one of the keys made the signature.
    pub fn verifies(&self, signature: &Signature<'_>) -> bool {
        let Signature { algorithm, signed, signature: made, digest, .. } = *signature;
        if self.good.contains_key(&digest) {
            return true;
        }
        let is_good = self
            .candidates(signature)
            .any(|key| crypto::verify(made, signed.as_bytes(), &key.key, algorithm).unwrap_or(false));
        if is_good {
            self.good.insert(digest, ());
        }
        is_good
    }

    fn candidates(&self, signature: &Signature<'_>) -> impl Iterator<Item = &Key> {
        let Signature { key: id, algorithm, .. } = *signature;
        let named = move |key: &&Key| id.is_none_or(|id| key.id.as_deref() == Some(id));
        self.keys.iter().filter(named).filter(move |key| key.algorithms.contains(&algorithm))
    }
}

impl Key {
    /// The key, if it can verify signatures of ours: public, strong enough, and meant for it.
    fn new(jwk: &Jwk) -> Option<Self> {
        let common = &jwk.common;
        let is_for_signatures = common.public_key_use.as_ref().is_none_or(|of| *of == PublicKeyUse::Signature);
        let may_verify = common.key_operations.as_ref().is_none_or(|may| may.contains(&KeyOperations::Verify));
        let mut algorithms = algorithms(&jwk.algorithm);
        if let Some(only) = common.key_algorithm {
            algorithms.retain(|algorithm| only.to_string() == format!("{algorithm:?}"));
        }
        if algorithms.is_empty() || !is_for_signatures || !may_verify {
            return None;
        }
        let key = DecodingKey::from_jwk(jwk).ok()?;
        Some(Self { id: common.key_id.clone(), algorithms, key })
    }
}

/// What a key of this kind can verify. A shared secret is no public key: it verifies nothing.
fn algorithms(parameters: &AlgorithmParameters) -> Vec<Algorithm> {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    match parameters {
        AlgorithmParameters::RSA(rsa) if rsa.n.len() >= SHORTEST_MODULUS => {
            vec![RS256, RS384, RS512, PS256, PS384, PS512]
        }
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P256 => vec![ES256],
        AlgorithmParameters::EllipticCurve(ec) if ec.curve == EllipticCurve::P384 => vec![ES384],
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => vec![EdDSA],
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn by(key: Option<&'static str>, algorithm: Algorithm) -> Signature<'static> {
        Signature { key, algorithm, signed: "", signature: "", digest: Digest::of([]) }
    }

    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    fn parse(keys: Value) -> KeySet {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).expect("a set")
    }

    #[test]
    fn only_keys_that_can_verify_are_kept() {
        let ed = |more: Value| {
            let mut key = json!({ "kty": "OKP", "crv": "Ed25519", "x": X, "kid": "a" });
            key.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            key
        };
        for right in [json!({}), json!({ "use": "sig" }), json!({ "alg": "EdDSA" }), json!({ "key_ops": ["verify"] })] {
            assert!(parse(json!([ed(right.clone())])).has(&by(Some("a"), Algorithm::EdDSA)), "{right}");
        }
        for wrong in [json!({ "use": "enc" }), json!({ "alg": "RS256" }), json!({ "key_ops": ["sign"] })] {
            assert!(parse(json!([ed(wrong.clone())])).is_empty(), "{wrong}");
        }
        let odd = json!([
            { "kty": "oct", "k": "c2VjcmV0", "kid": "a" },
            { "kty": "RSA", "n": "c2hvcnQ", "e": "AQAB", "kid": "a" },
            { "kty": "EC", "crv": "P-521", "x": X, "y": X, "kid": "a" },
            { "kty": "new", "kid": "a" },
            "nonsense",
        ]);
        assert!(parse(odd).is_empty());
    }

    #[test]
    fn keys_are_found_by_name_and_algorithm() {
        let key = |kid: &str| json!({ "kty": "OKP", "crv": "Ed25519", "x": X, "kid": kid });
        let set = parse(json!([key("a"), key("b")]));
        assert!(set.has(&by(Some("b"), Algorithm::EdDSA)) && set.has(&by(None, Algorithm::EdDSA)));
        assert!(!set.has(&by(Some("c"), Algorithm::EdDSA)) && !set.has(&by(Some("a"), Algorithm::RS256)));
    }
}
