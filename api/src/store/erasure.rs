//! Erasing a person: nothing stays of who they were, and everything of what they did.

use entity::{
    calendar_subscription, idempotency_key, identity, person, representative, role_grant, sign_in_invitation,
};
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set};
use uuid::Uuid;

use super::write::{Permit, Write};
use crate::fault::Failure;
use crate::policy::Policy;

/// What stands in the place of the name of a person who has been erased.
const ERASED: &str = "(raderad person)";

impl Write {
    /// Erases a person: name and contact details, how they sign in, what they were granted and subscribed to, and what is
    /// kept of answers. Their terms end at once. What they did and decided stays, under a placeholder.
    pub async fn erase(&mut self, permit: &Permit, person: person::Model) -> Result<person::Model, Failure> {
        let id = person.id;
        self.delete_all::<identity::Entity>(permit, identity::Column::PersonId, id).await?;
        self.delete_all::<role_grant::Entity>(permit, role_grant::Column::PersonId, id).await?;
        self.delete_all::<sign_in_invitation::Entity>(permit, sign_in_invitation::Column::PersonId, id).await?;
        self.delete_all::<calendar_subscription::Entity>(permit, calendar_subscription::Column::PersonId, id).await?;
        self.end_terms(permit, id).await?;
        self.forget_readings(id).await?;
        let now = self.clock().now();
        let mut erased = person.clone().into_active_model();
        erased.name = Set(ERASED.to_owned());
        erased.email = Set(None);
        erased.phone = Set(None);
        erased.blocked_at = Set(Some(now));
        erased.erased_at = Set(Some(now));
        let erased = self.update::<person::Entity>(permit, &person, erased).await?;
        self.forget_keys(id).await?;
        self.is_erasure = true;
        Ok(erased)
    }

    /// Removes the rows of `E` that are the person's.
    async fn delete_all<E>(&mut self, permit: &Permit, of: E::Column, person: Uuid) -> Result<(), Failure>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        for row in E::find().filter(of.eq(person)).all(&self.transaction).await? {
            self.delete::<E>(permit, row).await?;
        }
        Ok(())
    }

    /// Ends the terms that run, before today begins; one that has had no whole day is none.
    async fn end_terms(&mut self, permit: &Permit, person: Uuid) -> Result<(), Failure> {
        let today = self.clock().today();
        let of = representative::Entity::find().filter(representative::Column::PersonId.eq(person));
        for term in of.all(&self.transaction).await? {
            if term.since.is_some_and(|since| since >= today) {
                self.delete::<representative::Entity>(permit, term).await?;
            } else if term.until.is_none_or(|until| until > today) {
                let mut ended = term.clone().into_active_model();
                ended.until = Set(Some(today));
                self.update::<representative::Entity>(permit, &term, ended).await?;
            }
        }
        Ok(())
    }

    /// Forgets the person's own keys. Nothing that is kept for the retries of others names anybody: it holds ids.
    async fn forget_keys(&mut self, person: Uuid) -> Result<(), Failure> {
        use idempotency_key::{Column, Entity};
        let own = Column::Caller.eq(format!("person:{person}"));
        Entity::delete_many().filter(own).exec(&self.transaction).await?;
        Ok(())
    }
}
