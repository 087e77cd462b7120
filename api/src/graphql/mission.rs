//! Missions (missioner).

use std::sync::LazyLock;

use entity::kind::MissionStatus;
use entity::link::{initiative_mission, mission_challenge, mission_societal_goal, mission_target};
use entity::mission::{Column as C, Entity};
use entity::{agenda_target, challenge, decision, focus_area, follow_up, initiative, societal_goal};

use super::decision::LATEST;
use super::declare::{Fields, Thing};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "Mission";
    const ONE: &'static str = "mission";
    const MANY: &'static str = "missions";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A challenge that the Core Team has decided on, formulated so that it can be followed up (Swedish: mission).",
        &[(C::CreatedAt, true)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .prose("statement", "What is to be achieved (Swedish: formulering).")
    .prose("measurableBy", "How one sees that it is achieved (Swedish: mäts genom).")
    .date("dueOn", C::DueOn, "The day by which it is to be achieved (Swedish: senast).")
    .ordered()
    .choice::<MissionStatus>("status", C::Status, "How far it has come (Swedish: status).")
    .ordered()
    .visibility()
    .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "Within which focus area (Swedish: fokusområde).")
    .linked::<challenge::Entity>(
        "challenges",
        Path::over::<mission_challenge::Entity>(
            mission_challenge::Column::MissionId,
            mission_challenge::Column::ChallengeId,
        ),
        "The challenges that it answers (Swedish: utmaningar).",
    )
    .linked::<societal_goal::Entity>(
        "societalGoals",
        Path::over::<mission_societal_goal::Entity>(
            mission_societal_goal::Column::MissionId,
            mission_societal_goal::Column::SocietalGoalId,
        ),
        "The societal goals that it serves (Swedish: samhällsmål).",
    )
    .linked::<agenda_target::Entity>(
        "targets",
        Path::over::<mission_target::Entity>(mission_target::Column::MissionId, mission_target::Column::TargetId),
        "The targets of Agenda 2030 that it serves (Swedish: delmål).",
    )
    .linked::<initiative::Entity>(
        "initiatives",
        Path::over::<initiative_mission::Entity>(
            initiative_mission::Column::MissionId,
            initiative_mission::Column::InitiativeId,
        ),
        "The initiatives that work towards it (Swedish: initiativ).",
    )
    .first::<decision::Entity>(
        "decision",
        decision::Column::SubjectMissionId,
        LATEST,
        "The latest decision on it (Swedish: beslut).",
    )
    .many::<decision::Entity>("decisions", decision::Column::SubjectMissionId, "All decisions on it (Swedish: beslut).")
    .many::<follow_up::Entity>(
        "followUps",
        follow_up::Column::MissionId,
        "How it went, the latest first (Swedish: uppföljningar).",
    )
    .first::<follow_up::Entity>(
        "latestFollowUp",
        follow_up::Column::MissionId,
        &[(follow_up::Column::At, true), (follow_up::Column::Id, true)],
        "How it went last (Swedish: senaste uppföljning).",
    )
    .editable()
}
