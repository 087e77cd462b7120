//! The collaboration itself: its statements, and what it consists of.

use std::sync::LazyLock;

use async_graphql::{InputObject, MaybeUndefined};
use entity::collaboration::{ActiveModel, Column as C, Entity};
use entity::{document, focus_area, organisation, support_function};
use sea_orm::{ColumnTrait, Condition, Set};

use super::declare::{
    At, Call, Connection, Fields, Mutation, Output, Request, Root, Row, Scope, Shown, Text, Thing, connection,
    mutation, page_arguments, patch, resolved, whole,
};
use crate::fault::Failure;
use crate::policy::{Action, Regarding};
use crate::store::Filter;

impl Thing for Entity {
    const NAME: &'static str = "Collaboration";
    const ONE: &'static str = "collaboration";
    const MANY: &'static str = "collaborations";
    const IS_NODE: bool = false;

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("The collaboration itself (Swedish: Samhällskontraktet).", &[(C::Name, false)])
        .text("name", C::Name, "Its name (Swedish: namn).")
        .prose("vision", "What it strives for; null until it is written down (Swedish: vision).")
        .prose("mission", "What it is there for; null until it is written down (Swedish: mission).")
        .prose("guidingPerspectives", "What guides it; null until it is written down (Swedish: styrande perspektiv).")
        .all_of::<organisation::Entity>("organisations", "Its parties (Swedish: parter).", |_| {
            Filter::declared(Condition::all().add(organisation::Column::IsParty.eq(true)))
        })
        .all_of::<focus_area::Entity>("focusAreas", "Its focus areas (Swedish: fokusområden).", |_| Filter::none())
        .all_of::<support_function::Entity>(
            "supportFunctions",
            "The functions that help initiatives (Swedish: funktioner).",
            |_| Filter::none(),
        )
        .all_of::<document::Entity>("documents", "Its documents (Swedish: dokument).", |_| Filter::none())
        .editable()
}

impl Fields<Entity> {
    /// All rows of `R` that pass a filter: everything there is belongs to the collaboration.
    fn all_of<R: Thing>(self, name: &'static str, doc: &str, only: fn(&Request) -> Filter<R>) -> Self {
        self.asked::<Connection<R>>(name, doc, page_arguments::<R>, move |_, ctx| {
            Box::pin(async move { connection(ctx, Scope::All { only: only(Request::of(ctx)) }).await })
        })
    }
}

/// `collaboration`.
pub fn root() -> Root {
    let output = Output::later::<Shown<Entity>>(
        |_| vec![],
        |_, ctx| {
            Box::pin(async move {
                let request = Request::of(ctx);
                let rows = request.page::<Entity>(&whole::<Entity>()).await.at(ctx)?;
                resolved(ctx, &rows.first().cloned().map(Shown::<Entity>::now)).await
            })
        },
    );
    Root { name: "collaboration", doc: "The collaboration itself (Swedish: Samhällskontraktet).".into(), output }
}

/// The longest name.
const LONGEST_NAME: usize = 200;

/// What can be done with it.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<UpdateCollaboration>()]
}

/// `updateCollaboration`
struct UpdateCollaboration;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateCollaborationInput {
    /// The version that the edit was made on.
    version: i32,
    /// Its name.
    name: MaybeUndefined<String>,
    /// What it strives for.
    vision: MaybeUndefined<Text>,
    /// What it is there for.
    mission: MaybeUndefined<Text>,
    /// What guides it.
    guiding_perspectives: MaybeUndefined<Text>,
}

impl Mutation for UpdateCollaboration {
    const ACTION: Action = Action::UpdateCollaboration;
    const DOC: &'static str =
        "Changes the collaboration's own statements (Swedish: ändra vision, mission och styrande perspektiv).";
    type Input = UpdateCollaborationInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateCollaborationInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateCollaborationInput { version, name, vision, mission, guiding_perspectives } = input;
        let collaboration = call.find::<Entity>(Condition::all()).await?.pop();
        if let Some(collaboration) = &collaboration {
            call.check_version::<Entity>(collaboration, version);
        }
        let name = call.required("name", name).map(|name| call.line("name", &name, LONGEST_NAME));
        let vision = call.patched_prose::<Entity>("vision", vision, collaboration.as_ref());
        let mission = call.patched_prose::<Entity>("mission", mission, collaboration.as_ref());
        let guiding_perspectives =
            call.patched_prose::<Entity>("guidingPerspectives", guiding_perspectives, collaboration.as_ref());
        let collaboration = call.all_of(collaboration)?;
        let permit = call.permit(&Regarding::default())?;
        let change = |row: &mut ActiveModel| {
            name.into_iter().for_each(|name| row.name = Set(name));
            patch(row, "vision", vision);
            patch(row, "mission", mission);
            patch(row, "guiding_perspectives", guiding_perspectives);
        };
        call.update::<Entity>(&permit, &collaboration, change).await.map(Row)
    }
}
