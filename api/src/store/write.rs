//! Writing: one door, a transaction for each action.
//!
//! Rows that are to be changed are found by the rule of their entity, as everywhere; nothing is written without a
//! [`Permit`], which only the table of actions gives out; and each write appends what it changed to the change log
//! before it is committed.

use std::str::FromStr;
use std::sync::Arc;

use entity::folded;
use futures_util::future::BoxFuture;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue, ColumnTrait, Condition, DatabaseTransaction, EntityTrait,
    IntoActiveModel, ModelTrait, QueryFilter, QuerySelect, SqliteTransactionMode, TransactionOptions, TransactionTrait,
    Value,
};
use uuid::Uuid;

use super::Store;
use super::change::{self, Author, Change};
use super::search;
use crate::clock::Clock;
use crate::error::Error;
use crate::fault::Failure;
use crate::policy::{Action, Actor, Policy, Regarding, id_column};

/// The proof that the actor may do the action: made by [`Write::permit`] alone.
#[must_use]
pub struct Permit(());

/// A write under way.
pub struct Write {
    pub(super) transaction: DatabaseTransaction,
    actor: Arc<Actor>,
    action: Action,
    clock: Clock,
    /// Whom the change log names.
    pub(super) author: Author,
    changes: Vec<Change>,
    /// Whether the database changed rows that no change names, as it does with what refers to a row that is removed.
    pub(super) is_beside_the_log: bool,
}

/// What a write does.
pub type Work<T> = Box<dyn for<'a> FnOnce(&'a mut Write) -> BoxFuture<'a, Result<T, Failure>> + Send>;

impl Store {
    /// Does the work of an action in a transaction of its own, and keeps all of it or nothing. A caller who hangs up
    /// stops neither the work nor the commit.
    pub async fn write<T: Send + 'static>(
        &self,
        actor: Arc<Actor>,
        clock: Clock,
        action: Action,
        work: Work<T>,
    ) -> Result<T, Failure> {
        let store = self.clone();
        let written = tokio::spawn(async move {
            let transaction = store.begin().await?;
            let author = Author::of(&actor);
            let mut write =
                Write { transaction, actor, action, clock, author, changes: vec![], is_beside_the_log: false };
            let done = work(&mut write).await?;
            write.commit().await?;
            Ok(done)
        });
        written.await.map_err(Error::internal)?
    }

    /// Begins a transaction that writes. SQLite: as a writer from the start, since a reader that becomes one fails
    /// where another is at work.
    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok(self.db.begin_with_options(options).await?)
    }
}

impl Write {
    /// Who writes.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What is done.
    pub fn action(&self) -> Action {
        self.action
    }

    /// The time, and where new ids come from.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The proof that the actor may do this to the thing that `regarding` describes.
    ///
    /// # Errors
    /// If they may not.
    pub fn permit(&self, regarding: &Regarding) -> Result<Permit, Failure> {
        if self.actor.may_do(self.action, regarding) {
            Ok(Permit(()))
        } else {
            Err(Error::forbidden(format!("Mutation.{}", self.action.name())).into())
        }
    }

    /// The row with this id, if the actor may see it. Nobody else changes it until this write ends.
    pub async fn find<E: Policy>(&self, id: Uuid) -> Result<Option<E::Model>, Failure> {
        Ok(self.find_where::<E>(id_column::<E>().eq(id).into()).await?.pop())
    }

    /// The rows that the condition holds for, of those that the actor may see.
    pub async fn find_where<E: Policy>(&self, condition: Condition) -> Result<Vec<E::Model>, Failure> {
        let visible = E::visible().sql(&self.actor).condition();
        Ok(E::find().filter(visible).filter(condition).lock_exclusive().all(&self.transaction).await?)
    }

    /// Adds a row. Its id, its version and its times need not be set.
    pub async fn insert<E>(&mut self, _: &Permit, mut row: E::ActiveModel) -> Result<E::Model, Failure>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let now = self.clock.now();
        let new = [
            ("id", self.clock.uuid().into()),
            ("version", 1.into()),
            ("created_at", now.into()),
            ("updated_at", now.into()),
        ];
        for (column, value) in new {
            set(&mut row, column, value, |known| matches!(known, ActiveValue::NotSet));
        }
        folded::fill_derived(&mut row);
        let row = row.insert(&self.transaction).await?;
        self.log::<E>(None, Some(&row)).await?;
        Ok(row)
    }

    /// Changes a row: `row` holds what is new. It becomes the next version, where it counts versions.
    pub async fn update<E>(
        &mut self,
        _: &Permit,
        before: &E::Model,
        mut row: E::ActiveModel,
    ) -> Result<E::Model, Failure>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        if let Some(version) = version::<E>(before) {
            set(&mut row, "version", (version + 1).into(), |_| true);
            set(&mut row, "updated_at", self.clock.now().into(), |_| true);
        }
        folded::fill_derived(&mut row);
        let row = row.update(&self.transaction).await?;
        self.log::<E>(Some(before), Some(&row)).await?;
        Ok(row)
    }

    /// Removes a row.
    pub async fn delete<E>(&mut self, _: &Permit, row: E::Model) -> Result<(), Failure>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        self.log::<E>(Some(&row), None).await?;
        row.delete(&self.transaction).await?;
        Ok(())
    }

    /// Removes a row, and with it whatever links others to it.
    pub async fn delete_linked<E>(&mut self, permit: &Permit, row: E::Model) -> Result<(), Failure>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        self.is_beside_the_log = true;
        self.delete::<E>(permit, row).await
    }

    /// Notes what was done to a row, for the change log and for search.
    pub(super) async fn log<E: Policy>(
        &mut self,
        before: Option<&E::Model>,
        after: Option<&E::Model>,
    ) -> Result<(), Error> {
        for change in Change::between::<E>(&self.transaction, &self.clock, before, after).await? {
            self.note(change);
        }
        search::index::<E>(&self.transaction, before, after).await?;
        Ok(())
    }

    /// Notes a change: all that a write does to a thing is one.
    pub(super) fn note(&mut self, change: Change) {
        let rest = self.changes.iter_mut().try_fold(change, |change, known| known.join(change));
        self.changes.extend(rest);
    }

    async fn commit(self) -> Result<(), Error> {
        if !self.changes.is_empty() {
            change::append(&self.transaction, &self.clock, &self.author, self.action.name(), self.changes).await?;
        }
        if self.is_beside_the_log {
            change::filled(&self.transaction).await?;
        }
        Ok(self.transaction.commit().await?)
    }
}

/// Sets the column of this name, if there is one and what it holds allows it.
fn set<A: ActiveModelTrait>(row: &mut A, column: &str, value: Value, may: impl Fn(&ActiveValue<Value>) -> bool) {
    if let Ok(column) = <A::Entity as EntityTrait>::Column::from_str(column)
        && may(&row.get(column))
    {
        row.set(column, value);
    }
}

/// The version of a row, if its table counts versions.
fn version<E: EntityTrait>(row: &E::Model) -> Option<i32> {
    match row.get(E::Column::from_str("version").ok()?) {
        Value::Int(version) => version,
        _ => None,
    }
}
