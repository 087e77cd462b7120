//! An identity provider for all tests of a run: it answers on loopback, and signs whatever a test wants signed.

use std::sync::OnceLock;

use api::config::{Issuer, Issuers};
use api::policy::Role;
use aws_lc_rs::signature::Ed25519KeyPair;
use axum::{Json, Router, routing::get};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use serde_json::{Value, json};

/// Whom its tokens are for.
pub const AUDIENCE: &str = "urn:samhallskontraktet";

/// The slugs for which a system of the same name can sign in.
const ORGANISATIONS: [&str; 3] = ["o1", "o2", "malardalens-universitet"];

/// The provider.
pub struct TestIssuer {
    /// Its name.
    pub url: String,
    key: EncodingKey,
}

/// Starts an issuer with these public keys, on a thread of its own, which outlives the runtimes of the tests; its name.
pub fn publish(keys: &Value) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let metadata = json!({ "issuer": url, "jwks_uri": format!("{url}/jwks") });
    let keys = json!({ "keys": keys });
    let routes = Router::new()
        .route("/.well-known/openid-configuration", get(async move || Json(metadata.clone())))
        .route("/jwks", get(async move || Json(keys.clone())));
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, routes).await.expect("it serves");
        });
    });
    url
}

impl TestIssuer {
    /// The one of this run.
    pub fn get() -> &'static Self {
        static ISSUER: OnceLock<TestIssuer> = OnceLock::new();
        ISSUER.get_or_init(Self::start)
    }

    fn start() -> Self {
        let pair = Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8v1()).expect("a key");
        let key = EncodingKey::from_ed_der(pair.as_ref());
        let mut public = Jwk::from_encoding_key(&key, Algorithm::EdDSA).expect("a public key");
        public.common.key_id = Some("test".to_owned());
        let url = publish(&json!([public]));
        TestIssuer { url, key }
    }

    /// The settings under which its tokens are accepted: roles by their own names.
    pub fn settings(&self) -> Issuers {
        Issuers(vec![serde_json::from_value::<Issuer>(self.description()).expect("settings")])
    }

    /// The same, as they are written down.
    pub fn description(&self) -> Value {
        let roles = Role::ALL.into_iter().filter(|role| ![Role::Member, Role::PartnerSystem].contains(role));
        let roles: serde_json::Map<_, _> = roles.map(|role| (role.name().to_owned(), role.name().into())).collect();
        let systems: serde_json::Map<_, _> =
            ORGANISATIONS.map(|slug| (slug.to_owned(), slug.into())).into_iter().collect();
        json!({
            "url": self.url,
            "audiences": [AUDIENCE],
            "clock_skew": "1s",
            "claims": { "organisation": "/organisation" },
            "roles": roles,
            "services": { "organisations": systems },
        })
    }

    /// An access token with these claims.
    pub fn token(&self, claims: &Value) -> String {
        let header = Header { typ: Some("at+jwt".into()), kid: Some("test".into()), ..Header::new(Algorithm::EdDSA) };
        jsonwebtoken::encode(&header, claims, &self.key).expect("a token")
    }
}
