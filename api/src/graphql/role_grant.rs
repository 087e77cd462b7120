//! Roles granted here (tilldelade roller), beside those that tokens give.

use std::sync::LazyLock;

use async_graphql::{ID, InputObject};
use entity::kind::GrantedRole;
use entity::person;
use entity::role_grant::{ActiveModel, Column as C, Entity};
use sea_orm::{ColumnTrait, Condition, Set};

use super::declare::{Choice, Done, Faults, Fields, Member, Mutation, Root, Row, Thing, mutation, shown_row};
use crate::fault::{Failure, FaultCode};
use crate::language::Language;
use crate::message::Arguments;
use crate::policy::{Action, Regarding};
use crate::store::Write;

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

    async fn act(input: GrantRoleInput, write: &mut Write, language: Language) -> Result<Row<Entity>, Failure> {
        let GrantRoleInput { person_id, role: Choice(role) } = input;
        let mut faults = Faults::new(language);
        let person = faults.row::<person::Entity>(write, "personId", &person_id).await?;
        let person = faults.all_of(person)?;
        let permit = write.permit(&Regarding { person: Some(person.id), ..Regarding::default() })?;
        if !write.find_where::<Entity>(of(person.id, role)).await?.is_empty() {
            return Faults::one(language, "role", FaultCode::AlreadyExists, "fault-has-role", &Arguments::new());
        }
        let grant = ActiveModel {
            id: Set(write.clock().uuid()),
            person_id: Set(person.id),
            role: Set(role),
            granted_by_id: Set(write.actor().person),
            created_at: Set(write.clock().now()),
        };
        write.insert::<Entity>(&permit, grant).await.map(Row)
    }
}

fn of(person: sea_orm::prelude::Uuid, role: GrantedRole) -> Condition {
    Condition::all().add(C::PersonId.eq(person)).add(C::Role.eq(role))
}

/// `revokeRole`
struct RevokeRole;

/// Whose role was revoked.
struct Revoked(person::Model);

impl Done for Revoked {
    fn fields() -> Vec<Member<Self>> {
        vec![shown_row::<person::Entity, _>("person", |revoked: &Revoked| Some(revoked.0.clone()))]
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

    async fn act(input: RevokeRoleInput, write: &mut Write, language: Language) -> Result<Revoked, Failure> {
        let RevokeRoleInput { person_id, role: Choice(role) } = input;
        let mut faults = Faults::new(language);
        let person = faults.row::<person::Entity>(write, "personId", &person_id).await?;
        let person = faults.all_of(person)?;
        let permit = write.permit(&Regarding { person: Some(person.id), ..Regarding::default() })?;
        let Some(grant) = write.find_where::<Entity>(of(person.id, role)).await?.pop() else {
            return Faults::one(language, "role", FaultCode::NotFound, "fault-no-such-grant", &Arguments::new());
        };
        write.delete::<Entity>(&permit, grant).await?;
        Ok(Revoked(person))
    }
}
