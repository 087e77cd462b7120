//! Tokens whose signature is missing, wrong, or by somebody else.

use serde_json::json;
use tests::app::UNIVERSITY;

use super::case::{Case, refused};
use super::forge::{Forge, SUBJECT};
use super::keys::{Key, base64};

/// Tokens to be refused.
pub fn cases(forge: &Forge) -> Vec<Case> {
    [none(forge), secrets(forge), confusions(forge), not_allowed(forge), keys_of_others(forge), broken(forge)].concat()
}

fn none(forge: &Forge) -> Vec<Case> {
    let good = || forge.good();
    let mut cases = vec![];
    for spelling in ["none", "None", "NONE", "nOnE", "nonE", ""] {
        let token = good().header("alg", spelling);
        cases.extend(refused([
            (format!("alg {spelling:?} without a signature"), token.with_signature("")),
            (format!("alg {spelling:?} with a signature"), token.sign()),
            (format!("alg {spelling:?} with two parts"), token.signed()),
        ]));
    }
    let odd = [json!(null), json!(5), json!(["RS256"]), json!({ "RS256": 1 }), json!(true)];
    cases.extend(refused(odd.map(|alg| (format!("alg is {alg}"), good().header("alg", alg).sign()))));
    let other = ["rs256", "RS256 ", " RS256", "RS256\0", "RSA", "RS1", "ES256K", "ES512", "Ed25519", "HS256", "dir"];
    cases.extend(refused(other.map(|alg| (format!("alg {alg:?}"), good().header("alg", alg).sign()))));
    cases.extend(refused([
        ("alg missing", good().headless("alg").sign()),
        ("alg none and no kid", good().header("alg", "none").headless("kid").with_signature("")),
    ]));
    cases
}

/// What is published of a key, taken for a secret (RFC 8725, 2.1).
fn secrets(forge: &Forge) -> Vec<Case> {
    let (rsa, ec, ed) = (&forge.main.keys.rsa, &forge.main.keys.ec, &forge.main.keys.ed);
    let jwk = rsa.named("rsa");
    let texts = [
        ("the public key in PEM", "rsa", rsa.pem().into_bytes()),
        ("the public key in PEM without its last line break", "rsa", rsa.pem().trim_end().as_bytes().to_vec()),
        ("the public key in DER", "rsa", rsa.der()),
        ("the public key as a JWK", "rsa", jwk.to_string().into_bytes()),
        ("the modulus", "rsa", jwk["n"].as_str().expect("a text").as_bytes().to_vec()),
        ("the public key of the curve in PEM", "ec", ec.pem().into_bytes()),
        ("the public key of Ed25519", "ed", ed.der().split_off(12)),
        ("the secret that was published", "secret", b"published by mistake".to_vec()),
        ("an empty secret", "rsa", vec![]),
    ];
    let mut cases = vec![];
    for (what, kid, secret) in texts {
        let secret = Key::Secret(secret);
        for algorithm in ["HS256", "HS384", "HS512"] {
            let token = forge.good().by(kid, &secret, algorithm).sign();
            cases.extend(refused([(format!("{algorithm} by {what}"), token)]));
        }
        let posing = forge.good().by(kid, &secret, "HS256").header("alg", "RS256").sign();
        cases.extend(refused([(format!("HMAC by {what} that poses as RS256"), posing)]));
    }
    cases
}

fn confusions(forge: &Forge) -> Vec<Case> {
    let keys = &forge.main.keys;
    let by = |kid: &'static str, key, algorithm| forge.good().by(kid, key, algorithm);
    refused([
        ("an RS256 signature as PS256", by("rsa", &keys.rsa, "RS256").header("alg", "PS256").sign()),
        ("a PS256 signature as RS256", by("rsa", &keys.rsa, "PS256").header("alg", "RS256").sign()),
        ("an RS512 signature as RS256", by("rsa", &keys.rsa, "RS512").header("alg", "RS256").sign()),
        ("an RS256 signature as ES256", by("rsa", &keys.rsa, "RS256").header("alg", "ES256").sign()),
        ("an RS256 signature as EdDSA", by("rsa", &keys.rsa, "RS256").header("alg", "EdDSA").sign()),
        ("an ES256 signature as RS256", by("ec", &keys.ec, "ES256").header("alg", "RS256").sign()),
        ("an ES256 signature as EdDSA", by("ec", &keys.ec, "ES256").header("alg", "EdDSA").sign()),
        ("an EdDSA signature as ES256", by("ed", &keys.ed, "EdDSA").header("alg", "ES256").sign()),
        ("ES256 by the name of the RSA key", by("rsa", &keys.ec, "ES256").sign()),
        ("RS256 by the name of the EC key", by("ec", &keys.rsa, "RS256").sign()),
        ("EdDSA by the name of the EC key", by("ec", &keys.ed, "EdDSA").sign()),
        ("ES256 as ES384", by("ec", &keys.ec, "ES256").header("alg", "ES384").sign()),
    ])
}

