//! Who drives an initiative, and who takes part in it.

use async_graphql::{ID, InputObject};
use entity::initiative::{Entity, Model};
use entity::link::{initiative_owner, initiative_participant};
use entity::person;
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, EntityTrait};

use super::{ID_FIELD, Link, OWNERS, PARTICIPANTS, link};
use crate::fault::{Failure, FaultCode};
use crate::graphql::declare::{Call, Done, Mutation, Root, Row, Shows, Thing, mutation, shown_id, shown_row};
use crate::policy::Action;

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![
        mutation::<AddOwner>(),
        mutation::<RemoveOwner>(),
        mutation::<AddParticipant>(),
        mutation::<RemoveParticipant>(),
    ]
}

/// An initiative that somebody came to.
type Added = Row<Entity>;

/// An initiative that somebody left, and who.
struct Removed(Model, Uuid);

impl Done for Removed {
    fn fields() -> Vec<Shows<Self>> {
        vec![
            shown_row::<Entity, _>(Entity::ONE, |removed: &Removed| Some(removed.0.clone())),
            shown_id::<person::Entity, _>("personId", |removed: &Removed| removed.1),
        ]
    }
}

/// An initiative as it is then, and the person that the change was about.
type Changed = (Model, Uuid);

impl From<Changed> for Added {
    fn from((initiative, _): Changed) -> Self {
        Row(initiative)
    }
}

impl From<Changed> for Removed {
    fn from((initiative, person): Changed) -> Self {
        Removed(initiative, person)
    }
}

/// Declares mutations that add a person to those whom an initiative is linked to, or remove one, each with its input.
macro_rules! people {
    ($($action:ident, $input:ident, $table:ident, $link:ident, $change:ident, $done:ident: $doc:literal;)+) => {$(
        #[doc = concat!("`", stringify!($action), "`")]
        struct $action;

        /// An initiative and a person.
        #[derive(InputObject)]
        struct $input {
            /// The initiative.
            initiative_id: ID,
            /// The version that the change is made on.
            version: i32,
            /// The person.
            person_id: ID,
        }

        impl Mutation for $action {
            const ACTION: Action = Action::$action;
            const DOC: &'static str = $doc;
            type Input = $input;
            type Done = $done;

            async fn act(input: $input, call: &mut Call<'_>) -> Result<$done, Failure> {
                let $input { initiative_id, version, person_id } = input;
                change::<$table::Entity>((initiative_id, version), person_id, $link, $change, call).await.map($done::from)
            }
        }
    )+};
}

people! {
    AddOwner, AddOwnerInput, initiative_owner, OWNERS, add, Added:
        "Adds an owner to an initiative, who may do from now on what its other owners may (Swedish: lägga till initiativägare).";
    RemoveOwner, RemoveOwnerInput, initiative_owner, OWNERS, remove, Removed:
        "Removes an owner of an initiative; never the last one (Swedish: ta bort initiativägare).";
    AddParticipant, AddParticipantInput, initiative_participant, PARTICIPANTS, add, Added:
        "Adds a participant to an initiative (Swedish: lägga till deltagare).";
    RemoveParticipant, RemoveParticipantInput, initiative_participant, PARTICIPANTS, remove, Removed:
        "Removes a participant of an initiative (Swedish: ta bort deltagare).";
}

/// What becomes of those who are there; or why it cannot, by the message that says so.
type Change = fn(Vec<Uuid>, Uuid) -> Result<Vec<Uuid>, (FaultCode, &'static str)>;

fn add(mut people: Vec<Uuid>, person: Uuid) -> Result<Vec<Uuid>, (FaultCode, &'static str)> {
    if people.contains(&person) {
        return Err((FaultCode::AlreadyExists, "fault-initiative-person-there"));
    }
    people.push(person);
    Ok(people)
}

fn remove(mut people: Vec<Uuid>, person: Uuid) -> Result<Vec<Uuid>, (FaultCode, &'static str)> {
    if !people.contains(&person) {
        return Err((FaultCode::NotFound, "fault-initiative-person-not-there"));
    }
    people.retain(|other| *other != person);
    Ok(people)
}

/// Who can be added: whoever is there. Who can be removed: whoever is on record.
async fn named(call: &mut Call<'_>, person: &ID) -> Result<Option<person::Model>, Failure> {
    const FIELD: &str = "personId";
    match call.write().action() {
        Action::RemoveOwner | Action::RemoveParticipant => call.recorded::<person::Entity>(FIELD, person).await,
        _ => call.row::<person::Entity>(FIELD, person).await,
    }
}

async fn change<L>(
    (id, version): (ID, i32),
    person_id: ID,
    of: Link<L::Column>,
    change: Change,
    call: &mut Call<'_>,
) -> Result<Changed, Failure>
where
    L: EntityTrait,
    L::ActiveModel: ActiveModelTrait<Entity = L> + Send,
{
    let living = call.living::<Entity>(ID_FIELD, &id, version).await?;
    let person = named(call, &person_id).await?;
    let ((initiative, permit), person) = call.all_of(living.zip(person))?;
    let people = call.write().linked::<L>(initiative.id, of.1).await?;
    let people = match change(people, person.id) {
        Ok(people) => people,
        Err((code, message)) => return call.refuse("personId", code, message),
    };
    link::<L>(call, &permit, initiative.id, of, &people).await?;
    Ok((call.write().as_left::<Entity>(&initiative), person.id))
}
