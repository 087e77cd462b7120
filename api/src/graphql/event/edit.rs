//! Entering events, changing and cancelling them.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::event::{ActiveModel, Entity, Model};
use entity::kind::{EventKind, EventStatus, Visibility};
use entity::link::{event_document, initiative_event};
use entity::{document, focus_area, initiative, team};
use sea_orm::Set;
use sea_orm::prelude::Uuid;

use super::ID_FIELD;
use super::series::{EventScope, RecurrenceInput, Series, meant};
use super::when::{EventTimeInput, When};
use crate::fault::Failure;
use crate::graphql::declare::{
    Call, Choice, Mutation, Root, Row, Text, mutation, patch, patched, patched_list, set_text,
};
use crate::policy::{Action, Regarding};
use crate::store::Permit;

/// The longest name of a place, in characters.
const LONGEST_PLACE: usize = 200;

/// What is done to events as a whole.
pub(super) fn mutations() -> Vec<Root> {
    vec![mutation::<CreateEvent>(), mutation::<UpdateEvent>(), mutation::<CancelEvent>()]
}

/// What an event is about; what is none stays.
struct Links {
    initiatives: Option<Vec<Uuid>>,
    documents: Option<Vec<Uuid>>,
}

impl Links {
    async fn read(
        call: &mut Call<'_>,
        initiatives: Option<Vec<ID>>,
        documents: Option<Vec<ID>>,
    ) -> Result<Self, Failure> {
        Ok(Links {
            initiatives: call.maybe_keys::<initiative::Entity>("initiativeIds", initiatives, None).await?,
            documents: call.maybe_keys::<document::Entity>("documentIds", documents, None).await?,
        })
    }

    async fn write(&self, id: Uuid, permit: &Permit, call: &mut Call<'_>) -> Result<(), Failure> {
        use event_document::{Column as Document, Entity as Documents};
        use initiative_event::{Column as Initiative, Entity as Initiatives};
        let (parent, columns) = ((id, "initiatives"), (Initiative::EventId, Initiative::InitiativeId));
        let wanted = self.initiatives.clone();
        call.link::<Entity, Initiatives, initiative::Entity>(permit, parent, columns, wanted).await?;
        let (parent, columns) = ((id, "documents"), (Document::EventId, Document::DocumentId));
        let wanted = self.documents.clone();
        call.link::<Entity, Documents, document::Entity>(permit, parent, columns, wanted).await
    }
}

/// `createEvent`
struct CreateEvent;

/// An entry of the calendar.
#[derive(InputObject)]
struct CreateEventInput {
    /// Its title.
    title: Text,
    /// What it is about.
    description: Option<Text>,
    /// What it is.
    kind: Choice<EventKind>,
    /// When it takes place: the first time, where it recurs.
    when: EventTimeInput,
    /// How it recurs; once where nothing is said.
    recurrence: Option<RecurrenceInput>,
    /// Where it is held: at most 200 characters.
    location: Option<String>,
    /// Where to join online.
    online_url: Option<String>,
    /// Whose meeting it is.
    team_id: Option<ID>,
    /// The focus area that it is about.
    focus_area_id: Option<ID>,
    /// The initiatives that it is about.
    initiative_ids: Option<Vec<ID>>,
    /// Its documents.
    document_ids: Option<Vec<ID>>,
    /// Who may see it; INTERNAL where nothing is said.
    visibility: Option<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: Option<Vec<ID>>,
}

impl Mutation for CreateEvent {
    const ACTION: Action = Action::CreateEvent;
    const DOC: &'static str = "Enters an event in the calendar; where it recurs, each occurrence is an event of its own (Swedish: skapa kalenderpost).";
    type Input = CreateEventInput;
    type Done = Row<Entity>;

