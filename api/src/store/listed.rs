//! What lists and rows are read by: from their floor of the cache where the store reads at a moment, else from the database.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{PostgresQueryBuilder, SelectStatement};
use sea_orm::{EntityTrait, Iterable, ModelTrait, Value};
use uuid::Uuid;

use super::Store;
use crate::cache::{Floors, RowKey};
use crate::digest::Digest;
use crate::error::Error;
use crate::policy::{Policy, View};

/// What a value in memory takes beside its text.
const PLAIN: usize = 64;

impl Store {
    /// The floors and the version, where they may be looked at.
    fn reading_at(&self) -> Option<(&Floors, super::DataVersion)> {
        Some((self.floors.as_deref()?, self.at?))
    }

    /// What stands for a statement and `more`; none where nothing is kept.
    pub(super) fn question(&self, statement: &SelectStatement, more: &[u8]) -> Option<Digest> {
        let (floors, version) = self.reading_at()?;
        // the words differ between the databases, what is asked does not
        let words = || statement.to_string(PostgresQueryBuilder);
        floors.lists.is_on().then(|| Digest::of([&version.bytes(), words().as_bytes(), more]))
    }

    /// What a list holds: as it is kept, or as `ask` brings it. `bytes` says how much that is.
    pub(super) async fn listed<T, F>(
        &self,
        question: Option<Digest>,
        bytes: impl FnOnce(&T) -> usize,
        ask: impl FnOnce(Store) -> F,
    ) -> Result<Arc<T>, Error>
    where
        T: Send + Sync + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let (Some(question), Some((floors, _))) = (question, self.reading_at()) else {
            return ask(self.clone()).await.map(Arc::new);
        };
        if let Some(Ok(kept)) = floors.lists.get(&question, |_| true).map(Arc::downcast) {
            return Ok(kept);
        }
        let asked = floors.flights.join(question, || ask(self.clone())).await?;
        floors.lists.keep(question, asked.clone(), bytes(&asked));
        Ok(asked)
    }

    /// What lists of several parents hold: as they are kept, or as `ask` brings those that are not. `question` stands for
    /// the list, whosever it is.
    pub(super) async fn listed_by_parent<T, F>(
        &self,
        question: Option<Digest>,
        parents: &[Uuid],
        bytes: impl Fn(&T) -> usize,
        ask: impl FnOnce(Store, Vec<Uuid>) -> F,
    ) -> Result<HashMap<Uuid, Arc<T>>, Error>
    where
        T: Default + Clone + Send + Sync + 'static,
        F: Future<Output = Result<HashMap<Uuid, Arc<T>>, Error>> + Send + 'static,
    {
        let (Some(question), Some((floors, _))) = (question, self.reading_at()) else {
            return ask(self.clone(), parents.to_vec()).await;
        };
        let of = |parent: &Uuid| Digest::of([&question.bytes(), parent.as_bytes()]);
        let mut found = HashMap::with_capacity(parents.len());
        let mut missing = vec![];
        for parent in parents {
            match floors.lists.get(&of(parent), |_| true).map(Arc::downcast) {
                Some(Ok(kept)) => drop(found.insert(*parent, kept)),
                _ => missing.push(*parent),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        missing.sort_unstable();
        let flight = Digest::of([&question.bytes(), &all(&missing)]);
        let asked = floors.flights.join(flight, || ask(self.clone(), missing.clone())).await?;
        for parent in missing {
            let list = asked.get(&parent).cloned().unwrap_or_default();
            floors.lists.keep(of(&parent), list.clone(), bytes(&list));
            found.insert(parent, list);
        }
        Ok(found)
    }

    /// The rows with these ids, of those in the view: as they are kept, or as `ask` brings those that are not.
    pub(super) async fn rows_by_id<E: Policy, F>(
        &self,
        view: &View,
        ids: &[Uuid],
        ask: impl FnOnce(Store, Vec<Uuid>) -> F,
    ) -> Result<HashMap<Uuid, Arc<E::Model>>, Error>
    where
        F: Future<Output = Result<HashMap<Uuid, Arc<E::Model>>, Error>> + Send + 'static,
    {
        let Some((floors, version)) = self.reading_at().filter(|(floors, _)| floors.rows.is_on()) else {
            return ask(self.clone(), ids.to_vec()).await;
        };
        // where other rows decide, too, a change of them says nothing of this one
        let good_for = if view.is_of_row_alone { version.filled() } else { version.bytes().to_vec() };
        let of = Digest::of([&view.digest.bytes(), &good_for]);
        let mut found = HashMap::with_capacity(ids.len());
        let mut missing = vec![];
        for id in ids {
            match floors.rows.get::<E::Model>(&RowKey { of, id: *id }) {
                Some(row) => found.extend(row.map(|row| (*id, row))),
                None => missing.push(*id),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        missing.sort_unstable();
        let flight = Digest::of([&of.bytes(), &version.bytes(), &all(&missing)]);
        let asked = floors.flights.join(flight, || ask(self.clone(), missing.clone())).await?;
        for id in missing {
            let row = asked.get(&id).cloned();
            let bytes = row.as_deref().map_or(0, weight::<E>);
            floors.rows.keep(RowKey { of, id }, row.clone(), version.seq(), bytes);
            found.extend(row.map(|row| (id, row)));
        }
        Ok(found)
    }
}

/// How many bytes a list of rows takes.
pub(super) fn weight_of_all<E: EntityTrait>(rows: &Vec<Arc<E::Model>>) -> usize {
    rows.iter().map(|row| weight::<E>(row) + size_of::<usize>()).sum()
}

/// How many bytes a row takes.
fn weight<E: EntityTrait>(row: &E::Model) -> usize {
    let text = |column| match row.get(column) {
        Value::String(Some(text)) => text.len(),
        Value::Json(Some(json)) => json.to_string().len() * 2,
        _ => 0,
    };
    PLAIN + size_of::<E::Model>() + E::Column::iter().map(text).sum::<usize>()
}

fn all(ids: &[Uuid]) -> Vec<u8> {
    ids.iter().flat_map(|id| *id.as_bytes()).collect()
}
