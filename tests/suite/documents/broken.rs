//! Uploads that break off between their bytes and their row.

use api::documents::{Announced, Expected, Kept, begin, keep};
use axum::body::Body;
use chrono::TimeDelta;
use serde_json::json;
use std::sync::Arc;
use tests::app::App;
use uuid::Uuid;

use super::*;

fn anything() -> Expected {
    Arc::new(|_| true)
}

/// The key of the document.
async fn key(app: &App) -> Uuid {
    let id = written(&communicator(app), json!({})).await;
    id.parse::<type_safe_id::TypeSafeId<type_safe_id::DynamicType>>().expect("an id").uuid()
}

#[tokio::test]
async fn bytes_without_a_row_are_swept_away_and_cannot_get_one_any_more() {
    let app = App::seeded().await;
    let document = key(&app).await;
    let token = communicator(&app).token().expect("a token").to_owned();
    let actor = app.actor(&token).await.expect("they are let in");
    let sweep = async || app.state.documents.sweep(&app.store, &app.clock).await.expect("it sweeps");
    let announced = Announced { media_type: "text/plain".to_owned(), length: None, sha256: None };
    let mut received = vec![];
    for place in ["aa/first", "bb/second"] {
        let begun = begin(&app.store, actor.clone(), &app.clock, (document, anything()), place).await;
        assert_eq!(begun.expect("it begins"), Ok(()));
        let came = app.state.documents.receive(place, Body::from("text"), &announced).await.expect("it comes");
        received.push((place, came));
    }
    // of a third, not all has come
    let begun = begin(&app.store, actor.clone(), &app.clock, (document, anything()), "cc/third").await;
    assert_eq!(begun.expect("it begins"), Ok(()));
    let folder = Path::new(&app.config.documents.place.to_string()).join("cc");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("third#1"), "te").expect("a file");
    assert_eq!(files(&app).len(), 3);

    // nothing is swept away while an upload can be under way
    assert_eq!(sweep().await, 0);
    app.clock.advance(TimeDelta::minutes(64));
    assert_eq!(sweep().await, 0);
    let kept = |(place, received): (&str, _)| Kept {
        key: place.to_owned(),
        media_type: "text/plain".to_owned(),
        file_name: None,
        received,
    };
    let mut received = received.into_iter();
    let to = (document, anything());
    let first = keep(&app.store, actor.clone(), &app.clock, to, kept(received.next().expect("one"))).await;
    assert_eq!(first.expect("it is kept"), Ok(1));
    app.clock.advance(TimeDelta::minutes(2));
    assert_eq!(sweep().await, 2);
    nothing_is_left_but(&app, 1).await;
    let late = keep(&app.store, actor, &app.clock, (document, anything()), kept(received.next().expect("one"))).await;
    assert!(late.is_err());
    let counted = communicator(&app).data("{ documentVersions { totalCount } }", json!({})).await;
    assert_eq!(counted["documentVersions"]["totalCount"], 1);
    assert_eq!(sweep().await, 0);
}
