//! Batching: what many fields of one level ask for, asked for at once.

use std::collections::HashMap;
use std::sync::Arc;

use ::dataloader::BatchFn;
use ::dataloader::cached::Loader;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::request::Selection;
use super::{Request, Thing};
use crate::error::Error;

/// How often a batch gives way before it is sent: each time, more fields can join it.
const YIELDS: usize = 3;

/// How many keys a batch has at the most.
const BATCH: usize = 1000;

type Load<V> = Box<dyn Fn(Vec<Uuid>) -> BoxFuture<'static, Result<HashMap<Uuid, V>, Error>> + Send + Sync>;

struct Batches<V>(Load<V>);

impl<V: Clone + Default> BatchFn<Uuid, Result<V, Error>> for Batches<V> {
    async fn load(&mut self, keys: &[Uuid]) -> HashMap<Uuid, Result<V, Error>> {
        match (self.0)(keys.to_vec()).await {
            Ok(mut found) => keys.iter().map(|key| (*key, Ok(found.remove(key).unwrap_or_default()))).collect(),
            Err(error) => keys.iter().map(|key| (*key, Err(error.clone()))).collect(),
        }
    }
}

/// A loader of values by the id of a row or of a parent; what is not found is the default.
pub struct ById<V: Clone + Default>(Loader<Uuid, Result<V, Error>, Batches<V>>);

impl<V: Clone + Default + Send + Sync + 'static> ById<V> {
    /// A loader that loads by `load`.
    pub fn new<F>(load: F) -> Self
    where
        F: Fn(Vec<Uuid>) -> BoxFuture<'static, Result<HashMap<Uuid, V>, Error>> + Send + Sync + 'static,
    {
        ById(Loader::new(Batches(Box::new(load))).with_yield_count(YIELDS).with_max_batch_size(BATCH))
    }

    /// The value for `id`.
    pub async fn load(&self, id: Uuid) -> Result<V, Error> {
        self.0.try_load(id).await.map_err(Error::internal)?
    }
}

/// Rows of `E` by their ids, for all fields of a request.
struct RowLoader<E: Thing>(ById<Option<Arc<E::Model>>>);

/// The row of `E` with this id, if the actor may see it; batched.
pub async fn row<E: Thing>(request: &Request, id: Uuid) -> Result<Option<Arc<E::Model>>, Error> {
    let loader = request.loader(Selection::ANY, None, || {
        let (store, actor) = (request.store.clone(), request.actor.clone());
        Ok(RowLoader::<E>(ById::new(move |ids| {
            let (store, actor) = (store.clone(), actor.clone());
            Box::pin(async move {
                let rows = store.rows::<E>(&actor, &ids).await?;
                Ok(rows.into_iter().map(|(id, row)| (id, Some(row))).collect())
            })
        })))
    })?;
    loader.0.load(id).await
}
