//! Strategic needs (strategiskt fokus, behov).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::kind::Visibility;
use entity::link::strategic_need_challenge;
use entity::strategic_need::{ActiveModel, Column as C, Entity, Model};
use entity::{challenge, focus_area, organisation};
use sea_orm::Set;
use sea_orm::prelude::Uuid;

use super::declare::{Call, Choice, Fields, Mutation, Root, Row, Text, Thing, mutation, patch, patched_list, set_text};
use super::focus_area::OPEN;
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};
use crate::store::{Path, Permit};

impl Thing for Entity {
    const NAME: &'static str = "StrategicNeed";
    const ONE: &'static str = "strategicNeed";
    const MANY: &'static str = "strategicNeeds";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "What a party strives for and needs within a focus area (Swedish: strategiskt fokus, behov).",
        &[(C::CreatedAt, true)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .prose("description", "What is needed, and why (Swedish: beskrivning).")
    .time("retiredAt", C::RetiredAt, "When it ceased to hold; null while it holds.")
    .visibility()
    .one::<organisation::Entity>("organisation", C::OrganisationId, "Whose need it is (Swedish: organisation).")
    .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "Within which focus area (Swedish: fokusområde).")
    .linked::<challenge::Entity>(
        "challenges",
        Path::over::<strategic_need_challenge::Entity>(
            strategic_need_challenge::Column::StrategicNeedId,
            strategic_need_challenge::Column::ChallengeId,
        )
        .few(),
        "The challenges that stand on it (Swedish: utmaningar).",
    )
    .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<StateNeed>(), mutation::<UpdateNeed>(), mutation::<RetireNeed>()]
}

/// The field of the inputs that names the need.
const ID_FIELD: &str = "strategicNeedId";

/// Links a need to the challenges that stand on it.
async fn link(id: Uuid, challenges: Option<Vec<Uuid>>, permit: &Permit, call: &mut Call<'_>) -> Result<(), Failure> {
    use strategic_need_challenge::{Column, Entity as Challenges};
    let columns = (Column::StrategicNeedId, Column::ChallengeId);
    call.link::<Entity, Challenges, challenge::Entity>(permit, (id, "challenges"), columns, challenges).await
}

/// The need that an edit is about, which must still hold.
async fn holding(id: &ID, version: i32, call: &mut Call<'_>) -> Result<Option<(Model, Permit)>, Failure> {
    let Some(need) = call.editable::<Entity>(ID_FIELD, id, version).await? else { return Ok(None) };
    let permit = call.permit(&Regarding { organisation: Some(need.organisation_id), ..Regarding::default() })?;
    if need.retired_at.is_some() {
        call.fault(ID_FIELD, FaultCode::WrongState, "fault-need-retired", &Arguments::new());
    }
    Ok(Some((need, permit)))
}

/// `stateNeed`
struct StateNeed;

/// What an organisation strives for and needs within a focus area.
#[derive(InputObject)]
struct StateNeedInput {
    /// Whose need it is; the caller's own organisation's where nothing is said.
    organisation_id: Option<ID>,
    /// The focus area, which must not be CLOSED.
    focus_area_id: ID,
    /// Its title.
    title: Text,
    /// What is needed, and why.
    description: Option<Text>,
    /// The challenges that stand on it, of the same focus area.
    challenge_ids: Option<Vec<ID>>,
    /// Who may see it; INTERNAL where nothing is said.
    visibility: Option<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: Option<Vec<ID>>,
}

impl Mutation for StateNeed {
    const ACTION: Action = Action::StateNeed;
    const DOC: &'static str =
        "States what an organisation strives for and needs within a focus area (Swedish: ange behov).";
    type Input = StateNeedInput;
    type Done = Row<Entity>;

