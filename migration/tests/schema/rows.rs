//! Two full rows of each table, written and read through the entities.

use crate::database::Database;
use crate::entities::with_entities;
use entity::folded::fill_derived;
use entity::kind::Visibility;
use entity::{audience, change_head};
use sea_orm::prelude::*;
use sea_orm::sea_query::StringLen;
use sea_orm::{ActiveModelBehavior, IntoActiveModel, Iterable, TryIntoModel};
use std::fmt::Debug;

/// Row 1 and row 2 of each table. A row refers to the rows of the same number.
pub(crate) async fn fill(database: &Database) {
    macro_rules! store_all {
        ($( $first:ident $(:: $second:ident)? ),+ $(,)?) => { $(
            for row in 1..=rows_in(stringify!($first)) {
                store::<entity::$first $(::$second)? ::Entity>(database, row).await;
            }
        )+ };
    }
    with_entities!(store_all);
}

/// The rows that the migrations insert.
pub(crate) async fn fixed(database: &Database) {
    for (id, visibility) in [(audience::PUBLIC, Visibility::Public), (audience::INTERNAL, Visibility::Internal)] {
        let found = audience::Entity::find_by_id(id).one(&database.connection).await;
        assert_eq!(found.unwrap(), Some(audience::Model { id, visibility }));
    }
    let heads = change_head::Entity::find().all(&database.connection).await;
    assert_eq!(heads.unwrap(), [change_head::Model { id: 1, seq: 0, fillings: 1 }]);
}

/// Every moment that the rows hold, as the database writes its time of day, each with its column.
pub(crate) async fn moments(database: &Database) -> Vec<(String, String)> {
    let mut all = vec![];
    macro_rules! moments_of_all {
        ($( $first:ident $(:: $second:ident)? ),+ $(,)?) => { $(
            moments_of::<entity::$first $(::$second)? ::Entity>(database, &mut all).await;
        )+ };
    }
    with_entities!(moments_of_all);
    all
}

async fn moments_of<E: EntityTrait>(database: &Database, all: &mut Vec<(String, String)>) {
    let table = E::default().table_name().to_owned();
    let is_moment = |column: &E::Column| *column.def().get_column_type() == ColumnType::TimestampWithTimeZone;
    for column in E::Column::iter().filter(is_moment) {
        let name = column.as_str();
        let sql = match database.is_sqlite() {
            true => format!("SELECT replace(substr({name}, 12), '+00:00', '') FROM {table} WHERE {name} IS NOT NULL"),
            // to the last digit that there is
            false => format!("SELECT ({name} AT TIME ZONE 'UTC')::time::text FROM {table} WHERE {name} IS NOT NULL"),
        };
        let times = database.strings(&sql).await.into_iter();
        all.extend(times.map(|time| (format!("{table}.{name}"), time)));
    }
}

fn rows_in(table: &str) -> u32 {
    match table {
        "change_head" | "search_scheme" => 0,
        "collaboration" => 1,
        _ => 2,
    }
}

async fn store<E>(database: &Database, number: u32)
where
    E: EntityTrait,
    E::Column: 'static,
    E::Model: IntoActiveModel<E::ActiveModel> + PartialEq + Debug,
    E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + TryIntoModel<E::Model> + Send,
{
    let table = E::default().table_name();
    let mut row = <E::ActiveModel as ActiveModelTrait>::default();
    for column in E::Column::iter() {
        let definition = column.def();
        let value = value(table, column.as_str(), definition.get_column_type(), number);
        row.set(column, value);
    }
    fill_derived(&mut row);
    let row = row.try_into_model().unwrap();

    let written = row.clone().into_active_model().insert(&database.connection).await;
    assert_eq!(written.unwrap_or_else(|error| panic!("{table}: {error}")), row);
    let read = E::find().all(&database.connection).await.unwrap();
    assert!(read.contains(&row), "{read:?} lacks {row:?}");
}

/// The identifier of all rows of a number.
pub(crate) fn id(number: u32) -> Uuid {
    Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0000 + u128::from(number))
}

fn value(table: &str, column: &str, of: &ColumnType, number: u32) -> Value {
    match (table, column) {
        ("team", "parent_id") | ("decision", "supersedes_id") => {
            return (number > 1).then(|| id(number - 1)).into();
        }
        ("decision", subject) if subject.starts_with("subject_") && subject != "subject_mission_id" => {
            return Option::<Uuid>::None.into();
        }
        // the other one of the two: nobody is noted for reading what is their own
        ("contact_reading", "reader_id") => return id(3 - number).into(),
        ("sign_in_invitation", "revoked_at") => return Option::<DateTimeUtc>::None.into(),
        _ => {}
    }
    match of {
        ColumnType::Uuid => id(number).into(),
        ColumnType::String(StringLen::N(32)) => choice(table, column).into(),
        ColumnType::String(_) => text(column, number).into(),
        ColumnType::Integer => match column {
            "year" => 2024,
            _ => i32::try_from(number).unwrap(),
        }
        .into(),
        ColumnType::BigInteger | ColumnType::Decimal(_) => i64::from(number).into(),
        ColumnType::Boolean => true.into(),
        ColumnType::Date => match column {
            "until" | "ends_on" => "2026-12-31",
            _ => "0999-01-01",
        }
        .parse::<Date>()
        .unwrap()
        .into(),
        ColumnType::TimestampWithTimeZone => match column {
            "updated_at" | "ends_at" => "2026-11-21T12:00:00.123456Z",
            _ => "2026-11-21T12:00:00.000456Z",
        }
        .parse::<DateTimeUtc>()
        .unwrap()
        .into(),
        ColumnType::Json | ColumnType::JsonBinary => r#"{"title": [null, "Å\"😀"]}"#.parse::<Json>().unwrap().into(),
        other => panic!("{table}.{column}: {other:?}"),
    }
}

fn text(column: &str, number: u32) -> String {
    match column {
        "slug" => format!("slug-{number}"),
        "color" => "#e5243b".to_owned(),
        "sha256" => "5".repeat(64),
        "code_hash" | "token_hash" | "request_hash" | "address_hash" => format!("{number:064}"),
        _ => format!("{column} {number} Åäö 😀 %_'\"\\"),
    }
}

fn choice(table: &str, column: &str) -> &'static str {
    match (table, column) {
        (_, "visibility") => "RESTRICTED",
        (_, "sector") => "CIVIL_SOCIETY",
        (_, "health") => "OFF_TRACK",
        (_, "by") => "PORTFOLIO",
        (_, "recommendation") => "KEEP",
        (_, "answer") => "TENTATIVE",
        ("change", "kind") => "DELETED",
        (_, "actor_kind") => "PARTNER_SYSTEM",
        ("screening", "outcome") => "PASSED",
        ("decision", "outcome") => "DEFERRED",
        ("focus_area" | "challenge", "status") => "PRIORITISED",
        ("team", "kind") => "FOCUS_AREA_TEAM",
        ("societal_goal", "status") => "CHOSEN",
        ("mission", "status") => "ACHIEVED",
        ("initiative", "kind") => "INNOVATION",
        ("initiative", "status") => "IN_PORTFOLIO",
        ("contribution", "kind") => "PREMISES",
        ("event", "kind") => "WORKSHOP",
        ("event", "status") => "CANCELLED",
        ("document", "kind") => "ANNUAL_REPORT",
        ("matter", "status") => "PREPARED",
        ("news", "status") => "SCHEDULED",
        ("search_document", "node_type") => "NEWS",
        ("role_grant", "role") => "ANALYST",
        _ => panic!("no value for {table}.{column}"),
    }
}
