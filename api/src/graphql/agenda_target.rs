//! The targets of Agenda 2030 (delmål).

use std::sync::LazyLock;

use entity::agenda_target::{Column as C, Entity};
use entity::link::{initiative_target, learning_societal_goal, mission_target, societal_goal_target};
use entity::{agenda_goal, initiative, learning, mission, societal_goal};

use super::declare::{Fields, Thing};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "AgendaTarget";
    const ONE: &'static str = "agendaTarget";
    const MANY: &'static str = "agendaTargets";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("One of the 169 targets of Agenda 2030 (Swedish: delmål i Agenda 2030).", &[(C::Position, false)])
        .text("code", C::Code, "Its code, such as `4.7` or `4.a`.")
        .key()
        .int(
            "position",
            C::Position,
            "Its place among all targets: the goal's number times 100, plus its place in the goal.",
        )
        .ordered()
        .translated("label", "What it is about, in a few words of our own (Swedish: etikett).")
        .date("dueOn", C::DueOn, "The day by which it is to be met, where it names a year (Swedish: senast).")
        .text("uri", C::Uri, "Its address in the United Nations' linked data.")
        .boolean(
            "isMeansOfImplementation",
            C::IsMeansOfImplementation,
            "Whether it is about the means (those with a letter) (Swedish: genomförandemedel).",
        )
        .one::<agenda_goal::Entity>("goal", C::GoalId, "The goal that it is part of (Swedish: mål).")
        .linked::<societal_goal::Entity>(
            "societalGoals",
            Path::over::<societal_goal_target::Entity>(
                societal_goal_target::Column::TargetId,
                societal_goal_target::Column::SocietalGoalId,
            ),
            "The societal goals that take it up (Swedish: samhällsmål).",
        )
        .linked::<mission::Entity>(
            "missions",
            Path::over::<mission_target::Entity>(mission_target::Column::TargetId, mission_target::Column::MissionId),
            "The missions that serve it (Swedish: missioner).",
        )
        .linked::<initiative::Entity>(
            "initiatives",
            Path::over::<initiative_target::Entity>(
                initiative_target::Column::TargetId,
                initiative_target::Column::InitiativeId,
            ),
            "The initiatives that work towards it (Swedish: initiativ).",
        )
        .linked::<learning::Entity>(
            "learnings",
            Path::over::<societal_goal_target::Entity>(
                societal_goal_target::Column::TargetId,
                societal_goal_target::Column::SocietalGoalId,
            )
            .then::<learning_societal_goal::Entity>(
                learning_societal_goal::Column::SocietalGoalId,
                learning_societal_goal::Column::LearningId,
            ),
            "The learnings that bring a societal goal with this target closer (Swedish: lärande).",
        )
}
