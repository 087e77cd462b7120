//! Writing: one door, a transaction for each action.
//!
//! Rows that are to be changed are found by the rule of their entity, as everywhere; nothing is written without a
//! [`Permit`], which only the table of actions gives out; and each write appends what it changed to the change log
//! before it is committed.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::folded;
use futures_util::future::BoxFuture;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue, ColumnTrait, Condition, DatabaseTransaction, EntityTrait,
    IntoActiveModel, Iterable, ModelTrait, QueryFilter, QueryOrder, QuerySelect, SqliteTransactionMode,
    TransactionOptions, TransactionTrait, Value,
};
use uuid::Uuid;

use super::Store;
use super::change::{self, Author, Change};
use super::other_end::hold_links;
use super::search;
use super::turn::Turn;
use crate::clock::Clock;
use crate::error::Error;
use crate::fault::Failure;
use crate::graphql::type_id_of;
use crate::policy::{Action, Actor, Policy, Reach, Regarding, id_column, padded, uuid};
use crate::security::{self, Event};

/// How many ids one statement asks for: they are bound values, of which SQLite takes 32 766.
const IDS_PER_STATEMENT: usize = 1000;

/// The proof that the actor may do the action: made by [`Write::permit`] alone.
#[must_use]
pub struct Permit(());

