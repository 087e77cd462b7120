//! Societal goals (samhällsmål).

use std::sync::LazyLock;

use entity::kind::SocietalGoalStatus;
use entity::link::{
    initiative_societal_goal, learning_societal_goal, mission_societal_goal, societal_goal_challenge,
    societal_goal_goal, societal_goal_participant, societal_goal_target,
};
use entity::societal_goal::{Column as C, Entity};
use entity::{agenda_goal, agenda_target, challenge, decision, focus_area, initiative, learning, mission, person};

use super::decision::LATEST;
use super::declare::{Fields, Thing};
use super::portfolio::Portfolio;
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "SocietalGoal";
    const ONE: &'static str = "societalGoal";
    const MANY: &'static str = "societalGoals";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("The goals and targets of Agenda 2030 that a Core Team has chosen to handle within a focus area (Swedish: samhällsmål).", &[(C::CreatedAt, true)])
            .translated("title", "Its title (Swedish: titel).")
            .prose("rationale", "Why it was chosen (Swedish: motivering).")
            .choice::<SocietalGoalStatus>("status", C::Status, "How far it has come (Swedish: status).")
            .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "The focus area that it is part of (Swedish: fokusområde).")
            .linked::<agenda_goal::Entity>("goals", Path::over::<societal_goal_goal::Entity>(societal_goal_goal::Column::SocietalGoalId, societal_goal_goal::Column::GoalId), "The goals of Agenda 2030 that it takes up (Swedish: mål).")
            .linked::<agenda_target::Entity>("targets", Path::over::<societal_goal_target::Entity>(societal_goal_target::Column::SocietalGoalId, societal_goal_target::Column::TargetId), "The targets of Agenda 2030 that it takes up (Swedish: delmål).")
            .first::<decision::Entity>("decision", decision::Column::SubjectSocietalGoalId, LATEST, "The latest decision on it (Swedish: beslut).")
            .many::<decision::Entity>("decisions", decision::Column::SubjectSocietalGoalId, "All decisions on it (Swedish: beslut).")
            .linked::<person::Entity>("participants", Path::over::<societal_goal_participant::Entity>(societal_goal_participant::Column::SocietalGoalId, societal_goal_participant::Column::PersonId), "Who helped to work it out (Swedish: deltagare).")
            .linked::<challenge::Entity>("challenges", Path::over::<societal_goal_challenge::Entity>(societal_goal_challenge::Column::SocietalGoalId, societal_goal_challenge::Column::ChallengeId), "The challenges that it meets (Swedish: utmaningar).")
            .linked::<mission::Entity>("missions", Path::over::<mission_societal_goal::Entity>(mission_societal_goal::Column::SocietalGoalId, mission_societal_goal::Column::MissionId), "The missions that serve it (Swedish: missioner).")
            .linked::<initiative::Entity>("initiatives", Path::over::<initiative_societal_goal::Entity>(initiative_societal_goal::Column::SocietalGoalId, initiative_societal_goal::Column::InitiativeId), "The initiatives that work towards it (Swedish: initiativ).")
            .portfolio()
            .linked::<learning::Entity>("learnings", Path::over::<learning_societal_goal::Entity>(learning_societal_goal::Column::SocietalGoalId, learning_societal_goal::Column::LearningId), "The learnings that bring it closer (Swedish: lärande).")
            .editable()
}

impl Fields<Entity> {
    fn portfolio(self) -> Self {
        self.computed_object::<Portfolio>(
            "portfolio",
            "The initiatives towards it as a whole (Swedish: portfölj).",
            |shown| Portfolio::OfSocietalGoal(shown.clone()),
        )
    }
}
