//! The single answers of screenings.

use sea_orm::entity::prelude::*;

/// Whether an initiative met one criterion.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "screening_answer")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Screening that it is a part of.
    pub screening_id: Uuid,
    /// Criterion that it answers.
    pub criterion_id: Uuid,
    /// Whether the criterion is met.
    pub is_met: bool,
    /// Why (motivering), in Swedish.
    pub motivation_sv: Option<String>,
    /// Why (motivering), in English, where it has been translated.
    pub motivation_en: Option<String>,
}

/// None: relations are declared where they are published, in the API layer.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
