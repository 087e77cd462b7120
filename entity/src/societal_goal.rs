//! Societal goals (samhällsmål).

use crate::kind::SocietalGoalStatus;
use sea_orm::entity::prelude::*;

/// A societal goal: goals and targets of Agenda 2030 that a Core Team has chosen to handle within a focus area. Its initiatives are its portfolio (portfölj).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "societal_goal")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Focus area that it belongs to.
    pub focus_area_id: Uuid,
    /// Title, in Swedish.
    pub title_sv: String,
    /// Title, in English, where it has been translated.
    pub title_en: Option<String>,
    /// Why it was chosen, in Swedish.
    pub rationale_sv: Option<String>,
    /// Why it was chosen, in English, where it has been translated.
    pub rationale_en: Option<String>,
    /// How far it has come.
    pub status: SocietalGoalStatus,
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
