//! The floor of rows: each good until a change names it.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use metrics::Recorder;
use uuid::Uuid;

use super::Floor;
use crate::digest::Digest;

/// How many rows can be named as changed before all are forgotten: what is kept of each is its id and a number.
const MOST_NAMED: usize = 100_000;

/// A row, as those see it for whom a rule comes to the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RowKey {
    /// The table, what the rule comes to, and whatever else decides.
    pub of: Digest,
    /// The row's id.
    pub id: Uuid,
}

/// A row, or that there is none to be seen, and the head of the change log that it was read after.
#[derive(Clone, Debug)]
struct Read {
    row: Option<Arc<dyn Any + Send + Sync>>,
    at: i64,
}

impl Read {
    fn typed<T: Send + Sync + 'static>(self) -> Option<Option<Arc<T>>> {
        match self.row {
            None => Some(None),
            Some(row) => row.downcast().ok().map(Some),
        }
    }
}

/// The floor of rows.
#[derive(Debug)]
pub struct Rows {
    floor: Floor<RowKey, Read>,
    named: RwLock<Named>,
}

/// Which rows the changes have named.
#[derive(Debug, Default)]
struct Named {
    /// The change up to which that is known; none before the first.
    up_to: Option<i64>,
    /// The change ahead of which that is not known: what was read before it holds no longer.
    since: i64,
    /// The last change of each row that was named.
    last: HashMap<Uuid, i64>,
}

impl Rows {
    /// A floor of so many bytes.
    #[must_use]
    pub fn new(bytes: usize, recorder: &impl Recorder) -> Self {
        Rows { floor: Floor::new("rows", bytes, recorder), named: RwLock::default() }
    }

    /// The same, where what is not found will be looked for again.
    pub fn find<T: Send + Sync + 'static>(&self, key: &RowKey) -> Option<Option<Arc<T>>> {
        let read = self.floor.find(key).filter(|read| self.holds(key.id, read.at))?;
        self.floor.count(true);
        read.typed()
    }

    /// The row under this key; `Some(None)` is none to be seen.
    pub fn get<T: Send + Sync + 'static>(&self, key: &RowKey) -> Option<Option<Arc<T>>> {
        let read = self.floor.get(key, |read| self.holds(key.id, read.at))?;
        read.typed()
    }

    /// Keeps a row of so many bytes that was read after the change `at`.
    pub fn keep<T: Send + Sync + 'static>(&self, key: RowKey, row: Option<Arc<T>>, at: i64, bytes: usize) {
        self.floor.keep(key, Read { row: row.map(|row| row as _), at }, bytes);
    }

    /// The change up to which rows have been named; none where that must be told first.
    pub fn named_up_to(&self) -> Option<i64> {
        self.named.read().unwrap_or_else(PoisonError::into_inner).up_to
    }

    /// Drops these rows: changes up to `up_to` have named them.
    pub fn drop_named(&self, rows: impl IntoIterator<Item = (Uuid, i64)>, up_to: i64) {
        let mut named = self.named.write().unwrap_or_else(PoisonError::into_inner);
        for (id, at) in rows {
            let last = named.last.entry(id).or_insert(at);
            *last = (*last).max(at);
        }
        named.up_to = named.up_to.max(Some(up_to));
        if named.last.len() > MOST_NAMED {
            drop(named);
            self.clear(up_to);
        }
    }

    /// Drops all rows: what changed up to `up_to` is not known.
    pub fn clear(&self, up_to: i64) {
        let mut named = self.named.write().unwrap_or_else(PoisonError::into_inner);
        self.floor.clear();
        *named = Named { up_to: Some(up_to), since: up_to, last: HashMap::new() };
    }

    /// Tells how many bytes it holds by now.
    pub fn measure(&self) {
        self.floor.measure();
    }

    /// Whether it keeps anything at all.
    pub fn is_on(&self) -> bool {
        self.floor.is_on()
    }

    fn holds(&self, id: Uuid, at: i64) -> bool {
        let named = self.named.read().unwrap_or_else(PoisonError::into_inner);
        at >= named.since && named.last.get(&id).is_none_or(|last| *last <= at)
    }
}

#[cfg(test)]
mod tests {
    use metrics::NoopRecorder;

    use super::*;

    fn key(id: u128) -> RowKey {
        RowKey { of: Digest::of([b"t"]), id: Uuid::from_u128(id) }
    }

    fn kept(rows: &Rows, id: u128) -> Option<i32> {
        rows.get::<i32>(&key(id)).flatten().map(|row| *row)
    }

    #[test]
    fn a_row_holds_until_a_change_names_it() {
        let rows = Rows::new(100_000, &NoopRecorder);
        for id in 1..=2 {
            rows.keep(key(id), Some(Arc::new(10)), 5, 10);
        }
        rows.keep::<i32>(key(3), None, 5, 10);
        assert_eq!(rows.get::<i32>(&key(3)), Some(None));
        rows.drop_named([(Uuid::from_u128(1), 6), (Uuid::from_u128(3), 7)], 7);
        assert_eq!((kept(&rows, 1), kept(&rows, 2), rows.get::<i32>(&key(3))), (None, Some(10), None));
        // read before the change, and kept after it
        rows.keep(key(1), Some(Arc::new(11)), 5, 10);
        assert_eq!(kept(&rows, 1), None);
        rows.keep(key(1), Some(Arc::new(12)), 7, 10);
        assert_eq!((kept(&rows, 1), rows.named_up_to()), (Some(12), Some(7)));
    }

    #[test]
    fn what_was_read_before_all_were_dropped_holds_no_longer() {
        let rows = Rows::new(100_000, &NoopRecorder);
        rows.keep(key(1), Some(Arc::new(1)), 5, 10);
        rows.clear(9);
        rows.keep(key(2), Some(Arc::new(2)), 8, 10);
        rows.keep(key(3), Some(Arc::new(3)), 9, 10);
        assert_eq!((kept(&rows, 1), kept(&rows, 2), kept(&rows, 3)), (None, None, Some(3)));
    }
}
