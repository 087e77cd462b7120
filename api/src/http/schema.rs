//! The schema as text, for tools that do not introspect.

use axum::{
    body::Body,
    extract,
    http::{HeaderMap, HeaderValue, Response},
};

use super::conditional::{Keeper, tagged};
use crate::app::State;

/// Answers with the schema; with nothing where the caller has it already.
pub async fn sdl(extract::State(state): extract::State<State>, headers: HeaderMap) -> Response<Body> {
    let media = HeaderValue::from_static("text/plain; charset=utf-8");
    tagged(&headers, media, state.sdl.clone().into(), Keeper::Anybody)
}
