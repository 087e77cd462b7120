//! Screenings of initiatives against the criteria (granskningar).

use std::sync::LazyLock;

use entity::kind::ScreeningOutcome;
use entity::screening::{Column as C, Entity};
use entity::{initiative, person, screening_answer};

use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "Screening";
    const ONE: &'static str = "screening";
    const MANY: &'static str = "screenings";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("How an initiative was screened against the criteria (Swedish: granskning).", &[(C::At, true)])
        .time("at", C::At, "When (Swedish: tidpunkt).")
        .ordered()
        .choice::<ScreeningOutcome>("outcome", C::Outcome, "What it came to (Swedish: utfall).")
        .one::<initiative::Entity>("initiative", C::InitiativeId, "Of which initiative (Swedish: initiativ).")
        .one::<person::Entity>("screenedBy", C::ScreenedById, "Who screened it (Swedish: granskad av).")
        .list::<screening_answer::Entity>(
            "answers",
            screening_answer::Column::ScreeningId,
            "How each criterion was met (Swedish: svar).",
        )
        .search_in::<initiative::Entity>(C::InitiativeId)
        .editable()
}
