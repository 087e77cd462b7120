//! Batching: what many fields of one level ask for, asked for at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::request::Selection;
use super::rounds::Rounds;
use super::{Request, Thing};
use crate::error::Error;

type Known<V> = Box<dyn Fn(Uuid) -> Option<V> + Send + Sync>;
type Load<V> = Box<dyn Fn(Vec<Uuid>) -> BoxFuture<'static, Result<HashMap<Uuid, V>, Error>> + Send + Sync>;
type Waiting<V> = HashMap<Uuid, Vec<oneshot::Sender<Result<V, Error>>>>;

/// A loader of values by the id of a row or of a parent, for one request; what is not found is the default.
pub struct ById<V> {
    /// Tells at once what need not be loaded.
    known: Option<Known<V>>,
    load: Load<V>,
    rounds: Arc<Rounds>,
    state: Mutex<State<V>>,
}

struct State<V> {
    known: HashMap<Uuid, V>,
    /// Who waits for the batch that is gathered.
    waiting: Waiting<V>,
    /// Who waits for the batch that is under way.
    under_way: Waiting<V>,
    /// Whether somebody is gathering a batch.
    is_led: bool,
}

impl<V: Clone + Default + Send + Sync + 'static> ById<V> {
    /// A loader that loads by `load`.
    pub fn new<F>(rounds: &Arc<Rounds>, load: F) -> Self
    where
        F: Fn(Vec<Uuid>) -> BoxFuture<'static, Result<HashMap<Uuid, V>, Error>> + Send + Sync + 'static,
    {
        let (waiting, under_way) = (HashMap::new(), HashMap::new());
        let state = State { known: HashMap::new(), waiting, under_way, is_led: false };
        ById { known: None, load: Box::new(load), rounds: rounds.clone(), state: Mutex::new(state) }
    }

    /// The same, where `known` tells some values at once.
    #[must_use]
    pub fn knowing(self, known: impl Fn(Uuid) -> Option<V> + Send + Sync + 'static) -> Self {
        ById { known: Some(Box::new(known)), ..self }
    }

    /// The value for `id`. The first who asks leads the batch that the others join.
    pub async fn load(&self, id: Uuid) -> Result<V, Error> {
        if let Some(value) = self.known.as_ref().and_then(|known| known(id)) {
            return Ok(value);
        }
        loop {
            let (answer, leads) = match self.join(id) {
                Joined::Known(value) => return Ok(value),
                Joined::Waiting { answer, leads } => (answer, leads),
            };
            if leads {
                self.lead().await;
            }
            // no answer: the field that led was dropped, with its list; ask anew
            if let Ok(value) = answer.await {
                return value;
            }
        }
    }

    fn join(&self, id: Uuid) -> Joined<V> {
        let mut state = self.state();
        if let Some(value) = state.known.get(&id) {
            return Joined::Known(value.clone());
        }
        let (sender, answer) = oneshot::channel();
        if let Some(senders) = state.under_way.get_mut(&id) {
            senders.push(sender);
            return Joined::Waiting { answer, leads: false };
        }
        state.waiting.entry(id).or_default().push(sender);
        self.rounds.join();
        let leads = !std::mem::replace(&mut state.is_led, true);
        Joined::Waiting { answer, leads }
    }

    /// Waits for the next round, and loads for all who joined until then.
    async fn lead(&self) {
        let mut leading = Leading { loader: self, has_departed: false };
        let flight = self.rounds.depart().await;
        let ids = leading.depart();
        let loaded = (self.load)(ids).await;
        self.answer(loaded);
        drop(flight);
    }

    fn answer(&self, loaded: Result<HashMap<Uuid, V>, Error>) {
        let mut state = self.state();
        for (id, senders) in std::mem::take(&mut state.under_way) {
            let value = loaded.as_ref().map(|found| found.get(&id).cloned().unwrap_or_default()).map_err(Clone::clone);
            if let Ok(value) = &value {
                state.known.insert(id, value.clone());
            }
            for sender in senders {
                // whoever hung up wants no answer
                let _ = sender.send(value.clone());
            }
        }
    }
}

