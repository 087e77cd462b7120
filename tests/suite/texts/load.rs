//! Requests that take long, and answers that are large.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

use api::config::{Room, Settings, Size, Span};
use tests::rows::execute;

use super::*;

/// Thirty times the bodies of all news.
fn aliases(field: &str) -> String {
    let fields: String = (0..30).map(|n| format!("a{n}: {field} ")).collect();
    format!("{{ news(first: 100) {{ nodes {{ {fields} }} }} }}")
}

/// News whose bodies were kept before nesting was bounded.
async fn nested(app: &App, number: usize) {
    for n in 0..number {
        let id = published(app, &format!("Nyhet {n}"), "Text").await;
        assert!(!id.is_empty());
    }
    let bodies =
        [">".repeat(20_000), "*a **a ".repeat(2_800), "<b title=x>a<p>".repeat(1_300), "- ".repeat(9_999) + "a"];
    for (n, body) in bodies.iter().enumerate() {
        let sql = format!("UPDATE news SET body_sv = {} WHERE title_sv LIKE 'Nyhet%{n}'", quoted(body));
        execute(app, &sql).await;
    }
}

#[tokio::test]
async fn what_was_nested_before_is_answered_soon_and_once() {
    let app = App::seeded().await;
    nested(&app, 4).await;
    let begun = Instant::now();
    let answer = app.anonymous().data(&aliases("bodyHtml"), json!({})).await;
    let nodes = answer["news"]["nodes"].as_array().expect("a list");
    let deep =
        nodes.iter().filter(|node| node["a0"].as_str().is_some_and(|html| html.starts_with("<p>&gt;&gt;"))).count();
    assert_eq!(deep, 1);
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
    // what was rendered once for a version of a text is not rendered again
    let misses = async || {
        let metrics = app.anonymous().get("/metrics").await.text;
        let line = metrics.lines().find(|line| line.starts_with("cache_misses_total{floor=\"html\"}")).expect("a line");
        line.rsplit(' ').next().expect("a number").to_owned()
    };
    let before = misses().await;
    app.anonymous().data("{ news { nodes { bodyHtml } } }", json!({})).await;
    assert_eq!(misses().await, before);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_refused() {
    let app = App::seeded().await;
    published(&app, "Lång", &"ord ".repeat(4_000)).await;
    let settings = Settings { answer_limit: Some(Size(100_000)), ..Settings::default() };
    let small = app.beside(settings).await;
    for field in ["body", "bodyHtml"] {
        assert_eq!(app.anonymous().run(&aliases(field), json!({})).await.status, 200);
        let answer = small.anonymous().reading("en").run(&aliases(field), json!({})).await;
        assert_eq!(answer.status, 400, "{:.200}", answer.text);
        let error = &answer.body["errors"][0];
        assert_eq!(error["extensions"]["code"], "DOCUMENT_TOO_COMPLEX", "{error}");
        assert!(error["message"].as_str().is_some_and(|said| said.contains("100000")), "{error}");
        assert!(answer.text.len() < 1_000);
    }
    let few = small.anonymous().data("{ news(first: 1) { nodes { body } } }", json!({})).await;
    assert!(few["news"]["nodes"][0]["body"].is_string());
}

/// A request of many fields, resolved at a stretch: nothing of it waits for anything.
fn many_fields() -> String {
    let fields: String = (0..30).map(|n| format!("a{n}: label ")).collect();
    format!("{{ agendaGoals {{ targets {{ {fields} goal {{ {} }} }} }} }}", fields.replace("label", "name"))
}

#[tokio::test]
async fn others_are_answered_while_a_request_is_resolved() {
    let app = App::seeded().await;
    let off = Some(Room(0));
    let app = app.beside(Settings { cache_answers: off, ..Settings::default() }).await;
    let is_done = AtomicBool::new(false);
    let heavy = async {
        let answer = app.anonymous().run(&many_fields(), json!({})).await;
        is_done.store(true, SeqCst);
        answer.status
    };
    let others = async {
        let mut answered = 0;
        while !is_done.load(SeqCst) {
            assert_eq!(app.anonymous().get("/health/live").await.status, 200);
            answered += 1;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        answered
    };
    let (status, answered) = tokio::join!(heavy, others);
    assert_eq!(status, 200);
    assert!(answered > 3, "{answered} were answered meanwhile");
}

#[tokio::test]
async fn a_request_that_is_over_its_time_stops_wherever_it_is() {
    let app = App::seeded().await;
    let limit = Some(Span(Duration::from_millis(15)));
    let app =
        app.beside(Settings { request_timeout: limit, cache_answers: Some(Room(0)), ..Settings::default() }).await;
    let begun = Instant::now();
    let (code, message) = app.anonymous().reading("en").error(&many_fields(), json!({})).await;
    assert_eq!(code, "UNAVAILABLE", "{message}");
    assert!(message.contains("longer than"), "{message}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}
