//! The gate around a small schema that has one of everything.

mod hostile;
mod limits;
mod mends;
mod refusals;
mod schema;

use super::{Answer, Bound, Gate, Limits, Refusal, Weights};
use crate::language::Language;
use async_graphql::{Request, Schema};
use futures_util::StreamExt;
use schema::{Calls, Mutation, Query, Subscription};
use serde_json::{Map, Value as Json, json};
use std::sync::Arc;

struct Server {
    gate: Gate,
    engine: Schema<Query, Mutation, Subscription>,
    calls: Arc<Calls>,
}

fn limits() -> Limits {
    Limits::default()
}

fn server() -> Server {
    server_with(limits())
}

fn server_with(limits: Limits) -> Server {
    let calls = Arc::new(Calls::default());
    let engine = Schema::build(Query, Mutation, Subscription)
        .validation_mode(async_graphql::ValidationMode::Fast)
        .limit_recursive_depth(usize::MAX)
        .data(calls.clone())
        .finish();
    let gate = Gate::new(&engine.sdl(), limits, Weights::of_objects(|_, field| if field == "tags" { 3 } else { 10 }));
    Server { gate: gate.expect("the schema is valid"), engine, calls }
}

fn map(variables: Json) -> Map<String, Json> {
    match variables {
        Json::Object(map) => map,
        other => panic!("variables must be an object, not {other}"),
    }
}

impl Server {
    fn bind(&self, document: &str, variables: Json) -> Result<Bound, Refusal> {
        let prepared = self.gate.prepare(document)?;
        self.gate.bind(&prepared, None, map(variables), Language::En)
    }

    fn refusal(&self, document: &str, variables: Json) -> String {
        match self.bind(document, variables) {
            Ok(_) => panic!("let through: {document}"),
            Err(refusal) => refusal.to_string(),
        }
    }

    async fn answer(&self, document: &str, variables: Json) -> Answer {
        let mut bound = self.bind(document, variables).unwrap_or_else(|refusal| panic!("{document}: {refusal}"));
        let request: Request = bound.take_request();
        bound.complete(self.engine.execute(request).await)
    }

    /// The answer as text, so that the order of keys counts.
    async fn text(&self, document: &str, variables: Json) -> String {
        serde_json::to_string(&self.answer(document, variables).await).expect("answers serialise")
    }

    /// The data as text, of an answer without errors.
    async fn data(&self, document: &str) -> String {
        let text = self.text(document, json!({})).await;
        match text.strip_prefix("{\"data\":").and_then(|text| text.strip_suffix('}')) {
            Some(data) => data.to_owned(),
            None => panic!("{document}: {text}"),
        }
    }

    async fn events(&self, document: &str) -> Vec<String> {
        let mut bound = self.bind(document, json!({})).unwrap_or_else(|refusal| panic!("{document}: {refusal}"));
        let request = bound.take_request();
        let answers = self
            .engine
            .execute_stream(request)
            .map(|response| serde_json::to_string(&bound.complete(response)).expect("answers serialise"));
        answers.collect().await
    }
}

/// Data and the paths of errors, with the messages left out.
fn outline(answer: &Answer) -> Json {
    let paths: Vec<_> = answer.errors.iter().map(|error| json!(error.path)).collect();
    json!({ "data": answer.data, "errors": paths })
}
