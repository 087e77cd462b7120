//! `/playground`: the page on which the schema is explored, as `playground/` was built into the program, and what it has to
//! know of this server: whom one can sign in with.

use std::{collections::BTreeSet, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::Path,
    http::{
        HeaderMap, HeaderName, HeaderValue, Response, StatusCode,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY},
    },
    response::IntoResponse,
    routing::get,
};
use maud::{DOCTYPE, Markup, html};
use serde::Serialize;
use url::Url;

use super::{
    conditional::{Keeper, tagged},
    refuse,
    refused::Refused,
};
use crate::{
    app::State,
    config::{Config, Issuer},
    language::Language,
    message::plain,
};

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The content of a file never changes: its name would.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Whoever opens the page has no hold on it, and the other way round.
const CROSS_ORIGIN_OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// What the page is told.
#[derive(Serialize)]
struct Told<'a> {
    issuers: Vec<ToldIssuer<'a>>,
}

/// A provider that the page signs people in with.
#[derive(Serialize)]
struct ToldIssuer<'a> {
    url: &'a str,
    name: &'a str,
    metadata_url: String,
    client_id: &'a str,
    scope: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<&'a str>,
}

/// The page, its files and its settings.
pub fn routes(config: &Config) -> Router<State> {
    let policy = policy(&config.issuers);
    let told = Bytes::from(told(&config.issuers));
    Router::new()
        .route("/playground", get(async move |headers: HeaderMap| page(&headers, &policy)))
        .route(
            "/playground/settings.json",
            get(async move |headers: HeaderMap| tagged(&headers, JSON, told, Keeper::Anybody)),
        )
        .route("/playground/assets/{name}", get(asset))
}

/// What the page may do: run what it brings, and talk to this server and to the providers. Styles are also written by the
/// editor while it runs.
fn policy(issuers: &[Issuer]) -> Arc<HeaderValue> {
    let providers: BTreeSet<String> = issuers.iter().flat_map(origins).collect();
    let providers: String = providers.iter().map(|origin| format!(" {origin}")).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         font-src 'self' data:; connect-src 'self'{providers}; worker-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'"
    );
    let policy = HeaderValue::try_from(policy);
    Arc::new(policy.unwrap_or_else(|error| unreachable!("origins are ASCII: {error}")))
}

/// Where a provider's endpoints are; nowhere where the playground does not sign people in with it.
fn origins(issuer: &Issuer) -> Vec<String> {
    let Some(playground) = &issuer.playground else { return vec![] };
    let metadata = issuer.metadata();
    let endpoints = playground.endpoints.iter().map(|endpoint| endpoint.as_str());
    let addresses = endpoints.chain([issuer.url.as_str(), &metadata]);
    addresses.filter_map(|address| Some(Url::parse(address).ok()?.origin().ascii_serialization())).collect()
}

/// The settings as JSON.
fn told(issuers: &[Issuer]) -> Vec<u8> {
    let issuers = issuers.iter().filter_map(|issuer| {
        let playground = issuer.playground.as_ref()?;
        Some(ToldIssuer {
            url: issuer.url.as_str(),
            name: issuer.name(),
            metadata_url: issuer.metadata(),
            client_id: &playground.client_id,
            scope: &playground.scope,
            resource: playground.resource.as_deref(),
        })
    });
    let told = Told { issuers: issuers.collect() };
    serde_json::to_vec(&told).unwrap_or_else(|error| unreachable!("texts are JSON: {error}"))
}

