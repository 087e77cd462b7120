//! Tokens of partner systems (tjänstetoken).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, Value};
use chrono::TimeDelta;
use entity::service_token::{ActiveModel, Column as C, Entity, Model};
use entity::{organisation, person};
use sea_orm::Set;

use super::declare::{
    Call, DateTime, Done, Fields, Member, Mutation, Output, Root, Row, Shows, Thing, mutation, shown_row,
};
use crate::auth::secret;
use crate::fault::{Failure, FaultCode};
use crate::policy::{Action, Regarding};

/// How long a token can hold: a year and a day.
const HOLDS_AT_MOST: TimeDelta = TimeDelta::days(366);

/// The longest name of a token.
const LONGEST_NAME: usize = 100;

impl Thing for Entity {
    const NAME: &'static str = "ServiceToken";
    const ONE: &'static str = "serviceToken";
    const MANY: &'static str = "serviceTokens";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A token with which a partner's system calls the API; visible to administrators (Swedish: tjänstetoken).",
        &[(C::CreatedAt, false)],
    )
    .text("name", C::Name, "What it is called, for people (Swedish: namn).")
    .one::<organisation::Entity>(
        "organisation",
        C::OrganisationId,
        "The organisation that the system speaks for (Swedish: organisation).",
    )
    .one::<person::Entity>("createdBy", C::CreatedById, "Who made it (Swedish: skapad av).")
    .time("createdAt", C::CreatedAt, "When it was made.")
    .ordered()
    .time("expiresAt", C::ExpiresAt, "When it ends (Swedish: gäller till).")
    .time("revokedAt", C::RevokedAt, "When it was revoked; null where it was not (Swedish: återkallad).")
    .time(
        "lastUsedAt",
        C::LastUsedAt,
        "When it was last used, to the minute; null where it never was (Swedish: senast använd).",
    )
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<CreateServiceToken>(), mutation::<RevokeServiceToken>()]
}

/// `createServiceToken`
struct CreateServiceToken;

/// Whose token it is to be.
#[derive(InputObject)]
struct CreateServiceTokenInput {
    /// The organisation that the system speaks for.
    organisation_id: ID,
    /// What it is called, for people: at most 100 characters.
    name: String,
    /// When it ends: at most 366 days from now.
    expires_at: DateTime,
}

/// A token's row and the token itself.
struct Created {
    row: Model,
    token: String,
}

impl Done for Created {
    fn fields() -> Vec<Shows<Self>> {
        let token = Output::now::<Option<String>>(|created: &Created, _| Ok(Value::String(created.token.clone())));
        let doc = "The token, to be sent as `Authorization: Bearer …`. It is shown now and never again.";
        vec![
            shown_row::<Entity, _>(Entity::ONE, |created: &Created| Some(created.row.clone())),
            Member { name: "token", doc, output: token }.into(),
        ]
    }
}

impl Mutation for CreateServiceToken {
    const ACTION: Action = Action::CreateServiceToken;
    const DOC: &'static str = "Makes a token with which a system calls the API as PARTNER_SYSTEM of an organisation.";
    type Input = CreateServiceTokenInput;
    type Done = Created;

    async fn act(input: CreateServiceTokenInput, call: &mut Call<'_>) -> Result<Created, Failure> {
        let CreateServiceTokenInput { organisation_id, name, expires_at } = input;
        let organisation = call.row::<organisation::Entity>("organisationId", &organisation_id).await?;
        let name = call.line("name", &name, LONGEST_NAME);
        call.ahead("expiresAt", expires_at.0, HOLDS_AT_MOST);
        let organisation = call.all_of(organisation)?;
        let permit = call.permit(&Regarding { organisation: Some(organisation.id), ..Regarding::default() })?;
        let token = secret::new(secret::SERVICE_TOKEN, call.write().clock());
        let row = ActiveModel {
            organisation_id: Set(organisation.id),
            name: Set(name),
            token_hash: Set(secret::hash(&token)),
            created_by_id: Set(call.actor().person()),
            expires_at: Set(expires_at.0),
            revoked_at: Set(None),
            last_used_at: Set(None),
            ..ActiveModel::default()
        };
        let row = call.insert::<Entity>(&permit, row).await?;
        Ok(Created { row, token })
    }
}

/// `revokeServiceToken`
struct RevokeServiceToken;

/// Which token.
#[derive(InputObject)]
struct RevokeServiceTokenInput {
    /// The token's id; not the token itself.
    service_token_id: ID,
}

impl Mutation for RevokeServiceToken {
    const ACTION: Action = Action::RevokeServiceToken;
    const DOC: &'static str = "Revokes a token of a system, from its next request on.";
    type Input = RevokeServiceTokenInput;
    type Done = Row<Entity>;

    async fn act(input: RevokeServiceTokenInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        const FIELD: &str = "serviceTokenId";
        let RevokeServiceTokenInput { service_token_id } = input;
        let token = call.row::<Entity>(FIELD, &service_token_id).await?;
        let token = call.all_of(token)?;
        let permit = call.permit(&Regarding { organisation: Some(token.organisation_id), ..Regarding::default() })?;
        if token.revoked_at.is_some() {
            return call.refuse(FIELD, FaultCode::WrongState, "fault-token-revoked");
        }
        let now = call.now();
        call.update::<Entity>(&permit, &token, |row| row.revoked_at = Set(Some(now))).await.map(Row)
    }
}
