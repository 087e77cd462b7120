//! Initiatives, their screening and evaluation, and what they taught.

use crate::column::{Type, col, implies, in_order};
use crate::table::{Table, drop, link};
use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &[
    "support_function",
    "criterion",
    "initiative",
    "progress_report",
    "screening",
    "screening_answer",
    "evaluation",
    "root_cause",
    "learning",
    "contribution",
    "initiative_owner",
    "initiative_participant",
    "initiative_mission",
    "initiative_societal_goal",
    "initiative_target",
    "initiative_support_function",
    "learning_societal_goal",
    "learning_application",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        support_function(manager).await?;
        criterion(manager).await?;
        initiative(manager).await?;
        progress_report(manager).await?;
        screening(manager).await?;
        screening_answer(manager).await?;
        evaluation(manager).await?;
        root_cause(manager).await?;
        learning(manager).await?;
        contribution(manager).await?;
        link(manager, "initiative_owner", ("initiative_id", "initiative"), ("person_id", "person")).await?;
        link(manager, "initiative_participant", ("initiative_id", "initiative"), ("person_id", "person")).await?;
        link(manager, "initiative_mission", ("initiative_id", "initiative"), ("mission_id", "mission")).await?;
        link(
            manager,
            "initiative_societal_goal",
            ("initiative_id", "initiative"),
            ("societal_goal_id", "societal_goal"),
        )
        .await?;
        link(manager, "initiative_target", ("initiative_id", "initiative"), ("target_id", "agenda_target")).await?;
        link(
            manager,
            "initiative_support_function",
            ("initiative_id", "initiative"),
            ("support_function_id", "support_function"),
        )
        .await?;
        link(manager, "learning_societal_goal", ("learning_id", "learning"), ("societal_goal_id", "societal_goal"))
            .await?;
        link(manager, "learning_application", ("learning_id", "learning"), ("initiative_id", "initiative")).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, TABLES).await
    }
}

async fn support_function(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "support_function")
        .slug()
        .translated("name")
        .folded_translated("name")
        .optional_translated("description")
        .searchable()
        .editable()
        .create()
        .await
}

async fn criterion(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "criterion")
        .translated("title")
        .folded_translated("title")
        .optional_translated("description")
        .required("is_mandatory", Type::Boolean)
        .required("position", Type::Integer)
        .check("position", col("position").gt(0))
        .optional("retired_at", Type::Instant)
        .unique_where(&["position"], col("retired_at").is_null())
        .searchable()
        .editable()
        .create()
        .await
}

async fn initiative(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "initiative")
        .required("reference", Type::Text)
        .unique(&["reference"])
        .translated("title")
        .folded_translated("title")
        .optional_translated("summary")
        .optional_translated("body")
        .choice("kind", &["RESEARCH", "EDUCATION", "INNOVATION"])
        .choice(
            "status",
            &[
                "PROPOSED",
                "SCREENED",
                "IN_PORTFOLIO",
                "APPROVED",
                "RUNNING",
                "PAUSED",
                "COMPLETED",
                "REJECTED",
                "WITHDRAWN",
                "REMOVED",
            ],
        )
        .reference("focus_area_id", "focus_area")
        .optional_reference("lead_organisation_id", "organisation")
        .optional_reference("proposed_by_id", "person")
        .optional("starts_on", Type::Date)
        .optional("ends_on", Type::Date)
        .check("ends_on", in_order("starts_on", "ends_on"))
        .audience()
        .searchable()
        .editable()
        .index(&["status", "created_at", "id"])
        .index(&["kind", "created_at", "id"])
        .index(&["focus_area_id", "status", "created_at", "id"])
        .index(&["updated_at", "id"])
        .index(&["starts_on", "id"])
        .index(&["ends_on", "id"])
        .create()
        .await
}

async fn progress_report(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "progress_report")
        .reference("initiative_id", "initiative")
        .required("at", Type::Instant)
        .translated("summary")
        .optional_reference("author_id", "person")
        .searchable()
        .listed_by("at")
        .editable()
        .index(&["at", "id"])
        .create()
        .await
}

async fn screening(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "screening")
        .reference("initiative_id", "initiative")
        .optional_reference("screened_by_id", "person")
        .required("at", Type::Instant)
        .choice("outcome", &["PASSED", "FAILED"])
        .unique(&["initiative_id", "at"])
        .listed_by("at")
        .editable()
        .index(&["at", "id"])
        .create()
        .await
}

async fn screening_answer(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "screening_answer")
        .part_of("screening_id", "screening")
        .reference("criterion_id", "criterion")
        .required("is_met", Type::Boolean)
        .optional_translated("motivation")
        .unique(&["screening_id", "criterion_id"])
        .create()
        .await
}

async fn evaluation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "evaluation")
        .reference("initiative_id", "initiative")
        .choice("by", &["OWNER", "PORTFOLIO"])
        .optional_reference("author_id", "person")
        .required("at", Type::Instant)
        .translated("summary")
        .optional_choice("recommendation", &["KEEP", "CHANGE", "REMOVE"])
        .optional("rating", Type::Integer)
        .check("rating", col("rating").between(1, 5))
        .searchable()
        .listed_by("at")
        .editable()
        .index(&["at", "id"])
        .create()
        .await
}

async fn root_cause(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "root_cause")
        .reference("initiative_id", "initiative")
        .optional_reference("challenge_id", "challenge")
        .translated("title")
        .folded_translated("title")
        .optional_translated("description")
        .required("is_opportunity", Type::Boolean)
        .searchable()
        .editable()
        .create()
        .await
}

async fn learning(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "learning")
        .reference("initiative_id", "initiative")
        .translated("title")
        .folded_translated("title")
        .optional_translated("description")
        .searchable()
        .editable()
        .create()
        .await
}

async fn contribution(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "contribution")
        .reference("initiative_id", "initiative")
        .reference("organisation_id", "organisation")
        .choice("kind", &["COMPETENCE", "TIME", "MONEY", "PREMISES", "DATA", "OTHER"])
        .optional("quantity", Type::Double)
        .check("quantity", col("quantity").gte(0))
        .optional("unit", Type::Text)
        .check("unit", implies(col("quantity").is_not_null(), col("unit").is_not_null()))
        .optional("starts_on", Type::Date)
        .optional("ends_on", Type::Date)
        .check("ends_on", in_order("starts_on", "ends_on"))
        .optional_translated("description")
        .searchable()
        .editable()
        .create()
        .await
}
