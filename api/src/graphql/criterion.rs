//! Criteria (kriterier).

use std::sync::LazyLock;

use entity::criterion::{Column as C, Entity};
use entity::screening_answer;

use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "Criterion";
    const ONE: &'static str = "criterion";
    const MANY: &'static str = "criteria";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "What an initiative must meet to be able to enter the portfolio (Swedish: kriterium).",
        &[(C::Position, false)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .prose("description", "What it asks for (Swedish: beskrivning).")
    .boolean(
        "isMandatory",
        C::IsMandatory,
        "Whether an initiative that does not meet it is rejected (Swedish: obligatoriskt).",
    )
    .int("position", C::Position, "Its place in the order of criteria, from 1.")
    .ordered()
    .time("retiredAt", C::RetiredAt, "When it ceased to be asked for; null while it is.")
    .many::<screening_answer::Entity>("answers", screening_answer::Column::CriterionId, "How initiatives met it.")
    .editable()
}
