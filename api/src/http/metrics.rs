//! What is measured of the server, for Prometheus. It says nothing of anybody, but how much goes on, and is therefore told at
//! an address of its own.

use axum::{
    Router,
    extract::State as Extract,
    http::{HeaderMap, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};

use super::{address::is_passed_on, refuse, refused::Refused};
use crate::{app::State, config::Config};

/// The media type of the text format (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What is told at the address of its own.
pub fn routes() -> Router<State> {
    Router::new().route("/metrics", get(async |Extract(state): Extract<State>| told(&state)))
}

/// The same at the address of everything else, as long as that is this machine's: to whoever is on it.
pub fn local_routes(config: &Config) -> Router<State> {
    let http = &config.http;
    let is_local = config.listen.ip().is_loopback() && http.trusted_proxies.is_empty();
    if http.metrics_listen.is_some() || !is_local {
        return Router::new();
    }
    Router::new().route("/metrics", get(local))
}

async fn local(Extract(state): Extract<State>, headers: HeaderMap) -> Response {
    if is_passed_on(&headers) { refuse(Refused::NotFound, &headers) } else { told(&state) }
}

/// All that is measured, as it is now.
fn told(state: &State) -> Response {
    state.floors.measure();
    state.renderer.measure();
    ([(CONTENT_TYPE, TEXT)], state.metrics.render()).into_response()
}
