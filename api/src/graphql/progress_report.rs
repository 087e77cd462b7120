//! Progress reports of initiatives (lägesrapporter).

use std::sync::LazyLock;

use entity::progress_report::{Column as C, Entity};
use entity::{initiative, person};

use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "ProgressReport";
    const ONE: &'static str = "progressReport";
    const MANY: &'static str = "progressReports";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("What an owner reported on the way (Swedish: lägesrapport).", &[(C::At, true)])
        .time("at", C::At, "When (Swedish: tidpunkt).")
        .ordered()
        .prose("summary", "What there is to say (Swedish: sammanfattning).")
        .one::<initiative::Entity>("initiative", C::InitiativeId, "Of which initiative (Swedish: initiativ).")
        .one::<person::Entity>("author", C::AuthorId, "Who wrote it (Swedish: författare).")
        .editable()
}
