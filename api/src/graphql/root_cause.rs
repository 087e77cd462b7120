//! Root causes (rotorsaker).

use std::sync::LazyLock;

use entity::root_cause::{Column as C, Entity};
use entity::{challenge, initiative};

use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "RootCause";
    const ONE: &'static str = "rootCause";
    const MANY: &'static str = "rootCauses";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("A root cause of a challenge, or of an opportunity, found while an initiative was carried out (Swedish: rotorsak).", &[(C::CreatedAt, true)])
            .translated("title", "Its title (Swedish: titel).")
            .prose("description", "What it is (Swedish: beskrivning).")
            .boolean("isOpportunity", C::IsOpportunity, "Whether it is the cause of an opportunity (Swedish: möjlighet).")
            .one::<initiative::Entity>("initiative", C::InitiativeId, "Which initiative found it (Swedish: initiativ).")
            .one::<challenge::Entity>("challenge", C::ChallengeId, "Of which challenge (Swedish: utmaning).")
            .editable()
}
