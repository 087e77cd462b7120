use std::{
    convert::Infallible,
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, AtomicUsize, Ordering},
    time::Duration,
};

use axum::{Router, body::Body, http::Request};
use futures_util::stream;
use serde_json::Value as Json;
use tower::ServiceExt;

use crate::{
    app::{State, app},
    clock::Clock,
    config::{Config, Settings},
    store::Store,
};

/// A server on a database of its own, gone when dropped.
struct Server {
    routes: Router,
    folder: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

impl Server {
    async fn start(settings: Settings) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("sk-http-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let url = format!("sqlite://{}", folder.join("test.db").display());
        let settings = Settings { database_url: Some(url.parse().expect("an address")), ..settings };
        let config = Config::new(settings).expect("settings");
        let store = Store::connect(&config.database).await.expect("a database");
        store.migrate().await.expect("migrated");
        let state = State::new(config, store, Clock::system()).expect("a server");
        Self { routes: app(state), folder }
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.routes.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        let header = |name: &str| {
            let values = parts.headers.get_all(name).iter().map(|value| value.to_str().expect("text"));
            values.collect::<Vec<_>>().join(", ")
        };
        let headers = parts.headers.keys().map(|name| (name.to_string(), header(name.as_str()))).collect();
        Answer { status: parts.status.as_u16(), headers, body: body.to_vec() }
    }
}

struct Answer {
    status: u16,
    headers: std::collections::HashMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or(Json::Null)
    }

    fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

const NEW: &str = "application/graphql-response+json";

const QUERY: &str = r#"{"query":"{ __typename }"}"#;

/// A request with headers (`name: value`, a line each).
fn request(method: &str, address: &str, headers: &str, body: impl Into<Body>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(address);
    for line in headers.lines() {
        let (name, value) = line.split_once(": ").expect("name: value");
        request = request.header(name.trim(), value);
    }
    request.body(body.into()).expect("a request")
}

/// A POST of JSON that accepts the newer media type.
fn post(body: &str) -> Request<Body> {
    request("POST", "/graphql", &format!("content-type: application/json\naccept: {NEW}"), body.to_owned())
}

#[tokio::test]
async fn each_request_gets_the_status_that_the_specification_asks_for() {
    let server = Server::start(Settings::default()).await;
    let json = "content-type: application/json";
    let both = format!("{json}\naccept: {NEW}");
    for (method, address, headers, body, status, code) in [
        ("POST", "/graphql", both.as_str(), QUERY, 200, ""),
        ("POST", "/graphql", json, QUERY, 200, ""),
        ("GET", "/graphql?query=%7B__typename%7D", "", "", 200, ""),
        ("HEAD", "/graphql?query=%7B__typename%7D", "", "", 200, ""),
        ("POST", "/graphql", &both, r#"{"query":"{"}"#, 400, "GRAPHQL_PARSE_FAILED"),
        ("POST", "/graphql", json, r#"{"query":"{"}"#, 200, "GRAPHQL_PARSE_FAILED"),
        ("POST", "/graphql", &both, r#"{"query":"{ nothingLikeThat }"}"#, 400, "GRAPHQL_VALIDATION_FAILED"),
        ("POST", "/graphql", json, r#"{"query":"{ nothingLikeThat }"}"#, 200, "GRAPHQL_VALIDATION_FAILED"),
        (
            "POST",
            "/graphql",
            &both,
            r#"{"query":"query($a: Boolean!) { __typename @skip(if: $a) }"}"#,
            400,
            "BAD_USER_INPUT",
        ),
        (
            "POST",
            "/graphql",
            json,
            r#"{"query":"query($a: Boolean!) { __typename @skip(if: $a) }"}"#,
            200,
            "BAD_USER_INPUT",
        ),
        ("POST", "/graphql", &both, r#"{"query":"{__typename}","operationName":"A"}"#, 400, "BAD_USER_INPUT"),
        ("POST", "/graphql", json, "[]", 400, "BAD_USER_INPUT"),
        ("POST", "/graphql", json, "", 400, "BAD_USER_INPUT"),
        ("GET", "/graphql", "", "", 400, "BAD_USER_INPUT"),
        ("GET", "/graphql?query=mutation%7Bx%7D", "", "", 405, "BAD_USER_INPUT"),
        ("GET", "/graphql?query=mutation+query%7Bx%7D", "", "", 405, "BAD_USER_INPUT"),
        ("GET", "/graphql?query=query+A%7Ba%7D+mutation+B%7Bx%7D&operationName=B", "", "", 405, "BAD_USER_INPUT"),
        (
            "GET",
            "/graphql?query=query+A%7Ba%7D+mutation+B%7Bx%7D&operationName=A",
            "",
            "",
            200,
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("POST", "/graphql", "content-type: text/plain", QUERY, 415, "BAD_USER_INPUT"),
        ("POST", "/graphql", "", QUERY, 415, "BAD_USER_INPUT"),
        ("POST", "/graphql", "content-type: application/json\naccept: text/html", QUERY, 406, "BAD_USER_INPUT"),
        ("PUT", "/graphql", json, QUERY, 405, "BAD_USER_INPUT"),
        ("POST", "/health/live", "", "", 405, "BAD_USER_INPUT"),
        ("GET", "/nothing", "", "", 404, "NOT_FOUND"),
        ("GET", "/health/live", "", "", 200, ""),
        ("GET", "/health/ready", "", "", 200, ""),
        ("GET", "/schema.graphql", "", "", 200, ""),
        (
            "POST",
            "/graphql",
            "content-type: application/json\nauthorization: Bearer a.b.c",
            QUERY,
            401,
            "UNAUTHENTICATED",
        ),
        ("POST", "/graphql", "content-type: application/json\nauthorization: Bearer", QUERY, 400, "UNAUTHENTICATED"),
    ] {
        let answer = server.ask(request(method, address, headers, body)).await;
        let case = format!("{method} {address} {headers:?} {body}");
        assert_eq!((answer.status, answer.code().as_str()), (status, code), "{case}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{case}");
        assert!(!answer.header("x-request-id").is_empty(), "{case}");
    }
}

#[tokio::test]
async fn the_answer_has_the_media_type_that_was_asked_for() {
    let server = Server::start(Settings::default()).await;
    let answer = server.ask(post(QUERY)).await;
    assert_eq!(answer.header("content-type"), "application/graphql-response+json; charset=utf-8");
    assert!(answer.header("vary").contains("accept-language"));
    assert_eq!(answer.json()["data"]["__typename"], "Query");
    let refused = server.ask(post("{")).await;
    assert_eq!(refused.header("content-type"), "application/graphql-response+json; charset=utf-8");
    assert!(refused.json().get("data").is_none());
}

#[tokio::test]
async fn a_body_is_read_no_further_than_the_limit() {
    let settings = Settings { body_limit: Some("64KiB".parse().expect("a size")), ..Settings::default() };
    let server = Server::start(settings).await;
    let sent = std::sync::Arc::new(AtomicUsize::new(0));
    let counter = sent.clone();
    let endless = stream::repeat_with(move || {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok::<_, Infallible>(vec![b' '; 1024])
    });
    let request = request("POST", "/graphql", "content-type: application/json", Body::from_stream(endless));
    let answer = server.ask(request).await;
    assert_eq!((answer.status, answer.code().as_str()), (413, "DOCUMENT_TOO_COMPLEX"));
    assert_eq!(sent.load(Ordering::Relaxed), 65);
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_not_waited_for() {
    let settings = Settings { request_timeout: Some("50ms".parse().expect("a time")), ..Settings::default() };
    let server = Server::start(settings).await;
    let never = Body::from_stream(stream::pending::<Result<Vec<u8>, Infallible>>());
    let answer = server.ask(request("POST", "/graphql", "content-type: application/json", never)).await;
    assert_eq!((answer.status, answer.code().as_str()), (408, "UNAVAILABLE"));
}

#[tokio::test]
async fn requests_keep_their_id_and_their_language() {
    let server = Server::start(Settings::default()).await;
    let answer = server.ask(request("GET", "/x", "x-request-id: mine\naccept-language: en", "")).await;
    assert_eq!(answer.header("x-request-id"), "mine");
    assert!(answer.json()["errors"][0]["message"].as_str().expect("words").starts_with("There is nothing"));
    let answer = server.ask(request("GET", "/x", "x-request-id: not mine", "")).await;
    assert_eq!(answer.header("x-request-id").len(), 36);
    assert!(answer.json()["errors"][0]["message"].as_str().expect("words").starts_with("Det finns inget"));
}

#[tokio::test]
async fn the_development_sign_in_is_for_development() {
    let paths = ["authorize", "token", "jwks", ".well-known/openid-configuration", "end-session", "style.css"];
    for (dev, status) in [(true, [400, 405, 200, 200, 200, 200]), (false, [404; 6])] {
        let server = Server::start(Settings { dev: Some(dev), ..Settings::default() }).await;
        for (path, expected) in paths.into_iter().zip(status) {
            let answer = server.ask(request("GET", &format!("/development/{path}"), "host: 127.0.0.1:8080", "")).await;
            assert_eq!(answer.status, expected, "{path} with dev: {dev}");
        }
    }
}

#[tokio::test]
async fn a_body_that_stops_ends_a_request_that_has_no_limit_of_its_own() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let settings = Settings { dev: Some(true), request_timeout: "100ms".parse().ok(), ..Settings::default() };
    let server = Server::start(settings.clone()).await;
    let http = Config::new(settings).expect("settings").http;
    let routes = server.routes.clone();
    tokio::spawn(super::serve::serve(listener, routes, http, Duration::ZERO, std::future::pending()));
    let mut stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
    let head = "POST /development/token HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\
                content-type: application/x-www-form-urlencoded\r\n\r\ngrant";
    stream.write_all(head.as_bytes()).await.expect("it is sent");
    let mut answer = String::new();
    let ended = tokio::time::timeout(Duration::from_secs(60), stream.read_to_string(&mut answer)).await;
    ended.expect("it ends").expect("it is text");
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[tokio::test]
async fn the_metrics_are_told_where_they_belong() {
    let told = async |settings: Settings, header: &str| {
        let server = Server::start(settings).await;
        server.ask(request("GET", "/metrics", header, "")).await.status
    };
    let own = "127.0.0.1:9".parse().ok();
    assert_eq!(told(Settings::default(), "").await, 200);
    assert_eq!(told(Settings::default(), "x-forwarded-for: 192.0.2.1").await, 404);
    assert_eq!(told(Settings { listen: "0.0.0.0:8080".parse().ok(), ..Settings::default() }, "").await, 404);
    assert_eq!(told(Settings { metrics_listen: own, ..Settings::default() }, "").await, 404);
    let proxies = Some(vec!["10.0.0.1".parse().expect("a network")]);
    assert_eq!(told(Settings { trusted_proxies: proxies, ..Settings::default() }, "").await, 404);
}

#[tokio::test]
async fn whoever_finds_a_weakness_learns_whom_to_tell() {
    let file = || request("GET", "/.well-known/security.txt", "", "");
    assert_eq!(Server::start(Settings::default()).await.ask(file()).await.status, 404);
    let contacts = ["mailto:security@example.org", "https://example.org/security"];
    let settings = Settings {
        security_contact: Some(contacts.map(|contact| contact.parse().expect("an address")).to_vec()),
        security_expires: "2027-06-30T00:00:00Z".parse().ok(),
        security_policy: "https://example.org/policy".parse().ok(),
        public_url: Some("https://api.example.org".parse().expect("an address")),
        ..Settings::default()
    };
    let answer = Server::start(settings.clone()).await.ask(file()).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/plain; charset=utf-8"));
    assert_eq!(
        String::from_utf8(answer.body).expect("text"),
        "Contact: mailto:security@example.org\n\
         Contact: https://example.org/security\n\
         Expires: 2027-06-30T00:00:00Z\n\
         Policy: https://example.org/policy\n\
         Preferred-Languages: sv, en\n\
         Canonical: https://api.example.org/.well-known/security.txt\n"
    );
    let half = Config::new(Settings { security_expires: None, ..settings }).expect_err("it says no end");
    assert_eq!(half.to_string(), "security_contact and security_expires belong together: set both, or neither");
}

#[tokio::test]
async fn a_client_learns_where_to_sign_in() {
    let issuers = r#"[{"url": "https://id.example.org", "audiences": ["api"], "organisation": "mdu"}]"#;
    let server = Server::start(Settings {
        issuers: Some(issuers.parse().expect("issuers")),
        public_url: Some("https://api.example.org".parse().expect("an address")),
        ..Settings::default()
    })
    .await;
    let refused =
        server.ask(request("POST", "/graphql", "content-type: application/json\nauthorization: Bearer x", QUERY));
    assert_eq!(
        refused.await.header("www-authenticate"),
        "Bearer resource_metadata=\"https://api.example.org/.well-known/oauth-protected-resource\", \
         error=\"invalid_token\", error_description=\"The token is malformed.\""
    );
    let metadata = server.ask(request("GET", "/.well-known/oauth-protected-resource", "", "")).await.json();
    assert_eq!(
        metadata,
        serde_json::json!({
            "resource": "https://api.example.org",
            "resource_name": "Samhällskontraktet",
            "authorization_servers": ["https://id.example.org"],
            "bearer_methods_supported": ["header"],
        })
    );
}

#[tokio::test]
async fn other_origins_may_call_only_where_a_setting_says_so() {
    let preflight = || {
        let headers = "origin: https://a.example\naccess-control-request-method: POST";
        request("OPTIONS", "/graphql", headers, "")
    };
    let closed = Server::start(Settings::default()).await;
    let answer = closed.ask(preflight()).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (405, ""));
    let origins = vec!["https://a.example".parse().expect("an origin")];
    let open = Server::start(Settings { cors_origins: Some(origins), ..Settings::default() }).await;
    let answer = open.ask(preflight()).await;
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (200, "https://a.example"));
    assert!(answer.header("access-control-allow-headers").contains("authorization"));
    let answer = open.ask(request("GET", "/health/live", "origin: https://b.example", "")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn the_schema_is_sent_once() {
    let server = Server::start(Settings::default()).await;
    let first = server.ask(request("GET", "/schema.graphql", "accept-encoding: gzip", "")).await;
    assert_eq!((first.status, first.header("content-encoding")), (200, "gzip"));
    let tag = first.header("etag").to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}")] {
        let again = server.ask(request("GET", "/schema.graphql", &format!("if-none-match: {known}"), "")).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{known}");
    }
    assert_eq!(crate::graphql::sdl().as_bytes(), server.ask(request("GET", "/schema.graphql", "", "")).await.body);
}
