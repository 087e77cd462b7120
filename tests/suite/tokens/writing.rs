//! Tokens that are not written as tokens are: Base64, JSON, the number of parts, the header that they come in.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde_json::json;
use tests::issuer::AUDIENCE;

use super::case::{Case, Expected, all, refused};
use super::forge::Forge;
use super::keys::base64;

/// Requests to be refused.
pub fn cases(forge: &Forge) -> Vec<Case> {
    [padding(forge), letters(forge), parts(forge), json_texts(forge), repeated(forge), sizes(forge), headers(forge)]
        .concat()
}

/// A text to which white space is added until its Base64 ends within a group.
fn uneven(text: &str) -> String {
    let spaces = (4 - text.len() % 3) % 3;
    text.to_owned() + &" ".repeat(spaces)
}

/// The last letter of Base64 with other bits in what is beyond the last byte.
fn loose(part: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    assert_ne!(part.len() % 4, 0, "nothing is beyond the last byte");
    let (body, last) = part.split_at(part.len() - 1);
    let place = ALPHABET.find(last).expect("a letter");
    format!("{body}{}", &ALPHABET[place + 1..place + 2])
}

fn padding(forge: &Forge) -> Vec<Case> {
    let good = forge.good();
    let (header, claims) = (uneven(&good.header_text()), uneven(&good.claims_text()));
    let (padded_header, padded_claims) = (URL_SAFE.encode(&header), URL_SAFE.encode(&claims));
    let (header, claims) = (base64(header), base64(claims));
    assert!(padded_header.ends_with('=') && padded_claims.ends_with('='));
    let sealed = |header: &str, claims: &str| good.seal(&format!("{header}.{claims}"));
    let token = sealed(&header, &claims);
    let (signed, signature) = token.rsplit_once('.').expect("three parts");
    // RFC 6750, 2.1: = stands at the end of a token or nowhere.
    let mut cases = all(
        &Expected::InvalidRequest,
        [
            ("= behind the header", sealed(&padded_header, &claims)),
            ("= behind the claims", sealed(&header, &padded_claims)),
        ],
    );
    cases.extend(refused([
        ("= behind the signature", format!("{token}=")),
        ("== behind the signature", format!("{token}==")),
        ("the last bits of the header", sealed(&loose(&header), &claims)),
        ("the last bits of the claims", sealed(&header, &loose(&claims))),
        ("the last bits of the signature", format!("{signed}.{}", loose(signature))),
        ("a letter too much in the header", sealed(&format!("{header}AAA"), &claims)),
        ("a letter too much in the signature", format!("{token}AAA")),
    ]));
    cases
}

fn letters(forge: &Forge) -> Vec<Case> {
    let good = forge.good().claim("x", "~~~???>>>ÿÿÿ");
    let standard = STANDARD.encode(good.claims_text() + " ").trim_end_matches('=').to_owned();
    assert!(standard.contains('+') || standard.contains('/'), "{standard}");
    let header = base64(good.header_text());
    let token = good.sign();
    let signature = good.signature();
    let with_standard = format!("{}.{}", good.signed(), STANDARD.encode(&signature).trim_end_matches('='));
    let encoded = token.replacen('.', "%2E", 1);
    let (head, tail) = token.split_at(40);
    let mut cases = refused([
        ("+ and / in the claims", good.seal(&format!("{header}.{standard}"))),
        ("+ and / in the signature", with_standard),
        ("a tilde", token.replacen('.', "~.", 1)),
    ]);
    let broken = |between: &str| format!("{head}{between}{tail}");
    cases.extend(all(
        &Expected::InvalidRequest,
        [
            ("a space", broken(" ")),
            ("a tab", broken("\t")),
            ("a letter beyond ASCII", broken("é")),
            ("an invisible letter", broken("\u{200b}")),
            ("percent-encoding", encoded),
            ("a quotation mark", format!("\"{token}\"")),
            ("a comma", format!("{token},{token}")),
            ("= within the token", broken("=")),
            ("a backslash", broken("\\")),
        ],
    ));
    cases.extend(all(
        &Expected::NoHttp,
        [
            ("a line break", broken("\n")),
            ("a folded line", broken("\r\n ")),
            ("a carriage return", broken("\r")),
            ("a NUL", broken("\0")),
        ],
    ));
    cases
}

