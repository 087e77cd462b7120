//! Decisions (beslut).

use crate::kind::DecisionOutcome;
use sea_orm::entity::prelude::*;

/// A decision: what a team decided, about what, when, why, at which meeting. It has at most one subject.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Matter that it ended.
    pub matter_id: Option<Uuid>,
    /// Team that decided.
    pub team_id: Uuid,
    /// Meeting at which.
    pub meeting_id: Option<Uuid>,
    /// Focus area that it is about.
    pub subject_focus_area_id: Option<Uuid>,
    /// Societal goal that it is about.
    pub subject_societal_goal_id: Option<Uuid>,
    /// Mission that it is about.
    pub subject_mission_id: Option<Uuid>,
    /// Initiative that it is about.
    pub subject_initiative_id: Option<Uuid>,
    /// What was decided.
    pub outcome: DecisionOutcome,
    /// Title, in Swedish.
    pub title_sv: String,
    /// Title, in English, where it has been translated.
    pub title_en: Option<String>,
    /// Why (motivering), in Swedish.
    pub motivation_sv: Option<String>,
    /// Why (motivering), in English, where it has been translated.
    pub motivation_en: Option<String>,
    /// Day of the decision.
    pub decided_on: Date,
    /// Earlier decision that this one replaces.
    pub supersedes_id: Option<Uuid>,
    /// Person who recorded it.
    pub recorded_by_id: Option<Uuid>,
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
