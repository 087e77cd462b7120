//! Societal goals (samhällsmål).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::kind::{DecisionOutcome, FocusAreaStatus, SocietalGoalStatus};
use entity::link::{
    initiative_societal_goal, learning_societal_goal, mission_societal_goal, societal_goal_challenge,
    societal_goal_goal, societal_goal_participant, societal_goal_target,
};
use entity::societal_goal::{ActiveModel, Column as C, Entity, Model};
use entity::{
    agenda_goal, agenda_target, audience, challenge, decision, focus_area, initiative, learning, mission, person,
};
use sea_orm::Set;
use sea_orm::prelude::Uuid;

use super::decision::{About, AndDecision, DecisionInput, LATEST, Subject};
use super::declare::{Call, Fields, Mutation, Root, Row, Text, Texts, Thing, mutation, patch, patched_list, set_text};
use super::portfolio::Portfolio;
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};
use crate::store::{Path, Permit};

impl Thing for Entity {
    const NAME: &'static str = "SocietalGoal";
    const ONE: &'static str = "societalGoal";
    const MANY: &'static str = "societalGoals";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("The goals and targets of Agenda 2030 that a Core Team has chosen to handle within a focus area (Swedish: samhällsmål).", &[(C::CreatedAt, true)])
            .translated("title", "Its title (Swedish: titel).")
            .prose("rationale", "Why it was chosen (Swedish: motivering).")
            .choice::<SocietalGoalStatus>("status", C::Status, "How far it has come (Swedish: status).")
            .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "The focus area that it is part of (Swedish: fokusområde).")
            .linked::<agenda_goal::Entity>("goals", Path::over::<societal_goal_goal::Entity>(societal_goal_goal::Column::SocietalGoalId, societal_goal_goal::Column::GoalId).few(), "The goals of Agenda 2030 that it takes up (Swedish: mål).")
            .linked::<agenda_target::Entity>("targets", Path::over::<societal_goal_target::Entity>(societal_goal_target::Column::SocietalGoalId, societal_goal_target::Column::TargetId).few(), "The targets of Agenda 2030 that it takes up (Swedish: delmål).")
            .first::<decision::Entity>("decision", decision::Column::SubjectSocietalGoalId, LATEST, "The latest decision on it (Swedish: beslut).")
            .many::<decision::Entity>("decisions", decision::Column::SubjectSocietalGoalId, "All decisions on it (Swedish: beslut).")
            .linked::<person::Entity>("participants", Path::over::<societal_goal_participant::Entity>(societal_goal_participant::Column::SocietalGoalId, societal_goal_participant::Column::PersonId).few(), "Who helped to work it out (Swedish: deltagare).")
            .linked::<challenge::Entity>("challenges", Path::over::<societal_goal_challenge::Entity>(societal_goal_challenge::Column::SocietalGoalId, societal_goal_challenge::Column::ChallengeId), "The challenges that it meets (Swedish: utmaningar).")
            .linked::<mission::Entity>("missions", Path::over::<mission_societal_goal::Entity>(mission_societal_goal::Column::SocietalGoalId, mission_societal_goal::Column::MissionId), "The missions that serve it (Swedish: missioner).")
            .linked::<initiative::Entity>("initiatives", Path::over::<initiative_societal_goal::Entity>(initiative_societal_goal::Column::SocietalGoalId, initiative_societal_goal::Column::InitiativeId), "The initiatives that work towards it (Swedish: initiativ).")
            .portfolio()
            .linked::<learning::Entity>("learnings", Path::over::<learning_societal_goal::Entity>(learning_societal_goal::Column::SocietalGoalId, learning_societal_goal::Column::LearningId), "The learnings that bring it closer (Swedish: lärande).")
            .actions()
            .editable()
}

impl Fields<Entity> {
    fn portfolio(self) -> Self {
        self.computed_object::<Portfolio>(
            "portfolio",
            "The initiatives towards it as a whole (Swedish: portfölj).",
            |shown| Portfolio::OfSocietalGoal(shown.clone()),
        )
    }
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![
        mutation::<DraftSocietalGoal>(),
        mutation::<ChooseSocietalGoal>(),
        mutation::<UpdateSocietalGoal>(),
        mutation::<RetireSocietalGoal>(),
    ]
}

/// What a societal goal is linked to, as ids of the input; what is none stays.
struct Named {
    goals: Option<Vec<ID>>,
    targets: Option<Vec<ID>>,
    participants: Option<Vec<ID>>,
    challenges: Option<Vec<ID>>,
}

/// The same as keys.
struct Links {
    goals: Option<Vec<Uuid>>,
    targets: Option<Vec<Uuid>>,
    participants: Option<Vec<Uuid>>,
    challenges: Option<Vec<Uuid>>,
}

