//! The whole story of a document, and who may write it.

use api::policy::Role;
use axum::body::Body;
use axum::http::Method;
use chrono::TimeDelta;
use entity::{change, document_version};
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::with;
use tests::rows::all;

use super::*;

const SHOWN: &str = "query($id: ID!) { document(id: $id) { version url mediaType byteSize sha256
    versions { totalCount nodes { number mediaType byteSize sha256 fileName url uploadedBy { name } document { id } } } } }";

#[tokio::test]
async fn a_document_from_its_title_to_its_second_version() {
    let app = App::seeded().await;
    let editor = communicator(&app);
    let id = written(&editor, json!({ "year": 2026 })).await;
    let path = format!("/documents/{id}");
    let shown = async || editor.data(SHOWN, json!({ "id": id })).await["document"].take();
    let bare = shown().await;
    assert_eq!((&bare["url"], &bare["sha256"], &bare["versions"]["totalCount"]), (&Json::Null, &Json::Null, &json!(0)));
    assert_eq!(get(&editor, &path, &[]).await.status, 404);

    let pdf = [("content-type", "application/pdf")];
    let answer = put(&editor, &path, &pdf, PDF).await;
    assert_eq!(answer.status, 428);
    assert!(message(&answer).contains("If-None-Match: *"), "{}", answer.text);
    let stale = [pdf[0], ("if-match", "\"other\"")];
    assert_eq!(put(&editor, &path, &stale, PDF).await.status, 412);
    let named = format!("{path}?fileName=%C3%85rsplan%20(1).pdf");
    let answer = put(&editor, &named, &[pdf[0], ("if-none-match", "*")], PDF).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (201, ""));
    assert_eq!(text(&answer, "content-location"), format!("{path}/versions/1"));
    let tag = text(&answer, "etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() == 66, "{tag}");
    // what is there now is not replaced by whoever takes it that nothing is
    assert_eq!(put(&editor, &path, &[pdf[0], ("if-none-match", "*")], PDF).await.status, 412);

    let one = shown().await;
    let address = format!("http://127.0.0.1:8080{path}");
    let content = json!({ "mediaType": "application/pdf", "byteSize": PDF.len(), "sha256": tag.trim_matches('"') });
    let expected = json!({ "number": 1, "fileName": "Årsplan (1).pdf", "url": format!("{address}/versions/1"),
        "uploadedBy": { "name": "Test Person" }, "document": { "id": id } });
    assert_eq!(one["versions"], json!({ "totalCount": 1, "nodes": [with(expected, content.clone())] }));
    assert_eq!((&one["url"], &one["version"]), (&json!(address), &json!(2)));
    for name in ["mediaType", "byteSize", "sha256"] {
        assert_eq!(one[name], content[name], "{name}");
    }

    app.clock.advance(TimeDelta::minutes(1));
    let markdown = [("content-type", "text/markdown; charset=utf-8"), ("if-match", tag.as_str())];
    let answer = put(&editor, &path, &markdown, "# Årsplan\n").await;
    assert_eq!((answer.status.as_u16(), text(&answer, "content-location")), (204, &*format!("{path}/versions/2")));
    assert_eq!(put(&editor, &path, &markdown, "# Planen\n").await.status, 412);
    assert_eq!(get(&editor, &path, &[]).await.text, "# Årsplan\n");
    assert_eq!(get(&editor, &format!("{path}/versions/1"), &[]).await.bytes, PDF);
    assert_eq!(get(&editor, &format!("{path}/versions/2"), &[]).await.text, "# Årsplan\n");
    assert_eq!(get(&editor, &format!("{path}/versions/3"), &[]).await.status, 404);
    let two = shown().await;
    let numbers: Vec<_> =
        two["versions"]["nodes"].as_array().expect("versions").iter().map(|one| &one["number"]).collect();
    assert_eq!(numbers, [2, 1]);
    nothing_is_left_but(&app, 2).await;

    // it stands in the log what was done, and not where the bytes are
    let changes = all::<change::Entity>(&app).await;
    let uploads = changes.iter().filter(|change| change.action == "updateDocument");
    let mut nodes: Vec<_> = uploads.map(|change| change.node_type.as_str()).collect();
    nodes.sort_unstable();
    assert_eq!(nodes, ["document", "document", "document_version", "document_version"]);
    for version in all::<document_version::Entity>(&app).await {
        assert!(!format!("{changes:?}").contains(&version.storage_key));
        assert!(!version.storage_key.contains(&version.id.simple().to_string()));
    }
}

