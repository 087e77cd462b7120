//! The work within a focus area: societal goals, needs, challenges, missions.

use crate::column::{Type, col, implies};
use crate::table::{Table, drop, link};
use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &[
    "societal_goal",
    "strategic_need",
    "challenge",
    "mission",
    "follow_up",
    "societal_goal_goal",
    "societal_goal_target",
    "societal_goal_participant",
    "societal_goal_challenge",
    "strategic_need_challenge",
    "mission_challenge",
    "mission_societal_goal",
    "mission_target",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        societal_goal(manager).await?;
        strategic_need(manager).await?;
        challenge(manager).await?;
        mission(manager).await?;
        follow_up(manager).await?;
        link(manager, "societal_goal_goal", ("societal_goal_id", "societal_goal"), ("goal_id", "agenda_goal")).await?;
        link(manager, "societal_goal_target", ("societal_goal_id", "societal_goal"), ("target_id", "agenda_target"))
            .await?;
        link(manager, "societal_goal_participant", ("societal_goal_id", "societal_goal"), ("person_id", "person"))
            .await?;
        link(manager, "societal_goal_challenge", ("societal_goal_id", "societal_goal"), ("challenge_id", "challenge"))
            .await?;
        link(
            manager,
            "strategic_need_challenge",
            ("strategic_need_id", "strategic_need"),
            ("challenge_id", "challenge"),
        )
        .await?;
        link(manager, "mission_challenge", ("mission_id", "mission"), ("challenge_id", "challenge")).await?;
        link(manager, "mission_societal_goal", ("mission_id", "mission"), ("societal_goal_id", "societal_goal"))
            .await?;
        link(manager, "mission_target", ("mission_id", "mission"), ("target_id", "agenda_target")).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await
    }
}

async fn societal_goal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "societal_goal")
        .reference("focus_area_id", "focus_area")
        .translated("title")
        .folded_translated("title")
        .optional_translated("rationale")
        .choice("status", &["DRAFT", "CHOSEN", "RETIRED"])
        .searchable()
        .editable()
        .create()
        .await
}

async fn strategic_need(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "strategic_need")
        .reference("organisation_id", "organisation")
        .reference("focus_area_id", "focus_area")
        .translated("title")
        .folded_translated("title")
        .optional_translated("description")
        .optional("retired_at", Type::Instant)
        .audience()
        .searchable()
        .editable()
        .create()
        .await
}

async fn challenge(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "challenge")
        .reference("focus_area_id", "focus_area")
        .reference("organisation_id", "organisation")
        .translated("title")
        .folded_translated("title")
        .optional_translated("description")
        .optional_translated("analysis")
        .optional("own_priority", Type::Integer)
        .check("own_priority", col("own_priority").between(1, 5))
        .optional("common_priority", Type::Integer)
        .check("common_priority", col("common_priority").between(1, 5))
        .choice("status", &["IDENTIFIED", "ANALYSED", "PRIORITISED", "ADOPTED", "DECLINED"])
        .check("prioritised", implies(col("status").eq("PRIORITISED"), col("common_priority").is_not_null()))
        .audience()
        .searchable()
        .editable()
        .index(&["status", "created_at", "id"])
        .index(&["updated_at", "id"])
        .create()
        .await
}

async fn mission(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "mission")
        .reference("focus_area_id", "focus_area")
        .translated("title")
        .folded_translated("title")
        .optional_translated("statement")
        .optional_translated("measurable_by")
        .optional("due_on", Type::Date)
        .choice("status", &["DRAFT", "DECIDED", "ACTIVE", "ACHIEVED", "ENDED"])
        .audience()
        .searchable()
        .editable()
        .index(&["status", "created_at", "id"])
        .index(&["updated_at", "id"])
        .index(&["due_on", "id"])
        .create()
        .await
}

async fn follow_up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "follow_up")
        .reference("mission_id", "mission")
        .required("at", Type::Instant)
        .choice("health", &["ON_TRACK", "AT_RISK", "OFF_TRACK"])
        .translated("summary")
        .optional_reference("author_id", "person")
        .searchable()
        .listed_by("at")
        .editable()
        .index(&["at", "id"])
        .create()
        .await
}
