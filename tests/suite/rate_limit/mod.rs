//! What callers may spend: it is charged by cost, before anything is done, and told.

mod callers;
mod cost;
mod told;

use api::config::Settings;
use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode};
use chrono::TimeDelta;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::{Answer, Caller};
use tests::rows::{id, insert, row};
use url::form_urlencoded::byte_serialize;

/// What costs 27: the root, the list, and a page of 20.
const PAGE: &str = "{ organisations(first: 20) { nodes { slug } } }";

/// What costs 1, however often its answer is told.
const ROOT: &str = "{ __typename }";

fn limited(signed_in: u32, anonymous: u32) -> Settings {
    Settings { rate_limit: Some(signed_in), rate_limit_anonymous: Some(anonymous), ..Settings::default() }
}

/// What a header says of the budget: the numbers of these parameters.
fn told<const N: usize>(headers: &HeaderMap, name: &str, parameters: [&str; N]) -> Option<[u64; N]> {
    let list: sfv::List = sfv::Parser::new(headers.get(name)?).parse().expect("a structured field");
    let [sfv::ListEntry::Item(item)] = list.as_slice() else { panic!("one item: {list:?}") };
    assert_eq!(item.bare_item.as_string().map(|name| name.as_str()), Some("default"));
    assert_eq!(item.params.len(), N, "{list:?}");
    Some(parameters.map(|name| {
        let number = item.params.get(name).and_then(|value| value.as_integer()).expect("a number");
        u64::try_from(number).expect("no negative number")
    }))
}

/// What is left, and in how many seconds all of it is there again.
fn left(answer: &Answer) -> (u64, u64) {
    let told = told(&answer.headers, "ratelimit", ["r", "t"]);
    let [r, t] = told.unwrap_or_else(|| panic!("not charged: {} {}", answer.status, answer.text));
    (r, t)
}

fn assert_uncharged(answer: &Answer) {
    assert!(["ratelimit", "ratelimit-policy"].iter().all(|name| !answer.headers.contains_key(*name)));
}

/// The status, the code and the message of a request that is refused.
fn refused(answer: &Answer) -> (u16, &str, &str) {
    let error = &answer.body["errors"][0];
    let text = |value: &'_ Json| value.as_str().map(str::len).is_some();
    assert!(text(&error["message"]) && answer.body.get("data").is_none(), "{}", answer.text);
    let [code, message] =
        [&error["extensions"]["code"], &error["message"]].map(|text| text.as_str().unwrap_or_default());
    (answer.status.as_u16(), code, message)
}

fn retry_after(answer: &Answer) -> Option<u64> {
    answer.headers.get("retry-after").map(|value| value.to_str().expect("a text").parse().expect("seconds"))
}

fn query(document: &str) -> String {
    format!("/graphql?query={}", byte_serialize(document.as_bytes()).collect::<String>())
}

#[tokio::test]
async fn operations_are_charged_by_their_cost() {
    let app = App::seeded().await.beside(limited(1000, 600)).await;
    let anybody = app.anonymous();
    let first = anybody.run(PAGE, Json::Null).await;
    assert_eq!(told(&first.headers, "ratelimit-policy", ["q", "w"]), Some([600, 60]));
    assert_eq!(left(&first), (573, 3));
    // what is answered from memory costs the same
    for remaining in [546, 519, 492] {
        let again = anybody.run(PAGE, Json::Null).await;
        assert_eq!((again.status, &again.body, left(&again).0), (StatusCode::OK, &first.body, remaining));
    }
    let larger = "query($first: Int!) { organisations(first: $first) { nodes { slug } } }";
    for (first, remaining) in [(100, 425), (1, 417), (1, 409)] {
        assert_eq!(left(&anybody.run(larger, json!({ "first": first })).await).0, remaining);
    }
    assert_eq!(left(&anybody.run(ROOT, Json::Null).await).0, 408);
    assert_eq!(left(&anybody.get(&query(PAGE)).await), (381, 22));
}

#[tokio::test]
async fn a_budget_fills_up_as_time_passes() {
    let app = App::with(limited(0, 60)).await;
    let anybody = app.anonymous();
    assert_eq!(left(&anybody.run(PAGE, Json::Null).await), (33, 27));
    assert_eq!(left(&anybody.run(PAGE, Json::Null).await), (6, 54));
    let short = anybody.run(PAGE, Json::Null).await;
    assert_eq!((short.status, retry_after(&short)), (StatusCode::TOO_MANY_REQUESTS, Some(21)));
    assert_eq!(left(&short), (6, 21), "it may not be worth coming back before Retry-After");
    // nothing was paid for the refusal, and what is cheaper is answered still
    assert_eq!(left(&anybody.run(ROOT, Json::Null).await).0, 5);
    app.clock.advance(TimeDelta::seconds(21));
    assert_eq!(anybody.run(PAGE, Json::Null).await.status, StatusCode::TOO_MANY_REQUESTS);
    app.clock.advance(TimeDelta::seconds(1));
    assert_eq!(left(&anybody.run(PAGE, Json::Null).await), (0, 60));
    app.clock.advance(TimeDelta::hours(1));
    assert_eq!(left(&anybody.run(ROOT, Json::Null).await), (59, 1));
}

