//! Keys of every kind, and signatures by them: not by the library that verifies them in the server.

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaEncoding, RsaKeyPair};
use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value as Json, json};

/// A key pair, or a secret.
pub enum Key {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    Secret(Vec<u8>),
}

/// A key of each kind.
pub struct Keys {
    pub rsa: Key,
    pub ec: Key,
    pub ed: Key,
}

/// Base64 as tokens have it.
pub fn base64(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Keys {
    pub fn new() -> Self {
        let ec = EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING);
        Keys {
            rsa: Key::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).expect("an RSA key")),
            ec: Key::Ec(ec.expect("an EC key")),
            ed: Key::ed(),
        }
    }

    /// The public halves, each under the name of its kind.
    pub fn public(&self) -> Vec<Json> {
        [("rsa", &self.rsa), ("ec", &self.ec), ("ed", &self.ed)].map(|(name, key)| key.named(name)).into()
    }
}

impl Key {
    /// A new key of Ed25519, which takes no time to make.
    pub fn ed() -> Self {
        Key::Ed(Ed25519KeyPair::generate().expect("an Ed25519 key"))
    }

    /// The signature of a text by the algorithm of this name; of an elliptic curve, ES256 in DER as well.
    pub fn sign(&self, algorithm: &str, text: &str) -> Vec<u8> {
        let text = text.as_bytes();
        match self {
            Key::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(rsa_encoding(algorithm), &SystemRandom::new(), text, &mut signature).expect("a signature");
                signature
            }
            Key::Ec(pair) if algorithm == "DER" => {
                let same = pair.to_pkcs8v1().expect("the same key");
                let same = EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_ASN1_SIGNING, same.as_ref());
                same.expect("the same key").sign(&SystemRandom::new(), text).expect("a signature").as_ref().into()
            }
            Key::Ec(pair) => pair.sign(&SystemRandom::new(), text).expect("a signature").as_ref().into(),
            Key::Ed(pair) => pair.sign(text).as_ref().into(),
            Key::Secret(secret) => hmac::sign(&hmac::Key::new(hash(algorithm), secret), text).as_ref().into(),
        }
    }

    /// The public half as a JWK of this name.
    pub fn named(&self, name: &str) -> Json {
        let mut key = match self {
            Key::Rsa(pair) => {
                let public = signature::RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
                json!({ "kty": "RSA", "n": base64(public.n), "e": base64(public.e) })
            }
            Key::Ec(pair) => {
                // 4, and the two coordinates
                let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
                json!({ "kty": "EC", "crv": "P-256", "x": base64(x), "y": base64(y) })
            }
            Key::Ed(pair) => json!({ "kty": "OKP", "crv": "Ed25519", "x": base64(pair.public_key()) }),
            Key::Secret(secret) => json!({ "kty": "oct", "k": base64(secret) }),
        };
        key["kid"] = name.into();
        key
    }

    /// The public half in DER (SubjectPublicKeyInfo).
    pub fn der(&self) -> Vec<u8> {
        let der: Result<PublicKeyX509Der<'_>, _> = match self {
            Key::Rsa(pair) => pair.public_key().as_der(),
            Key::Ec(pair) => pair.public_key().as_der(),
            Key::Ed(pair) => pair.public_key().as_der(),
            Key::Secret(_) => panic!("a secret has no public half"),
        };
        der.expect("a public key").as_ref().into()
    }

    /// The public half in PEM.
    pub fn pem(&self) -> String {
        let body = STANDARD.encode(self.der());
        let lines = body.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned() + "\n");
        format!("-----BEGIN PUBLIC KEY-----\n{}-----END PUBLIC KEY-----\n", lines.collect::<String>())
    }
}

fn rsa_encoding(algorithm: &str) -> &'static dyn RsaEncoding {
    match algorithm {
        "RS256" => &signature::RSA_PKCS1_SHA256,
        "RS384" => &signature::RSA_PKCS1_SHA384,
        "RS512" => &signature::RSA_PKCS1_SHA512,
        "PS256" => &signature::RSA_PSS_SHA256,
        "PS384" => &signature::RSA_PSS_SHA384,
        "PS512" => &signature::RSA_PSS_SHA512,
        other => panic!("RSA does not sign by {other}"),
    }
}

fn hash(algorithm: &str) -> hmac::Algorithm {
    match algorithm {
        "HS256" => hmac::HMAC_SHA256,
        "HS384" => hmac::HMAC_SHA384,
        "HS512" => hmac::HMAC_SHA512,
        other => panic!("a secret does not sign by {other}"),
    }
}