impl Named {
    /// `goal` is the one that is linked, where it is there already.
    async fn read(self, focus_area: Option<Uuid>, goal: Option<Uuid>, call: &mut Call<'_>) -> Result<Links, Failure> {
        let Named { goals, targets, participants, challenges } = self;
        let participants = match participants {
            Some(ids) => Some(participants_among(&ids, goal, call).await?),
            None => None,
        };
        Ok(Links {
            participants,
            goals: call.maybe_keys::<agenda_goal::Entity>("goalIds", goals, None).await?,
            targets: call.maybe_keys::<agenda_target::Entity>("targetIds", targets, None).await?,
            challenges: call.maybe_keys::<challenge::Entity>("challengeIds", challenges, focus_area).await?,
        })
    }
}

/// The persons with these ids; those who take part already whatever has become of them.
async fn participants_among(ids: &[ID], goal: Option<Uuid>, call: &mut Call<'_>) -> Result<Vec<Uuid>, Failure> {
    use societal_goal_participant::{Column, Entity as Participants};
    let columns = (Column::SocietalGoalId, Column::PersonId);
    let known = match goal {
        Some(goal) => call.write().linked::<Participants>(goal, columns).await?,
        None => vec![],
    };
    call.keys_beside::<person::Entity>("participantIds", ids, &known).await
}

impl Links {
    async fn write(self, id: Uuid, permit: &Permit, call: &mut Call<'_>) -> Result<(), Failure> {
        use societal_goal_challenge::{Column as Challenge, Entity as Challenges};
        use societal_goal_goal::{Column as Goal, Entity as Goals};
        use societal_goal_participant::{Column as Participant, Entity as Participants};
        use societal_goal_target::{Column as Target, Entity as Targets};
        let Links { goals, targets, participants, challenges } = self;
        let columns = (Goal::SocietalGoalId, Goal::GoalId);
        call.link::<Entity, Goals, agenda_goal::Entity>(permit, (id, "goals"), columns, goals).await?;
        let columns = (Target::SocietalGoalId, Target::TargetId);
        call.link::<Entity, Targets, agenda_target::Entity>(permit, (id, "targets"), columns, targets).await?;
        let columns = (Participant::SocietalGoalId, Participant::PersonId);
        call.link::<Entity, Participants, person::Entity>(permit, (id, "participants"), columns, participants).await?;
        let columns = (Challenge::SocietalGoalId, Challenge::ChallengeId);
        call.link::<Entity, Challenges, challenge::Entity>(permit, (id, "challenges"), columns, challenges).await
    }
}

/// `draftSocietalGoal`
struct DraftSocietalGoal;

/// What the Core Team of a focus area may come to choose.
#[derive(InputObject)]
struct DraftSocietalGoalInput {
    /// The focus area, which must be PRIORITISED.
    focus_area_id: ID,
    /// Its title.
    title: Text,
    /// Why it should be chosen.
    rationale: Option<Text>,
    /// The goals of Agenda 2030 that it takes up.
    goal_ids: Option<Vec<ID>>,
    /// The targets of Agenda 2030 that it takes up.
    target_ids: Option<Vec<ID>>,
    /// Who helps to work it out.
    participant_ids: Option<Vec<ID>>,
    /// The challenges that it meets, of the same focus area.
    challenge_ids: Option<Vec<ID>>,
}

impl Mutation for DraftSocietalGoal {
    const ACTION: Action = Action::DraftSocietalGoal;
    const DOC: &'static str = "Drafts a societal goal, which its focus area's Core Team can choose by `chooseSocietalGoal` (Swedish: utarbeta samhällsmål).";
    type Input = DraftSocietalGoalInput;
    type Done = Row<Entity>;

    async fn act(input: DraftSocietalGoalInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let DraftSocietalGoalInput {
            focus_area_id,
            title,
            rationale,
            goal_ids,
            target_ids,
            participant_ids,
            challenge_ids,
        } = input;
        let named =
            Named { goals: goal_ids, targets: target_ids, participants: participant_ids, challenges: challenge_ids };
        let worded = Worded::read(&focus_area_id, title, rationale, named, call).await?;
        let worded = call.all_of(worded)?;
        let permit = call.permit(&Regarding { focus_area: Some(worded.focus_area), ..Regarding::default() })?;
        worded.write(None, SocietalGoalStatus::Draft, &permit, call).await.map(Row)
    }
}

/// A societal goal as an input words it.
struct Worded {
    focus_area: Uuid,
    title: Texts,
    rationale: Option<Texts>,
    links: Links,
}

