//! GraphQL over HTTP: POST for everything, GET for queries.

use std::sync::Arc;

use axum::{
    Extension,
    body::Body,
    extract::{self, Request},
    http::{
        HeaderMap, HeaderValue, Response, StatusCode, Uri,
        header::{VARY, WWW_AUTHENTICATE},
    },
};

use super::{
    accept::{self, MediaType},
    observe::RequestId,
    parameters,
    refused::{Refused, errors, json},
};
use crate::{
    app::State,
    auth::AuthError,
    error::Code,
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
    let mut response = match accept::negotiate(headers) {
        None => Refused::NotAcceptable.response(language, MediaType::Json),
        Some(media) => match let_in(state, headers, language, id).await {
            Err(refusal) => refusal.response(state, language, media),
            Ok(caller) => match request.await {
                Err(refused) => refused.response(language, media),
                Ok(request) => respond(execute(state, &caller, request, transport).await, language, media),
            },
        },
    };
    // All of these change the answer: a cache in between must know.
    let vary = HeaderValue::from_static("accept, accept-language, authorization");
    response.headers_mut().append(VARY, vary);
    response
}

/// Who asks. To be known before a body is read: none is read for those who are not let in.
async fn let_in(state: &State, headers: &HeaderMap, language: Language, id: &RequestId) -> Result<Caller, NotLetIn> {
    let anonymous = Arc::new(Actor::anonymous(state.clock.now()));
    let mut caller = Caller { actor: anonymous, language, correlation_id: id.to_string() };
    let Some(subject) = state.authenticator.authenticate(headers).await.map_err(NotLetIn::Refused)? else {
        return Ok(caller);
    };
    match state.store.actor(&subject, &state.clock).await {
        Ok(Ok(actor)) => caller.actor = Arc::new(actor),
        Ok(Err(refused)) => return Err(NotLetIn::Refused(refused)),
        Err(error) => {
            let code = error.code();
            return Err(NotLetIn::Failed(finished(error, &caller), code));
        }
    }
    Ok(caller)
}

/// Nobody is let in by the request's token.
enum NotLetIn {
    /// It, or whom it names, is refused.
    Refused(AuthError),
    /// Whom it names could not be looked up.
    Failed(async_graphql::ServerError, Code),
}

impl NotLetIn {
    fn response(self, state: &State, language: Language, media: MediaType) -> Response<Body> {
        match self {
            Self::Refused(refused) => {
                let mut response = Refused::Auth(refused).response(language, media);
                let challenge = refused.challenge(state.config.public_url().as_str());
                if let Some(challenge) = challenge.and_then(|challenge| HeaderValue::from_str(&challenge).ok()) {
                    response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
                }
                response
            }
            Self::Failed(error, Code::Unavailable) => errors(StatusCode::SERVICE_UNAVAILABLE, media, &[error]),
            Self::Failed(error, _) => errors(StatusCode::INTERNAL_SERVER_ERROR, media, &[error]),
        }
    }
}

fn respond(outcome: Outcome, language: Language, media: MediaType) -> Response<Body> {
    match outcome {
        Outcome::Executed(answer) => match serde_json::to_vec(&answer) {
            Ok(body) => json(StatusCode::OK, media, body),
            // Answers are made of strings, numbers and lists: it cannot happen.
            Err(_) => json(StatusCode::INTERNAL_SERVER_ERROR, media, Vec::new()),
        },
        Outcome::Repeated(answer) => json(StatusCode::OK, media, answer.into_bytes()),
        Outcome::KeyOfAnother => Refused::KeyOfAnother.response(language, media),
        Outcome::KeyInUse { seconds } => Refused::KeyInUse(seconds).response(language, media),
        // Clients from before read any other status as "no GraphQL came back".
        Outcome::Refused(refused) if media == MediaType::Json => errors(StatusCode::OK, media, &refused),
        Outcome::Refused(refused) => errors(StatusCode::BAD_REQUEST, media, &refused),
        Outcome::WriteRefused => Refused::WriteOverGet.response(language, media),
        Outcome::StreamRefused => Refused::Malformed("http-stream").response(language, media),
        Outcome::Stopped(error) => errors(StatusCode::SERVICE_UNAVAILABLE, media, &[error]),
        Outcome::Broken(error) => errors(StatusCode::INTERNAL_SERVER_ERROR, media, &[error]),
    }
}
