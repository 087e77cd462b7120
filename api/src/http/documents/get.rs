//! Reading the bytes of a document, as far as the caller may read the document.

use axum::{
    body::Body,
    extract::{self, Path, rejection::PathRejection},
    http::{
        HeaderMap, HeaderValue, Method, Response, StatusCode, Uri,
        header::{
            ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
        },
    },
};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};
use type_safe_id::{DynamicType, TypeSafeId};

use super::{disposition::disposition, key, range::Wanted, refused::Denied};
use crate::{
    app::State,
    error::Error,
    execute::Caller,
    http::{
        ask::ask,
        conditional::{Expected, Tag, unchanged},
        query_component::QueryComponent,
    },
};

/// What is asked for: the document, and the version of it.
const QUERY: &str = include_str!("stored_document.graphql");

/// What a browser may do with what it shows: nothing.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");

/// The same for PDF. Browsers do not show it in a sandbox, and its scripts cannot get out of it
/// (<https://issues.chromium.org/issues/41133407>).
const NOTHING_IN_PDF: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");

#[derive(Deserialize)]
struct Data {
    document: Option<Document>,
}

#[derive(Deserialize)]
struct Document {
    title: String,
    versions: Versions,
}

#[derive(Deserialize)]
struct Versions {
    nodes: Vec<Version>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    id: TypeSafeId<DynamicType>,
    media_type: String,
    byte_size: f64,
    sha256: String,
    file_name: Option<String>,
}

/// Answers with the newest version.
///
/// # Errors
/// If there is none that the caller may read: the response that says so.
pub async fn newest(
    extract::State(state): extract::State<State>,
    caller: Caller,
    path: Result<Path<String>, PathRejection>,
    method: Method,
    address: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Response<Body>> {
    let id = path.map_or_else(|_| String::new(), |Path(id)| id);
    answer(&state, &caller, &id, json!({}), (&method, &address, &headers)).await
}

/// Answers with the version of a number.
///
/// # Errors
/// As of [`newest`].
pub async fn version(
    extract::State(state): extract::State<State>,
    caller: Caller,
    path: Result<Path<(String, i32)>, PathRejection>,
    method: Method,
    address: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Response<Body>> {
    let (id, number) = path.map_or_else(|_| Default::default(), |Path(path)| path);
    answer(&state, &caller, &id, json!({ "number": { "eq": number } }), (&method, &address, &headers)).await
}

async fn answer(
    state: &State,
    caller: &Caller,
    id: &str,
    which: Json,
    (method, address, headers): (&Method, &Uri, &HeaderMap),
) -> Result<Response<Body>, Response<Body>> {
    let denied = |denied: Denied| denied.response(state, caller);
    QueryComponent::only(address, &[]).map_err(|wrong| denied(wrong.into()))?;
    if key(id).is_none() {
        return Err(denied(Error::NotFound.into()));
    }
    let variables = Map::from_iter([("id".to_owned(), json!(id)), ("where".to_owned(), which)]);
    let Data { document } = ask(state, caller, QUERY, variables).await?;
    let found = document.and_then(|document| Some((document.title, document.versions.nodes.into_iter().next()?)));
    let (title, version) = found.ok_or_else(|| denied(Error::NotFound.into()))?;
    let tag = Tag::of(&version.sha256);
    if Expected::matching(headers).is_some_and(|expected| !expected.holds(Some(&tag))) {
        return Err(denied(Denied::Unmet));
    }
    let mut response = if tag.is_known(headers) {
        unchanged()
    } else {
        let is_read = method == Method::GET;
        sent(state, &version, is_read.then(|| Wanted::of(headers, &tag, version.size()))).await.map_err(denied)?
    };
    version.describe(&title, &mut response);
    tag.mark(&mut response, caller.keeper());
    Ok(response)
}

/// The bytes that are wanted; the headers alone where none are.
async fn sent(state: &State, version: &Version, wanted: Option<Wanted>) -> Result<Response<Body>, Denied> {
    let size = version.size();
    let (status, range) = match &wanted {
        Some(Wanted::Beyond) => return Err(Denied::Beyond(size)),
        Some(Wanted::Part(range)) => (StatusCode::PARTIAL_CONTENT, range.clone()),
        Some(Wanted::All) | None => (StatusCode::OK, 0..size),
    };
    let length = range.end - range.start;
    let body = match wanted {
        None => Body::empty(),
        Some(_) => {
            // it may have been removed since
            let key = state.store.storage_key(version.id.uuid()).await?.ok_or(Error::NotFound)?;
            state.documents.read(&key, range.clone()).await?
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, length.into());
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(part) = HeaderValue::try_from(format!("bytes {}-{}/{size}", range.start, range.end - 1))
    {
        headers.insert(CONTENT_RANGE, part);
    }
    Ok(response)
}

impl Version {
    /// Its size in bytes: GraphQL has no whole numbers that large.
    fn size(&self) -> u64 {
        self.byte_size as u64
    }

    /// Says what it is, and what may be done with it.
    fn describe(&self, title: &str, response: &mut Response<Body>) {
        let headers = response.headers_mut();
        let is_text = self.media_type.starts_with("text/");
        let media = if is_text { format!("{}; charset=utf-8", self.media_type) } else { self.media_type.clone() };
        if let Ok(media) = HeaderValue::try_from(media) {
            headers.insert(CONTENT_TYPE, media);
        }
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        headers.insert(CONTENT_DISPOSITION, disposition(&self.media_type, self.file_name.as_deref(), title));
        let policy = if self.media_type == "application/pdf" { NOTHING_IN_PDF } else { NOTHING };
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}
