//! Initiatives (initiativ).

use crate::kind::{InitiativeKind, InitiativeStatus};
use sea_orm::entity::prelude::*;

/// An initiative: a piece of research, education or innovation.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "initiative")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Number for people to quote, unique.
    pub reference: String,
    /// Title, in Swedish.
    pub title_sv: String,
    /// Title, in English, where it has been translated.
    pub title_en: Option<String>,
    /// Summary, in Swedish.
    pub summary_sv: Option<String>,
    /// Summary, in English, where it has been translated.
    pub summary_en: Option<String>,
    /// Full text, in Markdown, in Swedish.
    pub body_sv: Option<String>,
    /// Full text, in Markdown, in English, where it has been translated.
    pub body_en: Option<String>,
    /// Kind of work.
    pub kind: InitiativeKind,
    /// How far it has come.
    pub status: InitiativeStatus,
    /// Focus area that it belongs to.
    pub focus_area_id: Uuid,
    /// Organisation that leads it.
    pub lead_organisation_id: Option<Uuid>,
    /// Person who proposed it.
    pub proposed_by_id: Option<Uuid>,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: Option<Date>,
    /// Who may see it.
    pub audience_id: Uuid,
    /// `title_sv` folded for search and order.
    pub title_sv_folded: String,
    /// `title_en`, or else `title_sv`, folded for search and order.
    pub title_en_folded: String,
    /// Counts the writes of the row, from 1: an edit of a version already gone is refused.
    pub version: i32,
    /// When the row came to be (UTC).
    pub created_at: DateTimeUtc,
    /// When it last changed (UTC).
    pub updated_at: DateTimeUtc,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
