//! Evaluations of initiatives (utvärderingar).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject};
use entity::evaluation::{ActiveModel, Column as C, Entity, Model};
use entity::kind::{EvaluationBy, Recommendation};
use entity::{initiative, person};

use sea_orm::Set;
use sea_orm::prelude::Uuid;

use super::declare::{Call, Choice, Fields, Mutation, Root, Row, Text, Texts, Thing, mutation};
use super::initiative::ID_FIELD;
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Role};
use crate::store::Permit;

impl Thing for Entity {
    const NAME: &'static str = "Evaluation";
    const ONE: &'static str = "evaluation";
    const MANY: &'static str = "evaluations";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("An owner's evaluation of an initiative, or a portfolio manager's review of its place in the portfolio (Swedish: utvärdering).", &[(C::At, true)])
            .time("at", C::At, "When (Swedish: tidpunkt).").ordered()
            .choice::<EvaluationBy>("by", C::By, "In what capacity (Swedish: utvärderat av).")
            .prose("summary", "What it found (Swedish: sammanfattning).")
            .choice::<Recommendation>("recommendation", C::Recommendation, "What it advises (Swedish: rekommendation).")
            .int("rating", C::Rating, "From 1 (poor) to 5 (excellent) (Swedish: betyg).")
            .one::<initiative::Entity>("initiative", C::InitiativeId, "Of which initiative (Swedish: initiativ).")
            .one::<person::Entity>("author", C::AuthorId, "Who wrote it (Swedish: författare).")
            .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<RecordEvaluation>()]
}

/// An evaluation whose input is right.
pub struct Review {
    /// Of which initiative.
    pub initiative: Uuid,
    /// In what capacity.
    pub by: EvaluationBy,
    /// What it found.
    pub summary: Texts,
    /// What it advises.
    pub recommendation: Option<Recommendation>,
    /// How good it finds the initiative.
    pub rating: Option<i32>,
}

impl Review {
    /// Writes it down, as the caller's and as of now.
    pub async fn record(self, permit: &Permit, call: &mut Call<'_>) -> Result<Model, Failure> {
        let Review { initiative, by, summary, recommendation, rating } = self;
        let row = ActiveModel {
            initiative_id: Set(initiative),
            by: Set(by),
            author_id: Set(call.actor().person()),
            at: Set(call.now()),
            summary_sv: Set(summary.sv),
            summary_en: Set(summary.en),
            recommendation: Set(recommendation),
            rating: Set(rating),
            ..ActiveModel::default()
        };
        call.insert::<Entity>(permit, row).await
    }
}

/// `recordEvaluation`
struct RecordEvaluation;

/// How an initiative was found to be.
#[derive(InputObject)]
struct RecordEvaluationInput {
    /// The initiative.
    initiative_id: ID,
    /// In what capacity: OWNER of the initiative, or PORTFOLIO manager. Only who is both needs to say.
    by: Option<Choice<EvaluationBy>>,
    /// What the evaluation found.
    summary: Text,
    /// What a portfolio manager advises; an owner advises nothing.
    recommendation: Option<Choice<Recommendation>>,
    /// From 1 (poor) to 5 (excellent).
    rating: Option<i32>,
}

impl Mutation for RecordEvaluation {
    const ACTION: Action = Action::RecordEvaluation;
    const DOC: &'static str = "Writes down an owner's evaluation of an initiative, or a portfolio manager's review of its place in the portfolio (Swedish: utvärdera initiativ).";
    type Input = RecordEvaluationInput;
    type Done = Row<Entity>;

    async fn act(input: RecordEvaluationInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let RecordEvaluationInput { initiative_id, by, summary, recommendation, rating } = input;
        let initiative = call.belonging_to::<initiative::Entity>(ID_FIELD, &initiative_id).await?;
        let by = match &initiative {
            Some((initiative, _)) => capacity(by.map(|by| by.0), initiative.id, call),
            None => None,
        };
        let summary = call.prose("summary", summary);
        let recommendation = recommendation.map(|recommendation| recommendation.0);
        match (by, recommendation) {
            (Some(EvaluationBy::Portfolio), None) => {
                call.fault("recommendation", FaultCode::Invalid, "fault-initiative-no-advice", &Arguments::new());
            }
            (Some(EvaluationBy::Owner), Some(_)) => {
                call.fault("recommendation", FaultCode::Invalid, "fault-initiative-owners-advice", &Arguments::new());
            }
            _ => {}
        }
        if let Some(rating) = rating {
            call.within("rating", rating, 1, 5);
        }
        let ((initiative, permit), by) = call.all_of(initiative.zip(by))?;
        let review = Review { initiative: initiative.id, by, summary, recommendation, rating };
        review.record(&permit, call).await.map(Row)
    }
}

/// The capacity in which the caller evaluates the initiative, if they are in no other or say in which.
fn capacity(said: Option<EvaluationBy>, initiative: Uuid, call: &mut Call<'_>) -> Option<EvaluationBy> {
    let actor = call.actor();
    let has = |role| actor.roles.contains(&role) || actor.roles.contains(&Role::Administrator);
    let owns = actor.relations.owned_initiatives.contains(&initiative) || has(Role::Administrator);
    let by = match said {
        Some(EvaluationBy::Owner) => owns,
        Some(EvaluationBy::Portfolio) => has(Role::PortfolioManager),
        None => owns != has(Role::PortfolioManager),
    }
    .then(|| said.unwrap_or(if owns { EvaluationBy::Owner } else { EvaluationBy::Portfolio }));
    if by.is_none() {
        call.fault("by", FaultCode::Invalid, "fault-initiative-capacity", &Arguments::new());
    }
    by
}