    async fn act(input: CreateEventInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let CreateEventInput {
            title,
            description,
            kind,
            when,
            recurrence,
            location,
            online_url,
            team_id,
            focus_area_id,
            initiative_ids,
            document_ids,
            visibility,
            restricted_to,
        } = input;
        let title = call.title("title", title);
        let description = call.maybe_prose("description", description);
        let when = When::read(call, when);
        let series = when.zip(recurrence).and_then(|(when, recurrence)| Series::read(call, when, recurrence));
        let location = location.map(|location| call.line("location", &location, LONGEST_PLACE));
        let online_url = online_url.map(|url| call.address("onlineUrl", &url));
        let team = call.maybe_row::<team::Entity>("teamId", team_id.as_ref()).await?;
        let focus_area = call.maybe_row::<focus_area::Entity>("focusAreaId", focus_area_id.as_ref()).await?;
        let links = Links::read(call, initiative_ids, document_ids).await?;
        let audience = call.audience(visibility, restricted_to).await?;
        let when = call.all_of(when)?;
        let permit = call.permit(&Regarding::default())?;
        let mut row = ActiveModel {
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            kind: Set(kind.0),
            status: Set(EventStatus::Planned),
            location: Set(location),
            online_url: Set(online_url),
            team_id: Set(team.map(|team| team.id)),
            focus_area_id: Set(focus_area.map(|area| area.id)),
            audience_id: Set(audience),
            recurrence: Set(series.as_ref().map(|series| series.rule.clone())),
            ..ActiveModel::default()
        };
        set_text(&mut row, "description", description);
        let times = series.map_or(vec![when], |series| series.times);
        enter(row, &times, &links, &permit, call).await.map(Row)
    }
}

/// Enters an event at these times, and shows the first of them.
async fn enter(
    event: ActiveModel,
    times: &[When],
    links: &Links,
    permit: &Permit,
    call: &mut Call<'_>,
) -> Result<Model, Failure> {
    let first = call.write().clock().uuid();
    let recurs = matches!(event.recurrence, Set(Some(_)));
    let mut entered = None;
    for when in times {
        let mut row = event.clone();
        when.set(&mut row);
        row.series_id = Set(recurs.then_some(first));
        if entered.is_none() {
            row.id = Set(first);
        }
        let row = call.insert::<Entity>(permit, row).await?;
        links.write(row.id, permit, call).await?;
        entered.get_or_insert(row);
    }
    entered.ok_or_else(|| crate::error::Error::internal("an event takes place once at least").into())
}

/// `updateEvent`
struct UpdateEvent;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateEventInput {
    /// The event.
    event_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Which occurrences change, where it recurs; this one where nothing is said. Cancelled ones stay as they are.
    scope: Option<EventScope>,
    /// Its title.
    title: MaybeUndefined<Text>,
    /// What it is about.
    description: MaybeUndefined<Text>,
    /// What it is.
    kind: MaybeUndefined<Choice<EventKind>>,
    /// When it takes place. Other occurrences move by as many days, to the same time of day.
    when: MaybeUndefined<EventTimeInput>,
    /// Where it is held: at most 200 characters.
    location: MaybeUndefined<String>,
    /// Where to join online.
    online_url: MaybeUndefined<String>,
    /// Whose meeting it is.
    team_id: MaybeUndefined<ID>,
    /// The focus area that it is about.
    focus_area_id: MaybeUndefined<ID>,
    /// The initiatives that it is about.
    initiative_ids: MaybeUndefined<Vec<ID>>,
    /// Its documents.
    document_ids: MaybeUndefined<Vec<ID>>,
    /// Who may see it.
    visibility: MaybeUndefined<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: MaybeUndefined<Vec<ID>>,
}

