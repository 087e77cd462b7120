//! Limits, and requests that cannot be right.

use std::time::Duration;

use api::config::{Settings, Size, Span};
use axum::body::Bytes;
use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::stream;
use serde_json::json;
use tests::app::App;

use super::*;

async fn small() -> App {
    let settings = Settings {
        document_limit: Some(Size(1000)),
        request_timeout: Some(Span(Duration::from_secs(1))),
        ..Settings::default()
    };
    let app = App::with(settings).await;
    api::content::seed(&app.store, &app.clock).await.expect("the first content fits");
    app
}

/// A body of these pieces, whose size nobody tells ahead.
fn pieces(pieces: Vec<Result<Bytes, std::io::Error>>) -> Body {
    Body::from_stream(stream::iter(pieces))
}

#[tokio::test]
async fn what_is_too_large_is_refused_as_soon_as_that_is_known() {
    let app = small().await;
    let editor = communicator(&app);
    let id = written(&editor, json!({})).await;
    assert_eq!(first(&editor, &id, "text/plain", "a".repeat(1000)).await.status, 201);
    let id = written(&editor, json!({})).await;
    let path = format!("/documents/{id}");
    let told = [("content-type", "text/plain"), ("if-none-match", "*"), ("content-length", "1001")];
    // a body that says how large it is need not come
    let never = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
    let answer = put(&editor, &path, &told, never).await;
    assert_eq!(answer.status, 413);
    assert!(message(&answer).contains("1000"), "{}", answer.text);
    let some = || Ok(Bytes::from(vec![b'a'; 400]));
    let endless = Body::from_stream(stream::repeat_with(some as fn() -> Result<Bytes, std::io::Error>));
    assert_eq!(first(&editor, &id, "text/plain", endless).await.status, 413);
    nothing_is_left_but(&app, 1).await;
}

#[tokio::test]
async fn whoever_stops_sending_is_cut_off_and_leaves_nothing() {
    let app = small().await;
    let editor = communicator(&app);
    let id = written(&editor, json!({})).await;
    let begun = stream::iter([Ok::<_, std::io::Error>(Bytes::from("Början"))]);
    let stalled = Body::from_stream(futures_util::StreamExt::chain(begun, stream::pending()));
    let answer = first(&editor, &id, "text/plain", stalled).await;
    assert_eq!(answer.status, 408, "{}", answer.text);
    let broken = pieces(vec![Ok(Bytes::from("Början")), Err(std::io::Error::other("gone"))]);
    assert_eq!(first(&editor, &id, "text/plain", broken).await.status, 400);
    nothing_is_left_but(&app, 0).await;
    let in_pieces = pieces(vec![Ok(Bytes::from_static(b"Sm\xC3")), Ok(Bytes::new()), Ok(Bytes::from_static(b"\xB6r"))]);
    assert_eq!(first(&editor, &id, "text/plain", in_pieces).await.status, 201);
    assert_eq!(get(&editor, &format!("/documents/{id}"), &[]).await.text, "Smör");
}

#[tokio::test]
async fn what_cannot_be_right_is_refused() {
    let app = small().await;
    let editor = communicator(&app);
    let id = written(&editor, json!({})).await;
    let path = format!("/documents/{id}");
    let plain = [("content-type", "text/plain"), ("if-none-match", "*")];
    let digest = |of: &[u8]| format!("sha-256=:{}:", STANDARD.encode(of));
    let wrong = digest(&[7; 32]);
    let short = digest(&[7; 31]);
    for (name, value) in [
        ("content-encoding", "gzip"),
        ("content-range", "bytes 0-3/4"),
        ("content-digest", "sha-256=:nonsense"),
        ("content-digest", "sha-256=x"),
        ("content-digest", &short),
        ("content-digest", &wrong),
    ] {
        let answer = put(&editor, &path, &[&plain[..], &[(name, value)]].concat(), "text").await;
        assert_eq!(answer.status, 400, "{name}: {value}: {}", answer.text);
    }
    assert_eq!(put(&editor, &path, &plain, "").await.status, 400);
    for (name, status) in [("if-match", 428), ("if-none-match", 428)] {
        let headers = [plain[0], (if name == "if-match" { "x-nothing" } else { name }, "\"x\"")];
        assert_eq!(put(&editor, &path, &headers, "text").await.status, status, "{name}");
    }
    for name in [
        "",
        "a%2Fb",
        "a%5Cb",
        ".hidden",
        "a%00b",
        "a%0Ab",
        &"a".repeat(201),
        "run.exe",
        "run.BAT",
        "a%E2%80%AEtxt.md",
        "con",
    ] {
        let answer = put(&editor, &format!("{path}?fileName={name}"), &plain, "text").await;
        assert_eq!(answer.status, 400, "{name:?}: {}", answer.text);
    }
    nothing_is_left_but(&app, 0).await;
    // SHA-256 of "text"
    let right = "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1";
    let right: Vec<u8> = (0..32).map(|at| u8::from_str_radix(&right[2 * at..2 * at + 2], 16).expect("hex")).collect();
    let value = format!("md5=:x:, {}", digest(&right));
    let answer = put(&editor, &path, &[&plain[..], &[("content-digest", &value)]].concat(), "text").await;
    assert_eq!(answer.status, 201, "{}", answer.text);
}
