//! The head of the change log.

use sea_orm::entity::prelude::*;

/// The one row that hands out `change.seq`: updated last before commit, so that the order of the log is the order of commit.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "change_head")]
pub struct Model {
    /// Always 1: the key that keeps this table at one row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// `seq` of the latest change, 0 before the first: the version of all data.
    pub seq: i64,
    /// How often rows have been filled in beside the log, as the first content is.
    pub fillings: i64,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
