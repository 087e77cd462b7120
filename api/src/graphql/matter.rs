//! Matters (ärenden).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::kind::{MatterStatus, TeamKind, Visibility};
use entity::link::matter_document;
use entity::matter::{ActiveModel, Column as C, Entity};
use entity::{decision, document, event, person, team};
use sea_orm::Set;
use sea_orm::prelude::Uuid;

use super::decision::LATEST;
use super::declare::{Call, Choice, Fields, Mutation, Root, Row, Text, Thing, mutation, patch, patched_list, set_text};
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};
use crate::store::{Path, Permit};

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
            )
            .few(),
            "Its documents (Swedish: dokument).",
        )
        .first::<decision::Entity>(
            "decision",
            decision::Column::MatterId,
            LATEST,
            "The latest decision on it: the one that ended it, unless that is DEFERRED (Swedish: beslut).",
        )
        .many::<decision::Entity>("decisions", decision::Column::MatterId, "All decisions on it (Swedish: beslut).")
        .actions()
        .editable()
}

/// The field of the inputs that names the matter.
const ID_FIELD: &str = "matterId";

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![
        mutation::<RaiseMatter>(),
        mutation::<PrepareMatter>(),
        mutation::<ScheduleMatter>(),
        mutation::<WithdrawMatter>(),
    ]
}

/// `raiseMatter`
struct RaiseMatter;

/// Something that a team is to take up.
#[derive(InputObject)]
struct RaiseMatterInput {
    /// Who is to take it up.
    team_id: ID,
    /// Its title.
    title: Text,
    /// What it is about.
    description: Option<Text>,
    /// The documents that belong to it.
    document_ids: Option<Vec<ID>>,
    /// Who may see it; RESTRICTED to the team and the preparation group where nothing is said.
    visibility: Option<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: Option<Vec<ID>>,
}

impl Mutation for RaiseMatter {
    const ACTION: Action = Action::RaiseMatter;
    const DOC: &'static str = "Brings something up that a team is to take up (Swedish: väcka ärende).";
    type Input = RaiseMatterInput;
    type Done = Row<Entity>;

    async fn act(input: RaiseMatterInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let RaiseMatterInput { team_id, title, description, document_ids, visibility, restricted_to } = input;
        let team = call.row::<team::Entity>("teamId", &team_id).await?;
        let title = call.title("title", title);
        let description = call.maybe_prose("description", description);
        let documents = call.maybe_keys::<document::Entity>("documentIds", document_ids, None).await?;
        let audience = match (visibility, &team) {
            (None, Some(team)) if restricted_to.is_none() => {
                let preparation = call.team(TeamKind::BoardPreparation, None).await?;
                let teams: Vec<_> = preparation.into_iter().chain([team.id]).collect();
                call.write().audience(Visibility::Restricted, &teams).await?
            }
            _ => call.audience(visibility, restricted_to).await?,
        };
        let team = call.all_of(team)?;
        let permit = call.permit(&Regarding { team: Some(team.id), ..Regarding::default() })?;
        let mut row = ActiveModel {
            team_id: Set(team.id),
            raised_by_id: Set(call.actor().person()),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            status: Set(MatterStatus::Raised),
            audience_id: Set(audience),
            ..ActiveModel::default()
        };
        set_text(&mut row, "description", description);
        let matter = call.insert::<Entity>(&permit, row).await?;
        link_documents(matter.id, documents, &permit, call).await?;
        Ok(Row(matter))
    }
}

async fn link_documents(
    matter: Uuid,
    documents: Option<Vec<Uuid>>,
    permit: &Permit,
    call: &mut Call<'_>,
) -> Result<(), Failure> {
    let columns = (matter_document::Column::MatterId, matter_document::Column::DocumentId);
    call.link::<Entity, matter_document::Entity, document::Entity>(permit, (matter, "documents"), columns, documents)
        .await
}

/// `prepareMatter`
struct PrepareMatter;

