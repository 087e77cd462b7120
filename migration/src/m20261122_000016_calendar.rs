//! What recurs is a series of entries of the calendar, and persons subscribe to the calendar by an address of their own.

use crate::column::{Type, length};
use crate::table::{Table, drop};
use sea_orm_migration::prelude::*;

/// The occurrences of a series in their order.
const SERIES: &str = "ix_event_series_id_starts_at_id";

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // without a foreign key, which SQLite could not take back; entries of the calendar are never removed
        let mut series = ColumnDef::new_with_type("series_id", Type::Uuid.on(manager.get_database_backend()));
        manager.alter_table(event().add_column(series.null()).take()).await?;
        let index = Index::create().name(SERIES).table("event").col("series_id").col("starts_at").col("id").take();
        manager.create_index(index).await?;
        Table::new(manager, "calendar_subscription")
            .listed_by("created_at")
            .part_of("person_id", "person")
            .required("name", Type::Text)
            .required("address_hash", Type::Text)
            .unique(&["address_hash"])
            .check("address_hash", length("address_hash").eq(64))
            .required("created_at", Type::Instant)
            .optional("revoked_at", Type::Instant)
            .index(&["created_at", "id"])
            .index(&["revoked_at", "id"])
            .create()
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["calendar_subscription"]).await?;
        manager.drop_index(Index::drop().name(SERIES).table("event").to_owned()).await?;
        manager.alter_table(event().drop_column("series_id").take()).await
    }
}

fn event() -> TableAlterStatement {
    sea_query::Table::alter().table("event").take()
}
