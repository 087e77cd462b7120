//! Reading a GraphQL request out of an HTTP request.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{
        HeaderMap, Uri,
        header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE},
    },
};
use futures_util::StreamExt;
use serde_json::{Map, Value as Json};
use tokio::time::timeout;

use super::{Bodies, accept::is_utf8, query_component::QueryComponent, refused::Refused};
use crate::{
    execute::GraphqlRequest,
    idempotency::{Key, NoKey},
};

/// How many bytes most bodies have at the most.
const USUAL: usize = 4096;

/// A request, as it was read.
#[derive(Debug)]
pub struct Heard {
    /// The request.
    pub request: Arc<GraphqlRequest>,
    /// The body that it was read from, where that is worth knowing.
    pub body: Option<Vec<u8>>,
}

impl From<GraphqlRequest> for Heard {
    fn from(request: GraphqlRequest) -> Self {
        Self { request: Arc::new(request), body: None }
    }
}

/// The parameters in the address of a GET. Others are ignored, as other keys of a body are: the specification (GraphQL over
/// HTTP) keeps them for its later versions.
const PARAMETERS: &[&str] = &["query", "operationName", "variables", "extensions"];

/// The request of a GET.
pub fn of_address(uri: &Uri) -> Result<GraphqlRequest, Refused> {
    let parameters = QueryComponent::among_others(uri, PARAMETERS);
    let mut parameters = parameters.map_err(|_| Refused::Malformed("http-parameters"))?;
    let map = |text: Option<String>, name| match text {
        Some(text) => map(serde_json::from_str(&text).map_err(|_| Refused::NoMap(name))?, name),
        None => Ok(Map::new()),
    };
    Ok(GraphqlRequest {
        query: parameters.take("query").ok_or(Refused::Malformed("http-no-query"))?,
        operation_name: parameters.text("operationName"),
        variables: map(parameters.text("variables"), "variables")?,
        extensions: map(parameters.text("extensions"), "extensions")?,
        key: None,
    })
}

/// The request in the body of a POST.
pub async fn of_body(
    known: &Bodies,
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    within: Duration,
) -> Result<Heard, Refused> {
    if !is_plain_json(headers) {
        return Err(Refused::MediaType);
    }
    let key = Key::of(headers).map_err(|NoKey| Refused::Malformed("http-no-key"))?;
    let body = timeout(within, read(headers, body, limit)).await;
    let body = body.map_err(|_| Refused::TooSlow(within.as_secs()))??;
    if key.is_some() {
        return Ok(GraphqlRequest { key, ..parse(&body)? }.into());
    }
    match known.find(&body) {
        Some(request) => Ok(Heard { request, body: None }),
        None => Ok(Heard { request: Arc::new(parse(&body)?), body: Some(body) }),
    }
}

/// Is the body `application/json` in UTF-8, not compressed?
fn is_plain_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(media), None) = (types.next(), types.next()) else { return false };
    let Ok(media) = media.to_str() else { return false };
    let mut parts = media.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"));
    let is_utf8 = parts.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) => !name.trim().eq_ignore_ascii_case("charset") || is_utf8(value),
        None => parameter.is_empty(),
    });
    let is_plain = headers.get(CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
    is_json && is_utf8 && is_plain
}

/// Reads the body as far as the limit, and no further.
async fn read(headers: &HeaderMap, body: Body, limit: usize) -> Result<Vec<u8>, Refused> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if let Some(found) = announced.filter(|length| *length > limit) {
        return Err(Refused::TooLarge { found, limit });
    }
    // what is announced need not come: beyond what most requests have, room is made for what came
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(USUAL));
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Refused::Malformed("http-no-json"))?;
        let found = bytes.len() + chunk.len();
        if found > limit {
            return Err(Refused::TooLarge { found, limit });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// What a sender may put ahead of JSON, and a reader may ignore (RFC 8259, 8.1).
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

fn parse(body: &[u8]) -> Result<GraphqlRequest, Refused> {
    let mut object = match serde_json::from_slice(body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body)) {
        Ok(Json::Object(object)) => object,
        Ok(Json::Array(_)) => return Err(Refused::Malformed("http-batch")),
        Ok(_) => return Err(Refused::Malformed("http-no-object")),
        Err(_) => return Err(Refused::Malformed("http-no-json")),
    };
    let mut take = |name: &str| object.remove(name).unwrap_or(Json::Null);
    Ok(GraphqlRequest {
        query: string(take("query"), "query")?.ok_or(Refused::Malformed("http-no-query"))?,
        operation_name: string(take("operationName"), "operationName")?,
        variables: map(take("variables"), "variables")?,
        extensions: map(take("extensions"), "extensions")?,
        key: None,
    })
}

fn string(value: Json, name: &'static str) -> Result<Option<String>, Refused> {
    match value {
        Json::Null => Ok(None),
        Json::String(text) => Ok(Some(text)),
        _ => Err(Refused::NoString(name)),
    }
}

