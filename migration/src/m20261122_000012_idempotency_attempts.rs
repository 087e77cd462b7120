//! Requests under a key that broke off can be taken up again.

use crate::column::Type;
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
        let column =
            |name: &'static str, of: Type| ColumnDef::new_with_type(name, of.on(manager.get_database_backend())).take();
        // SQLite adds one column at a time
        for column in [
            column("attempt", Type::Integer).not_null().default(1).take(),
            column("leased_until", Type::Instant).null().take(),
            column("steps", Type::Json).null().take(),
        ] {
            manager.alter_table(keys().add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["steps", "leased_until", "attempt"] {
            manager.alter_table(keys().drop_column(column).take()).await?;
        }
        Ok(())
    }
}

fn keys() -> TableAlterStatement {
    sea_query::Table::alter().table("idempotency_key").take()
}
