//! Missions.

use crate::kind::MissionStatus;
use sea_orm::entity::prelude::*;

/// A mission: challenges that a Core Team has decided on, formulated so that they can be followed up.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "mission")]
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
    /// What is to be true when it is achieved, in Swedish.
    pub statement_sv: Option<String>,
    /// What is to be true when it is achieved, in English, where it has been translated.
    pub statement_en: Option<String>,
    /// How that will be measured, in Swedish.
    pub measurable_by_sv: Option<String>,
    /// How that will be measured, in English, where it has been translated.
    pub measurable_by_en: Option<String>,
    /// Day by which it is to be achieved.
    pub due_on: Option<Date>,
    /// How far it has come.
    pub status: MissionStatus,
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
