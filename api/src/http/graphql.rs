//! GraphQL over HTTP: POST for everything, GET for queries.

use std::sync::Arc;

use axum::{
    Extension,
    body::Body,
    extract::{self, Request},
    http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header::VARY},
};

use super::{
    accept::{self, MediaType},
    observe::RequestId,
    parameters,
    refused::{Refused, errors, json},
};
use crate::{
    app::State,
    auth::Subject,
    error::{Code, Error},
    execute::{Caller, GraphqlRequest, Outcome, Transport, execute, finished},
    language::Language,
    policy::Actor,
};

/// Answers a POST.
pub async fn post(
    extract::State(state): extract::State<State>,
    Extension(id): Extension<RequestId>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let http = &state.config.http;
    let request = parameters::of_body(&parts.headers, body, http.body_limit, http.request_timeout);
    answer(&state, &id, &parts.headers, request, Transport::ReadWrite).await
}

/// Answers a GET.
pub async fn get(
    extract::State(state): extract::State<State>,
    Extension(id): Extension<RequestId>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let request = async { parameters::of_address(&uri) };
    answer(&state, &id, &headers, request, Transport::ReadOnly).await
}

async fn answer(
    state: &State,
    id: &RequestId,
    headers: &HeaderMap,
    request: impl Future<Output = Result<GraphqlRequest, Refused>>,
    transport: Transport,
) -> Response<Body> {
    let language = Language::of_request(headers);
    let media = accept::negotiate(headers);
    let mut response = match media {
        None => Refused::NotAcceptable.response(language, MediaType::Json),
        Some(media) => {
            let let_in = let_in(state, headers, request).await;
            match let_in {
                Err(refused) => refused.response(language, media),
                Ok((subject, request)) => {
                    let caller = caller(state, subject.as_ref(), language, id).await;
                    match caller {
                        Ok(caller) => respond(execute(state, &caller, request, transport).await, language, media),
                        Err(failed) => failed.response(media),
                    }
                }
            }
        }
    };
    // All of these change the answer: a cache in between must know.
    let vary = HeaderValue::from_static("accept, accept-language, authorization");
    response.headers_mut().append(VARY, vary);
    response
}

/// Who asks, and what: the token first, so that a body is read for nobody who is not let in.
async fn let_in(
    state: &State,
    headers: &HeaderMap,
    request: impl Future<Output = Result<GraphqlRequest, Refused>>,
) -> Result<(Option<Subject>, GraphqlRequest), Refused> {
    let subject = state.authenticator.authenticate(headers).await.map_err(Refused::Auth)?;
    Ok((subject, request.await?))
}

/// The caller could not be looked up.
struct Failed(async_graphql::ServerError, Code);

impl Failed {
    fn response(self, media: MediaType) -> Response<Body> {
        let Self(error, code) = self;
        let status =
            if code == Code::Unavailable { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR };
        errors(status, media, &[error])
    }
}

async fn caller(
    state: &State,
    subject: Option<&Subject>,
    language: Language,
    id: &RequestId,
) -> Result<Caller, Failed> {
    let now = state.clock.now();
    let mut caller = Caller { actor: Arc::new(Actor::anonymous(now)), language, correlation_id: id.to_string() };
    if let Some(subject) = subject {
        let actor: Result<Actor, Error> = state.store.actor(subject, now).await;
        caller.actor = Arc::new(actor.map_err(|error| {
            let code = error.code();
            Failed(finished(error, &caller), code)
        })?);
    }
    Ok(caller)
}

fn respond(outcome: Outcome, language: Language, media: MediaType) -> Response<Body> {
    match outcome {
        Outcome::Executed(answer) => match serde_json::to_vec(&answer) {
            Ok(body) => json(StatusCode::OK, media, body),
            // Answers are made of strings, numbers and lists: it cannot happen.
            Err(_) => json(StatusCode::INTERNAL_SERVER_ERROR, media, Vec::new()),
        },
        // Clients from before read any other status as "no GraphQL came back".
        Outcome::Refused(refused) if media == MediaType::Json => errors(StatusCode::OK, media, &refused),
        Outcome::Refused(refused) => errors(StatusCode::BAD_REQUEST, media, &refused),
        Outcome::WriteRefused => Refused::WriteOverGet.response(language, media),
        Outcome::StreamRefused => Refused::Malformed("http-stream").response(language, media),
        Outcome::Stopped(error) => errors(StatusCode::SERVICE_UNAVAILABLE, media, &[error]),
        Outcome::Broken(error) => errors(StatusCode::INTERNAL_SERVER_ERROR, media, &[error]),
    }
}