#[tokio::test]
async fn what_is_not_paid_is_not_done() {
    let app = App::seeded().await.beside(limited(200, 0)).await;
    let administrator = app.as_administrator();
    let document = "mutation($input: CreateCriterionInput!) { createCriterion(input: $input) { criterion { id } } }";
    let make = async |key: &str| {
        let input = json!({ "title": { "sv": key }, "isMandatory": false });
        let body = json!({ "query": document, "variables": { "input": input } }).to_string();
        let request = administrator.request(Method::POST, "/graphql").header("idempotency-key", key);
        administrator.send(request.body(Body::from(body)).expect("a request")).await
    };
    let made = async || {
        let answer = app.anonymous().data("{ criteria { nodes { title } } }", Json::Null).await;
        answer["criteria"]["nodes"].as_array().expect("a list").len()
    };
    let mut done = 0;
    let short = loop {
        let answer = make(&format!("k{done}")).await;
        if answer.status != StatusCode::OK {
            break answer;
        }
        done += 1;
    };
    assert!((2..20).contains(&done), "{done}");
    assert_eq!((refused(&short).0, refused(&short).1), (429, "RATE_LIMITED"));
    assert_eq!(made().await, done);
    // nor is its key taken: the same request is done later on
    app.clock.advance(TimeDelta::seconds(i64::try_from(retry_after(&short).expect("a time")).expect("a time")));
    assert_eq!(make(&format!("k{done}")).await.status, StatusCode::OK);
    assert_eq!(made().await, done + 1);
}

#[tokio::test]
async fn a_refusal_says_why_in_the_callers_language() {
    let app = App::with(limited(0, 30)).await;
    let anybody = app.anonymous();
    assert_eq!(left(&anybody.run(PAGE, Json::Null).await).0, 3);
    for (language, expected) in [
        ("sv", "Begäran kostar 27, och av de 30 som du får använda per minut återstår 3. Försök igen om 48 s."),
        ("en", "This request costs 27, and 3 of the 30 that you may spend in a minute are left. Try again in 48 s."),
    ] {
        let short = anybody.clone().reading(language).run(PAGE, Json::Null).await;
        assert_eq!(refused(&short), (429, "RATE_LIMITED", expected));
        assert_eq!(retry_after(&short), Some(48));
    }
    let dear = "{ organisations(first: 25) { nodes { slug } } }";
    for (language, expected) in [
        ("sv", "Begäran kostar 32, vilket är mer än de 30 som du får använda per minut."),
        ("en", "This request costs 32, which is more than the 30 that you may spend in a minute."),
    ] {
        let never = anybody.clone().reading(language).run(dear, Json::Null).await;
        let (status, code, message) = refused(&never);
        assert_eq!((status, code, retry_after(&never)), (429, "RATE_LIMITED", None));
        assert!(message.starts_with(expected), "{message}");
        assert_eq!(told(&never.headers, "ratelimit-policy", ["q", "w"]), Some([30, 60]));
        assert!(!never.headers.contains_key("ratelimit"));
    }
}

/// As every other refusal of HTTP's: the status is the same to clients from before.
#[tokio::test]
async fn a_refusal_has_the_media_type_that_is_asked_for() {
    let app = App::with(limited(0, 1)).await;
    let anybody = app.anonymous();
    for media in ["application/json", "application/graphql-response+json"] {
        for (method, path) in [(Method::GET, query(PAGE)), (Method::POST, "/graphql".to_owned())] {
            let body = if method == Method::POST { json!({ "query": PAGE }).to_string() } else { String::new() };
            let mut request = anybody.request(method, &path).body(Body::from(body)).expect("a request");
            request.headers_mut().insert("accept", media.parse().expect("a header"));
            let short = anybody.send(request).await;
            assert_eq!(refused(&short).0, 429);
            assert!(short.headers["content-type"].to_str().expect("a text").starts_with(media));
        }
    }
}

