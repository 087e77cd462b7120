//! Screenings of initiatives against the criteria.

use crate::kind::ScreeningOutcome;
use sea_orm::entity::prelude::*;

/// An initiative judged against the criteria at a certain time; the single answers are `screening_answer` rows.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "screening")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Initiative that was judged.
    pub initiative_id: Uuid,
    /// Person who judged it.
    pub screened_by_id: Option<Uuid>,
    /// When (UTC).
    pub at: DateTimeUtc,
    /// What it came to.
    pub outcome: ScreeningOutcome,
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
