//! Evaluations of initiatives (utvärdering).

use crate::kind::{EvaluationBy, Recommendation};
use sea_orm::entity::prelude::*;

/// An owner's evaluation of an initiative, or a portfolio manager's review of its place in the portfolio.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "evaluation")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Initiative that it is about.
    pub initiative_id: Uuid,
    /// In which capacity it was written.
    pub by: EvaluationBy,
    /// Person who wrote it.
    pub author_id: Option<Uuid>,
    /// When (UTC).
    pub at: DateTimeUtc,
    /// Summary, in Swedish.
    pub summary_sv: String,
    /// Summary, in English, where it has been translated.
    pub summary_en: Option<String>,
    /// What it recommends.
    pub recommendation: Option<Recommendation>,
    /// Rating, 1 (lowest) to 5.
    pub rating: Option<i32>,
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
