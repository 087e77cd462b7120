//! Support functions (funktioner).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::initiative;
use entity::link::initiative_support_function;
use entity::support_function::{ActiveModel, Column as C, Entity};

use sea_orm::{ColumnTrait, Set};

use super::declare::{Call, Fields, Mutation, Root, Row, Text, Thing, mutation, patch, set_text};
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "SupportFunction";
    const ONE: &'static str = "supportFunction";
    const MANY: &'static str = "supportFunctions";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "One of the functions through which process support helps initiatives (Swedish: funktion).",
        &[(C::NameSvFolded, false)],
    )
    .text("slug", C::Slug, "Its name in addresses.")
    .key()
    .translated("name", "Its name (Swedish: namn).")
    .prose("description", "How it helps (Swedish: beskrivning).")
    .linked::<initiative::Entity>(
        "initiatives",
        Path::over::<initiative_support_function::Entity>(
            initiative_support_function::Column::SupportFunctionId,
            initiative_support_function::Column::InitiativeId,
        ),
        "The initiatives that it helps (Swedish: initiativ).",
    )
    .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<CreateSupportFunction>(), mutation::<UpdateSupportFunction>()]
}

/// `createSupportFunction`
struct CreateSupportFunction;

/// A function that helps initiatives.
#[derive(InputObject)]
struct CreateSupportFunctionInput {
    /// Its name in addresses: small letters a to z, digits and hyphens; no other function has it.
    slug: String,
    /// Its name.
    name: Text,
    /// How it helps.
    description: Option<Text>,
}

impl Mutation for CreateSupportFunction {
    const ACTION: Action = Action::CreateSupportFunction;
    const DOC: &'static str = "Adds a function through which process support helps initiatives. An initiative names its own by `updateInitiative` (Swedish: lägga till funktion).";
    type Input = CreateSupportFunctionInput;
    type Done = Row<Entity>;

    async fn act(input: CreateSupportFunctionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let CreateSupportFunctionInput { slug, name, description } = input;
        let slug = call.slug("slug", &slug);
        let name = call.title("name", name);
        let description = call.maybe_prose("description", description);
        if !call.find::<Entity>(C::Slug.eq(slug.as_str()).into()).await?.is_empty() {
            call.fault("slug", FaultCode::AlreadyExists, "fault-taken", &Arguments::new());
        }
        call.check()?;
        let permit = call.permit(&Regarding::default())?;
        let mut row =
            ActiveModel { slug: Set(slug), name_sv: Set(name.sv), name_en: Set(name.en), ..ActiveModel::default() };
        set_text(&mut row, "description", description);
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}

/// `updateSupportFunction`
struct UpdateSupportFunction;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateSupportFunctionInput {
    /// The function.
    support_function_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Its name.
    name: MaybeUndefined<Text>,
    /// How it helps.
    description: MaybeUndefined<Text>,
}

impl Mutation for UpdateSupportFunction {
    const ACTION: Action = Action::UpdateSupportFunction;
    const DOC: &'static str = "Changes the name and the description of a function (Swedish: ändra funktion).";
    type Input = UpdateSupportFunctionInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateSupportFunctionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateSupportFunctionInput { support_function_id, version, name, description } = input;
        let function = call.editable::<Entity>("supportFunctionId", &support_function_id, version).await?;
        let name = call.patched_title("name", name);
        let description = call.patched_prose::<Entity>("description", description, function.as_ref());
        let function = call.all_of(function)?;
        let permit = call.permit(&Regarding::default())?;
        let change = |row: &mut ActiveModel| {
            patch(row, "name", name);
            patch(row, "description", description);
        };
        call.update::<Entity>(&permit, &function, change).await.map(Row)
    }
}
