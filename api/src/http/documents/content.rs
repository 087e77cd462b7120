//! What a request says of the bytes that it brings.

use axum::http::{
    HeaderMap, HeaderName, Uri,
    header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::{disposition::extension, refused::Denied};
use crate::{config::DocumentType, documents::Announced, http::query_component::QueryComponent, text};

/// The digest of what is brought (RFC 9530).
pub const CONTENT_DIGEST: HeaderName = HeaderName::from_static("content-digest");

/// What the headers say of the bytes to come. Only what may be uploaded gets any further.
pub fn announced(headers: &HeaderMap, types: &[DocumentType]) -> Result<Announced, Denied> {
    let is_plain = headers.get(CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
    if !is_plain || headers.contains_key(CONTENT_RANGE) {
        return Err(Denied::Part);
    }
    let media_type = one(headers, CONTENT_TYPE).and_then(|media| media.split(';').next()).unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    if !types.iter().any(|known| known.as_str() == media_type) {
        return Err(Denied::MediaType(media_type));
    }
    let length = one(headers, CONTENT_LENGTH).and_then(|length| length.parse().ok());
    let sha256 = match headers.contains_key(CONTENT_DIGEST) {
        true => digest(headers)?,
        false => None,
    };
    Ok(Announced { media_type, length, sha256 })
}

/// The name of the file of this type, where the address tells it.
pub fn file_name(uri: &Uri, media_type: &str) -> Result<Option<String>, Denied> {
    let name = QueryComponent::only(uri, &["fileName"])?.take("fileName");
    let name = name.map(|name| text::file_name(&name, extension(media_type)));
    name.transpose().map_err(Denied::FileName)
}

/// The SHA-256 among the digests; none where there are others only.
fn digest(headers: &HeaderMap) -> Result<Option<[u8; 32]>, Denied> {
    let lines = headers.get_all(CONTENT_DIGEST).iter().filter_map(|line| line.to_str().ok());
    let mut digests = lines.flat_map(|line| line.split(',')).map(str::trim);
    let Some(text) = digests.find_map(|one| one.strip_prefix("sha-256=")) else { return Ok(None) };
    let encoded = text.strip_prefix(':').and_then(|text| text.strip_suffix(':')).ok_or(Denied::Digest)?;
    let bytes = STANDARD.decode(encoded).map_err(|_| Denied::Digest)?;
    bytes.try_into().map(Some).map_err(|_| Denied::Digest)
}

/// The value of a header that is there once.
fn one(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut lines = headers.get_all(name).iter();
    match (lines.next(), lines.next()) {
        (Some(line), None) => line.to_str().ok(),
        _ => None,
    }
}
