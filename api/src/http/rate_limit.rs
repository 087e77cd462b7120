//! What a request was charged, told by the headers of draft-ietf-httpapi-ratelimit-headers-11.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, Request, State as Extract},
    http::{HeaderMap, HeaderName, HeaderValue, request::Parts},
    middleware::Next,
    response::Response,
};

use super::address::address;
use crate::{
    app::State,
    rate_limit::{Account, Charge, Shortfall, WINDOW, whole_seconds},
};

/// The header that tells the whole budget.
pub const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// The header that tells what is left of it.
pub const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Opens an account for the request, and tells in its answer what it was charged.
pub async fn account(Extract(state): Extract<State>, mut request: Request, next: Next) -> Response {
    let address = address(request.extensions(), request.headers(), &state.config.http.trusted_proxies);
    let account = Account::at(address);
    request.extensions_mut().insert(account.clone());
    let mut response = next.run(request).await;
    if let Some(charged) = account.charged() {
        tell(charged, response.headers_mut());
    }
    response
}

fn tell(charged: Result<Charge, Shortfall>, headers: &mut HeaderMap) {
    let (limit, left) = match charged {
        Ok(charge) => (charge.limit, Some((u64::from(charge.remaining), whole_seconds(charge.full_in())))),
        // it would be wrong to come back before the time that Retry-After tells
        Err(short) => (short.limit, short.remaining().zip(short.seconds())),
    };
    let policy = format!(r#""default";q={limit};w={}"#, WINDOW.as_secs());
    headers.extend(HeaderValue::try_from(policy).ok().map(|policy| (RATE_LIMIT_POLICY, policy)));
    let left = left.and_then(|(r, t)| HeaderValue::try_from(format!(r#""default";r={r};t={t}"#)).ok());
    headers.extend(left.map(|left| (RATE_LIMIT, left)));
}

impl<S: Sync> FromRequestParts<S> for Account {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}
