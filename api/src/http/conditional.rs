//! Conditional requests (RFC 9110, 13): whoever has an answer already is told so, whoever writes says what they take to be
//! there, and caches learn who may keep what.

use std::fmt;

use axum::{
    body::{Body, Bytes},
    http::{
        HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH},
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

/// What tells the bytes of an answer from others (a strong entity tag).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(String);

impl Tag {
    /// The tag of bytes with this digest, in letters and digits.
    pub fn of(digest: impl fmt::Display) -> Self {
        Self(format!("\"{digest}\""))
    }

    /// Is it among those that the caller has? Compression makes them weak (`W/"…"`).
    pub fn is_known(&self, request: &HeaderMap) -> bool {
        listed(request, IF_NONE_MATCH).any(|one| one == "*" || one.trim_start_matches("W/") == self.0)
    }

    /// Is it the one that the header holds?
    pub fn is(&self, header: &HeaderValue) -> bool {
        header.as_bytes() == self.0.as_bytes()
    }

    /// Puts it on an answer, and who may keep that.
    pub fn mark(&self, response: &mut Response<Body>, keeper: Keeper) {
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, keeper.cache_control());
        if let Ok(tag) = HeaderValue::from_str(&self.0) {
            headers.insert(ETAG, tag);
        }
    }
}

/// An answer with a tag that tells it from others; without its body where the request says that the caller has it.
pub fn tagged(request: &HeaderMap, media: HeaderValue, body: Bytes, keeper: Keeper) -> Response<Body> {
    // the same in another media type is another answer
    let digest = Sha256::new().chain_update(&media).chain_update(&body).finalize();
    let tag = Tag::of(URL_SAFE_NO_PAD.encode(digest));
    let mut response = if tag.is_known(request) { unchanged() } else { Response::new(Body::from(body)) };
    response.headers_mut().insert(CONTENT_TYPE, media);
    tag.mark(&mut response, keeper);
    response
}

/// The answer to whoever has it already.
pub fn unchanged() -> Response<Body> {
    let mut unchanged = Response::new(Body::empty());
    *unchanged.status_mut() = StatusCode::NOT_MODIFIED;
    unchanged
}

/// What the caller takes to be at the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Nothing yet.
    Nothing,
    /// Something.
    Anything,
    /// What one of these tags tells from others.
    OneOf(Vec<String>),
}

impl Expected {
    /// What `If-Match` says, if it is there.
    pub fn matching(request: &HeaderMap) -> Option<Self> {
        let tags: Vec<String> = listed(request, IF_MATCH).map(str::to_owned).collect();
        match tags.iter().any(|tag| tag == "*") {
            true => Some(Self::Anything),
            false => request.contains_key(IF_MATCH).then_some(Self::OneOf(tags)),
        }
    }

    /// What whoever writes says: `If-Match`, or else `If-None-Match: *`.
    pub fn of_writer(request: &HeaderMap) -> Option<Self> {
        let nothing = || listed(request, IF_NONE_MATCH).any(|one| one == "*").then_some(Self::Nothing);
        Self::matching(request).or_else(nothing)
    }

    /// Whether it is so. Weak tags match nothing: they do not tell bytes from others.
    pub fn holds(&self, present: Option<&Tag>) -> bool {
        match (self, present) {
            (Self::Nothing, present) => present.is_none(),
            (Self::Anything, present) => present.is_some(),
            (Self::OneOf(tags), present) => present.is_some_and(|present| tags.contains(&present.0)),
        }
    }
}

/// The elements of a header that is a list.
fn listed(request: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let lines = request.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}
