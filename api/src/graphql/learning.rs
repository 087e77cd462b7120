//! Learnings (lärande).

use std::sync::LazyLock;

use entity::learning::{Column as C, Entity};
use entity::link::{learning_application, learning_societal_goal};
use entity::{initiative, societal_goal};

use super::declare::{Fields, Thing};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "Learning";
    const ONE: &'static str = "learning";
    const MANY: &'static str = "learnings";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "What an initiative taught, and which societal goal that brings closer (Swedish: lärande).",
        &[(C::CreatedAt, true)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .prose("description", "What was learnt (Swedish: beskrivning).")
    .one::<initiative::Entity>("initiative", C::InitiativeId, "Which initiative taught it (Swedish: initiativ).")
    .linked::<societal_goal::Entity>(
        "societalGoals",
        Path::over::<learning_societal_goal::Entity>(
            learning_societal_goal::Column::LearningId,
            learning_societal_goal::Column::SocietalGoalId,
        ),
        "The societal goals that it brings closer (Swedish: samhällsmål).",
    )
    .linked::<initiative::Entity>(
        "appliedIn",
        Path::over::<learning_application::Entity>(
            learning_application::Column::LearningId,
            learning_application::Column::InitiativeId,
        ),
        "The initiatives that apply it (Swedish: tillämpat i).",
    )
    .editable()
}
