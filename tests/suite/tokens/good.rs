//! Good tokens, among them odd ones: who refused these would refuse somebody who is right.

use serde_json::{Value as Json, json};
use tests::issuer::AUDIENCE;

use super::case::{Case, Expected, accepted, all};
use super::forge::{Forge, NAME, now};

/// Tokens to be accepted.
pub fn cases(forge: &Forge) -> Vec<Case> {
    [plain(forge), times(forge), odd_headers(forge), odd_claims(forge), others(forge), schemes(forge)].concat()
}

fn plain(forge: &Forge) -> Vec<Case> {
    let good = || forge.good();
    let keys = &forge.main.keys;
    let named = Expected::Accepted(vec!["MEMBER"], Some(NAME));
    let mut cases = all(&named, [("RS256", good().sign())]);
    cases.extend(accepted([
        ("PS256", good().by("rsa", &keys.rsa, "PS256").sign()),
        ("ES256", good().by("ec", &keys.ec, "ES256").sign()),
        ("EdDSA", good().by("ed", &keys.ed, "EdDSA").sign()),
        ("a key that is for RS256 alone", good().header("kid", "pinned").sign()),
        ("no kid, and one of the issuer's keys", good().headless("kid").sign()),
        ("the twin's own token", forge.of_twin().sign()),
        ("aud as a list", good().claim("aud", json!([AUDIENCE])).sign()),
        ("aud as a list with others before", good().claim("aud", json!(["a", "b", AUDIENCE])).sign()),
        ("aud by our other name", good().claim("aud", "urn:another-name-of-ours").sign()),
        ("neither iat nor jti nor client_id", good().without("iat").without("jti").without("client_id").sign()),
    ]));
    cases
}

fn times(forge: &Forge) -> Vec<Case> {
    let good = || forge.good();
    accepted([
        ("exp is past, within the skew", good().claim("exp", now() - 29).sign()),
        ("exp with a fraction", good().claim("exp", json!(now() as f64 + 600.5)).sign()),
        ("exp with an exponent", good().claim("exp", json!(2.0e9)).sign()),
        ("exp at the end of the year 9999", good().claim("exp", 253_402_300_799_i64).sign()),
        ("nbf ahead, within the skew", good().claim("nbf", now() + 30).sign()),
        ("iat ahead, within the skew", good().claim("iat", now() + 30).sign()),
        ("iat of 1970", good().claim("iat", 0).sign()),
    ])
}

