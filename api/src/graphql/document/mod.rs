//! Documents (dokument).

mod edit;

use std::sync::LazyLock;

use async_graphql::{Context, Value};
use entity::document::{Column as C, Entity};
use entity::kind::DocumentKind;
use entity::link::{event_document, initiative_document, matter_document, news_document};
use entity::{document_version, event, initiative, matter, news};
use sea_orm::prelude::Uuid;

use super::declare::{Fields, Shown, Thing, type_id};
use crate::config::PublicUrl;
use crate::store::Path;

pub use edit::mutations;

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
    .text(
        "url",
        C::Url,
        "Where it is, here or elsewhere; null where only its title is known. What is stored here is uploaded to the same address with PUT, `{the API's address}/documents/{id}` (Swedish: adress).",
    )
    .shown_as::<Option<String>>(|shown: &Shown<Entity>, ctx| match (&shown.row.sha256, &shown.row.url) {
        (Some(_), _) => address(ctx, shown.row.id).into(),
        (None, Some(elsewhere)) => elsewhere.as_str().into(),
        (None, None) => Value::Null,
    })
    .text("mediaType", C::MediaType, "Its media type (Swedish: medietyp).")
    .float("byteSize", C::ByteSize, "Its size in bytes (Swedish: storlek).")
    .text("sha256", C::Sha256, "The SHA-256 of its bytes, in hexadecimal (Swedish: kontrollsumma).")
    .many::<document_version::Entity>(
        "versions",
        document_version::Column::DocumentId,
        "What was uploaded of it, the newest first; none where it is kept elsewhere (Swedish: versioner).",
    )
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

/// Where the bytes of a document are read and written.
pub(super) fn address(ctx: &Context<'_>, document: Uuid) -> String {
    format!("{}/documents/{}", ctx.data_unchecked::<PublicUrl>().as_str(), type_id::<Entity>(document))
}
