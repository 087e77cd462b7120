//! Missions (missioner).

mod steps;

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::kind::{FocusAreaStatus, MissionStatus, Visibility};
use entity::link::{initiative_mission, mission_challenge, mission_societal_goal, mission_target};
use entity::mission::{ActiveModel, Column as C, Entity, Model};
use entity::{agenda_target, challenge, decision, focus_area, follow_up, initiative, societal_goal};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set};

use super::decision::LATEST;
use super::declare::{
    CREATED_AT, Call, Choice, Date, Fields, Mutation, Root, Row, Text, TextPatch, Thing, mutation, patch, patched_day,
    patched_list, set_text,
};
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};
use crate::store::{Path, Permit};

impl Thing for Entity {
    const NAME: &'static str = "Mission";
    const ONE: &'static str = "mission";
    const MANY: &'static str = "missions";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A challenge that the Core Team has decided on, formulated so that it can be followed up (Swedish: mission).",
        &[(C::CreatedAt, true)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .prose("statement", "What is to be achieved (Swedish: formulering).")
    .prose("measurableBy", "How one sees that it is achieved (Swedish: mäts genom).")
    .date("dueOn", C::DueOn, "The day by which it is to be achieved (Swedish: senast).")
    .ordered()
    .periods(C::DueOn, ["dueOnYear", "dueOnQuarter", "dueOnMonth"])
    .choice::<MissionStatus>("status", C::Status, "How far it has come (Swedish: status).")
    .ordered()
    .grouped()
    .staged::<MissionStatus>()
    .visibility()
    .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "Within which focus area (Swedish: fokusområde).")
    .grouped()
    .linked::<challenge::Entity>(
        "challenges",
        Path::over::<mission_challenge::Entity>(
            mission_challenge::Column::MissionId,
            mission_challenge::Column::ChallengeId,
        )
        .few(),
        "The challenges that it answers (Swedish: utmaningar).",
    )
    .grouped()
    .linked::<societal_goal::Entity>(
        "societalGoals",
        Path::over::<mission_societal_goal::Entity>(
            mission_societal_goal::Column::MissionId,
            mission_societal_goal::Column::SocietalGoalId,
        )
        .few(),
        "The societal goals that it serves (Swedish: samhällsmål).",
    )
    .grouped()
    .linked::<agenda_target::Entity>(
        "targets",
        Path::over::<mission_target::Entity>(mission_target::Column::MissionId, mission_target::Column::TargetId).few(),
        "The targets of Agenda 2030 that it serves (Swedish: delmål).",
    )
    .grouped()
    .linked::<initiative::Entity>(
        "initiatives",
        Path::over::<initiative_mission::Entity>(
            initiative_mission::Column::MissionId,
            initiative_mission::Column::InitiativeId,
        ),
        "The initiatives that work towards it (Swedish: initiativ).",
    )
    .first::<decision::Entity>(
        "decision",
        decision::Column::SubjectMissionId,
        LATEST,
        "The latest decision on it (Swedish: beslut).",
    )
    .many::<decision::Entity>("decisions", decision::Column::SubjectMissionId, "All decisions on it (Swedish: beslut).")
    .many::<follow_up::Entity>(
        "followUps",
        follow_up::Column::MissionId,
        "How it went, the latest first (Swedish: uppföljningar).",
    )
    .first::<follow_up::Entity>(
        "latestFollowUp",
        follow_up::Column::MissionId,
        &[(follow_up::Column::At, true), (follow_up::Column::Id, true)],
        "How it went last (Swedish: senaste uppföljning).",
    )
    .actions()
    .editable()
    .periods(C::CreatedAt, CREATED_AT)
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    let mut mutations = vec![mutation::<DraftMission>(), mutation::<UpdateMission>()];
    mutations.extend(steps::mutations());
    mutations
}

/// The field of the inputs that names the mission.
const ID_FIELD: &str = "missionId";

/// What a mission is linked to, as ids of the input; what is none stays.
struct Named {
    challenges: Option<Vec<ID>>,
    societal_goals: Option<Vec<ID>>,
    targets: Option<Vec<ID>>,
}

/// The same as keys.
struct Links {
    challenges: Option<Vec<Uuid>>,
    societal_goals: Option<Vec<Uuid>>,
    targets: Option<Vec<Uuid>>,
}