fn map(value: Json, name: &'static str) -> Result<Map<String, Json>, Refused> {
    match value {
        Json::Null => Ok(Map::new()),
        Json::Object(map) => Ok(map),
        _ => Err(Refused::NoMap(name)),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn bodies_are_read() {
        let body = r#"{"query":"{a}","operationName":"A","variables":{"x":1},"extensions":null,"other":1}"#;
        for body in [body.to_owned(), format!("\u{feff}{body}")] {
            let read = parse(body.as_bytes()).expect("a request");
            assert_eq!((read.query.as_str(), read.operation_name.as_deref()), ("{a}", Some("A")));
            assert_eq!((read.variables.len(), read.extensions.len()), (1, 0));
        }
    }

    #[tokio::test]
    async fn room_is_made_for_what_came_and_not_for_what_was_announced() {
        let announcing = |length: usize| HeaderMap::from_iter([(CONTENT_LENGTH, HeaderValue::from(length))]);
        let bytes = read(&announcing(250_000), Body::from("{}"), 256 * 1024).await.expect("a body");
        assert!(bytes.capacity() <= USUAL, "{}", bytes.capacity());
        let refused = read(&announcing(300_000), Body::from("{}"), 256 * 1024).await;
        assert_eq!(refused, Err(Refused::TooLarge { found: 300_000, limit: 256 * 1024 }));
    }

    #[test]
    fn malformed_bodies_are_refused() {
        for (body, refused) in [
            ("", Refused::Malformed("http-no-json")),
            ("{ \"not a JSON", Refused::Malformed("http-no-json")),
            ("{\"query\":\"{a}\"} x", Refused::Malformed("http-no-json")),
            ("\u{feff}\u{feff}{\"query\":\"{a}\"}", Refused::Malformed("http-no-json")),
            ("[{\"query\":\"{a}\"}]", Refused::Malformed("http-batch")),
            ("\"{a}\"", Refused::Malformed("http-no-object")),
            ("null", Refused::Malformed("http-no-object")),
            ("{}", Refused::Malformed("http-no-query")),
            ("{\"query\":null}", Refused::Malformed("http-no-query")),
            ("{\"query\":1}", Refused::NoString("query")),
            ("{\"query\":\"\",\"operationName\":[]}", Refused::NoString("operationName")),
            ("{\"query\":\"\",\"variables\":[]}", Refused::NoMap("variables")),
            ("{\"query\":\"\",\"extensions\":\"\"}", Refused::NoMap("extensions")),
        ] {
            assert_eq!(parse(body.as_bytes()).expect_err(body), refused, "{body}");
        }
        assert_eq!(parse(b"{\"query\":\"\xff\"}").expect_err("no UTF-8"), Refused::Malformed("http-no-json"));
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(parse(deep.as_bytes()).expect_err("deep"), Refused::Malformed("http-no-json"));
    }

    #[test]
    fn addresses_are_read() {
        let read = |query: &str| of_address(&format!("/graphql?{query}").parse().expect("an address"));
        let request = read("query=%7Ba%7D&variables=%7B%22x%22%3A1%7D&operationName=&other=1").expect("a request");
        assert_eq!((request.query.as_str(), request.operation_name, request.variables.len()), ("{a}", None, 1));
        for (query, refused) in [
            ("", Refused::Malformed("http-no-query")),
            ("variables=%7B%7D", Refused::Malformed("http-no-query")),
            ("query=a&query=b", Refused::Malformed("http-parameters")),
            ("query=%FF", Refused::Malformed("http-parameters")),
            ("query=a&variables=1", Refused::NoMap("variables")),
            ("query=a&variables=%7B", Refused::NoMap("variables")),
            ("query=a&extensions=%5B%5D", Refused::NoMap("extensions")),
        ] {
            assert_eq!(read(query).expect_err(query), refused, "{query}");
        }
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        let is_read = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CONTENT_TYPE, HeaderValue::from_static(value));
            }
            is_plain_json(&headers)
        };
        for right in [
            "application/json",
            "Application/JSON",
            "application/json;charset=utf-8",
            "application/json; charset=\"UTF-8\"",
            "application/json;",
            "application/json; version=1",
        ] {
            assert!(is_read(&[right]), "{right}");
        }
        for wrong in [
            "",
            "text/plain",
            "application/graphql",
            "application/json-patch+json",
            "application/json; charset=utf-16",
            "application/json; charset",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/json, text/plain",
        ] {
            assert!(!is_read(&[wrong]), "{wrong}");
        }
        assert!(!is_read(&[]));
        assert!(!is_read(&["application/json", "text/plain"]));
        let mut compressed = HeaderMap::new();
        compressed.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        compressed.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(!is_plain_json(&compressed));
    }
}
