//! Root causes (rotorsaker).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject};
use entity::root_cause::{ActiveModel, Column as C, Entity};
use entity::{challenge, initiative};

use sea_orm::Set;

use super::declare::{Call, Fields, Mutation, Root, Row, Text, Thing, mutation, set_text};
use super::initiative::{ID_FIELD, rows_within};
use crate::fault::Failure;
use crate::policy::Action;

impl Thing for Entity {
    const NAME: &'static str = "RootCause";
    const ONE: &'static str = "rootCause";
    const MANY: &'static str = "rootCauses";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("A root cause of a challenge, or of an opportunity, found while an initiative was carried out (Swedish: rotorsak).", &[(C::CreatedAt, true)])
            .translated("title", "Its title (Swedish: titel).")
            .prose("description", "What it is (Swedish: beskrivning).")
            .boolean("isOpportunity", C::IsOpportunity, "Whether it is the cause of an opportunity (Swedish: möjlighet).")
            .one::<initiative::Entity>("initiative", C::InitiativeId, "Which initiative found it (Swedish: initiativ).")
            .one::<challenge::Entity>("challenge", C::ChallengeId, "Of which challenge (Swedish: utmaning).")
            .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<RecordRootCause>()]
}

/// `recordRootCause`
struct RecordRootCause;

/// What an initiative found to be the cause of something.
#[derive(InputObject)]
struct RecordRootCauseInput {
    /// The initiative that found it.
    initiative_id: ID,
    /// The challenge that it is a cause of, within the same focus area.
    challenge_id: Option<ID>,
    /// Its title.
    title: Text,
    /// What it is.
    description: Option<Text>,
    /// Whether it is the cause of an opportunity, and not of a problem; false where nothing is said.
    is_opportunity: Option<bool>,
}

impl Mutation for RecordRootCause {
    const ACTION: Action = Action::RecordRootCause;
    const DOC: &'static str =
        "Writes down a root cause that was found while an initiative was carried out (Swedish: anteckna rotorsak).";
    type Input = RecordRootCauseInput;
    type Done = Row<Entity>;

    async fn act(input: RecordRootCauseInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let RecordRootCauseInput { initiative_id, challenge_id, title, description, is_opportunity } = input;
        let initiative = call.belonging_to::<initiative::Entity>(ID_FIELD, &initiative_id).await?;
        let focus_area = initiative.as_ref().map(|(row, _)| row.focus_area_id);
        let named = ("challengeId", challenge_id.as_slice());
        let of = |row: &challenge::Model| row.focus_area_id;
        let challenge = rows_within::<challenge::Entity>(call, named, of, focus_area).await?.pop();
        let title = call.title("title", title);
        let description = call.maybe_prose("description", description);
        let (initiative, permit) = call.all_of(initiative)?;
        let mut row = ActiveModel {
            initiative_id: Set(initiative.id),
            challenge_id: Set(challenge.map(|challenge| challenge.id)),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            is_opportunity: Set(is_opportunity.unwrap_or_default()),
            ..ActiveModel::default()
        };
        set_text(&mut row, "description", description);
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}
