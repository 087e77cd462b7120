//! Seats in teams (plats).

use sea_orm::entity::prelude::*;

/// A seat: a place in a team that an organisation fills. It is open while no representative holds it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "seat")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Team that it is a place in.
    pub team_id: Uuid,
    /// Organisation that fills it.
    pub organisation_id: Uuid,
    /// Its order within the team, from 1.
    pub position: i32,
    /// Whether the team is complete without it.
    pub is_optional: bool,
    /// For whom it is meant, in Swedish.
    pub description_sv: Option<String>,
    /// For whom it is meant, in English, where it has been translated.
    pub description_en: Option<String>,
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
