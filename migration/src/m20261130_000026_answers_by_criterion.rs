//! The answers to a criterion that are yes, or no, are counted by an index alone.

use sea_orm_migration::prelude::*;

/// The criterion, what was answered, and the screening by which it is known who sees the answer.
const COLUMNS: [&str; 3] = ["criterion_id", "is_met", "screening_id"];

const NAME: &str = "ix_screening_answer_criterion_id_is_met_screening_id";

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut index = Index::create();
        index.name(NAME).table("screening_answer");
        for column in COLUMNS {
            index.col(column);
        }
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(NAME).table("screening_answer").to_owned()).await
    }
}
