//! Addresses under which persons subscribe to the calendar (kalenderprenumerationer).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, Value};
use entity::calendar_subscription::{ActiveModel, Column as C, Entity, Model};
use entity::person;
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Condition, Set};

use super::declare::{Call, Done, Fields, Member, Mutation, Output, Root, Row, Shows, Thing, mutation, shown_row};
use crate::auth::secret;
use crate::config::PublicUrl;
use crate::fault::{Failure, FaultCode};
use crate::policy::{Action, Regarding};
use crate::store::Permit;

/// The longest name of a subscription.
const LONGEST_NAME: usize = 100;

/// How many addresses a person can have at a time.
const MOST: usize = 20;

impl Thing for Entity {
    const NAME: &'static str = "CalendarSubscription";
    const ONE: &'static str = "calendarSubscription";
    const MANY: &'static str = "calendarSubscriptions";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "An address under which a person's calendar program reads the calendar as that person, by the roles and seats that are recorded here; visible to the person and to administrators. It rests while the person has not signed in for long, and ends when they are blocked (Swedish: kalenderprenumeration).",
        &[(C::CreatedAt, false)],
    )
    .text("name", C::Name, "What it is called, for the person (Swedish: namn).")
    .one::<person::Entity>("person", C::PersonId, "Who subscribes (Swedish: person).")
    .time("createdAt", C::CreatedAt, "When it was made.")
    .ordered()
    .time("revokedAt", C::RevokedAt, "When it was revoked; null where it was not (Swedish: återkallad).")
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<CreateCalendarSubscription>(), mutation::<RevokeCalendarSubscription>()]
}

/// `createCalendarSubscription`
struct CreateCalendarSubscription;

/// What the address is for.
#[derive(InputObject)]
struct CreateCalendarSubscriptionInput {
    /// What it is called, for the person, such as the program that reads it: at most 100 characters.
    name: String,
}

/// A subscription and the secret part of its address.
struct Created {
    row: Model,
    secret: String,
}

impl Done for Created {
    fn fields() -> Vec<Shows<Self>> {
        let address = Output::later::<Option<String>>(
            |_| vec![],
            |created: &Created, ctx| {
                let server = ctx.data_unchecked::<PublicUrl>().as_str();
                let address = format!("{server}/calendar/{}.ics", created.secret);
                Box::pin(async move { Ok(Value::String(address)) })
            },
        );
        let doc = "The address, for a calendar program. Whoever has it reads the calendar as the person does, so it is shown now and never again.";
        vec![
            shown_row::<Entity, _>(Entity::ONE, |created: &Created| Some(created.row.clone())),
            Member { name: "address", doc, output: address }.into(),
        ]
    }
}

impl Mutation for CreateCalendarSubscription {
    const ACTION: Action = Action::CreateCalendarSubscription;
    const DOC: &'static str =
        "Makes an address under which a calendar program reads the calendar as the caller does (Swedish: prenumerera).";
    type Input = CreateCalendarSubscriptionInput;
    type Done = Created;

    async fn act(input: CreateCalendarSubscriptionInput, call: &mut Call<'_>) -> Result<Created, Failure> {
        let CreateCalendarSubscriptionInput { name } = input;
        let name = call.line("name", &name, LONGEST_NAME);
        call.check()?;
        let person = call.actor().person();
        let permit = call.permit(&Regarding { person, ..Regarding::default() })?;
        let Some(person) = person else { return call.refuse("name", FaultCode::Invalid, "fault-subscription-person") };
        if open(call, person).await?.len() >= MOST {
            return call.refuse("name", FaultCode::WrongState, "fault-subscription-most");
        }
        let secret = secret::new(secret::CALENDAR, call.write().clock());
        let row = ActiveModel {
            person_id: Set(person),
            name: Set(name),
            address_hash: Set(secret::hash(&secret)),
            revoked_at: Set(None),
            ..ActiveModel::default()
        };
        let row = call.insert::<Entity>(&permit, row).await?;
        Ok(Created { row, secret })
    }
}

/// The subscriptions of a person that were not revoked.
async fn open(call: &Call<'_>, person: Uuid) -> Result<Vec<Model>, Failure> {
    call.find::<Entity>(Condition::all().add(C::PersonId.eq(person)).add(C::RevokedAt.is_null())).await
}

/// Revokes all addresses of a person.
pub async fn revoke_all(call: &mut Call<'_>, permit: &Permit, person: Uuid) -> Result<(), Failure> {
    let now = call.now();
    for subscription in open(call, person).await? {
        call.update::<Entity>(permit, &subscription, |row| row.revoked_at = Set(Some(now))).await?;
    }
    Ok(())
}

/// `revokeCalendarSubscription`
struct RevokeCalendarSubscription;

/// Which subscription.
#[derive(InputObject)]
struct RevokeCalendarSubscriptionInput {
    /// Its id; not its address.
    calendar_subscription_id: ID,
}

impl Mutation for RevokeCalendarSubscription {
    const ACTION: Action = Action::RevokeCalendarSubscription;
    const DOC: &'static str = "Revokes the address of a subscription, at once (Swedish: avsluta prenumeration).";
    type Input = RevokeCalendarSubscriptionInput;
    type Done = Row<Entity>;

    async fn act(input: RevokeCalendarSubscriptionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        const FIELD: &str = "calendarSubscriptionId";
        let RevokeCalendarSubscriptionInput { calendar_subscription_id } = input;
        let subscription = call.row::<Entity>(FIELD, &calendar_subscription_id).await?;
        let subscription = call.all_of(subscription)?;
        let permit = call.permit(&Regarding { person: Some(subscription.person_id), ..Regarding::default() })?;
        if subscription.revoked_at.is_some() {
            return call.refuse(FIELD, FaultCode::WrongState, "fault-subscription-revoked");
        }
        let now = call.now();
        call.update::<Entity>(&permit, &subscription, |row| row.revoked_at = Set(Some(now))).await.map(Row)
    }
}