fn odd_headers(forge: &Forge) -> Vec<Case> {
    let good = || forge.good();
    let foreign = &forge.foreign.rsa;
    let spaced = format!(" \n\t{} ", good().header_text().replace(',', " ,\r\n "));
    let escaped = good().header_text().replace("\"alg\"", r#""\u0061lg""#);
    accepted([
        ("typ in full and in other case", good().header("typ", "application/AT+JWT").sign()),
        ("typ in other case", good().header("typ", "At+Jwt").sign()),
        ("unknown header parameters", good().header("x", json!({ "y": [1, null] })).header("é", true).sign()),
        ("jku of the attacker, signed rightly", good().header("jku", forge.trap("good-jku")).sign()),
        ("x5u of the attacker, signed rightly", good().header("x5u", forge.trap("good-x5u")).sign()),
        ("jwk of the attacker, signed rightly", good().header("jwk", foreign.named("rsa")).sign()),
        ("x5c of the attacker, signed rightly", good().header("x5c", json!(["MIIB"])).sign()),
        ("cty, which means nothing to a JWS", good().header("cty", "json").sign()),
        ("a header with white space", good().with_header_text(spaced)),
        ("a header with an escaped name", good().with_header_text(escaped)),
    ])
}

fn odd_claims(forge: &Forge) -> Vec<Case> {
    let good = || forge.good();
    let nested = (0..100).fold(json!(1), |inner, _| json!([inner]));
    let big = r#","big":123456789012345678901234567890,"tiny":1e-300,"huge":1e300}"#;
    let big = good().claims_text().strip_suffix('}').expect("an object").to_owned() + big;
    let spaced = format!("\n{} \t", good().claims_text().replace(",\"", " ,\r\n \""));
    let escaped = good().claims_text().replace("\"aud\"", r#""\u0061ud""#);
    accepted([
        ("unknown claims", good().claim("x", json!({ "y": [1, null] })).claim("nonce", "n").claim("", "").sign()),
        ("claims nested a hundred times", good().claim("x", nested).sign()),
        ("huge numbers nowhere in particular", good().with_claims_text(big)),
        ("claims with white space", good().with_claims_text(spaced)),
        ("claims with an escaped name", good().with_claims_text(escaped)),
        ("sub of 255 characters", good().claim("sub", "s".repeat(255)).sign()),
        ("sub with other letters", good().claim("sub", "åäö 漢字 ✓ 'x' \"y\" \\").sign()),
        ("a token of nearly 16 KiB", good().claim("x", "x".repeat(11_000)).sign()),
    ])
}

fn others(forge: &Forge) -> Vec<Case> {
    let keycloak = || forge.of_keycloak();
    let system = || forge.of_system("partner");
    let of_keycloak = || keycloak().claim("client_id", "partner");
    let mut cases = accepted([
        ("typ JWT, and Bearer in the payload", keycloak().sign()),
        ("typ JWT in full", keycloak().header("typ", "application/jwt").sign()),
        ("typ JWT, and a scope", keycloak().without("typ").claim("scope", "openid").sign()),
        ("typ JWT, and scopes as Entra ID has them", keycloak().without("typ").claim("scp", "access").sign()),
        ("typ at+jwt decides, whatever else there is", keycloak().header("typ", "at+jwt").claim("nonce", "n").sign()),
    ]);
    cases.extend(all(
        &Expected::Accepted(vec!["PARTNER_SYSTEM"], None),
        [
            ("a system that is listed", system().sign()),
            ("a system with roles of persons", system().claim("roles", json!(["sk-admin"])).sign()),
            ("a system that is marked by a claim", of_keycloak().sign()),
            ("a marked system without Bearer", of_keycloak().without("typ").sign()),
        ],
    ));
    cases
}

fn schemes(forge: &Forge) -> Vec<Case> {
    let token = forge.good().sign();
    ["bearer ", "BEARER ", "bEaReR   "]
        .map(|scheme| Case {
            name: format!("the scheme as {scheme:?}"),
            authorization: vec![format!("{scheme}{token}  ").into_bytes()],
            expected: Expected::Accepted(vec!["MEMBER"], None),
        })
        .into()
}

/// What tokens say of people, in whatever shape: none of it lets anybody out, and none of it gives what it should not.
pub fn about_people(forge: &Forge) -> Vec<Case> {
    [roles(forge), names(forge), organisations(forge)].concat()
}

fn roles(forge: &Forge) -> Vec<Case> {
    let with = |roles: Json| forge.good().claim("roles", roles).sign();
    let many = |count: usize| Json::from(vec!["a"; count]);
    let nothing = accepted([
        ("no roles", forge.good().without("roles").sign()),
        ("roles are null", with(Json::Null)),
        ("roles are a number", with(json!(5))),
        ("roles are an object", with(json!({ "sk-admin": true }))),
        ("roles are an object with itself inside", with(json!({ "roles": { "roles": ["sk-admin"] } }))),
        ("roles are lists in a list", with(json!([["sk-admin"]]))),
        ("roles are objects in a list", with(json!([{ "name": "sk-admin" }]))),
        ("roles are not all texts", with(json!(["sk-admin", 5]))),
        ("2 500 roles", with(many(2_500))),
        ("a role in other case", with(json!(["SK-ADMIN"]))),
        ("roles with white space", with(json!([" sk-admin", "sk-admin ", "sk-admin,sk-analyst"]))),
        ("roles by their names here", with(json!(["ADMINISTRATOR", "MEMBER", "PARTNER_SYSTEM"]))),
        ("the role of systems", with(json!("PARTNER_SYSTEM"))),
        ("a role with a NUL", with(json!(["sk-admin\0"]))),
        ("groups that nothing is made of", forge.good().claim("groups", json!(["sk-admin"])).sign()),
    ]);
    let administrator = all(
        &Expected::Accepted(vec!["MEMBER", "ADMINISTRATOR"], None),
        [
            ("a role", with(json!(["sk-admin"]))),
            ("one role as a text", with(json!("sk-admin"))),
            ("a role many times", with(json!(["sk-admin", "sk-admin", "other", "sk-admin"]))),
        ],
    );
    let analyst = Expected::Accepted(vec!["MEMBER", "ANALYST"], None);
    let claim = json!({ "roles": ["sk-analyst", "sk-admin"] });
    let nested = all(&analyst, [("roles of a realm", forge.of_keycloak().claim("realm_access", claim).sign())]);
    [nothing, administrator, nested].concat()
}

fn names(forge: &Forge) -> Vec<Case> {
    let named = |sub: &str, name: Json| forge.good().claim("sub", sub).claim("name", name).sign();
    let nameless = all(
        &Expected::Accepted(vec!["MEMBER"], Some("(namn saknas)")),
        [
            ("no name", forge.good().claim("sub", "n-1").without("name").sign()),
            ("a name with control characters", named("n-2", json!("Anna\r\nAdmin: yes"))),
            ("a name with a NUL", named("n-3", json!("Anna\0"))),
            ("a name of 10 000 characters", named("n-4", "n".repeat(10_000).into())),
            ("a name that is a number", named("n-5", json!(5))),
            ("a name that is an object", named("n-6", json!({ "first": "Anna" }))),
            ("a name that is empty", named("n-7", json!(" "))),
        ],
    );
    let kept = Expected::Accepted(vec!["MEMBER"], Some("<b>Åsa</b> '; DROP TABLE person; --"));
    let kept = all(&kept, [("a name is text", named("n-8", json!(" <b>Åsa</b> '; DROP TABLE person; -- ")))]);
    [nameless, kept].concat()
}

fn organisations(forge: &Forge) -> Vec<Case> {
    let of = |slug: &str| forge.of_twin().claim("sub", "o-1").claim("organisation", slug).sign();
    all(
        &Expected::Forbidden,
        [
            ("an organisation that is not known", of("somebody-else")),
            ("an organisation in other case", of("MALARDALENS-UNIVERSITET")),
            ("an organisation with SQL", of("' OR '1'='1")),
        ],
    )
}
