//! What is stored about a person, told to them, and erased.

use async_graphql::{ID, InputObject, ScalarType};
use entity::person::{Entity, Model};

use super::PERSON_ID;
use crate::fault::{Failure, FaultCode};
use crate::graphql::declare::{
    Call, Done, Json, Member, Mutation, Output, Request, Root, Row, Shows, Thing, mutation, shown_row,
};
use crate::policy::{Action, Regarding};
use crate::security::Event;

/// What can be done with it.
pub(super) fn mutations() -> Vec<Root> {
    vec![mutation::<ExportPerson>(), mutation::<ErasePerson>()]
}

/// `exportPerson`
struct ExportPerson;

/// Whose data.
#[derive(InputObject)]
struct ExportPersonInput {
    /// The person.
    person_id: ID,
}

/// A person and all that is stored about them.
struct Exported {
    person: Model,
    data: serde_json::Value,
}

impl Done for Exported {
    fn fields() -> Vec<Shows<Self>> {
        let data = Output::now::<Option<Json>>(|exported: &Exported, ctx| {
            // their contact details are in it
            Request::of(ctx).readings.show_all(&exported.person);
            Ok(ScalarType::to_value(&Json(exported.data.clone())))
        });
        let doc = "All that is stored about the person: their own row, and every row that names them, by what they are. Of what the caller may not see: its id, in what it names them, and when it came to be.";
        vec![
            shown_row::<Entity, _>(Entity::ONE, |exported: &Exported| Some(exported.person.clone())),
            Member { name: "data", doc, output: data }.into(),
        ]
    }
}

impl Mutation for ExportPerson {
    const ACTION: Action = Action::ExportPerson;
    const DOC: &'static str = "Tells all that is stored about a person (Swedish: registerutdrag).";
    const LEAVES_NOTHING: bool = true;
    type Input = ExportPersonInput;
    type Done = Exported;

    async fn act(input: ExportPersonInput, call: &mut Call<'_>) -> Result<Exported, Failure> {
        let ExportPersonInput { person_id } = input;
        let person = call.recorded::<Entity>(PERSON_ID, &person_id).await?;
        let person = call.all_of(person)?;
        let permit = call.permit(&Regarding { person: Some(person.id), ..Regarding::default() })?;
        let data = call.write().personal_data(&permit, person.id).await?;
        call.write().announce(Event::Export, person.id);
        Ok(Exported { person, data })
    }
}

/// `erasePerson`
struct ErasePerson;

/// Whom to erase.
#[derive(InputObject)]
struct ErasePersonInput {
    /// The person.
    person_id: ID,
    /// The version that the decision was made on.
    version: i32,
}

impl Mutation for ErasePerson {
    const ACTION: Action = Action::ErasePerson;
    const DOC: &'static str = "Erases a person for good: the name becomes a placeholder everywhere, contact details and how they sign in are gone, and their terms end at once. What they did and decided stays, and nothing new can be tied to them (Swedish: radera person).";
    type Input = ErasePersonInput;
    type Done = Row<Entity>;

    async fn act(input: ErasePersonInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let ErasePersonInput { person_id, version } = input;
        let person = call.editable::<Entity>(PERSON_ID, &person_id, version).await?;
        let person = call.all_of(person)?;
        if call.actor().person() == Some(person.id) {
            return call.refuse(PERSON_ID, FaultCode::WrongState, "fault-erase-oneself");
        }
        let permit = call.permit(&Regarding { person: Some(person.id), ..Regarding::default() })?;
        call.write().announce(Event::Erasure, person.id);
        call.write().erase(&permit, person).await.map(Row)
    }
}
