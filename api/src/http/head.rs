//! The head of a request: the address and the headers. It is in memory before anybody knows whose it is, so it has a limit.

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{accept::MediaType, refused::Refused};
use crate::language::Language;

/// The largest head, in bytes: a token with 200 groups has thirteen thousand of them, and an address can hold a query.
pub const LARGEST: usize = 32 * 1024;

/// Refuses a request whose head is larger.
pub async fn bounded(request: Request, next: Next) -> Response {
    match size(&request) {
        found if found > LARGEST => {
            let language = Language::of_request(request.headers());
            Refused::HeadTooLarge { found, limit: LARGEST }.response(language, MediaType::Json).into_response()
        }
        _ => next.run(request).await,
    }
}

/// As HTTP/2 counts it (RFC 9113, 6.5.2), with the address instead of its parts.
fn size(request: &Request) -> usize {
    let uri = request.uri();
    let address = uri.path().len() + uri.query().map_or(0, str::len);
    let headers = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 32);
    address + headers.sum::<usize>()
}