fn parts(forge: &Forge) -> Vec<Case> {
    let good = forge.good();
    let token = good.sign();
    let (header, claims, signature) = (base64(good.header_text()), base64(good.claims_text()), good.signature());
    let signature = base64(signature);
    let encrypted = base64(json!({ "alg": "RSA-OAEP", "enc": "A256GCM", "kid": "rsa", "typ": "at+jwt" }).to_string());
    let flattened = json!({ "protected": header, "payload": claims, "signature": signature });
    let general = json!({ "payload": claims, "signatures": [{ "protected": header, "signature": signature }] });
    let mut cases = refused([
        ("one part", header.clone()),
        ("two parts", format!("{header}.{claims}")),
        ("four parts", format!("{token}.{signature}")),
        ("four parts that are signed", good.seal(&format!("{header}.{claims}.{claims}"))),
        ("five parts", format!("{encrypted}.{claims}.{claims}.{claims}.{signature}")),
        ("an encrypted token", format!("{encrypted}..aaaa.{claims}.aaaa")),
        ("a dot in front", format!(".{token}")),
        ("a dot behind", format!("{token}.")),
        ("two dots", "..".to_owned()),
        ("a dot", ".".to_owned()),
        ("no header", good.seal(&format!(".{claims}"))),
        ("no claims", good.seal(&format!("{header}."))),
        ("the parts in another order", format!("{claims}.{header}.{signature}")),
        ("the token encoded once more", base64(&token)),
        ("a word", "undefined".to_owned()),
    ]);
    cases.extend(all(
        &Expected::InvalidRequest,
        [
            ("the flattened JSON of a JWS", flattened.to_string()),
            ("the general JSON of a JWS", general.to_string()),
            ("the JSON of a JWS with the token in it", json!({ "access_token": token }).to_string()),
        ],
    ));
    cases
}

