//! Versions of documents (dokumentversioner).

use std::sync::LazyLock;

use entity::document_version::{Column as C, Entity};
use entity::{document, person};

use super::declare::{Fields, Shown, Thing};
use super::document::address;

impl Thing for Entity {
    const NAME: &'static str = "DocumentVersion";
    const ONE: &'static str = "documentVersion";
    const MANY: &'static str = "documentVersions";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "The content of a document as it was uploaded; it never changes, and goes with the document (Swedish: dokumentversion).",
        &[(C::CreatedAt, true)],
    )
    .one::<document::Entity>("document", C::DocumentId, "The document (Swedish: dokument).")
    .int("number", C::Number, "Counts the versions of the document, from 1 (Swedish: nummer).")
    .ordered()
    .asked::<String>(
        "url",
        "Where it is (Swedish: adress).",
        |_| vec![],
        |shown: &Shown<Entity>, ctx| {
            let address = format!("{}/versions/{}", address(ctx, shown.row.document_id), shown.row.number);
            Box::pin(async move { Ok(address) })
        },
    )
    .text("mediaType", C::MediaType, "Its media type (Swedish: medietyp).")
    .float("byteSize", C::ByteSize, "Its size in bytes (Swedish: storlek).")
    .text("sha256", C::Sha256, "The SHA-256 of its bytes, in hexadecimal (Swedish: kontrollsumma).")
    .text("fileName", C::FileName, "The name of the file; null where none was told (Swedish: filnamn).")
    .one::<person::Entity>("uploadedBy", C::UploadedById, "Who uploaded it (Swedish: uppladdad av).")
    .time("createdAt", C::CreatedAt, "When it was uploaded (Swedish: uppladdad).")
    .ordered()
}
