//! An issuer that answers when it is told to, with the keys that it had when it was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use api::config::Issuers;
use axum::{Json, Router, routing::get};
use serde_json::{Value, json};
use tests::app::{App, UNIVERSITY};
use tests::issuer::AUDIENCE;
use tokio::sync::Semaphore;

use crate::tokens::keys::{Key, base64};

/// How long to wait for somebody to ask.
const PATIENCE: Duration = Duration::from_secs(30);

/// The issuer.
pub struct SlowIssuer {
    url: String,
    shared: Arc<Shared>,
}

struct Shared {
    keys: Mutex<Vec<Value>>,
    asked: Semaphore,
    answers: Semaphore,
}

/// A key of the issuer's.
pub struct Published {
    issuer: String,
    name: &'static str,
    key: Key,
}

impl SlowIssuer {
    /// Starts it, without keys.
    pub async fn start() -> Self {
        let shared = Shared { keys: Mutex::default(), asked: Semaphore::new(0), answers: Semaphore::new(0) };
        let shared = Arc::new(shared);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let metadata = json!({ "issuer": url, "jwks_uri": format!("{url}/jwks") });
        let keys = shared.clone();
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(async move || Json(metadata.clone())))
            .route("/jwks", get(async move || Json(keys.jwks().await)));
        tokio::spawn(async { axum::serve(listener, routes).await });
        SlowIssuer { url, shared }
    }

    /// The settings under which it is trusted.
    pub fn settings(&self) -> Issuers {
        let settings = json!([{ "url": self.url, "audiences": [AUDIENCE], "organisation": UNIVERSITY }]);
        serde_json::from_value(settings).expect("settings")
    }

    /// Publishes another key.
    pub fn publish(&self, name: &'static str) -> Published {
        let key = Key::ed();
        self.shared.keys.lock().expect("the keys").push(key.named(name));
        Published { issuer: self.url.clone(), name, key }
    }

    /// Waits until somebody has asked for the keys, once for each time.
    pub async fn is_asked(&self) {
        let asked = tokio::time::timeout(PATIENCE, self.shared.asked.acquire()).await;
        asked.expect("nobody asks for the keys").expect("it is open").forget();
    }

    /// Answers this many of those who ask.
    pub fn answer(&self, times: usize) {
        self.shared.answers.add_permits(times);
    }
}

impl Shared {
    async fn jwks(&self) -> Value {
        let keys = self.keys.lock().expect("the keys").clone();
        self.asked.add_permits(1);
        self.answers.acquire().await.expect("it is open").forget();
        json!({ "keys": keys })
    }
}

impl Published {
    /// A good token by this key.
    pub fn token(&self, app: &App) -> String {
        let now = app.clock.now().timestamp();
        let header = json!({ "alg": "EdDSA", "typ": "at+jwt", "kid": self.name });
        let claims = json!({ "iss": self.issuer, "aud": AUDIENCE, "sub": "anna", "exp": now + 600 });
        let text = format!("{}.{}", base64(header.to_string()), base64(claims.to_string()));
        let signature = base64(self.key.sign("EdDSA", &text));
        format!("{text}.{signature}")
    }
}
