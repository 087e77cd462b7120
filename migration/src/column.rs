//! The types of columns on each database, and expressions that constraints are made of.

use sea_orm_migration::sea_orm::DbBackend;
use sea_orm_migration::sea_query::{ColumnType, Expr, ExprTrait, Func};

/// What a column can hold.
#[derive(Clone, Copy)]
pub(crate) enum Type {
    Uuid,
    Text,
    /// Text from a closed set of short values.
    Choice,
    Integer,
    BigInteger,
    Double,
    Boolean,
    Date,
    Instant,
    Json,
}

impl Type {
    /// Its SQL type.
    ///
    /// PostgreSQL: text compares by code point, as on SQLite, whatever the locale of the database.
    /// All text passes here, so none can forget it.
    ///
    /// SQLite: the five types of STRICT tables, so that it refuses what is not of the type.
    pub(crate) fn on(self, backend: DbBackend) -> ColumnType {
        if backend == DbBackend::Sqlite {
            return ColumnType::custom(match self {
                Self::Uuid => "blob",
                Self::Text | Self::Choice | Self::Date | Self::Instant | Self::Json => "text",
                Self::Integer | Self::BigInteger | Self::Boolean => "integer",
                Self::Double => "real",
            });
        }
        match self {
            Self::Uuid => ColumnType::Uuid,
            Self::Text => ColumnType::custom(r#"text COLLATE "C""#),
            Self::Choice => ColumnType::custom(r#"varchar(32) COLLATE "C""#),
            Self::Integer => ColumnType::Integer,
            Self::BigInteger => ColumnType::BigInteger,
            Self::Double => ColumnType::Double,
            Self::Boolean => ColumnType::Boolean,
            Self::Date => ColumnType::Date,
            Self::Instant => ColumnType::TimestampWithTimeZone,
            Self::Json => ColumnType::JsonBinary,
        }
    }
}

pub(crate) fn col(name: &str) -> Expr {
    Expr::col(name.to_owned())
}

/// The number of characters of a text.
pub(crate) fn length(column: &str) -> Expr {
    Func::char_length(col(column)).into()
}

/// `first <= last`, where both are known.
pub(crate) fn in_order(first: &str, last: &str) -> Expr {
    col(first).lte(col(last))
}

/// `then` holds wherever `condition` does.
pub(crate) fn implies(condition: Expr, then: Expr) -> Expr {
    condition.not().or(then)
}

/// At most one of the columns has a value.
pub(crate) fn at_most_one(columns: &[&str]) -> Expr {
    columns
        .iter()
        .map(|column| -> Expr { Expr::case(col(column).is_null(), 0).finally(1).into() })
        .reduce(ExprTrait::add)
        .unwrap_or_else(|| 0.into())
        .lte(1)
}
