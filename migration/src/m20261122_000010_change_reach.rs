//! The change log tells what happened to a thing, and who could see it before and after.

use crate::column::{Type, col};
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
        let new = |name: &'static str, of: Type| ColumnDef::new_with_type(name, of.on(manager.get_database_backend()));
        let kind = Check::named("ck_change_kind", col("kind").is_in(["CREATED", "UPDATED", "DELETED"]));
        // what was done before this step stays for those who see the audit trail
        let columns = [
            new("kind", Type::Choice).not_null().default("UPDATED").check(kind).take(),
            new("previous_audience_id", Type::Uuid).null().take(),
            new("was_open", Type::Boolean).not_null().default(false).take(),
            new("is_open", Type::Boolean).not_null().default(false).take(),
        ];
        for column in columns {
            manager.alter_table(change().add_column(column).take()).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in ["is_open", "was_open", "previous_audience_id", "kind"] {
            manager.alter_table(change().drop_column(column).take()).await?;
        }
        Ok(())
    }
}

fn change() -> TableAlterStatement {
    Table::alter().table("change").take()
}