fn not_allowed(forge: &Forge) -> Vec<Case> {
    let rsa = &forge.main.keys.rsa;
    let mut cases = refused(["RS384", "RS512", "PS384", "PS512"].map(|algorithm| {
        let token = forge.good().by("rsa", rsa, algorithm).sign();
        (format!("{algorithm}, which is not allowed"), token)
    }));
    let twin = &forge.twin.keys;
    cases.extend(refused([
        ("RS256 of an issuer of ES256", forge.of_twin().by("rsa", &twin.rsa, "RS256").sign()),
        ("EdDSA of an issuer of ES256", forge.of_twin().by("ed", &twin.ed, "EdDSA").sign()),
        ("PS256 by a key that is for RS256 alone", forge.good().by("pinned", rsa, "PS256").sign()),
        ("a key that is for encryption", forge.good().header("kid", "sealing").sign()),
    ]));
    cases
}

fn keys_of_others(forge: &Forge) -> Vec<Case> {
    let good = || forge.good();
    let (foreign, twin, main) = (&forge.foreign, &forge.twin.keys, &forge.main.keys);
    let main_by_twin = good().by("ec", &twin.ec, "ES256");
    let twin_by_main = forge.of_twin().by("ec", &main.ec, "ES256");
    refused([
        ("a foreign RSA key", good().by("rsa", &foreign.rsa, "RS256").sign()),
        ("a foreign RSA key by PS256", good().by("rsa", &foreign.rsa, "PS256").sign()),
        ("a foreign EC key", good().by("ec", &foreign.ec, "ES256").sign()),
        ("a foreign Ed25519 key", good().by("ed", &foreign.ed, "EdDSA").sign()),
        ("a foreign key without kid", good().by("", &foreign.rsa, "RS256").headless("kid").sign()),
        ("the twin's key of the same name", main_by_twin.sign()),
        ("the twin's key without kid", main_by_twin.headless("kid").sign()),
        ("our key of the same name for the twin", twin_by_main.sign()),
        ("the token of the twin as ours", forge.of_twin().claim("iss", forge.main.url.as_str()).sign()),
        ("our token as the twin's", good().by("ec", &main.ec, "ES256").claim("iss", forge.twin.url.as_str()).sign()),
    ])
}

fn broken(forge: &Forge) -> Vec<Case> {
    let good = forge.good();
    let ec = good.clone().by("ec", &forge.main.keys.ec, "ES256");
    let ed = good.clone().by("ed", &forge.main.keys.ed, "EdDSA");
    let signature = good.signature();
    let (short, curve) = (&signature[1..], ec.signature());
    let one = [&[0; 255][..], &[1]].concat();
    let r_0 = [&[0; 63][..], &[1]].concat();
    let mut flipped = signature.clone();
    flipped[100] ^= 1;
    let administrator = good.clone().claim("roles", json!(["sk-admin"])).claim("organisation", UNIVERSITY);
    let (header, claims) = (base64(good.header_text()), base64(administrator.claims_text()));
    refused([
        ("an empty signature", good.with_signature("")),
        ("an empty signature of ES256", ec.with_signature("")),
        ("a signature of zeros", good.with_signature([0; 256])),
        ("a signature that is one", good.with_signature(one)),
        ("a signature of ones", good.with_signature([255; 256])),
        ("ES256 with r = s = 0", ec.with_signature([0; 64])),
        ("ES256 with r = 0 and s = 1", ec.with_signature(r_0)),
        ("ES256 in DER", ec.with_signature(forge.main.keys.ec.sign("DER", &ec.signed()))),
        ("ES256 with a byte more", ec.with_signature([&curve[..], &[0]].concat())),
        ("ES256 with a byte less", ec.with_signature(&curve[..63])),
        ("ES256 with zeros before r and s", ec.with_signature(widened(&curve))),
        ("Ed25519 of zeros", ed.with_signature([0; 64])),
        ("Ed25519 with the order of the group added to s", ed.with_signature(unreduced(ed.signature()))),
        ("a truncated signature", good.with_signature(&signature[..255])),
        ("a signature without its first byte", good.with_signature(short)),
        ("half a signature", good.with_signature(&signature[..128])),
        ("an extended signature", good.with_signature([&signature[..], &[0]].concat())),
        ("a zero before the signature", good.with_signature([&[0], &signature[..]].concat())),
        ("the signature twice", good.with_signature([&signature[..], &signature[..]].concat())),
        ("a signature with one other bit", good.with_signature(flipped)),
        ("the signature of another token", administrator.with_signature(&signature)),
        ("the signature of the claims alone", good.with_signature(forge.main.keys.rsa.sign("RS256", &claims))),
        ("other claims under the same signature", format!("{header}.{claims}.{}", base64(&signature))),
        ("another header under the same signature", good.clone().header("x", 1).with_signature(&signature)),
        ("the subject as the signature", good.with_signature(SUBJECT)),
    ])
}

/// Both halves of a signature with a zero before them: the same numbers.
fn widened(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(32);
    [&[0], r, &[0], s].concat()
}

/// The same signature with the order of the group added to its second half: RFC 8032, 5.1.7 has it refused.
fn unreduced(mut signature: Vec<u8>) -> Vec<u8> {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        let [high, low] = sum.to_be_bytes();
        (*byte, carry) = (low, u16::from(high));
    }
    signature
}
