//! News of one status comes in the order in which news is listed: by when it was published.

use sea_orm_migration::prelude::*;

const NEW: (&str, [&str; 3]) = ("ix_news_status_published_at_id", ["status", "published_at", "id"]);
const FORMER: (&str, [&str; 3]) = ("ix_news_status_created_at_id", ["status", "created_at", "id"]);

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        exchange(manager, FORMER, NEW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        exchange(manager, NEW, FORMER).await
    }
}

async fn exchange(
    manager: &SchemaManager<'_>,
    (former, _): (&str, [&str; 3]),
    (name, columns): (&str, [&'static str; 3]),
) -> Result<(), DbErr> {
    manager.drop_index(Index::drop().name(former).table("news").to_owned()).await?;
    let mut index = Index::create().name(name).table("news").take();
    for column in columns {
        index.col(column);
    }
    manager.create_index(index).await
}
