//! What a Core Team makes of challenges: they are analysed, prioritised, declined. A mission adopts them.

use async_graphql::{ID, InputObject};
use entity::challenge::{ActiveModel, Entity};
use entity::kind::ChallengeStatus;
use sea_orm::Set;

use super::{ID_FIELD, PRIORITIES};
use crate::fault::Failure;
use crate::graphql::declare::{Call, Mutation, Root, Row, Text, mutation, set_text};
use crate::policy::Action;

/// The steps.
pub(super) fn mutations() -> Vec<Root> {
    vec![mutation::<AnalyseChallenge>(), mutation::<PrioritiseChallenge>(), mutation::<DeclineChallenge>()]
}

/// `analyseChallenge`
struct AnalyseChallenge;

/// What the analysis of a challenge found.
#[derive(InputObject)]
struct AnalyseChallengeInput {
    /// The challenge.
    challenge_id: ID,
    /// The version that was analysed.
    version: i32,
    /// What was found. It takes the place of an earlier analysis.
    analysis: Text,
}

impl Mutation for AnalyseChallenge {
    const ACTION: Action = Action::AnalyseChallenge;
    const DOC: &'static str =
        "Writes down what the Core Team's analysis of a challenge found (Swedish: analysera utmaning).";
    type Input = AnalyseChallengeInput;
    type Done = Row<Entity>;

    async fn act(input: AnalyseChallengeInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let AnalyseChallengeInput { challenge_id, version, analysis } = input;
        let living = call.living::<Entity>(ID_FIELD, &challenge_id, version).await?;
        let analysis = call.prose("analysis", analysis);
        let (challenge, permit) = call.all_of(living)?;
        let change = |row: &mut ActiveModel| {
            set_text(row, "analysis", Some(analysis));
            row.status = Set(ChallengeStatus::Analysed);
        };
        call.update::<Entity>(&permit, &challenge, change).await.map(Row)
    }
}

/// `prioritiseChallenge`
struct PrioritiseChallenge;

/// Which priority a challenge has for all.
#[derive(InputObject)]
struct PrioritiseChallengeInput {
    /// The challenge.
    challenge_id: ID,
    /// The version that was prioritised.
    version: i32,
    /// The priority that the Core Team gives it, 1 (highest) to 5.
    priority: i32,
}

impl Mutation for PrioritiseChallenge {
    const ACTION: Action = Action::PrioritiseChallenge;
    const DOC: &'static str =
        "Gives an analysed challenge the Core Team's priority, or another one (Swedish: prioritera utmaning).";
    type Input = PrioritiseChallengeInput;
    type Done = Row<Entity>;

    async fn act(input: PrioritiseChallengeInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let PrioritiseChallengeInput { challenge_id, version, priority } = input;
        let living = call.living::<Entity>(ID_FIELD, &challenge_id, version).await?;
        call.within("priority", priority, PRIORITIES.0, PRIORITIES.1);
        let (challenge, permit) = call.all_of(living)?;
        let change = |row: &mut ActiveModel| {
            row.common_priority = Set(Some(priority));
            row.status = Set(ChallengeStatus::Prioritised);
        };
        call.update::<Entity>(&permit, &challenge, change).await.map(Row)
    }
}

/// `declineChallenge`
struct DeclineChallenge;

/// Which challenge is not taken on.
#[derive(InputObject)]
struct DeclineChallengeInput {
    /// The challenge.
    challenge_id: ID,
    /// The version that was declined.
    version: i32,
}

impl Mutation for DeclineChallenge {
    const ACTION: Action = Action::DeclineChallenge;
    const DOC: &'static str =
        "Does not take a challenge on; possible until a mission adopts it (Swedish: avböja utmaning).";
    type Input = DeclineChallengeInput;
    type Done = Row<Entity>;

    async fn act(input: DeclineChallengeInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let DeclineChallengeInput { challenge_id, version } = input;
        call.step::<Entity>(ID_FIELD, &challenge_id, version, |row| row.status = Set(ChallengeStatus::Declined)).await
    }
}
