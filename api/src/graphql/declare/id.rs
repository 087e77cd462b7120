//! Ids: [TypeIDs](https://github.com/jetify-com/typeid), the name of the table and the primary key.

use type_safe_id::{DynamicType, TypeSafeId};
use uuid::Uuid;

use super::Thing;
use crate::error::Error;
use crate::language::Language;
use crate::message::{Arguments, message};

/// The id of the row of `E` with this primary key.
pub fn type_id<E: Thing>(key: Uuid) -> String {
    type_id_of(E::prefix(), key)
}

/// The id of the row of a table with this primary key.
pub fn type_id_of(table: &str, key: Uuid) -> String {
    match DynamicType::new(table) {
        Ok(prefix) => TypeSafeId::from_type_and_uuid(prefix, key).to_string(),
        Err(_) => unreachable!("the name of a table is a prefix"),
    }
}

/// The primary key in an id of a thing of type `E`.
pub fn parse_id<E: Thing>(id: &str, language: Language) -> Result<Uuid, Error> {
    match parse(id) {
        Some((prefix, key)) if prefix == E::prefix() => Ok(key),
        _ => Err(not_an_id(id, E::prefix(), language)),
    }
}

/// The prefix and the primary key in an id of any thing.
pub fn parse_any(id: &str, language: Language) -> Result<(String, Uuid), Error> {
    parse(id).ok_or_else(|| not_an_id(id, "initiative", language))
}

fn parse(id: &str) -> Option<(String, Uuid)> {
    let id: TypeSafeId<DynamicType> = id.parse().ok()?;
    Some((id.type_prefix().to_owned(), id.uuid()))
}

fn not_an_id(id: &str, prefix: &str, language: Language) -> Error {
    let mut values = Arguments::new();
    values.set("id", id.chars().take(100).collect::<String>());
    values.set("prefix", prefix);
    Error::bad_input(message(language, "not-an-id", &values))
}
