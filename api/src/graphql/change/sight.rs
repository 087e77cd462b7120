//! What a change is to the viewer: whether they saw the thing before it, and after it.

use std::sync::Arc;

use entity::change::Entity;
use entity::kind::ChangeKind;
use futures_util::future::BoxFuture;

use crate::error::Error;
use crate::graphql::declare::{ById, Request, Selection, Shown};
use crate::store::Sight;

/// What the viewer saw of the thing.
pub async fn sight(change: &Shown<Entity>, request: &Request) -> Result<Sight, Error> {
    request.sights()?.load(change.key()).await
}

/// What happened to the thing, for the viewer.
pub async fn kind(change: &Shown<Entity>, request: &Request) -> Result<ChangeKind, Error> {
    let Sight { before, after } = sight(change, request).await?;
    Ok(match (change.row.kind, before, after) {
        (ChangeKind::Updated, false, true) => ChangeKind::VisibilityGained,
        (ChangeKind::Updated, _, false) => ChangeKind::VisibilityLost,
        (kind, ..) => kind,
    })
}

/// Whether the viewer is told only that they see the thing no longer.
pub fn is_tombstone<'a>(change: &'a Shown<Entity>, request: &'a Request) -> BoxFuture<'a, Result<bool, Error>> {
    Box::pin(async move { Ok(!sight(change, request).await?.after) })
}

impl Request {
    /// What the viewer saw, change by change.
    fn sights(&self) -> Result<Arc<ById<Sight>>, Error> {
        self.loader(Selection::ANY, None, || {
            let (store, actor) = (self.store.clone(), self.actor.clone());
            Ok(ById::new(&self.rounds, move |changes| {
                let (store, actor) = (store.clone(), actor.clone());
                Box::pin(async move { store.sights(&actor, &changes).await })
            }))
        })
    }
}
