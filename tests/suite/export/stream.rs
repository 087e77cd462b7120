//! How a file is told: page by page, at the pace of whoever reads it, and as a whole or not at all.

use std::time::Duration;

use api::config::Span;
use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use tests::rows::{execute, key_id};
use tower::ServiceExt;

use super::*;

/// Begins to read a file.
async fn begun(app: &App, caller: &Caller<'_>, path: &str) -> BodyDataStream {
    let request = caller.request(Method::GET, path).body(Body::empty()).expect("a request");
    let response = app.router.clone().oneshot(request).await.expect("the router answers");
    assert_eq!(response.status(), StatusCode::OK);
    response.into_body().into_data_stream()
}

/// Waits until the server has nothing to do: no statement for a while.
async fn until_quiet(app: &App) -> u64 {
    let mut before = app.store.statements();
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let now = app.store.statements();
        if now == before {
            return now;
        }
        before = now;
    }
}

#[tokio::test]
async fn all_pages_are_told_each_row_once() {
    for number in [99, 100, 101, 250] {
        let app = with_organisations(Settings::default(), number).await;
        let told = ids(&rows(&app.anonymous(), "organisations", &[]).await);
        let expected: Vec<_> = (0..number).map(|number| key_id("organisation", id(1000 + number as u128))).collect();
        assert_eq!(told, expected);
        assert_eq!(table(&app.anonymous(), "organisations", &[], b';').await.len(), number + 1);
        let by_name = [("orderBy", r#"[{"field":"NAME","direction":"DESC"}]"#)];
        let told = rows(&app.anonymous(), "organisations", &by_name).await;
        assert_eq!(ids(&told).into_iter().collect::<BTreeSet<_>>(), expected.into_iter().collect());
        assert_eq!(told.len(), number);
    }
}

/// What an answer may cost is for what callers ask; an export costs what it costs.
#[tokio::test]
async fn no_limit_of_cost_cuts_an_export_short() {
    let settings = Settings { max_cost: std::num::NonZeroU64::new(1), ..Settings::default() };
    let app = with_organisations(settings, 150).await;
    assert_eq!(rows(&app.anonymous(), "organisations", &[]).await.len(), 150);
    let (code, _) = app.anonymous().error("{ organisations(first: 100) { nodes { id } } }", Json::Null).await;
    assert_eq!(code, "DOCUMENT_TOO_COMPLEX");
}

/// Who does not read on has no more asked for than the next page, and who hangs up nothing.
#[tokio::test]
async fn no_more_is_asked_for_than_is_read() {
    let app = with_organisations(Settings::default(), 2000).await;
    let anybody = app.anonymous();
    let before = app.store.statements();
    rows(&anybody, "organisations", &[]).await;
    let all = app.store.statements() - before;
    let before = until_quiet(&app).await;
    let mut file = begun(&app, &anybody, "/export/organisations.jsonl").await;
    let first = file.next().await.expect("a piece").expect("it comes");
    assert_eq!(first.iter().filter(|byte| **byte == b'\n').count(), 100);
    let some = until_quiet(&app).await - before;
    assert!(some <= all / 4, "{some} statements of {all}");
    drop(file);
    assert_eq!(until_quiet(&app).await - before, some);
}

/// Waiting readers hold no connection to the database.
#[tokio::test]
async fn who_reads_slowly_keeps_nobody_waiting() {
    let settings = Settings {
        database_connections: std::num::NonZeroU32::new(2),
        database_acquire_timeout: Some(Span(Duration::from_secs(5))),
        exports_per_caller: std::num::NonZeroU32::new(8),
        ..Settings::default()
    };
    let app = with_organisations(settings, 500).await;
    let mut readers = vec![];
    for _ in 0..8 {
        let mut file = begun(&app, &app.anonymous(), "/export/organisations.csv").await;
        file.next().await.expect("a piece").expect("it comes");
        readers.push(file);
    }
    let counted = app.anonymous().data("{ organisations { totalCount } }", Json::Null).await;
    assert_eq!(counted["organisations"]["totalCount"], 500);
    for reader in readers {
        let pieces: Vec<_> = reader.collect().await;
        assert!(pieces.len() == 4 && pieces.iter().all(Result::is_ok), "{pieces:?}");
    }
}

/// What one does not read keeps none of the others from theirs.
#[tokio::test]
async fn a_caller_reads_so_many_exports_at_a_time() {
    let settings = Settings { exports_per_caller: std::num::NonZeroU32::new(2), ..Settings::default() };
    let app = App::seeded().await.beside(settings).await;
    let (member, other) = (app.as_member(), app.as_administrator());
    let path = "/export/organisations.csv";
    let mut readers = vec![begun(&app, &member, path).await, begun(&app, &member, "/export/news.jsonl").await];
    let over = member.clone().reading("en").get(path).await;
    assert_eq!(over.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(over.text.contains("2 exports already") && over.text.contains("RATE_LIMITED"), "{}", over.text);
    assert!(over.headers.contains_key("retry-after"));
    assert_eq!(other.get(path).await.status, StatusCode::OK);
    assert_eq!(app.anonymous().get(path).await.status, StatusCode::OK);
    // the place is free when the file was read, and when the reader has gone
    let whole: Vec<_> = readers.pop().expect("a reader").collect().await;
    assert!(whole.iter().all(Result::is_ok));
    readers.push(begun(&app, &member, path).await);
    assert_eq!(member.get(path).await.status, StatusCode::TOO_MANY_REQUESTS);
    drop(readers);
    assert_eq!(member.get(path).await.status, StatusCode::OK);
}

/// A file that cannot be told as a whole breaks off: it does not look as if that were all.
#[tokio::test]
async fn what_fails_on_the_way_breaks_the_file_off() {
    let app = App::seeded().await;
    organisations(&app, (0..450).map(|number| format!("Organisation {number}"))).await;
    let member = app.as_member();
    for extension in ["csv", "jsonl"] {
        let mut file = begun(&app, &member, &format!("/export/organisations.{extension}")).await;
        file.next().await.expect("a piece").expect("it comes");
        until_quiet(&app).await;
        execute(&app, "UPDATE person SET blocked_at = created_at WHERE name = 'Christina Klang'").await;
        let rest: Vec<_> = file.collect().await;
        // the page that was read before is told
        assert!(matches!(&rest[..], [Ok(_), Err(_)]), "{extension}: {rest:?}");
        assert_eq!(member.get("/export/organisations.csv").await.status, StatusCode::FORBIDDEN);
        execute(&app, "UPDATE person SET blocked_at = NULL WHERE name = 'Christina Klang'").await;
    }
    assert_eq!(rows(&member, "organisations", &[]).await.len(), 453);
}

/// What was read before is still there after an export, and nothing of the export is.
#[tokio::test]
async fn an_export_takes_no_room_from_what_is_kept() {
    let app = with_organisations(Settings::default(), 300).await;
    let anybody = app.anonymous();
    anybody.data("{ organisations(first: 5) { nodes { name people { nodes { name } } } } }", Json::Null).await;
    let held = async || {
        let metrics = anybody.get("/metrics").await.text;
        let lines =
            metrics.lines().filter(|line| line.starts_with("cache_bytes") || line.starts_with("cache_evictions"));
        lines.map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let before = held().await;
    assert!(before.len() >= 3, "{before:?}");
    rows(&anybody, "organisations", &[]).await;
    assert_eq!(held().await, before);
}
