//! Which issuers' tokens open the API: for clients that do not know yet (OAuth 2.0 Protected Resource Metadata, RFC 9728).

use axum::{Json, extract::State as Extract};
use serde::Serialize;

use crate::app::State;

/// The document.
#[derive(Serialize)]
pub struct Metadata {
    resource: String,
    resource_name: &'static str,
    authorization_servers: Vec<String>,
    bearer_methods_supported: [&'static str; 1],
}

/// `/.well-known/oauth-protected-resource`
pub async fn metadata(Extract(state): Extract<State>) -> Json<Metadata> {
    Json(Metadata {
        resource: state.config.public_url().as_str().to_owned(),
        resource_name: "Samhällskontraktet",
        authorization_servers: state.config.issuers.iter().map(|issuer| issuer.url.to_string()).collect(),
        bearer_methods_supported: ["header"],
    })
}
