//! The routes, and what surrounds every one of them.

pub mod accept;
pub(crate) mod address;
mod ask;
mod bodies;
mod calendar;
mod conditional;
mod cost;
mod dcat;
mod documents;
mod export;
mod graphql;
mod head;
mod health;
mod metrics;
mod news_feed;
pub mod observe;
mod parameters;
mod playground;
mod protected_resource;
mod query_component;
mod rate_limit;
mod refused;
mod schema;
mod security_txt;
pub mod serve;
mod unsent;

use std::{any::Any, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode,
        header::{
            ACCEPT, ACCEPT_LANGUAGE, ACCEPT_RANGES, AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION,
            CONTENT_LOCATION, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH,
            IF_RANGE, RANGE, REFERRER_POLICY, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware,
    routing::{get, post},
};
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    cors::{AllowOrigin, CorsLayer},
};

use crate::{app::State, config::Origin, error::Code, language::Language, message};
use accept::MediaType;
pub use bodies::Bodies;
use documents::CONTENT_DIGEST;
use observe::X_REQUEST_ID;
use rate_limit::{RATE_LIMIT, RATE_LIMIT_POLICY};
use refused::{Refused, refusal};
pub use schema::Pages;
pub use unsent::Unsent;

/// The middle between speed and size: the default of Brotli is meant for files that are packed once.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(4);

/// How long a browser may remember what it may send from another origin.
const PREFLIGHT_AGE: Duration = Duration::from_secs(3600);

/// All routes. Whatever happens inside the outermost layer has an id and a line of log.
pub(crate) fn routes(state: State) -> Router {
    let cors = cors(&state.config.http.cors_origins);
    let mut router = Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/graphql/cost", post(cost::cost))
        .merge(readings())
        .route("/dcat", get(dcat::describe))
        .route("/.well-known/oauth-protected-resource", get(protected_resource::metadata))
        .route("/.well-known/security.txt", get(security_txt::file))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .merge(metrics::local_routes(&state.config))
        .merge(playground::routes(&state.config))
        .merge(schema::routes())
        .method_not_allowed_fallback(async |headers: HeaderMap| refuse(Refused::Method, &headers))
        .fallback(async |headers: HeaderMap| refuse(Refused::NotFound, &headers))
        .layer(middleware::from_fn_with_state(state.clone(), unsent::hold))
        .layer(CompressionLayer::new().quality(COMPRESSION))
        .merge(documents::routes().layer(middleware::map_response(ask::varied)));
    if let Some(cors) = cors {
        router = router.layer(cors);
    }
    if let Some(development) = &state.development {
        router = router.merge(development.clone().routes().with_state(()));
    }
    // in one layer, the outermost first: a router boxes what it is given, once for each
    let around = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(state.clone(), observe::observe))
        .map_response(secured)
        .layer(middleware::from_fn(head::bounded))
        .layer(middleware::from_fn_with_state(state.clone(), rate_limit::account))
        .layer(CatchPanicLayer::custom(broken));
    router.layer(around).with_state(state)
}

/// What is told at the address of the metrics, where they have one of their own.
pub(crate) fn metrics_routes(state: State) -> Router {
    let around = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(state.clone(), observe::observe))
        .map_response(secured)
        .layer(middleware::from_fn(head::bounded));
    metrics::routes().layer(around).with_state(state)
}

/// What is read in other forms than GraphQL's.
fn readings() -> Router<State> {
    Router::new()
        .route("/calendar.ics", get(calendar::calendar))
        .route("/calendar/{address}", get(calendar::personal))
        .route("/export/{file}", get(export::export))
        .route("/news.atom", get(news_feed::feed))
        .layer(middleware::map_response(ask::varied))
}

fn refuse(refused: Refused, headers: &HeaderMap) -> Response<Body> {
    refused.response(Language::of_request(headers), MediaType::Json)
}

/// A panic outside of GraphQL. What it said is in the log.
fn broken(_: Box<dyn Any + Send>) -> Response<Body> {
    let message = message::plain(Language::default(), "internal-error");
    refusal(StatusCode::INTERNAL_SERVER_ERROR, Code::InternalError, message, MediaType::Json)
}

/// What is no page of ours says nothing else: nothing may run, nothing may be framed or guessed at, nor kept unless it says so itself.
fn secured<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers_mut();
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// What pages of other origins may do; none where no origin is set.
fn cors(origins: &[Origin]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let origin = if origins.iter().any(Origin::is_any) {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().map(|origin| origin.header().clone()))
    };
    let idempotency_key = HeaderName::from_static("idempotency-key");
    let layer = CorsLayer::new()
        .allow_origin(origin)
        .allow_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT])
        .allow_headers([
            ACCEPT,
            ACCEPT_LANGUAGE,
            AUTHORIZATION,
            CONTENT_TYPE,
            X_REQUEST_ID,
            idempotency_key,
            CONTENT_DIGEST,
            IF_MATCH,
            IF_NONE_MATCH,
            IF_RANGE,
            RANGE,
        ])
        .expose_headers([
            WWW_AUTHENTICATE,
            X_REQUEST_ID,
            ACCEPT_RANGES,
            CONTENT_DISPOSITION,
            CONTENT_LOCATION,
            CONTENT_RANGE,
            ETAG,
            RATE_LIMIT,
            RATE_LIMIT_POLICY,
            RETRY_AFTER,
        ])
        .max_age(PREFLIGHT_AGE);
    Some(layer)
}

#[cfg(test)]
mod tests;
