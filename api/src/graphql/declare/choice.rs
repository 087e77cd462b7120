//! Enums: the values of the database's closed sets, as the API shows them, with their labels.

use std::borrow::Cow;
use std::marker::PhantomData;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContextSelectionSet, InputType, InputValueError, InputValueResult, Name, OutputType, Positioned, ServerResult,
    Value,
};
use entity::audience;
use entity::kind::Visibility;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ActiveEnum, ColumnTrait, Condition, Iterable};

use super::filter::{Scope, items};
use super::operators::{Operators, each, text};
use super::{Thing, argument, enum_type, enum_value, input_object};
use crate::error::Error;
use crate::language::Language;
use crate::message;
use crate::policy::closed;

/// A closed set of values with a name in the API.
pub trait EnumType: ActiveEnum<Value = String> + Iterable + Copy + PartialEq + Send + Sync + 'static {
    /// The name of the type.
    const NAME: &'static str;
}

/// The label of a value in a language.
pub fn label(language: Language, name: &str, value: &str) -> String {
    message::label(language, name, value).unwrap_or_else(|| value.to_owned())
}

/// What the schema says of a value: its label in both languages.
fn describe(name: &str, value: &str) -> String {
    format!("{} (Swedish: {}).", label(Language::En, name, value), label(Language::Sv, name, value))
}

/// A value of `T`, as the API shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice<T>(pub T);

impl<T: EnumType> Choice<T> {
    fn register(registry: &mut Registry) -> String {
        let doc = message::label(Language::En, T::NAME, "TYPE").unwrap_or_else(|| T::NAME.to_owned());
        enum_type::<Self>(registry, &doc, || {
            T::iter()
                .map(|value| value.to_value())
                .map(|value| enum_value(&value, &describe(T::NAME, &value)))
                .collect()
        })
    }
}

impl<T: EnumType> InputType for Choice<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Self::register(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        T::try_from_value(&text(&value).to_owned()).map(Choice).map_err(|_| InputValueError::expected_type(value))
    }

    fn to_value(&self) -> Value {
        Value::Enum(Name::new(ActiveEnum::to_value(&self.0)))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<T: EnumType> OutputType for Choice<T> {
    fn type_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Self::register(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(InputType::to_value(self))
    }
}

/// Which values of `T` are wanted.
pub struct ChoiceWhere<T> {
    value: Value,
    of: PhantomData<fn() -> T>,
}

impl<T: EnumType> ChoiceWhere<T> {
    /// The condition on what is one value of `T` by `is`. That it is not one is that it is one of the others: an index
    /// serves what is, and not what is not.
    pub(super) fn by(value: &Value, is: impl Fn(T) -> Condition) -> Result<Condition, Error> {
        each(value, |operator, value| {
            let wanted = |of: &T| items(value).any(|wanted| of.to_value() == text(wanted)) != (operator == "not");
            let none = Condition::any().add(Expr::value(false));
            Ok(T::iter().filter(wanted).map(&is).reduce(|any, is| Condition::any().add(any).add(is)).unwrap_or(none))
        })
    }
}

impl<T: EnumType> Operators for ChoiceWhere<T> {
    fn sql<E: Thing>(value: &Value, columns: &[E::Column], _: &Scope<'_>) -> Result<Condition, Error> {
        each(value, |operator, value| {
            let any = columns.iter().map(|column| {
                let column = Expr::col(column.as_column_ref());
                match operator {
                    "oneOf" => column.is_in(items(value).map(|value| closed(text(value)))),
                    "not" => column.ne(closed(text(value))),
                    _ => column.eq(closed(text(value))),
                }
            });
            Ok(any.fold(Condition::any(), Condition::add))
        })
    }
}

impl<T: EnumType> InputType for ChoiceWhere<T> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        format!("{}Where", T::NAME).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let doc = format!("Which `{}`.", T::NAME);
        input_object::<Self>(registry, &doc, |registry| {
            vec![
                argument::<Option<Choice<T>>>(registry, "eq", "This one."),
                argument::<Option<Vec<Choice<T>>>>(registry, "oneOf", "One of these."),
                argument::<Option<Choice<T>>>(registry, "not", "Another than this."),
            ]
        })
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        Ok(ChoiceWhere { value: value.unwrap_or_default(), of: PhantomData })
    }

    fn to_value(&self) -> Value {
        self.value.clone()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

/// The visibility that an audience stands for.
pub fn visibility(of: Option<Uuid>) -> Visibility {
    match of {
        Some(audience::PUBLIC) => Visibility::Public,
        Some(audience::INTERNAL) => Visibility::Internal,
        _ => Visibility::Restricted,
    }
}

/// The condition on the audience that a filter on the visibility stands for.
pub(super) fn visibility_filter<C: ColumnTrait>(value: &Value, column: C) -> Result<Condition, Error> {
    each(value, |operator, value| {
        let wanted = items(value).map(|value| of_visibility(column, text(value)));
        let any = wanted.fold(Condition::any().add(Expr::value(false)), Condition::add);
        Ok(if operator == "not" { any.not() } else { any })
    })
}

fn of_visibility<C: ColumnTrait>(column: C, visibility: &str) -> SimpleExpr {
    match visibility {
        "PUBLIC" => column.eq(audience::PUBLIC),
        "INTERNAL" => column.eq(audience::INTERNAL),
        _ => column.is_not_in([audience::PUBLIC, audience::INTERNAL]),
    }
}
