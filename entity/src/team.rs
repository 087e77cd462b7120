//! Teams: the board, the Core Team in its groupings, process support, the portfolio managers.

use crate::kind::TeamKind;
use sea_orm::entity::prelude::*;

/// A team. One of kind FOCUS_AREA_TEAM belongs to a focus area, each focus area has at most one, and no other kind belongs to one.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "team")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is there for.
    pub kind: TeamKind,
    /// Name, in Swedish.
    pub name_sv: String,
    /// Name, in English, where it has been translated.
    pub name_en: Option<String>,
    /// Purpose (syfte), in Swedish.
    pub purpose_sv: Option<String>,
    /// Purpose (syfte), in English, where it has been translated.
    pub purpose_en: Option<String>,
    /// Team that it is a part of.
    pub parent_id: Option<Uuid>,
    /// Focus area that it works for.
    pub focus_area_id: Option<Uuid>,
    /// How often it meets, in meetings a year.
    pub meetings_per_year: Option<i32>,
    /// `name_sv` folded for search and order.
    pub name_sv_folded: String,
    /// `name_en`, or else `name_sv`, folded for search and order.
    pub name_en_folded: String,
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
