//! What every resolver of one request shares.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_graphql::Context;
use chrono::{DateTime, NaiveDate, Utc};
use entity::kind::SearchType;
use sea_orm::Value;
use tokio::sync::OnceCell;

use super::rounds::Rounds;
use crate::auth::Subject;
use crate::clock::{Clock, local_date, whole_millis};
use crate::error::Error;
use crate::fault::Failure;
use crate::language::Language;
use crate::markdown::Renderer;
use crate::pace::Pace;
use crate::policy::{Action, Actor, Policy};
use crate::rate_limit::Charge;
use crate::search::{Hit, Query};
use crate::store::{Attempt, Filter, Group, Readings, Rows, Statistics, Store, Window, Work};

/// What every resolver of one request shares: who asks, in which language, the store, and the batches under way.
pub struct Request {
    /// The one door to the data.
    pub(in crate::graphql) store: Store,
    /// Who asks, as the last write of the request left them.
    pub actor: Latest,
    /// Whom the request's token names; nobody where it has none.
    subject: Option<Arc<Subject>>,
    /// The caller's language.
    pub language: Language,
    /// The contact details that it shows: written down before its answer goes out.
    pub readings: Arc<Readings>,
    /// The time, and where new ids come from.
    clock: Clock,
    /// The rounds that its statements go out in.
    pub(in crate::graphql) rounds: Arc<Rounds>,
    loaders: Mutex<HashMap<LoaderKey, Arc<dyn Any + Send + Sync>>>,
    /// Which attempt it is, if it is marked with a key.
    pub(super) attempt: Option<Arc<Attempt>>,
    /// What it was charged, if there is a limit.
    charge: Option<Charge>,
    /// How long it may take, and how much it may answer.
    pub(super) pace: Arc<Pace>,
    /// What makes HTML of texts.
    pub(super) renderer: Arc<Renderer>,
}

/// Which selection a loader serves, on which day that is looked at, and which type it loads.
type LoaderKey = (Selection, Option<NaiveDate>, TypeId);

/// A field of the document, by its place in memory: all parents of a level share it, and so its arguments.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Selection(usize);

impl Selection {
    /// For what serves all fields.
    pub const ANY: Selection = Selection(0);

    /// The field that is being resolved.
    pub fn of(ctx: &Context<'_>) -> Self {
        Selection(std::ptr::from_ref(&ctx.item.node).addr())
    }
}

/// Who asks: as they were when the request came, and after each write of it as that left them. What they may do, and see,
/// can be another.
pub struct Latest {
    actor: Arc<Actor>,
    later: OnceLock<Box<Latest>>,
}

impl Latest {
    fn new(actor: Arc<Actor>) -> Self {
        Latest { actor, later: OnceLock::new() }
    }

    fn last(&self) -> &Self {
        let mut last = self;
        while let Some(later) = last.later.get() {
            last = later;
        }
        last
    }

    fn become_now(&self, actor: Arc<Actor>) {
        // the writes of a request come one after the other
        let _ = self.last().later.set(Box::new(Latest::new(actor)));
    }
}

impl Deref for Latest {
    type Target = Arc<Actor>;

    fn deref(&self) -> &Arc<Actor> {
        &self.last().actor
    }
}

impl Request {
    /// The shared part of a request.
    pub fn new(
        store: Store,
        actor: Arc<Actor>,
        language: Language,
        clock: Clock,
        (pace, renderer): (Arc<Pace>, Arc<Renderer>),
    ) -> Self {
        let readings = Arc::<Readings>::default();
        let actor = Latest::new(actor);
        let (subject, rounds, loaders, attempt, charge) = Default::default();
        Request { store, actor, subject, language, readings, clock, rounds, loaders, attempt, charge, pace, renderer }
    }

    /// The same for whom the request's token names.
    pub fn naming(self, subject: Option<Arc<Subject>>) -> Self {
        Request { subject, ..self }
    }

    /// Waits until it is the turn of the field that is resolved. Who waits has yet to say what it asks of the store.
    pub(in crate::graphql) async fn turn(&self) {
        self.pace.turn(|| self.rounds.join()).await;
    }

    /// The same for an attempt at a request that is marked with a key.
    pub fn attempting(self, attempt: Option<Arc<Attempt>>) -> Self {
        Request { attempt, ..self }
    }

