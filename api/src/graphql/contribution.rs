//! Contributions of organisations to initiatives (kompetens, resurser).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::contribution::{ActiveModel, Column as C, Entity, Model};
use entity::kind::ContributionKind;
use entity::{initiative, organisation};

use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Set};

use super::declare::{
    CREATED_AT, Call, Choice, Date, Done, Fields, Mutation, Root, Row, Shows, Text, Thing, mutation, patch, patched,
    patched_day, set_text, shown_id, shown_row,
};
use super::initiative::ID_FIELD;
use crate::decimal;
use crate::fault::{Failure, FaultCode};
use crate::lifecycle::Living;
use crate::message::Arguments;
use crate::policy::{Action, Regarding};
use crate::store::Permit;

impl Thing for Entity {
    const NAME: &'static str = "Contribution";
    const ONE: &'static str = "contribution";
    const MANY: &'static str = "contributions";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "Competence, time, money, premises or data that an organisation makes available to an initiative (Swedish: \
         bidrag).",
        &[(C::CreatedAt, true)],
    )
    .choice::<ContributionKind>("kind", C::Kind, "What it is (Swedish: slag).")
    .grouped()
    .decimal("quantity", C::Quantity, "How much, in `unit`, with three decimals at the most (Swedish: mängd).")
    .measured_in(C::Unit)
    .text("unit", C::Unit, "What `quantity` counts (Swedish: enhet).")
    .grouped()
    .date("startsOn", C::StartsOn, "Its first day (Swedish: startdatum).")
    .periods(C::StartsOn, ["startsOnYear", "startsOnQuarter", "startsOnMonth"])
    .date("endsOn", C::EndsOn, "Its last day (Swedish: slutdatum).")
    .periods(C::EndsOn, ["endsOnYear", "endsOnQuarter", "endsOnMonth"])
    .prose("description", "What there is to say (Swedish: beskrivning).")
    .one::<initiative::Entity>("initiative", C::InitiativeId, "To which initiative (Swedish: initiativ).")
    .grouped()
    .one::<organisation::Entity>("organisation", C::OrganisationId, "From whom (Swedish: organisation).")
    .grouped()
    .editable()
    .periods(C::CreatedAt, CREATED_AT)
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<RecordContribution>(), mutation::<UpdateContribution>(), mutation::<RemoveContribution>()]
}

/// The longest unit, in characters.
const LONGEST_UNIT: usize = 40;

impl Call<'_> {
    /// The proof that the caller may change what the organisation makes available to the initiative, which is in a state
    /// in which that is possible.
    async fn contributing(
        &mut self,
        field: &'static str,
        to: &initiative::Model,
        organisation: Uuid,
    ) -> Result<Permit, Failure> {
        let regarding = Regarding { organisation: Some(organisation), ..initiative::Entity::regarding(to) };
        let permit = self.permit(&regarding)?;
        // what is there already can be changed for as long as more can come
        self.possible::<initiative::Entity>(field, to, Action::RecordContribution).await?;
        Ok(permit)
    }

    /// The contribution as the caller knows it, its initiative, and the permit to change it.
    async fn contribution(
        &mut self,
        id: &ID,
        version: i32,
    ) -> Result<Option<(Model, initiative::Model, Permit)>, Failure> {
        const FIELD: &str = "contributionId";
        let Some(contribution) = self.editable::<Entity>(FIELD, id, version).await? else { return Ok(None) };
        let of = initiative::Column::Id.eq(contribution.initiative_id);
        let Some(to) = self.find::<initiative::Entity>(of.into()).await?.pop() else { return Ok(None) };
        let permit = self.contributing(FIELD, &to, contribution.organisation_id).await?;
        Ok(Some((contribution, to, permit)))
    }

    /// How much, in thousandths.
    fn quantity(&mut self, quantity: f64) -> Option<i64> {
        let kept = decimal::thousandths(quantity);
        if kept.is_none() {
            self.fault("quantity", FaultCode::Invalid, "fault-contribution-quantity", &Arguments::new());
        }
        kept
    }

    /// What is counted; a quantity is never without it.
    fn unit(&mut self, has_quantity: bool, unit: Option<&str>) -> Option<String> {
        if has_quantity && unit.is_none() {
            self.fault("unit", FaultCode::Invalid, "fault-contribution-unit", &Arguments::new());
        }
        unit.map(|unit| self.line("unit", unit, LONGEST_UNIT))
    }
}

/// `recordContribution`
struct RecordContribution;

/// What an organisation makes available to an initiative.
#[derive(InputObject)]
struct RecordContributionInput {
    /// The initiative.
    initiative_id: ID,
    /// The organisation; the caller's where nothing is said.
    organisation_id: Option<ID>,
    /// What it is.
    kind: Choice<ContributionKind>,
    /// How much, in `unit`: from 0 to 999999999999.999, with three decimals at the most.
    quantity: Option<f64>,
    /// What `quantity` counts, such as h or SEK.
    unit: Option<String>,
    /// Its first day.
    starts_on: Option<Date>,
    /// Its last day.
    ends_on: Option<Date>,
    /// What there is to say.
    description: Option<Text>,
}

impl Mutation for RecordContribution {
    const ACTION: Action = Action::RecordContribution;
    const DOC: &'static str =
        "Writes down what an organisation makes available to an initiative (Swedish: anteckna bidrag).";
    type Input = RecordContributionInput;
    type Done = Row<Entity>;

