//! Is the process alive, and can it answer?

use std::time::Duration;

use axum::{
    body::Body,
    extract,
    http::{Response, StatusCode},
};
use tokio::time::timeout;

use super::{accept::MediaType, refused::json};
use crate::{app::State, error::Error};

/// A database that takes longer than this is none to answer from.
const PATIENCE: Duration = Duration::from_secs(2);

/// The process runs.
pub async fn live() -> Response<Body> {
    json(StatusCode::OK, MediaType::Json, br#"{"status":"live"}"#.to_vec())
}

/// The database answers, and its tables are those that this program knows.
pub async fn ready(extract::State(state): extract::State<State>) -> Response<Body> {
    let not_ready = |reason: &str| {
        let body = serde_json::json!({ "status": "not ready", "reason": reason });
        json(StatusCode::SERVICE_UNAVAILABLE, MediaType::Json, body.to_string().into_bytes())
    };
    match timeout(PATIENCE, pending(&state)).await {
        Ok(Ok(0)) => json(StatusCode::OK, MediaType::Json, br#"{"status":"ready"}"#.to_vec()),
        Ok(Ok(_)) => not_ready("the database is not migrated"),
        Ok(Err(_)) | Err(_) => not_ready("the database does not answer"),
    }
}

async fn pending(state: &State) -> Result<usize, Error> {
    state.store.ping().await?;
    state.store.pending_migrations().await
}
