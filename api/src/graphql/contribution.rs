//! Contributions of organisations to initiatives (kompetens, resurser).

use std::sync::LazyLock;

use entity::contribution::{Column as C, Entity};
use entity::kind::ContributionKind;
use entity::{initiative, organisation};

use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "Contribution";
    const ONE: &'static str = "contribution";
    const MANY: &'static str = "contributions";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("Competence, time, money, premises or data that an organisation makes available to an initiative (Swedish: bidrag).", &[(C::CreatedAt, true)])
            .choice::<ContributionKind>("kind", C::Kind, "What it is (Swedish: slag).")
            .float("quantity", C::Quantity, "How much, in `unit` (Swedish: mängd).")
            .text("unit", C::Unit, "What `quantity` counts (Swedish: enhet).")
            .date("startsOn", C::StartsOn, "Its first day (Swedish: startdatum).")
            .date("endsOn", C::EndsOn, "Its last day (Swedish: slutdatum).")
            .prose("description", "What there is to say (Swedish: beskrivning).")
            .one::<initiative::Entity>("initiative", C::InitiativeId, "To which initiative (Swedish: initiativ).")
            .one::<organisation::Entity>("organisation", C::OrganisationId, "From whom (Swedish: organisation).")
            .editable()
}
