//! What is told of documents: written down, changed, removed. Their bytes come and go over HTTP.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::document::{ActiveModel, Entity};
use entity::document_version::{self, Column as VersionColumn};
use entity::kind::{DocumentKind, Visibility};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Condition, Set};

use crate::fault::{Failure, FaultCode};
use crate::graphql::declare::{
    Call, Choice, Done, Mutation, Root, Row, Shows, Text, mutation, patch, patched, set_text, shown_id,
};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};

/// The field of the inputs that names the document.
const ID_FIELD: &str = "documentId";

/// The years that a document can be about.
const YEARS: (i32, i32) = (1900, 2200);

/// What can be done with documents.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<CreateDocument>(), mutation::<UpdateDocument>(), mutation::<RemoveDocument>()]
}

impl Call<'_> {
    fn year(&mut self, year: Option<i32>) {
        if let Some(year) = year {
            self.within("year", year, YEARS.0, YEARS.1);
        }
    }
}

/// `createDocument`
struct CreateDocument;

/// A document, and where it is if that is elsewhere.
#[derive(InputObject)]
struct CreateDocumentInput {
    /// Its title.
    title: Text,
    /// What it is.
    kind: Choice<DocumentKind>,
    /// The year that it is about.
    year: Option<i32>,
    /// Its address, where it is kept elsewhere.
    url: Option<String>,
    /// Who may see it; INTERNAL where nothing is said.
    visibility: Option<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: Option<Vec<ID>>,
}

impl Mutation for CreateDocument {
    const ACTION: Action = Action::CreateDocument;
    const DOC: &'static str = "Writes a document down. What is to be stored here is then uploaded with `PUT /documents/{id}` (Swedish: skapa dokument).";
    type Input = CreateDocumentInput;
    type Done = Row<Entity>;

    async fn act(input: CreateDocumentInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let CreateDocumentInput { title, kind, year, url, visibility, restricted_to } = input;
        let title = call.title("title", title);
        call.year(year);
        let url = url.map(|url| call.address("url", &url));
        let audience = call.audience(visibility, restricted_to).await?;
        call.check()?;
        let permit = call.permit(&Regarding::default())?;
        let mut row = ActiveModel {
            kind: Set(kind.0),
            year: Set(year),
            url: Set(url),
            audience_id: Set(audience),
            ..ActiveModel::default()
        };
        set_text(&mut row, "title", Some(title));
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}

/// `updateDocument`
struct UpdateDocument;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateDocumentInput {
    /// The document.
    document_id: ID,
    /// The version of what is told of it that the edit was made on.
    version: i32,
    /// Its title.
    title: MaybeUndefined<Text>,
    /// What it is.
    kind: MaybeUndefined<Choice<DocumentKind>>,
    /// The year that it is about.
    year: MaybeUndefined<i32>,
    /// Its address, where it is kept elsewhere; what is stored here has no other.
    url: MaybeUndefined<String>,
    /// Who may see it.
    visibility: MaybeUndefined<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: MaybeUndefined<Vec<ID>>,
}

impl Mutation for UpdateDocument {
    const ACTION: Action = Action::UpdateDocument;
    const DOC: &'static str = "Changes what is told of a document. Whoever may do that may also upload a new version of it, with `PUT /documents/{id}` (Swedish: ändra dokument).";
    type Input = UpdateDocumentInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateDocumentInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateDocumentInput { document_id, version, title, kind, year, url, visibility, restricted_to } = input;
        let document = call.editable::<Entity>(ID_FIELD, &document_id, version).await?;
        let title = call.patched_title("title", title);
        let kind = call.required("kind", kind);
        let year = patched(year);
        call.year(year.flatten());
        let url = patched(url).map(|url| url.map(|url| call.address("url", &url)));
        if matches!(url, Some(Some(_))) && document.as_ref().is_some_and(|document| document.sha256.is_some()) {
            call.fault("url", FaultCode::WrongState, "fault-document-is-here", &Arguments::new());
        }
        let current = document.as_ref().map(|document| document.audience_id);
        let audience = call.patched_audience(current, visibility, restricted_to).await?;
        let document = call.all_of(document)?;
        let permit = call.permit(&Regarding::default())?;
        let change = |row: &mut ActiveModel| {
            patch(row, "title", title);
            kind.into_iter().for_each(|kind| row.kind = Set(kind.0));
            year.into_iter().for_each(|year| row.year = Set(year));
            url.into_iter().for_each(|url| row.url = Set(url));
            audience.into_iter().for_each(|audience| row.audience_id = Set(audience));
        };
        call.update::<Entity>(&permit, &document, change).await.map(Row)
    }
}

/// `removeDocument`
struct RemoveDocument;

/// Which document.
#[derive(InputObject)]
struct RemoveDocumentInput {
    /// The document.
    document_id: ID,
    /// The version that the choice was made on.
    version: i32,
}

/// A document that is gone.
struct Removed(Uuid);

impl Done for Removed {
    fn fields() -> Vec<Shows<Self>> {
        vec![shown_id::<Entity, _>(ID_FIELD, |removed: &Removed| removed.0)]
    }
}

impl Mutation for RemoveDocument {
    const ACTION: Action = Action::RemoveDocument;
    const DOC: &'static str = "Removes a document with all its versions, wherever it is pointed to. It cannot be brought back (Swedish: ta bort dokument).";
    type Input = RemoveDocumentInput;
    type Done = Removed;

    async fn act(input: RemoveDocumentInput, call: &mut Call<'_>) -> Result<Removed, Failure> {
        let RemoveDocumentInput { document_id, version } = input;
        let document = call.editable::<Entity>(ID_FIELD, &document_id, version).await?;
        let document = call.all_of(document)?;
        let permit = call.permit(&Regarding::default())?;
        let of = Condition::all().add(VersionColumn::DocumentId.eq(document.id));
        let versions = call.find::<document_version::Entity>(of).await?;
        let keys = versions.iter().map(|version| version.storage_key.clone()).collect();
        for version in versions {
            call.delete::<document_version::Entity>(&permit, version).await?;
        }
        call.write().abandon_objects(&permit, keys).await?;
        let id = document.id;
        call.write().delete_linked::<Entity>(&permit, document).await?;
        Ok(Removed(id))
    }
}
