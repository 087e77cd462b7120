//! Roles granted here (tilldelade roller), beside those that tokens give.

use std::sync::LazyLock;

use async_graphql::{ID, InputObject};
use entity::kind::GrantedRole;
use entity::person;
use entity::role_grant::{ActiveModel, Column as C, Entity};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Condition, Set};

use super::declare::{Call, Choice, Done, Fields, Mutation, Root, Row, Shows, Thing, mutation, shown_id, shown_row};
use crate::fault::{Failure, FaultCode};
use crate::policy::{Action, Regarding};

impl Thing for Entity {
    const NAME: &'static str = "RoleGrant";
    const ONE: &'static str = "roleGrant";
    const MANY: &'static str = "roleGrants";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A role that an administrator gave a person, beside those that their tokens give; visible to the person and to administrators (Swedish: tilldelad roll).",
        &[(C::CreatedAt, false)],
    )
    .choice::<GrantedRole>("role", C::Role, "The role (Swedish: roll).")
    .one::<person::Entity>("person", C::PersonId, "Who has it (Swedish: person).")
    .one::<person::Entity>("grantedBy", C::GrantedById, "Who granted it (Swedish: tilldelad av).")
    .time("createdAt", C::CreatedAt, "When it was granted.")
    .ordered()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<GrantRole>(), mutation::<RevokeRole>()]
}

/// Which role of whom.
#[derive(InputObject)]
struct GrantRoleInput {
    /// The person.
    person_id: ID,
    /// The role.
    role: Choice<GrantedRole>,
}

/// `grantRole`
struct GrantRole;

impl Mutation for GrantRole {
    const ACTION: Action = Action::GrantRole;
    const DOC: &'static str =
        "Gives a person a role, from their next request on, beside the roles that their tokens give.";
    type Input = GrantRoleInput;
    type Done = Row<Entity>;

    async fn act(input: GrantRoleInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let GrantRoleInput { person_id, role: Choice(role) } = input;
        let person = call.row::<person::Entity>("personId", &person_id).await?;
        let person = call.all_of(person)?;
        let permit = call.permit(&Regarding { person: Some(person.id), ..Regarding::default() })?;
        if !call.find::<Entity>(of(person.id, role)).await?.is_empty() {
            return call.refuse("role", FaultCode::AlreadyExists, "fault-has-role");
        }
        let grant = ActiveModel {
            person_id: Set(person.id),
            role: Set(role),
            granted_by_id: Set(call.actor().person()),
            ..ActiveModel::default()
        };
        call.insert::<Entity>(&permit, grant).await.map(Row)
    }
}

fn of(person: Uuid, role: GrantedRole) -> Condition {
    Condition::all().add(C::PersonId.eq(person)).add(C::Role.eq(role))
}

/// `revokeRole`
struct RevokeRole;

/// A grant that is gone, and whose it was.
struct Revoked(Uuid, person::Model);

impl Done for Revoked {
    fn fields() -> Vec<Shows<Self>> {
        vec![
            shown_row::<person::Entity, _>("person", |revoked: &Revoked| Some(revoked.1.clone())),
            shown_id::<Entity, _>("roleGrantId", |revoked: &Revoked| revoked.0),
        ]
    }
}

/// Which role of whom.
#[derive(InputObject)]
struct RevokeRoleInput {
    /// The person.
    person_id: ID,
    /// The role.
    role: Choice<GrantedRole>,
}

impl Mutation for RevokeRole {
    const ACTION: Action = Action::RevokeRole;
    const DOC: &'static str = "Takes a role back that was granted here, from the person's next request on. A role that their tokens give stays.";
    type Input = RevokeRoleInput;
    type Done = Revoked;

    async fn act(input: RevokeRoleInput, call: &mut Call<'_>) -> Result<Revoked, Failure> {
        let RevokeRoleInput { person_id, role: Choice(role) } = input;
        let person = call.row::<person::Entity>("personId", &person_id).await?;
        let person = call.all_of(person)?;
        let permit = call.permit(&Regarding { person: Some(person.id), ..Regarding::default() })?;
        let Some(grant) = call.find::<Entity>(of(person.id, role)).await?.pop() else {
            return call.refuse("role", FaultCode::NotFound, "fault-no-such-grant");
        };
        let id = grant.id;
        call.delete::<Entity>(&permit, grant).await?;
        Ok(Revoked(id, person))
    }
}
