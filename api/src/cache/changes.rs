//! What the changes have touched: by it one tells whether something that was read before still holds.

use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

use fixedbitset::FixedBitSet;
use uuid::Uuid;

/// How many rows can be named before all is forgotten: what is kept of each is its id and a number.
const MOST_NAMED: usize = 100_000;

/// Facets of the data, by the numbers that the store gives them: a column of a table, say.
pub type Facets = FixedBitSet;

/// What something that was read depends on.
#[derive(Clone, Debug, Default)]
pub struct Depends {
    /// Facets of which a change can make it another.
    pub facets: Facets,
    /// Rows of which a change can.
    pub rows: HashSet<Uuid>,
}

/// A change, as far as it matters here.
#[derive(Clone, Debug)]
pub struct Touched {
    /// Its place in the log.
    pub seq: i64,
    /// The row that it names.
    pub row: Uuid,
    /// What else it touches.
    pub facets: Facets,
}

/// What the changes have touched.
#[derive(Debug, Default)]
pub struct Changes(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    /// The change up to which that is known; none before the first.
    up_to: Option<i64>,
    /// The change ahead of which it is not known: what was read before holds no longer.
    since: i64,
    /// The last change of each facet.
    facets: Vec<i64>,
    /// The last change of each row that was named.
    rows: HashMap<Uuid, i64>,
}

impl Depends {
    /// What it takes in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.facets.as_slice()) + self.rows.capacity() * (size_of::<Uuid>() + 1)
    }
}

impl Changes {
    /// The change up to which it is known what they touched; none where nothing is.
    pub fn up_to(&self) -> Option<i64> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).up_to
    }

    /// Notes all changes up to `up_to` that have not been noted.
    pub fn note(&self, changes: impl IntoIterator<Item = Touched>, up_to: i64) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for change in changes {
            for facet in change.facets.ones() {
                if known.facets.len() <= facet {
                    known.facets.resize(facet + 1, 0);
                }
                known.facets[facet] = known.facets[facet].max(change.seq);
            }
            let last = known.rows.entry(change.row).or_insert(change.seq);
            *last = (*last).max(change.seq);
        }
        known.up_to = known.up_to.max(Some(up_to));
        if known.rows.len() > MOST_NAMED {
            known.forget(up_to);
        }
    }

    /// Lets nothing hold that was read before `up_to`: what changed until then is not known.
    pub fn forget(&self, up_to: i64) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).forget(up_to);
    }

    /// The last change of these facets, or a later one. What was read after it still holds.
    pub fn last(&self, facets: &Facets) -> i64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).last(facets)
    }

    /// Whether what was read after the change `at` still holds.
    pub fn hold(&self, depends: &Depends, at: i64) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.last(&depends.facets) <= at && depends.rows.iter().all(|row| known.holds(row, at))
    }

    /// Whether the row is what was read of it after the change `at`.
    pub fn holds(&self, row: Uuid, at: i64) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).holds(&row, at)
    }
}

impl Known {
    fn forget(&mut self, up_to: i64) {
        *self = Known { up_to: Some(up_to), since: up_to, ..Self::default() };
    }

    fn last(&self, facets: &Facets) -> i64 {
        let of_each = facets.ones().filter_map(|facet| self.facets.get(facet));
        of_each.fold(self.since, |last, of_one| last.max(*of_one))
    }

    fn holds(&self, row: &Uuid, at: i64) -> bool {
        at >= self.since && self.rows.get(row).is_none_or(|last| *last <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn touched(seq: i64, row: u128, facets: &[usize]) -> Touched {
        Touched { seq, row: id(row), facets: facets.iter().copied().collect() }
    }

    fn on(facets: &[usize], rows: &[u128]) -> Depends {
        Depends { facets: facets.iter().copied().collect(), rows: rows.iter().map(|row| id(*row)).collect() }
    }

    #[test]
    fn what_was_read_holds_until_a_change_touches_what_it_depends_on() {
        let changes = Changes::default();
        changes.note([touched(6, 1, &[3, 70]), touched(7, 3, &[4])], 7);
        assert_eq!(changes.up_to(), Some(7));
        for (depends, last) in [
            (on(&[3], &[]), 6),
            (on(&[4, 70], &[]), 7),
            (on(&[5], &[2]), 0),
            (on(&[], &[1]), 6),
            (on(&[3], &[2, 3]), 7),
        ] {
            let holds: Vec<i64> = (5..=8).filter(|at| changes.hold(&depends, *at)).collect();
            assert_eq!(holds, (last.max(5)..=8).collect::<Vec<_>>(), "{depends:?}");
        }
        assert!(changes.holds(id(2), 1) && changes.holds(id(1), 6) && !changes.holds(id(1), 5));
        assert_eq!((changes.last(&on(&[3, 5], &[]).facets), changes.last(&Facets::new())), (6, 0));
    }

    #[test]
    fn what_was_read_before_all_was_forgotten_holds_no_longer() {
        let changes = Changes::default();
        changes.forget(9);
        assert_eq!(changes.up_to(), Some(9));
        assert!(!changes.hold(&on(&[], &[]), 8) && !changes.holds(id(1), 8));
        assert!(changes.hold(&on(&[1], &[1]), 9) && changes.holds(id(1), 9));
    }

    #[test]
    fn not_more_is_known_than_there_is_room_for() {
        let changes = Changes::default();
        changes.note((1..=100_001).map(|row| touched(5, row, &[])), 5);
        assert!(changes.holds(id(200_000), 5) && !changes.holds(id(200_000), 4));
    }
}
