//! Challenges (samhällsutmaningar).

mod steps;

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::challenge::{ActiveModel, Column as C, Entity};
use entity::kind::{ChallengeStatus, Visibility};
use entity::link::{mission_challenge, societal_goal_challenge, strategic_need_challenge};
use entity::{focus_area, mission, organisation, root_cause, societal_goal, strategic_need};
use sea_orm::Set;
use sea_orm::prelude::Uuid;

use super::declare::{
    CREATED_AT, Call, Choice, Fields, Mutation, Root, Row, Text, Thing, mutation, patch, patched, patched_list,
    set_text,
};
use super::focus_area::OPEN;
use crate::fault::Failure;
use crate::policy::{Action, Regarding};
use crate::store::{Path, Permit};

impl Thing for Entity {
    const NAME: &'static str = "Challenge";
    const ONE: &'static str = "challenge";
    const MANY: &'static str = "challenges";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A complex societal challenge that a party has identified (Swedish: samhällsutmaning).",
        &[(C::CreatedAt, true)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .prose("description", "What it is (Swedish: beskrivning).")
    .prose("analysis", "What the Core Team's analysis found (Swedish: analys).")
    .int(
        "ownPriority",
        C::OwnPriority,
        "The priority that the organisation gives it, 1 (highest) to 5 (Swedish: egen prioritet).",
    )
    .int(
        "commonPriority",
        C::CommonPriority,
        "The priority that the Core Team gives it, 1 (highest) to 5 (Swedish: gemensam prioritet).",
    )
    .choice::<ChallengeStatus>("status", C::Status, "How far it has come (Swedish: status).")
    .ordered()
    .grouped()
    .staged::<ChallengeStatus>()
    .visibility()
    .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "Within which focus area (Swedish: fokusområde).")
    .grouped()
    .one::<organisation::Entity>("organisation", C::OrganisationId, "Who identified it (Swedish: organisation).")
    .grouped()
    .linked::<strategic_need::Entity>(
        "strategicNeeds",
        Path::over::<strategic_need_challenge::Entity>(
            strategic_need_challenge::Column::ChallengeId,
            strategic_need_challenge::Column::StrategicNeedId,
        ),
        "The needs that it stands on (Swedish: behov).",
    )
    .grouped()
    .linked::<societal_goal::Entity>(
        "societalGoals",
        Path::over::<societal_goal_challenge::Entity>(
            societal_goal_challenge::Column::ChallengeId,
            societal_goal_challenge::Column::SocietalGoalId,
        ),
        "The societal goals that meet it (Swedish: samhällsmål).",
    )
    .grouped()
    .linked::<mission::Entity>(
        "missions",
        Path::over::<mission_challenge::Entity>(
            mission_challenge::Column::ChallengeId,
            mission_challenge::Column::MissionId,
        ),
        "The missions that answer it (Swedish: missioner).",
    )
    .grouped()
    .many::<root_cause::Entity>(
        "rootCauses",
        root_cause::Column::ChallengeId,
        "The root causes found for it (Swedish: rotorsaker).",
    )
    .actions()
    .editable()
    .periods(C::CreatedAt, CREATED_AT)
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    let mut mutations = vec![mutation::<IdentifyChallenge>(), mutation::<UpdateChallenge>()];
    mutations.extend(steps::mutations());
    mutations
}

/// The field of the inputs that names the challenge.
const ID_FIELD: &str = "challengeId";

/// The highest priority, and the lowest.
const PRIORITIES: (i32, i32) = (1, 5);

/// Links a challenge to the needs that it stands on.
async fn link(id: Uuid, needs: Option<Vec<Uuid>>, permit: &Permit, call: &mut Call<'_>) -> Result<(), Failure> {
    use strategic_need_challenge::{Column, Entity as Needs};
    let columns = (Column::ChallengeId, Column::StrategicNeedId);
    call.link::<Entity, Needs, strategic_need::Entity>(permit, (id, "strategic_needs"), columns, needs).await
}

/// `identifyChallenge`
struct IdentifyChallenge;

/// A challenge that an organisation has identified.
#[derive(InputObject)]
struct IdentifyChallengeInput {
    /// The focus area, which must not be CLOSED.
    focus_area_id: ID,
    /// Who identified it; the caller's own organisation where nothing is said.
    organisation_id: Option<ID>,
    /// Its title.
    title: Text,
    /// What it is.
    description: Option<Text>,
    /// The priority that the organisation gives it, 1 (highest) to 5.
    own_priority: Option<i32>,
    /// The needs that it stands on, of the same focus area.
    strategic_need_ids: Option<Vec<ID>>,
    /// Who may see it; INTERNAL where nothing is said.
    visibility: Option<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: Option<Vec<ID>>,
}

