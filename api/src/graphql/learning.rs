//! Learnings (lärande).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject};
use entity::learning::{ActiveModel, Column as C, Entity};
use entity::link::{learning_application, learning_societal_goal};
use entity::{initiative, societal_goal};

use sea_orm::Set;

use super::declare::{Call, Fields, Mutation, Root, Row, Text, Thing, mutation, set_text};
use super::initiative::{ID_FIELD, rows_within};
use crate::fault::{Failure, FaultCode};
use crate::policy::Action;
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "Learning";
    const ONE: &'static str = "learning";
    const MANY: &'static str = "learnings";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "What an initiative taught, and which societal goal that brings closer (Swedish: lärande).",
        &[(C::CreatedAt, true)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .prose("description", "What was learnt (Swedish: beskrivning).")
    .one::<initiative::Entity>("initiative", C::InitiativeId, "Which initiative taught it (Swedish: initiativ).")
    .linked::<societal_goal::Entity>(
        "societalGoals",
        Path::over::<learning_societal_goal::Entity>(
            learning_societal_goal::Column::LearningId,
            learning_societal_goal::Column::SocietalGoalId,
        )
        .few(),
        "The societal goals that it brings closer (Swedish: samhällsmål).",
    )
    .linked::<initiative::Entity>(
        "appliedIn",
        Path::over::<learning_application::Entity>(
            learning_application::Column::LearningId,
            learning_application::Column::InitiativeId,
        ),
        "The initiatives that apply it (Swedish: tillämpat i).",
    )
    .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<RecordLearning>(), mutation::<ApplyLearning>()]
}

/// `recordLearning`
struct RecordLearning;

/// What an initiative taught.
#[derive(InputObject)]
struct RecordLearningInput {
    /// The initiative that taught it.
    initiative_id: ID,
    /// Its title.
    title: Text,
    /// What was learnt.
    description: Option<Text>,
    /// The societal goals that it brings closer, of the same focus area.
    societal_goal_ids: Option<Vec<ID>>,
}

impl Mutation for RecordLearning {
    const ACTION: Action = Action::RecordLearning;
    const DOC: &'static str = "Writes down what an initiative taught, and which societal goals that brings closer (Swedish: anteckna lärande).";
    type Input = RecordLearningInput;
    type Done = Row<Entity>;

    async fn act(input: RecordLearningInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        use learning_societal_goal::Column as L;
        let RecordLearningInput { initiative_id, title, description, societal_goal_ids } = input;
        let initiative = call.belonging_to::<initiative::Entity>(ID_FIELD, &initiative_id).await?;
        let focus_area = initiative.as_ref().map(|(row, _)| row.focus_area_id);
        let ids = societal_goal_ids.unwrap_or_default();
        let of = |row: &societal_goal::Model| row.focus_area_id;
        let goals = rows_within::<societal_goal::Entity>(call, ("societalGoalIds", &ids), of, focus_area).await?;
        let title = call.title("title", title);
        let description = call.maybe_prose("description", description);
        let (initiative, permit) = call.all_of(initiative)?;
        let mut row = ActiveModel {
            initiative_id: Set(initiative.id),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            ..ActiveModel::default()
        };
        set_text(&mut row, "description", description);
        let learning = call.insert::<Entity>(&permit, row).await?;
        let goals: Vec<_> = goals.into_iter().map(|goal| goal.id).collect();
        let field = (learning.id, "societal_goals");
        let columns = (L::LearningId, L::SocietalGoalId);
        call.write().link::<Entity, learning_societal_goal::Entity>(&permit, field, columns, &goals).await?;
        Ok(Row(learning))
    }
}

/// `applyLearning`
struct ApplyLearning;

/// Where a learning was put to use.
#[derive(InputObject)]
struct ApplyLearningInput {
    /// The learning.
    learning_id: ID,
    /// The initiative in which it was put to use: another one than that which taught it.
    initiative_id: ID,
}

impl Mutation for ApplyLearning {
    const ACTION: Action = Action::ApplyLearning;
    const DOC: &'static str = "Notes that a learning was put to use in another initiative (Swedish: tillämpa lärande). It is that initiative that decides who may.";
    type Input = ApplyLearningInput;
    type Done = Row<Entity>;

    async fn act(input: ApplyLearningInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        use learning_application::Column as L;
        let ApplyLearningInput { learning_id, initiative_id } = input;
        let learning = call.row::<Entity>("learningId", &learning_id).await?;
        let initiative = call.belonging_to::<initiative::Entity>(ID_FIELD, &initiative_id).await?;
        let (learning, (initiative, permit)) = call.all_of(learning.zip(initiative))?;
        if learning.initiative_id == initiative.id {
            return call.refuse(ID_FIELD, FaultCode::Invalid, "fault-initiative-own-learning");
        }
        let columns = (L::LearningId, L::InitiativeId);
        let mut applied = call.write().linked::<learning_application::Entity>(learning.id, columns).await?;
        if applied.contains(&initiative.id) {
            return call.refuse(ID_FIELD, FaultCode::AlreadyExists, "fault-initiative-applies-learning");
        }
        applied.push(initiative.id);
        let field = (learning.id, "applied_in");
        call.write().link::<Entity, learning_application::Entity>(&permit, field, columns, &applied).await?;
        Ok(Row(call.write().as_left::<Entity>(&learning)))
    }
}
