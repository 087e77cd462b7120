//! The calendar (kalender).

use crate::kind::{EventKind, EventStatus};
use sea_orm::entity::prelude::*;

/// A meeting, workshop or other calendar entry.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    /// Primary key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Title, in Swedish.
    pub title_sv: String,
    /// Title, in English, where it has been translated.
    pub title_en: Option<String>,
    /// Description, in Swedish.
    pub description_sv: Option<String>,
    /// Description, in English, where it has been translated.
    pub description_en: Option<String>,
    /// Kind of entry.
    pub kind: EventKind,
    /// Whether it takes place.
    pub status: EventStatus,
    /// When it starts (UTC).
    pub starts_at: DateTimeUtc,
    /// When it ends (UTC).
    pub ends_at: Option<DateTimeUtc>,
    /// IANA time zone in which it is held, such as Europe/Stockholm.
    pub time_zone: String,
    /// Whether it takes whole days in `time_zone`.
    pub is_all_day: bool,
    /// Rule by which it recurs (RFC 5545 RRULE).
    pub recurrence: Option<String>,
    /// First occurrence of the series that it belongs to, where it recurs: that of the first is its own.
    pub series_id: Option<Uuid>,
    /// Where, for people.
    pub location: Option<String>,
    /// Where, online.
    pub online_url: Option<String>,
    /// Team whose entry it is.
    pub team_id: Option<Uuid>,
    /// Focus area that it belongs to.
    pub focus_area_id: Option<Uuid>,
    /// Who may see it.
    pub audience_id: Uuid,
    /// `title_sv` folded for search and order.
    pub title_sv_folded: String,
    /// `title_en`, or else `title_sv`, folded for search and order.
    pub title_en_folded: String,
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
