//! The 17 goals of Agenda 2030 (mål).

use sea_orm::entity::prelude::*;

/// One of the UN's goals for sustainable development.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_goal")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its number, 1 to 17.
    pub number: i32,
    /// Official short name, in Swedish.
    pub name_sv: String,
    /// Official short name, in English, where it has been translated.
    pub name_en: Option<String>,
    /// Official colour, as `#rrggbb`.
    pub color: String,
    /// The UN's linked-data address of it.
    pub uri: String,
    /// `name_sv` folded for search and order.
    pub name_sv_folded: String,
    /// `name_en`, or else `name_sv`, folded for search and order.
    pub name_en_folded: String,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
