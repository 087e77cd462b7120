//! What an operation would cost: for tools that tell before it is run. Nothing is run, and nothing is charged.

use axum::{
    body::Body,
    extract::{self, Request},
    http::{Response, StatusCode},
};
use serde::Serialize;

use super::{
    accept::MediaType,
    parameters,
    refused::{errors, json},
};
use crate::{
    app::State,
    execute::GraphqlRequest,
    gate::{Gate, Refusal},
    language::Language,
};

/// The largest integer that every reader of JSON keeps as it is (RFC 7493, 2.2). What costs more is far above any limit.
const MOST: u64 = (1 << 53) - 1;

/// The answer.
#[derive(Serialize)]
struct Cost {
    /// What the operation costs with these variables.
    cost: u64,
    /// What the dearest operation may cost.
    limit: u64,
}

/// Answers a POST whose body is one for `/graphql`. What is too dear is told, not refused.
pub async fn cost(extract::State(state): extract::State<State>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let (http, language) = (&state.config.http, Language::of_request(&parts.headers));
    let heard = parameters::of_body(&state.bodies, &parts.headers, body, http.body_limit, http.request_timeout).await;
    let request = match heard {
        Ok(heard) => heard.request,
        Err(refused) => return refused.response(language, MediaType::Json),
    };
    match of(&state.gate, &request, language) {
        Ok(cost) => {
            let told = Cost { cost: cost.min(MOST), limit: state.config.limits.cost };
            json(StatusCode::OK, MediaType::Json, serde_json::to_vec(&told).unwrap_or_default())
        }
        Err(refusal) => errors(StatusCode::BAD_REQUEST, MediaType::Json, &refusal.errors),
    }
}

fn of(gate: &Gate, request: &GraphqlRequest, language: Language) -> Result<u64, Refusal> {
    let prepared = gate.prepare(&request.query)?;
    let name = request.operation_name.as_deref();
    let bound = gate.bind_at_any_cost(&prepared, name, request.variables.clone(), language)?;
    Ok(bound.cost())
}