impl Named {
    async fn read(self, focus_area: Option<Uuid>, call: &mut Call<'_>) -> Result<Links, Failure> {
        let Named { challenges, societal_goals, targets } = self;
        Ok(Links {
            challenges: call.maybe_keys::<challenge::Entity>(CHALLENGES_FIELD, challenges, focus_area).await?,
            societal_goals: call
                .maybe_keys::<societal_goal::Entity>("societalGoalIds", societal_goals, focus_area)
                .await?,
            targets: call.maybe_keys::<agenda_target::Entity>("targetIds", targets, None).await?,
        })
    }
}

/// The field of the inputs that names the challenges.
const CHALLENGES_FIELD: &str = "challengeIds";

impl Links {
    async fn write(self, id: Uuid, permit: &Permit, call: &mut Call<'_>) -> Result<(), Failure> {
        use mission_challenge::{Column as Challenge, Entity as Challenges};
        use mission_societal_goal::{Column as Goal, Entity as Goals};
        use mission_target::{Column as Target, Entity as Targets};
        let Links { challenges, societal_goals, targets } = self;
        let columns = (Challenge::MissionId, Challenge::ChallengeId);
        call.link::<Entity, Challenges, challenge::Entity>(permit, (id, "challenges"), columns, challenges).await?;
        let columns = (Goal::MissionId, Goal::SocietalGoalId);
        let parent = (id, "societal_goals");
        call.link::<Entity, Goals, societal_goal::Entity>(permit, parent, columns, societal_goals).await?;
        let columns = (Target::MissionId, Target::TargetId);
        call.link::<Entity, Targets, agenda_target::Entity>(permit, (id, "targets"), columns, targets).await
    }
}

/// The challenges that a mission answers, of those that the caller may see.
async fn challenges_of(mission: Uuid, call: &Call<'_>) -> Result<Vec<challenge::Model>, Failure> {
    use mission_challenge::Column;
    let linked = mission_challenge::Entity::find()
        .select_only()
        .column(Column::ChallengeId)
        .filter(Column::MissionId.eq(mission));
    call.find::<challenge::Entity>(challenge::Column::Id.in_subquery(linked.into_query()).into()).await
}

/// `draftMission`
struct DraftMission;

/// A mission to be decided on.
#[derive(InputObject)]
struct DraftMissionInput {
    /// The focus area, which must be PRIORITISED.
    focus_area_id: ID,
    /// Its title.
    title: Text,
    /// What is to be achieved. It can wait until the mission is decided on.
    statement: Option<Text>,
    /// How one sees that it is achieved. It can wait until the mission is decided on.
    measurable_by: Option<Text>,
    /// The day by which it is to be achieved, today at the earliest.
    due_on: Option<Date>,
    /// The challenges that it answers, of the same focus area. They can wait until the mission is decided on.
    challenge_ids: Option<Vec<ID>>,
    /// The societal goals that it serves, of the same focus area.
    societal_goal_ids: Option<Vec<ID>>,
    /// The targets of Agenda 2030 that it serves.
    target_ids: Option<Vec<ID>>,
    /// Who may see it once it is decided on; INTERNAL where nothing is said.
    visibility: Option<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: Option<Vec<ID>>,
}

impl Mutation for DraftMission {
    const ACTION: Action = Action::DraftMission;
    const DOC: &'static str = "Formulates a mission for the Core Team to decide on; until then it is a draft that only they and process support see (Swedish: utforma mission).";
    type Input = DraftMissionInput;
    type Done = Row<Entity>;

    async fn act(input: DraftMissionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let DraftMissionInput {
            focus_area_id,
            title,
            statement,
            measurable_by,
            due_on,
            challenge_ids,
            societal_goal_ids,
            target_ids,
            visibility,
            restricted_to,
        } = input;
        let focus_area = call.focus_area(&focus_area_id, &[FocusAreaStatus::Prioritised]).await?;
        let focus_area = focus_area.map(|focus_area| focus_area.id);
        let title = call.title("title", title);
        let statement = call.maybe_prose("statement", statement);
        let measurable_by = call.maybe_prose("measurableBy", measurable_by);
        let due_on = due_on.map(|day| day.0);
        if due_on.is_some_and(|day| day < call.today()) {
            call.fault("dueOn", FaultCode::Invalid, "fault-day-gone", &Arguments::new());
        }
        let named = Named { challenges: challenge_ids, societal_goals: societal_goal_ids, targets: target_ids };
        let links = named.read(focus_area, call).await?;
        let audience = call.audience(visibility, restricted_to).await?;
        let focus_area = call.all_of(focus_area)?;
        let permit = call.permit(&Regarding { focus_area: Some(focus_area), ..Regarding::default() })?;
        let mut row = ActiveModel {
            focus_area_id: Set(focus_area),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            due_on: Set(due_on),
            status: Set(MissionStatus::Draft),
            audience_id: Set(audience),
            ..ActiveModel::default()
        };
        set_text(&mut row, "statement", statement);
        set_text(&mut row, "measurable_by", measurable_by);
        let mission = call.insert::<Entity>(&permit, row).await?;
        links.write(mission.id, &permit, call).await?;
        Ok(Row(mission))
    }
}

