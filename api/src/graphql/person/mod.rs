//! Persons (personer).

mod personal_data;
mod standing;

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined, ScalarType, Value};
use entity::link::{initiative_owner, initiative_participant, societal_goal_participant};
use entity::person::{ActiveModel, Column as C, Entity, Model};
use entity::{
    contact_reading, identity, initiative, invitation, organisation, representative, role_grant, societal_goal,
};
use sea_orm::Set;

use super::contact_reading::contact;
use super::declare::{Call, DateTime, Fields, Mutation, Root, Row, Thing, mutation, patched};
use crate::fault::Failure;
use crate::policy::{Action, Permission, Regarding};
use crate::store::{Detail, Path};

impl Thing for Entity {
    const NAME: &'static str = "Person";
    const ONE: &'static str = "person";
    const MANY: &'static str = "people";
    const ROUNDING: i64 = 5;

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }

    fn closed(person: &Model) -> Option<&'static str> {
        person.erased_at.map(|_| "fault-is-erased")
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("Someone with a name and a home organisation (Swedish: person).", &[(C::NameFolded, false)])
        .text("name", C::Name, "The name (Swedish: namn).")
        .computed::<Option<String>>(
            "email",
            "The e-mail address; for signed-in persons with a role of their own, null for others (Swedish: e-post).",
            |shown, request| contact(shown, request, Detail::Email),
        )
        .computed::<Option<String>>(
            "phone",
            "The telephone number; for signed-in persons with a role of their own, null for others (Swedish: telefon).",
            |shown, request| contact(shown, request, Detail::Phone),
        )
        .one::<organisation::Entity>(
            "organisation",
            C::OrganisationId,
            "The home organisation (Swedish: hemorganisation).",
        )
        .grouped()
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
        .logged_moment(C::BlockedAt)
        .computed::<Option<DateTime>>(
            "protectedAt",
            "Since when the person's data are protected, so that they are there for those alone who must know them; null for everybody else (Swedish: skyddade personuppgifter).",
            |shown, _| shown.row.protected_at.map_or(Value::Null, |at| ScalarType::to_value(&DateTime(at))),
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
        .many::<contact_reading::Entity>(
            "contactReadings",
            contact_reading::Column::PersonId,
            "Who else read the e-mail address or the telephone number, the newest first; for the person and for administrators (Swedish: läsningar av kontaktuppgifter).",
        )
        .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    let mut roots = vec![mutation::<CreatePerson>(), mutation::<UpdatePerson>()];
    roots.extend(personal_data::mutations());
    roots.extend(standing::mutations());
    roots
}

/// The field of the inputs that names the person.
const PERSON_ID: &str = "personId";

/// The longest name.
const LONGEST_NAME: usize = 200;

/// `createPerson`
struct CreatePerson;

/// A new person.
#[derive(InputObject)]
struct CreatePersonInput {
    /// The name.
    name: String,
    /// The home organisation.
    organisation_id: ID,
    /// The e-mail address.
    email: Option<String>,
    /// The telephone number.
    phone: Option<String>,
}

impl Mutation for CreatePerson {
    const ACTION: Action = Action::CreatePerson;
    const DOC: &'static str = "Adds a person, before they sign in for the first time; `inviteToSignIn` lets them do so as themselves (Swedish: lägga till person).";
    type Input = CreatePersonInput;
    type Done = Row<Entity>;

    async fn act(input: CreatePersonInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let CreatePersonInput { name, organisation_id, email, phone } = input;
        let name = call.line("name", &name, LONGEST_NAME);
        let email = email.map(|email| call.email("email", &email));
        let phone = phone.map(|phone| call.phone("phone", &phone));
        let organisation = call.row::<organisation::Entity>("organisationId", &organisation_id).await?;
        let organisation = call.all_of(organisation)?;
        let permit = call.permit(&Regarding { organisation: Some(organisation.id), ..Regarding::default() })?;
        let row = ActiveModel {
            name: Set(name),
            organisation_id: Set(organisation.id),
            email: Set(email),
            phone: Set(phone),
            blocked_at: Set(None),
            ..ActiveModel::default()
        };
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}

/// `updatePerson`
struct UpdatePerson;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdatePersonInput {
    /// The person.
    person_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// The name.
    name: MaybeUndefined<String>,
    /// The home organisation: for process support and administrators to change, not for the person.
    organisation_id: MaybeUndefined<ID>,
    /// The e-mail address.
    email: MaybeUndefined<String>,
    /// The telephone number.
    phone: MaybeUndefined<String>,
}

impl Mutation for UpdatePerson {
    const ACTION: Action = Action::UpdatePerson;
    const DOC: &'static str = "Changes what is known of a person (Swedish: ändra person).";
    type Input = UpdatePersonInput;
    type Done = Row<Entity>;

    async fn act(input: UpdatePersonInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdatePersonInput { person_id, version, name, organisation_id, email, phone } = input;
        let person = call.editable::<Entity>(PERSON_ID, &person_id, version).await?;
        let regarding = Regarding { person: person.as_ref().map(|person| person.id), ..Regarding::default() };
        // ahead of all that could be wrong: what is wrong with somebody else's profile is nobody's business
        let permit = call.permit(&regarding)?;
        let name = call.required("name", name).map(|name| call.line("name", &name, LONGEST_NAME));
        let organisation_id = call.required("organisationId", organisation_id);
        let home = call.maybe_row::<organisation::Entity>("organisationId", organisation_id.as_ref()).await?;
        let email = email.map_value(|email| call.email("email", &email));
        let phone = phone.map_value(|phone| call.phone("phone", &phone));
        let person = call.all_of(person)?;
        if home.is_some() {
            // not as oneself: where one is at home decides what one may do
            let _as_nobody_in_particular = call.permit(&Regarding::default())?;
        }
        let change = |row: &mut ActiveModel| {
            name.into_iter().for_each(|name| row.name = Set(name));
            home.into_iter().for_each(|home| row.organisation_id = Set(home.id));
            patched(email).into_iter().for_each(|email| row.email = Set(email));
            patched(phone).into_iter().for_each(|phone| row.phone = Set(phone));
        };
        call.update::<Entity>(&permit, &person, change).await.map(Row)
    }
}
