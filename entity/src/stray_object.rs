//! Bytes that no row names: those of an upload under way, and those that are to go.

use sea_orm::entity::prelude::*;

/// An object in the store of objects that no version of a document names yet, or any longer.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "stray_object")]
pub struct Model {
    /// Where the bytes are, or are to be, in the store of objects.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// Since when no row names them (UTC).
    pub since: DateTimeUtc,
    /// Whether they are being deleted: nothing can name them any more.
    pub is_doomed: bool,
}

/// None: there are none.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