/// `updateMission`
struct UpdateMission;

/// What is new; what is left out stays, what is null is cleared, and a list takes the place of the one there was.
#[derive(InputObject)]
struct UpdateMissionInput {
    /// The mission.
    mission_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Its title.
    title: MaybeUndefined<Text>,
    /// What is to be achieved. Only a draft can be without.
    statement: MaybeUndefined<Text>,
    /// How one sees that it is achieved. Only a draft can be without.
    measurable_by: MaybeUndefined<Text>,
    /// The day by which it is to be achieved.
    due_on: MaybeUndefined<Date>,
    /// The challenges that it answers, of the same focus area. Once the mission is decided on, they stay.
    challenge_ids: MaybeUndefined<Vec<ID>>,
    /// The societal goals that it serves, of the same focus area.
    societal_goal_ids: MaybeUndefined<Vec<ID>>,
    /// The targets of Agenda 2030 that it serves.
    target_ids: MaybeUndefined<Vec<ID>>,
    /// Who may see it once it is decided on.
    visibility: MaybeUndefined<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: MaybeUndefined<Vec<ID>>,
}

impl Mutation for UpdateMission {
    const ACTION: Action = Action::UpdateMission;
    const DOC: &'static str =
        "Changes a mission that has not ended, and what it is linked to (Swedish: ändra mission).";
    type Input = UpdateMissionInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateMissionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateMissionInput {
            mission_id,
            version,
            title,
            statement,
            measurable_by,
            due_on,
            challenge_ids,
            societal_goal_ids,
            target_ids,
            visibility,
            restricted_to,
        } = input;
        let living = call.living::<Entity>(ID_FIELD, &mission_id, version).await?;
        let mission = living.as_ref().map(|(mission, _)| mission);
        let title = call.patched_title("title", title);
        let statement = call.patched_prose::<Entity>("statement", statement, mission);
        let measurable_by = call.patched_prose::<Entity>("measurableBy", measurable_by, mission);
        let named = Named {
            challenges: patched_list(challenge_ids),
            societal_goals: patched_list(societal_goal_ids),
            targets: patched_list(target_ids),
        };
        let links = named.read(mission.map(|mission| mission.focus_area_id), call).await?;
        let audience = call.patched_audience(mission.map(|row| row.audience_id), visibility, restricted_to).await?;
        if let Some(mission) = mission {
            check_decided(mission, [("statement", &statement), ("measurableBy", &measurable_by)], &links, call).await?;
        }
        let (mission, permit) = call.all_of(living)?;
        let change = |row: &mut ActiveModel| {
            patch(row, "title", title);
            patch(row, "statement", statement);
            patch(row, "measurable_by", measurable_by);
            row.due_on = Set(patched_day(due_on, mission.due_on));
            audience.into_iter().for_each(|audience| row.audience_id = Set(audience));
        };
        links.write(mission.id, &permit, call).await?;
        call.update::<Entity>(&permit, &mission, change).await.map(Row)
    }
}

/// What a decision needed, an edit after it does not take away: the two texts, and the challenges that were adopted.
async fn check_decided(
    mission: &Model,
    texts: [(&'static str, &TextPatch); 2],
    links: &Links,
    call: &mut Call<'_>,
) -> Result<(), Failure> {
    if mission.status == MissionStatus::Draft {
        return Ok(());
    }
    for (field, text) in texts {
        if text.clears() {
            call.fault(field, FaultCode::WrongState, "fault-mission-text-decided", &Arguments::new());
        }
    }
    if let Some(wanted) = &links.challenges {
        let linked = challenges_of(mission.id, call).await?;
        if linked.len() != wanted.len() || !linked.iter().all(|challenge| wanted.contains(&challenge.id)) {
            call.fault(CHALLENGES_FIELD, FaultCode::WrongState, "fault-mission-challenges-decided", &Arguments::new());
        }
    }
    Ok(())
}
