//! The development provider: a small OpenID provider inside `serve --dev`, where anyone on this machine signs in
//! as whomever they choose.
//!
//! The API knows nothing of it but its address: it finds the keys and verifies the tokens as it does those of
//! any provider, so that what works here works there. Specifications: OpenID Connect Core and Discovery,
//! RFC 6749, 7636 (PKCE), 9068 (access tokens), 9207 (`iss`), 9700 (what OAuth has learnt).

mod authorize;
mod client;
mod end_session;
mod issue;
mod key;
mod loopback;
mod page;
mod parameters;
mod persona;
mod settings;
mod sign_in;
mod tickets;
mod token;

use std::{path::Path, sync::Arc};

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, State},
    http::{
        HeaderValue, Method,
        header::{
            ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
            REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware,
    response::Response,
    routing::{get, post},
};
use chrono::TimeDelta;
use serde_json::{Value, json};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::{clock::Clock, config::is_loopback};
use authorize::Code;
use issue::Grant;
use key::Key;
use tickets::Tickets;

pub use key::KeyError;
pub use persona::{Persona, personas};
pub use sign_in::{SignInError, sign_in};

/// Where everything of the provider is.
pub const PATH: &str = "/development";

/// Whom the access tokens are for (`aud`).
pub const AUDIENCE: &str = "samhallskontraktet";

/// How long an authorization code waits for the client.
const CODE_VALID_FOR: TimeDelta = TimeDelta::seconds(60);

/// How long a refresh token is valid: a working day.
const REFRESH_VALID_FOR: TimeDelta = TimeDelta::hours(8);

/// The most codes, and the most refresh tokens, that are kept at a time.
const MOST_TICKETS: usize = 1000;

/// The largest form in bytes: codes, verifiers and addresses are small.
const LARGEST_FORM: usize = 16 * 1024;

/// An OpenID provider with one key and no passwords.
pub struct DevelopmentProvider {
    issuer: String,
    key: Key,
    clock: Clock,
    codes: Tickets<Code>,
    refresh_tokens: Tickets<Grant>,
}

impl DevelopmentProvider {
    /// The provider of a server whose own address begins with `base` (`http://127.0.0.1:8080`). Makes the key
    /// file where it is missing.
    ///
    /// # Errors
    /// If the file cannot be made or read, or holds no such key.
    pub fn open(key_file: &Path, base: &str, clock: Clock) -> Result<Self, KeyError> {
        Ok(Self {
            issuer: format!("{base}{PATH}"),
            key: Key::open(key_file)?,
            clock,
            codes: Tickets::new(MOST_TICKETS, CODE_VALID_FOR),
            refresh_tokens: Tickets::new(MOST_TICKETS, REFRESH_VALID_FOR),
        })
    }

    /// The name of the provider (`iss`), which is also the address below which it is found.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The provider's routes with their full paths, all below `PATH`.
    pub fn routes(self: Arc<Self>) -> Router {
        let path = |name: &str| format!("{PATH}/{name}");
        // What a page on another port of this machine calls by script.
        let for_scripts = Router::new()
            .route(&path(".well-known/openid-configuration"), get(discovery))
            .route(&path("jwks"), get(jwks))
            .route(&path("token"), post(token::token))
            .route_layer(cors());
        Router::new()
            .route(&path("authorize"), get(authorize::authorize))
            .route(&path("end-session"), get(end_session::end_session))
            .route(&path("style.css"), get(page::style))
            .merge(for_scripts)
            .route_layer(DefaultBodyLimit::max(LARGEST_FORM))
            .route_layer(middleware::from_fn(loopback::guard))
            .route_layer(middleware::map_response(secured))
            .with_state(self)
    }
}

impl std::fmt::Debug for DevelopmentProvider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DevelopmentProvider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

/// Pages on this machine may read the answers, whatever port they come from; those of the world outside get no token.
fn cors() -> CorsLayer {
    let origin = AllowOrigin::predicate(|origin, _| {
        origin.to_str().is_ok_and(|origin| origin.parse().is_ok_and(|url| is_loopback(&url)))
    });
    CorsLayer::new().allow_origin(origin).allow_methods([Method::GET, Method::POST]).allow_headers([
        ACCEPT,
        ACCEPT_LANGUAGE,
        AUTHORIZATION,
        CONTENT_TYPE,
    ])
}

/// What the provider is and can do (OpenID Connect Discovery, 3).
async fn discovery(State(provider): State<Arc<DevelopmentProvider>>) -> Json<Value> {
    let issuer = provider.issuer();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "end_session_endpoint": format!("{issuer}/end-session"),
        "scopes_supported": issue::SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "claims_supported": ["iss", "aud", "sub", "exp", "iat", "auth_time", "nonce", "name"],
        "ui_locales_supported": ["sv", "en"],
        "authorization_response_iss_parameter_supported": true,
        // Left out, this would mean true.
        "request_uri_parameter_supported": false,
    }))
}

async fn jwks(State(provider): State<Arc<DevelopmentProvider>>) -> Json<Value> {
    Json(provider.key.public())
}

/// Nothing runs, is framed, is sent or is kept.
async fn secured(mut response: Response) -> Response {
    let policy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    let headers = response.headers_mut();
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, policy),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests;
