//! Editing an initiative.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::initiative::{ActiveModel, Entity};
use entity::kind::{InitiativeKind, InitiativeStatus, Visibility};
use entity::link::initiative_support_function;
use entity::{organisation, support_function};
use sea_orm::Set;

use super::{Aims, ID_FIELD, SUPPORT_FUNCTIONS, link};
use crate::fault::{Failure, FaultCode};
use crate::graphql::declare::{
    Call, Choice, Date, Mutation, Root, Row, Text, mutation, patch, patched_day, patched_list,
};
use crate::message::Arguments;
use crate::policy::Action;

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<UpdateInitiative>()]
}

/// `updateInitiative`
struct UpdateInitiative;

/// What is new; what is left out stays, what is null is cleared, and a list takes the place of the present one.
#[derive(InputObject)]
struct UpdateInitiativeInput {
    /// The initiative.
    initiative_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Its title.
    title: MaybeUndefined<Text>,
    /// What it is about, in short.
    summary: MaybeUndefined<Text>,
    /// What it is about, in Markdown.
    body: MaybeUndefined<Text>,
    /// What it is a piece of.
    kind: MaybeUndefined<Choice<InitiativeKind>>,
    /// Who leads it.
    lead_organisation_id: MaybeUndefined<ID>,
    /// Its first day.
    starts_on: MaybeUndefined<Date>,
    /// Its last day.
    ends_on: MaybeUndefined<Date>,
    /// The missions that it works towards, of the same focus area.
    mission_ids: MaybeUndefined<Vec<ID>>,
    /// The societal goals that it works towards, of the same focus area; in the portfolio there is at least one.
    societal_goal_ids: MaybeUndefined<Vec<ID>>,
    /// The targets of Agenda 2030 that it works towards.
    target_ids: MaybeUndefined<Vec<ID>>,
    /// The functions that help it.
    support_function_ids: MaybeUndefined<Vec<ID>>,
    /// Who may see it.
    visibility: MaybeUndefined<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: MaybeUndefined<Vec<ID>>,
}

impl Mutation for UpdateInitiative {
    const ACTION: Action = Action::UpdateInitiative;
    const DOC: &'static str =
        "Changes what is said of an initiative, what it works towards and who may see it (Swedish: ändra initiativ).";
    type Input = UpdateInitiativeInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateInitiativeInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateInitiativeInput {
            initiative_id,
            version,
            title,
            summary,
            body,
            kind,
            lead_organisation_id,
            starts_on,
            ends_on,
            mission_ids,
            societal_goal_ids,
            target_ids,
            support_function_ids,
            visibility,
            restricted_to,
        } = input;
        let living = call.living::<Entity>(ID_FIELD, &initiative_id, version).await?;
        let present = living.as_ref().map(|(row, _)| row);
        let title = call.patched_title("title", title);
        let summary = call.patched_prose::<Entity>("summary", summary, present);
        let body = call.patched_prose::<Entity>("body", body, present);
        let kind = call.required("kind", kind);
        let lead = match lead_organisation_id {
            MaybeUndefined::Undefined => present.and_then(|row| row.lead_organisation_id),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(id) => {
                call.row::<organisation::Entity>("leadOrganisationId", &id).await?.map(|organisation| organisation.id)
            }
        };
        let starts_on = patched_day(starts_on, present.and_then(|row| row.starts_on));
        let ends_on = patched_day(ends_on, present.and_then(|row| row.ends_on));
        call.in_order("endsOn", starts_on, ends_on);
        let [mission_ids, societal_goal_ids, target_ids] =
            [mission_ids, societal_goal_ids, target_ids].map(patched_list);
        let is_placed = present.is_some_and(|row| is_placed(row.status));
        if is_placed && societal_goal_ids.as_ref().is_some_and(Vec::is_empty) {
            call.fault("societalGoalIds", FaultCode::Invalid, "fault-initiative-no-goal", &Arguments::new());
        }
        let aims = Aims { mission_ids, societal_goal_ids, target_ids };
        let aims = aims.find(present.map(|row| row.focus_area_id), call).await?;
        let functions = patched_list(support_function_ids);
        let functions = call.maybe_keys::<support_function::Entity>("supportFunctionIds", functions, None).await?;
        let audience = call.patched_audience(present.map(|row| row.audience_id), visibility, restricted_to).await?;
        let (initiative, permit) = call.all_of(living)?;
        aims.link(&permit, initiative.id, call).await?;
        if let Some(functions) = functions {
            let id = initiative.id;
            link::<initiative_support_function::Entity>(call, &permit, id, SUPPORT_FUNCTIONS, &functions).await?;
        }
        let change = |row: &mut ActiveModel| {
            patch(row, "title", title);
            patch(row, "summary", summary);
            patch(row, "body", body);
            kind.into_iter().for_each(|kind| row.kind = Set(kind.0));
            row.lead_organisation_id = Set(lead);
            row.starts_on = Set(starts_on);
            row.ends_on = Set(ends_on);
            audience.into_iter().for_each(|audience| row.audience_id = Set(audience));
        };
        call.update::<Entity>(&permit, &initiative, change).await.map(Row)
    }
}

/// Whether an initiative in this state is in the portfolio, and so in that of at least one societal goal.
fn is_placed(status: InitiativeStatus) -> bool {
    use InitiativeStatus::*;
    matches!(status, InPortfolio | Approved | Running | Paused | Completed)
}
