//! `/.well-known/security.txt`: whom to tell of a weakness (RFC 9116).

use std::fmt::Write;

use axum::{
    extract::State as Extract,
    http::{HeaderMap, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use chrono::SecondsFormat;

use super::{refuse, refused::Refused};
use crate::{app::State, config::Disclosure};

/// Answers with the file, where the settings name a contact.
pub async fn file(Extract(state): Extract<State>, headers: HeaderMap) -> Response {
    match &state.config.disclosure {
        Some(disclosure) => {
            let text = text(disclosure, state.config.public_url().as_str());
            ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
        }
        None => refuse(Refused::NotFound, &headers),
    }
}

fn text(disclosure: &Disclosure, public_url: &str) -> String {
    let Disclosure { contacts, expires, languages, policy, encryption, acknowledgments } = disclosure;
    let optional = [("Encryption", encryption), ("Acknowledgments", acknowledgments), ("Policy", policy)];
    let optional = optional.into_iter().filter_map(|(name, url)| Some((name, url.as_ref()?.as_str().to_owned())));
    let fields = contacts
        .iter()
        .map(|contact| ("Contact", contact.as_str().to_owned()))
        .chain([("Expires", expires.to_rfc3339_opts(SecondsFormat::Secs, true))])
        .chain(optional)
        .chain([
            ("Preferred-Languages", languages.join(", ")),
            ("Canonical", format!("{public_url}/.well-known/security.txt")),
        ]);
    fields.fold(String::new(), |mut text, (name, value)| {
        // nothing fails that is written to a string
        writeln!(text, "{name}: {value}").ok();
        text
    })
}
