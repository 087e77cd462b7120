//! Tokens that are signed by the right key, and whose header asks for something else; and tokens that bring their key.

use serde_json::{Value as Json, json};

use super::case::{Case, refused};
use super::forge::Forge;
use super::keys::base64;

/// Tokens to be refused.
pub fn cases(forge: &Forge) -> Vec<Case> {
    [kids(forge), keys_brought(forge), extensions(forge), types(forge), marks(forge)].concat()
}

fn kids(forge: &Forge) -> Vec<Case> {
    let good = || forge.good();
    let odd = [json!(1), json!({ "kid": "rsa" }), json!(["rsa"]), Json::Null, json!(true)];
    let mut cases = refused(odd.map(|kid| (format!("kid is {kid}"), good().header("kid", kid).sign())));
    let unknown = [
        "",
        "unknown",
        "RSA",
        " rsa",
        "rsa\0",
        "../../../../dev/null",
        "/dev/null",
        "file:///etc/passwd",
        "' OR '1'='1",
        "x' UNION SELECT 'c2VjcmV0' -- ",
        "| sleep 10",
        "${jndi:ldap://127.0.0.1/a}",
        "https://127.0.0.1/keys",
        "\r\nX-Injected: 1",
    ];
    cases.extend(refused(unknown.map(|kid| (format!("kid {kid:?}"), good().header("kid", kid).sign()))));
    cases.extend(refused([
        ("kid of 1000 characters", good().header("kid", "k".repeat(1000)).sign()),
        ("kid of 64 KiB", good().header("kid", "k".repeat(64 * 1024)).sign()),
        ("kid by thumbprint alone", good().headless("kid").by("none", &forge.foreign.rsa, "RS256").sign()),
    ]));
    cases
}

/// Keys that the token itself brings, or says where they are (RFC 8725, 3.10).
fn keys_brought(forge: &Forge) -> Vec<Case> {
    let theirs = |kid: &str| forge.good().by(kid, &forge.foreign.rsa, "RS256");
    let jwk = |kid: &str| forge.foreign.rsa.named(kid);
    let certificate = json!([base64(forge.foreign.rsa.der())]);
    let keys = json!({ "keys": [jwk("theirs")] });
    let mut cases = vec![];
    for kid in ["rsa", "theirs"] {
        cases.extend(refused([
            (format!("jku of the attacker, kid {kid}"), theirs(kid).header("jku", forge.trap("jwks")).sign()),
            (format!("x5u of the attacker, kid {kid}"), theirs(kid).header("x5u", forge.trap("x5u")).sign()),
            (format!("jwk of the attacker, kid {kid}"), theirs(kid).header("jwk", jwk(kid)).sign()),
            (format!("x5c of the attacker, kid {kid}"), theirs(kid).header("x5c", certificate.clone()).sign()),
        ]));
    }
    cases.extend(refused([
        ("jwk of the attacker, no kid", theirs("").headless("kid").header("jwk", jwk("rsa")).sign()),
        ("jwks in the header", theirs("theirs").header("jwks", keys.clone()).sign()),
        (
            "jku as a claim",
            theirs("theirs").claim("jku", forge.trap("claim")).claim("jwks_uri", forge.trap("x")).sign(),
        ),
        ("cnf with the attacker's key", theirs("theirs").claim("cnf", json!({ "jwk": jwk("theirs") })).sign()),
        ("jku as a data address", theirs("theirs").header("jku", format!("data:,{keys}")).sign()),
        ("the attacker as issuer", theirs("theirs").claim("iss", forge.trap("").trim_end_matches('/')).sign()),
    ]));
    cases
}

/// What the server would have to understand (RFC 7515, 4.1.11; RFC 7797), and what only encrypted tokens know.
fn extensions(forge: &Forge) -> Vec<Case> {
    let good = || forge.good();
    let critical = |crit: Json| good().header("crit", crit);
    let unencoded = good().header("b64", false).header("crit", json!(["b64"]));
    let plain = unencoded.seal(&format!("{}.{}", base64(unencoded.header_text()), good().claims_text()));
    let mut cases = super::case::all(&super::case::Expected::InvalidRequest, [("b64 false, not encoded", plain)]);
    cases.extend(refused([
        ("crit with a known name", critical(json!(["exp"])).sign()),
        ("crit with an unknown name", critical(json!(["x"])).header("x", 1).sign()),
        ("crit with a name that is not there", critical(json!(["x"])).sign()),
        ("crit with b64 true", critical(json!(["b64"])).header("b64", true).sign()),
        ("crit is an empty list", critical(json!([])).sign()),
        ("crit is a text", critical(json!("exp")).sign()),
        ("crit is null", critical(Json::Null).sign()),
        ("b64 false", unencoded.sign()),
        ("b64 false that is not critical", good().header("b64", false).sign()),
        ("zip", good().header("zip", "DEF").sign()),
        ("cty JWT, and a token inside", good().header("cty", "JWT").with_claims_text(good().sign())),
        ("a token inside", good().with_claims_text(good().sign())),
        ("enc", good().header("alg", "RSA-OAEP").header("enc", "A256GCM").sign()),
    ]));
    cases
}

fn types(forge: &Forge) -> Vec<Case> {
    let good = || forge.good();
    let odd = [json!(["at+jwt"]), json!(5), Json::Null, json!({ "at+jwt": 1 })];
    let mut cases = refused(odd.map(|typ| (format!("typ is {typ}"), good().header("typ", typ).sign())));
    let other = [
        "",
        "JWT",
        "jwt",
        "JOSE",
        "id_token",
        "logout+jwt",
        "secevent+jwt",
        "dpop+jwt",
        "at+jwt; v=1",
        " at+jwt",
        "text/at+jwt",
        "application/application/at+jwt",
    ];
    cases.extend(refused(other.map(|typ| (format!("typ {typ:?}"), good().header("typ", typ).sign()))));
    cases.extend(refused([
        ("typ missing", good().headless("typ").sign()),
        ("an ID token", good().header("typ", "JWT").claim("nonce", "n").claim("aud", "web").sign()),
    ]));
    cases
}

/// Of an issuer that writes `JWT` into every header.
fn marks(forge: &Forge) -> Vec<Case> {
    let token = || forge.of_keycloak();
    let of_person = || token().claim("scope", "openid");
    let event = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
    let mut cases = refused(["nonce", "at_hash", "c_hash", "s_hash"].map(|mark| {
        let marked = of_person().claim(mark, "LDktKdoQak3Pk0cnXxCltA").sign();
        (format!("typ JWT, and {mark}"), marked)
    }));
    let other = ["ID", "Refresh", "Offline", "Logout", "bearer", "Bearer ", ""];
    cases.extend(refused(
        other.map(|typ| (format!("typ {typ:?} in the payload"), of_person().claim("typ", typ).sign())),
    ));
    cases.extend(refused([
        ("typ in the payload is a list", of_person().claim("typ", json!(["Bearer"])).sign()),
        ("typ JWT, and events", of_person().claim("events", event).sign()),
        ("typ JWT, and an empty nonce", of_person().claim("nonce", Json::Null).sign()),
        ("typ JWT, and no mark at all", token().without("typ").sign()),
        ("typ missing where JWT is accepted", token().headless("typ").sign()),
        ("typ id_token where JWT is accepted", token().header("typ", "id_token").sign()),
    ]));
    cases
}
