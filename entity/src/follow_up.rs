//! Follow-ups of missions (uppföljning).

use crate::kind::Health;
use sea_orm::entity::prelude::*;

/// How a mission stood at a certain time.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "follow_up")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Mission that was followed up.
    pub mission_id: Uuid,
    /// When (UTC).
    pub at: DateTimeUtc,
    /// How it stood.
    pub health: Health,
    /// Summary, in Swedish.
    pub summary_sv: String,
    /// Summary, in English, where it has been translated.
    pub summary_en: Option<String>,
    /// Person who wrote it.
    pub author_id: Option<Uuid>,
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
