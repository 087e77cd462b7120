//! The answers of screenings (svar).

use std::sync::LazyLock;

use entity::screening_answer::{Column as C, Entity};
use entity::{criterion, screening};

use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "ScreeningAnswer";
    const ONE: &'static str = "screeningAnswer";
    const MANY: &'static str = "screeningAnswers";
    const IS_NODE: bool = false;

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("How an initiative met one criterion (Swedish: svar).", &[(C::CriterionId, false)])
        .boolean("isMet", C::IsMet, "Whether it met it (Swedish: uppfyllt).")
        .prose("motivation", "Why (Swedish: motivering).")
        .one::<criterion::Entity>("criterion", C::CriterionId, "Which criterion (Swedish: kriterium).")
        .one::<screening::Entity>("screening", C::ScreeningId, "In which screening (Swedish: granskning).")
}
