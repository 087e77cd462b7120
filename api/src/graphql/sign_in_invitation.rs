//! Invitations to sign in (inloggningsinbjudningar): one-time codes that tie an identity to a person who is here already.

use std::sync::{Arc, LazyLock};

use async_graphql::{ID, InputObject, Value};
use chrono::TimeDelta;
use entity::sign_in_invitation::{ActiveModel, Column as C, Entity, Model};
use entity::{identity, person};
use sea_orm::{ColumnTrait, Condition, Set};

use super::declare::{
    Call, DateTime, Done, Fields, Member, Mutation, Output, Request, Root, Row, Shown, Shows, Thing, mutation,
    resolved, shown_row,
};
use crate::auth::secret;
use crate::fault::{Failure, FaultCode};
use crate::policy::{Action, Regarding};
use crate::security::{self, Event};

/// How long an invitation holds where nobody says.
const HOLDS: TimeDelta = TimeDelta::days(14);

/// How long it can hold.
const HOLDS_AT_MOST: TimeDelta = TimeDelta::days(90);

impl Thing for Entity {
    const NAME: &'static str = "SignInInvitation";
    const ONE: &'static str = "signInInvitation";
    const MANY: &'static str = "signInInvitations";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A one-time code that ties the identity of whoever signs in and shows it to a person; visible to administrators (Swedish: inloggningsinbjudan).",
        &[(C::CreatedAt, false)],
    )
    .one::<person::Entity>("person", C::PersonId, "Who is invited (Swedish: inbjuden).")
    .one::<person::Entity>("createdBy", C::CreatedById, "Who made it (Swedish: inbjudare).")
    .time("createdAt", C::CreatedAt, "When it was made.")
    .ordered()
    .time("expiresAt", C::ExpiresAt, "When it ends (Swedish: gäller till).")
    .time("acceptedAt", C::AcceptedAt, "When it was used; null where it was not.")
    .time("revokedAt", C::RevokedAt, "When it was taken back, by hand or by a newer one; null where it was not.")
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<InviteToSignIn>(), mutation::<RevokeSignInInvitation>(), mutation::<AcceptSignInInvitation>()]
}

/// `inviteToSignIn`
struct InviteToSignIn;

/// Who is invited.
#[derive(InputObject)]
struct InviteToSignInInput {
    /// The person.
    person_id: ID,
    /// When it ends: at most 90 days from now, 14 days where nothing is said.
    expires_at: Option<DateTime>,
}

/// An invitation and its code.
struct Invited {
    invitation: Model,
    code: String,
}

impl Done for Invited {
    fn fields() -> Vec<Shows<Self>> {
        let code = Output::now::<Option<String>>(|invited: &Invited, _| Ok(Value::String(invited.code.clone())));
        let doc = "The code, for the person alone. It is shown now and never again.";
        vec![
            shown_row::<Entity, _>(Entity::ONE, |invited: &Invited| Some(invited.invitation.clone())),
            Member { name: "code", doc, output: code }.into(),
        ]
    }
}

impl Mutation for InviteToSignIn {
    const ACTION: Action = Action::InviteToSignIn;
    const DOC: &'static str = "Makes a one-time code with which a person who is here already signs in as themselves. An earlier code of theirs ends.";
    type Input = InviteToSignInInput;
    type Done = Invited;

    async fn act(input: InviteToSignInInput, call: &mut Call<'_>) -> Result<Invited, Failure> {
        let InviteToSignInInput { person_id, expires_at } = input;
        let now = call.now();
        let expires_at = expires_at.map_or(now + HOLDS, |at| at.0);
        let person = call.row::<person::Entity>("personId", &person_id).await?;
        call.ahead("expiresAt", expires_at, HOLDS_AT_MOST);
        let person = call.all_of(person)?;
        let permit = call.permit(&Regarding { person: Some(person.id), ..Regarding::default() })?;
        let open =
            Condition::all().add(C::PersonId.eq(person.id)).add(C::AcceptedAt.is_null()).add(C::RevokedAt.is_null());
        for earlier in call.find::<Entity>(open).await? {
            call.update::<Entity>(&permit, &earlier, |row| row.revoked_at = Set(Some(now))).await?;
        }
        let code = secret::new(secret::INVITATION, call.write().clock());
        let row = ActiveModel {
            person_id: Set(person.id),
            code_hash: Set(secret::hash(&code)),
            created_by_id: Set(call.actor().person()),
            expires_at: Set(expires_at),
            accepted_at: Set(None),
            revoked_at: Set(None),
            ..ActiveModel::default()
        };
        let invitation = call.insert::<Entity>(&permit, row).await?;
        Ok(Invited { invitation, code })
    }
}

