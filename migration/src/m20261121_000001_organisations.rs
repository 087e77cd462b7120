//! Audiences, organisations, people, focus areas and teams.

use crate::column::{Type, col};
use crate::table::{Table, clear, drop, link};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::Uuid;

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &[
    "audience",
    "collaboration",
    "organisation",
    "person",
    "focus_area",
    "team",
    "audience_team",
    "assignment",
    "seat",
    "representative",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        audience(manager).await?;
        collaboration(manager).await?;
        organisation(manager).await?;
        person(manager).await?;
        focus_area(manager).await?;
        team(manager).await?;
        link(manager, "audience_team", ("audience_id", "audience"), ("team_id", "team")).await?;
        assignment(manager).await?;
        seat(manager).await?;
        representative(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        clear(manager, "team", "parent_id").await?;
        drop(manager, TABLES).await
    }
}

/// The audiences of everything PUBLIC and of everything INTERNAL exist from the start, under fixed
/// identifiers; those of sets of teams come as they are needed.
async fn audience(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "audience")
        .choice("visibility", &["PUBLIC", "INTERNAL", "RESTRICTED"])
        .unique_where(&["visibility"], col("visibility").ne("RESTRICTED"))
        .create()
        .await?;
    let fixed = Query::insert()
        .into_table("audience")
        .columns(["id", "visibility"])
        .values_panic([Uuid::from_u128(1).into(), "PUBLIC".into()])
        .values_panic([Uuid::from_u128(2).into(), "INTERNAL".into()])
        .take();
    manager.execute(fixed).await
}

async fn collaboration(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "collaboration")
        .required("singleton", Type::Boolean)
        .unique(&["singleton"])
        .check("singleton", col("singleton"))
        .required("name", Type::Text)
        .optional_translated("vision")
        .optional_translated("mission")
        .optional_translated("guiding_perspectives")
        .editable()
        .create()
        .await
}

async fn organisation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "organisation")
        .slug()
        .required("name", Type::Text)
        .folded("name")
        .optional("short_name", Type::Text)
        .choice("sector", &["UNIVERSITY", "MUNICIPALITY", "REGION", "BUSINESS", "CIVIL_SOCIETY", "RESIDENTS", "OTHER"])
        .required("is_party", Type::Boolean)
        .optional("website", Type::Text)
        .searchable()
        .editable()
        .create()
        .await
}

async fn person(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "person")
        .required("name", Type::Text)
        .folded("name")
        .reference("organisation_id", "organisation")
        .optional("email", Type::Text)
        .optional("phone", Type::Text)
        .searchable()
        .editable()
        .create()
        .await
}

async fn focus_area(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "focus_area")
        .slug()
        .required("number", Type::Integer)
        .unique(&["number"])
        .check("number", col("number").gt(0))
        .translated("name")
        .folded_translated("name")
        .optional_translated("summary")
        .choice("status", &["PROPOSED", "PRIORITISED", "PAUSED", "CLOSED"])
        .searchable()
        .editable()
        .create()
        .await
}

async fn team(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "team")
        .choice(
            "kind",
            &["BOARD", "CORE_TEAM", "BOARD_PREPARATION", "FOCUS_AREA_TEAM", "PROCESS_SUPPORT", "PORTFOLIO_GROUP"],
        )
        .translated("name")
        .folded_translated("name")
        .optional_translated("purpose")
        .optional_reference("parent_id", "team")
        .check("parent_id", col("parent_id").ne(col("id")))
        .optional_reference("focus_area_id", "focus_area")
        .unique(&["focus_area_id"])
        .check("focus_area_id", col("kind").eq("FOCUS_AREA_TEAM").eq(col("focus_area_id").is_not_null()))
        .optional("meetings_per_year", Type::Integer)
        .check("meetings_per_year", col("meetings_per_year").gt(0))
        .searchable()
        .editable()
        .index(&["kind", "created_at", "id"])
        .create()
        .await
}

async fn assignment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "assignment")
        .part_of("team_id", "team")
        .required("position", Type::Integer)
        .check("position", col("position").gt(0))
        .unique(&["team_id", "position"])
        .translated("text")
        .searchable()
        .editable()
        .create()
        .await
}

async fn seat(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "seat")
        .reference("team_id", "team")
        .reference("organisation_id", "organisation")
        .required("position", Type::Integer)
        .check("position", col("position").gt(0))
        .unique(&["team_id", "position"])
        .required("is_optional", Type::Boolean)
        .optional_translated("description")
        .unique(&["id", "team_id"])
        .editable()
        .create()
        .await
}

/// `team_id` repeats the team of the seat, which the foreign key over both columns keeps true.
async fn representative(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    Table::new(manager, "representative")
        .reference("person_id", "person")
        .required("seat_id", Type::Uuid)
        .required("team_id", Type::Uuid)
        .agrees(&["seat_id", "team_id"], "seat", &["id", "team_id"])
        .unique_where(&["seat_id"], col("until").is_null())
        .reference("organisation_id", "organisation")
        .optional("since", Type::Date)
        .optional("until", Type::Date)
        .check("term", col("since").lt(col("until")))
        .editable()
        .create()
        .await
}
