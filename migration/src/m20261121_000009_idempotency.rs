//! Keys that make a retry of a request safe.

use crate::column::{Type, length};
use crate::table::{Table, drop};
use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::new(manager, "idempotency_key")
            .required("caller", Type::Text)
            .required("key", Type::Text)
            .unique(&["caller", "key"])
            .required("request_hash", Type::Text)
            .check("request_hash", length("request_hash").eq(64))
            .required("created_at", Type::Instant)
            .optional("answer", Type::Text)
            .index(&["created_at"])
            .create()
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["idempotency_key"]).await
    }
}