/// `revokeSignInInvitation`
struct RevokeSignInInvitation;

/// Which invitation.
#[derive(InputObject)]
struct RevokeSignInInvitationInput {
    /// The invitation.
    sign_in_invitation_id: ID,
}

impl Mutation for RevokeSignInInvitation {
    const ACTION: Action = Action::RevokeSignInInvitation;
    const DOC: &'static str = "Takes an invitation to sign in back, so that its code does nothing any more.";
    type Input = RevokeSignInInvitationInput;
    type Done = Row<Entity>;

    async fn act(input: RevokeSignInInvitationInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        const FIELD: &str = "signInInvitationId";
        let RevokeSignInInvitationInput { sign_in_invitation_id } = input;
        let invitation = call.row::<Entity>(FIELD, &sign_in_invitation_id).await?;
        let invitation = call.all_of(invitation)?;
        let permit = call.permit(&Regarding { person: Some(invitation.person_id), ..Regarding::default() })?;
        if invitation.accepted_at.is_some() || invitation.revoked_at.is_some() {
            return call.refuse(FIELD, FaultCode::WrongState, "fault-invitation-ended");
        }
        let now = call.now();
        call.update::<Entity>(&permit, &invitation, |row| row.revoked_at = Set(Some(now))).await.map(Row)
    }
}

/// `acceptSignInInvitation`
struct AcceptSignInInvitation;

/// The code of an invitation.
#[derive(InputObject)]
struct AcceptSignInInvitationInput {
    /// The code, as it was handed over.
    code: String,
}

/// Who one is from now on.
struct Accepted(person::Model);

impl Done for Accepted {
    fn fields() -> Vec<Shows<Self>> {
        let output = Output::later::<Option<Shown<person::Entity>>>(
            |_| vec![],
            |accepted: &Accepted, ctx| {
                // whom one was until now may be gone, and cannot be noted as who reads what is shown here
                Request::of(ctx).readings.are_by(accepted.0.id);
                let shown = Shown::<person::Entity>::now(Arc::new(accepted.0.clone()));
                Box::pin(async move { resolved(ctx, &shown).await })
            },
        );
        vec![Member { name: "person", doc: "Who one is from now on; null where nothing was done.", output }.into()]
    }
}

impl Mutation for AcceptSignInInvitation {
    const ACTION: Action = Action::AcceptSignInInvitation;
    const DOC: &'static str = "Ties the identity that one is signed in with to the person who was invited, from the next request on. To be called first of all after signing in: what one has done before stays with whom one was then.";
    type Input = AcceptSignInInvitationInput;
    type Done = Accepted;

    async fn act(input: AcceptSignInInvitationInput, call: &mut Call<'_>) -> Result<Accepted, Failure> {
        let AcceptSignInInvitationInput { code } = input;
        let permit = call.permit(&Regarding::default())?;
        let now = call.now();
        let code_is = |call: &mut Call<'_>, id| {
            security::note(Event::FailedSignIn, call.actor().into(), Self::ACTION.name(), id);
            call.refuse("code", FaultCode::Invalid, id)
        };
        let Some(invitation) = call.write().open_invitation(&secret::hash(code.trim()), now).await? else {
            return code_is(call, "fault-invitation-code");
        };
        let identity = call.actor().identity();
        let identity = call.find::<identity::Entity>(identity::Column::Id.is_in(identity).into()).await?.pop();
        let person = call.write().find::<person::Entity>(invitation.person_id).await?;
        let (Some(identity), Some(person)) = (identity, person) else { return code_is(call, "fault-invitation-code") };
        if identity.person_id == person.id {
            return code_is(call, "fault-invitation-own");
        }
        // Else the issuer of one organisation could be let in as somebody of another.
        if call.actor().organisation != Some(person.organisation_id) {
            return code_is(call, "fault-invitation-organisation");
        }
        call.update::<Entity>(&permit, &invitation, |row| row.accepted_at = Set(Some(now))).await?;
        call.write().move_identity(&permit, identity, person.id).await?;
        Ok(Accepted(person))
    }
}