#[tokio::test]
async fn of_two_who_replace_the_same_version_one_does() {
    let app = App::seeded().await;
    let editor = communicator(&app);
    let id = stored(&app, "INTERNAL").await;
    let path = format!("/documents/{id}");
    let tag = text(&get(&editor, &path, &[]).await, "etag").to_owned();
    let headers = [("content-type", "text/plain"), ("if-match", tag.as_str())];
    let (one, other) = tokio::join!(put(&editor, &path, &headers, "ett"), put(&editor, &path, &headers, "annat"));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 412]);
    nothing_is_left_but(&app, 2).await;
    // whoever does not mind what is there says so
    assert_eq!(put(&editor, &path, &[("content-type", "text/plain"), ("if-match", "*")], "tredje").await.status, 204);
}

#[tokio::test]
async fn only_communicators_write_and_what_they_do_not_see_is_not_there() {
    let app = App::seeded().await;
    let id = stored(&app, "PUBLIC").await;
    let teams = app.as_administrator().data("{ teams(first: 1) { nodes { id } } }", json!({})).await;
    let team = &teams["teams"]["nodes"][0]["id"];
    let hidden = written(&app.as_administrator(), json!({ "visibility": "RESTRICTED", "restrictedTo": [team] })).await;
    let unknown = "document_01h455vb4pex5vsknk084sn02q";
    let answer = first(&app.anonymous(), &id, "application/pdf", PDF).await;
    assert_eq!(answer.status, 401);
    assert!(text(&answer, "www-authenticate").starts_with("Bearer resource_metadata="), "{:?}", answer.headers);
    assert_eq!(first(&app.anonymous().with_token("nonsense"), &id, "application/pdf", PDF).await.status, 401);
    let support = app.signed_in(&[Role::ProcessSupport], UNIVERSITY, "pia");
    for caller in [&app.as_member(), &support, &app.signed_in(&[Role::PartnerSystem], UNIVERSITY, UNIVERSITY)] {
        for of in [id.as_str(), &hidden, unknown] {
            assert_eq!(first(caller, of, "application/pdf", PDF).await.status, 403);
        }
    }
    let editor = communicator(&app);
    let [hidden, unknown] = [&*hidden, unknown].map(|of| first(&editor, of, "application/pdf", PDF));
    let (hidden, unknown) = tokio::join!(hidden, unknown);
    assert_eq!((hidden.status.as_u16(), &hidden.text), (404, &unknown.text));
    let input = json!({ "title": { "sv": "x" }, "kind": "OTHER" });
    assert_eq!(support.refused("createDocument", input).await, "FORBIDDEN");
    assert_eq!(first(&editor, "initiative_01h455vb4pex5vsknk084sn02q", "application/pdf", PDF).await.status, 404);
    nothing_is_left_but(&app, 1).await;
}

#[tokio::test]
async fn what_is_told_of_a_document_is_changed_and_all_faults_are_told_at_once() {
    let app = App::seeded().await;
    let editor = communicator(&app);
    let id = written(&editor, json!({ "url": "https://example.org/plan.pdf", "year": 2024 })).await;
    let selection = "document { title year url kind visibility version }";
    let input = json!({ "documentId": id, "version": 1, "title": { "sv": "Ny" }, "year": null, "kind": "MINUTES", "visibility": "PUBLIC" });
    let answer = editor.call("updateDocument", selection, input).await;
    let expected = json!({ "title": "Ny", "year": null, "url": "https://example.org/plan.pdf", "kind": "MINUTES",
        "visibility": "PUBLIC", "version": 2 });
    assert_eq!(answer.done()["document"], expected);
    // it moves here when it is uploaded
    assert_eq!(first(&editor, &id, "application/pdf", PDF).await.status, 201);
    let input = json!({ "documentId": id, "version": 3, "url": "https://example.org/plan.pdf" });
    assert_eq!(editor.call("updateDocument", "", input).await.fault(), ("url", "WRONG_STATE"));
    let input = json!({ "documentId": id, "version": 1, "title": { "sv": "" }, "year": 24, "url": "x", "visibility": "RESTRICTED" });
    let answer = editor.call("updateDocument", "", input).await;
    assert_eq!(answer.paths(), ["version", "title", "year", "url", "url", "restrictedTo"]);
    let input = json!({ "title": { "sv": " " }, "kind": "OTHER", "year": 1, "url": "ftp://x" });
    assert_eq!(editor.call("createDocument", "", input).await.paths(), ["title", "year", "url"]);
}

