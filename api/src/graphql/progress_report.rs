//! Progress reports of initiatives (lägesrapporter).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject};
use entity::progress_report::{ActiveModel, Column as C, Entity};
use entity::{initiative, person};

use sea_orm::Set;

use super::declare::{Call, Fields, Mutation, Root, Row, Text, Thing, mutation};
use super::initiative::ID_FIELD;
use crate::fault::Failure;
use crate::policy::Action;

impl Thing for Entity {
    const NAME: &'static str = "ProgressReport";
    const ONE: &'static str = "progressReport";
    const MANY: &'static str = "progressReports";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("What an owner reported on the way (Swedish: lägesrapport).", &[(C::At, true)])
        .time("at", C::At, "When (Swedish: tidpunkt).")
        .ordered()
        .prose("summary", "What there is to say (Swedish: sammanfattning).")
        .one::<initiative::Entity>("initiative", C::InitiativeId, "Of which initiative (Swedish: initiativ).")
        .one::<person::Entity>("author", C::AuthorId, "Who wrote it (Swedish: författare).")
        .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<RecordProgress>()]
}

/// `recordProgress`
struct RecordProgress;

/// How an initiative goes.
#[derive(InputObject)]
struct RecordProgressInput {
    /// The initiative.
    initiative_id: ID,
    /// What there is to say.
    summary: Text,
}

impl Mutation for RecordProgress {
    const ACTION: Action = Action::RecordProgress;
    const DOC: &'static str = "Reports how an initiative that is carried out goes (Swedish: rapportera läget).";
    type Input = RecordProgressInput;
    type Done = Row<Entity>;

    async fn act(input: RecordProgressInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let RecordProgressInput { initiative_id, summary } = input;
        let initiative = call.belonging_to::<initiative::Entity>(ID_FIELD, &initiative_id).await?;
        let summary = call.prose("summary", summary);
        let (initiative, permit) = call.all_of(initiative)?;
        let row = ActiveModel {
            initiative_id: Set(initiative.id),
            at: Set(call.now()),
            summary_sv: Set(summary.sv),
            summary_en: Set(summary.en),
            author_id: Set(call.actor().person()),
            ..ActiveModel::default()
        };
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}
