//! The schema, on a SQLite file and, where `TEST_POSTGRES_URL` names a server on which databases
//! may be created, on PostgreSQL too.

#![recursion_limit = "512"]

mod database;
mod entities;
mod refused;
mod rows;

use database::{Database, everywhere};
use entities::columns_of_entities;
use migration::{Migrator, MigratorTrait};
use sea_orm::DbBackend;

#[tokio::test]
async fn goes_up_and_down_and_up_again() {
    everywhere(async |database| {
        let nothing = database.schema().await;
        Migrator::up(&database.connection, None).await.unwrap();
        let schema = database.schema().await;
        rows::fill(database).await;
        Migrator::down(&database.connection, None).await.unwrap();
        assert_eq!(database.schema().await, nothing, "something is left");
        Migrator::up(&database.connection, None).await.unwrap();
        assert_eq!(database.schema().await, schema);
    })
    .await;
}

#[tokio::test]
async fn goes_up_and_down_step_by_step() {
    everywhere(async |database| {
        let mut schemas = Vec::new();
        for _ in Migrator::migrations() {
            schemas.push(database.schema().await);
            Migrator::up(&database.connection, Some(1)).await.unwrap();
        }
        while let Some(schema) = schemas.pop() {
            Migrator::down(&database.connection, Some(1)).await.unwrap();
            assert_eq!(database.schema().await, schema);
        }
    })
    .await;
}

/// Quantities of before are kept: rounded to three decimals, the largest where they were larger; and given back.
#[tokio::test]
async fn quantities_are_kept() {
    everywhere(async |database| {
        let connection = &database.connection;
        Migrator::up(connection, None).await.unwrap();
        rows::fill(database).await;
        let place = Migrator::migrations().iter().position(|step| step.name().ends_with("_quantities")).unwrap();
        let steps = u32::try_from(Migrator::migrations().len() - place).unwrap();
        for (before, kept, after) in [
            ("0", "0", "0"),
            ("0.1", "100", "0.1"),
            ("2.5", "2500", "2.5"),
            ("4711000", "4711000000", "4711000"),
            ("0.0006", "1", "0.001"),
            ("1.23449", "1234", "1.234"),
            ("1e15", "999999999999999", "999999999999.999"),
            ("1e308", "999999999999999", "999999999999.999"),
            ("NULL", "none", "NULL"),
        ] {
            Migrator::down(connection, Some(steps)).await.unwrap();
            database.run(&format!("UPDATE contribution SET quantity = {before}")).await;
            Migrator::up(connection, None).await.unwrap();
            let found = database.strings("SELECT coalesce(CAST(quantity AS text), 'none') FROM contribution").await;
            assert_eq!(found, [kept, kept], "{before}");
            Migrator::down(connection, Some(steps)).await.unwrap();
            let is_it = if after == "NULL" { "quantity IS NULL".to_owned() } else { format!("quantity = {after}") };
            let given_back = format!("SELECT CAST(count(*) AS text) FROM contribution WHERE {is_it}");
            assert_eq!(database.strings(&given_back).await, ["2"], "{before}");
            Migrator::up(connection, None).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn has_the_columns_of_the_entities() {
    everywhere(async |database| {
        Migrator::up(&database.connection, None).await.unwrap();
        assert_eq!(database.columns().await, columns_of_entities());
    })
    .await;
}

#[tokio::test]
async fn gives_back_what_it_was_given() {
    everywhere(async |database| {
        Migrator::up(&database.connection, None).await.unwrap();
        rows::fixed(database).await;
        rows::fill(database).await;
    })
    .await;
}

/// Every moment that an entity has is cut to milliseconds, whatever was stored before.
#[tokio::test]
async fn cuts_every_moment_to_milliseconds() {
    const LOGGED: &str = r#"{"published_at": {"before": "2026-11-21T12:00:00.1234567Z", "after": "2026-11-21T12:00:00.000789Z"}, "title_sv": {"before": null, "after": "2026-11-21T12:00:00.123456Z"}}"#;
    everywhere(async |database| {
        Migrator::up(&database.connection, None).await.unwrap();
        rows::fill(database).await;
        if database.connection.get_database_backend() == DbBackend::Sqlite {
            // as .NET writes them
            database.run("UPDATE news SET published_at = '2026-11-21T12:00:00.123456700+00:00'").await;
        }
        database.run(&format!("UPDATE change SET fields = '{LOGGED}'")).await;
        let before = Migrator::migrations().iter().filter(|step| step.name() < "m20261130_000030").count();
        let later = u32::try_from(Migrator::migrations().len() - before).unwrap();
        Migrator::down(&database.connection, Some(later)).await.unwrap();
        Migrator::up(&database.connection, None).await.unwrap();
        let (first, later) = (&rows::moments(database).await, ["12:00:00", "12:00:00.123"]);
        assert!(first.len() > 60, "{} moments are not all", first.len());
        for (column, moment) in first {
            assert!(later.contains(&moment.as_str()), "{column} holds {moment}");
        }
        let told = match database.connection.get_database_backend() {
            DbBackend::Sqlite => "SELECT fields FROM change",
            _ => "SELECT fields::text FROM change",
        };
        for fields in database.strings(told).await {
            let fields: sea_orm::prelude::Json = fields.parse().unwrap();
            assert_eq!(fields["published_at"]["before"], "2026-11-21T12:00:00.123Z");
            assert_eq!(fields["published_at"]["after"], "2026-11-21T12:00:00Z");
            assert_eq!(fields["title_sv"]["after"], "2026-11-21T12:00:00.123456Z", "a text stays what it is");
        }
    })
    .await;
}

#[tokio::test]
async fn refuses_nonsense() {
    everywhere(async |database| {
        Migrator::up(&database.connection, None).await.unwrap();
        rows::fill(database).await;
        refused::nonsense(database).await;
    })
    .await;
}

#[tokio::test]
async fn deletes_the_parts_with_the_whole() {
    everywhere(async |database| {
        Migrator::up(&database.connection, None).await.unwrap();
        rows::fill(database).await;
        refused::parts(database).await;
    })
    .await;
}

#[tokio::test]
async fn has_an_index_for_each_reference() {
    everywhere(async |database| {
        Migrator::up(&database.connection, None).await.unwrap();
        assert_eq!(database.references_without_index().await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn compares_text_by_code_point() {
    everywhere(async |database: &Database| {
        Migrator::up(&database.connection, None).await.unwrap();
        if database.connection.get_database_backend() == DbBackend::Postgres {
            let others = database
                .strings(
                    "SELECT table_name || '.' || column_name FROM information_schema.columns
                     WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'
                     AND data_type IN ('text', 'character varying', 'character')
                     AND collation_name IS DISTINCT FROM 'C'",
                )
                .await;
            assert_eq!(others, [""; 0]);
        }
    })
    .await;
}
