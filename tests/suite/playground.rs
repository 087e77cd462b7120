//! The playground: the page, what it may do, and its files.

use api::config::Settings;
use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, header};
use serde_json::json;
use tests::app::App;
use tests::caller::{Answer, Caller};

/// The value of a header that is there once at most.
fn value<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let mut values = headers.get_all(name).iter();
    let value = values.next().map_or("", |value| value.to_str().expect("text"));
    assert!(values.next().is_none(), "{name} is there twice: {headers:?}");
    value
}

/// Reads an address with one more header.
async fn get(caller: &Caller<'_>, path: &str, name: header::HeaderName, with: &str) -> Answer {
    let request = caller.request(Method::GET, path).header(name, with).body(Body::empty());
    caller.send(request.expect("a request")).await
}

/// A server in whose settings the playground signs people in.
async fn signing_in() -> App {
    let issuers = json!([
        { "url": "https://id.example.org", "audiences": ["api"], "organisation": "mdu",
          "playground": { "client_id": "lekplats", "name": "MDU", "resource": "https://api.example.org" } },
        { "url": "https://other.example.org", "audiences": ["api"], "organisation": "vasteras-stad" },
    ]);
    App::with(Settings { issuers: Some(issuers.to_string().parse().expect("issuers")), ..Settings::default() }).await
}

#[tokio::test]
async fn the_page_is_served_or_says_how_to_get_it() {
    let app = signing_in().await;
    for (language, lang) in [("sv", "lang=\"sv\""), ("en", "lang=\"en\"")] {
        let page = app.anonymous().reading(language).get("/playground").await;
        assert_eq!(value(&page.headers, "content-type"), "text/html; charset=utf-8");
        if playground::page().is_none() {
            assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
            assert!(page.text.contains(lang) && page.text.contains("Node.js"), "{}", page.text);
            continue;
        }
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(
            value(&page.headers, "content-security-policy"),
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' \
             data:; connect-src 'self' https://id.example.org; worker-src 'self'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        );
        assert_eq!(value(&page.headers, "cross-origin-opener-policy"), "same-origin");
        assert_eq!(value(&page.headers, "referrer-policy"), "no-referrer");
        let again = get(&app.anonymous(), "/playground", header::IF_NONE_MATCH, value(&page.headers, "etag")).await;
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    }
}

#[tokio::test]
async fn its_files_are_kept_for_ever() {
    let app = App::empty().await;
    for asset in playground::assets() {
        let path = format!("/playground/assets/{}", asset.name);
        let plain = app.anonymous().get(&path).await;
        assert_eq!(plain.status, StatusCode::OK, "{path}");
        assert_eq!(value(&plain.headers, "cache-control"), "public, max-age=31536000, immutable", "{path}");
        assert_eq!(value(&plain.headers, "content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
        assert_eq!(value(&plain.headers, "content-encoding"), "", "{path}");
        let packed = get(&app.anonymous(), &path, header::ACCEPT_ENCODING, "gzip, br").await;
        if asset.packed.is_some() {
            assert_eq!(value(&packed.headers, "content-encoding"), "br", "{path}");
        }
        let again = get(&app.anonymous(), &path, header::IF_NONE_MATCH, value(&plain.headers, "etag")).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
    }
    let page = playground::page().unwrap_or_default();
    for name in page.split('"').filter_map(|text| text.strip_prefix("/playground/assets/")) {
        assert!(playground::asset(name).is_some(), "{name}");
    }
    let unknown = app.anonymous().get("/playground/assets/main.js").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn it_is_told_whom_one_signs_in_with() {
    let told = signing_in().await.anonymous().get("/playground/settings.json").await;
    let known = json!({
        "url": "https://id.example.org",
        "name": "MDU",
        "metadata_url": "https://id.example.org/.well-known/openid-configuration",
        "client_id": "lekplats",
        "scope": "openid profile offline_access",
        "resource": "https://api.example.org",
    });
    assert_eq!(told.body, json!({ "issuers": [known] }));
    let nobody = App::empty().await.anonymous().get("/playground/settings.json").await;
    assert_eq!(nobody.body, json!({ "issuers": [] }));
}