    /// The same for a request that was charged.
    pub fn charged(self, charge: Option<Charge>) -> Self {
        Request { charge, ..self }
    }

    /// What the request was charged, and when the budget is full again. The next who asks must not be given the same.
    pub fn charge(&self) -> Option<(Charge, DateTime<Utc>)> {
        self.store.note_beside_the_log();
        self.charge.map(|charge| (charge, whole_millis(self.clock.now() + charge.full_in())))
    }

    /// A page of all rows that the actor may see.
    pub async fn page<E: Policy>(&self, window: &Window<E>) -> Result<Rows<E::Model>, Error> {
        let _flight = self.rounds.fly();
        self.store.page::<E>(&self.actor, window).await
    }

    /// The number of rows that the actor may see.
    pub async fn count<E: Policy>(&self, filter: Filter<E>) -> Result<i64, Error> {
        let _flight = self.rounds.fly();
        self.store.count::<E>(&self.actor, filter).await
    }

    /// What a search finds that the actor may see, the best first.
    pub async fn search(&self, query: &Arc<Query>, types: &[SearchType]) -> Result<Arc<Vec<Hit>>, Error> {
        let _flight = self.rounds.fly();
        self.store.search(&self.actor, query, types).await
    }

    /// How much it finds.
    pub async fn count_found(&self, query: &Query, types: &[SearchType]) -> Result<i64, Error> {
        let _flight = self.rounds.fly();
        self.store.count_found(&self.actor, query, types).await
    }

    /// The groups of all rows that the actor may see.
    pub async fn groups<E: Policy>(&self, statistics: &Statistics<E>, limit: usize) -> Result<Arc<Vec<Group>>, Error> {
        let _flight = self.rounds.fly();
        self.store.groups::<E>(&self.actor, statistics, limit).await
    }

    /// Who asks, as they were just before a moment; found once.
    pub async fn actor_then(&self, before: DateTime<Utc>) -> Result<Arc<Actor>, Error> {
        let day = Some(local_date(before));
        let found = self.loader(Selection::ANY, day, || Ok(OnceCell::<Arc<Actor>>::new()))?;
        let _flight = self.rounds.fly();
        found.get_or_try_init(|| self.store.actor_then(&self.actor, before)).await.cloned()
    }

    /// The same asked by them.
    pub fn asked_by(&self, actor: Arc<Actor>) -> Self {
        let means = (self.pace.clone(), self.renderer.clone());
        Request::new(self.store.clone(), actor, self.language, self.clock.clone(), means)
    }

    /// The row whose natural key holds `value`, if the actor may see it.
    pub async fn row_by_key<E: Policy>(&self, key: E::Column, value: Value) -> Result<Option<Arc<E::Model>>, Error> {
        let _flight = self.rounds.fly();
        self.store.row_by_key::<E>(&self.actor, key, value).await
    }

    /// Does the work of an action. What was read before is forgotten, the actor too: what is shown after it is as it is
    /// then.
    pub async fn write<T: Send + 'static>(&self, action: Action, work: Work<T>) -> Result<T, Failure> {
        let written = self.store.write(self.actor.clone(), self.clock.clone(), action, work).await;
        self.loaders.lock().unwrap_or_else(PoisonError::into_inner).clear();
        if written.is_ok()
            && let Ok(Ok((actor, _))) = self.store.actor(self.subject.clone(), &self.clock).await
        {
            self.actor.become_now(actor);
        }
        written
    }

    /// The request that a resolver works for.
    pub fn of<'a>(ctx: &Context<'a>) -> &'a Request {
        ctx.data_unchecked::<Request>()
    }

    /// The loader that serves `selection`, made where there is none yet.
    pub(in crate::graphql) fn loader<T: Any + Send + Sync>(
        &self,
        selection: Selection,
        day: Option<NaiveDate>,
        make: impl FnOnce() -> Result<T, Error>,
    ) -> Result<Arc<T>, Error> {
        let mut loaders = self.loaders.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (selection, day, TypeId::of::<T>());
        if let Some(found) = loaders.get(&key).and_then(|loader| loader.clone().downcast().ok()) {
            return Ok(found);
        }
        let loader = Arc::new(make()?);
        loaders.insert(key, loader.clone());
        Ok(loader)
    }
}
