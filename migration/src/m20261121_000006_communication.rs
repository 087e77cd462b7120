//! News, and how far it was passed on.

use crate::column::{Type, col, implies};
use crate::table::{Table, drop, link};
use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &["news", "dissemination", "news_focus_area", "news_initiative", "news_document"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        news(manager).await?;
        dissemination(manager).await?;
        link(manager, "news_focus_area", ("news_id", "news"), ("focus_area_id", "focus_area")).await?;
        link(manager, "news_initiative", ("news_id", "news"), ("initiative_id", "initiative")).await?;
        link(manager, "news_document", ("news_id", "news"), ("document_id", "document")).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await
    }
}

async fn news(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "news")
        .slug()
        .translated("title")
        .folded_translated("title")
        .optional_translated("lead")
        .optional_translated("body")
        .choice("status", &["DRAFT", "SCHEDULED", "PUBLISHED", "ARCHIVED"])
        .optional("published_at", Type::Instant)
        .check(
            "published_at",
            implies(col("status").is_in(["SCHEDULED", "PUBLISHED"]), col("published_at").is_not_null()),
        )
        .optional_reference("author_id", "person")
        .audience()
        .searchable()
        .listed_by("published_at")
        .editable()
        .index(&["status", "created_at", "id"])
        .index(&["updated_at", "id"])
        .index(&["published_at", "id"])
        .create()
        .await
}

async fn dissemination(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "dissemination")
        .reference("news_id", "news")
        .reference("organisation_id", "organisation")
        .optional_reference("representative_id", "representative")
        .required("at", Type::Instant)
        .required("audience", Type::Text)
        .required("channel", Type::Text)
        .searchable()
        .listed_by("at")
        .editable()
        .index(&["at", "id"])
        .create()
        .await
}
