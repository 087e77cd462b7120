//! What lists and rows are read by: from their floor of the cache where the store reads at a moment, else from the database.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use sea_orm::sea_query::SelectStatement;
use sea_orm::{EntityTrait, Iterable, ModelTrait, Value};
use uuid::Uuid;

use super::facet::Question;
use super::{DataVersion, Read, Store};
use crate::cache::{Depends, Floors, RowKey};
use crate::digest::Digest;
use crate::error::Error;
use crate::policy::{Actor, Policy, View};

/// What a value in memory takes beside its text.
const PLAIN: usize = 64;

/// The lists of one kind that are kept, by their parents.
pub struct KeptLists {
    floors: Arc<Floors>,
    question: Digest,
}

impl KeptLists {
    /// The list of this parent, if it is kept.
    pub fn get<T: Send + Sync + 'static>(&self, parent: Uuid) -> Option<Arc<T>> {
        let kept = self.floors.lists.find(&of_parent(self.question, parent))?;
        self.floors.lists.count(true);
        kept.downcast().ok()
    }
}

/// The rows of one kind that are kept, as one viewer sees them.
pub struct KeptRows {
    store: Store,
    floors: Arc<Floors>,
    of: Digest,
}

impl KeptRows {
    /// The row with this id, if it is kept; `Some(None)` is none to be seen.
    pub fn get<E: Policy>(&self, id: Uuid) -> Option<Option<Arc<E::Model>>> {
        let row = self.floors.rows.find(&RowKey { of: self.of, id })?;
        self.store.note(|read| read.depends.rows.extend([id]));
        Some(row)
    }
}

/// The key of the list that a parent has.
fn of_parent(question: Digest, parent: Uuid) -> RowKey {
    RowKey { of: question, id: parent }
}

impl Store {
    /// What is kept of the lists that `question` stands for.
    pub(super) fn kept_lists(&self, question: Option<Digest>) -> Option<KeptLists> {
        Some(KeptLists { question: question?, floors: self.floors.clone()? })
    }

    /// What is kept of the rows of `E` that the actor may see.
    pub fn kept_rows<E: Policy>(&self, actor: &Actor) -> Option<KeptRows> {
        let (floors, version) = self.reading_at().filter(|(floors, _)| floors.rows.is_on() && E::IS_LOGGED)?;
        let of = self.rows_in::<E>(&*actor.view::<E>()?, floors, version);
        Some(KeptRows { of, floors: floors.clone(), store: self.clone() })
    }

    /// What all that was read so far depends on; none where that cannot be told.
    pub fn depends(&self) -> Option<Depends> {
        let read = self.reading.as_ref()?.read.lock().unwrap_or_else(PoisonError::into_inner);
        (!read.is_beside_the_log).then(|| read.depends.clone())
    }

    /// The floors and the version, where they may be looked at.
    fn reading_at(&self) -> Option<(&Arc<Floors>, DataVersion)> {
        let floors = self.floors.as_ref().filter(|floors| floors.are_on())?;
        Some((floors, self.reading.as_ref()?.version))
    }

    /// Notes what is read.
    fn note(&self, what: impl FnOnce(&mut Read)) {
        if let Some(reading) = &self.reading {
            what(&mut reading.read.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Notes that something is read of which no version tells.
    pub fn note_beside_the_log(&self) {
        self.note(|read| read.is_beside_the_log = true);
    }

    /// What stands for a statement and `more`, and for the last change of what it reads; none where nothing is kept.
    pub(super) fn question(&self, statement: &SelectStatement, more: &[u8]) -> Option<Digest> {
        let (floors, version) = self.reading_at()?;
        let question = Question::of(statement);
        if question.reads.is_beside_the_log {
            self.note_beside_the_log();
            return None;
        }
        let facets = &question.reads.facets;
        self.note(|read| read.depends.facets.union_with(facets));
        let last = floors.changes.last(facets).to_le_bytes();
        floors.lists.is_on().then(|| Digest::of([&version.filled(), &last, &question.digest.bytes(), more]))
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
        let key = of_parent(question, Uuid::nil());
        if let Some(Ok(kept)) = floors.lists.get(&key, |_| true).map(Arc::downcast) {
            return Ok(kept);
        }
        let asked = floors.flights.join(question, || ask(self.clone())).await?;
        floors.lists.keep(key, asked.clone(), bytes(&asked));
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
        let mut found = HashMap::with_capacity(parents.len());
        let mut missing = vec![];
        for parent in parents {
            match floors.lists.get(&of_parent(question, *parent), |_| true).map(Arc::downcast) {
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
            floors.lists.keep(of_parent(question, parent), list.clone(), bytes(&list));
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
        if !E::IS_LOGGED {
            self.note_beside_the_log();
        }
        let kept = self.reading_at().filter(|_| E::IS_LOGGED);
        let Some((floors, version)) = kept else { return ask(self.clone(), ids.to_vec()).await };
        let of = self.rows_in::<E>(view, floors, version);
        self.note(|read| read.depends.rows.extend(ids));
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

    /// What stands for the rows in a view, and for the last change of whatever else decides on them: of what the rule looks
    /// at elsewhere a change says nothing of the row.
    fn rows_in<E: Policy>(&self, view: &View, floors: &Floors, version: DataVersion) -> Digest {
        let elsewhere = (!view.is_of_row_alone).then(|| Question::of(&view.decide::<E>()).reads);
        let last = elsewhere.map_or(0, |reads| {
            self.note(|read| read.depends.facets.union_with(&reads.facets));
            floors.changes.last(&reads.facets)
        });
        let last = last.to_le_bytes();
        Digest::of([&view.digest.bytes(), &version.filled(), &last])
    }
}

/// How many bytes a list of rows takes.
pub(super) fn weight_of_all<E: EntityTrait>(rows: &[Arc<E::Model>]) -> usize {
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
