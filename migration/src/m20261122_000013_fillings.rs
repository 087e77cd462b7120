//! Whoever writes beside the change log says so at its head.

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
        for name in COLUMNS {
            let of = Type::BigInteger.on(manager.get_database_backend());
            let column = ColumnDef::new_with_type(name, of).not_null().default(0).take();
            manager.alter_table(head().add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for name in COLUMNS {
            manager.alter_table(head().drop_column(name).take()).await?;
        }
        Ok(())
    }
}

const COLUMNS: [&str; 2] = ["fillings", "asides"];

fn head() -> TableAlterStatement {
    Table::alter().table("change_head").take()
}