#[tokio::test]
async fn a_document_that_is_removed_is_gone_with_its_bytes() {
    let app = App::seeded().await;
    let (editor, member) = (communicator(&app), app.as_member());
    let id = stored(&app, "INTERNAL").await;
    let path = format!("/documents/{id}");
    let input = json!({ "title": { "sv": "Plan" }, "documentIds": [id] });
    let news = editor.call("createNews", "newsItem { id }", input).await.done()["newsItem"]["id"].clone();
    editor.call("publishNews", "", json!({ "newsId": news, "version": 1 })).await.done();
    let linked = async || {
        let document = "query($id: ID!) { newsItem(id: $id) { documents { totalCount } } }";
        member.data(document, json!({ "id": news })).await["newsItem"]["documents"]["totalCount"].clone()
    };
    assert_eq!(linked().await, 1);
    // the upload made it its second version, and the link from the news its third
    let stale = json!({ "documentId": id, "version": 2 });
    assert_eq!(editor.call("removeDocument", "", stale).await.fault(), ("version", "STALE_VERSION"));
    let answer = editor.call("removeDocument", "documentId", json!({ "documentId": id, "version": 3 })).await;
    assert_eq!(answer.done()["documentId"], json!(id));
    assert_eq!(linked().await, 0);
    for of in [path.clone(), format!("{path}/versions/1")] {
        assert_eq!(get(&editor, &of, &[]).await.status, 404);
    }
    assert_eq!(first(&editor, &id, "application/pdf", PDF).await.status, 404);
    let told = "{ changes(first: 100, types: [\"Document\", \"DocumentVersion\"]) { nodes { kind nodeType nodeId } } }";
    let told = member.data(told, json!({})).await["changes"]["nodes"].take();
    let gone = told.as_array().expect("changes").iter().filter(|change| change["kind"] == "DELETED");
    let gone: Vec<_> = gone.map(|change| change["nodeType"].as_str().expect("a type")).collect();
    assert!(gone.contains(&"Document") && gone.contains(&"DocumentVersion"), "{told}");
    assert_eq!(app.state.documents.sweep(&app.store, &app.clock).await.expect("it sweeps"), 1);
    nothing_is_left_but(&app, 0).await;
}

#[tokio::test]
async fn a_person_is_told_what_they_uploaded() {
    let app = App::seeded().await;
    stored(&app, "INTERNAL").await;
    let editor = communicator(&app);
    let person = editor.data("{ viewer { person { id } } }", json!({})).await["viewer"]["person"]["id"].clone();
    let told = editor.call("exportPerson", "data", json!({ "personId": person })).await.done()["data"].take();
    let versions = told["documentVersions"].as_array().expect("versions");
    assert_eq!((versions.len(), versions[0]["number"].as_i64()), (1, Some(1)), "{told}");
    assert_eq!(versions[0].get("storage_key"), None);
}

#[tokio::test]
async fn pages_of_other_origins_may_upload_where_they_may_call() {
    let origins = Some(vec!["https://intranet.example.org".parse().expect("an origin")]);
    let app = App::with(api::config::Settings { cors_origins: origins, ..Default::default() }).await;
    let preflight = request(&app.anonymous(), Method::OPTIONS, "/documents/x")
        .header("origin", "https://intranet.example.org")
        .header("access-control-request-method", "PUT")
        .header("access-control-request-headers", "if-match,content-digest,content-type,authorization");
    let answer = app.anonymous().send(preflight.body(Body::empty()).expect("a request")).await;
    assert!(text(&answer, "access-control-allow-methods").contains("PUT"), "{:?}", answer.headers);
    assert!(text(&answer, "access-control-allow-headers").contains("content-digest"), "{:?}", answer.headers);
}