    async fn act(input: StateNeedInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let StateNeedInput {
            organisation_id,
            focus_area_id,
            title,
            description,
            challenge_ids,
            visibility,
            restricted_to,
        } = input;
        let organisation = call.on_behalf_of(organisation_id.as_ref()).await?;
        let focus_area = call.focus_area(&focus_area_id, &OPEN).await?.map(|focus_area| focus_area.id);
        let title = call.title("title", title);
        let description = call.maybe_prose("description", description);
        let challenges = call.maybe_keys::<challenge::Entity>("challengeIds", challenge_ids, focus_area).await?;
        let audience = call.audience(visibility, restricted_to).await?;
        let (organisation, focus_area) = call.all_of(organisation.zip(focus_area))?;
        let permit = call.permit(&Regarding { organisation: Some(organisation), ..Regarding::default() })?;
        let mut row = ActiveModel {
            organisation_id: Set(organisation),
            focus_area_id: Set(focus_area),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            retired_at: Set(None),
            audience_id: Set(audience),
            ..ActiveModel::default()
        };
        set_text(&mut row, "description", description);
        let need = call.insert::<Entity>(&permit, row).await?;
        link(need.id, challenges, &permit, call).await?;
        Ok(Row(need))
    }
}

/// `updateNeed`
struct UpdateNeed;

/// What is new; what is left out stays, what is null is cleared, and a list takes the place of the one there was.
#[derive(InputObject)]
struct UpdateNeedInput {
    /// The need.
    strategic_need_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Its title.
    title: MaybeUndefined<Text>,
    /// What is needed, and why.
    description: MaybeUndefined<Text>,
    /// The challenges that stand on it, of the same focus area.
    challenge_ids: MaybeUndefined<Vec<ID>>,
    /// Who may see it.
    visibility: MaybeUndefined<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: MaybeUndefined<Vec<ID>>,
}

impl Mutation for UpdateNeed {
    const ACTION: Action = Action::UpdateNeed;
    const DOC: &'static str =
        "Changes a need that still holds, and which challenges stand on it (Swedish: ändra behov).";
    type Input = UpdateNeedInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateNeedInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateNeedInput {
            strategic_need_id,
            version,
            title,
            description,
            challenge_ids,
            visibility,
            restricted_to,
        } = input;
        let holding = holding(&strategic_need_id, version, call).await?;
        let need = holding.as_ref().map(|(need, _)| need);
        let title = call.patched_title("title", title);
        let description = call.patched_prose::<Entity>("description", description, need);
        let (challenges, focus_area) = (patched_list(challenge_ids), need.map(|need| need.focus_area_id));
        let challenges = call.maybe_keys::<challenge::Entity>("challengeIds", challenges, focus_area).await?;
        let audience = call.patched_audience(need.map(|need| need.audience_id), visibility, restricted_to).await?;
        let (need, permit) = call.all_of(holding)?;
        let change = |row: &mut ActiveModel| {
            patch(row, "title", title);
            patch(row, "description", description);
            audience.into_iter().for_each(|audience| row.audience_id = Set(audience));
        };
        link(need.id, challenges, &permit, call).await?;
        call.update::<Entity>(&permit, &need, change).await.map(Row)
    }
}

/// `retireNeed`
struct RetireNeed;

/// Which need no longer holds.
#[derive(InputObject)]
struct RetireNeedInput {
    /// The need.
    strategic_need_id: ID,
    /// The version that the caller read.
    version: i32,
}

impl Mutation for RetireNeed {
    const ACTION: Action = Action::RetireNeed;
    const DOC: &'static str = "Says that a need no longer holds; it stays to be read (Swedish: avveckla behov).";
    type Input = RetireNeedInput;
    type Done = Row<Entity>;

    async fn act(input: RetireNeedInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let RetireNeedInput { strategic_need_id, version } = input;
        let holding = holding(&strategic_need_id, version, call).await?;
        let (need, permit) = call.all_of(holding)?;
        let now = call.now();
        call.update::<Entity>(&permit, &need, |row| row.retired_at = Set(Some(now))).await.map(Row)
    }
}
