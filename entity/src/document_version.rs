//! Versions of documents (dokumentversioner).

use sea_orm::entity::prelude::*;

/// The content of a document as somebody uploaded it. It never changes; the newest one counts.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "document_version")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The document.
    pub document_id: Uuid,
    /// Counts the versions of the document, from 1.
    pub number: i32,
    /// Media type, such as application/pdf.
    pub media_type: String,
    /// Size in bytes.
    pub byte_size: i64,
    /// SHA-256 of the bytes in lower-case hexadecimal.
    pub sha256: String,
    /// Where the bytes are in the store of objects. Told to nobody.
    pub storage_key: String,
    /// Name of the file, where it was told.
    pub file_name: Option<String>,
    /// Who uploaded it; none where no person did.
    pub uploaded_by_id: Option<Uuid>,
    /// When (UTC).
    pub created_at: DateTimeUtc,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