#[tokio::test]
async fn where_there_is_no_limit_nothing_is_said() {
    let off = App::seeded().await;
    let only_anonymous = off.beside(limited(0, 100)).await;
    let field = "{ rateLimit { cost limit remaining resetAt } }";
    for caller in [off.anonymous(), off.as_member(), only_anonymous.as_administrator()] {
        for _ in 0..20 {
            let answer = caller.run(PAGE, Json::Null).await;
            assert_eq!(answer.status, StatusCode::OK);
            assert_uncharged(&answer);
        }
        assert_eq!(caller.data(field, Json::Null).await, json!({ "rateLimit": null }));
    }
    assert_eq!(left(&only_anonymous.anonymous().run(ROOT, Json::Null).await).0, 99);
}

/// What is refused for another reason, or no operation, costs nothing.
#[tokio::test]
async fn only_operations_cost() {
    let app = App::with(limited(100, 100)).await;
    let anybody = app.anonymous();
    for document in ["{", "{ nothing }", "mutation { revokeRole }", "subscription { x }"] {
        assert_uncharged(&anybody.run(document, Json::Null).await);
    }
    assert_uncharged(&anybody.clone().with_token("sk_service_0").run(ROOT, Json::Null).await);
    assert_uncharged(&anybody.clone().with_token("x").run(ROOT, Json::Null).await);
    for path in ["/health/live", "/health/ready", "/metrics", "/schema.graphql", "/playground", "/nothing"] {
        assert_uncharged(&anybody.get(path).await);
    }
    assert_eq!(left(&anybody.run(ROOT, Json::Null).await).0, 99);
}

/// What is told in other forms is asked for in GraphQL, and charged once.
#[tokio::test]
async fn other_forms_are_charged_too() {
    let app = App::seeded().await.beside(limited(100_000, 100_000)).await;
    let calendar = app.as_member().call("createCalendarSubscription", "address", json!({ "name": "n" })).await;
    let address = calendar["address"].as_str().map(|address| address.split_once("/calendar/").expect("a path").1);
    let personal = format!("/calendar/{}", address.expect("an address"));
    let paths = ["/news.atom", "/dcat", "/calendar.ics", &personal, "/export/organisations.csv"];
    for path in paths {
        let first = read(&app.anonymous(), path).await;
        assert_eq!(first.status, StatusCode::OK, "{path}: {}", first.text);
        assert!(left(&read(&app.anonymous(), path).await).0 < left(&first).0, "{path}");
    }
    let spent = app.beside(limited(1, 1)).await;
    for path in paths {
        let short = read(&spent.anonymous(), path).await;
        assert_eq!((refused(&short).0, refused(&short).1), (429, "RATE_LIMITED"), "{path}");
    }
}

/// What a program reads that takes whatever there is.
async fn read(caller: &Caller<'_>, path: &str) -> Answer {
    let mut request = caller.request(Method::GET, path).body(Body::empty()).expect("a request");
    request.headers_mut().remove("accept");
    caller.send(request).await
}

/// Each page of an export is paid: where the budget is short, the next page waits for it, and nothing is cut off.
#[tokio::test]
async fn an_export_goes_on_as_its_budget_fills_up() {
    let app = App::with(limited(0, 100_000)).await;
    let rows = (0..250u128).map(|number| {
        let slug = format!("o{number}");
        let set = [("id", id(1000 + number).into()), ("slug", slug.into()), ("sector", "OTHER".into())];
        row::<entity::organisation::Entity>(&app, &set)
    });
    insert::<entity::organisation::Entity>(&app, rows.collect()).await;
    let path = "/export/organisations.jsonl";
    let left_behind = async |app: &App| left(&app.anonymous().run(ROOT, Json::Null).await).0;
    app.anonymous().get(path).await;
    let price = 99_999 - left_behind(&app).await;
    assert!((250..1000).contains(&price), "all rows of all pages are paid: {price}");

    let short = app.beside(limited(0, 200)).await;
    let caller = short.anonymous();
    let mut told = std::pin::pin!(caller.get(path));
    let moment = std::time::Duration::from_millis(700);
    assert!(tokio::time::timeout(moment, &mut told).await.is_err(), "it waits for what is not there");
    let told = loop {
        short.clock.advance(TimeDelta::seconds(10));
        if let Ok(told) = tokio::time::timeout(moment, &mut told).await {
            break told;
        }
    };
    assert_eq!((told.status, told.text.lines().count()), (StatusCode::OK, 250));
}

/// What takes several queries is charged each of them.
#[tokio::test]
async fn a_calendar_is_charged_each_of_its_queries() {
    let app = App::seeded().await.beside(limited(100_000, 100_000)).await;
    let price = async |path: &str| 100_000 - left(&read(&app.as_member(), path).await).0;
    let before = price("/calendar.ics").await;
    let after = price("/calendar.ics?mine=true").await;
    assert!(after - before > before, "who asks is asked for, too: {before}, {after}");
}
