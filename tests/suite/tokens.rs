//! Tokens that are meant to do harm, and odd ones that are good, sent to the running server. Each is judged as RFC 6750,
//! 7515, 7519, 8725 and 9068 ask, and nothing of any of them is in the log.

mod case;
mod claims;
mod forge;
mod good;
mod headers;
pub mod keys;
pub mod log;
mod signatures;
mod wire;
mod writing;

use std::collections::BTreeSet;
use std::io::ErrorKind;

use api::config::Settings;
use case::{Case, Expected};
use forge::Forge;
use log::Log;
use serde_json::{Value as Json, json};
use tests::app::App;
use wire::{Answer, Server};

/// The fewest letters of a token that are looked for in the log.
const TRACE: usize = 20;

/// The most bytes that the head of a request may have.
const LARGEST_HEAD: usize = 32 * 1024;

fn cases(forge: &Forge) -> Vec<Case> {
    [
        good::cases(forge),
        good::about_people(forge),
        signatures::cases(forge),
        headers::cases(forge),
        claims::cases(forge),
        writing::cases(forge),
    ]
    .concat()
}

#[tokio::test]
async fn each_token_is_judged_rightly_and_none_is_in_the_log() {
    let forge = Forge::new();
    let settings = Settings { issuers: Some(forge.settings()), ..Settings::default() };
    let app = App::seeded().await.beside(settings).await;
    let log = Log::listen();
    let server = Server::start(&app).await;
    let cases = cases(&forge);
    let mut wrong = vec![];
    for case in &cases {
        let answer = server.ask(&case.authorization).await;
        let found = [misjudged(&app, case, &answer), leaked(case, "the answer", &answer.whole())].concat();
        wrong.extend(found.iter().map(|found| format!("{}: {found}", case.name)));
    }
    server.stop().await;
    let log = log.text();
    let words = words(&log);
    wrong.extend(cases.iter().flat_map(|case| leaked(case, "the log", &words)));
    wrong.extend(unheard(&log));
    let called = forge.attacker.accept().map(|(_, caller)| caller);
    if !matches!(&called, Err(error) if error.kind() == ErrorKind::WouldBlock) {
        wrong.push(format!("the attacker's server was called: {called:?}"));
    }
    assert!(wrong.is_empty(), "{} findings in {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// What is wrong with an answer.
fn misjudged(app: &App, case: &Case, answer: &Answer) -> Vec<String> {
    let (status, code, error) = match &case.expected {
        // the head of the request is too large to be read
        _ if case.authorization.iter().map(Vec::len).sum::<usize>() > LARGEST_HEAD => (431, "", None),
        Expected::Accepted(roles, name) => return not_accepted(roles, *name, answer),
        Expected::InvalidToken => (401, "UNAUTHENTICATED", Some(r#", error="invalid_token", error_description=""#)),
        Expected::InvalidRequest => (400, "UNAUTHENTICATED", Some(r#", error="invalid_request", error_description=""#)),
        Expected::OtherScheme => (401, "UNAUTHENTICATED", Some("")),
        Expected::Forbidden => (403, "FORBIDDEN", None),
        Expected::NoHttp => (400, "", None),
    };
    let challenges = answer.header("www-authenticate");
    let url = app.config.public_url();
    let begin = format!(r#"Bearer resource_metadata="{}/.well-known/oauth-protected-resource""#, url.as_str());
    let is_challenge = match (challenges.as_slice(), error) {
        ([], None) => true,
        ([challenge], Some("")) => *challenge == begin,
        ([challenge], Some(error)) => challenge.strip_prefix(&format!("{begin}{error}")).is_some_and(is_description),
        _ => false,
    };
    let found = answer.body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default();
    let mut wrong = vec![];
    if answer.status != status || found != code {
        wrong.push(format!("{} {}, not {status} {code}: {}", answer.status, found, answer.text));
    } else if !is_challenge {
        wrong.push(format!("challenged by {challenges:?}"));
    }
    if answer.body.get("data").is_some() {
        wrong.push(format!("there is data: {}", answer.text));
    }
    wrong
}

/// The rest of a challenge: a description that RFC 6750, 3 allows, and nothing behind it.
fn is_description(rest: &str) -> bool {
    let is_allowed = |letter: char| matches!(letter, ' '..='~') && !['"', '\\'].contains(&letter);
    rest.strip_suffix('"').is_some_and(|text| text.len() > 10 && text.chars().all(is_allowed))
}

fn not_accepted(roles: &[&str], name: Option<&str>, answer: &Answer) -> Vec<String> {
    let viewer = &answer.body["data"]["viewer"];
    let is_named = name.is_none_or(|name| viewer["person"]["name"] == name);
    let is_known = viewer["isAuthenticated"] == json!(true) && viewer["roles"] == json!(roles) && is_named;
    let is_plain = answer.body.get("errors").is_none() && answer.header("www-authenticate").is_empty();
    if answer.status == 200 && is_known && is_plain {
        return vec![];
    }
    vec![format!("not accepted as {roles:?} {name:?}: {} {}", answer.status, answer.text)]
}

/// The parts of a token that are long enough to be told from other words.
fn parts(value: &str) -> Vec<String> {
    let parts = value.split(|letter: char| !letter.is_ascii_alphanumeric() && !"-_+/=".contains(letter));
    parts.filter(|part| part.len() >= TRACE).map(str::to_owned).collect()
}

/// Where a text holds something of a token of the case.
fn leaked(case: &Case, place: &str, text: &str) -> Vec<String> {
    let values = case.authorization.iter().map(|value| String::from_utf8_lossy(value).into_owned());
    let parts = values.flat_map(|value| parts(&value));
    let ends = parts.flat_map(|part| [part[..TRACE].to_owned(), part[part.len() - TRACE..].to_owned()]);
    let found = ends.filter(|end| text.contains(end.as_str()));
    found.map(|end| format!("{place} holds {end} of {}", case.name)).collect()
}

/// Each word of a text once: all that need be searched for what has no white space in it.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(" ")
}

/// What is wrong with the log as a whole: what it must hold, so that what it does not hold means something; and people.
fn unheard(log: &str) -> Vec<String> {
    let expected = ["TRACE", "DEBUG", "fetched the keys of", "GET /graphql 401", "GET /graphql 200"];
    let missing = expected.iter().filter(|text| !log.contains(**text)).map(|text| format!("the log lacks {text:?}"));
    let people = [forge::SUBJECT, forge::NAME, forge::EMAIL];
    let named = people.iter().filter(|text| log.contains(**text)).map(|text| format!("the log holds {text:?}"));
    missing.chain(named).collect()
}

/// A token in an address or in a body could be in somebody's log (RFC 6750, 5.3): it is not looked at.
#[tokio::test]
async fn a_token_elsewhere_than_in_its_header_is_nobodys() {
    let forge = Forge::new();
    let settings = Settings { issuers: Some(forge.settings()), ..Settings::default() };
    let app = App::seeded().await.beside(settings).await;
    let (token, query) = (forge.good().sign(), "{ viewer { isAuthenticated } }");
    let known = app.anonymous().with_token(&token).data(query, Json::Null).await;
    assert_eq!(known["viewer"]["isAuthenticated"], true);
    let address = format!("/graphql?query=%7Bviewer%7BisAuthenticated%7D%7D&access_token={token}");
    let by_address = app.anonymous().get(&address).await;
    assert_eq!(by_address.body["data"]["viewer"]["isAuthenticated"], false, "{}", by_address.text);
    let body = json!({ "query": query, "access_token": token, "extensions": { "access_token": token } }).to_string();
    let request = app.anonymous().request(axum::http::Method::POST, "/graphql").body(body.into()).expect("a request");
    let by_body = app.anonymous().send(request).await;
    assert_eq!(by_body.body["data"]["viewer"]["isAuthenticated"], false, "{}", by_body.text);
}