impl Worded {
    async fn read(
        focus_area: &ID,
        title: Text,
        rationale: Option<Text>,
        named: Named,
        call: &mut Call<'_>,
    ) -> Result<Option<Self>, Failure> {
        let focus_area = call.focus_area(focus_area, &[FocusAreaStatus::Prioritised]).await?;
        let focus_area = focus_area.map(|focus_area| focus_area.id);
        let title = call.title("title", title);
        let rationale = call.maybe_prose("rationale", rationale);
        let links = named.read(focus_area, None, call).await?;
        Ok(focus_area.map(|focus_area| Worded { focus_area, title, rationale, links }))
    }

    /// Writes it down, over its draft where there is one: what is left out is as the draft has it.
    async fn write(
        self,
        draft: Option<&Model>,
        status: SocietalGoalStatus,
        permit: &Permit,
        call: &mut Call<'_>,
    ) -> Result<Model, Failure> {
        let Worded { focus_area, title, rationale, links } = self;
        if let Some(draft) = draft {
            links.write(draft.id, permit, call).await?;
            let choose = |row: &mut ActiveModel| {
                row.status = Set(status);
                patch(row, "title", title.over());
                patch(row, "rationale", rationale.map(Texts::over).unwrap_or_default());
            };
            return call.update::<Entity>(permit, draft, choose).await;
        }
        let mut row = ActiveModel { focus_area_id: Set(focus_area), status: Set(status), ..ActiveModel::default() };
        set_text(&mut row, "title", Some(title));
        set_text(&mut row, "rationale", rationale);
        let goal = call.insert::<Entity>(permit, row).await?;
        links.write(goal.id, permit, call).await?;
        Ok(goal)
    }
}

/// `chooseSocietalGoal`
struct ChooseSocietalGoal;

/// What is to be handled within a focus area.
#[derive(InputObject)]
struct ChooseSocietalGoalInput {
    /// The focus area, which must be PRIORITISED.
    focus_area_id: ID,
    /// The draft that is chosen, if there is one: it becomes what is said here.
    draft_id: Option<ID>,
    /// The version of the draft.
    version: Option<i32>,
    /// Its title.
    title: Text,
    /// Why it is chosen.
    rationale: Option<Text>,
    /// The goals of Agenda 2030 that it takes up.
    goal_ids: Option<Vec<ID>>,
    /// The targets of Agenda 2030 that it takes up.
    target_ids: Option<Vec<ID>>,
    /// Who helped to work it out.
    participant_ids: Option<Vec<ID>>,
    /// The challenges that it meets, of the same focus area.
    challenge_ids: Option<Vec<ID>>,
    /// What the focus area's Core Team decided: APPROVED, since nothing is chosen otherwise.
    decision: DecisionInput,
}

impl Mutation for ChooseSocietalGoal {
    const ACTION: Action = Action::ChooseSocietalGoal;
    const DOC: &'static str = "Chooses goals and targets of Agenda 2030 to handle within a focus area: the Core Team's decision, written down with it (Swedish: välja samhällsmål).";
    type Input = ChooseSocietalGoalInput;
    type Done = AndDecision<Entity>;

    async fn act(input: ChooseSocietalGoalInput, call: &mut Call<'_>) -> Result<AndDecision<Entity>, Failure> {
        let ChooseSocietalGoalInput {
            focus_area_id,
            draft_id,
            version,
            title,
            rationale,
            goal_ids,
            target_ids,
            participant_ids,
            challenge_ids,
            decision,
        } = input;
        let named =
            Named { goals: goal_ids, targets: target_ids, participants: participant_ids, challenges: challenge_ids };
        let worded = Worded::read(&focus_area_id, title, rationale, named, call).await?;
        let focus_area = worded.as_ref().map(|worded| worded.focus_area);
        let draft = read_draft((draft_id, version), focus_area, call).await?;
        let (decided, team) = call.decision_of_core_team(focus_area, decision).await?;
        if decided.outcome != DecisionOutcome::Approved {
            call.fault("decision.outcome", FaultCode::Invalid, "fault-nothing-chosen", &Arguments::new());
        }
        let (worded, team) = call.all_of(worded.zip(team))?;
        let permit = call.permit(&Regarding { focus_area: Some(worded.focus_area), ..Regarding::default() })?;
        let goal = worded.write(draft.as_ref(), SocietalGoalStatus::Chosen, &permit, call).await?;
        let decision = call.record(&permit, decided, about(&goal, team), None).await?;
        Ok(AndDecision(goal, decision))
    }
}

/// The draft that is chosen, which belongs to the focus area that it is chosen for.
async fn read_draft(
    named: (Option<ID>, Option<i32>),
    focus_area: Option<Uuid>,
    call: &mut Call<'_>,
) -> Result<Option<Model>, Failure> {
    let (id, version) = match named {
        (None, _) => return Ok(None),
        (Some(id), Some(version)) => (id, version),
        (Some(_), None) => {
            call.fault("version", FaultCode::Invalid, "fault-draft-version", &Arguments::new());
            return Ok(None);
        }
    };
    let Some((draft, _)) = call.living::<Entity>("draftId", &id, version).await? else { return Ok(None) };
    if focus_area.is_some_and(|focus_area| focus_area != draft.focus_area_id) {
        call.fault("draftId", FaultCode::Invalid, "fault-draft-focus-area", &Arguments::new());
    }
    Ok(Some(draft))
}