    async fn act(input: RecordContributionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let RecordContributionInput {
            initiative_id,
            organisation_id,
            kind: Choice(kind),
            quantity,
            unit,
            starts_on,
            ends_on,
            description,
        } = input;
        let initiative = call.row::<initiative::Entity>(ID_FIELD, &initiative_id).await?;
        let organisation = match organisation_id {
            Some(id) => call.row::<organisation::Entity>("organisationId", &id).await?.map(|row| row.id),
            None => call.actor().organisation,
        };
        let permitted = match initiative.zip(organisation) {
            Some((initiative, organisation)) => {
                let permit = call.contributing(ID_FIELD, &initiative, organisation).await?;
                Some((initiative, organisation, permit))
            }
            None => None,
        };
        let is_counted = quantity.is_some();
        let quantity = quantity.and_then(|quantity| call.quantity(quantity));
        let unit = call.unit(is_counted, unit.as_deref());
        let (starts_on, ends_on) = (starts_on.map(|day| day.0), ends_on.map(|day| day.0));
        call.in_order("endsOn", starts_on, ends_on);
        let description = call.maybe_prose("description", description);
        let (initiative, organisation, permit) = call.all_of(permitted)?;
        let mut row = ActiveModel {
            initiative_id: Set(initiative.id),
            organisation_id: Set(organisation),
            kind: Set(kind),
            quantity: Set(quantity),
            unit: Set(unit),
            starts_on: Set(starts_on),
            ends_on: Set(ends_on),
            ..ActiveModel::default()
        };
        set_text(&mut row, "description", description);
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}

/// `updateContribution`
struct UpdateContribution;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateContributionInput {
    /// The contribution.
    contribution_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// What it is.
    kind: MaybeUndefined<Choice<ContributionKind>>,
    /// How much, in `unit`: from 0 to 999999999999.999, with three decimals at the most.
    quantity: MaybeUndefined<f64>,
    /// What `quantity` counts, such as h or SEK.
    unit: MaybeUndefined<String>,
    /// Its first day.
    starts_on: MaybeUndefined<Date>,
    /// Its last day.
    ends_on: MaybeUndefined<Date>,
    /// What there is to say.
    description: MaybeUndefined<Text>,
}

impl Mutation for UpdateContribution {
    const ACTION: Action = Action::UpdateContribution;
    const DOC: &'static str = "Changes what an organisation makes available to an initiative (Swedish: ändra bidrag).";
    type Input = UpdateContributionInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateContributionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateContributionInput { contribution_id, version, kind, quantity, unit, starts_on, ends_on, description } =
            input;
        let permitted = call.contribution(&contribution_id, version).await?;
        let kind = call.required("kind", kind);
        let present = permitted.as_ref().map(|(contribution, ..)| contribution);
        let unit = patched(unit).unwrap_or(present.and_then(|row| row.unit.clone()));
        let quantity = match patched(quantity) {
            Some(quantity) => quantity.and_then(|quantity| call.quantity(quantity)),
            None => present.and_then(|row| row.quantity),
        };
        let unit = call.unit(quantity.is_some(), unit.as_deref());
        let starts_on = patched_day(starts_on, present.and_then(|row| row.starts_on));
        let ends_on = patched_day(ends_on, present.and_then(|row| row.ends_on));
        call.in_order("endsOn", starts_on, ends_on);
        let description = call.patched_prose::<Entity>("description", description, present);
        let (contribution, _, permit) = call.all_of(permitted)?;
        let change = |row: &mut ActiveModel| {
            kind.into_iter().for_each(|kind| row.kind = Set(kind.0));
            row.quantity = Set(quantity);
            row.unit = Set(unit);
            row.starts_on = Set(starts_on);
            row.ends_on = Set(ends_on);
            patch(row, "description", description);
        };
        call.update::<Entity>(&permit, &contribution, change).await.map(Row)
    }
}

/// `removeContribution`
struct RemoveContribution;

/// Which contribution.
#[derive(InputObject)]
struct RemoveContributionInput {
    /// The contribution.
    contribution_id: ID,
    /// The version that the choice was made on.
    version: i32,
}

/// A contribution that is gone, and what it was made available to.
struct Removed(Uuid, initiative::Model);

impl Done for Removed {
    fn fields() -> Vec<Shows<Self>> {
        vec![
            shown_row::<initiative::Entity, _>(initiative::Entity::ONE, |removed: &Removed| Some(removed.1.clone())),
            shown_id::<Entity, _>("contributionId", |removed: &Removed| removed.0),
        ]
    }
}

impl Mutation for RemoveContribution {
    const ACTION: Action = Action::RemoveContribution;
    const DOC: &'static str = "Takes back what an organisation was to make available to an initiative, and shows the initiative (Swedish: ta bort bidrag).";
    type Input = RemoveContributionInput;
    type Done = Removed;

    async fn act(input: RemoveContributionInput, call: &mut Call<'_>) -> Result<Removed, Failure> {
        let RemoveContributionInput { contribution_id, version } = input;
        let permitted = call.contribution(&contribution_id, version).await?;
        let (contribution, initiative, permit) = call.all_of(permitted)?;
        let id = contribution.id;
        call.delete::<Entity>(&permit, contribution).await?;
        Ok(Removed(id, initiative))
    }
}
