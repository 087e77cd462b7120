//! Focus areas (fokusområde, norrstjärna).

use crate::kind::FocusAreaStatus;
use sea_orm::entity::prelude::*;

/// A focus area: an area that the board prioritises.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "focus_area")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Short name for addresses: lower-case, unique.
    pub slug: String,
    /// Its number, from 1.
    pub number: i32,
    /// Name, in Swedish.
    pub name_sv: String,
    /// Name, in English, where it has been translated.
    pub name_en: Option<String>,
    /// Summary, in Swedish.
    pub summary_sv: Option<String>,
    /// Summary, in English, where it has been translated.
    pub summary_en: Option<String>,
    /// How far it has come.
    pub status: FocusAreaStatus,
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