/// What is decided about a societal goal is as public as the goal.
fn about(goal: &Model, team: Uuid) -> About {
    let title = Texts { sv: goal.title_sv.clone(), en: goal.title_en.clone() };
    About { team, subject: Some(Subject::SocietalGoal(goal.id)), title, audience: audience::PUBLIC }
}

/// `updateSocietalGoal`
struct UpdateSocietalGoal;

/// What is new; what is left out stays, what is null is cleared, and a list takes the place of the one there was.
#[derive(InputObject)]
struct UpdateSocietalGoalInput {
    /// The societal goal.
    societal_goal_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Its title.
    title: MaybeUndefined<Text>,
    /// Why it was chosen.
    rationale: MaybeUndefined<Text>,
    /// The goals of Agenda 2030 that it takes up.
    goal_ids: MaybeUndefined<Vec<ID>>,
    /// The targets of Agenda 2030 that it takes up.
    target_ids: MaybeUndefined<Vec<ID>>,
    /// Who helped to work it out.
    participant_ids: MaybeUndefined<Vec<ID>>,
    /// The challenges that it meets, of the same focus area.
    challenge_ids: MaybeUndefined<Vec<ID>>,
}

impl Mutation for UpdateSocietalGoal {
    const ACTION: Action = Action::UpdateSocietalGoal;
    const DOC: &'static str =
        "Changes the texts of a societal goal, and what it is linked to (Swedish: ändra samhällsmål).";
    type Input = UpdateSocietalGoalInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateSocietalGoalInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateSocietalGoalInput {
            societal_goal_id,
            version,
            title,
            rationale,
            goal_ids,
            target_ids,
            participant_ids,
            challenge_ids,
        } = input;
        let living = call.living::<Entity>(ID_FIELD, &societal_goal_id, version).await?;
        let title = call.patched_title("title", title);
        let rationale = call.patched_prose::<Entity>("rationale", rationale, living.as_ref().map(|(row, _)| row));
        let named = Named {
            goals: patched_list(goal_ids),
            targets: patched_list(target_ids),
            participants: patched_list(participant_ids),
            challenges: patched_list(challenge_ids),
        };
        let goal = living.as_ref().map(|(goal, _)| goal);
        let links = named.read(goal.map(|goal| goal.focus_area_id), goal.map(|goal| goal.id), call).await?;
        let (goal, permit) = call.all_of(living)?;
        let change = |row: &mut ActiveModel| {
            patch(row, "title", title);
            patch(row, "rationale", rationale);
        };
        links.write(goal.id, &permit, call).await?;
        call.update::<Entity>(&permit, &goal, change).await.map(Row)
    }
}

/// The field of the inputs that names the societal goal.
const ID_FIELD: &str = "societalGoalId";

/// `retireSocietalGoal`
struct RetireSocietalGoal;

/// What the Core Team decided about a societal goal.
#[derive(InputObject)]
struct RetireSocietalGoalInput {
    /// The societal goal.
    societal_goal_id: ID,
    /// The version that the decision was made on.
    version: i32,
    /// What the Core Team decided. Where it is not APPROVED, it is written down and the societal goal stays as it is.
    decision: DecisionInput,
}

impl Mutation for RetireSocietalGoal {
    const ACTION: Action = Action::RetireSocietalGoal;
    const DOC: &'static str = "Ceases to pursue a societal goal: the Core Team's decision, written down with it (Swedish: avveckla samhällsmål).";
    type Input = RetireSocietalGoalInput;
    type Done = AndDecision<Entity>;

    async fn act(input: RetireSocietalGoalInput, call: &mut Call<'_>) -> Result<AndDecision<Entity>, Failure> {
        let RetireSocietalGoalInput { societal_goal_id, version, decision } = input;
        let living = call.living::<Entity>(ID_FIELD, &societal_goal_id, version).await?;
        let focus_area = living.as_ref().map(|(goal, _)| goal.focus_area_id);
        let (decided, team) = call.decision_of_core_team(focus_area, decision).await?;
        let ((goal, permit), team) = call.all_of(living.zip(team))?;
        let is_approved = decided.outcome == DecisionOutcome::Approved;
        let decision = call.record(&permit, decided, about(&goal, team), None).await?;
        let goal = if is_approved {
            call.update::<Entity>(&permit, &goal, |row| row.status = Set(SocietalGoalStatus::Retired)).await?
        } else {
            goal
        };
        Ok(AndDecision(goal, decision))
    }
}
