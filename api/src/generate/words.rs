//! The words and sentences that generated texts are made of, from `api/content/generator/`.

use entity::kind::{FocusAreaStatus, InitiativeKind, Sector};
use serde::Deserialize;

/// A phrase, or a pattern of one, in both languages.
#[derive(Debug, Deserialize)]
#[serde(from = "[String; 2]")]
pub(super) struct Phrase {
    pub sv: String,
    pub en: String,
}

impl From<[String; 2]> for Phrase {
    fn from([sv, en]: [String; 2]) -> Self {
        Self { sv, en }
    }
}

/// All of them.
#[derive(Debug)]
pub(super) struct Words {
    pub names: Names,
    pub subjects: Subjects,
    pub work: Work,
    pub meetings: Meetings,
    pub ground: Ground,
}

impl Words {
    /// Reads the files that are built into the program.
    pub fn read() -> Result<Self, toml::de::Error> {
        Ok(Self {
            names: toml::from_str(include_str!("../../content/generator/names.toml"))?,
            subjects: toml::from_str(include_str!("../../content/generator/subjects.toml"))?,
            work: toml::from_str(include_str!("../../content/generator/work.toml"))?,
            meetings: toml::from_str(include_str!("../../content/generator/meetings.toml"))?,
            ground: toml::from_str(include_str!("../../content/generator/ground.toml"))?,
        })
    }
}

/// Names of people, places and organisations.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub first: Vec<String>,
    pub last: Vec<String>,
    pub places: Vec<String>,
    pub organisations: OrganisationNames,
}

/// Names of organisations, by sector.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) struct OrganisationNames {
    municipality: Vec<String>,
    region: Vec<String>,
    university: Vec<String>,
    business: Vec<String>,
    civil_society: Vec<String>,
    residents: Vec<String>,
    other: Vec<String>,
}

impl OrganisationNames {
    pub fn of(&self, sector: Sector) -> &[String] {
        match sector {
            Sector::Municipality => &self.municipality,
            Sector::Region => &self.region,
            Sector::University => &self.university,
            Sector::Business => &self.business,
            Sector::CivilSociety => &self.civil_society,
            Sector::Residents => &self.residents,
            Sector::Other => &self.other,
        }
    }
}

/// What things are about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Subjects {
    pub forms: Forms,
    /// One for each of the first focus areas, in their order.
    pub areas: Vec<AreaWords>,
    pub settings: Vec<Phrase>,
}

/// Forms of work, by kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) struct Forms {
    research: Vec<Phrase>,
    education: Vec<Phrase>,
    innovation: Vec<Phrase>,
}

impl Forms {
    pub fn of(&self, kind: InitiativeKind) -> &[Phrase] {
        match kind {
            InitiativeKind::Research => &self.research,
            InitiativeKind::Education => &self.education,
            InitiativeKind::Innovation => &self.innovation,
        }
    }
}

/// What things of one focus area are about.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AreaWords {
    pub themes: Vec<Phrase>,
    pub groups: Vec<Phrase>,
}

/// Sentences about needs, challenges, missions and initiatives.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Work {
    pub initiative_title: Vec<Phrase>,
    pub initiative_summary: Vec<Phrase>,
    pub initiative_body: Vec<Phrase>,
    pub progress: Vec<Phrase>,
    pub owner_evaluation: Vec<Phrase>,
    pub review_keep: Vec<Phrase>,
    pub review_change: Vec<Phrase>,
    pub review_remove: Vec<Phrase>,
    pub answer_met: Vec<Phrase>,
    pub answer_unmet: Vec<Phrase>,
    pub learning_title: Vec<Phrase>,
    pub learning_description: Vec<Phrase>,
    pub root_cause_title: Vec<Phrase>,
    pub opportunity_title: Vec<Phrase>,
    pub root_cause_description: Vec<Phrase>,
    pub contribution: Vec<Phrase>,
    pub challenge_title: Vec<Phrase>,
    pub challenge_description: Vec<Phrase>,
    pub analysis: Vec<Phrase>,
    pub mission_title: Vec<Phrase>,
    pub mission_statement: Vec<Phrase>,
    pub measurable_by: Vec<Phrase>,
    pub on_track: Vec<Phrase>,
    pub at_risk: Vec<Phrase>,
    pub off_track: Vec<Phrase>,
    pub need_title: Vec<Phrase>,
    pub need_description: Vec<Phrase>,
}

/// Sentences about decisions, matters, news, calendar entries and documents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Meetings {
    pub decision_title: Vec<Phrase>,
    pub approved: Vec<Phrase>,
    pub declined: Vec<Phrase>,
    pub deferred: Vec<Phrase>,
    pub matter_title: Vec<Phrase>,
    pub matter_description: Vec<Phrase>,
    pub news_title: Vec<Phrase>,
    pub news_lead: Vec<Phrase>,
    pub news_body: Vec<Phrase>,
    pub team_meeting: Vec<Phrase>,
    pub team_workshop: Vec<Phrase>,
    pub initiative_workshop: Vec<Phrase>,
    pub conference: Vec<Phrase>,
    pub open_house: Vec<Phrase>,
    pub agenda: Vec<Phrase>,
    pub minutes: Vec<Phrase>,
    pub report: Vec<Phrase>,
    pub guide: Vec<Phrase>,
    pub annual_report: Vec<Phrase>,
    pub dissemination_audience: Vec<String>,
    pub dissemination_channel: Vec<String>,
    pub locations: Vec<String>,
}

/// What generated data stand on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ground {
    pub support_functions: Vec<Phrase>,
    pub support_function_description: Phrase,
    pub criterion_title: Phrase,
    pub criterion_description: Phrase,
    pub focus_areas: Vec<FocusAreaWords>,
    pub societal_goals: Vec<SocietalGoalWords>,
}

/// A further focus area.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FocusAreaWords {
    pub number: i32,
    pub slug: String,
    pub status: FocusAreaStatus,
    pub name: Phrase,
}

/// A societal goal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SocietalGoalWords {
    /// The number of its focus area.
    pub focus_area: i32,
    /// Numbers of goals of Agenda 2030.
    pub goals: Vec<i32>,
    pub title: Phrase,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_can_be_read() {
        let words = Words::read().expect("well-formed files");
        assert_eq!(words.subjects.areas.len(), 2);
        assert_eq!((words.ground.support_functions.len(), words.ground.societal_goals.len()), (4, 12));
    }
}
