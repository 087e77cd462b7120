//! Identities at identity providers (identiteter).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject};
use entity::identity::{Column as C, Entity};
use entity::person;
use sea_orm::prelude::Uuid;

use super::declare::{Call, Done, Fields, Mutation, Root, Shows, Thing, mutation, shown_id, shown_row};
use crate::fault::Failure;
use crate::policy::{Action, Regarding};

impl Thing for Entity {
    const NAME: &'static str = "Identity";
    const ONE: &'static str = "identity";
    const MANY: &'static str = "identities";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "Whom an identity provider means, and who that is here; visible to the person and to administrators (Swedish: identitet).",
        &[(C::CreatedAt, false)],
    )
    .text("issuer", C::Issuer, "The issuer: `iss` of its tokens (Swedish: utfärdare).")
    .text("subject", C::Subject, "Whom the issuer means: `sub` of its tokens.")
    .one::<person::Entity>("person", C::PersonId, "Who it is (Swedish: person).")
    .time("createdAt", C::CreatedAt, "When the two were tied together.")
    .ordered()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<RemoveIdentity>()]
}

/// `removeIdentity`
struct RemoveIdentity;

/// Which identity.
#[derive(InputObject)]
struct RemoveIdentityInput {
    /// The identity.
    identity_id: ID,
}

/// An identity that is gone, and whose it was.
struct Removed(Uuid, Option<person::Model>);

impl Done for Removed {
    fn fields() -> Vec<Shows<Self>> {
        vec![
            shown_row::<person::Entity, _>("person", |removed: &Removed| removed.1.clone()),
            shown_id::<Entity, _>("identityId", |removed: &Removed| removed.0),
        ]
    }
}

impl Mutation for RemoveIdentity {
    const ACTION: Action = Action::RemoveIdentity;
    const DOC: &'static str = "Unties an identity from its person. Whoever signs in with it again is somebody new; to keep somebody out, block them.";
    type Input = RemoveIdentityInput;
    type Done = Removed;

    async fn act(input: RemoveIdentityInput, call: &mut Call<'_>) -> Result<Removed, Failure> {
        let RemoveIdentityInput { identity_id } = input;
        let identity = call.row::<Entity>("identityId", &identity_id).await?;
        let identity = call.all_of(identity)?;
        let person = call.write().find::<person::Entity>(identity.person_id).await?;
        let permit = call.permit(&Regarding { person: Some(identity.person_id), ..Regarding::default() })?;
        let id = identity.id;
        call.delete::<Entity>(&permit, identity).await?;
        Ok(Removed(id, person))
    }
}
