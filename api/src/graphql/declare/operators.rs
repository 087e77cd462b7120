//! The operators of each kind of field.

use std::str::FromStr;

use async_graphql::{ID, InputObject, InputType, Pos, Value};
use sea_orm::sea_query::{ColumnType, Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, IdenStatic};

use super::filter::{Scope, containing, given, items, starting};
use super::misfit::Misfit;
use super::{Date, DateTime, Thing, parse_id};
use crate::decimal;
use crate::error::Error;
use crate::text::composed;
use entity::folded::fold;

/// The operators of one kind of field.
pub(super) trait Operators: InputType + 'static {
    /// The condition that `value` stands for, on a field that is kept in `columns`: one of them must fulfil it.
    fn sql<E: Thing>(value: &Value, columns: &[E::Column], scope: &Scope<'_>) -> Result<Condition, Error>;
}

/// What a text must be.
#[derive(InputObject)]
pub struct StringWhere {
    /// Exactly this.
    pub eq: Option<String>,
    /// Exactly one of these.
    pub one_of: Option<Vec<String>>,
    /// This is in it; upper and lower case are alike.
    pub contains: Option<String>,
    /// It starts with this; upper and lower case are alike.
    pub starts_with: Option<String>,
    /// Whether there is none.
    pub is_null: Option<bool>,
}

impl Operators for StringWhere {
    fn sql<E: Thing>(value: &Value, columns: &[E::Column], _: &Scope<'_>) -> Result<Condition, Error> {
        each(value, |operator, value| {
            let any = columns.iter().map(|column| match operator {
                "contains" => folded::<E>(*column).like(containing(&fold(text(value)))),
                "startsWith" => folded::<E>(*column).like(starting(&fold(text(value)))),
                "oneOf" => column.is_in(items(value).map(|item| composed(text(item)))),
                "isNull" => null(*column, value),
                _ => column.eq(composed(text(value))),
            });
            // a text is absent where it is in no language
            let all = operator == "isNull" && *value == Value::Boolean(true);
            let start = if all { Condition::all() } else { Condition::any() };
            Ok(any.fold(start, Condition::add))
        })
    }
}

/// The folded twin of a column; where there is none, the column holds plain ASCII, which both databases fold alike.
fn folded<E: Thing>(column: E::Column) -> SimpleExpr {
    match E::Column::from_str(&format!("{}_folded", column.as_str())) {
        Ok(folded) => Expr::col((E::default(), folded)),
        Err(_) => Func::lower(Expr::col((E::default(), column))).into(),
    }
}

/// What an id must be.
#[derive(InputObject)]
pub struct IdWhere {
    /// This one.
    pub eq: Option<ID>,
    /// One of these.
    pub one_of: Option<Vec<ID>>,
}

impl Operators for IdWhere {
    fn sql<E: Thing>(value: &Value, columns: &[E::Column], scope: &Scope<'_>) -> Result<Condition, Error> {
        each(value, |_, value| {
            let language = scope.request.language;
            let ids = items(value).map(|id| parse_id::<E>(text(id), language)).collect::<Result<Vec<_>, _>>()?;
            Ok(columns.iter().fold(Condition::any(), |any, column| any.add(column.is_in(ids.iter().copied()))))
        })
    }
}

/// Declares operators that compare with a value.
macro_rules! comparing {
    ($(#[$doc:meta])* $name:ident of $scalar:ty, $wrap:expr; $($(#[$field:meta])* $operator:ident: $ty:ty = $method:ident,)+) => {
        $(#[$doc])*
        #[derive(InputObject)]
        pub struct $name {
            $($(#[$field])* pub $operator: Option<$ty>,)+
            /// Whether there is none.
            pub is_null: Option<bool>,
        }

        impl Operators for $name {
            fn sql<E: Thing>(value: &Value, columns: &[E::Column], scope: &Scope<'_>) -> Result<Condition, Error> {
                let parse = |value: &Value, column: &E::Column| {
                    Ok::<sea_orm::Value, Error>(($wrap)(parsed::<$scalar>(value, scope)?, column.def().get_column_type()))
                };
                each(value, |operator, value| {
                    columns.iter().try_fold(Condition::any(), |any, column| {
                        Ok(any.add(match operator {
                            $(stringify!($operator) => column.$method(parse(value, column)?),)+
                            _ => null(*column, value),
                        }))
                    })
                })
            }
        }
    };
}

comparing! {
    /// What a whole number must be.
    IntWhere of i32, |number: i32, _: &ColumnType| number.into();
    /// Exactly this.
    eq: i32 = eq,
    /// This or more.
    gte: i32 = gte,
    /// Less than this.
    lt: i32 = lt,
}

comparing! {
    /// What a number must be.
    FloatWhere of f64, number;
    /// This or more.
    gte: f64 = gte,
    /// Less than this.
    lt: f64 = lt,
}

/// A number as a column of this type is compared with it.
fn number(number: f64, of: &ColumnType) -> sea_orm::Value {
    if matches!(of, ColumnType::Decimal(_)) { decimal::at_least(number).into() } else { number.into() }
}

comparing! {
    /// When a day must be.
    DateWhere of Date, |day: Date, _: &ColumnType| day.0.into();
    /// On this day.
    eq: Date = eq,
    /// On this day or later.
    gte: Date = gte,
    /// Before this day.
    lt: Date = lt,
}

comparing! {
    /// When a moment must be.
    DateTimeWhere of DateTime, |at: DateTime, _: &ColumnType| at.0.into();
    /// At this moment or later.
    gte: DateTime = gte,
    /// Before this moment.
    lt: DateTime = lt,
}

/// Yes or no.
#[derive(InputObject)]
pub struct BooleanWhere {
    /// Exactly this.
    pub eq: Option<bool>,
}

impl BooleanWhere {
    /// The condition that `value` stands for, on something that holds where `condition` does.
    pub fn holds(value: &Value, condition: Condition) -> Result<Condition, Error> {
        each(value, |_, value| {
            Ok(if *value == Value::Boolean(true) { condition.clone() } else { super::filter::not(condition.clone()) })
        })
    }
}

impl Operators for BooleanWhere {
    fn sql<E: Thing>(value: &Value, columns: &[E::Column], _: &Scope<'_>) -> Result<Condition, Error> {
        each(value, |_, value| {
            let yes = *value == Value::Boolean(true);
            Ok(columns.iter().fold(Condition::any(), |any, column| any.add(column.eq(yes))))
        })
    }
}

/// All operators that are given must hold.
pub(super) fn each(value: &Value, sql: impl Fn(&str, &Value) -> Result<Condition, Error>) -> Result<Condition, Error> {
    given(value).try_fold(Condition::all(), |all, (operator, value)| Ok(all.add(sql(operator, value)?)))
}

pub(super) fn text(value: &Value) -> &str {
    match value {
        Value::String(text) => text,
        Value::Enum(name) => name,
        _ => "",
    }
}

fn null<C: ColumnTrait>(column: C, value: &Value) -> SimpleExpr {
    if *value == Value::Boolean(true) { column.is_null() } else { column.is_not_null() }
}

/// The scalar that `value` stands for; what is wrong with it is for the caller to put right.
fn parsed<T: InputType>(value: &Value, scope: &Scope<'_>) -> Result<T, Error> {
    T::parse(Some(value.clone()))
        .map_err(|wrong| Misfit::worded(wrong.into_server_error(Pos::default()), scope.request.language))
}
