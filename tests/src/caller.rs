//! Whoever calls the API, over HTTP.

use std::borrow::Borrow;
use std::ops::Deref;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde_json::{Value as Json, json};
use tower::ServiceExt;

use crate::app::App;

/// Whoever calls the API.
#[derive(Clone)]
pub struct Caller<'a> {
    app: &'a App,
    token: Option<String>,
    language: Option<&'static str>,
}

/// What the API answered.
#[derive(Debug)]
pub struct Answer {
    /// The status of the response.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Json,
    /// Its body as text.
    pub text: String,
    /// Its body as it came.
    pub bytes: Bytes,
}

impl<'a> Caller<'a> {
    pub(crate) fn new(app: &'a App, token: Option<String>) -> Self {
        Caller { app, token, language: None }
    }

    /// The same caller with this `Accept-Language`.
    #[must_use]
    pub fn reading(self, language: &'static str) -> Self {
        Caller { language: Some(language), ..self }
    }

    /// The same caller with this token.
    #[must_use]
    pub fn with_token(self, token: impl Into<String>) -> Self {
        Caller { token: Some(token.into()), ..self }
    }

    /// The caller's token.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Runs a document.
    pub async fn run(&self, document: &str, variables: Json) -> Answer {
        let body = json!({ "query": document, "variables": variables });
        self.send(self.request(Method::POST, "/graphql").body(Body::from(body.to_string())).expect("a request")).await
    }

    /// The data that a document answers; it must answer without errors.
    pub async fn data(&self, document: &str, variables: Json) -> Json {
        let mut answer = self.run(document, variables).await;
        assert_eq!(answer.status, StatusCode::OK, "{document}\n{}", answer.text);
        assert!(answer.body.get("errors").is_none(), "{document}\n{}", answer.text);
        answer.body["data"].take()
    }

    /// The code and the message of the first error that a document answers.
    pub async fn error(&self, document: &str, variables: Json) -> (String, String) {
        let answer = self.run(document, variables).await;
        let error = &answer.body["errors"][0];
        let text = |value: &Json| value.as_str().unwrap_or_else(|| panic!("no error: {}", answer.text)).to_owned();
        (text(&error["extensions"]["code"]), text(&error["message"]))
    }

    /// Calls a mutation with its `input`, and shows `selection` of its payload beside `userErrors`.
    pub async fn call(&self, mutation: &str, selection: &str, input: Json) -> Called {
        let ty = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let document = format!(
            "mutation($input: {ty}!) {{ done: {mutation}(input: $input) {{ {selection} userErrors {{ path code message }} }} }}"
        );
        let answer = self.run(&document, json!({ "input": input })).await;
        Called { payload: answer.body["data"]["done"].clone(), answer }
    }

    /// The code of the error with which a mutation is refused as a whole.
    pub async fn refused(&self, mutation: &str, input: Json) -> String {
        self.call(mutation, "", input).await.code().to_owned()
    }

    /// Reads an address.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).expect("a request")).await
    }

    /// A request with the caller's headers, to be completed.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/graphql-response+json");
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(language) = self.language {
            request = request.header(header::ACCEPT_LANGUAGE, language);
        }
        request
    }

    /// Sends a request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.app.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a whole body");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or_default();
        Answer { status: parts.status, headers: parts.headers, body, text, bytes }
    }
}

/// An object with the fields of another, too.
#[must_use]
pub fn with(mut object: Json, extra: impl Borrow<Json>) -> Json {
    let (Some(all), Some(extra)) = (object.as_object_mut(), extra.borrow().as_object()) else { panic!("objects") };
    all.extend(extra.clone());
    object
}

/// What a mutation answered: its payload.
#[derive(Debug)]
pub struct Called {
    answer: Answer,
    payload: Json,
}

impl Deref for Called {
    type Target = Json;

    fn deref(&self) -> &Json {
        &self.payload
    }
}

impl Called {
    /// The payload of a call that was done.
    pub fn done(&self) -> Json {
        assert_eq!(self.payload["userErrors"], json!([]), "{}", self.answer.text);
        self.payload.clone()
    }

    /// The first name in the path, and the code, of the first user error.
    pub fn fault(&self) -> (&str, &str) {
        let error = &self.payload["userErrors"][0];
        let code = error["code"].as_str().unwrap_or_else(|| panic!("no user error: {}", self.answer.text));
        (error["path"][0].as_str().unwrap_or_default(), code)
    }

    /// The path, joined by dots, and the code of all user errors.
    pub fn faults(&self) -> Vec<(String, &str)> {
        let errors = self.payload["userErrors"].as_array();
        let errors = errors.unwrap_or_else(|| panic!("no payload: {}", self.answer.text));
        let path = |error: &Json| {
            let names = error["path"].as_array().expect("a path");
            names.iter().map(|name| name.as_str().expect("a name")).collect::<Vec<_>>().join(".")
        };
        errors.iter().map(|error| (path(error), error["code"].as_str().expect("a code"))).collect()
    }

    /// The paths of all user errors.
    pub fn paths(&self) -> Vec<String> {
        self.faults().into_iter().map(|(path, _)| path).collect()
    }

    /// The message of the first user error.
    pub fn message(&self) -> &str {
        self.payload["userErrors"][0]["message"].as_str().unwrap_or_default()
    }

    /// The code of the error that took the place of an answer.
    pub fn code(&self) -> &str {
        let code = self.answer.body["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("no error: {}", self.answer.text))
    }
}
