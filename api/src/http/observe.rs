//! One span and one line of log for each request, and the id by which both are found.

use std::{fmt, sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State as Extract},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::{Instrument, Span, field::Empty};

use crate::app::State;

/// The header that carries a request's id, in both directions.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: the caller's own, or a new one.
#[derive(Clone, Debug)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// Its text, for as many as want to tell it.
    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Gives the request its id and writes down how it went. Never what it said: no body, no token, no
/// address beyond the route.
pub async fn observe(Extract(state): Extract<State>, mut request: Request, next: Next) -> Response {
    let id = given(request.headers()).unwrap_or_else(|| state.clock.uuid().to_string());
    let id = RequestId(id.into());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("(none)", MatchedPath::as_str);
    let span = tracing::info_span!(
        "request", request_id = %id, %method, route,
        operation = Empty, cost = Empty, status = Empty, duration_ms = Empty,
    );
    request.extensions_mut().insert(id.clone());
    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status();
    let milliseconds = begun.elapsed().as_millis();
    span.record("status", status.as_u16());
    span.record("duration_ms", u64::try_from(milliseconds).unwrap_or(u64::MAX));
    note(&span, status.is_server_error(), route, format_args!("{method} {route} {status} {milliseconds} ms ({id})"));
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    response
}

fn note(span: &Span, failed: bool, route: &str, line: fmt::Arguments<'_>) {
    let _entered = span.enter();
    if failed {
        tracing::warn!("{line}");
    } else if route.starts_with("/health/") {
        // They come every few seconds, and nobody looks for them.
        tracing::debug!("{line}");
    } else {
        tracing::info!("{line}");
    }
}

/// The caller's own id, if it is one that a log can hold.
fn given(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(X_REQUEST_ID)?.to_str().ok()?;
    let is_harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    ((1..=64).contains(&id.len()) && id.bytes().all(is_harmless)).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_ids_are_taken_over() {
        let taken = |id: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(X_REQUEST_ID, HeaderValue::from_static(id));
            given(&headers).is_some()
        };
        assert!(taken("a-1_2.3:4"));
        for wrong in
            ["", "a b", "a\"", "{}", "<script>", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
        {
            assert!(!taken(wrong), "{wrong}");
        }
    }
}
