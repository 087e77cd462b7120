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
    message::{Arguments, message},
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
enum Wrong {
    /// A parameter that there is not.
    Unknown(String),
    /// A parameter that is there twice.
    Twice(String),
    /// A parameter that is not JSON.
    NoJson(&'static str),
    /// A delimiter that there is not.
    Delimiter,
}

impl Wrong {
    fn response(self, language: Language) -> Response<Body> {
        let mut places = Arguments::new();
        let id = match self {
            Self::Unknown(name) => {
                places.set("name", name);
                "export-unknown-parameter"
            }
            Self::Twice(name) => {
                places.set("name", name);
                "export-parameter-twice"
            }
            Self::NoJson(name) => {
                places.set("name", name);
                "export-no-json"
            }
            Self::Delimiter => "export-delimiter",
        };
        bad_request(message(language, id, &places))
    }
}

/// What the address asks for; `usual` is what separates values where it does not say.
pub fn asked(file: &str, address: &Uri, usual: Delimiter, language: Language) -> Result<Asked, Response<Body>> {
    let not_there = || Refused::NotFound.response(language, MediaType::Json);
    let (name, extension) = file.rsplit_once('.').ok_or_else(not_there)?;
    let kind = Kind::named(name).ok_or_else(not_there)?;
    let format = match extension {
        "csv" => Format::Csv(usual),
        "jsonl" => Format::JsonLines,
        _ => return Err(not_there()),
    };
    let parameters = Query::<Vec<(String, String)>>::try_from_uri(address);
    let Query(parameters) =
        parameters.map_err(|_| Refused::Malformed("http-parameters").response(language, MediaType::Json))?;
    read(kind, format, parameters).map_err(|wrong| wrong.response(language))
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
