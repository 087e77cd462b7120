//! Documents (dokument).

use std::sync::LazyLock;

use entity::document::{Column as C, Entity};
use entity::kind::DocumentKind;
use entity::link::{event_document, initiative_document, matter_document, news_document};
use entity::{event, initiative, matter, news};

use super::declare::{Fields, Thing};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "Document";
    const ONE: &'static str = "document";
    const MANY: &'static str = "documents";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A guiding document, an annual report, minutes or another paper (Swedish: dokument).",
        &[(C::CreatedAt, true)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .choice::<DocumentKind>("kind", C::Kind, "What it is (Swedish: slag).")
    .int("year", C::Year, "The year that it is about (Swedish: år).")
    .visibility()
    .text("url", C::Url, "Where it is; null where only its title is known (Swedish: adress).")
    .text("mediaType", C::MediaType, "Its media type (Swedish: medietyp).")
    .float("byteSize", C::ByteSize, "Its size in bytes (Swedish: storlek).")
    .text("sha256", C::Sha256, "The SHA-256 of its bytes, in hexadecimal (Swedish: kontrollsumma).")
    .linked::<news::Entity>(
        "news",
        Path::over::<news_document::Entity>(news_document::Column::DocumentId, news_document::Column::NewsId),
        "The news that points to it (Swedish: nyheter).",
    )
    .linked::<initiative::Entity>(
        "initiatives",
        Path::over::<initiative_document::Entity>(
            initiative_document::Column::DocumentId,
            initiative_document::Column::InitiativeId,
        ),
        "The initiatives that it belongs to (Swedish: initiativ).",
    )
    .linked::<event::Entity>(
        "events",
        Path::over::<event_document::Entity>(event_document::Column::DocumentId, event_document::Column::EventId),
        "The events that it belongs to (Swedish: kalender).",
    )
    .linked::<matter::Entity>(
        "matters",
        Path::over::<matter_document::Entity>(matter_document::Column::DocumentId, matter_document::Column::MatterId),
        "The matters that it belongs to (Swedish: ärenden).",
    )
    .editable()
}
