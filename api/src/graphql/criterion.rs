//! Criteria (kriterier).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::criterion::{ActiveModel, Column as C, Entity, Model};
use entity::screening_answer;

use sea_orm::{ColumnTrait, Set};

use super::declare::{Call, Fields, Mutation, Root, Row, Text, Thing, mutation, patch, set_text};
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};

impl Thing for Entity {
    const NAME: &'static str = "Criterion";
    const ONE: &'static str = "criterion";
    const MANY: &'static str = "criteria";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "What an initiative must meet to be able to enter the portfolio (Swedish: kriterium).",
        &[(C::Position, false)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .prose("description", "What it asks for (Swedish: beskrivning).")
    .boolean(
        "isMandatory",
        C::IsMandatory,
        "Whether an initiative that does not meet it is rejected (Swedish: obligatoriskt).",
    )
    .int("position", C::Position, "Its place in the order of criteria, from 1.")
    .ordered()
    .time("retiredAt", C::RetiredAt, "When it ceased to be asked for; null while it is.")
    .many::<screening_answer::Entity>("answers", screening_answer::Column::CriterionId, "How initiatives met it.")
    .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<CreateCriterion>(), mutation::<UpdateCriterion>(), mutation::<RetireCriterion>()]
}

impl Call<'_> {
    /// The criterion as the caller knows it, if it is still asked for.
    async fn criterion(&mut self, id: &ID, version: i32) -> Result<Option<Model>, Failure> {
        let criterion = self.editable::<Entity>("criterionId", id, version).await?;
        if criterion.as_ref().is_some_and(|criterion| criterion.retired_at.is_some()) {
            self.fault("criterionId", FaultCode::WrongState, "fault-criterion-retired", &Arguments::new());
        }
        Ok(criterion)
    }

    /// All criteria that are asked for today.
    pub async fn criteria(&self) -> Result<Vec<Model>, Failure> {
        self.find::<Entity>(C::RetiredAt.is_null().into()).await
    }
}

/// `createCriterion`
struct CreateCriterion;

/// What an initiative is to meet.
#[derive(InputObject)]
struct CreateCriterionInput {
    /// Its title.
    title: Text,
    /// What it asks for.
    description: Option<Text>,
    /// Whether an initiative that does not meet it is rejected.
    is_mandatory: bool,
}

impl Mutation for CreateCriterion {
    const ACTION: Action = Action::CreateCriterion;
    const DOC: &'static str =
        "Adds a criterion, after the others. Screenings ask for it from now on (Swedish: lägga till kriterium).";
    type Input = CreateCriterionInput;
    type Done = Row<Entity>;

    async fn act(input: CreateCriterionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let CreateCriterionInput { title, description, is_mandatory } = input;
        let title = call.title("title", title);
        let description = call.maybe_prose("description", description);
        call.check()?;
        let permit = call.permit(&Regarding::default())?;
        let last = call.criteria().await?.iter().map(|criterion| criterion.position).max();
        let mut row = ActiveModel {
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            is_mandatory: Set(is_mandatory),
            position: Set(1 + last.unwrap_or(0)),
            retired_at: Set(None),
            ..ActiveModel::default()
        };
        set_text(&mut row, "description", description);
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}

/// `updateCriterion`
struct UpdateCriterion;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateCriterionInput {
    /// The criterion; it is still asked for.
    criterion_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Its title.
    title: MaybeUndefined<Text>,
    /// What it asks for.
    description: MaybeUndefined<Text>,
    /// Whether an initiative that does not meet it is rejected, from now on.
    is_mandatory: MaybeUndefined<bool>,
}

impl Mutation for UpdateCriterion {
    const ACTION: Action = Action::UpdateCriterion;
    const DOC: &'static str =
        "Changes a criterion. What was screened before stays as it is (Swedish: ändra kriterium).";
    type Input = UpdateCriterionInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateCriterionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateCriterionInput { criterion_id, version, title, description, is_mandatory } = input;
        let criterion = call.criterion(&criterion_id, version).await?;
        let title = call.patched_title("title", title);
        let description = call.patched_prose::<Entity>("description", description, criterion.as_ref());
        let is_mandatory = call.required("isMandatory", is_mandatory);
        let criterion = call.all_of(criterion)?;
        let permit = call.permit(&Regarding::default())?;
        let change = |row: &mut ActiveModel| {
            patch(row, "title", title);
            patch(row, "description", description);
            is_mandatory.into_iter().for_each(|is_mandatory| row.is_mandatory = Set(is_mandatory));
        };
        call.update::<Entity>(&permit, &criterion, change).await.map(Row)
    }
}

/// `retireCriterion`
struct RetireCriterion;

/// Which criterion.
#[derive(InputObject)]
struct RetireCriterionInput {
    /// The criterion; it is still asked for.
    criterion_id: ID,
    /// The version that the choice was made on.
    version: i32,
}

impl Mutation for RetireCriterion {
    const ACTION: Action = Action::RetireCriterion;
    const DOC: &'static str =
        "Ceases to ask for a criterion. What was screened before keeps its answers (Swedish: avveckla kriterium).";
    type Input = RetireCriterionInput;
    type Done = Row<Entity>;

    async fn act(input: RetireCriterionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let RetireCriterionInput { criterion_id, version } = input;
        let criterion = call.criterion(&criterion_id, version).await?;
        let criterion = call.all_of(criterion)?;
        let permit = call.permit(&Regarding::default())?;
        let now = call.now();
        call.update::<Entity>(&permit, &criterion, |row| row.retired_at = Set(Some(now))).await.map(Row)
    }
}
