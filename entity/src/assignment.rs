//! Assignments of teams (uppdrag).

use sea_orm::entity::prelude::*;

/// An assignment: a numbered task of a team.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Team that has the task.
    pub team_id: Uuid,
    /// Its number within the team, from 1.
    pub position: i32,
    /// What is to be done, in Swedish.
    pub text_sv: String,
    /// What is to be done, in English, where it has been translated.
    pub text_en: Option<String>,
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
