//! Whether a person is let in, and who may know them.

use async_graphql::{ID, InputObject};
use entity::person::{Entity, Model};
use sea_orm::Set;

use super::PERSON_ID;
use crate::fault::{Failure, FaultCode};
use crate::graphql::calendar_subscription;
use crate::graphql::declare::{Call, Mutation, Root, Row, mutation};
use crate::policy::{Action, Regarding};
use crate::store::Permit;

/// What can be done with it.
pub(super) fn mutations() -> Vec<Root> {
    vec![
        mutation::<BlockPerson>(),
        mutation::<UnblockPerson>(),
        mutation::<ProtectPerson>(),
        mutation::<UnprotectPerson>(),
    ]
}

/// The person as they were read, where nothing of them speaks against it, and the permit to change their standing.
async fn fit(
    call: &mut Call<'_>,
    (person_id, version): (&ID, i32),
    unfit: impl FnOnce(&Model) -> Option<&'static str>,
) -> Result<(Model, Permit), Failure> {
    let person = call.editable::<Entity>(PERSON_ID, person_id, version).await?;
    let person = call.all_of(person)?;
    if let Some(reason) = unfit(&person) {
        return call.refuse(PERSON_ID, FaultCode::WrongState, reason);
    }
    let permit = call.permit(&Regarding { person: Some(person.id), ..Regarding::default() })?;
    Ok((person, permit))
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
    const DOC: &'static str = "Keeps a person out, from their next request on, whatever their identity provider says; the addresses of their calendar end for good.";
    type Input = BlockPersonInput;
    type Done = Row<Entity>;

    async fn act(input: BlockPersonInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let BlockPersonInput { person_id, version } = input;
        let (caller, now) = (call.actor().person(), call.now());
        let unfit = |person: &Model| {
            let is_oneself = (caller == Some(person.id)).then_some("fault-block-oneself");
            is_oneself.or_else(|| person.blocked_at.map(|_| "fault-is-blocked"))
        };
        let (person, permit) = fit(call, (&person_id, version), unfit).await?;
        calendar_subscription::revoke_all(call, &permit, person.id).await?;
        call.update::<Entity>(&permit, &person, |row| row.blocked_at = Set(Some(now))).await.map(Row)
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
        let unfit = |person: &Model| person.blocked_at.is_none().then_some("fault-not-blocked");
        let (person, permit) = fit(call, (&person_id, version), unfit).await?;
        call.update::<Entity>(&permit, &person, |row| row.blocked_at = Set(None)).await.map(Row)
    }
}

/// `protectPerson`
struct ProtectPerson;

/// Whose data.
#[derive(InputObject)]
struct ProtectPersonInput {
    /// The person.
    person_id: ID,
    /// The version that the decision was made on.
    version: i32,
}

impl Mutation for ProtectPerson {
    const ACTION: Action = Action::ProtectPerson;
    const DOC: &'static str = "Marks a person's data as protected: from now on the person, their seats and what is theirs are there for themselves, for those who sit in a team with them, for process support and for administrators alone. What they wrote stays, without their name (Swedish: skydda personuppgifter).";
    type Input = ProtectPersonInput;
    type Done = Row<Entity>;

    async fn act(input: ProtectPersonInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let ProtectPersonInput { person_id, version } = input;
        let now = call.now();
        let unfit = |person: &Model| person.protected_at.is_some().then_some("fault-is-protected");
        let (person, permit) = fit(call, (&person_id, version), unfit).await?;
        call.update::<Entity>(&permit, &person, |row| row.protected_at = Set(Some(now))).await.map(Row)
    }
}

/// `unprotectPerson`
struct UnprotectPerson;

/// Whose data.
#[derive(InputObject)]
struct UnprotectPersonInput {
    /// The person.
    person_id: ID,
    /// The version that the decision was made on.
    version: i32,
}

impl Mutation for UnprotectPerson {
    const ACTION: Action = Action::UnprotectPerson;
    const DOC: &'static str = "Ends the protection of a person's data: they are there for whoever sees other persons (Swedish: häva skydd av personuppgifter).";
    type Input = UnprotectPersonInput;
    type Done = Row<Entity>;

    async fn act(input: UnprotectPersonInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UnprotectPersonInput { person_id, version } = input;
        let unfit = |person: &Model| person.protected_at.is_none().then_some("fault-not-protected");
        let (person, permit) = fit(call, (&person_id, version), unfit).await?;
        call.update::<Entity>(&permit, &person, |row| row.protected_at = Set(None)).await.map(Row)
    }
}
