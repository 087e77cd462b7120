//! Learnings (lärande).

use sea_orm::entity::prelude::*;

/// What an initiative taught.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "learning")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Initiative that taught it.
    pub initiative_id: Uuid,
    /// Title, in Swedish.
    pub title_sv: String,
    /// Title, in English, where it has been translated.
    pub title_en: Option<String>,
    /// Description, in Swedish.
    pub description_sv: Option<String>,
    /// Description, in English, where it has been translated.
    pub description_en: Option<String>,
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
