//! The server is killed in the middle of an upload.

use std::time::Duration;

use api::clock::Clock;
use reqwest::Client;
use sea_orm::{ConnectionTrait, Database as Connection};
use serde_json::{Value as Json, json};
use tests::app::UNIVERSITY;
use tests::database::Database;
use tests::issuer::{AUDIENCE, TestIssuer};
use tests::process::Process;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

use super::files_in;

fn token() -> String {
    let now = Clock::system().now().timestamp();
    TestIssuer::get().token(&json!({
        "iss": TestIssuer::get().url, "aud": AUDIENCE, "sub": "eva", "client_id": "web", "name": "Test Person",
        "iat": now, "exp": now + 3600, "roles": ["COMMUNICATOR"], "organisation": UNIVERSITY,
    }))
}

/// Waits for what comes sooner or later.
async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..3000 {
        if is_so() {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("{what}: it does not come");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_had_come_when_the_server_was_killed_is_swept_away_by_the_next() {
    let database = Database::new().await;
    let folder = database.folder.join("uploads");
    let place = folder.to_str().expect("a path").to_owned();
    let settings = ["--documents", place.as_str(), "--log", "warn,samhallskontraktet=info"];
    let mut server = Process::serve(&database, &settings).await;
    let create = "mutation { createDocument(input: { title: { sv: \"Plan\" }, kind: OTHER }) { document { id } } }";
    let made = Client::new().post(format!("{}/graphql", server.url)).bearer_auth(token());
    let made = made.header("content-type", "application/json").body(json!({ "query": create }).to_string());
    let made = made.send().await.expect("an answer").text().await.expect("a text");
    let made: Json = serde_json::from_str(&made).expect("JSON");
    let id = made["data"]["createDocument"]["document"]["id"].as_str().unwrap_or_else(|| panic!("{made}"));

    let mut upload = TcpStream::connect(server.url.trim_start_matches("http://")).await.expect("it listens");
    let head = format!(
        "PUT /documents/{id} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: text/plain\r\n\
         if-none-match: *\r\ncontent-length: 100000000\r\n\r\n",
        token()
    );
    upload.write_all(head.as_bytes()).await.expect("it is read");
    upload.write_all(&vec![b'a'; 3_000_000]).await.expect("it is read");
    until("some of it is stored", || !files_in(&folder).is_empty()).await;
    server.kill();
    assert!(!files_in(&folder).is_empty(), "nothing was left behind");

    // nobody waits for an hour here
    let db = Connection::connect(&database.url).await.expect("the database opens");
    let aged = db.execute_unprepared("UPDATE stray_object SET since = '2026-01-01T00:00:00+00:00'").await;
    assert_eq!(aged.expect("the SQL is right").rows_affected(), 1);
    let server = Process::serve(&database, &settings).await;
    until("it is swept away", || files_in(&folder).is_empty()).await;
    drop(server);
    let left = db.execute_unprepared("DELETE FROM stray_object").await.expect("the SQL is right").rows_affected();
    assert!(left <= 1, "the row goes after the bytes");
    db.close().await.expect("it closes");
}
