//! Agenda 2030: goals and targets.

use crate::column::{Type, col};
use crate::table::{Table, drop};
use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &["agenda_goal", "agenda_target"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        agenda_goal(manager).await?;
        agenda_target(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await
    }
}

async fn agenda_goal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "agenda_goal")
        .required("number", Type::Integer)
        .unique(&["number"])
        .check("number", col("number").between(1, 17))
        .translated("name")
        .folded_translated("name")
        .required("color", Type::Text)
        .check("color", col("color").like("#______"))
        .required("uri", Type::Text)
        .unique(&["uri"])
        .searchable()
        .create()
        .await
}

async fn agenda_target(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "agenda_target")
        .reference("goal_id", "agenda_goal")
        .required("code", Type::Text)
        .unique(&["code"])
        .required("position", Type::Integer)
        .unique(&["position"])
        .check("position", col("position").gt(0))
        .translated("label")
        .folded_translated("label")
        .optional("due_on", Type::Date)
        .required("uri", Type::Text)
        .unique(&["uri"])
        .required("is_means_of_implementation", Type::Boolean)
        .searchable()
        .listed_by("position")
        .create()
        .await
}
