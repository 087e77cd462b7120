//! Documents: written down, uploaded, read, replaced, removed; and what never becomes one.

mod broken;
mod content;
mod crash;
mod reading;
mod refused;
mod writing;

use std::path::{Path, PathBuf};

use api::policy::Role;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Method, Request, header};
use entity::stray_object;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::{Answer, Caller, with};
use tests::rows::all;

/// The least that is a PDF.
const PDF: &[u8] = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

fn communicator(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::Communicator], UNIVERSITY, "eva")
}

/// A document that only its title is known of; its id.
async fn written(caller: &Caller<'_>, extra: Json) -> String {
    let input = with(json!({ "title": { "sv": "Årsplan" }, "kind": "OTHER" }), extra);
    let answer = caller.call("createDocument", "document { id }", input).await;
    answer.done();
    answer["document"]["id"].as_str().expect("an id").to_owned()
}

/// The same with bytes.
async fn stored(app: &App, visibility: &str) -> String {
    let editor = communicator(app);
    let id = written(&editor, json!({ "visibility": visibility })).await;
    assert_eq!(first(&editor, &id, "application/pdf", PDF).await.status, 201);
    id
}

/// A request with the caller's token alone.
fn request(caller: &Caller<'_>, method: Method, path: &str) -> Builder {
    let request = Request::builder().method(method).uri(path);
    match caller.token() {
        Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
        None => request,
    }
}

/// Uploads the first version.
async fn first(caller: &Caller<'_>, id: &str, media: &str, body: impl Into<Body>) -> Answer {
    let headers = [("content-type", media), ("if-none-match", "*")];
    put(caller, &format!("/documents/{id}"), &headers, body).await
}

async fn put(caller: &Caller<'_>, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let request =
        headers.iter().fold(request(caller, Method::PUT, path), |request, (name, value)| request.header(*name, *value));
    caller.send(request.body(body.into()).expect("a request")).await
}

async fn get(caller: &Caller<'_>, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request =
        headers.iter().fold(request(caller, Method::GET, path), |request, (name, value)| request.header(*name, *value));
    caller.send(request.body(Body::empty()).expect("a request")).await
}

fn text<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().expect("text"))
}

fn message(answer: &Answer) -> &str {
    answer.body["errors"][0]["message"].as_str().unwrap_or_else(|| panic!("no error: {}", answer.text))
}

/// All files that there are of documents.
fn files(app: &App) -> Vec<PathBuf> {
    files_in(Path::new(&app.config.documents.place.to_string()))
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

/// Nothing is stored but so many objects, and nothing else is waited for.
async fn nothing_is_left_but(app: &App, number: usize) {
    assert_eq!(files(app).len(), number, "{:?}", files(app));
    assert_eq!(all::<stray_object::Entity>(app).await, []);
}
