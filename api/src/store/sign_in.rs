//! The first sign-in of an identity, and what ties an identity to a person.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{identity, organisation, person, role_grant, sign_in_invitation};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, ModelTrait, PaginatorTrait, QueryFilter,
    QuerySelect, Set, SqlErr, TransactionTrait,
};
use uuid::Uuid;

use super::Store;
use super::change::{self, Author, Change};
use super::search;
use super::write::{Permit, Write};
use crate::auth::PersonClaims;
use crate::clock::Clock;
use crate::error::Error;
use crate::fault::Failure;

/// The action under which a first sign-in stands in the change log.
const FIRST_SIGN_IN: &str = "signIn";

/// The name of a person whose issuer tells none.
const NAMELESS: &str = "(namn saknas)";

impl Store {
    /// Makes a person of an identity that comes for the first time, at home in the organisation of its issuer. Nobody is
    /// looked for by name or address. `false` if that organisation is not known.
    pub(super) async fn first_sign_in(&self, claims: &PersonClaims, clock: &Clock) -> Result<bool, Error> {
        let (store, claims, clock) = (self.clone(), claims.clone(), clock.clone());
        // in a task of its own: a caller who hangs up leaves nothing half-written
        tokio::spawn(async move { store.add_person(&claims, &clock).await }).await.map_err(Error::internal)?
    }

