//! Tokens that are signed rightly, and claim what must not be believed.

use serde_json::{Value as Json, json};
use tests::issuer::AUDIENCE;

use super::case::{Case, Expected, accepted, all, refused};
use super::forge::{Forge, now};

/// Tokens to be refused.
pub fn cases(forge: &Forge) -> Vec<Case> {
    let bound = [
        json!({ "jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" }),
        json!({ "x5t#S256": "x" }),
        json!({}),
        Json::Null,
    ];
    [
        issuers(forge),
        audiences(forge),
        times(forge),
        subjects(forge),
        systems(forge),
        organisations(forge),
        // bound to a key of the sender's, of which nothing here asks for a proof
        each(forge, "cnf", bound),
    ]
    .concat()
}

/// The good token with each of these values in a claim.
fn each<const N: usize>(forge: &Forge, claim: &str, values: [Json; N]) -> Vec<Case> {
    refused(values.map(|value| {
        let shown = value.to_string();
        let shown: String = shown.chars().take(60).collect();
        (format!("{claim} is {shown}"), forge.good().claim(claim, value).sign())
    }))
}

fn issuers(forge: &Forge) -> Vec<Case> {
    let url = forge.main.url.as_str();
    let port = url.rsplit(':').next().expect("a port");
    let odd = [json!(5), json!([url]), json!({ "url": url }), Json::Null, json!("")];
    let other = [
        json!(format!("{url}/")),
        json!(url.to_uppercase()),
        json!(url.replace("http://", "https://")),
        json!(format!("http://localhost:{port}")),
        json!(format!(" {url}")),
        json!(format!("{url}\0")),
        json!(format!("{url}?")),
        json!(format!("{url}/../{url}")),
        json!(&url[..url.len() - 1]),
        json!(format!("{url}1")),
        json!("https://id.example.org"),
        // the development sign-in, which is not enabled
        json!("http://127.0.0.1:8080/development"),
        json!("sk_service_x"),
    ];
    let mut cases = [each(forge, "iss", odd), each(forge, "iss", other)].concat();
    cases.extend(refused([("iss missing", forge.good().without("iss").sign())]));
    cases
}

fn audiences(forge: &Forge) -> Vec<Case> {
    let odd = [
        json!([]),
        json!([5]),
        json!([AUDIENCE, 5]),
        json!([AUDIENCE, null]),
        json!([[AUDIENCE]]),
        json!({ "0": AUDIENCE }),
        json!(5),
        Json::Null,
        json!(true),
    ];
    let other = [
        json!("somebody else"),
        json!(["somebody", "else"]),
        json!(""),
        json!([""]),
        json!(&AUDIENCE[..AUDIENCE.len() - 1]),
        json!(format!("{AUDIENCE}s")),
        json!(format!("{AUDIENCE}/")),
        json!(AUDIENCE.to_uppercase()),
        json!(format!("{AUDIENCE} other")),
        json!(format!("{AUDIENCE},other")),
        json!(format!("{AUDIENCE}\0")),
        json!(["*"]),
    ];
    let mut cases = [each(forge, "aud", odd), each(forge, "aud", other)].concat();
    cases.extend(refused([("aud missing", forge.good().without("aud").sign())]));
    cases
}

