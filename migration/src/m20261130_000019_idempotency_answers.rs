//! What was answered to requests under keys is kept no longer: it held names and contact details, and a retry is shown what was
//! done as it is by then. Of each caller the newest keys are remembered, and found by an index.

use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

const NEWEST: &str = "ix_idempotency_key_caller_created_at";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let forget = Query::update().table("idempotency_key").value("answer", Option::<String>::None).take();
        manager.execute(forget).await?;
        let index = Index::create().name(NEWEST).table("idempotency_key").col("caller").col("created_at").take();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name(NEWEST).table("idempotency_key").to_owned()).await
    }
}
