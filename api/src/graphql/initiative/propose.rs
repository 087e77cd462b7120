//! Proposing an initiative.

use async_graphql::{ID, InputObject};
use chrono::Datelike;
use entity::initiative::{ActiveModel, Entity};
use entity::kind::{FocusAreaStatus, InitiativeKind, InitiativeStatus, Visibility};
use entity::link::{initiative_owner, initiative_participant};
use entity::{focus_area, organisation, person};
use sea_orm::Set;

use super::{Aims, OWNERS, PARTICIPANTS, link};
use crate::fault::{Failure, FaultCode};
use crate::graphql::declare::{Call, Choice, Date, Mutation, Root, Row, Text, mutation, set_text};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<ProposeInitiative>()]
}

/// `proposeInitiative`
struct ProposeInitiative;

/// A piece of research, education or innovation.
#[derive(InputObject)]
struct ProposeInitiativeInput {
    /// The focus area that it is within; it must be PRIORITISED.
    focus_area_id: ID,
    /// Its title.
    title: Text,
    /// What it is about, in short.
    summary: Option<Text>,
    /// What it is about, in Markdown.
    body: Option<Text>,
    /// What it is a piece of.
    kind: Choice<InitiativeKind>,
    /// Who leads it; the caller's organisation where nothing is said. A system can name no other.
    lead_organisation_id: Option<ID>,
    /// Its first day.
    starts_on: Option<Date>,
    /// Its last day.
    ends_on: Option<Date>,
    /// The missions that it works towards, of the same focus area.
    mission_ids: Option<Vec<ID>>,
    /// The societal goals that it works towards, of the same focus area.
    societal_goal_ids: Option<Vec<ID>>,
    /// The targets of Agenda 2030 that it works towards.
    target_ids: Option<Vec<ID>>,
    /// Who drives it; the caller where nobody is named, if the caller is a person.
    owner_ids: Option<Vec<ID>>,
    /// Who takes part in it.
    participant_ids: Option<Vec<ID>>,
    /// Who may see it; INTERNAL where nothing is said.
    visibility: Option<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: Option<Vec<ID>>,
}

impl Mutation for ProposeInitiative {
    const ACTION: Action = Action::ProposeInitiative;
    const DOC: &'static str = "Puts an initiative forward for screening; it gets the next reference of the year (Swedish: föreslå initiativ).";
    type Input = ProposeInitiativeInput;
    type Done = Row<Entity>;

    async fn act(input: ProposeInitiativeInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let ProposeInitiativeInput {
            focus_area_id,
            title,
            summary,
            body,
            kind: Choice(kind),
            lead_organisation_id,
            starts_on,
            ends_on,
            mission_ids,
            societal_goal_ids,
            target_ids,
            owner_ids,
            participant_ids,
            visibility,
            restricted_to,
        } = input;
        let year = call.today().year();
        let reference = call.write().next_initiative(year).await?;
        let focus_area = call.row::<focus_area::Entity>("focusAreaId", &focus_area_id).await?;
        if focus_area.as_ref().is_some_and(|focus_area| focus_area.status != FocusAreaStatus::Prioritised) {
            call.fault("focusAreaId", FaultCode::WrongState, "fault-initiative-focus-area", &Arguments::new());
        }
        let lead = call.maybe_row::<organisation::Entity>("leadOrganisationId", lead_organisation_id.as_ref()).await?;
        let title = call.title("title", title);
        let summary = call.maybe_prose("summary", summary);
        let body = call.maybe_prose("body", body);
        let (starts_on, ends_on) = (starts_on.map(|day| day.0), ends_on.map(|day| day.0));
        call.in_order("endsOn", starts_on, ends_on);
        let aims = Aims { mission_ids, societal_goal_ids, target_ids };
        let aims = aims.find(focus_area.as_ref().map(|focus_area| focus_area.id), call).await?;
        let mut owners = call.keys::<person::Entity>("ownerIds", &owner_ids.unwrap_or_default()).await?;
        let participants = call.keys::<person::Entity>("participantIds", &participant_ids.unwrap_or_default()).await?;
        let audience = call.audience(visibility, restricted_to).await?;
        let focus_area = call.all_of(focus_area)?;
        let lead = lead.map(|lead| lead.id).or(call.actor().organisation);
        let regarding = Regarding { organisation: lead, focus_area: Some(focus_area.id), ..Regarding::default() };
        let permit = call.permit(&regarding)?;
        let proposer = call.actor().person();
        if owners.is_empty() {
            owners.extend(proposer);
        }
        let mut row = ActiveModel {
            reference: Set(reference),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            kind: Set(kind),
            status: Set(InitiativeStatus::Proposed),
            focus_area_id: Set(focus_area.id),
            lead_organisation_id: Set(lead),
            proposed_by_id: Set(proposer),
            starts_on: Set(starts_on),
            ends_on: Set(ends_on),
            audience_id: Set(audience),
            ..ActiveModel::default()
        };
        set_text(&mut row, "summary", summary);
        set_text(&mut row, "body", body);
        let initiative = call.insert::<Entity>(&permit, row).await?;
        aims.link(&permit, initiative.id, call).await?;
        link::<initiative_owner::Entity>(call, &permit, initiative.id, OWNERS, &owners).await?;
        link::<initiative_participant::Entity>(call, &permit, initiative.id, PARTICIPANTS, &participants).await?;
        Ok(Row(initiative))
    }
}
