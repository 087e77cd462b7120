//! The floor of rows: each good until a change names it.

use std::any::Any;
use std::sync::Arc;

use metrics::Recorder;
use uuid::Uuid;

use super::{Changes, Floor};
use crate::digest::Digest;

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
    changes: Arc<Changes>,
}

impl Rows {
    /// A floor of so many bytes.
    #[must_use]
    pub fn new(bytes: usize, changes: Arc<Changes>, recorder: &impl Recorder) -> Self {
        Rows { floor: Floor::new("rows", bytes, recorder), changes }
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

    /// Tells how many bytes it holds by now.
    pub fn measure(&self) {
        self.floor.measure();
    }

    /// Whether it keeps anything at all.
    pub fn is_on(&self) -> bool {
        self.floor.is_on()
    }

    fn holds(&self, id: Uuid, at: i64) -> bool {
        self.changes.holds(id, at)
    }
}

#[cfg(test)]
mod tests {
    use metrics::NoopRecorder;

    use super::*;
    use crate::cache::{Facets, Touched};

    #[test]
    fn a_row_holds_until_a_change_names_it() {
        let changes = Arc::<Changes>::default();
        let rows = Rows::new(100_000, changes.clone(), &NoopRecorder);
        let key = |id| RowKey { of: Digest::of([b"t"]), id: Uuid::from_u128(id) };
        let kept = |id| rows.get::<i32>(&key(id)).flatten().map(|row| *row);
        for id in 1..=2 {
            rows.keep(key(id), Some(Arc::new(10)), 5, 10);
        }
        rows.keep::<i32>(key(3), None, 5, 10);
        assert_eq!(rows.get::<i32>(&key(3)), Some(None));
        let named = [(6, 1), (7, 3)];
        changes.note(named.map(|(seq, row)| Touched { seq, row: Uuid::from_u128(row), facets: Facets::new() }), 7);
        assert_eq!((kept(1), kept(2), rows.get::<i32>(&key(3))), (None, Some(10), None));
        // read before the change, and kept after it
        rows.keep(key(1), Some(Arc::new(11)), 5, 10);
        assert_eq!(kept(1), None);
        rows.keep(key(1), Some(Arc::new(12)), 7, 10);
        assert_eq!(kept(1), Some(12));
    }
}
