use axum::http::{Method, header::ORIGIN};
use serde_json::json;

use super::*;

#[tokio::test]
async fn the_provider_says_where_everything_is() {
    let provider = Provider::start();
    let document = provider.get(".well-known/openid-configuration").await.json();
    assert_eq!(document["issuer"], "http://127.0.0.1:8080/development");
    for (name, address) in [
        ("authorization_endpoint", "http://127.0.0.1:8080/development/authorize"),
        ("token_endpoint", "http://127.0.0.1:8080/development/token"),
        ("jwks_uri", "http://127.0.0.1:8080/development/jwks"),
        ("end_session_endpoint", "http://127.0.0.1:8080/development/end-session"),
    ] {
        assert_eq!(document[name], address);
    }
    assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["EdDSA"]));
    assert_eq!(document["authorization_response_iss_parameter_supported"], true);
}

#[tokio::test]
async fn the_public_key_is_shown_and_nothing_else_of_it() {
    let provider = Provider::start();
    let keys = provider.get("jwks").await.json();
    let key = keys["keys"][0].as_object().expect("a key");
    assert_eq!(key.keys().collect::<Vec<_>>(), ["alg", "crv", "kid", "kty", "use", "x"]);
    assert_eq!(
        (&key["kty"], &key["crv"], &key["use"], &key["alg"]),
        (&json!("OKP"), &json!("Ed25519"), &json!("sig"), &json!("EdDSA"))
    );
    let opened = DevelopmentProvider::open(&provider.folder.join("key.pem"), BASE, Clock::system()).expect("opened");
    assert_eq!(format!("{opened:?}"), r#"DevelopmentProvider { issuer: "http://127.0.0.1:8080/development", .. }"#);
}

#[tokio::test]
async fn pages_of_this_machine_may_read_what_scripts_need() {
    let provider = Provider::start();
    let allowed = "access-control-allow-origin";
    for (origin, path, is_allowed) in [
        ("http://localhost:1", ".well-known/openid-configuration", true),
        ("http://127.0.0.1:1", "jwks", true),
        ("http://localhost:1", "authorize", false),
        ("https://elsewhere.example", ".well-known/openid-configuration", false),
        ("http://localhost.elsewhere.example", "jwks", false),
        ("null", "jwks", false),
    ] {
        let request = Request::get(format!("{PATH}/{path}")).header(HOST, "localhost").header(ORIGIN, origin);
        let answer = provider.ask(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.header(allowed), if is_allowed { origin } else { "" }, "{path} {origin}");
    }
    let asked_first = Request::builder()
        .method(Method::OPTIONS)
        .uri(format!("{PATH}/token"))
        .header(HOST, "localhost")
        .header(ORIGIN, "http://localhost:1")
        .header("access-control-request-method", "POST");
    let answer = provider.ask(asked_first.body(Body::empty()).expect("a request")).await;
    assert_eq!((answer.status, answer.header(allowed)), (200, "http://localhost:1"));
}

#[tokio::test]
async fn other_names_of_this_machine_are_refused_everywhere() {
    let provider = Provider::start();
    let paths = ["authorize", "token", "jwks", "end-session", "style.css", ".well-known/openid-configuration"];
    for path in paths {
        for host in ["rebound.example", "rebound.example:8080", "127.0.0.1.rebound.example"] {
            for method in [Method::GET, Method::POST, Method::OPTIONS] {
                let request = Request::builder().method(method).uri(format!("{PATH}/{path}")).header(HOST, host);
                let answer = provider.ask(request.body(Body::empty()).expect("a request")).await;
                assert_eq!(answer.status, 421, "{path} {host}");
            }
        }
    }
}

#[tokio::test]
async fn every_answer_is_guarded() {
    let provider = Provider::start();
    let paths = ["authorize", "token", "jwks", "end-session", "style.css", ".well-known/openid-configuration"];
    for path in paths {
        let answer = provider.get(path).await;
        assert_eq!(
            answer.header("content-security-policy"),
            "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            "{path}"
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
}
