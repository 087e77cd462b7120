//! Persons whose personal data are protected (skyddade personuppgifter): since when.

use crate::column::Type;
use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// The few whose data are protected.
const PROTECTED: &str = "ix_person_protected_at";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let protected_at = Type::Instant.on(manager.get_database_backend());
        let protected_at = ColumnDef::new_with_type("protected_at", protected_at).null().take();
        manager.alter_table(person().add_column(protected_at).take()).await?;
        let protected = Expr::col("protected_at").is_not_null();
        let index = Index::create().name(PROTECTED).table("person").col("protected_at").and_where(protected).take();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(PROTECTED).table("person").to_owned()).await?;
        manager.alter_table(person().drop_column("protected_at").take()).await
    }
}

fn person() -> TableAlterStatement {
    Table::alter().table("person").take()
}
