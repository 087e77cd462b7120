//! The goals of Agenda 2030 (mål).

use std::sync::LazyLock;

use entity::agenda_goal::{Column as C, Entity};
use entity::link::{initiative_target, societal_goal_goal};
use entity::{agenda_target, initiative, societal_goal};

use super::declare::{Fields, Thing};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "AgendaGoal";
    const ONE: &'static str = "agendaGoal";
    const MANY: &'static str = "agendaGoals";
    const IS_SHORT: bool = true;

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("One of the 17 goals of Agenda 2030 (Swedish: mål i Agenda 2030).", &[(C::Number, false)])
        .int("number", C::Number, "Its number, 1 to 17.")
        .key()
        .ordered()
        .translated("name", "Its short name (Swedish: namn).")
        .text("color", C::Color, "Its colour, `#RRGGBB` (Swedish: färg).")
        .text("uri", C::Uri, "Its address in the United Nations' linked data.")
        .list::<agenda_target::Entity>(
            "targets",
            agenda_target::Column::GoalId,
            "Its targets, in order (Swedish: delmål).",
        )
        .linked::<societal_goal::Entity>(
            "societalGoals",
            Path::over::<societal_goal_goal::Entity>(
                societal_goal_goal::Column::GoalId,
                societal_goal_goal::Column::SocietalGoalId,
            ),
            "The societal goals that take it up (Swedish: samhällsmål).",
        )
        .linked::<initiative::Entity>(
            "initiatives",
            Path::over::<agenda_target::Entity>(agenda_target::Column::GoalId, agenda_target::Column::Id)
                .then::<initiative_target::Entity>(
                initiative_target::Column::TargetId,
                initiative_target::Column::InitiativeId,
            ),
            "The initiatives that work towards one of its targets (Swedish: initiativ).",
        )
}