/// The page; where it is not built in, how to get it.
fn page(headers: &HeaderMap, policy: &HeaderValue) -> Response<Body> {
    let Some(page) = playground::page() else {
        let language = Language::of_request(headers);
        return (StatusCode::SERVICE_UNAVAILABLE, [(CONTENT_TYPE, HTML)], missing(language).into_string())
            .into_response();
    };
    let mut response = tagged(headers, HTML, Bytes::from_static(page.as_bytes()), Keeper::Anybody);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy.clone());
    response.headers_mut().insert(CROSS_ORIGIN_OPENER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// Says that the program was built without the page, and what to do about it.
fn missing(language: Language) -> Markup {
    let title = plain(language, "playground-missing");
    html! {
        (DOCTYPE)
        html lang=(language) {
            head { meta charset="utf-8"; title { (title) } }
            body { h1 { (title) } p { (plain(language, "playground-missing-why")) } }
        }
    }
}

/// A file of the page: packed, for who can unpack it.
async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response<Body> {
    let Some(asset) = playground::asset(&name) else { return refuse(Refused::NotFound, &headers) };
    let packed = asset.packed.filter(|_| takes_brotli(&headers));
    let content = Bytes::from_static(packed.unwrap_or(asset.content));
    let mut response = tagged(&headers, media(asset.name), content, Keeper::Anybody);
    response.headers_mut().insert(CACHE_CONTROL, FOR_EVER);
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    if packed.is_some() {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}

/// What a file is, by its name.
fn media(name: &str) -> HeaderValue {
    HeaderValue::from_static(match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("ttf") => "font/ttf",
        _ => "text/plain; charset=utf-8",
    })
}

/// Whether the caller can unpack Brotli (RFC 9110, 12.5.3).
fn takes_brotli(headers: &HeaderMap) -> bool {
    let lines = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let is_refused = weight.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()) == Some(0.0);
        name.trim().eq_ignore_ascii_case("br") && !is_refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer(lines: &str) -> Issuer {
        let text = format!("url = 'https://id.example.org/realm'\naudiences = ['api']\norganisation = 'mdu'\n{lines}");
        toml::from_str(&text).expect("an issuer")
    }

    #[test]
    fn the_page_talks_to_the_providers_that_it_signs_in_with_and_to_nobody_else() {
        let talks_to = |issuers: &[Issuer]| {
            let policy = policy(issuers).to_str().expect("text").to_owned();
            policy.split("; ").find_map(|part| part.strip_prefix("connect-src ").map(str::to_owned)).expect("a part")
        };
        assert_eq!(talks_to(&[]), "'self'");
        assert_eq!(talks_to(&[issuer("")]), "'self'");
        assert_eq!(talks_to(&[issuer("playground.client_id = 'x'")]), "'self' https://id.example.org");
        let far = "metadata_url = 'https://b.example/.well-known/x'\n\
                   playground = { client_id = 'x', endpoints = ['https://c.example:8443/token'] }";
        assert_eq!(talks_to(&[issuer(far)]), "'self' https://b.example https://c.example:8443 https://id.example.org");
    }

    #[test]
    fn the_page_is_told_of_the_providers_that_know_it() {
        let told = told(&[issuer(""), issuer("playground.client_id = 'x'")]);
        let told: serde_json::Value = serde_json::from_slice(&told).expect("JSON");
        let only = serde_json::json!({
            "url": "https://id.example.org/realm",
            "name": "id.example.org",
            "metadata_url": "https://id.example.org/realm/.well-known/openid-configuration",
            "client_id": "x",
            "scope": "openid profile offline_access",
        });
        assert_eq!(told, serde_json::json!({ "issuers": [only] }));
    }

    #[test]
    fn without_the_page_one_is_told_how_to_get_it() {
        for language in [Language::Sv, Language::En] {
            let told = missing(language).into_string();
            assert!(told.contains(&format!("lang=\"{language}\"")) && told.contains("Node.js"), "{told}");
        }
    }

    #[test]
    fn brotli_is_for_those_who_take_it() {
        for (accepted, takes) in
            [("gzip, deflate, br, zstd", true), ("br;q=0.5", true), ("gzip", false), ("br;q=0", false), ("", false)]
        {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
            assert_eq!(takes_brotli(&headers), takes, "{accepted}");
        }
    }
}
