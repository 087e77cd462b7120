//! Persons (personer).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, Value};
use entity::link::{initiative_owner, initiative_participant, societal_goal_participant};
use entity::person::{Column as C, Entity, Model};
use entity::{identity, initiative, invitation, organisation, representative, role_grant, societal_goal};
use sea_orm::Set;

use super::declare::{Call, DateTime, Fields, Mutation, Request, Root, Row, Shown, Thing, mutation};
use crate::fault::{Failure, FaultCode};
use crate::policy::{Action, Permission, Regarding};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "Person";
    const ONE: &'static str = "person";
    const MANY: &'static str = "people";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("Someone with a name and a home organisation (Swedish: person).", &[(C::NameFolded, false)])
        .text("name", C::Name, "The name (Swedish: namn).")
        .computed::<Option<String>>(
            "email",
            "The e-mail address; for signed-in persons with a role of their own, null for others (Swedish: e-post).",
            |shown, request| contact(shown, request, |row| &row.email),
        )
        .computed::<Option<String>>(
            "phone",
            "The telephone number; for signed-in persons with a role of their own, null for others (Swedish: telefon).",
            |shown, request| contact(shown, request, |row| &row.phone),
        )
        .one::<organisation::Entity>(
            "organisation",
            C::OrganisationId,
            "The home organisation (Swedish: hemorganisation).",
        )
        .many::<representative::Entity>(
            "representations",
            representative::Column::PersonId,
            "The terms in teams (Swedish: uppdrag som representant).",
        )
        .linked::<initiative::Entity>(
            "ownedInitiatives",
            Path::over::<initiative_owner::Entity>(
                initiative_owner::Column::PersonId,
                initiative_owner::Column::InitiativeId,
            ),
            "The initiatives that the person owns (Swedish: initiativ som personen äger).",
        )
        .linked::<initiative::Entity>(
            "participatedInitiatives",
            Path::over::<initiative_participant::Entity>(
                initiative_participant::Column::PersonId,
                initiative_participant::Column::InitiativeId,
            ),
            "The initiatives that the person takes part in.",
        )
        .many::<initiative::Entity>(
            "proposedInitiatives",
            initiative::Column::ProposedById,
            "The initiatives that the person proposed.",
        )
        .linked::<societal_goal::Entity>(
            "societalGoals",
            Path::over::<societal_goal_participant::Entity>(
                societal_goal_participant::Column::PersonId,
                societal_goal_participant::Column::SocietalGoalId,
            ),
            "The societal goals that the person helped to work out.",
        )
        .many::<invitation::Entity>(
            "invitations",
            invitation::Column::PersonId,
            "The invitations to events (Swedish: inbjudningar).",
        )
        .computed::<Option<DateTime>>(
            "blockedAt",
            "Since when the person may not sign in; null for everybody else, and for viewers who are no administrators (Swedish: spärrad).",
            |shown, request| {
                let at = shown.row.blocked_at.filter(|_| request.actor.may(Permission::ReadAccounts));
                at.map_or(Value::Null, |at| async_graphql::ScalarType::to_value(&DateTime(at)))
            },
        )
        .many::<identity::Entity>(
            "identities",
            identity::Column::PersonId,
            "How the person signs in; for the person and for administrators (Swedish: identiteter).",
        )
        .many::<role_grant::Entity>(
            "roleGrants",
            role_grant::Column::PersonId,
            "The roles granted here; for the person and for administrators (Swedish: tilldelade roller).",
        )
        .editable()
}

/// A contact detail, for those who may read it, and for the person.
fn contact(shown: &Shown<Entity>, request: &Request, detail: fn(&entity::person::Model) -> &Option<String>) -> Value {
    let actor = &request.actor;
    let may =
        actor.person == Some(shown.row.id) || (actor.person.is_some() && actor.may(Permission::ReadContactDetails));
    detail(&shown.row).clone().filter(|_| may).map_or(Value::Null, Value::String)
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<BlockPerson>(), mutation::<UnblockPerson>()]
}

/// `blockPerson`
struct BlockPerson;

/// Whom to block.
#[derive(InputObject)]
struct BlockPersonInput {
    /// The person.
    person_id: ID,
    /// The version that the decision was made on.
    version: i32,
}

impl Mutation for BlockPerson {
    const ACTION: Action = Action::BlockPerson;
    const DOC: &'static str = "Keeps a person out, from their next request on, whatever their identity provider says.";
    type Input = BlockPersonInput;
    type Done = Row<Entity>;

    async fn act(input: BlockPersonInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let BlockPersonInput { person_id, version } = input;
        let person = call.editable::<Entity>(PERSON_ID, &person_id, version).await?;
        let person = call.all_of(person)?;
        if call.actor().person == Some(person.id) {
            return call.refuse(PERSON_ID, FaultCode::WrongState, "fault-block-oneself");
        }
        if person.blocked_at.is_some() {
            return call.refuse(PERSON_ID, FaultCode::WrongState, "fault-is-blocked");
        }
        let now = call.now();
        set_blocked(call, person, Some(now)).await
    }
}

/// `unblockPerson`
struct UnblockPerson;

/// Whom to let in again.
#[derive(InputObject)]
struct UnblockPersonInput {
    /// The person.
    person_id: ID,
    /// The version that the decision was made on.
    version: i32,
}

impl Mutation for UnblockPerson {
    const ACTION: Action = Action::UnblockPerson;
    const DOC: &'static str = "Lets a person in again who was blocked.";
    type Input = UnblockPersonInput;
    type Done = Row<Entity>;

    async fn act(input: UnblockPersonInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UnblockPersonInput { person_id, version } = input;
        let person = call.editable::<Entity>(PERSON_ID, &person_id, version).await?;
        let person = call.all_of(person)?;
        if person.blocked_at.is_none() {
            return call.refuse(PERSON_ID, FaultCode::WrongState, "fault-not-blocked");
        }
        set_blocked(call, person, None).await
    }
}

/// The field of the inputs that names the person.
const PERSON_ID: &str = "personId";

async fn set_blocked(
    call: &mut Call<'_>,
    person: Model,
    blocked_at: Option<chrono::DateTime<chrono::Utc>>,
) -> Result<Row<Entity>, Failure> {
    let permit = call.permit(&Regarding { person: Some(person.id), ..Regarding::default() })?;
    call.update::<Entity>(&permit, &person, |row| row.blocked_at = Set(blocked_at)).await.map(Row)
}
