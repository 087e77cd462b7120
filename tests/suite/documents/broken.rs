//! Uploads that break off between their bytes and their row.

use api::documents::{Announced, Expected, Kept, begin, keep};
use axum::body::Body;
use chrono::TimeDelta;
use futures_util::StreamExt;
use serde_json::json;
use std::sync::Arc;
use tests::app::App;
use tower::ServiceExt;
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

/// A place is for whoever sends: one caller takes not all of them, and nobody keeps one with a byte now and then.
#[tokio::test]
async fn a_caller_uploads_so_many_documents_at_a_time() {
    let app = App::seeded().await;
    let editor = communicator(&app);
    let other = app.signed_in(&[Role::Administrator], UNIVERSITY, "pia");
    let (one, two, three) =
        (written(&editor, json!({})).await, written(&editor, json!({})).await, written(&editor, json!({})).await);
    let under_way = |id: &str| {
        let (begun, begins) = tokio::sync::oneshot::channel();
        let mut begun = Some(begun);
        let pieces = futures_util::stream::iter(0..).then(move |number| {
            // it is asked for when the place is taken
            begun.take().filter(|_| number == 0).map(|begun| begun.send(()).ok());
            async move {
                if number > 0 {
                    std::future::pending::<()>().await;
                }
                Ok::<_, std::io::Error>("text")
            }
        });
        let put = request(&editor, Method::PUT, &format!("/documents/{id}"))
            .header("content-type", "text/plain")
            .header("if-none-match", "*");
        let put = put.body(Body::from_stream(pieces)).expect("a request");
        let router = app.router.clone();
        (tokio::spawn(async move { router.oneshot(put).await }), begins)
    };
    let uploads = [under_way(&one), under_way(&two)];
    for (_, begins) in uploads {
        begins.await.expect("it begins");
    }
    let over = first(&editor, &three, "text/plain", "text").await;
    assert_eq!((over.status.as_u16(), text(&over, "retry-after")), (429, "5"), "{}", over.text);
    assert!(message(&over).contains("redan upp 2 dokument"), "{}", over.text);
    assert_eq!(first(&other, &three, "text/plain", "text").await.status, 201);
}

#[tokio::test]
async fn a_byte_now_and_then_is_no_upload() {
    let limit = "1s".parse().expect("a time");
    let app =
        App::seeded().await.beside(api::config::Settings { request_timeout: Some(limit), ..Default::default() }).await;
    let editor = communicator(&app);
    let id = written(&editor, json!({})).await;
    let bytes = futures_util::stream::iter(0..10_000).then(async |_| {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        Ok::<_, std::io::Error>("x")
    });
    let slow = first(&editor, &id, "text/plain", Body::from_stream(bytes)).await;
    assert_eq!(slow.status, 408, "{}", slow.text);
    nothing_is_left_but(&app, 0).await;
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
