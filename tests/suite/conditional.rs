//! Conditional requests: whoever has an answer is told so, and no shared cache keeps what not everybody may read.

use axum::http::{HeaderMap, Method, StatusCode, header};
use serde_json::json;
use tests::app::App;
use tests::caller::{Answer, Caller};
use tests::world::World;
use url::form_urlencoded::byte_serialize;

const LIST: &str = "{ news(first: 50) { nodes { id title status } } viewer { roles } }";

fn query(document: &str) -> String {
    format!("/graphql?query={}", byte_serialize(document.as_bytes()).collect::<String>())
}

async fn get(caller: &Caller<'_>, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = headers.iter().fold(caller.request(Method::GET, path), |request, (name, value)| {
        // what the caller would send is replaced
        let mut request = request;
        if let Some(headers) = request.headers_mut() {
            headers.remove(*name);
        }
        request.header(*name, *value)
    });
    caller.send(request.body(Default::default()).expect("a request")).await
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).map_or("", |value| value.to_str().expect("a text"))
}

fn tag(answer: &Answer) -> &str {
    text(&answer.headers, header::ETAG)
}

#[tokio::test]
async fn whoever_has_an_answer_is_told_so_until_it_changes() {
    let app = App::seeded().await;
    let path = query("{ organisations { nodes { name shortName } } }");
    let anybody = app.anonymous();
    let first = get(&anybody, &path, &[]).await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(text(&first.headers, header::CACHE_CONTROL), "public, no-cache");
    assert_eq!(text(&first.headers, header::VARY), "accept, accept-language, authorization");
    let known = tag(&first).to_owned();
    assert!(known.starts_with('"') && known.ends_with('"') && known.len() > 20, "{known}");
    for condition in [known.clone(), format!("W/{known}"), format!("\"x\", {known}"), "*".to_owned()] {
        let again = get(&anybody, &path, &[("if-none-match", &condition)]).await;
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{condition}");
        assert_eq!(tag(&again), known);
        assert_eq!(text(&again.headers, header::CACHE_CONTROL), "public, no-cache");
        assert_eq!(text(&again.headers, header::VARY), "accept, accept-language, authorization");
    }
    for condition in ["\"x\"", "", "W/\"x\"", known.trim_matches('"')] {
        let again = get(&anybody, &path, &[("if-none-match", condition)]).await;
        assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body), "{condition}");
    }
    let organisation = app.as_administrator().data("{ organisations { nodes { id version } } }", json!({})).await;
    let organisation = &organisation["organisations"]["nodes"][0];
    let input =
        json!({ "organisationId": organisation["id"], "version": organisation["version"], "shortName": "Nytt" });
    app.as_administrator().call("updateOrganisation", "", input).await.done();
    let changed = get(&anybody, &path, &[("if-none-match", &known)]).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert!(changed.text.contains("Nytt") && tag(&changed) != known, "{}", changed.text);
}

#[tokio::test]
async fn another_language_or_media_type_is_another_answer() {
    let app = App::seeded().await;
    let path = query("{ focusAreas { nodes { name } } }");
    let mut tags = vec![];
    for language in ["sv", "en"] {
        for media in ["application/json", "application/graphql-response+json"] {
            let answer = get(&app.anonymous(), &path, &[("accept", media), ("accept-language", language)]).await;
            assert!(text(&answer.headers, header::CONTENT_TYPE).starts_with(media));
            tags.push(tag(&answer).to_owned());
        }
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 4, "{tags:?}");
}

/// Each kind of caller, each address that can be kept: what is not for everybody is for that caller alone.
#[tokio::test]
async fn no_shared_cache_keeps_what_is_not_public() {
    let world = World::new().await;
    for (name, caller) in world.callers() {
        let keeper = if caller.token().is_some() { "private, no-cache" } else { "public, no-cache" };
        for path in [query(LIST), "/news.atom".to_owned()] {
            let answer = get(&caller, &path, &[]).await;
            assert_eq!(answer.status, StatusCode::OK, "{path} as {name}");
            assert_eq!(text(&answer.headers, header::CACHE_CONTROL), keeper, "{path} as {name}");
            assert!(text(&answer.headers, header::VARY).contains("authorization"), "{path} as {name}");
            let again = get(&caller, &path, &[("if-none-match", tag(&answer))]).await;
            assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path} as {name}");
            assert_eq!(text(&again.headers, header::CACHE_CONTROL), keeper, "{path} as {name}");
        }
        // whoever asks without a token is never told that they have what another was told
        let own = get(&caller, &query(LIST), &[]).await;
        let nobody = get(&world.app.anonymous(), &query(LIST), &[("if-none-match", tag(&own))]).await;
        assert_eq!(
            nobody.status == StatusCode::NOT_MODIFIED,
            own.text == get(&world.app.anonymous(), &query(LIST), &[]).await.text
        );
    }
    for (name, status, caller) in world.refused() {
        for path in [query(LIST), "/news.atom".to_owned()] {
            let answer = get(&caller, &path, &[("if-none-match", "*")]).await;
            assert_eq!(answer.status.as_u16(), status, "{path} as {name}");
            assert_eq!(text(&answer.headers, header::CACHE_CONTROL), "no-store", "{path} as {name}");
        }
    }
}

#[tokio::test]
async fn nothing_else_is_kept() {
    let app = App::seeded().await;
    let anybody = app.anonymous();
    for document in [
        "{ nonsense }",
        "{",
        // one field of two fails, and what it is part of is there
        "{ organisations { nodes { name } } changes { totalCount } }",
        "{ news(first: 0) { totalCount } }",
        "mutation { createNews(input: {}) { userErrors { code } } }",
    ] {
        let answer = get(&anybody, &query(document), &[("if-none-match", "*")]).await;
        assert_ne!(answer.status, StatusCode::NOT_MODIFIED, "{document}");
        assert!(answer.body["errors"].is_array(), "{document}: {}", answer.text);
        assert_eq!(text(&answer.headers, header::CACHE_CONTROL), "no-store", "{document}");
        assert_eq!(tag(&answer), "", "{document}");
    }
    // what is posted is not kept, and not conditional
    for _ in 0..2 {
        let body = json!({ "query": "{ organisations { nodes { name } } }" }).to_string();
        let request = anybody.request(Method::POST, "/graphql").header(header::IF_NONE_MATCH, "*").body(body.into());
        let answer = anybody.send(request.expect("a request")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!((text(&answer.headers, header::CACHE_CONTROL), tag(&answer)), ("no-store", ""));
    }
}

/// HEAD is answered as GET is, without a body.
#[tokio::test]
async fn head_tells_what_get_would() {
    let app = App::seeded().await;
    for path in [query("{ organisations { nodes { name } } }"), "/news.atom".to_owned(), "/dcat".to_owned()] {
        let got = get(&app.anonymous(), &path, &[("accept", "*/*")]).await;
        let request = app.anonymous().request(Method::HEAD, &path).body(Default::default()).expect("a request");
        let (mut parts, body) = request.into_parts();
        parts.headers.insert(header::ACCEPT, "*/*".parse().expect("a header"));
        let head = app.anonymous().send(axum::http::Request::from_parts(parts, body)).await;
        assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""), "{path}");
        for name in [header::ETAG, header::CACHE_CONTROL, header::CONTENT_TYPE, header::VARY] {
            assert_eq!(head.headers.get(&name), got.headers.get(&name), "{path}: {name}");
        }
    }
}
