//! Writing news, and rewriting it until it is archived.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::kind::{NewsStatus, Visibility};
use entity::link::{news_document, news_focus_area, news_initiative};
use entity::news::{ActiveModel, Entity};
use entity::{document, focus_area, initiative};
use sea_orm::Set;
use sea_orm::prelude::Uuid;

use super::ID_FIELD;
use crate::fault::Failure;
use crate::graphql::declare::{Call, Choice, Mutation, Root, Row, Text, mutation, patch, patched_list, set_text};
use crate::policy::{Action, Regarding};
use crate::store::Permit;

/// What is written.
pub(super) fn mutations() -> Vec<Root> {
    vec![mutation::<CreateNews>(), mutation::<UpdateNews>()]
}

/// What a piece of news is about, as ids of the input; what is none stays.
struct Named {
    focus_areas: Option<Vec<ID>>,
    initiatives: Option<Vec<ID>>,
    documents: Option<Vec<ID>>,
}

/// The same as keys.
struct Links {
    focus_areas: Option<Vec<Uuid>>,
    initiatives: Option<Vec<Uuid>>,
    documents: Option<Vec<Uuid>>,
}

impl Named {
    async fn read(self, call: &mut Call<'_>) -> Result<Links, Failure> {
        let Named { focus_areas, initiatives, documents } = self;
        Ok(Links {
            focus_areas: call.maybe_keys::<focus_area::Entity>("focusAreaIds", focus_areas, None).await?,
            initiatives: call.maybe_keys::<initiative::Entity>("initiativeIds", initiatives, None).await?,
            documents: call.maybe_keys::<document::Entity>("documentIds", documents, None).await?,
        })
    }
}

impl Links {
    async fn write(self, id: Uuid, permit: &Permit, call: &mut Call<'_>) -> Result<(), Failure> {
        use news_document::{Column as Document, Entity as Documents};
        use news_focus_area::{Column as FocusArea, Entity as FocusAreas};
        use news_initiative::{Column as Initiative, Entity as Initiatives};
        let Links { focus_areas, initiatives, documents } = self;
        let (parent, columns) = ((id, "focus_areas"), (FocusArea::NewsId, FocusArea::FocusAreaId));
        call.link::<Entity, FocusAreas, focus_area::Entity>(permit, parent, columns, focus_areas).await?;
        let (parent, columns) = ((id, "initiatives"), (Initiative::NewsId, Initiative::InitiativeId));
        call.link::<Entity, Initiatives, initiative::Entity>(permit, parent, columns, initiatives).await?;
        let (parent, columns) = ((id, "documents"), (Document::NewsId, Document::DocumentId));
        call.link::<Entity, Documents, document::Entity>(permit, parent, columns, documents).await
    }
}

/// `createNews`
struct CreateNews;

/// A piece of news, which nobody but its editors sees before it is published.
#[derive(InputObject)]
struct CreateNewsInput {
    /// Its title. Its slug is made of it, and stays when the title changes.
    title: Text,
    /// What it says, in short.
    lead: Option<Text>,
    /// What it says, in Markdown.
    body: Option<Text>,
    /// The focus areas that it is about.
    focus_area_ids: Option<Vec<ID>>,
    /// The initiatives that it is about.
    initiative_ids: Option<Vec<ID>>,
    /// The documents that it points to.
    document_ids: Option<Vec<ID>>,
    /// Who may see it once it is published; INTERNAL where nothing is said.
    visibility: Option<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: Option<Vec<ID>>,
}

impl Mutation for CreateNews {
    const ACTION: Action = Action::CreateNews;
    const DOC: &'static str = "Writes a draft of a piece of news (Swedish: skriva nyhet).";
    type Input = CreateNewsInput;
    type Done = Row<Entity>;

    async fn act(input: CreateNewsInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let CreateNewsInput {
            title,
            lead,
            body,
            focus_area_ids,
            initiative_ids,
            document_ids,
            visibility,
            restricted_to,
        } = input;
        let title = call.title("title", title);
        let slug = call.write().next_slug(&title.sv).await?;
        let lead = call.maybe_prose("lead", lead);
        let body = call.maybe_prose("body", body);
        let named = Named { focus_areas: focus_area_ids, initiatives: initiative_ids, documents: document_ids };
        let links = named.read(call).await?;
        let audience = call.audience(visibility, restricted_to).await?;
        call.check()?;
        let permit = call.permit(&Regarding::default())?;
        let mut row = ActiveModel {
            slug: Set(slug),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            status: Set(NewsStatus::Draft),
            author_id: Set(call.actor().person()),
            audience_id: Set(audience),
            ..ActiveModel::default()
        };
        set_text(&mut row, "lead", lead);
        set_text(&mut row, "body", body);
        let news = call.insert::<Entity>(&permit, row).await?;
        links.write(news.id, &permit, call).await?;
        Ok(Row(news))
    }
}

/// `updateNews`
struct UpdateNews;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateNewsInput {
    /// The piece of news.
    news_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Its title. Its slug stays as it is.
    title: MaybeUndefined<Text>,
    /// What it says, in short.
    lead: MaybeUndefined<Text>,
    /// What it says, in Markdown.
    body: MaybeUndefined<Text>,
    /// The focus areas that it is about.
    focus_area_ids: MaybeUndefined<Vec<ID>>,
    /// The initiatives that it is about.
    initiative_ids: MaybeUndefined<Vec<ID>>,
    /// The documents that it points to.
    document_ids: MaybeUndefined<Vec<ID>>,
    /// Who may see it.
    visibility: MaybeUndefined<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: MaybeUndefined<Vec<ID>>,
}

impl Mutation for UpdateNews {
    const ACTION: Action = Action::UpdateNews;
    const DOC: &'static str = "Changes a piece of news that is not archived (Swedish: ändra nyhet).";
    type Input = UpdateNewsInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateNewsInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateNewsInput {
            news_id,
            version,
            title,
            lead,
            body,
            focus_area_ids,
            initiative_ids,
            document_ids,
            visibility,
            restricted_to,
        } = input;
        let living = call.living::<Entity>(ID_FIELD, &news_id, version).await?;
        let present = living.as_ref().map(|(news, _)| news);
        let title = call.patched_title("title", title);
        let lead = call.patched_prose::<Entity>("lead", lead, present);
        let body = call.patched_prose::<Entity>("body", body, present);
        let named = Named {
            focus_areas: patched_list(focus_area_ids),
            initiatives: patched_list(initiative_ids),
            documents: patched_list(document_ids),
        };
        let links = named.read(call).await?;
        let audience = call.patched_audience(present.map(|row| row.audience_id), visibility, restricted_to).await?;
        let (news, permit) = call.all_of(living)?;
        links.write(news.id, &permit, call).await?;
        let change = |row: &mut ActiveModel| {
            patch(row, "title", title);
            patch(row, "lead", lead);
            patch(row, "body", body);
            if let Some(audience) = audience {
                row.audience_id = Set(audience);
            }
        };
        call.update::<Entity>(&permit, &news, change).await.map(Row)
    }
}
