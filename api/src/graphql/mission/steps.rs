//! The life of missions: they are decided on, started, followed up, and end.

use async_graphql::{ID, InputObject};
use entity::kind::{ChallengeStatus, DecisionOutcome, Health, MissionStatus, Visibility};
use entity::mission::{Entity, Model};
use entity::{audience, challenge, follow_up};
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveEnum, Set};

use super::{ID_FIELD, challenges_of};
use crate::fault::{Failure, FaultCode};
use crate::graphql::decision::{About, AndDecision, DecisionInput, Subject};
use crate::graphql::declare::{
    Call, Choice, Done, EnumType, Mutation, Root, Row, Shows, Text, Texts, Thing, label, mutation, shown_row,
};
use crate::language::Language;
use crate::message::Arguments;
use crate::policy::Action;

/// The steps.
pub(super) fn mutations() -> Vec<Root> {
    vec![
        mutation::<DecideMission>(),
        mutation::<StartMission>(),
        mutation::<FollowUpMission>(),
        mutation::<AchieveMission>(),
        mutation::<EndMission>(),
    ]
}

/// `decideMission`
struct DecideMission;

/// What the Core Team decided about a mission.
#[derive(InputObject)]
struct DecideMissionInput {
    /// The mission. To be APPROVED it needs a statement, a measure, and at least one challenge; and each of its challenges
    /// must be PRIORITISED, or ADOPTED by another mission.
    mission_id: ID,
    /// The version that the decision was made on.
    version: i32,
    /// What the Core Team decided. Where it is not APPROVED, it is written down and the mission stays a draft.
    decision: DecisionInput,
}

impl Mutation for DecideMission {
    const ACTION: Action = Action::DecideMission;
    const DOC: &'static str = "Decides on a mission, which adopts its challenges: the Core Team's decision, written down with it (Swedish: besluta om mission).";
    type Input = DecideMissionInput;
    type Done = AndDecision<Entity>;

    async fn act(input: DecideMissionInput, call: &mut Call<'_>) -> Result<AndDecision<Entity>, Failure> {
        let DecideMissionInput { mission_id, version, decision } = input;
        let living = call.living::<Entity>(ID_FIELD, &mission_id, version).await?;
        let mission = living.as_ref().map(|(mission, _)| mission);
        let (decided, team) = call.decision_of_core_team(mission.map(|row| row.focus_area_id), decision).await?;
        let is_approved = decided.outcome == DecisionOutcome::Approved;
        let mut adopted = vec![];
        if let (true, Some(mission)) = (is_approved, mission.filter(|mission| mission.status == MissionStatus::Draft)) {
            adopted = challenges_of(mission.id, call).await?;
            check_complete(mission, &adopted, call);
        }
        let ((mission, permit), team) = call.all_of(living.zip(team))?;
        let title = Texts { sv: mission.title_sv.clone(), en: mission.title_en.clone() };
        let audience = if is_approved { mission.audience_id } else { audience_of_draft(&mission, team, call).await? };
        let about = About { team, subject: Some(Subject::Mission(mission.id)), title, audience };
        let decision = call.record(&permit, decided, about, None).await?;
        if !is_approved {
            return Ok(AndDecision(mission, decision));
        }
        for challenge in adopted.iter().filter(|challenge| challenge.status != ChallengeStatus::Adopted) {
            let adopt = |row: &mut challenge::ActiveModel| row.status = Set(ChallengeStatus::Adopted);
            call.update::<challenge::Entity>(&permit, challenge, adopt).await?;
        }
        let mission = call.update::<Entity>(&permit, &mission, |row| row.status = Set(MissionStatus::Decided)).await?;
        Ok(AndDecision(mission, decision))
    }
}

/// Whether the mission can be decided on; all that is missing is told.
fn check_complete(mission: &Model, challenges: &[challenge::Model], call: &mut Call<'_>) {
    let mut missing = |is_there: bool, message: &str| {
        if !is_there {
            call.fault(ID_FIELD, FaultCode::WrongState, message, &Arguments::new());
        }
    };
    missing(mission.statement_sv.is_some(), "fault-mission-no-statement");
    missing(mission.measurable_by_sv.is_some(), "fault-mission-no-measure");
    missing(!challenges.is_empty(), "fault-mission-no-challenge");
    let is_ready = |challenge: &&challenge::Model| {
        matches!(challenge.status, ChallengeStatus::Prioritised | ChallengeStatus::Adopted)
    };
    let language = call.language;
    let unready: Vec<String> =
        challenges.iter().filter(|row| !is_ready(row)).map(|row| titled(row, language)).collect();
    if !unready.is_empty() {
        let mut values = Arguments::new();
        values.set("challenges", unready.join(", "));
        call.fault(ID_FIELD, FaultCode::WrongState, "fault-mission-challenges-unready", &values);
    }
}

