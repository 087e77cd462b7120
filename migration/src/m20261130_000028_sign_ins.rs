//! On which day an identity last signed in: what stands for its person without a token ends when they no longer do.

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
        let day = Type::Date.on(manager.get_database_backend());
        let day = ColumnDef::new_with_type("last_signed_in_on", day).null().take();
        manager.alter_table(identity().add_column(day).take()).await?;
        // when it was before is not known: their time begins now
        let now = Query::update().table("identity").value("last_signed_in_on", Keyword::CurrentDate).take();
        manager.execute(now).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(identity().drop_column("last_signed_in_on").take()).await
    }
}

fn identity() -> TableAlterStatement {
    Table::alter().table("identity").take()
}