    async fn add_person(&self, claims: &PersonClaims, clock: &Clock) -> Result<bool, Error> {
        let (transaction, _turn) = self.begin().await?;
        let slug = organisation::Column::Slug.eq(claims.organisation.as_str());
        let Some(home) = organisation::Entity::find().filter(slug).one(&transaction).await? else {
            return Ok(false);
        };
        let person = insert_person(&transaction, claims, home.id, clock).await?;
        search::index::<person::Entity>(&transaction, None, Some(&person)).await?;
        match tie(&transaction, (&claims.issuer, &claims.subject), person.id, Some(clock.today()), clock).await {
            Ok(identity) => {
                let mut changes = Change::between::<person::Entity>(&transaction, clock, None, Some(&person)).await?;
                changes.extend(Change::between::<identity::Entity>(&transaction, clock, None, Some(&identity)).await?);
                change::append(&transaction, clock, &Author::person(person.id), FIRST_SIGN_IN, changes).await?;
                transaction.commit().await?;
            }
            // two first requests at once: the other one was faster, and this transaction leaves nothing
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(true)
    }

    /// Gives a person who is called by a stand-in the name that their issuer tells now.
    pub(super) async fn name_person(
        &self,
        person: Uuid,
        stand_in: &str,
        name: &str,
        clock: &Clock,
    ) -> Result<(), Error> {
        let (store, clock) = (self.clone(), clock.clone());
        let (stand_in, name) = (stand_in.to_owned(), name.to_owned());
        let write = async move { store.write_name(person, &stand_in, name, &clock).await };
        tokio::spawn(write).await.map_err(Error::internal)?
    }

    async fn write_name(&self, person: Uuid, stand_in: &str, name: String, clock: &Clock) -> Result<(), Error> {
        let (transaction, _turn) = self.begin().await?;
        // somebody may have named them in the meantime
        let called = person::Entity::find_by_id(person).filter(person::Column::Name.eq(stand_in)).lock_exclusive();
        let Some(before) = called.one(&transaction).await? else { return Ok(()) };
        let mut row = before.clone().into_active_model();
        row.name = Set(name);
        row.version = Set(before.version + 1);
        row.updated_at = Set(clock.now());
        entity::folded::fill_derived(&mut row);
        let after = sea_orm::ActiveModelTrait::update(row, &transaction).await?;
        search::index::<person::Entity>(&transaction, Some(&before), Some(&after)).await?;
        let changes = Change::between::<person::Entity>(&transaction, clock, Some(&before), Some(&after)).await?;
        change::append(&transaction, clock, &Author::person(person), FIRST_SIGN_IN, changes).await?;
        Ok(transaction.commit().await?)
    }

    /// Ties each subject of the issuer to the person of this name at home in this organisation, unless it is tied already or
    /// there is not exactly one such person: for the personas of the development sign-in, who are persons of the first
    /// content.
    pub async fn tie_personas(
        &self,
        issuer: &str,
        personas: &[(&str, &str, &str)],
        clock: &Clock,
    ) -> Result<(), Error> {
        let (transaction, _turn) = self.begin().await?;
        for (subject, name, organisation) in personas {
            let known = identity::Entity::find()
                .filter(identity::Column::Issuer.eq(issuer))
                .filter(identity::Column::Subject.eq(*subject));
            if known.count(&transaction).await? > 0 {
                continue;
            }
            let [person] = &persons(&transaction, name, organisation).await?[..] else { continue };
            let identity = tie(&transaction, (issuer, subject), person.id, None, clock).await?;
            let changes = Change::between::<identity::Entity>(&transaction, clock, None, Some(&identity)).await?;
            change::append(&transaction, clock, &Author::SYSTEM, FIRST_SIGN_IN, changes).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// What a person is called by these claims who is called so now; none where that is a name, or they tell nothing better.
pub(super) fn mended<'c>(now: &str, claims: &'c PersonClaims) -> Option<&'c str> {
    let is_stand_in = now == NAMELESS || claims.username.as_deref() == Some(now);
    claims.name.as_deref().or(claims.username.as_deref()).filter(|told| is_stand_in && *told != now)
}

/// The persons of this name who are at home in this organisation.
async fn persons(
    transaction: &DatabaseTransaction,
    name: &str,
    organisation: &str,
) -> Result<Vec<person::Model>, sea_orm::DbErr> {
    let home = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::Slug.eq(organisation));
    person::Entity::find()
        .filter(person::Column::Name.eq(name))
        .filter(person::Column::OrganisationId.in_subquery(sea_orm::QueryTrait::into_query(home)))
        .all(transaction)
        .await
}

async fn insert_person(
    transaction: &DatabaseTransaction,
    claims: &PersonClaims,
    home: Uuid,
    clock: &Clock,
) -> Result<person::Model, Error> {
    let now = clock.now();
    let mut row = person::ActiveModel {
        id: Set(clock.uuid()),
        name: Set(claims.name.clone().or_else(|| claims.username.clone()).unwrap_or_else(|| NAMELESS.to_owned())),
        organisation_id: Set(home),
        email: Set(claims.email.clone()),
        phone: Set(None),
        blocked_at: Set(None),
        erased_at: Set(None),
        protected_at: Set(None),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    entity::folded::fill_derived(&mut row);
    Ok(sea_orm::ActiveModelTrait::insert(row, transaction).await?)
}

async fn tie(
    transaction: &DatabaseTransaction,
    (issuer, subject): (&str, &str),
    person: Uuid,
    last_signed_in_on: Option<NaiveDate>,
    clock: &Clock,
) -> Result<identity::Model, sea_orm::DbErr> {
    let row = identity::ActiveModel {
        id: Set(clock.uuid()),
        issuer: Set(issuer.to_owned()),
        subject: Set(subject.to_owned()),
        person_id: Set(person),
        created_at: Set(clock.now()),
        last_signed_in_on: Set(last_signed_in_on),
    };
    sea_orm::ActiveModelTrait::insert(row, transaction).await
}

impl Write {
    /// The invitation whose code has this hash, if it is open. The rule of invitations does not apply: whoever has the
    /// code was invited.
    pub async fn open_invitation(
        &self,
        code_hash: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<sign_in_invitation::Model>, Failure> {
        use sign_in_invitation::Column as C;
        let open = sign_in_invitation::Entity::find()
            .filter(C::CodeHash.eq(code_hash))
            .filter(C::AcceptedAt.is_null())
            .filter(C::RevokedAt.is_null())
            .filter(C::ExpiresAt.gt(now));
        Ok(open.lock_exclusive().one(&self.transaction).await?)
    }

    /// Ties an identity to another person. The person whom it stood for goes, if the first sign-in made them and they
    /// have left no trace since.
    pub async fn move_identity(&mut self, permit: &Permit, identity: identity::Model, to: Uuid) -> Result<(), Failure> {
        let from = person::Entity::find_by_id(identity.person_id).one(&self.transaction).await?;
        let mut moved = identity.clone().into_active_model();
        moved.person_id = Set(to);
        self.update::<identity::Entity>(permit, &identity, moved).await?;
        self.author = Author::person(to);
        if let Some(person) = from.filter(|person| person.version == 1 && person.created_at == identity.created_at)
            && self.has_no_account(person.id).await?
            && self.is_removed(&person).await?
        {
            self.is_beside_the_log = true;
            self.log::<person::Entity>(Some(&person), None).await?;
        }
        Ok(())
    }

    async fn has_no_account(&self, person: Uuid) -> Result<bool, Failure> {
        let identities = identity::Entity::find().filter(identity::Column::PersonId.eq(person));
        let grants = role_grant::Entity::find().filter(role_grant::Column::PersonId.eq(person));
        Ok(identities.count(&self.transaction).await? + grants.count(&self.transaction).await? == 0)
    }

    /// Removes a person, unless something refers to them.
    async fn is_removed(&self, person: &person::Model) -> Result<bool, Failure> {
        let attempt = self.transaction.begin().await?;
        match person.clone().delete(&attempt).await {
            Ok(_) => {
                attempt.commit().await?;
                Ok(true)
            }
            Err(error) if matches!(error.sql_err(), Some(SqlErr::ForeignKeyConstraintViolation(_))) => {
                attempt.rollback().await?;
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }
}
