//! Persons (personer).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined, ScalarType, Value};
use entity::link::{initiative_owner, initiative_participant, societal_goal_participant};
use entity::person::{ActiveModel, Column as C, Entity, Model};
use entity::{
    contact_reading, identity, initiative, invitation, organisation, representative, role_grant, societal_goal,
};
use sea_orm::Set;

use super::contact_reading::contact;
use super::declare::{
    Call, DateTime, Done, Fields, Json, Member, Mutation, Output, Request, Root, Row, Shows, Thing, mutation, patched,
    shown_row,
};
use crate::fault::{Failure, FaultCode};
use crate::policy::{Action, Permission, Regarding};
use crate::store::{Detail, ERASED, Path};

impl Thing for Entity {
    const NAME: &'static str = "Person";
    const ONE: &'static str = "person";
    const MANY: &'static str = "people";
    const SMALLEST_GROUP: i64 = 3;

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
    vec![
        mutation::<CreatePerson>(),
        mutation::<UpdatePerson>(),
        mutation::<ExportPerson>(),
        mutation::<ErasePerson>(),
        mutation::<BlockPerson>(),
        mutation::<UnblockPerson>(),
    ]
}

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
    name: Option<String>,
    /// The home organisation: for process support and administrators to change, not for the person.
    organisation_id: Option<ID>,
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
        let name = name.map(|name| call.line("name", &name, LONGEST_NAME));
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
        let doc =
            "All that is stored about the person: their own row, and every row that names them, by what they are.";
        vec![
            shown_row::<Entity, _>(Entity::ONE, |exported: &Exported| Some(exported.person.clone())),
            Member { name: "data", doc, output: data }.into(),
        ]
    }
}

impl Mutation for ExportPerson {
    const ACTION: Action = Action::ExportPerson;
    const DOC: &'static str = "Tells all that is stored about a person (Swedish: registerutdrag).";
    type Input = ExportPersonInput;
    type Done = Exported;

    async fn act(input: ExportPersonInput, call: &mut Call<'_>) -> Result<Exported, Failure> {
        let ExportPersonInput { person_id } = input;
        let person = call.row::<Entity>(PERSON_ID, &person_id).await?;
        let person = call.all_of(person)?;
        let permit = call.permit(&Regarding { person: Some(person.id), ..Regarding::default() })?;
        let data = call.write().personal_data(&permit, person.id).await?;
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
    const DOC: &'static str = "Erases a person for good: the name becomes a placeholder everywhere, contact details and how they sign in are gone, and their terms end. What they did and decided stays (Swedish: radera person).";
    type Input = ErasePersonInput;
    type Done = Row<Entity>;

    async fn act(input: ErasePersonInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let ErasePersonInput { person_id, version } = input;
        let person = call.editable::<Entity>(PERSON_ID, &person_id, version).await?;
        let person = call.all_of(person)?;
        if call.actor().person() == Some(person.id) {
            return call.refuse(PERSON_ID, FaultCode::WrongState, "fault-erase-oneself");
        }
        if person.name == ERASED {
            return call.refuse(PERSON_ID, FaultCode::WrongState, "fault-is-erased");
        }
        let permit = call.permit(&Regarding { person: Some(person.id), ..Regarding::default() })?;
        call.write().erase(&permit, person).await.map(Row)
    }
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
        if call.actor().person() == Some(person.id) {
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
