//! The first content as it stands in `api/content/*.toml`, read as strictly as can be.

use chrono::{NaiveDate, NaiveTime};
use entity::kind::{DocumentKind, EventKind, FocusAreaStatus, Sector, TeamKind, Visibility};
use serde::Deserialize;

/// A text in both languages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    pub sv: String,
    pub en: String,
}

/// Everything that a fresh database is filled with.
#[derive(Debug)]
pub(super) struct Content {
    pub collaboration: CollaborationFile,
    pub agenda: AgendaFile,
    pub documents: DocumentFile,
    pub events: EventFile,
    pub news: NewsFile,
}

impl Content {
    /// Reads the files that are built into the program.
    pub fn read() -> Result<Self, toml::de::Error> {
        Ok(Self {
            collaboration: toml::from_str(include_str!("../../content/collaboration.toml"))?,
            agenda: toml::from_str(include_str!("../../content/agenda2030.toml"))?,
            documents: toml::from_str(include_str!("../../content/documents.toml"))?,
            events: toml::from_str(include_str!("../../content/events.toml"))?,
            news: toml::from_str(include_str!("../../content/news.toml"))?,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CollaborationFile {
    pub collaboration: Collaboration,
    pub organisation: Vec<Organisation>,
    pub focus_area: Vec<FocusArea>,
    pub team: Vec<Team>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Collaboration {
    pub name: Text,
    pub vision: Option<Text>,
    pub mission: Option<Text>,
    pub guiding_perspectives: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Organisation {
    pub slug: String,
    pub name: String,
    pub short_name: Option<String>,
    pub sector: Sector,
    pub website: Option<String>,
    pub is_party: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FocusArea {
    pub slug: String,
    pub number: i32,
    pub name: Text,
    pub summary: Option<Text>,
    pub status: FocusAreaStatus,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Team {
    pub key: String,
    pub kind: TeamKind,
    pub name: Text,
    pub purpose: Option<Text>,
    /// The key of another team.
    pub parent: Option<String>,
    /// The slug of a focus area.
    pub focus_area: Option<String>,
    pub meetings_per_year: Option<i32>,
    #[serde(default)]
    pub assignment: Vec<Assignment>,
    #[serde(default)]
    pub seat: Vec<Seat>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Assignment {
    pub text: Text,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seat {
    /// The slug of the organisation that fills the seat.
    pub organisation: String,
    /// Who holds it. Without one it is open.
    pub person: Option<String>,
    pub is_optional: bool,
    pub description: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgendaFile {
    pub goal: Vec<Goal>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Goal {
    pub number: i32,
    pub name: Text,
    pub color: String,
    pub uri: String,
    pub target: Vec<Target>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Target {
    pub code: String,
    pub label: Text,
    pub due_on: Option<NaiveDate>,
    pub uri: String,
}

impl Target {
    /// Is it about means? Those targets have a letter where the others have a number.
    pub fn is_means_of_implementation(&self) -> bool {
        self.code.ends_with(|last: char| last.is_ascii_lowercase())
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentFile {
    pub document: Vec<Document>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub key: String,
    pub title: Text,
    pub kind: DocumentKind,
    pub year: Option<i32>,
    pub visibility: Open,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventFile {
    pub event: Vec<Event>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    /// Not stored: it only tells the entries of the file apart.
    pub key: String,
    pub title: Text,
    pub description: Option<Text>,
    pub kind: EventKind,
    /// The key of the team whose entry it is.
    pub team: String,
    pub days_from_seeding: u32,
    pub starts_at_local: NaiveTime,
    pub minutes: u32,
    pub visibility: Open,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewsFile {
    pub news: Vec<News>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct News {
    pub slug: String,
    pub title: Text,
    pub lead: Option<Text>,
    pub body: Option<Text>,
    pub visibility: Open,
    /// Keys of documents.
    #[serde(default)]
    pub documents: Vec<String>,
}

/// A visibility without teams: the first content has no other.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "Visibility")]
pub(super) enum Open {
    Public,
    Internal,
}

impl TryFrom<Visibility> for Open {
    type Error = &'static str;

    fn try_from(visibility: Visibility) -> Result<Self, Self::Error> {
        match visibility {
            Visibility::Public => Ok(Self::Public),
            Visibility::Internal => Ok(Self::Internal),
            Visibility::Restricted => Err("the first content is not restricted to teams"),
        }
    }
}