impl<V> ById<V> {
    fn state(&self) -> MutexGuard<'_, State<V>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Joined<V> {
    Known(V),
    Waiting { answer: oneshot::Receiver<Result<V, Error>>, leads: bool },
}

/// Leads a batch; dropped before its answer came, it lets those who joined go, and they ask anew.
struct Leading<'a, V> {
    loader: &'a ById<V>,
    has_departed: bool,
}

impl<V> Leading<'_, V> {
    /// Ends the gathering: whoever asks from now on leads, or joins, the next batch.
    fn depart(&mut self) -> Vec<Uuid> {
        self.has_departed = true;
        let mut state = self.loader.state();
        state.is_led = false;
        state.under_way = std::mem::take(&mut state.waiting);
        state.under_way.keys().copied().collect()
    }
}

impl<V> Drop for Leading<'_, V> {
    fn drop(&mut self) {
        let mut state = self.loader.state();
        if self.has_departed {
            state.under_way.clear();
        } else {
            state.is_led = false;
            state.waiting.clear();
        }
    }
}

/// Rows of `E` by their ids, for all fields of a request.
struct RowLoader<E: Thing>(ById<Option<Arc<E::Model>>>);

/// The row of `E` with this id, if the actor may see it; batched.
pub async fn row<E: Thing>(request: &Request, id: Uuid) -> Result<Option<Arc<E::Model>>, Error> {
    let loader = request.loader(Selection::ANY, None, || {
        let (store, actor) = (request.store.clone(), request.actor.clone());
        let kept = store.kept_rows::<E>(&actor);
        let by_id = ById::new(&request.rounds, move |ids| {
            let (store, actor) = (store.clone(), actor.clone());
            Box::pin(async move {
                let rows = store.rows::<E>(&actor, &ids).await?;
                Ok(rows.into_iter().map(|(id, row)| (id, Some(row))).collect())
            })
        });
        Ok(RowLoader::<E>(by_id.knowing(move |id| kept.as_ref()?.get::<E>(id))))
    })?;
    loader.0.load(id).await
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;

    use super::*;

    fn counting() -> (ById<u128>, Arc<AtomicUsize>) {
        let batches = Arc::new(AtomicUsize::new(0));
        let counter = batches.clone();
        let loader = ById::new(&Arc::default(), move |ids: Vec<Uuid>| {
            counter.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                tokio::task::yield_now().await;
                Ok(ids.into_iter().map(|id| (id, id.as_u128())).collect())
            })
        });
        (loader, batches)
    }

    #[tokio::test]
    async fn all_of_a_level_share_a_batch() {
        let (loader, batches) = counting();
        for _ in 0..2 {
            let values = join_all((0..1000).map(|n| loader.load(Uuid::from_u128(n % 300)))).await;
            assert!(values.into_iter().zip(0..).all(|(value, n)| value.is_ok_and(|value| value == n % 300)));
        }
        assert_eq!(batches.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn those_who_joined_a_dropped_leader_are_served() {
        let (loader, _) = counting();
        let mut leader = Box::pin(loader.load(Uuid::from_u128(1)));
        assert!(futures_util::poll!(&mut leader).is_pending());
        let mut follower = Box::pin(loader.load(Uuid::from_u128(2)));
        assert!(futures_util::poll!(&mut follower).is_pending());
        drop(leader);
        assert!(follower.await.is_ok_and(|value| value == 2));
    }

    #[tokio::test]
    async fn an_error_reaches_all_and_is_not_kept() {
        let failing = ById::<u128>::new(&Arc::default(), |_| Box::pin(async { Err(Error::Unavailable) }));
        let values = join_all((0..3).map(|n| failing.load(Uuid::from_u128(n)))).await;
        assert!(values.iter().all(Result::is_err));
    }
}
