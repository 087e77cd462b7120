//! What is measured of the server, for Prometheus.

use axum::{
    extract,
    http::header::CONTENT_TYPE,
    response::{IntoResponse, Response},
};

use crate::app::State;

/// The media type of the text format (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// All that is measured, as it is now.
pub async fn metrics(extract::State(state): extract::State<State>) -> Response {
    state.floors.measure();
    ([(CONTENT_TYPE, TEXT)], state.metrics.render()).into_response()
}