/// A challenge by its title and its state, in a language.
fn titled(challenge: &challenge::Model, language: Language) -> String {
    let english = challenge.title_en.as_ref().filter(|_| language == Language::En);
    let title = english.unwrap_or(&challenge.title_sv);
    format!("{title} ({})", label(language, ChallengeStatus::NAME, &challenge.status.to_value()))
}

/// Who may see a decision that leaves the mission a draft: no more than may see drafts, since it bears its title.
async fn audience_of_draft(mission: &Model, team: Uuid, call: &mut Call<'_>) -> Result<Uuid, Failure> {
    match mission.audience_id {
        audience::PUBLIC | audience::INTERNAL => call.write().audience(Visibility::Restricted, &[team]).await,
        restricted => Ok(restricted),
    }
}

/// Declares steps that need nothing but the mission, each under the name of its mutation, with its input.
macro_rules! plain_steps {
    ($($step:ident, $input:ident, $status:ident: $doc:literal;)+) => {$(
        #[doc = concat!("`", stringify!($step), "`")]
        struct $step;

        /// Which mission takes the step.
        #[derive(InputObject)]
        struct $input {
            /// The mission.
            mission_id: ID,
            /// The version that the caller read.
            version: i32,
        }

        impl Mutation for $step {
            const ACTION: Action = Action::$step;
            const DOC: &'static str = $doc;
            type Input = $input;
            type Done = Row<Entity>;

            async fn act(input: $input, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
                let $input { mission_id, version } = input;
                call.step::<Entity>(ID_FIELD, &mission_id, version, |row| row.status = Set(MissionStatus::$status)).await
            }
        }
    )+};
}

plain_steps! {
    StartMission, StartMissionInput, Active: "Begins the work on a decided mission (Swedish: starta mission).";
    AchieveMission, AchieveMissionInput, Achieved:
        "Ends a mission with the result that it aimed for (Swedish: uppnå mission).";
    EndMission, EndMissionInput, Ended: "Ends a mission without the result that it aimed for (Swedish: avsluta mission).";
}

/// `followUpMission`
struct FollowUpMission;

/// How a mission goes.
#[derive(InputObject)]
struct FollowUpMissionInput {
    /// The mission.
    mission_id: ID,
    /// The version that was followed up.
    version: i32,
    /// How it goes.
    health: Choice<Health>,
    /// What there is to say.
    summary: Text,
}

/// A mission and how it goes.
struct FollowedUp(Model, follow_up::Model);

impl Done for FollowedUp {
    fn fields() -> Vec<Shows<Self>> {
        vec![
            shown_row::<Entity, Self>(Entity::ONE, |done| Some(done.0.clone())),
            shown_row::<follow_up::Entity, Self>(follow_up::Entity::ONE, |done| Some(done.1.clone())),
        ]
    }
}

impl Mutation for FollowUpMission {
    const ACTION: Action = Action::FollowUpMission;
    const DOC: &'static str = "Writes down how a mission goes; the mission itself stays as it is, its version too (Swedish: följa upp mission).";
    type Input = FollowUpMissionInput;
    type Done = FollowedUp;

    async fn act(input: FollowUpMissionInput, call: &mut Call<'_>) -> Result<FollowedUp, Failure> {
        let FollowUpMissionInput { mission_id, version, health: Choice(health), summary } = input;
        let living = call.living::<Entity>(ID_FIELD, &mission_id, version).await?;
        let summary = call.prose("summary", summary);
        let (mission, permit) = call.all_of(living)?;
        let row = follow_up::ActiveModel {
            mission_id: Set(mission.id),
            at: Set(call.now()),
            health: Set(health),
            summary_sv: Set(summary.sv),
            summary_en: Set(summary.en),
            author_id: Set(call.actor().person()),
            ..follow_up::ActiveModel::default()
        };
        let follow_up = call.insert::<follow_up::Entity>(&permit, row).await?;
        Ok(FollowedUp(mission, follow_up))
    }
}
