//! What the address of an export asks for.

use axum::{
    body::Body,
    extract::Query,
    http::{Response, Uri},
};
use serde_json::{Map, Value as Json, json};

use super::kind::Kind;
use crate::{
    config::Delimiter,
    http::{
        MediaType,
        refused::{Refused, bad_request},
    },
    language::Language,
    message::{Arguments, message, plain},
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
    /// The parameters cannot be read.
    Unreadable,
    /// There is no parameter of this name.
    Unknown(String),
    /// The parameter of this name is there twice.
    Twice(String),
    /// The parameter of this name is not JSON.
    NoJson(&'static str),
    /// There is no such delimiter.
    Delimiter,
}

impl Wrong {
    /// The answer that says so.
    pub fn response(self, language: Language) -> Response<Body> {
        let named = |id, name: String| message(language, id, &Arguments::from_iter([("name", name)]));
        bad_request(match self {
            Self::NotThere => return Refused::NotFound.response(language, MediaType::Json),
            Self::Unreadable => return Refused::Malformed("http-parameters").response(language, MediaType::Json),
            Self::Unknown(name) => named("export-unknown-parameter", name),
            Self::Twice(name) => named("export-parameter-twice", name),
            Self::NoJson(name) => named("export-no-json", name.to_owned()),
            Self::Delimiter => plain(language, "export-delimiter"),
        })
    }
}

/// What the address asks for; `usual` is what separates values where it does not say.
pub fn asked(file: &str, address: &Uri, usual: Delimiter) -> Result<Asked, Wrong> {
    let (name, extension) = file.rsplit_once('.').ok_or(Wrong::NotThere)?;
    let kind = Kind::named(name).ok_or(Wrong::NotThere)?;
    let format = match extension {
        "csv" => Format::Csv(usual),
        "jsonl" => Format::JsonLines,
        _ => return Err(Wrong::NotThere),
    };
    let parameters = Query::<Vec<(String, String)>>::try_from_uri(address);
    let Query(parameters) = parameters.map_err(|_| Wrong::Unreadable)?;
    read(kind, format, parameters)
}

fn read(kind: &'static Kind, mut format: Format, parameters: Vec<(String, String)>) -> Result<Asked, Wrong> {
    // by the id: nothing changes it, so that no row is told twice or left out
    let by_id = json!([{ "field": "ID", "direction": "ASC" }]);
    let mut variables = Map::from_iter([("orderBy".to_owned(), by_id)]);
    let mut seen = vec![];
    for (name, value) in parameters {
        if seen.contains(&name) {
            return Err(Wrong::Twice(name));
        }
        let text = || Some(&*value).filter(|text| !text.is_empty());
        let json = |name| text().map(serde_json::from_str).transpose().map_err(|_| Wrong::NoJson(name));
        let variable = match (name.as_str(), &mut format) {
            ("where", _) => json("where")?,
            ("orderBy", _) => json("orderBy")?,
            ("search", _) => text().map(Json::from),
            ("delimiter", Format::Csv(delimiter)) => {
                *delimiter = text().map_or(Ok(*delimiter), str::parse).map_err(|_| Wrong::Delimiter)?;
                None
            }
            _ => return Err(Wrong::Unknown(name)),
        };
        variables.extend(variable.map(|variable: Json| (name.clone(), variable)));
        seen.push(name);
    }
    Ok(Asked { kind, format, variables })
}
