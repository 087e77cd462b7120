//! Conditional requests (RFC 9110, 13): whoever has an answer already is told so, and caches learn who may keep it.

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderMap, HeaderValue, Response, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Who may keep an answer. Whoever keeps it asks each time whether it still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// Anybody, on the way to anybody who asks alike.
    Anybody,
    /// Whoever asked.
    Caller,
}

impl Keeper {
    const fn cache_control(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Anybody => "public, no-cache",
            Self::Caller => "private, no-cache",
        })
    }
}

/// An answer with a tag that tells it from others; without its body where the request says that the caller has it.
pub fn tagged(request: &HeaderMap, media: HeaderValue, body: Bytes, keeper: Keeper) -> Response<Body> {
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(&body)));
    let mut response = if is_known(request, &tag) {
        let mut unchanged = Response::new(Body::empty());
        *unchanged.status_mut() = StatusCode::NOT_MODIFIED;
        unchanged
    } else {
        Response::new(Body::from(body))
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, media);
    headers.insert(CACHE_CONTROL, keeper.cache_control());
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(ETAG, tag);
    }
    response
}

/// Is the tag among those that the caller has? Compression makes them weak (`W/"…"`).
fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let lines = request.get_all(IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(','))
        .any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == tag)
}
