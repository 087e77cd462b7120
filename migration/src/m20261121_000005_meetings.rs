//! The calendar, documents, matters and decisions.

use crate::column::{Type, at_most_one, col, in_order, length};
use crate::table::{Table, clear, drop, link};
use sea_orm_migration::prelude::*;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &[
    "event",
    "invitation",
    "document",
    "matter",
    "decision",
    "event_document",
    "matter_document",
    "initiative_document",
    "initiative_event",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        event(manager).await?;
        invitation(manager).await?;
        document(manager).await?;
        matter(manager).await?;
        decision(manager).await?;
        link(manager, "event_document", ("event_id", "event"), ("document_id", "document")).await?;
        link(manager, "matter_document", ("matter_id", "matter"), ("document_id", "document")).await?;
        link(manager, "initiative_document", ("initiative_id", "initiative"), ("document_id", "document")).await?;
        link(manager, "initiative_event", ("initiative_id", "initiative"), ("event_id", "event")).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        clear(manager, "decision", "supersedes_id").await?;
        drop(manager, TABLES).await
    }
}

async fn event(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "event")
        .translated("title")
        .folded_translated("title")
        .optional_translated("description")
        .choice("kind", &["MEETING", "WORKSHOP", "CONFERENCE", "OTHER"])
        .choice("status", &["PLANNED", "CANCELLED"])
        .required("starts_at", Type::Instant)
        .optional("ends_at", Type::Instant)
        .check("ends_at", in_order("starts_at", "ends_at"))
        .required("time_zone", Type::Text)
        .required("is_all_day", Type::Boolean)
        .optional("recurrence", Type::Text)
        .optional("location", Type::Text)
        .optional("online_url", Type::Text)
        .optional_reference("team_id", "team")
        .optional_reference("focus_area_id", "focus_area")
        .audience()
        .searchable()
        .listed_by("starts_at")
        .editable()
        .index(&["status", "created_at", "id"])
        .index(&["kind", "created_at", "id"])
        .index(&["starts_at", "id"])
        .create()
        .await
}

async fn invitation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "invitation")
        .part_of("event_id", "event")
        .reference("person_id", "person")
        .unique(&["event_id", "person_id"])
        .choice("answer", &["ACCEPTED", "DECLINED", "TENTATIVE", "NONE"])
        .optional("answered_at", Type::Instant)
        .check("answered_at", col("answer").eq("NONE").eq(col("answered_at").is_null()))
        .editable()
        .create()
        .await
}

async fn document(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "document")
        .translated("title")
        .folded_translated("title")
        .choice("kind", &["GUIDING", "ANNUAL_REPORT", "MINUTES", "OTHER"])
        .optional("year", Type::Integer)
        .check("year", col("year").between(1900, 2200))
        .optional("url", Type::Text)
        .optional("media_type", Type::Text)
        .optional("byte_size", Type::BigInteger)
        .check("byte_size", col("byte_size").gte(0))
        .optional("sha256", Type::Text)
        .check("sha256", length("sha256").eq(64))
        .check("stored", col("byte_size").is_null().eq(col("sha256").is_null()))
        .audience()
        .searchable()
        .editable()
        .index(&["kind", "created_at", "id"])
        .create()
        .await
}

async fn matter(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "matter")
        .reference("team_id", "team")
        .optional_reference("raised_by_id", "person")
        .optional_reference("prepared_by_id", "person")
        .translated("title")
        .folded_translated("title")
        .optional_translated("description")
        .optional_reference("meeting_id", "event")
        .choice("status", &["RAISED", "PREPARED", "DECIDED", "WITHDRAWN"])
        .audience()
        .searchable()
        .editable()
        .index(&["status", "created_at", "id"])
        .create()
        .await
}

async fn decision(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "decision")
        .optional_reference("matter_id", "matter")
        .unique(&["matter_id"])
        .reference("team_id", "team")
        .optional_reference("meeting_id", "event")
        .optional_reference("subject_focus_area_id", "focus_area")
        .optional_reference("subject_societal_goal_id", "societal_goal")
        .optional_reference("subject_mission_id", "mission")
        .optional_reference("subject_initiative_id", "initiative")
        .check(
            "subject",
            at_most_one(&[
                "subject_focus_area_id",
                "subject_societal_goal_id",
                "subject_mission_id",
                "subject_initiative_id",
            ]),
        )
        .choice("outcome", &["APPROVED", "DECLINED", "DEFERRED"])
        .translated("title")
        .folded_translated("title")
        .optional_translated("motivation")
        .required("decided_on", Type::Date)
        .optional_reference("supersedes_id", "decision")
        .unique(&["supersedes_id"])
        .check("supersedes_id", col("supersedes_id").ne(col("id")))
        .optional_reference("recorded_by_id", "person")
        .audience()
        .searchable()
        .listed_by("decided_on")
        .editable()
        .index(&["decided_on", "id"])
        .index(&["updated_at", "id"])
        .create()
        .await
}
