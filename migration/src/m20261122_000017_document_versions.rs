//! The versions of documents that are stored here, and the bytes that no version names.

use crate::column::{Type, col, length};
use crate::table::{Table, drop};
use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &["document_version", "stray_object"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        document_version(manager).await?;
        stray_object(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await
    }
}

async fn document_version(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "document_version")
        .listed_by("created_at")
        .reference("document_id", "document")
        .required("number", Type::Integer)
        .check("number", col("number").gte(1))
        .unique(&["document_id", "number"])
        .required("media_type", Type::Text)
        .required("byte_size", Type::BigInteger)
        .check("byte_size", col("byte_size").gte(1))
        .required("sha256", Type::Text)
        .check("sha256", length("sha256").eq(64))
        .required("storage_key", Type::Text)
        .unique(&["storage_key"])
        .optional("file_name", Type::Text)
        .optional_reference("uploaded_by_id", "person")
        .required("created_at", Type::Instant)
        .index(&["created_at", "id"])
        .index(&["number", "id"])
        .create()
        .await
}

/// Bytes are here before the row that names them, and go after it: what is listed here is swept away.
async fn stray_object(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::keyed(manager, "stray_object", "key", Type::Text)
        .required("since", Type::Instant)
        .required("is_doomed", Type::Boolean)
        .index(&["since"])
        .create()
        .await
}
