//! What is told in another form than GraphQL's answers: who asks for it, and the query of ours that answers them. So it is
//! told as far as the caller may read it, in the caller's language.

use async_graphql::{Name, Value, indexmap::IndexMap};
use axum::{
    Extension,
    body::Body,
    extract::FromRequestParts,
    http::{HeaderValue, Response, StatusCode, header::VARY, request::Parts},
    response::IntoResponse,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value as Json};
use type_safe_id::{DynamicType, TypeSafeId};

use super::{
    accept::MediaType,
    conditional::Keeper,
    graphql::{not_let_in, respond},
    observe::RequestId,
    refused::{errors, status_of},
};
use crate::{
    app::State,
    error::Code,
    execute::{Caller, GraphqlRequest, Outcome, Transport, code, execute, execute_page, price},
    gate::Answer,
    language::Language,
    rate_limit::Account,
};

impl FromRequestParts<State> for Caller {
    type Rejection = Response<Body>;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response<Body>> {
        let id = Extension::<RequestId>::from_request_parts(parts, state).await;
        let Extension(id) = id.map_err(IntoResponse::into_response)?;
        let Ok(account) = Account::from_request_parts(parts, state).await;
        let language = Language::of_request(&parts.headers);
        match state.authenticator.authenticate(&parts.headers).await {
            Ok(subject) => Ok(Caller { subject, account, language, correlation_id: id.shared() }),
            Err(refused) => Err(not_let_in(state, refused, language, MediaType::Json)),
        }
    }
}

impl Caller {
    /// Who may keep what this caller is told.
    pub(super) fn keeper(&self) -> Keeper {
        if self.subject.is_none() { Keeper::Anybody } else { Keeper::Caller }
    }
}

/// The data of an answer to a query of ours.
#[derive(Deserialize)]
struct Answered<T> {
    data: T,
}

/// What the query answers the caller; where it has no such answer, or not all of it, the response that says why.
pub async fn ask<T: DeserializeOwned>(
    state: &State,
    caller: &Caller,
    query: &str,
    variables: Map<String, Json>,
) -> Result<T, Response<Body>> {
    let request = request(query, variables);
    // each query that one request comes to is charged
    if caller.account.charged().is_some() {
        let more = state.rate_limits.charge_more(&caller.account, caller.subject.as_deref(), price(state, &request));
        more.map_err(|short| unanswered(state, caller, Outcome::RateLimited(short)))?;
    }
    let outcome = execute(state, caller, &request, Transport::ReadOnly).await;
    let answer = match &outcome {
        Outcome::Known(answer) => serde_json::from_slice::<Answered<T>>(answer).ok(),
        Outcome::Executed(answer) if answer.errors.is_empty() => {
            serde_json::to_value(answer).ok().and_then(|it| serde_json::from_value(it).ok())
        }
        _ => None,
    };
    answer.map(|answer| answer.data).ok_or_else(|| unanswered(state, caller, outcome))
}

/// What a page of a query of ours holds, of which the caller is told all pages, the first of which is charged `price` before it
/// is read; where it has no such answer, the response that says why.
pub async fn ask_page(
    state: &State,
    caller: &Caller,
    request: &GraphqlRequest,
    price: u64,
) -> Result<IndexMap<Name, Value>, Response<Body>> {
    match execute_page(state, caller, request, price).await {
        Outcome::Executed(Answer { data: Some(Value::Object(data)), errors, .. }) if errors.is_empty() => Ok(data),
        outcome => Err(unanswered(state, caller, outcome)),
    }
}

/// The request for a query of ours.
pub fn request(query: &str, variables: Map<String, Json>) -> GraphqlRequest {
    GraphqlRequest { query: query.to_owned(), variables, ..GraphqlRequest::default() }
}

/// Says why there is no answer. There is none in part: what is told in another form has no place for errors.
fn unanswered(state: &State, caller: &Caller, outcome: Outcome) -> Response<Body> {
    match outcome {
        Outcome::Refused(refused) => errors(StatusCode::BAD_REQUEST, MediaType::Json, &refused),
        Outcome::Executed(answer) => {
            let code = answer.errors.iter().find_map(code).unwrap_or(Code::InternalError);
            errors(status_of(code), MediaType::Json, &answer.errors)
        }
        outcome => respond(state, outcome, caller.language, MediaType::Json),
    }
}

/// The UUID in an id: a name of the thing that stays whatever the address of the server is (RFC 9562, 4).
pub fn uuid(id: &str) -> String {
    id.parse::<TypeSafeId<DynamicType>>().map_or_else(|_| id.to_owned(), |id| id.uuid().to_string())
}

/// Notes that an answer depends on who asks, and in which language: a cache in between must know.
pub async fn varied(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().append(VARY, HeaderValue::from_static("accept-language, authorization"));
    response
}
