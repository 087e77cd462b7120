//! The provider as clients and the API see it: over HTTP.

mod authorize;
mod discovery;
mod pages;
mod token;

use std::{
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    http::{
        HeaderMap, Request,
        header::{AUTHORIZATION, CONTENT_TYPE, HOST, LOCATION},
    },
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, jwk::JwkSet};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use tower::ServiceExt;
use url::{Url, form_urlencoded};

use super::*;

const BASE: &str = "http://127.0.0.1:8080";
const BACK: &str = "http://localhost:5173/callback?keep=1";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

fn now() -> DateTime<Utc> {
    "2026-11-21T12:00:00Z".parse().expect("a moment")
}

/// A provider with a key of its own, gone when dropped.
struct Provider {
    routes: Router,
    clock: Clock,
    folder: PathBuf,
}

impl Drop for Provider {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// What came back.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: impl AsRef<str>) -> &str {
        self.headers.get(name.as_ref()).map_or("", |value| value.to_str().expect("text"))
    }

    fn json(&self) -> Json {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// A parameter in the address that is redirected to.
    fn back(&self, name: &str) -> Option<String> {
        assert_eq!(self.status, 303, "{}", self.body);
        let address = Url::parse(self.header(LOCATION)).expect("an address");
        let found = address.query_pairs().find(|(given, _)| given == name);
        found.map(|(_, value)| value.into_owned())
    }

    fn error(&self) -> (u16, String) {
        (self.status, self.json()["error"].as_str().unwrap_or_default().to_owned())
    }
}

impl Provider {
    fn start() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("sk-provider-{}-{number}", std::process::id()));
        let clock = Clock::fixed(now(), 1);
        let provider = DevelopmentProvider::open(&folder.join("key.pem"), BASE, clock.clone()).expect("a provider");
        Self { routes: Arc::new(provider).routes(), clock, folder }
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.routes.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        let body = String::from_utf8(body.to_vec()).expect("text");
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    async fn get(&self, path: &str) -> Answer {
        let request = Request::get(format!("{PATH}/{path}")).header(HOST, "127.0.0.1:8080");
        self.ask(request.body(Body::empty()).expect("a request")).await
    }

    async fn authorize(&self, parameters: &[(&str, &str)]) -> Answer {
        self.get(&format!("authorize?{}", form(parameters))).await
    }

    async fn post(&self, parameters: &[(&str, &str)]) -> Answer {
        self.post_as(None, parameters).await
    }

    /// The same with credentials in the header.
    async fn post_as(&self, credentials: Option<&str>, parameters: &[(&str, &str)]) -> Answer {
        let mut request = Request::post(format!("{PATH}/token"))
            .header(HOST, "127.0.0.1:8080")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(credentials) = credentials {
            request = request.header(AUTHORIZATION, format!("Basic {}", STANDARD.encode(credentials)));
        }
        self.ask(request.body(form(parameters).into()).expect("a request")).await
    }

    /// Signs in and returns the code.
    async fn code(&self, changes: &[(&str, &str)]) -> String {
        self.authorize(&with(&asking(), changes)).await.back("code").expect("a code")
    }

    /// The claims of a token, verified by the keys that the provider shows.
    async fn verified(&self, token: &Json, audience: &str) -> Json {
        let token = token.as_str().expect("a token");
        let keys: JwkSet = serde_json::from_value(self.get("jwks").await.json()).expect("keys");
        let header = jsonwebtoken::decode_header(token).expect("a header");
        let key = keys.find(header.kid.as_deref().expect("a key's name")).expect("a key");
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[audience]);
        validation.set_issuer(&[format!("{BASE}{PATH}")]);
        // The time is that of a clock which stands still.
        validation.validate_exp = false;
        let key = DecodingKey::from_jwk(key).expect("a key");
        jsonwebtoken::decode::<Json>(token, &key, &validation).expect("a valid token").claims
    }
}

fn form(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// A good authorization request.
fn asking() -> Vec<(&'static str, &'static str)> {
    assert_eq!(challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    vec![
        ("client_id", "intranet"),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "s t&=å"),
        ("nonce", "n-1"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
        ("login_hint", "representative"),
    ]
}

/// A good token request.
fn redeeming(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", "intranet"),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ]
}

/// The parameters with others in place of some; an empty value takes one away.
fn with<'a>(parameters: &[(&'a str, &'a str)], changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let is_kept = |(name, _): &&(&str, &str)| changes.iter().all(|(changed, _)| changed != name);
    let new = changes.iter().filter(|(_, value)| !value.is_empty());
    parameters.iter().filter(is_kept).chain(new).copied().collect()
}