/// A write under way.
pub struct Write {
    pub(super) transaction: DatabaseTransaction,
    _turn: Option<Turn>,
    actor: Arc<Actor>,
    action: Action,
    clock: Clock,
    /// When all that it writes is written: what is shown of it before it is committed is what is read afterwards.
    pub(super) now: DateTime<Utc>,
    /// Whom the change log names.
    pub(super) author: Author,
    changes: Vec<Change>,
    /// The versions that rows have come to, by table and key: all that a write does to a row is one version.
    pub(super) versions: HashMap<(&'static str, Uuid), i32>,
    /// What is to be written to the log when it is done, and about which person.
    events: Vec<(Event, Uuid)>,
    /// Whether the database changed rows that no change names, as it does with what refers to a row that is removed.
    pub(super) is_beside_the_log: bool,
    /// Whether it erases somebody, of whom the database is to keep nothing once it is committed.
    pub(super) is_erasure: bool,
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
            let (transaction, turn) = store.begin().await?;
            if action.links_things() {
                hold_links(&transaction).await?;
            }
            let author = Author::of(&actor);
            let mut write = Write {
                transaction,
                _turn: turn,
                actor,
                action,
                now: clock.now(),
                clock,
                author,
                changes: vec![],
                versions: HashMap::new(),
                events: vec![],
                is_beside_the_log: false,
                is_erasure: false,
            };
            let done = work(&mut write).await?;
            let is_erasure = write.is_erasure;
            write.commit().await?;
            if is_erasure {
                store.drop_old_pages().await;
            }
            Ok(done)
        });
        written.await.map_err(Error::internal)?
    }

    /// Begins a transaction that writes, once it is its turn. SQLite: as a writer from the start, since a reader that becomes
    /// one fails where another is at work.
    pub(super) async fn begin(&self) -> Result<(DatabaseTransaction, Option<Turn>), Error> {
        let turn = self.turn().await?;
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        Ok((self.db.begin_with_options(options).await?, turn))
    }

    /// Waits for the turn to write, where there are turns.
    pub(super) async fn turn(&self) -> Result<Option<Turn>, Error> {
        match &self.turns {
            Some(turns) => Ok(Some(turns.next().await?)),
            None => Ok(None),
        }
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
            let what = format!("Mutation.{}", self.action.name());
            security::note(Event::Refusal, (&*self.actor).into(), &what, "forbidden");
            Err(Error::forbidden(what).into())
        }
    }

    /// Has an event about a person written to the log when the write is done.
    pub fn announce(&mut self, event: Event, person: Uuid) {
        self.events.push((event, person));
    }

    /// The row with this id, if the actor may see it. Nobody else changes it until this write ends.
    pub async fn find<E: Policy>(&self, id: Uuid) -> Result<Option<E::Model>, Failure> {
        Ok(self.find_where::<E>(id_column::<E>().eq(id).into()).await?.pop())
    }

    /// The rows with these ids, which rise, of those that the actor may see.
    pub async fn find_all<E: Policy>(&self, ids: &[Uuid]) -> Result<Vec<E::Model>, Failure> {
        let mut rows = vec![];
        for ids in ids.chunks(IDS_PER_STATEMENT) {
            rows.extend(self.find_where::<E>(id_column::<E>().is_in(padded(ids)).into()).await?);
        }
        Ok(rows)
    }

    /// The rows that the condition holds for, of those that the actor may see. They are locked in the order of their ids,
    /// so that two writes that want the same rows do not wait for each other.
    pub async fn find_where<E: Policy>(&self, condition: Condition) -> Result<Vec<E::Model>, Failure> {
        let visible = E::visible().sql(&self.actor).condition();
        let rows = E::find().filter(visible).filter(condition).order_by_asc(id_column::<E>()).lock_exclusive();
        Ok(rows.all(&self.transaction).await?)
    }

    /// Adds a row. Its id, its version and its times need not be set.
    pub async fn insert<E>(&mut self, _: &Permit, mut row: E::ActiveModel) -> Result<E::Model, Failure>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let new = [
            ("id", self.clock.uuid().into()),
            ("version", 1.into()),
            ("created_at", self.now.into()),
            ("updated_at", self.now.into()),
        ];
        for (column, value) in new {
            set(&mut row, column, value, |known| matches!(known, ActiveValue::NotSet));
        }
        folded::fill_derived(&mut row);
        let row = row.insert(&self.transaction).await?;
        if let Some(version) = version::<E>(&row) {
            self.versions.insert(key::<E>(&row), version);
        }
        self.log::<E>(None, Some(&row)).await?;
        Ok(row)
    }

    /// Changes a row: `row` holds what is new. It becomes the next version, where it counts versions; not by what only the
    /// audit trail tells of, which the version would tell to all who see the row. What changes nothing writes nothing.
    pub async fn update<E>(
        &mut self,
        permit: &Permit,
        before: &E::Model,
        row: E::ActiveModel,
    ) -> Result<E::Model, Failure>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        if differs::<E>(before, &row) {
            self.touch::<E>(permit, before, row).await
        } else {
            Ok(self.as_left::<E>(before))
        }
    }

    /// Writes a row as the next version of itself, even where nothing in it differs: something that belongs to it has changed.
    pub async fn touch<E>(
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
        if let Some(version) = version::<E>(before)
            && !change::is_private::<E>(before, &row)
        {
            let version = *self.versions.entry(key::<E>(before)).or_insert(version + 1);
            set(&mut row, "version", version.into(), |_| true);
            set(&mut row, "updated_at", self.now.into(), |_| true);
        }
        folded::fill_derived(&mut row);
        let row = row.update(&self.transaction).await?;
        self.log::<E>(Some(before), Some(&row)).await?;
        Ok(row)
    }

    /// A row that is not written itself, as this write leaves it: its links may have made it another version.
    pub fn as_left<E: Policy>(&self, row: &E::Model) -> E::Model {
        let mut row = row.clone();
        if let Some(version) = self.versions.get(&key::<E>(&row)) {
            let left = [("version", Value::from(*version)), ("updated_at", self.now.into())];
            for (name, value) in left {
                if let Ok(column) = E::Column::from_str(name) {
                    row.set(column, value);
                }
            }
        }
        row
    }

    /// Removes a row.
    pub async fn delete<E>(&mut self, _: &Permit, row: E::Model) -> Result<(), Failure>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        self.log::<E>(Some(&row), None).await?;
        let (table, id) = key::<E>(&row);
        let reach = self.changes.iter().rev().find(|change| change.is_of(table, id)).map(Change::reach_before);
        self.cut_links(table, id, reach.unwrap_or(Reach::NOBODY)).await?;
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
            let turned = change.turned();
            self.note(change);
            if let Some((thing, id, reach)) = turned {
                self.tell_other_ends(thing, id, reach).await?;
            }
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
        self.transaction.commit().await?;
        for (event, person) in self.events {
            security::note(event, (&*self.actor).into(), &type_id_of("person", person), self.action.name());
        }
        Ok(())
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

/// Whether the row is to hold anything else than it does.
fn differs<E: EntityTrait>(before: &E::Model, row: &E::ActiveModel) -> bool
where
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    E::Column::iter().any(|column| matches!(row.get(column), ActiveValue::Set(value) if value != before.get(column)))
}

/// The table of a row, and its key.
fn key<E: Policy>(row: &E::Model) -> (&'static str, Uuid) {
    (E::default().as_str(), uuid(row.get(id_column::<E>())).unwrap_or_default())
}

/// The version of a row, if its table counts versions.
fn version<E: EntityTrait>(row: &E::Model) -> Option<i32> {
    match row.get(E::Column::from_str("version").ok()?) {
        Value::Int(version) => version,
        _ => None,
    }
}
