//! Screenings of initiatives against the criteria (granskningar).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject};
use entity::kind::{InitiativeStatus, ScreeningOutcome};
use entity::screening::{ActiveModel, Column as C, Entity};
use entity::{criterion, initiative, person, screening_answer};

use sea_orm::Set;
use sea_orm::prelude::Uuid;

use super::declare::{Call, Fields, Mutation, Root, Text, Texts, Thing, mutation, set_text};
use super::initiative::{And, ID_FIELD};
use crate::fault::{Failure, FaultCode};
use crate::language::Language;
use crate::message::Arguments;
use crate::policy::Action;

impl Thing for Entity {
    const NAME: &'static str = "Screening";
    const ONE: &'static str = "screening";
    const MANY: &'static str = "screenings";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("How an initiative was screened against the criteria (Swedish: granskning).", &[(C::At, true)])
        .time("at", C::At, "When (Swedish: tidpunkt).")
        .ordered()
        .choice::<ScreeningOutcome>("outcome", C::Outcome, "What it came to (Swedish: utfall).")
        .one::<initiative::Entity>("initiative", C::InitiativeId, "Of which initiative (Swedish: initiativ).")
        .one::<person::Entity>("screenedBy", C::ScreenedById, "Who screened it (Swedish: granskad av).")
        .list::<screening_answer::Entity>(
            "answers",
            screening_answer::Column::ScreeningId,
            "How each criterion was met (Swedish: svar).",
        )
        .search_in::<initiative::Entity>(C::InitiativeId)
        .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<ScreenInitiative>()]
}

/// `screenInitiative`
struct ScreenInitiative;

/// How an initiative meets the criteria.
#[derive(InputObject)]
struct ScreenInitiativeInput {
    /// The initiative.
    initiative_id: ID,
    /// The version that was screened.
    version: i32,
    /// The answers: one for every mandatory criterion, and none twice. Others may be left out.
    answers: Vec<ScreeningAnswerInput>,
}

/// How an initiative meets one criterion.
#[derive(InputObject)]
struct ScreeningAnswerInput {
    /// The criterion; it is still asked for.
    criterion_id: ID,
    /// Whether the initiative meets it.
    is_met: bool,
    /// Why.
    motivation: Option<Text>,
}

/// An answer whose input is right.
struct Answered {
    criterion: criterion::Model,
    is_met: bool,
    motivation: Option<Texts>,
}

impl Mutation for ScreenInitiative {
    const ACTION: Action = Action::ScreenInitiative;
    const DOC: &'static str = "Screens an initiative against the criteria as they are today: SCREENED where it meets every mandatory one, else REJECTED. A new screening takes the place of the last (Swedish: granska initiativ).";
    type Input = ScreenInitiativeInput;
    type Done = And<Entity>;

    async fn act(input: ScreenInitiativeInput, call: &mut Call<'_>) -> Result<And<Entity>, Failure> {
        let ScreenInitiativeInput { initiative_id, version, answers } = input;
        let living = call.living::<initiative::Entity>(ID_FIELD, &initiative_id, version).await?;
        let answers = answered(answers, call).await?;
        let (initiative, permit) = call.all_of(living)?;
        let has_passed = answers.iter().all(|answer| answer.is_met || !answer.criterion.is_mandatory);
        let (outcome, status) = match has_passed {
            true => (ScreeningOutcome::Passed, InitiativeStatus::Screened),
            false => (ScreeningOutcome::Failed, InitiativeStatus::Rejected),
        };
        let row = ActiveModel {
            initiative_id: Set(initiative.id),
            screened_by_id: Set(call.actor().person()),
            at: Set(call.now()),
            outcome: Set(outcome),
            ..ActiveModel::default()
        };
        let screening = call.insert::<Entity>(&permit, row).await?;
        for answer in answers {
            call.insert::<screening_answer::Entity>(&permit, answer.of(screening.id)).await?;
        }
        let step = initiative::ActiveModel { status: Set(status), ..initiative.clone().into() };
        // the next version even where the outcome is that of the last screening, so that nobody screens it unaware of this one
        Ok(And(call.write().touch::<initiative::Entity>(&permit, &initiative, step).await?, screening))
    }
}

impl Answered {
    fn of(self, screening: Uuid) -> screening_answer::ActiveModel {
        let Answered { criterion, is_met, motivation } = self;
        let mut row = screening_answer::ActiveModel {
            screening_id: Set(screening),
            criterion_id: Set(criterion.id),
            is_met: Set(is_met),
            ..screening_answer::ActiveModel::default()
        };
        set_text(&mut row, "motivation", motivation);
        row
    }
}

/// Reads the answers and holds them against the criteria as they are at this moment.
async fn answered(answers: Vec<ScreeningAnswerInput>, call: &mut Call<'_>) -> Result<Vec<Answered>, Failure> {
    const CRITERION: &str = "answers.criterionId";
    let criteria = answers.iter().map(|answer| &answer.criterion_id);
    let criteria = call.row_of_each::<criterion::Entity>(CRITERION, criteria).await?;
    let mut found: Vec<Answered> = vec![];
    for (ScreeningAnswerInput { is_met, motivation, .. }, criterion) in answers.into_iter().zip(criteria) {
        let motivation = call.maybe_prose("answers.motivation", motivation);
        let Some(criterion) = criterion else { continue };
        let language = call.language;
        if criterion.retired_at.is_some() {
            let values = named("criterion", [&criterion], language);
            call.fault(CRITERION, FaultCode::WrongState, "fault-screening-retired", &values);
        }
        if found.iter().any(|answer| answer.criterion.id == criterion.id) {
            let values = named("criterion", [&criterion], language);
            call.fault(CRITERION, FaultCode::Invalid, "fault-screening-twice", &values);
        }
        found.push(Answered { criterion, is_met, motivation });
    }
    let criteria = call.criteria().await?;
    let is_answered = |criterion: &criterion::Model| found.iter().any(|answer| answer.criterion.id == criterion.id);
    let missing: Vec<_> = criteria.iter().filter(|one| one.is_mandatory && !is_answered(one)).collect();
    if !missing.is_empty() {
        let values = named("criteria", missing, call.language);
        call.fault("answers", FaultCode::Invalid, "fault-screening-unanswered", &values);
    }
    Ok(found)
}

/// The titles of criteria, as a value of a message.
fn named<'a>(
    value: &'static str,
    criteria: impl IntoIterator<Item = &'a criterion::Model>,
    language: Language,
) -> Arguments<'static> {
    let title = |criterion: &criterion::Model| match (&criterion.title_en, language) {
        (Some(title), Language::En) => title.clone(),
        _ => criterion.title_sv.clone(),
    };
    let titles: Vec<String> = criteria.into_iter().map(title).collect();
    let mut values = Arguments::new();
    values.set(value, titles.join(", "));
    values
}
