//! Documents (vägledande dokument, verksamhetsberättelse).

use crate::kind::DocumentKind;
use sea_orm::entity::prelude::*;

/// A document, stored here or elsewhere.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "document")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Title, in Swedish.
    pub title_sv: String,
    /// Title, in English, where it has been translated.
    pub title_en: Option<String>,
    /// Kind of document.
    pub kind: DocumentKind,
    /// Year that it is about.
    pub year: Option<i32>,
    /// Address, where it is kept elsewhere.
    pub url: Option<String>,
    /// Media type, such as application/pdf.
    pub media_type: Option<String>,
    /// Size in bytes, where it is stored here.
    pub byte_size: Option<i64>,
    /// SHA-256 of its content in lower-case hexadecimal, where it is stored here.
    pub sha256: Option<String>,
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