/// A matter as it comes before its team. What is left out stays, what is null is cleared.
#[derive(InputObject)]
struct PrepareMatterInput {
    /// The matter.
    matter_id: ID,
    /// The version that the preparation was made on.
    version: i32,
    /// Its title.
    title: MaybeUndefined<Text>,
    /// What it is about, and what is proposed.
    description: MaybeUndefined<Text>,
    /// The documents that belong to it; they replace those that there are.
    document_ids: MaybeUndefined<Vec<ID>>,
}

impl Mutation for PrepareMatter {
    const ACTION: Action = Action::PrepareMatter;
    const DOC: &'static str =
        "Prepares a matter for a meeting; it can be prepared again until it is decided (Swedish: bereda ärende).";
    type Input = PrepareMatterInput;
    type Done = Row<Entity>;

    async fn act(input: PrepareMatterInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let PrepareMatterInput { matter_id, version, title, description, document_ids } = input;
        let living = call.living::<Entity>(ID_FIELD, &matter_id, version).await?;
        let title = call.patched_title("title", title);
        let description = call.patched_prose::<Entity>("description", description, living.as_ref().map(|(row, _)| row));
        let documents = patched_list(document_ids);
        let documents = call.maybe_keys::<document::Entity>("documentIds", documents, None).await?;
        let (matter, permit) = call.all_of(living)?;
        link_documents(matter.id, documents, &permit, call).await?;
        let prepared_by = call.actor().person();
        let change = |row: &mut ActiveModel| {
            patch(row, "title", title);
            patch(row, "description", description);
            row.prepared_by_id = Set(prepared_by);
            row.status = Set(MatterStatus::Prepared);
        };
        call.update::<Entity>(&permit, &matter, change).await.map(Row)
    }
}

/// `scheduleMatter`
struct ScheduleMatter;

/// When a matter is taken up.
#[derive(InputObject)]
struct ScheduleMatterInput {
    /// The matter.
    matter_id: ID,
    /// The version that it was scheduled on.
    version: i32,
    /// The meeting at which it is taken up: the team's own, and not cancelled.
    meeting_id: ID,
}

impl Mutation for ScheduleMatter {
    const ACTION: Action = Action::ScheduleMatter;
    const DOC: &'static str = "Puts a prepared matter on a meeting of its team (Swedish: sätta upp ärende på möte).";
    type Input = ScheduleMatterInput;
    type Done = Row<Entity>;

    async fn act(input: ScheduleMatterInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let ScheduleMatterInput { matter_id, version, meeting_id } = input;
        let living = call.living::<Entity>(ID_FIELD, &matter_id, version).await?;
        let meeting = call.row::<event::Entity>("meetingId", &meeting_id).await?;
        let is_fit = |meeting: &event::Model| {
            let team = living.as_ref().map(|(matter, _)| matter.team_id);
            meeting.status == entity::kind::EventStatus::Planned && meeting.team_id == team
        };
        if meeting.as_ref().is_some_and(|meeting| !is_fit(meeting)) {
            call.fault("meetingId", FaultCode::Invalid, "fault-other-meeting", &Arguments::new());
        }
        let ((matter, permit), meeting) = call.all_of(living.zip(meeting))?;
        call.update::<Entity>(&permit, &matter, |row| row.meeting_id = Set(Some(meeting.id))).await.map(Row)
    }
}

/// `withdrawMatter`
struct WithdrawMatter;

/// Which matter.
#[derive(InputObject)]
struct WithdrawMatterInput {
    /// The matter.
    matter_id: ID,
    /// The version that it was withdrawn on.
    version: i32,
}

impl Mutation for WithdrawMatter {
    const ACTION: Action = Action::WithdrawMatter;
    const DOC: &'static str = "Takes a matter back before it is decided (Swedish: återkalla ärende).";
    type Input = WithdrawMatterInput;
    type Done = Row<Entity>;

    async fn act(input: WithdrawMatterInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let WithdrawMatterInput { matter_id, version } = input;
        call.step::<Entity>(ID_FIELD, &matter_id, version, |row| row.status = Set(MatterStatus::Withdrawn)).await
    }
}
