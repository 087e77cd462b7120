//! What is answered to readers: bytes, parts, nothing new, nothing at all.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use tests::app::App;

use super::*;

#[tokio::test]
async fn bytes_are_given_whole_in_parts_or_not_again() {
    let app = App::seeded().await;
    let id = stored(&app, "PUBLIC").await;
    let (anyone, path) = (app.anonymous(), format!("/documents/{id}"));
    let whole = get(&anyone, &path, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!((whole.status.as_u16(), &whole.bytes[..]), (200, PDF));
    let size = PDF.len().to_string();
    for (name, expected) in [
        ("content-type", "application/pdf"),
        ("content-length", size.as_str()),
        ("accept-ranges", "bytes"),
        ("cache-control", "public, no-cache"),
        ("x-content-type-options", "nosniff"),
        ("vary", "accept-language, authorization"),
        ("content-encoding", ""),
        ("content-disposition", "inline; filename=\"Arsplan.pdf\"; filename*=UTF-8''%C3%85rsplan.pdf"),
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    ] {
        assert_eq!(text(&whole, name), expected, "{name}");
    }
    let tag = text(&whole, "etag").to_owned();

    let head =
        request(&anyone, Method::HEAD, &path).header("range", "bytes=0-3").body(Body::empty()).expect("a request");
    let head = anyone.send(head).await;
    assert_eq!((head.status.as_u16(), head.bytes.len(), text(&head, "content-length")), (200, 0, size.as_str()));
    assert_eq!(text(&head, "etag"), tag);

    for (range, if_range, status, bytes, content_range) in [
        ("bytes=0-3", None, 206, &PDF[..4], format!("bytes 0-3/{size}")),
        ("bytes=5-", None, 206, &PDF[5..], format!("bytes 5-{}/{size}", PDF.len() - 1)),
        ("bytes=-6", None, 206, &PDF[PDF.len() - 6..], format!("bytes {}-{}/{size}", PDF.len() - 6, PDF.len() - 1)),
        ("bytes=0-3", Some(tag.as_str()), 206, &PDF[..4], format!("bytes 0-3/{size}")),
        ("bytes=0-3", Some("\"older\""), 200, PDF, String::new()),
        ("bytes=0-1,3-4", None, 200, PDF, String::new()),
    ] {
        let mut headers = vec![("range", range)];
        headers.extend(if_range.map(|known| ("if-range", known)));
        let part = get(&anyone, &path, &headers).await;
        assert_eq!((part.status.as_u16(), &part.bytes[..]), (status, bytes), "{range}");
        assert_eq!(text(&part, "content-range"), content_range, "{range}");
        assert_eq!(text(&part, "content-length"), bytes.len().to_string(), "{range}");
    }
    let beyond = get(&anyone, &path, &[("range", "bytes=9999-")]).await;
    assert_eq!((beyond.status.as_u16(), text(&beyond, "content-range")), (416, &*format!("bytes */{size}")));

    for known in [tag.as_str(), &format!("\"x\", W/{tag}"), "*"] {
        let unchanged = get(&anyone, &path, &[("if-none-match", known), ("range", "bytes=0-3")]).await;
        assert_eq!((unchanged.status.as_u16(), unchanged.bytes.len()), (304, 0), "{known}");
        assert_eq!((text(&unchanged, "etag"), text(&unchanged, "cache-control")), (&*tag, "public, no-cache"));
    }
    assert_eq!(get(&anyone, &path, &[("if-match", "\"older\"")]).await.status, 412);
    assert_eq!(get(&anyone, &path, &[("if-match", &tag)]).await.status, 200);
}

#[tokio::test]
async fn nobody_reads_the_bytes_of_what_they_do_not_see() {
    let app = App::seeded().await;
    let [public, internal] = [stored(&app, "PUBLIC").await, stored(&app, "INTERNAL").await];
    let teams = app.as_administrator().data("{ teams(first: 1) { nodes { id } } }", json!({})).await;
    let team = &teams["teams"]["nodes"][0]["id"];
    let restricted =
        written(&app.as_administrator(), json!({ "visibility": "RESTRICTED", "restrictedTo": [team] })).await;
    assert_eq!(first(&app.as_administrator(), &restricted, "application/pdf", PDF).await.status, 201);
    let everybody = [
        ("anonymous", app.anonymous(), [200, 404, 404]),
        ("member", app.as_member(), [200, 200, 404]),
        ("communicator", communicator(&app), [200, 200, 404]),
        ("system", app.signed_in(&[Role::PartnerSystem], UNIVERSITY, UNIVERSITY), [200, 200, 404]),
        ("process support", app.signed_in(&[Role::ProcessSupport], UNIVERSITY, "pia"), [200, 200, 200]),
        ("administrator", app.as_administrator(), [200, 200, 200]),
    ];
    for (name, caller, expected) in &everybody {
        let unknown = get(caller, "/documents/document_01h455vb4pex5vsknk084sn02q", &[]).await;
        for (id, expected) in [&public, &internal, &restricted].into_iter().zip(expected) {
            for path in [format!("/documents/{id}"), format!("/documents/{id}/versions/1")] {
                let answer = get(caller, &path, &[("range", "bytes=0-3")]).await;
                let status = if *expected == 200 { 206 } else { 404 };
                assert_eq!(answer.status.as_u16(), status, "{path} as {name}");
                let keeper = match (*expected, caller.token()) {
                    (200, None) => "public, no-cache",
                    (200, Some(_)) => "private, no-cache",
                    _ => "no-store",
                };
                assert_eq!(text(&answer, "cache-control"), keeper, "{path} as {name}");
                if status == 404 {
                    assert_eq!(answer.text, unknown.text, "{path} as {name}");
                }
            }
        }
    }
    // what is public no longer is given to nobody who kept it
    let tag = text(&get(&app.anonymous(), &format!("/documents/{public}"), &[]).await, "etag").to_owned();
    let input = json!({ "documentId": public, "version": 2, "visibility": "INTERNAL" });
    communicator(&app).call("updateDocument", "", input).await.done();
    assert_eq!(get(&app.anonymous(), &format!("/documents/{public}"), &[("if-none-match", &tag)]).await.status, 404);
    assert_eq!(get(&app.anonymous().with_token("nonsense"), &format!("/documents/{public}"), &[]).await.status, 401);
}

#[tokio::test]
async fn there_is_nothing_beside_documents() {
    let app = App::seeded().await;
    let id = stored(&app, "PUBLIC").await;
    let suffix = id.trim_start_matches("document_");
    for path in [
        "/documents",
        "/documents/",
        "/documents/..",
        "/documents/../../etc/passwd",
        "/documents/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/documents/..%2Ftest.db",
        "/documents/%00",
        "/documents/%FF",
        "/documents/document_",
        "/documents/document_zzzzzzzzzzzzzzzzzzzzzzzzzz",
        &format!("/documents/{suffix}"),
        &format!("/documents/news_{suffix}"),
        &format!("/documents/{id}/"),
        &format!("/documents/{id}/versions"),
        &format!("/documents/{id}/versions/0"),
        &format!("/documents/{id}/versions/-1"),
        &format!("/documents/{id}/versions/1x"),
        &format!("/documents/{id}/versions/99999999999"),
        &format!("/documents/{id}/versions/1/.."),
        &format!("/documents/{}", id.to_uppercase()),
    ] {
        let answer = get(&app.as_administrator(), path, &[]).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
    }
    for method in [Method::POST, Method::DELETE, Method::PATCH] {
        let asked = request(&app.as_administrator(), method.clone(), &format!("/documents/{id}"));
        let answer = app.anonymous().send(asked.body(Body::empty()).expect("a request")).await;
        assert_eq!((answer.status.as_u16(), message(&answer).is_empty()), (405, false), "{method}");
    }
}
