//! Enums whose values are fields of a thing: those that it can be ordered by, those that it can be grouped by.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::registry::Registry;
use async_graphql::{InputType, InputValueError, InputValueResult, Name, Value};

use super::fields::snake;
use super::{Field, Thing, enum_type, enum_value};

/// What fields are named for.
pub trait Purpose: Send + Sync + 'static {
    /// What the name of the enum ends with.
    const SUFFIX: &'static str;

    /// What the enum of a thing of this name is.
    fn doc(of: &str) -> String;

    /// Whether the field can serve for it.
    fn is_served_by<E: Thing>(field: &Field<E>) -> bool;
}

/// A field of `E` that serves a purpose.
pub struct FieldName<E: Thing, P> {
    /// The field.
    pub(super) field: &'static Field<E>,
    purpose: PhantomData<fn() -> P>,
}

/// The fields of `E` that serve a purpose.
pub(super) fn fields_for<E: Thing, P: Purpose>() -> impl Iterator<Item = &'static Field<E>> {
    E::fields().fields.iter().filter(|field| P::is_served_by(field))
}

/// `focusArea` as a value of an enum: `FOCUS_AREA`.
pub(super) fn screaming(name: &str) -> String {
    snake(name).to_ascii_uppercase()
}

impl<E: Thing, P: Purpose> InputType for FieldName<E, P> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        format!("{}{}", E::NAME, P::SUFFIX).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        enum_type::<Self>(registry, &P::doc(E::NAME), || {
            fields_for::<E, P>().map(|field| enum_value(&screaming(field.name), &field.doc)).collect()
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let name = match &value {
            Some(Value::Enum(name)) => name.as_str(),
            Some(Value::String(name)) => name,
            _ => "",
        };
        let field = fields_for::<E, P>().find(|field| screaming(field.name) == name);
        field
            .map(|field| FieldName { field, purpose: PhantomData })
            .ok_or_else(|| InputValueError::expected_type(value.unwrap_or_default()))
    }

    fn to_value(&self) -> Value {
        Value::Enum(Name::new(screaming(self.field.name)))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}
