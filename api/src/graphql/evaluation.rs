//! Evaluations of initiatives (utvärderingar).

use std::sync::LazyLock;

use entity::evaluation::{Column as C, Entity};
use entity::kind::{EvaluationBy, Recommendation};
use entity::{initiative, person};

use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "Evaluation";
    const ONE: &'static str = "evaluation";
    const MANY: &'static str = "evaluations";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("An owner's evaluation of an initiative, or a portfolio manager's review of its place in the portfolio (Swedish: utvärdering).", &[(C::At, true)])
            .time("at", C::At, "When (Swedish: tidpunkt).").ordered()
            .choice::<EvaluationBy>("by", C::By, "In what capacity (Swedish: utvärderat av).")
            .prose("summary", "What it found (Swedish: sammanfattning).")
            .choice::<Recommendation>("recommendation", C::Recommendation, "What it advises (Swedish: rekommendation).")
            .int("rating", C::Rating, "From 1 (poor) to 5 (excellent) (Swedish: betyg).")
            .one::<initiative::Entity>("initiative", C::InitiativeId, "Of which initiative (Swedish: initiativ).")
            .one::<person::Entity>("author", C::AuthorId, "Who wrote it (Swedish: författare).")
            .editable()
}