fn json_texts(forge: &Forge) -> Vec<Case> {
    let good = forge.good();
    let (header, claims) = (good.header_text(), good.claims_text());
    let open = claims.strip_suffix('}').expect("an object");
    let not_utf8 = [open.as_bytes(), b",\"x\":\"\xff\xfe\"}"].concat();
    let utf16: Vec<u8> = claims.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut cases = refused(
        ["", " ", "null", "5", "\"x\"", "[]", "{}", "{", "not JSON"]
            .map(|text| (format!("the claims are {text:?}"), good.with_claims_text(text))),
    );
    cases.extend(refused(
        ["", "null", "[]", "{}", "{"].map(|text| (format!("the header is {text:?}"), good.with_header_text(text))),
    ));
    cases.extend(refused([
        ("the claims in a list", good.with_claims_text(format!("[{claims}]"))),
        ("the claims as a text", good.with_claims_text(json!(claims).to_string())),
        ("two objects of claims", good.with_claims_text(format!("{claims}{claims}"))),
        ("something behind the claims", good.with_claims_text(format!("{claims}x"))),
        ("something behind the header", good.with_header_text(format!("{header}\0"))),
        ("a comma too many", good.with_claims_text(format!("{open},}}"))),
        ("a comment", good.with_claims_text(format!("{open}/* */}}"))),
        ("a byte order mark", good.with_claims_text(format!("\u{feff}{claims}"))),
        ("half a surrogate pair", good.with_claims_text(format!(r#"{open},"x":"\ud800"}}"#))),
        ("claims that are not UTF-8", good.with_claims_text(not_utf8)),
        ("claims in UTF-16", good.with_claims_text(utf16)),
        ("a header that is not UTF-8", good.with_header_text([header.as_bytes(), b"\xff"].concat())),
    ]));
    cases
}

/// The same name twice (RFC 8725, 3.11; RFC 7515, 4).
fn repeated(forge: &Forge) -> Vec<Case> {
    let good = forge.good();
    let (header, claims) = (good.header_text(), good.claims_text());
    let also = |text: &str, more: &str| text.strip_suffix('}').expect("an object").to_owned() + "," + more + "}";
    let header = |more: &str| good.with_header_text(also(&header, more));
    let claim = |more: &str| good.with_claims_text(also(&claims, more));
    refused([
        ("aud twice", claim(r#""aud":"somebody else""#)),
        ("aud twice and the same", claim(&format!(r#""aud":"{AUDIENCE}""#))),
        ("aud twice by an escape", claim(r#""\u0061ud":"somebody else""#)),
        ("sub twice", claim(r#""sub":"administrator""#)),
        ("roles twice", claim(r#""roles":["sk-admin"]"#)),
        ("an unknown claim twice", claim(r#""x":1,"x":1"#)),
        ("a claim twice within another", claim(r#""x":{"y":[{"z":1,"\u007a":2}]}"#)),
        ("alg twice", header(r#""alg":"none""#)),
        ("alg twice by an escape", header(r#""\u0061\u006c\u0067":"HS256""#)),
        ("kid twice", header(r#""kid":"ec""#)),
        ("typ twice", header(r#""typ":"JWT""#)),
        ("a parameter twice within another", header(r#""x":{"y":1,"y":1}"#)),
    ])
}

fn sizes(forge: &Forge) -> Vec<Case> {
    let good = forge.good();
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let objects = |levels: usize| format!("{}1{}", "{\"a\":".repeat(levels), "}".repeat(levels));
    let with = |text: &str, value: String| text.replacen('{', &format!(r#"{{"x":{value},"#), 1);
    let (header, claims) = (good.header_text(), good.claims_text());
    refused([
        ("claims nested 3 000 times", good.with_claims_text(with(&claims, nested(3_000)))),
        ("claims nested 1 000 times in objects", good.with_claims_text(with(&claims, objects(1_000)))),
        ("a header nested 3 000 times", good.with_header_text(with(&header, nested(3_000)))),
        ("claims that are nothing but brackets", good.with_claims_text("[".repeat(10_000))),
        ("a token of just over 16 KiB", good.clone().claim("x", "x".repeat(12_000)).sign()),
        ("10 000 roles", good.clone().claim("roles", vec!["sk-admin"; 10_000]).sign()),
        ("a token of 64 KiB", "a".repeat(64 * 1024)),
        ("a good token of 64 KiB", good.clone().claim("x", "x".repeat(48 * 1024)).sign()),
        ("10 000 dots", ".".repeat(10_000)),
    ])
}

fn headers(forge: &Forge) -> Vec<Case> {
    let token = forge.good().sign();
    let bearer = format!("Bearer {token}");
    let case = |name: &str, authorization: &[&str], expected: Expected| Case {
        name: name.to_owned(),
        authorization: authorization.iter().map(|value| value.as_bytes().to_vec()).collect(),
        expected,
    };
    let request = |name: &str, authorization: &[&str]| case(name, authorization, Expected::InvalidRequest);
    let scheme = |name: &str, authorization: &str| case(name, &[authorization], Expected::OtherScheme);
    vec![
        request("the header twice", &[&bearer, &bearer]),
        request("the header twice, once with a bad token", &[&bearer, "Bearer x"]),
        request("the header twice, once with another scheme", &["Basic YTpi", &bearer]),
        request("two tokens with a comma", &[&format!("{bearer}, {bearer}")]),
        request("the scheme alone", &["Bearer"]),
        request("the scheme and white space", &["Bearer   "]),
        request("the scheme twice", &[&format!("Bearer {bearer}")]),
        request("the token as a parameter", &[&format!("Bearer token={token}")]),
        request("padding alone", &["Bearer ==="]),
        scheme("no scheme", &token),
        scheme("nothing", ""),
        scheme("Basic", "Basic YWRtaW46YWRtaW4="),
        scheme("the token as a password", &format!("Basic {token}")),
        scheme("DPoP", &format!("DPoP {token}")),
        scheme("Digest", "Digest username=\"x\""),
        scheme("Token", &format!("Token {token}")),
        scheme("a colon behind the scheme", &format!("Bearer: {token}")),
        scheme("a tab behind the scheme", &format!("Bearer\t{token}")),
    ]
}
