//! How the search index is written.

use sea_orm::entity::prelude::*;

/// The one row that says by which scheme the search index was written: one of another scheme is written anew.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "search_scheme")]
pub struct Model {
    /// Always 1: the key that keeps this table at one row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The scheme; 0 where there is no index yet.
    pub number: i64,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
