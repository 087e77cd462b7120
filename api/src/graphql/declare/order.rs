//! `orderBy`: in which order, by the declared fields.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::registry::Registry;
use async_graphql::{Enum, InputType, InputValueError, InputValueResult, Name, Value};

use super::field_name::{FieldName, Purpose, fields_for};
use super::{Field, Thing, argument, input_object};
use crate::language::Language;
use crate::policy::id_column;
use crate::store::Key;

/// A direction (Swedish: riktning).
#[derive(Enum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum OrderDirection {
    /// From the smallest to the largest; what has no value comes last (Swedish: stigande).
    Asc,
    /// From the largest to the smallest; what has no value comes last (Swedish: fallande).
    Desc,
}

/// For orders.
pub struct Ordering;

impl Purpose for Ordering {
    const SUFFIX: &'static str = "OrderField";

    fn doc(of: &str) -> String {
        format!("What a list of `{of}` can be ordered by.")
    }

    fn is_served_by<E: Thing>(field: &Field<E>) -> bool {
        field.order.is_some()
    }
}

/// A field that rows of `E` can be ordered by.
pub type OrderField<E> = FieldName<E, Ordering>;

/// Whether rows of `E` can be ordered by anything.
pub fn is_orderable<E: Thing>() -> bool {
    fields_for::<E, Ordering>().next().is_some()
}

/// An order of rows of `E`.
pub struct OrderBy<E: Thing> {
    field: OrderField<E>,
    direction: OrderDirection,
    of: PhantomData<fn() -> E>,
}

impl<E: Thing> OrderBy<E> {
    fn key(&self, language: Language) -> Option<Key<E>> {
        let column = self.field.field.order?.column(language);
        Some(Key { column, descending: self.direction == OrderDirection::Desc })
    }
}

impl<E: Thing> InputType for OrderBy<E> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        format!("{}Order", E::NAME).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let doc = format!("An order of a list of `{}`.", E::NAME);
        input_object::<Self>(registry, &doc, |registry| {
            vec![
                argument::<OrderField<E>>(registry, "field", "By what."),
                argument::<OrderDirection>(registry, "direction", "Which way."),
            ]
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let Some(Value::Object(mut fields)) = value else {
            return Err(InputValueError::expected_type(value.unwrap_or_default()));
        };
        Ok(OrderBy {
            field: InputType::parse(fields.swap_remove("field")).map_err(InputValueError::propagate)?,
            direction: InputType::parse(fields.swap_remove("direction")).map_err(InputValueError::propagate)?,
            of: PhantomData,
        })
    }

    fn to_value(&self) -> Value {
        let fields = [("field", self.field.to_value()), ("direction", InputType::to_value(&self.direction))];
        Value::Object(fields.into_iter().map(|(name, value)| (Name::new(name), value)).collect())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

/// The keys of an order: what the caller asked for, or the thing's own order; at the end the id, in the direction of
/// the key before it, so that one index serves both directions.
pub fn keys<E: Thing>(wanted: &[OrderBy<E>], language: Language) -> Vec<Key<E>> {
    let mut keys: Vec<Key<E>> = vec![];
    let wanted = wanted.iter().filter_map(|order| order.key(language));
    let own = E::fields().order.iter().copied();
    let named: Vec<_> = wanted.collect();
    for key in if named.is_empty() { own.collect() } else { named } {
        if keys.iter().all(|before| !same(before.column, key.column)) {
            keys.push(key);
        }
    }
    let id = id_column::<E>();
    match keys.iter().position(|key| same(key.column, id)) {
        // nothing is left to order behind the id
        Some(place) => keys.truncate(place + 1),
        None => keys.push(Key { column: id, descending: keys.last().is_some_and(|key| key.descending) }),
    }
    keys
}

fn same<C: sea_orm::IdenStatic>(one: C, other: C) -> bool {
    one.as_str() == other.as_str()
}
