//! Dissemination of news (spridning).

use sea_orm::entity::prelude::*;

/// A note that a piece of news was passed on in an organisation: where, to which audience.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dissemination")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// News that was passed on.
    pub news_id: Uuid,
    /// Organisation in which.
    pub organisation_id: Uuid,
    /// Representative who passed it on.
    pub representative_id: Option<Uuid>,
    /// When (UTC).
    pub at: DateTimeUtc,
    /// To whom, in the organisation's own words.
    pub audience: String,
    /// How, such as a staff meeting or a newsletter.
    pub channel: String,
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
