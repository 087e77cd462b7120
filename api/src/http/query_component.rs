//! The query component of an address (RFC 3986, 3.4), for every route that has parameters: each is one that the route knows,
//! is there once, and is text that can be kept. All else is refused by name, with what would be right.

use std::{collections::HashMap, str::FromStr};

use axum::{
    body::Body,
    http::{Response, Uri},
};
use percent_encoding::percent_decode_str;

use super::refused::bad_request;
use crate::{
    language::Language,
    message::{Arguments, message, plain},
};

/// The parameters, by their names.
#[derive(Debug)]
pub struct QueryComponent(HashMap<&'static str, String>);

/// What is wrong with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongParameter {
    /// They are no text in UTF-8.
    Unreadable,
    /// There is none of this name.
    Unknown {
        /// The name.
        name: String,
        /// Those that there are.
        known: &'static [&'static str],
    },
    /// The parameter of this name is there twice.
    Twice(&'static str),
    /// The parameter of this name holds U+0000, which PostgreSQL's texts cannot hold and SQLite's end at.
    Nul(&'static str),
    /// The parameter of this name is not JSON.
    NoJson(&'static str),
    /// The parameter of this name is none of these.
    NoneOf(&'static str, &'static [&'static str]),
}

impl WrongParameter {
    /// The answer that says so.
    #[must_use]
    pub fn response(&self, language: Language) -> Response<Body> {
        let named = |id, name: &str, right: &[&str]| message(language, id, &values(name, right));
        bad_request(match self {
            Self::Unreadable => plain(language, "http-parameters"),
            Self::Unknown { name, known: [] } => named("parameter-none", name, &[]),
            Self::Unknown { name, known } => named("parameter-unknown", name, known),
            Self::Twice(name) => named("parameter-twice", name, &[]),
            Self::Nul(name) => named("parameter-nul", name, &[]),
            Self::NoJson(name) => named("parameter-no-json", name, &[]),
            Self::NoneOf(name, right) => none_of(language, name, right),
        })
    }
}

fn values(name: &str, right: &[&str]) -> Arguments<'static> {
    let mut values = Arguments::new();
    values.set("name", name.chars().take(60).collect::<String>());
    values.set("right", right.join(", "));
    values
}

/// What says that the parameter is none of these, which are two or more.
fn none_of(language: Language, name: &str, right: &[&str]) -> String {
    let (last, others) = right.split_last().unwrap_or((&"", &[]));
    let mut values = values(name, others);
    values.set("last", (*last).to_owned());
    message(language, "parameter-none-of", &values)
}

impl QueryComponent {
    /// The parameters of an address that has these and no others.
    ///
    /// # Errors
    /// If there is another, one is there twice, or one cannot be read.
    pub fn only(address: &Uri, known: &'static [&'static str]) -> Result<Self, WrongParameter> {
        let (found, others) = split(address, known)?;
        others.into_iter().next().map_or(Ok(found), |name| Err(WrongParameter::Unknown { name, known }))
    }

    /// The same where others are ignored, as a specification wants it.
    ///
    /// # Errors
    /// If one is there twice, or cannot be read.
    pub fn among_others(address: &Uri, known: &'static [&'static str]) -> Result<Self, WrongParameter> {
        split(address, known).map(|(found, _)| found)
    }

    /// The parameter of this name, even if there is nothing in it.
    pub fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// The parameter of this name, if there is anything in it.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.take(name).filter(|text| !text.is_empty())
    }

    /// The parameter of this name, if there is anything in it, as one of those that are `right`.
    ///
    /// # Errors
    /// If it is none of them.
    pub fn one_of<T: FromStr>(
        &mut self,
        name: &'static str,
        right: &'static [&'static str],
    ) -> Result<Option<T>, WrongParameter> {
        let wrong = WrongParameter::NoneOf(name, right);
        self.text(name).map(|text| text.parse()).transpose().map_err(|_| wrong)
    }
}

/// What is known, and the names of all else.
fn split(address: &Uri, known: &'static [&'static str]) -> Result<(QueryComponent, Vec<String>), WrongParameter> {
    let (mut found, mut others) = (HashMap::new(), vec![]);
    for pair in address.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decoded(name)?;
        let Some(name) = known.iter().copied().find(|known| *known == name) else {
            others.push(name);
            continue;
        };
        let value = decoded(value)?;
        if value.contains('\0') {
            return Err(WrongParameter::Nul(name));
        }
        if found.insert(name, value).is_some() {
            return Err(WrongParameter::Twice(name));
        }
    }
    Ok((QueryComponent(found), others))
}

/// A name or a value as forms write them (`application/x-www-form-urlencoded`).
fn decoded(text: &str) -> Result<String, WrongParameter> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8().map_err(|_| WrongParameter::Unreadable)?;
    Ok(decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[&str] = &["team", "mine"];

    fn only(query: &str) -> Result<QueryComponent, WrongParameter> {
        QueryComponent::only(&format!("/x?{query}").parse().expect("an address"), KNOWN)
    }

    #[test]
    fn parameters_are_read() {
        let mut read = only("team=%C3%A5+b%2B&&mine=").expect("parameters");
        assert_eq!((read.text("team").as_deref(), read.text("mine")), (Some("å b+"), None));
        assert_eq!(only("mine=").expect("parameters").take("mine").as_deref(), Some(""));
        assert_eq!(only("mine=true").expect("parameters").one_of("mine", &["true", "false"]), Ok(Some(true)));
    }

    #[test]
    fn all_else_is_refused_by_name() {
        let unknown = |name: &str| WrongParameter::Unknown { name: name.to_owned(), known: KNOWN };
        for (query, wrong) in [
            ("focus-area=x", unknown("focus-area")),
            ("team=a&Team=b", unknown("Team")),
            ("=x", unknown("")),
            ("team=a&team=a", WrongParameter::Twice("team")),
            ("team=a%00b", WrongParameter::Nul("team")),
            ("team=%FF", WrongParameter::Unreadable),
            ("%FF=a", WrongParameter::Unreadable),
        ] {
            assert_eq!(only(query).expect_err(query), wrong, "{query}");
        }
        let wrong = only("mine=yes").expect("parameters").one_of::<bool>("mine", &["true", "false"]);
        assert_eq!(wrong, Err(WrongParameter::NoneOf("mine", &["true", "false"])));
    }

    #[test]
    fn others_are_ignored_where_a_specification_wants_it() {
        let address = |query: &str| format!("/x?{query}").parse().expect("an address");
        assert!(QueryComponent::among_others(&address("other=1"), KNOWN).is_ok());
        assert!(QueryComponent::among_others(&address("team=1&team=2&other=1"), KNOWN).is_err());
    }
}
