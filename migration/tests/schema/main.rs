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
