//! What the address of an export asks for.

use axum::{
    body::Body,
    http::{Response, Uri},
};
use serde_json::{Map, Value as Json, json};

use super::kind::Kind;
use crate::{
    config::Delimiter,
    http::{
        MediaType,
        query_component::{QueryComponent, WrongParameter},
        refused::Refused,
    },
    language::Language,
};

/// What is asked for.
pub struct Asked {
    /// What is to be told.
    pub kind: &'static Kind,
    /// How.
    pub format: Format,
    /// Which, and in which order: the variables of the query.
    pub variables: Map<String, Json>,
}

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, separated by this.
    Csv(Delimiter),
    /// A JSON object in each line.
    JsonLines,
}

impl Format {
    /// How the names of such files end.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv(_) => "csv",
            Self::JsonLines => "jsonl",
        }
    }
}

/// Why nothing is exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There is no such file.
    NotThere,
    /// A parameter is not right.
    Parameter(WrongParameter),
}

impl From<WrongParameter> for Wrong {
    fn from(wrong: WrongParameter) -> Self {
        Self::Parameter(wrong)
    }
}

impl Wrong {
    /// The answer that says so.
    pub fn response(self, language: Language) -> Response<Body> {
        match self {
            Self::NotThere => Refused::NotFound.response(language, MediaType::Json),
            Self::Parameter(wrong) => wrong.response(language),
        }
    }
}

/// What the address asks for; `usual` is what separates values where it does not say.
pub fn asked(file: &str, address: &Uri, usual: Delimiter) -> Result<Asked, Wrong> {
    let (name, extension) = file.rsplit_once('.').ok_or(Wrong::NotThere)?;
    let kind = Kind::named(name).ok_or(Wrong::NotThere)?;
    let (format, mut given) = match extension {
        "csv" => {
            let mut given = QueryComponent::only(address, &["where", "orderBy", "search", "delimiter"])?;
            let delimiter = given.one_of("delimiter", &["semicolon", "comma", "tab"])?;
            (Format::Csv(delimiter.unwrap_or(usual)), given)
        }
        "jsonl" => (Format::JsonLines, QueryComponent::only(address, &["where", "orderBy", "search"])?),
        _ => return Err(Wrong::NotThere),
    };
    // by the id: nothing changes it, so that no row is told twice or left out
    let by_id = json!([{ "field": "ID", "direction": "ASC" }]);
    let mut variables = Map::from_iter([("orderBy".to_owned(), by_id)]);
    for name in ["where", "orderBy"] {
        let json = given.text(name).map(|text| serde_json::from_str(&text)).transpose();
        let json: Option<Json> = json.map_err(|_| WrongParameter::NoJson(name))?;
        variables.extend(json.map(|json| (name.to_owned(), json)));
    }
    variables.extend(given.text("search").map(|text| ("search".to_owned(), text.into())));
    Ok(Asked { kind, format, variables })
}
