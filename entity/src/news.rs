//! News (nyhet).

use crate::kind::NewsStatus;
use sea_orm::entity::prelude::*;

/// A piece of internal or public news.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "news")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Short name for addresses: lower-case, unique.
    pub slug: String,
    /// Title, in Swedish.
    pub title_sv: String,
    /// Title, in English, where it has been translated.
    pub title_en: Option<String>,
    /// Lead paragraph (ingress), in Swedish.
    pub lead_sv: Option<String>,
    /// Lead paragraph (ingress), in English, where it has been translated.
    pub lead_en: Option<String>,
    /// Full text, in Markdown, in Swedish.
    pub body_sv: Option<String>,
    /// Full text, in Markdown, in English, where it has been translated.
    pub body_en: Option<String>,
    /// How far it has come.
    pub status: NewsStatus,
    /// Moment of publication (UTC): before it, only editors see the news.
    pub published_at: Option<DateTimeUtc>,
    /// Person who wrote it.
    pub author_id: Option<Uuid>,
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