fn times(forge: &Forge) -> Vec<Case> {
    let odd = || [json!("x"), json!((now() + 60).to_string()), Json::Null, json!([now()]), json!(true), json!(1e300)];
    let past = [json!(0), json!(-1), json!(now() - 30), json!(now() - 3600), json!(now() as f64 - 30.5)];
    let ahead = || [json!(now() + 31), json!(now() + 3600), json!(now() as f64 + 31.5), json!(now() * 1000)];
    let mut cases = [
        each(forge, "exp", odd()),
        each(forge, "exp", past),
        each(forge, "exp", [json!("NaN"), json!("1e99"), json!(now() * 1000), json!(i64::MAX), json!(u64::MAX)]),
        each(forge, "nbf", odd()),
        each(forge, "nbf", ahead()),
        each(forge, "iat", odd()),
        each(forge, "iat", ahead()),
    ]
    .concat();
    let bare = |value: &str| {
        let text = forge.good().without("exp").claims_text().replacen('{', &format!(r#"{{"exp":{value},"#), 1);
        (format!("exp is {value}, as it stands"), forge.good().with_claims_text(text))
    };
    cases.extend(refused(["NaN", "Infinity", "1e400", "0x7fffffff", "+2000000000", "02000000000", ""].map(bare)));
    // the tenants that write `JWT` end theirs within two hours
    let lasting = |seconds: i64| forge.of_keycloak().claim("iat", now()).claim("exp", now() + seconds);
    cases.extend(refused([
        ("longer than its issuer may", lasting(7201).sign()),
        ("of an issuer with a limit, and no time of issue", lasting(60).without("iat").sign()),
    ]));
    cases.extend(accepted([("as long as its issuer may", lasting(7200).sign())]));
    cases.extend(refused([
        ("exp missing", forge.good().without("exp").sign()),
        ("exp in other case", forge.good().without("exp").claim("EXP", now() + 600).sign()),
    ]));
    cases
}

fn subjects(forge: &Forge) -> Vec<Case> {
    let odd = [json!(5), Json::Null, json!(["a"]), json!({ "a": 1 }), json!(""), json!(true)];
    let long = [json!("s".repeat(256)), json!("å".repeat(128)), json!("s".repeat(5000))];
    let control = ["a\nb", "a\r\nb", "a\0b", "\u{7f}", "a\u{85}b", "\u{1b}[31m"].map(Json::from);
    let mut cases = [each(forge, "sub", odd), each(forge, "sub", long), each(forge, "sub", control)].concat();
    cases.extend(refused([("sub missing", forge.good().without("sub").sign())]));
    cases
}

fn systems(forge: &Forge) -> Vec<Case> {
    let marked = |client: Json| forge.of_keycloak().claim("client_id", client).sign();
    let mut cases = refused([
        ("a system that is not listed", forge.of_system("stranger").sign()),
        ("a system in other case", forge.of_system("Partner").sign()),
        ("a system with an organisation of its own choice", forge.of_system("vasteras-stad").sign()),
        ("a marked system that is not listed", marked(json!("stranger"))),
        ("a marked system that is a list", marked(json!(["partner"]))),
        ("a marked system that is null", marked(Json::Null)),
    ]);
    let garbage = ["", "x", "__proto__", "====", "0000000000000000000000000000000000000000000"];
    let token = |end: &str| (format!("sk_service_ and {end:?}"), format!("sk_service_{end}"));
    cases.extend(refused(garbage.map(token)));
    cases.extend(refused([
        ("sk_service_ before a good token", format!("sk_service_{}", forge.good().sign())),
        ("sk_service_ and 10 KB", format!("sk_service_{}", "a".repeat(10_000))),
        ("sk_service_ in other case", "SK_SERVICE_x".to_owned()),
        ("the code of an invitation", "sk_invite_x".to_owned()),
    ]));
    cases.extend(all(&Expected::InvalidRequest, [("sk_service_ and SQL", "sk_service_' OR '1'='1")]));
    cases
}

fn organisations(forge: &Forge) -> Vec<Case> {
    let of = |organisation: Json| forge.of_twin().claim("organisation", organisation).sign();
    refused([
        ("no organisation", forge.of_twin().without("organisation").sign()),
        ("an organisation that is a number", of(json!(5))),
        ("an organisation that is a list", of(json!(["malardalens-universitet"]))),
        ("an organisation that is empty", of(json!(""))),
        ("an organisation with a NUL", of(json!("malardalens-universitet\0"))),
        ("an organisation of 10 000 characters", of("o".repeat(10_000).into())),
    ])
}
