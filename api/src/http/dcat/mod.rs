//! `/dcat`: what of the exports everybody may read, described for data portals by DCAT-AP-SE 3, in whichever form of RDF the
//! caller prefers.

mod catalogue;
mod graph;
mod vocabulary;

use std::collections::HashMap;

use axum::{
    Extension,
    body::Body,
    extract,
    http::{HeaderMap, HeaderValue, Response, StatusCode, Uri, header::VARY},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Map;

use super::{
    accept::{MediaType, preferred},
    ask::ask,
    conditional::{Keeper, tagged},
    observe::RequestId,
    query_component::QueryComponent,
    refused::refusal,
};
use crate::{app::State, error::Code, execute::Caller, language::Language, message::plain, rate_limit::Account};
use catalogue::{Facts, catalogue};
use graph::Syntax;

/// What is asked for.
const QUERY: &str = include_str!("catalogue.graphql");

/// The forms, the one first that portals ask for.
const SYNTAXES: [(&str, Syntax); 3] =
    [("application/rdf+xml", Syntax::RdfXml), ("text/turtle", Syntax::Turtle), ("application/ld+json", Syntax::JsonLd)];

#[derive(Deserialize)]
struct Data {
    collaboration: Named,
    #[serde(flatten)]
    latest: HashMap<String, Nodes>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Nodes {
    nodes: Vec<Updated>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Updated {
    updated_at: DateTime<Utc>,
}

/// Answers with the catalogue, the same to everybody.
pub async fn describe(
    extract::State(state): extract::State<State>,
    Extension(id): Extension<RequestId>,
    account: Account,
    address: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    let language = Language::of_request(&headers);
    let nobody = Caller { subject: None, account, language, correlation_id: id.shared() };
    let mut response = match QueryComponent::only(&address, &[]) {
        Ok(_) => described(&state, &nobody, &headers).await.unwrap_or_else(|refused| refused),
        Err(wrong) => wrong.response(language),
    };
    response.headers_mut().append(VARY, HeaderValue::from_static("accept"));
    response
}

async fn described(state: &State, nobody: &Caller, headers: &HeaderMap) -> Result<Response<Body>, Response<Body>> {
    let Some((media, syntax)) = preferred(headers, &SYNTAXES) else {
        let message = plain(nobody.language, "catalogue-not-acceptable");
        return Err(refusal(StatusCode::NOT_ACCEPTABLE, Code::BadUserInput, message, MediaType::Json));
    };
    let Data { collaboration, latest } = ask(state, nobody, QUERY, Map::new()).await?;
    let latest = latest.into_iter().filter_map(|(kind, latest)| Some((kind, latest.nodes.first()?.updated_at)));
    let public_url = state.config.public_url();
    let facts = Facts { name: &collaboration.name, base: public_url.as_str(), latest: latest.collect() };
    let described = catalogue(&facts, &state.config.catalogue).and_then(|triples| syntax.written(&triples));
    match described {
        Ok(body) => Ok(tagged(headers, HeaderValue::from_static(media), body.into(), Keeper::Anybody)),
        Err(error) => {
            let id = &nobody.correlation_id;
            tracing::error!(correlation_id = %id, "the catalogue cannot be written: {error} ({id})");
            Err(super::broken(Box::new(error)))
        }
    }
}
