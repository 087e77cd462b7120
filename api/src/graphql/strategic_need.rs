//! Strategic needs (strategiskt fokus, behov).

use std::sync::LazyLock;

use entity::link::strategic_need_challenge;
use entity::strategic_need::{Column as C, Entity};
use entity::{challenge, focus_area, organisation};

use super::declare::{Fields, Thing};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "StrategicNeed";
    const ONE: &'static str = "strategicNeed";
    const MANY: &'static str = "strategicNeeds";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "What a party strives for and needs within a focus area (Swedish: strategiskt fokus, behov).",
        &[(C::CreatedAt, true)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .prose("description", "What is needed, and why (Swedish: beskrivning).")
    .time("retiredAt", C::RetiredAt, "When it ceased to hold; null while it holds.")
    .visibility()
    .one::<organisation::Entity>("organisation", C::OrganisationId, "Whose need it is (Swedish: organisation).")
    .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "Within which focus area (Swedish: fokusområde).")
    .linked::<challenge::Entity>(
        "challenges",
        Path::over::<strategic_need_challenge::Entity>(
            strategic_need_challenge::Column::StrategicNeedId,
            strategic_need_challenge::Column::ChallengeId,
        ),
        "The challenges that stand on it (Swedish: utmaningar).",
    )
    .editable()
}
