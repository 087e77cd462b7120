//! Representatives: who holds which seat, for which term (representant).

use sea_orm::entity::prelude::*;

/// A term during which a person holds a seat in a team on behalf of an organisation. A seat has at most one term without an end.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "representative")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Person who holds the seat.
    pub person_id: Uuid,
    /// The seat.
    pub seat_id: Uuid,
    /// Team of the seat, repeated here so that membership is one lookup; a composite foreign key keeps the two in step.
    pub team_id: Uuid,
    /// Organisation on whose behalf; it stays when the seat later goes to another organisation.
    pub organisation_id: Uuid,
    /// First day of the term, where it is known.
    pub since: Option<Date>,
    /// Day after the last of the term; none while it runs.
    pub until: Option<Date>,
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
