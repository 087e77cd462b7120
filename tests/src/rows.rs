//! Rows with defaults: a test names only the columns that it is about.

use std::str::FromStr;

use sea_orm::sea_query::ColumnType;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, ConnectionTrait, Database, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, Statement, Value,
};
use type_safe_id::{DynamicType, TypeSafeId};
use uuid::Uuid;

use crate::app::App;
use crate::database::backend;

/// A row of `E` with the columns of `set`, and defaults in all others: no value where there can be none, else the
/// plainest that its type has.
pub fn row<E>(app: &App, set: &[(&str, Value)]) -> E::ActiveModel
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Default,
{
    let mut row = <E::ActiveModel as Default>::default();
    for column in E::Column::iter() {
        let name = column.as_str();
        let is_derived = name.ends_with("_folded");
        if !is_derived && set.iter().all(|(named, _)| *named != name) {
            row.set(column, default(app, column));
        }
    }
    for (name, value) in set {
        let column = E::Column::from_str(name).unwrap_or_else(|_| panic!("no column `{name}`"));
        row.set(column, value.clone());
    }
    row
}

fn default<C: ColumnTrait>(app: &App, column: C) -> Value {
    let definition = column.def();
    let absent = definition.is_null();
    match definition.get_column_type() {
        ColumnType::Uuid if absent => Value::Uuid(None),
        ColumnType::Uuid => app.clock.uuid().into(),
        ColumnType::Integer => {
            if absent {
                Value::Int(None)
            } else {
                1.into()
            }
        }
        ColumnType::BigInteger | ColumnType::Decimal(_) => {
            if absent {
                Value::BigInt(None)
            } else {
                1i64.into()
            }
        }
        ColumnType::Boolean => false.into(),
        ColumnType::Date => {
            if absent {
                Value::ChronoDate(None)
            } else {
                app.clock.today().into()
            }
        }
        ColumnType::TimestampWithTimeZone => {
            if absent {
                Value::ChronoDateTimeUtc(None)
            } else {
                app.clock.now().into()
            }
        }
        _ => {
            if absent {
                Value::String(None)
            } else {
                column.as_str().into()
            }
        }
    }
}

/// Inserts rows.
pub async fn insert<E>(app: &App, rows: Vec<E::ActiveModel>)
where
    E: EntityTrait,
    E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let bulk = app.store.bulk().await.expect("a transaction");
    bulk.insert::<E>(rows).await.expect("rows that fit");
    bulk.commit().await.expect("they are kept");
}

/// All rows of `E`, whoever may see them.
pub async fn all<E: EntityTrait>(app: &App) -> Vec<E::Model> {
    let bulk = app.store.bulk().await.expect("a transaction");
    let rows = bulk.all::<E>().await.expect("rows");
    bulk.commit().await.expect("nothing to keep");
    rows
}

/// Removes all rows of these tables, and from the search index.
pub async fn clear(app: &App, tables: &[&str]) {
    let both = |table: &&str| {
        let node_type = table.to_uppercase();
        format!("DELETE FROM {table}; DELETE FROM search_document WHERE node_type = '{node_type}'")
    };
    let mut all: Vec<String> = tables.iter().map(both).collect();
    if backend() == "sqlite" {
        all.push("DELETE FROM search_posting WHERE document NOT IN (SELECT number FROM search_document)".to_owned());
    }
    execute(app, &all.join("; ")).await;
}

/// Runs SQL beside the store, and says so at the head of the log, as whoever fills in rows has to.
pub async fn execute(app: &App, sql: &str) {
    let db = Database::connect(app.config.database.url.as_str()).await.expect("the database opens");
    db.execute_unprepared(sql).await.expect("the SQL is right");
    db.execute_unprepared("UPDATE change_head SET fillings = fillings + 1").await.expect("there is a head");
    db.close().await.expect("it closes");
}

/// The first column of what SQL beside the store finds.
pub async fn strings(app: &App, sql: &str) -> Vec<String> {
    let db = Database::connect(app.config.database.url.as_str()).await.expect("the database opens");
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.expect("the SQL is right");
    let texts = rows.iter().map(|row| row.try_get_by_index(0).expect("a text")).collect();
    db.close().await.expect("it closes");
    texts
}

/// A test's own id: the same number is the same id.
pub const fn id(number: u128) -> Uuid {
    Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0000 + number)
}

/// The id in the API of the row with a test's own id.
#[must_use]
pub fn api_id(prefix: &str, number: u128) -> String {
    key_id(prefix, id(number))
}

/// The id in the API of the row with this key.
#[must_use]
pub fn key_id(prefix: &str, key: Uuid) -> String {
    TypeSafeId::from_type_and_uuid(DynamicType::new(prefix).expect("a prefix"), key).to_string()
}
