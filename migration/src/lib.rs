//! The history of the database's schema, on SQLite and on PostgreSQL.
//!
//! A step is never changed once it has been released, and therefore never refers to the entities: a
//! later column must not change an earlier step. Each step runs in a transaction, on SQLite too.
//!
//! Constraints are part of the tables (SQLite cannot add them later) and named after what they hold
//! together: `ck_<table>_<what>`, `uq_<table>_<columns>`, `fk_<table>_<column>`, `ix_<table>_<columns>`.

mod column;
mod m20261121_000001_organisations;
mod m20261121_000002_agenda;
mod m20261121_000003_focus_work;
mod m20261121_000004_initiatives;
mod m20261121_000005_meetings;
mod m20261121_000006_communication;
mod m20261121_000007_change_log;
mod m20261121_000008_signing_in;
mod m20261121_000009_idempotency;
mod m20261122_000010_change_reach;
mod m20261122_000011_contact_readings;
mod m20261122_000012_idempotency_attempts;
mod m20261122_000013_fillings;
mod m20261122_000014_groups;
mod m20261122_000015_orders;
mod m20261122_000016_calendar;
mod m20261122_000017_document_versions;
mod m20261122_000018_search;
mod m20261130_000019_idempotency_answers;
mod m20261130_000025_quantities;
mod m20261130_000026_answers_by_criterion;
mod m20261130_000027_erasure;
mod m20261130_000028_sign_ins;
mod m20261130_000029_protected_persons;
mod m20261130_000030_milliseconds;
mod m20261130_000031_matters_decided_again;
mod m20261130_000033_search_terms;
mod m20261130_000034_news_by_status;
mod table;

pub use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// Brings a database to the current schema, or back.
#[derive(Debug)]
pub struct Migrator;

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_organisations::Migration),
            Box::new(m20261121_000002_agenda::Migration),
            Box::new(m20261121_000003_focus_work::Migration),
            Box::new(m20261121_000004_initiatives::Migration),
            Box::new(m20261121_000005_meetings::Migration),
            Box::new(m20261121_000006_communication::Migration),
            Box::new(m20261121_000007_change_log::Migration),
            Box::new(m20261121_000008_signing_in::Migration),
            Box::new(m20261121_000009_idempotency::Migration),
            Box::new(m20261122_000010_change_reach::Migration),
            Box::new(m20261122_000011_contact_readings::Migration),
            Box::new(m20261122_000012_idempotency_attempts::Migration),
            Box::new(m20261122_000013_fillings::Migration),
            Box::new(m20261122_000014_groups::Migration),
            Box::new(m20261122_000015_orders::Migration),
            Box::new(m20261122_000016_calendar::Migration),
            Box::new(m20261122_000017_document_versions::Migration),
            Box::new(m20261122_000018_search::Migration),
            Box::new(m20261130_000019_idempotency_answers::Migration),
            Box::new(m20261130_000025_quantities::Migration),
            Box::new(m20261130_000026_answers_by_criterion::Migration),
            Box::new(m20261130_000027_erasure::Migration),
            Box::new(m20261130_000028_sign_ins::Migration),
            Box::new(m20261130_000029_protected_persons::Migration),
            Box::new(m20261130_000030_milliseconds::Migration),
            Box::new(m20261130_000031_matters_decided_again::Migration),
            Box::new(m20261130_000033_search_terms::Migration),
            Box::new(m20261130_000034_news_by_status::Migration),
        ]
    }
}
