//! The 169 targets of Agenda 2030 (delmål).

use sea_orm::entity::prelude::*;

/// One of the targets of a goal of Agenda 2030.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_target")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Goal that it belongs to.
    pub goal_id: Uuid,
    /// Official code, such as 1.5 or 1.a.
    pub code: String,
    /// Order over all targets: the goal's number × 100 + its place within the goal, from 1.
    pub position: i32,
    /// Short label of our own, in Swedish.
    pub label_sv: String,
    /// Short label of our own, in English, where it has been translated.
    pub label_en: Option<String>,
    /// Day by which it is to be reached, where the target says so.
    pub due_on: Option<Date>,
    /// The UN's linked-data address of it.
    pub uri: String,
    /// Whether it is about means (the lettered codes) and not about an outcome.
    pub is_means_of_implementation: bool,
    /// `label_sv` folded for search and order.
    pub label_sv_folded: String,
    /// `label_en`, or else `label_sv`, folded for search and order.
    pub label_en_folded: String,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
