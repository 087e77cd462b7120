//! The custom scalars, and values of columns as values of GraphQL.

use async_graphql::{InputValueResult, Name, Number, Scalar, ScalarType, Value};
use chrono::{NaiveDate, SecondsFormat, Utc};

/// A moment, in RFC 3339; answers are in UTC (Swedish: tidpunkt).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// A moment, in RFC 3339; answers are in UTC (Swedish: tidpunkt).
#[Scalar(name = "DateTime", specified_by_url = "https://scalars.graphql.org/andimarek/date-time")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => chrono::DateTime::parse_from_rfc3339(text)
                .map(|at| DateTime(at.to_utc()))
                .map_err(|_| "a DateTime is written 2026-11-21T09:30:00Z (RFC 3339)".into()),
            _ => Err("a DateTime is a string such as \"2026-11-21T09:30:00Z\" (RFC 3339)".into()),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

/// A day, written 2026-11-21 (Swedish: datum).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

/// A day, written 2026-11-21 (Swedish: datum).
#[Scalar(name = "Date", specified_by_url = "https://scalars.graphql.org/andimarek/local-date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) if text.len() == "2026-11-21".len() => NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .map(Date)
                .map_err(|_| "a Date is a day of the calendar, written 2026-11-21".into()),
            _ => Err("a Date is a string such as \"2026-11-21\"".into()),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Anything that JSON can hold (RFC 8259).
#[derive(Clone, Debug, PartialEq)]
pub struct Json(pub serde_json::Value);

/// Anything that JSON can hold (RFC 8259).
#[Scalar(name = "JSON", specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Json(value.into_json()?))
    }

    fn to_value(&self) -> Value {
        Value::from_json(self.0.clone()).unwrap_or_default()
    }
}

/// The value of a column as GraphQL shows it.
pub fn plain(value: sea_orm::Value) -> Value {
    use sea_orm::Value as Column;
    let shown = match value {
        Column::String(text) => text.map(Value::String),
        Column::Bool(yes) => yes.map(Value::Boolean),
        Column::Int(number) => number.map(|number| Value::Number(number.into())),
        Column::BigInt(number) => number.map(|number| Value::Number(number.into())),
        Column::Double(number) => number.and_then(Number::from_f64).map(Value::Number),
        Column::ChronoDate(day) => day.map(|day| ScalarType::to_value(&Date(day))),
        Column::ChronoDateTimeUtc(at) => at.map(|at| ScalarType::to_value(&DateTime(at))),
        other => unreachable!("no field is declared on a column of this type: {other:?}"),
    };
    shown.unwrap_or_default()
}

/// The value of an enum column as GraphQL shows it.
pub fn choice(value: sea_orm::Value) -> Value {
    match text(value) {
        Some(name) => Value::Enum(Name::new(name)),
        None => Value::Null,
    }
}

/// The text in a column of text or of an enum.
pub fn text(value: sea_orm::Value) -> Option<String> {
    match value {
        sea_orm::Value::String(text) => text,
        other => unreachable!("not a column of text: {other:?}"),
    }
}
