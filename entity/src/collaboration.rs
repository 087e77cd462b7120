//! The collaboration's own statements.

use sea_orm::entity::prelude::*;

/// Samhällskontraktet itself: what it is called and what it strives for. There is one row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "collaboration")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Always true: the unique key that keeps this table at one row.
    pub singleton: bool,
    /// Name of the collaboration, alike in all languages.
    pub name: String,
    /// Vision, in Swedish.
    pub vision_sv: Option<String>,
    /// Vision, in English, where it has been translated.
    pub vision_en: Option<String>,
    /// Mission, in the sense of a statement of purpose, in Swedish.
    pub mission_sv: Option<String>,
    /// Mission, in the sense of a statement of purpose, in English, where it has been translated.
    pub mission_en: Option<String>,
    /// Guiding perspectives (styrande perspektiv), in Swedish.
    pub guiding_perspectives_sv: Option<String>,
    /// Guiding perspectives (styrande perspektiv), in English, where it has been translated.
    pub guiding_perspectives_en: Option<String>,
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
