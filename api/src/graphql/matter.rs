//! Matters (ärenden).

use std::sync::LazyLock;

use entity::kind::MatterStatus;
use entity::link::matter_document;
use entity::matter::{Column as C, Entity};
use entity::{decision, document, event, person, team};

use super::decision::LATEST;
use super::declare::{Fields, Thing};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "Matter";
    const ONE: &'static str = "matter";
    const MANY: &'static str = "matters";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("Something that a team is to take up (Swedish: ärende).", &[(C::CreatedAt, true)])
        .translated("title", "Its title (Swedish: titel).")
        .prose("description", "What it is about (Swedish: beskrivning).")
        .choice::<MatterStatus>("status", C::Status, "How far it has come (Swedish: status).")
        .ordered()
        .visibility()
        .one::<team::Entity>("team", C::TeamId, "Who is to take it up (Swedish: grupp).")
        .one::<person::Entity>("raisedBy", C::RaisedById, "Who raised it (Swedish: väckt av).")
        .one::<person::Entity>("preparedBy", C::PreparedById, "Who prepared it (Swedish: berett av).")
        .one::<event::Entity>("meeting", C::MeetingId, "At which meeting it is taken up (Swedish: möte).")
        .linked::<document::Entity>(
            "documents",
            Path::over::<matter_document::Entity>(
                matter_document::Column::MatterId,
                matter_document::Column::DocumentId,
            ),
            "Its documents (Swedish: dokument).",
        )
        .first::<decision::Entity>(
            "decision",
            decision::Column::MatterId,
            LATEST,
            "The decision that ended it (Swedish: beslut).",
        )
        .editable()
}
