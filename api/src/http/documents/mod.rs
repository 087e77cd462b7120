//! `/documents/{id}`: the bytes of documents, read and written by whoever may read and write the document.

mod content;
mod disposition;
mod get;
mod put;
mod range;
mod refused;

pub use content::CONTENT_DIGEST;

use axum::{Router, http::HeaderMap, routing::get};
use type_safe_id::{DynamicType, TypeSafeId};
use uuid::Uuid;

use super::{refuse, refused::Refused};
use crate::app::State;

/// The routes. What they answer is sent as it is stored: compressed, ranges and tags would be of something else.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/documents/{id}", get(get::newest).put(put::upload))
        .route("/documents/{id}/versions/{number}", get(get::version))
        .method_not_allowed_fallback(async |headers: HeaderMap| refuse(Refused::Method, &headers))
}

/// The key in the id of a document; none in what is no such id.
fn key(id: &str) -> Option<Uuid> {
    let id: TypeSafeId<DynamicType> = id.parse().ok()?;
    (id.type_prefix() == "document").then(|| id.uuid())
}
