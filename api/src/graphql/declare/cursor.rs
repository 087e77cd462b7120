//! Cursors: the place of a row in an order. Opaque to callers, and tied to the order that they came from.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use sea_orm::sea_query::ColumnType;
use sea_orm::{ColumnTrait, IdenStatic, ModelTrait, Value};
use serde_json::Value as Json;
use uuid::Uuid;

use super::{Date, DateTime, Thing};
use crate::error::Error;
use crate::language::Language;
use crate::message;
use crate::store::Key;

/// The place of `row` in the order of `keys`.
pub fn cursor<E: Thing>(keys: &[Key<E>], row: &E::Model) -> String {
    let place = std::iter::once(Json::from(signature(keys))).chain(keys.iter().map(|key| json(row.get(key.column))));
    URL_SAFE_NO_PAD.encode(Json::Array(place.collect()).to_string())
}

/// The values of `keys` at the place of `cursor`.
pub fn place<E: Thing>(keys: &[Key<E>], cursor: &str, language: Language) -> Result<Vec<Value>, Error> {
    let place = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| serde_json::from_slice::<Vec<Json>>(&bytes).ok());
    let Some([order, values @ ..]) = place.as_deref() else {
        return Err(Error::bad_input(message::plain(language, "not-a-cursor")));
    };
    if order.as_str() != Some(&signature(keys)) || values.len() != keys.len() {
        return Err(Error::bad_input(message::plain(language, "cursor-of-another-order")));
    }
    let values = keys.iter().zip(values).map(|(key, value)| column_value(key.column, value));
    values.collect::<Option<_>>().ok_or_else(|| Error::bad_input(message::plain(language, "not-a-cursor")))
}

/// The order in short: `status,-created_at,-id`.
fn signature<E: Thing>(keys: &[Key<E>]) -> String {
    let sign = |key: &Key<E>| format!("{}{}", if key.descending { "-" } else { "" }, key.column.as_str());
    keys.iter().map(sign).collect::<Vec<_>>().join(",")
}

fn json(value: Value) -> Json {
    match value {
        Value::String(text) => text.into(),
        Value::Bool(yes) => yes.into(),
        Value::Int(number) => number.into(),
        Value::BigInt(number) => number.into(),
        Value::Uuid(id) => id.map(|id| id.to_string()).into(),
        Value::ChronoDate(day) => day.map(|day| day.to_string()).into(),
        Value::ChronoDateTimeUtc(at) => at.map(|at| at.timestamp_micros()).into(),
        other => unreachable!("no order is declared on a column of this type: {other:?}"),
    }
}

fn column_value<C: ColumnTrait>(column: C, value: &Json) -> Option<Value> {
    let definition = column.def();
    if value.is_null() {
        return definition.is_null().then(|| null(definition.get_column_type()));
    }
    match definition.get_column_type() {
        ColumnType::Uuid => Some(value.as_str()?.parse::<Uuid>().ok()?.into()),
        ColumnType::Integer => Some(i32::try_from(value.as_i64()?).ok()?.into()),
        ColumnType::BigInteger | ColumnType::Decimal(_) => Some(value.as_i64()?.into()),
        ColumnType::Boolean => Some(value.as_bool()?.into()),
        ColumnType::Date => Some(Date::read(value.as_str()?)?.0.into()),
        ColumnType::TimestampWithTimeZone => {
            Some(DateTime::of(chrono::DateTime::from_timestamp_micros(value.as_i64()?)?)?.0.into())
        }
        // no text of ours holds U+0000, and PostgreSQL takes none
        _ => Some(value.as_str().filter(|text| !text.contains('\0'))?.into()),
    }
}

fn null(column: &ColumnType) -> Value {
    match column {
        ColumnType::Integer => Value::Int(None),
        ColumnType::BigInteger | ColumnType::Decimal(_) => Value::BigInt(None),
        ColumnType::Date => Value::ChronoDate(None),
        ColumnType::TimestampWithTimeZone => Value::ChronoDateTimeUtc(None),
        ColumnType::Uuid => Value::Uuid(None),
        _ => Value::String(None),
    }
}
