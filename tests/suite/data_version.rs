//! The data version: a read that begins after a write was acknowledged learns of it, on every node, at next to no cost.

use api::store::DataVersion;
use futures_util::future::join_all;
use serde_json::json;
use tests::app::App;
use tests::database::backend;
use tests::rows::{insert, row};

async fn version(app: &App) -> DataVersion {
    app.store.version().await.expect("a version")
}

/// Writes by the API.
async fn write(app: &App, slug: &str) {
    let input = json!({ "slug": slug, "name": "n", "sector": "OTHER" });
    app.as_administrator().call("createOrganisation", "", input).await.done();
}

#[tokio::test]
async fn every_node_learns_of_a_write_at_once() {
    let app = App::seeded().await;
    let other = app.beside(Default::default()).await;
    app.as_administrator().data("{ viewer { isAuthenticated } }", serde_json::Value::Null).await;
    let mut known = vec![version(&app).await];
    assert_eq!(version(&other).await, known[0]);
    for place in 0..20 {
        let (writer, reader) = if place % 2 == 0 { (&app, &other) } else { (&other, &app) };
        write(writer, &format!("o{place}")).await;
        let read = version(reader).await;
        assert!(!known.contains(&read), "a write is not learned of");
        assert_eq!(version(writer).await, read);
        known.push(read);
    }
}

#[tokio::test]
async fn what_is_filled_in_beside_the_log_counts_too() {
    let app = App::seeded().await;
    let other = app.beside(Default::default()).await;
    let before = version(&app).await;
    let set = [("slug", "o".into()), ("sector", "OTHER".into())];
    insert::<entity::organisation::Entity>(&other, vec![row::<entity::organisation::Entity>(&other, &set)]).await;
    assert_ne!(version(&app).await, before);
}

#[tokio::test]
async fn what_has_not_changed_is_not_read_again() {
    let app = App::seeded().await;
    write(&app, "o").await;
    let first = version(&app).await;
    let before = app.store.statements();
    for _ in 0..100 {
        assert_eq!(version(&app).await, first);
    }
    let statements = app.store.statements() - before;
    assert_eq!(statements, if backend() == "sqlite" { 0 } else { 100 });
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_wait_share_a_read() {
    let app = App::seeded().await;
    let before = app.store.statements();
    join_all((0..200).map(|_| version(&app))).await;
    let statements = app.store.statements() - before;
    // how many come before each read begins is the scheduler's affair
    assert!(statements <= 20, "{statements} statements for 200 who ask at once");
}
