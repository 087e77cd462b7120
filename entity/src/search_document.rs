//! The search index: what is found, and by which words.

use crate::kind::SearchType;
use sea_orm::entity::prelude::*;

/// The words of a thing, in a form that both databases look up alike. The database keeps an index of them by itself.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "search_document")]
pub struct Model {
    /// Primary key, rising: what came later into the index has a larger one.
    #[sea_orm(primary_key)]
    pub number: i64,
    /// The type of the thing.
    pub node_type: SearchType,
    /// Its primary key.
    pub node_id: Uuid,
    /// Its terms, with spaces between them: see `search` in the API's crate, which writes and reads them.
    pub terms: String,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
