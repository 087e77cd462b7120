use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;

fn now() -> DateTime<Utc> {
    "2024-05-06T12:00:00Z".parse().expect("a time")
}

/// An issuer, and its key to forge with.
fn issuer() -> (DevelopmentIssuer, Ed25519KeyPair) {
    let pem = new_key_pem().expect("a key");
    let issuer = DevelopmentIssuer::from_pem(&pem).expect("an issuer");
    let pair = Ed25519KeyPair::from_pkcs8(issuer.sign.as_bytes()).expect("a key");
    (issuer, pair)
}

fn header() -> Value {
    json!({ "alg": "EdDSA", "typ": "at+jwt" })
}

fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "developer", "jti": Uuid::nil(), "roles": ["MEMBER"],
        "iat": now().timestamp(), "exp": now().timestamp() + 60,
    })
}

fn with(mut object: Value, key: &str, value: Value) -> Value {
    object[key] = value;
    object
}

fn without(mut object: Value, key: &str) -> Value {
    object.as_object_mut().expect("an object").remove(key);
    object
}

/// A token signed with the key, whatever header and claims are.
fn signed(key: &Ed25519KeyPair, header: impl ToString, claims: impl ToString) -> String {
    let encode = |text: String| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

#[test]
fn a_token_says_who_it_was_made_for() {
    let (issuer, _) = issuer();
    let clock = Clock::fixed(now(), 1);
    let person = (Uuid::from_u128(7), "Åsa Lundqvist".to_owned());
    let grant = Grant {
        roles: vec![Role::Member, Role::Representative],
        person: Some(person.clone()),
        organisation: Some("vasteras-stad".to_owned()),
    };
    let token = issuer.issue(grant, Duration::from_secs(3600), &clock).expect("a token");
    let subject = issuer.verify(&token, now()).expect("accepted");
    assert_eq!(
        subject,
        Subject {
            issuer: ISSUER.to_owned(),
            subject: person.0.to_string(),
            person: Some(person.0),
            organisation: Some("vasteras-stad".to_owned()),
            roles: vec![Role::Member, Role::Representative],
            name: Some(person.1),
            expires_at: now() + TimeDelta::hours(1),
            is_service: false,
        }
    );
}

#[test]
fn a_partner_system_is_no_person() {
    let (issuer, _) = issuer();
    let grant = Grant { roles: vec![Role::PartnerSystem], person: None, organisation: Some("mdu".to_owned()) };
    let token = issuer.issue(grant, Duration::from_secs(1), &Clock::fixed(now(), 1)).expect("a token");
    let subject = issuer.verify(&token, now()).expect("accepted");
    assert!(subject.is_service);
    assert_eq!(subject.subject, "organisation:mdu");
}

#[test]
fn a_plain_token_is_accepted_and_a_minute_of_skew_is_allowed() {
    let (issuer, key) = issuer();
    let at = |seconds: i64| json!(now().timestamp() + seconds);
    for right in [
        claims(),
        with(claims(), "exp", at(-59)),
        with(claims(), "iat", at(60)),
        with(claims(), "nbf", at(60)),
        with(claims(), "unknown", json!({ "to": "us" })),
    ] {
        assert!(issuer.verify(&signed(&key, header(), &right), now()).is_ok(), "{right}");
    }
    let spelled = with(header(), "typ", json!("application/AT+JWT"));
    assert!(issuer.verify(&signed(&key, spelled, claims()), now()).is_ok());
}

#[test]
fn hostile_claims_are_refused() {
    let (issuer, key) = issuer();
    let at = |seconds: i64| json!(now().timestamp() + seconds);
    let mut hostile = vec![
        ("expired", with(claims(), "exp", at(-60))),
        ("never expires", with(claims(), "exp", Value::Null)),
        ("expires in words", with(claims(), "exp", json!("tomorrow"))),
        ("expires beyond all time", with(claims(), "exp", json!(i64::MAX))),
        ("expires before all time", with(claims(), "exp", json!(i64::MIN))),
        ("not yet valid", with(claims(), "nbf", at(61))),
        ("issued tomorrow", with(claims(), "iat", at(86_400))),
        ("another issuer", with(claims(), "iss", json!("https://evil.example"))),
        ("several issuers", with(claims(), "iss", json!([ISSUER, "https://evil.example"]))),
        ("another audience", with(claims(), "aud", json!("another-api"))),
        ("no subject's name", with(claims(), "sub", json!(""))),
        ("a subject that is a number", with(claims(), "sub", json!(7))),
        ("an unknown role", with(claims(), "roles", json!(["MEMBER", "ROOT"]))),
        ("a role in lower case", with(claims(), "roles", json!(["administrator"]))),
        ("roles in one text", with(claims(), "roles", json!("ADMINISTRATOR"))),
        ("a person that is no id", with(claims(), "person", json!("Åsa"))),
        ("claims that are a list", json!([claims()])),
    ];
    hostile.extend(["iss", "aud", "exp", "sub", "iat", "roles"].map(|claim| (claim, without(claims(), claim))));
    for (what, claims) in hostile {
        let refused = issuer.verify(&signed(&key, header(), claims), now());
        assert!(matches!(refused, Err(AuthError::InvalidToken(_))), "{what}: {refused:?}");
    }
}

#[test]
fn hostile_headers_are_refused() {
    let (issuer, key) = issuer();
    for (what, header) in [
        ("no type", without(header(), "typ")),
        ("an ID token", with(header(), "typ", json!("JWT"))),
        ("a logout token", with(header(), "typ", json!("logout+jwt"))),
        ("no algorithm", without(header(), "alg")),
        ("the algorithm none", with(header(), "alg", json!("none"))),
        ("the algorithm None", with(header(), "alg", json!("None"))),
        ("a shared secret", with(header(), "alg", json!("HS256"))),
        ("another curve", with(header(), "alg", json!("ES256"))),
        ("a critical extension", with(header(), "crit", json!(["b64"]))),
        ("a header that is a list", json!([header()])),
    ] {
        let refused = issuer.verify(&signed(&key, header, claims()), now());
        assert!(matches!(refused, Err(AuthError::InvalidToken(_))), "{what}: {refused:?}");
    }
}

#[test]
fn what_is_said_twice_is_refused() {
    let (issuer, key) = issuer();
    let twice = |object: &Value, first: &str| object.to_string().replacen('{', &format!("{{{first},"), 1);
    for (header, claims) in [
        (header().to_string(), twice(&claims(), r#""sub":"administrator""#)),
        (header().to_string(), twice(&claims(), r#""roles":["ADMINISTRATOR"]"#)),
        (twice(&header(), r#""alg":"EdDSA""#), claims().to_string()),
        (twice(&header(), r#""typ":"at+jwt""#), claims().to_string()),
    ] {
        let refused = issuer.verify(&signed(&key, &header, &claims), now());
        assert!(matches!(refused, Err(AuthError::InvalidToken(_))), "{header} {claims}: {refused:?}");
    }
}

#[test]
fn forged_signatures_are_refused() {
    let (issuer, key) = issuer();
    let right = signed(&key, header(), claims());
    let (message, signature) = right.rsplit_once('.').expect("three parts");
    let (head, _) = message.split_once('.').expect("three parts");
    let other = URL_SAFE_NO_PAD.encode(with(claims(), "roles", json!(["ADMINISTRATOR"])).to_string());
    let stranger = Ed25519KeyPair::generate().expect("a key");
    let own_key = json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(stranger.public_key()) });
    let secret = EncodingKey::from_secret(key.public_key().as_ref());
    let confused = Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::HS256) };
    for (what, token) in [
        ("other claims", format!("{head}.{other}.{signature}")),
        ("another key", signed(&stranger, header(), claims())),
        ("a key that it brings itself", signed(&stranger, with(header(), "jwk", own_key), claims())),
        ("the public key as a secret", jsonwebtoken::encode(&confused, &claims(), &secret).expect("a token")),
        ("no signature", format!("{message}.")),
        ("no signature at all", message.to_owned()),
        ("half a signature", format!("{message}.{}", &signature[..40])),
        ("a part too many", format!("{right}.{signature}")),
        ("padding", format!("{right}==")),
        ("no token", "a.b.c".to_owned()),
        ("nothing", String::new()),
        ("dots", "..".to_owned()),
        ("many dots", ".".repeat(8000)),
    ] {
        let refused = issuer.verify(&token, now());
        assert!(matches!(refused, Err(AuthError::InvalidToken(_))), "{what}: {refused:?}");
    }
}

#[test]
fn the_key_file_is_made_once_and_for_its_owner_alone() {
    let folder = std::env::temp_dir().join(format!("sk-key-{}", std::process::id()));
    let path = folder.join("deep/development-key.pem");
    let first = DevelopmentIssuer::open(&path).expect("made");
    let second = DevelopmentIssuer::open(&path).expect("read");
    let clock = Clock::fixed(now(), 1);
    let token = first.issue(Grant::default(), Duration::from_secs(60), &clock).expect("a token");
    assert!(second.verify(&token, now()).is_ok());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert_eq!(fs::read_dir(path.parent().expect("a folder")).expect("a folder").count(), 1);
    fs::write(&path, "-----BEGIN NOTHING-----").expect("written");
    let error = DevelopmentIssuer::open(&path).expect_err("no key").to_string();
    assert!(error.ends_with("holds no Ed25519 key; remove it and a new one is made"), "{error}");
    fs::remove_dir_all(folder).expect("removed");
}
