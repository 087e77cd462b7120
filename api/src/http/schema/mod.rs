//! The schema, for tools and for people: `/schema.graphql` in GraphQL's own language, `/schema` and a page for each of its types.

mod markup;
mod overview;
mod pages;
mod places;
mod type_page;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{self, Path},
    http::{
        HeaderMap, HeaderValue, Response, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY},
    },
    response::IntoResponse,
    routing::get,
};

use super::conditional::{Keeper, tagged};
use crate::{app::State, language::Language};
use pages::Page;
pub use pages::Pages;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// A page is text, with a style of ours: nothing runs, nothing is sent.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// The schema as text, and its pages.
pub fn routes() -> Router<State> {
    Router::new()
        .route("/schema.graphql", get(sdl))
        .route("/schema", get(overview))
        .route("/schema/{name}", get(of_type))
        .route("/schema/style.css", get(style))
}

/// Answers with the schema; with nothing where the caller has it already.
async fn sdl(extract::State(state): extract::State<State>, headers: HeaderMap) -> Response<Body> {
    let media = HeaderValue::from_static("text/plain; charset=utf-8");
    tagged(&headers, media, state.sdl.clone(), Keeper::Anybody)
}

async fn overview(extract::State(state): extract::State<State>, headers: HeaderMap) -> Response<Body> {
    let page = state.pages.page(state.gate.schema(), Language::of_request(&headers), Page::Overview);
    dressed(tagged(&headers, HTML, page, Keeper::Anybody))
}

async fn of_type(
    extract::State(state): extract::State<State>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    let (schema, language) = (state.gate.schema(), Language::of_request(&headers));
    match places::shown(schema, &name) {
        Some((name, _)) => {
            let page = state.pages.page(schema, language, Page::Type(name.clone()));
            dressed(tagged(&headers, HTML, page, Keeper::Anybody))
        }
        None => {
            let page = markup::unknown(language, &name).into_string();
            dressed((StatusCode::NOT_FOUND, [(CONTENT_TYPE, HTML)], page).into_response())
        }
    }
}

/// With what belongs to each page: what it may do, and that it differs by language.
fn dressed(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    response.headers_mut().append(VARY, HeaderValue::from_static("accept-language"));
    response
}

/// The style of all pages.
async fn style(headers: HeaderMap) -> Response<Body> {
    let media = HeaderValue::from_static("text/css; charset=utf-8");
    tagged(&headers, media, Bytes::from_static(include_bytes!("style.css")), Keeper::Anybody)
}