impl Mutation for IdentifyChallenge {
    const ACTION: Action = Action::IdentifyChallenge;
    const DOC: &'static str =
        "Brings a challenge that an organisation has identified to a focus area (Swedish: identifiera utmaning).";
    type Input = IdentifyChallengeInput;
    type Done = Row<Entity>;

    async fn act(input: IdentifyChallengeInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let IdentifyChallengeInput {
            focus_area_id,
            organisation_id,
            title,
            description,
            own_priority,
            strategic_need_ids,
            visibility,
            restricted_to,
        } = input;
        let focus_area = call.focus_area(&focus_area_id, &OPEN).await?.map(|focus_area| focus_area.id);
        let organisation = call.on_behalf_of(organisation_id.as_ref()).await?;
        let title = call.title("title", title);
        let description = call.maybe_prose("description", description);
        check_priority("ownPriority", own_priority, call);
        let needs = call.maybe_keys::<strategic_need::Entity>(NEEDS_FIELD, strategic_need_ids, focus_area).await?;
        let audience = call.audience(visibility, restricted_to).await?;
        let (focus_area, organisation) = call.all_of(focus_area.zip(organisation))?;
        let regarding =
            Regarding { focus_area: Some(focus_area), organisation: Some(organisation), ..Regarding::default() };
        let permit = call.permit(&regarding)?;
        let mut row = ActiveModel {
            focus_area_id: Set(focus_area),
            organisation_id: Set(organisation),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            analysis_sv: Set(None),
            analysis_en: Set(None),
            own_priority: Set(own_priority),
            common_priority: Set(None),
            status: Set(ChallengeStatus::Identified),
            audience_id: Set(audience),
            ..ActiveModel::default()
        };
        set_text(&mut row, "description", description);
        let challenge = call.insert::<Entity>(&permit, row).await?;
        link(challenge.id, needs, &permit, call).await?;
        Ok(Row(challenge))
    }
}

/// The field of the inputs that names the needs.
const NEEDS_FIELD: &str = "strategicNeedIds";

fn check_priority(field: &'static str, priority: Option<i32>, call: &mut Call<'_>) {
    if let Some(priority) = priority {
        call.within(field, priority, PRIORITIES.0, PRIORITIES.1);
    }
}

/// `updateChallenge`
struct UpdateChallenge;

/// What is new; what is left out stays, what is null is cleared, and a list takes the place of the one there was.
#[derive(InputObject)]
struct UpdateChallengeInput {
    /// The challenge.
    challenge_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Its title.
    title: MaybeUndefined<Text>,
    /// What it is.
    description: MaybeUndefined<Text>,
    /// The priority that the organisation gives it, 1 (highest) to 5.
    own_priority: MaybeUndefined<i32>,
    /// The needs that it stands on, of the same focus area.
    strategic_need_ids: MaybeUndefined<Vec<ID>>,
    /// Who may see it.
    visibility: MaybeUndefined<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: MaybeUndefined<Vec<ID>>,
}

impl Mutation for UpdateChallenge {
    const ACTION: Action = Action::UpdateChallenge;
    const DOC: &'static str = "Changes the texts of a challenge, its organisation's priority, who may see it and which needs it stands on (Swedish: ändra utmaning).";
    type Input = UpdateChallengeInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateChallengeInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateChallengeInput {
            challenge_id,
            version,
            title,
            description,
            own_priority,
            strategic_need_ids,
            visibility,
            restricted_to,
        } = input;
        let living = call.living::<Entity>(ID_FIELD, &challenge_id, version).await?;
        let challenge = living.as_ref().map(|(challenge, _)| challenge);
        let title = call.patched_title("title", title);
        let description = call.patched_prose::<Entity>("description", description, challenge);
        check_priority("ownPriority", own_priority.value().copied(), call);
        let (needs, focus_area) = (patched_list(strategic_need_ids), challenge.map(|row| row.focus_area_id));
        let needs = call.maybe_keys::<strategic_need::Entity>(NEEDS_FIELD, needs, focus_area).await?;
        let audience = call.patched_audience(challenge.map(|row| row.audience_id), visibility, restricted_to).await?;
        let (challenge, permit) = call.all_of(living)?;
        let change = |row: &mut ActiveModel| {
            patch(row, "title", title);
            patch(row, "description", description);
            patched(own_priority).into_iter().for_each(|priority| row.own_priority = Set(priority));
            audience.into_iter().for_each(|audience| row.audience_id = Set(audience));
        };
        link(challenge.id, needs, &permit, call).await?;
        call.update::<Entity>(&permit, &challenge, change).await.map(Row)
    }
}
