//! Into the portfolio, out of it, and the Core Team's decision on what is in it.

use async_graphql::{ID, InputObject};
use entity::initiative::Entity;
use entity::kind::{DecisionOutcome, EvaluationBy, InitiativeStatus, Recommendation, SocietalGoalStatus};
use entity::link::initiative_societal_goal;
use entity::{evaluation, societal_goal};
use sea_orm::Set;

use super::{And, ID_FIELD, SOCIETAL_GOALS, link, rows_within};
use crate::fault::{Failure, FaultCode};
use crate::graphql::decision::{About, AndDecision, DecisionInput, Subject};
use crate::graphql::declare::{Call, Mutation, Root, Row, Text, Texts, mutation};
use crate::graphql::evaluation::Review;
use crate::message::Arguments;
use crate::policy::Action;

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<PlaceInPortfolio>(), mutation::<RemoveFromPortfolio>(), mutation::<DecideInitiative>()]
}

/// `placeInPortfolio`
struct PlaceInPortfolio;

/// Where an initiative has its place.
#[derive(InputObject)]
struct PlaceInPortfolioInput {
    /// The initiative.
    initiative_id: ID,
    /// The version that the choice was made on.
    version: i32,
    /// The societal goals in whose portfolio it is to be: at least one, all CHOSEN and of the initiative's focus area.
    /// They take the place of those that it named itself.
    societal_goal_ids: Vec<ID>,
}

impl Mutation for PlaceInPortfolio {
    const ACTION: Action = Action::PlaceInPortfolio;
    const DOC: &'static str = "Places a screened initiative in the portfolio of its focus area and of societal goals within it (Swedish: placera i portföljen).";
    type Input = PlaceInPortfolioInput;
    type Done = Row<Entity>;

    async fn act(input: PlaceInPortfolioInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        const GOALS: &str = "societalGoalIds";
        let PlaceInPortfolioInput { initiative_id, version, societal_goal_ids } = input;
        let living = call.living::<Entity>(ID_FIELD, &initiative_id, version).await?;
        let focus_area = living.as_ref().map(|(row, _)| row.focus_area_id);
        let of = |row: &societal_goal::Model| row.focus_area_id;
        let goals = rows_within::<societal_goal::Entity>(call, (GOALS, &societal_goal_ids), of, focus_area).await?;
        if societal_goal_ids.is_empty() {
            call.fault(GOALS, FaultCode::Invalid, "fault-initiative-no-goal", &Arguments::new());
        }
        if goals.iter().any(|goal| goal.status != SocietalGoalStatus::Chosen) {
            call.fault(GOALS, FaultCode::WrongState, "fault-initiative-goal-not-chosen", &Arguments::new());
        }
        let (initiative, permit) = call.all_of(living)?;
        let goals: Vec<_> = goals.into_iter().map(|goal| goal.id).collect();
        link::<initiative_societal_goal::Entity>(call, &permit, initiative.id, SOCIETAL_GOALS, &goals).await?;
        let placed = |row: &mut entity::initiative::ActiveModel| row.status = Set(InitiativeStatus::InPortfolio);
        call.update::<Entity>(&permit, &initiative, placed).await.map(Row)
    }
}

/// `removeFromPortfolio`
struct RemoveFromPortfolio;

/// What is to leave the portfolio, and why.
#[derive(InputObject)]
struct RemoveFromPortfolioInput {
    /// The initiative.
    initiative_id: ID,
    /// The version that the choice was made on.
    version: i32,
    /// Why: what the review of its place found.
    summary: Text,
}

impl Mutation for RemoveFromPortfolio {
    const ACTION: Action = Action::RemoveFromPortfolio;
    const DOC: &'static str = "Takes an initiative out of the portfolio; the review that says why is written down with it (Swedish: ta ut ur portföljen).";
    type Input = RemoveFromPortfolioInput;
    type Done = And<evaluation::Entity>;

    async fn act(input: RemoveFromPortfolioInput, call: &mut Call<'_>) -> Result<And<evaluation::Entity>, Failure> {
        let RemoveFromPortfolioInput { initiative_id, version, summary } = input;
        let living = call.living::<Entity>(ID_FIELD, &initiative_id, version).await?;
        let summary = call.prose("summary", summary);
        let (initiative, permit) = call.all_of(living)?;
        let (by, recommendation) = (EvaluationBy::Portfolio, Some(Recommendation::Remove));
        let review = Review { initiative: initiative.id, by, summary, recommendation, rating: None };
        let review = review.record(&permit, call).await?;
        let removed = |row: &mut entity::initiative::ActiveModel| row.status = Set(InitiativeStatus::Removed);
        Ok(And(call.update::<Entity>(&permit, &initiative, removed).await?, review))
    }
}

/// `decideInitiative`
struct DecideInitiative;

/// What the Core Team decided about an initiative.
#[derive(InputObject)]
struct DecideInitiativeInput {
    /// The initiative.
    initiative_id: ID,
    /// The version that the decision was made on.
    version: i32,
    /// What the Core Team of its focus area decided. APPROVED: it can be started. DECLINED: it is REJECTED. DEFERRED: it
    /// stays as it is.
    decision: DecisionInput,
}

impl Mutation for DecideInitiative {
    const ACTION: Action = Action::DecideInitiative;
    const DOC: &'static str = "Decides whether an initiative in the portfolio is carried out: the Core Team's decision, written down with it (Swedish: besluta om initiativ).";
    type Input = DecideInitiativeInput;
    type Done = AndDecision<Entity>;

    async fn act(input: DecideInitiativeInput, call: &mut Call<'_>) -> Result<AndDecision<Entity>, Failure> {
        let DecideInitiativeInput { initiative_id, version, decision } = input;
        let living = call.living::<Entity>(ID_FIELD, &initiative_id, version).await?;
        let focus_area = living.as_ref().map(|(row, _)| row.focus_area_id);
        let (decided, team) = call.decision_of_core_team(focus_area, decision).await?;
        let ((initiative, permit), team) = call.all_of(living.zip(team))?;
        let status = match decided.outcome {
            DecisionOutcome::Approved => Some(InitiativeStatus::Approved),
            DecisionOutcome::Declined => Some(InitiativeStatus::Rejected),
            DecisionOutcome::Deferred => None,
        };
        let title = Texts { sv: initiative.title_sv.clone(), en: initiative.title_en.clone() };
        let subject = Some(Subject::Initiative(initiative.id));
        let about = About { team, subject, title, audience: initiative.audience_id };
        let decision = call.record(&permit, decided, about, None).await?;
        let initiative = match status {
            Some(status) => call.update::<Entity>(&permit, &initiative, |row| row.status = Set(status)).await?,
            None => initiative,
        };
        Ok(AndDecision(initiative, decision))
    }
}
