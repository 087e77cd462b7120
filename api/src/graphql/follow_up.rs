//! Follow-ups of missions (uppföljningar).

use std::sync::LazyLock;

use entity::follow_up::{Column as C, Entity};
use entity::kind::Health;
use entity::{mission, person};

use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "FollowUp";
    const ONE: &'static str = "followUp";
    const MANY: &'static str = "followUps";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("How a mission goes, at a moment (Swedish: uppföljning).", &[(C::At, true)])
        .time("at", C::At, "When (Swedish: tidpunkt).")
        .ordered()
        .choice::<Health>("health", C::Health, "How it goes (Swedish: läge).")
        .prose("summary", "What there is to say (Swedish: sammanfattning).")
        .one::<mission::Entity>("mission", C::MissionId, "Of which mission (Swedish: mission).")
        .one::<person::Entity>("author", C::AuthorId, "Who wrote it (Swedish: författare).")
        .editable()
}
