//! How a call ended, and whether that is how it was to end.

use serde_json::Value as Json;
use tests::caller::Answer;

use super::judge::Refusal;

/// How a call ended.
#[derive(Debug)]
pub enum Ending {
    Done(Json),
    Faults(Vec<(String, String)>),
    Error(String),
}

impl Ending {
    /// How the answer says that it ended.
    pub fn of(answer: &Answer) -> Result<Self, String> {
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        if let Some(code) = answer.body["errors"][0]["extensions"]["code"].as_str() {
            return Ok(Ending::Error(code.to_owned()));
        }
        let payload = &answer.body["data"]["done"];
        let faults = payload["userErrors"].as_array().ok_or_else(|| format!("no answer: {}", answer.text))?;
        if faults.is_empty() {
            return Ok(Ending::Done(payload.clone()));
        }
        let path = |fault: &Json| {
            let names = fault["path"].as_array().into_iter().flatten();
            names.map(text).collect::<Vec<_>>().join(".")
        };
        Ok(Ending::Faults(faults.iter().map(|fault| (path(fault), text(&fault["code"]))).collect()))
    }

    /// Whether the call was refused like this. The same fault may be told of more than once, by other messages.
    pub fn is(&self, refusal: &Refusal) -> bool {
        let same = |told: &(String, String), field: &str, code: &str| told.0 == field && told.1 == code;
        match (self, refusal) {
            (Ending::Error(code), Refusal::Unauthenticated) => code == "UNAUTHENTICATED",
            (Ending::Error(code), Refusal::Forbidden) => code == "FORBIDDEN",
            (Ending::Faults(told), Refusal::Hidden(field)) => told.iter().any(|told| same(told, field, "NOT_FOUND")),
            (Ending::Faults(told), Refusal::Faults(faults)) => {
                told.iter().all(|told| faults.iter().any(|(field, code)| same(told, field, code)))
                    && faults.iter().all(|(field, code)| told.iter().any(|told| same(told, field, code)))
            }
            _ => false,
        }
    }

    /// In words.
    pub fn told(&self) -> String {
        match self {
            Ending::Done(_) => "done".to_owned(),
            Ending::Faults(faults) => {
                faults.iter().map(|(field, code)| format!("{field} {code}")).collect::<Vec<_>>().join(", ")
            }
            Ending::Error(code) => code.clone(),
        }
    }
}
