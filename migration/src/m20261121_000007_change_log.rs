//! The change log.

use crate::column::{Type, col};
use crate::table::{Table, drop};
use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &["change", "change_head"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        change(manager).await?;
        change_head(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await
    }
}

/// `seq` is handed out by `change_head`, never by the database: a sequence has gaps and its order is
/// not that of commits.
async fn change(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::keyed(manager, "change", "seq", Type::BigInteger)
        .required("id", Type::Uuid)
        .unique(&["id"])
        .required("at", Type::Instant)
        .forgettable_reference("actor_id", "person")
        .choice("actor_kind", &["PERSON", "SYSTEM", "PARTNER_SYSTEM"])
        .required("action", Type::Text)
        .required("node_type", Type::Text)
        .required("node_id", Type::Uuid)
        .optional_reference("audience_id", "audience")
        .required("fields", Type::Json)
        .index(&["node_id", "seq"])
        .index(&["at"])
        .create()
        .await
}

/// One row, there from the start.
async fn change_head(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::keyed(manager, "change_head", "id", Type::Integer)
        .check("id", col("id").eq(1))
        .counter("seq")
        .create()
        .await?;
    let head = Query::insert().into_table("change_head").columns(["id"]).values_panic([1.into()]).take();
    manager.execute(head).await
}
