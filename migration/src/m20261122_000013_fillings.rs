//! Whoever fills in or changes rows beside the change log says so at its head.

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
        let of = Type::BigInteger.on(manager.get_database_backend());
        let fillings = ColumnDef::new_with_type("fillings", of).not_null().default(0).take();
        manager.alter_table(head().add_column(fillings).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(head().drop_column("fillings").take()).await
    }
}

fn head() -> TableAlterStatement {
    Table::alter().table("change_head").take()
}