impl Mutation for UpdateEvent {
    const ACTION: Action = Action::UpdateEvent;
    const DOC: &'static str =
        "Changes an event that is not cancelled, or several of its series (Swedish: ändra kalenderpost).";
    type Input = UpdateEventInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateEventInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateEventInput {
            event_id,
            version,
            scope,
            title,
            description,
            kind,
            when,
            location,
            online_url,
            team_id,
            focus_area_id,
            initiative_ids,
            document_ids,
            visibility,
            restricted_to,
        } = input;
        let living = call.living::<Entity>(ID_FIELD, &event_id, version).await?;
        let present = living.as_ref().map(|(event, _)| event);
        let title = call.patched_title("title", title);
        let description = call.patched_prose::<Entity>("description", description, present);
        let kind = call.required("kind", kind);
        let when = call.required("when", when).and_then(|when| When::read(call, when));
        let location = patched(location).map(|place| place.map(|place| call.line("location", &place, LONGEST_PLACE)));
        let online_url = patched(online_url).map(|url| url.map(|url| call.address("onlineUrl", &url)));
        let team = match patched(team_id) {
            Some(id) => Some(call.maybe_row::<team::Entity>("teamId", id.as_ref()).await?.map(|team| team.id)),
            None => None,
        };
        let focus_area = match patched(focus_area_id) {
            Some(id) => {
                Some(call.maybe_row::<focus_area::Entity>("focusAreaId", id.as_ref()).await?.map(|area| area.id))
            }
            None => None,
        };
        let links = Links::read(call, patched_list(initiative_ids), patched_list(document_ids)).await?;
        let audience = call.patched_audience(present.map(|row| row.audience_id), visibility, restricted_to).await?;
        let (event, permit) = call.all_of(living)?;
        let before = When::of(&event);
        let change = |row: &mut ActiveModel, at: When| {
            patch(row, "title", title.clone());
            patch(row, "description", description.clone());
            if let Some(kind) = &kind {
                row.kind = Set(kind.0);
            }
            if let Some(when) = &when {
                when.moved(&before, &at).set(row);
            }
            if let Some(location) = &location {
                row.location = Set(location.clone());
            }
            if let Some(online_url) = &online_url {
                row.online_url = Set(online_url.clone());
            }
            if let Some(team) = team {
                row.team_id = Set(team);
            }
            if let Some(focus_area) = focus_area {
                row.focus_area_id = Set(focus_area);
            }
            if let Some(audience) = audience {
                row.audience_id = Set(audience);
            }
        };
        each(event, scope, &permit, call, |row, at| change(row, at), Some(&links)).await
    }
}

/// `cancelEvent`
struct CancelEvent;

/// What is not held.
#[derive(InputObject)]
struct CancelEventInput {
    /// The event.
    event_id: ID,
    /// The version that is cancelled.
    version: i32,
    /// Which occurrences are cancelled, where it recurs; this one where nothing is said.
    scope: Option<EventScope>,
}

impl Mutation for CancelEvent {
    const ACTION: Action = Action::CancelEvent;
    const DOC: &'static str =
        "Cancels an event, or several of its series: it stays in the calendar as cancelled (Swedish: ställa in).";
    type Input = CancelEventInput;
    type Done = Row<Entity>;

    async fn act(input: CancelEventInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let CancelEventInput { event_id, version, scope } = input;
        let living = call.living::<Entity>(ID_FIELD, &event_id, version).await?;
        let (event, permit) = call.all_of(living)?;
        each(event, scope, &permit, call, |row, _| row.status = Set(EventStatus::Cancelled), None).await
    }
}

/// Changes an event and what else of its series is meant, and shows the event.
async fn each(
    event: Model,
    scope: Option<EventScope>,
    permit: &Permit,
    call: &mut Call<'_>,
    change: impl Fn(&mut ActiveModel, When),
    links: Option<&Links>,
) -> Result<Row<Entity>, Failure> {
    let mut changed = None;
    for occurrence in meant(call, event, scope).await? {
        if let Some(links) = links {
            links.write(occurrence.id, permit, call).await?;
        }
        let at = When::of(&occurrence);
        let row = call.update::<Entity>(permit, &occurrence, |row| change(row, at)).await?;
        changed.get_or_insert(row);
    }
    changed.map(Row).ok_or_else(|| crate::error::Error::internal("an event is one of those that are meant").into())
}
