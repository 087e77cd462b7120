//! Who read whose contact details.

use crate::column::{Type, col, in_order};
use crate::table::{Table, drop};
use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    /// Listed by what never changes of a row, so that the indexes of the references stay as they are when it is read again.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        Table::new(manager, "contact_reading")
            .listed_by("first_at")
            .part_of("person_id", "person")
            .reference("reader_id", "person")
            .check("reader_id", col("reader_id").ne(col("person_id")))
            .required("read_on", Type::Date)
            .unique(&["person_id", "reader_id", "read_on"])
            .required("first_at", Type::Instant)
            .required("last_at", Type::Instant)
            .check("last_at", in_order("first_at", "last_at"))
            .required("times", Type::Integer)
            .check("times", col("times").gte(1))
            .required("includes_email", Type::Boolean)
            .required("includes_phone", Type::Boolean)
            .check("includes", col("includes_email").or(col("includes_phone")))
            .index(&["first_at", "id"])
            .create()
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["contact_reading"]).await
    }
}
