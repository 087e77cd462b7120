//! GraphQL over HTTP: POST for everything, GET for queries.

use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{self, Request},
    http::{
        HeaderMap, HeaderValue, Response, StatusCode, Uri,
        header::{VARY, WWW_AUTHENTICATE},
    },
};

use super::{
    accept::{self, MediaType},
    conditional::tagged,
    observe::RequestId,
    parameters::{self, Heard},
    refused::{Refused, errors, json},
};
use crate::{
    app::State,
    auth::AuthError,
    execute::{Caller, Outcome, Transport, execute},
    language::Language,
    rate_limit::Account,
    security::{self, Event},
};

/// Answers a POST.
pub async fn post(
    extract::State(state): extract::State<State>,
    Extension(id): Extension<RequestId>,
    account: Account,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let http = &state.config.http;
    let request = parameters::of_body(&state.bodies, &parts.headers, body, http.body_limit, http.request_timeout);
    answer(&state, (&id, account), &parts.headers, request, Transport::ReadWrite).await
}

/// Answers a GET.
pub async fn get(
    extract::State(state): extract::State<State>,
    Extension(id): Extension<RequestId>,
    account: Account,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let request = async { parameters::of_address(&uri).map(Heard::from) };
    answer(&state, (&id, account), &headers, request, Transport::ReadOnly).await
}

async fn answer(
    state: &State,
    (id, account): (&RequestId, Account),
    headers: &HeaderMap,
    request: impl Future<Output = Result<Heard, Refused>>,
    transport: Transport,
) -> Response<Body> {
    let language = Language::of_request(headers);
    let mut response = match accept::negotiate(headers) {
        None => Refused::NotAcceptable.response(language, MediaType::Json),
        Some(media) => match state.authenticator.authenticate(headers).await {
            Err(refused) => not_let_in(state, refused, language, media),
            // no body is read for those whose token is not good
            Ok(subject) => match request.await {
                Err(refused) => refused.response(language, media),
                Ok(Heard { request, body }) => {
                    let caller = Caller { subject, account, language, correlation_id: id.shared() };
                    let outcome = execute(state, &caller, &request, transport).await;
                    if let (Outcome::Known(_), Some(body)) = (&outcome, body) {
                        state.bodies.keep(body, request);
                    }
                    match transport {
                        Transport::ReadOnly => respond_to_get(state, outcome, &caller, headers, media),
                        Transport::ReadWrite => respond(state, outcome, language, media),
                    }
                }
            },
        },
    };
    // All of these change the answer: a cache in between must know.
    let vary = HeaderValue::from_static("accept, accept-language, authorization");
    response.headers_mut().append(VARY, vary);
    response
}

/// What is sent for how a GET ended: a whole answer can be kept, and need not be sent to whoever has it already.
fn respond_to_get(
    state: &State,
    outcome: Outcome,
    caller: &Caller,
    headers: &HeaderMap,
    media: MediaType,
) -> Response<Body> {
    let body = match &outcome {
        Outcome::Known(answer) => Some(answer.clone()),
        Outcome::Executed(answer) if answer.errors.is_empty() => serde_json::to_vec(answer).ok().map(Bytes::from),
        _ => None,
    };
    match body {
        Some(body) => tagged(headers, media.header(), body, caller.keeper()),
        None => respond(state, outcome, caller.language, media),
    }
}

/// Says why the caller is not let in, and how to sign in.
pub(super) fn not_let_in(state: &State, refused: AuthError, language: Language, media: MediaType) -> Response<Body> {
    security::note(Event::FailedSignIn, refused.who(), "signIn", refused.reason());
    let mut response = Refused::Auth(refused).response(language, media);
    let challenge = refused.challenge(state.config.public_url().as_str());
    if let Some(challenge) = challenge.and_then(|challenge| HeaderValue::from_str(&challenge).ok()) {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// What is sent for how a request ended.
pub(super) fn respond(state: &State, outcome: Outcome, language: Language, media: MediaType) -> Response<Body> {
    match outcome {
        Outcome::Executed(answer) => match serde_json::to_vec(&answer) {
            Ok(body) => json(StatusCode::OK, media, body),
            // Answers are made of strings, numbers and lists: it cannot happen.
            Err(_) => json(StatusCode::INTERNAL_SERVER_ERROR, media, Vec::new()),
        },
        Outcome::Known(answer) => json(StatusCode::OK, media, answer),
        Outcome::NotLetIn(refused) => not_let_in(state, refused, language, media),
        Outcome::KeyOfAnother => Refused::KeyOfAnother.response(language, media),
        Outcome::KeyInUse { seconds } => Refused::KeyInUse(seconds).response(language, media),
        Outcome::RateLimited(short) => Refused::RateLimited(short).response(language, media),
        // Clients from before read any other status as "no GraphQL came back".
        Outcome::Refused(refused) if media == MediaType::Json => errors(StatusCode::OK, media, &refused),
        Outcome::Refused(refused) => errors(StatusCode::BAD_REQUEST, media, &refused),
        Outcome::WriteRefused => Refused::WriteOverGet.response(language, media),
        Outcome::StreamRefused => Refused::Malformed("http-stream").response(language, media),
        Outcome::Stopped(error) => errors(StatusCode::SERVICE_UNAVAILABLE, media, &[error]),
        Outcome::Broken(error) => errors(StatusCode::INTERNAL_SERVER_ERROR, media, &[error]),
    }
}
