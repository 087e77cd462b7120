//! What is told of a budget: by headers, and by `rateLimit`, which is nobody else's answer.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;

use super::*;

const FIELD: &str = "{ rateLimit { cost limit remaining resetAt } organisations { nodes { slug } } }";

#[tokio::test]
async fn the_field_says_what_the_headers_and_the_cost_say() {
    let app = App::seeded().await.beside(limited(1000, 500)).await;
    for (caller, limit) in [(app.as_member(), 1000), (app.anonymous(), 500)] {
        let body = json!({ "query": FIELD }).to_string();
        let request = caller.request(Method::POST, "/graphql/cost").body(Body::from(body)).expect("a request");
        let cost = caller.send(request).await.body["cost"].as_u64().expect("a cost");
        for times in 1..=3 {
            let answer = caller.run(FIELD, Json::Null).await;
            let shown = &answer.body["data"]["rateLimit"];
            let (remaining, seconds) = left(&answer);
            assert_eq!(remaining, limit - cost * times);
            assert_eq!(
                [&shown["cost"], &shown["limit"], &shown["remaining"]],
                [cost, limit, remaining].map(Json::from).each_ref()
            );
            let reset_at: DateTime<Utc> = shown["resetAt"].as_str().expect("a moment").parse().expect("a moment");
            let full_in = (reset_at - app.clock.now()).num_milliseconds();
            assert_eq!(full_in, i64::try_from((limit - remaining) * 60_000 / limit).expect("milliseconds"));
            assert_eq!(seconds, full_in.cast_unsigned().div_ceil(1000));
        }
    }
}

/// Those who ask the same at once are told the same, but not of their budgets.
#[tokio::test]
async fn an_answer_that_tells_of_a_budget_is_one_callers_and_told_once() {
    let app = App::seeded().await.beside(limited(0, 10_000)).await;
    let anybody = app.anonymous();
    let answers = join_all((0..20).map(|_| anybody.run(FIELD, Json::Null))).await;
    let mut seen = BTreeSet::new();
    for answer in &answers {
        let data = &answer.body["data"];
        assert_eq!(data["organisations"], answers[0].body["data"]["organisations"]);
        let remaining = data["rateLimit"]["remaining"].as_u64().expect("a number");
        assert_eq!(remaining, left(answer).0);
        seen.insert(remaining);
    }
    assert_eq!(seen.len(), answers.len(), "each has another charge: {seen:?}");
    let next = anybody.run(FIELD, Json::Null).await;
    assert!(seen.iter().all(|remaining| *remaining > left(&next).0));
}

#[tokio::test]
async fn who_has_an_answer_already_is_charged_and_told() {
    let app = App::seeded().await.beside(limited(0, 1000)).await;
    let anybody = app.anonymous();
    let first = anybody.get(&query(PAGE)).await;
    let tag = first.headers["etag"].to_str().expect("a tag");
    let request = anybody.request(Method::GET, &query(PAGE)).header("if-none-match", tag);
    let again = anybody.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!((left(&first).0, left(&again).0), (973, 946));
}

#[tokio::test]
async fn pages_of_other_origins_may_read_the_headers() {
    let origins = Some(vec!["https://intranet.example.org".parse().expect("an origin")]);
    let app = App::with(Settings { cors_origins: origins, ..limited(0, 30) }).await;
    let anybody = app.anonymous();
    for status in [StatusCode::OK, StatusCode::TOO_MANY_REQUESTS] {
        let request = anybody.request(Method::GET, &query(PAGE)).header("origin", "https://intranet.example.org");
        let answer = anybody.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, status);
        left(&answer);
        let exposed = answer.headers["access-control-expose-headers"].to_str().expect("a text");
        let exposed: BTreeSet<&str> = exposed.split(',').map(str::trim).collect();
        assert!(exposed.is_superset(&BTreeSet::from(["ratelimit", "ratelimit-policy", "retry-after"])), "{exposed:?}");
    }
}
