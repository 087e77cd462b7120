//! The custom scalars, and values of columns as values of GraphQL.

use async_graphql::{InputValueResult, Name, Scalar, ScalarType, Value};
use chrono::{Datelike, NaiveDate, SecondsFormat, Utc};

use super::misfit::Misfit;
use crate::clock::whole_millis;

/// The years that days and moments can lie in: all that have four digits.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// A moment, in RFC 3339, of the years 0001 to 9999. What is finer than milliseconds is cut; answers are in UTC, to the millisecond (Swedish: tidpunkt).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

impl DateTime {
    /// The moment that a text names, if it is exactly an Internet date and time (RFC 3339, 5.6).
    fn read(text: &str) -> Option<Self> {
        let (day, time) = text.split_at_checked("2026-11-21".len())?;
        Date::read(day)?;
        // the parser takes a blank for the T, leap seconds and another minus, too
        let is_exact = text.is_ascii() && time.starts_with(['T', 't']) && time.get(7..9) != Some("60");
        let at = chrono::DateTime::parse_from_rfc3339(text).ok().filter(|_| is_exact)?;
        Self::of(at.to_utc())
    }

    /// The moment as it can be kept, if it lies in a year that there is.
    pub fn of(at: chrono::DateTime<Utc>) -> Option<Self> {
        YEARS.contains(&at.year()).then(|| DateTime(whole_millis(at)))
    }
}

/// A moment, in RFC 3339, of the years 0001 to 9999. What is finer than milliseconds is cut; answers are in UTC, to the millisecond (Swedish: tidpunkt).
#[Scalar(name = "DateTime", specified_by_url = "https://scalars.graphql.org/andimarek/date-time")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let read = if let Value::String(text) = &value { Self::read(text) } else { None };
        read.ok_or_else(|| Misfit::new("not-a-moment", &value).into())
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// A day of the years 0001 to 9999, written 2026-11-21 (Swedish: datum).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub NaiveDate);

impl Date {
    /// The day that a text names, if it is exactly a full date (RFC 3339, 5.6).
    pub fn read(text: &str) -> Option<Self> {
        let is_form = text.len() == "2026-11-21".len()
            && text.bytes().enumerate().all(|(place, byte)| match place {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| is_form)?;
        YEARS.contains(&day.year()).then_some(Date(day))
    }
}

/// A day of the years 0001 to 9999, written 2026-11-21 (Swedish: datum).
#[Scalar(name = "Date", specified_by_url = "https://scalars.graphql.org/andimarek/local-date")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let read = if let Value::String(text) = &value { Self::read(text) } else { None };
        read.ok_or_else(|| Misfit::new("not-a-date", &value).into())
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
        Column::ChronoDate(day) => day.map(|day| ScalarType::to_value(&Date(day))),
        Column::ChronoDateTimeUtc(at) => at.map(|at| ScalarType::to_value(&DateTime(at))),
        other => unreachable!("no field is declared on a column of this type: {other:?}"),
    };
    shown.unwrap_or_default()
}

/// The whole number in a column.
pub fn whole(value: sea_orm::Value) -> Option<i64> {
    match value {
        sea_orm::Value::BigInt(number) => number,
        other => unreachable!("not a column of whole numbers: {other:?}"),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Option<String> {
        DateTime::read(text).map(|at| ScalarType::to_value(&at).to_string().trim_matches('"').to_owned())
    }

    #[test]
    fn a_moment_has_exactly_its_form_and_is_cut_to_milliseconds() {
        for (text, read) in [
            ("2026-11-21T09:30:00Z", "2026-11-21T09:30:00.000Z"),
            ("2026-11-21t09:30:00.5z", "2026-11-21T09:30:00.500Z"),
            ("2026-11-21T09:30:00.1234567+01:00", "2026-11-21T08:30:00.123Z"),
            ("2026-11-21T09:30:00.9999999999999Z", "2026-11-21T09:30:00.999Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(moment(text).as_deref(), Some(read), "{text}");
        }
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T09:30Z",
            "2026-11-21T09:30:00",
            "2026-11-21 09:30:00Z",
            "2026-11-21T09:30:00.Z",
            "2026-11-21T09:30:60Z",
            "2016-12-31T23:59:60Z",
            "2016-12-31T15:59:60.5-08:00",
            "2026-11-21T24:00:00Z",
            "2026-11-21T09:30:00+0100",
            "2026-11-21T09:30:00\u{2212}01:00",
            "2026-11-21T9:30:00Z",
            "2026-02-29T09:30:00Z",
            "0000-12-31T23:30:00-01:00",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "+02026-11-21T09:30:00Z",
            "-0001-11-21T09:30:00Z",
            "12026-11-21T09:30:00Z",
            " 2026-11-21T09:30:00Z",
            "2026-11-21T09:30:00Z ",
            "å026-11-21T09:30:00Z",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_has_exactly_its_form() {
        for text in ["2026-11-21", "0001-01-01", "9999-12-31", "2024-02-29"] {
            let read = Date::read(text).map(|day| day.0.to_string());
            assert_eq!(read.as_deref(), Some(text));
        }
        for text in [
            "",
            "2026-1-211",
            "+2026-11-1",
            "-026-11-21",
            "0000-01-01",
            "2026-02-29",
            "2026-11-31",
            "2026-11-21 ",
            "２026-11-2",
        ] {
            assert_eq!(Date::read(text), None, "{text}");
        }
    }
}
