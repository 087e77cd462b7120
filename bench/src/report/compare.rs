//! Whether a page takes no more statements in a larger database.

use std::collections::{BTreeMap, BTreeSet};

use crate::caller::Viewer;
use crate::page::Page;
use crate::record::Statements;

/// The numbers of one page for one viewer, by the shape of the answer, in each database.
pub struct Comparison<'a>(Vec<BTreeMap<&'a [String], &'a [u64]>>);

impl<'a> Comparison<'a> {
    /// Looks them up.
    pub fn new(all: &'a [Statements], page: Page, viewer: Viewer) -> Self {
        let of_one = |of: &'a Statements| {
            let of_this = of.counts.iter().filter(|count| count.page == page && count.viewer == viewer);
            of_this.map(|count| (count.shape.as_slice(), count.statements.as_slice())).collect()
        };
        Self(all.iter().map(of_one).collect())
    }

    /// In each database, the most for the shape that leads to most, of those that occurred in all of them.
    pub fn fullest(&self) -> Vec<String> {
        let most = |numbers: &[u64]| numbers.iter().max().map_or("–".to_owned(), u64::to_string);
        match self.fullest_shape() {
            Some(shape) => self.0.iter().map(|of| most(of[shape])).collect(),
            None => vec!["–".to_owned(); self.0.len()],
        }
    }

    fn fullest_shape(&self) -> Option<&'a [String]> {
        let (first, others) = self.0.split_first()?;
        let shared = first.keys().filter(|shape| others.iter().all(|other| other.contains_key(*shape)));
        shared.max_by_key(|shape| shape.len()).copied()
    }

    /// How many shapes occurred in several databases.
    pub fn compared(&self) -> usize {
        let mut databases = BTreeMap::<_, usize>::new();
        for shape in self.0.iter().flat_map(BTreeMap::keys) {
            *databases.entry(shape).or_default() += 1;
        }
        databases.values().filter(|databases| **databases > 1).count()
    }

    /// What is wrong, if answers of one shape take more statements in one database than in another: the most is compared,
    /// since what is asked for twice at the same moment is read once.
    pub fn fault(&self) -> Option<String> {
        if self.fullest_shape().is_none() {
            return Some("no shape of answer occurred in all databases, so there is nothing to compare".to_owned());
        }
        let mut bounds = BTreeMap::<_, BTreeSet<u64>>::new();
        for (shape, statements) in self.0.iter().flatten() {
            bounds.entry(shape).or_default().extend(statements.iter().max());
        }
        let differing: Vec<_> = bounds.values().filter(|bounds| bounds.len() > 1).collect();
        let example = differing.first()?;
        Some(format!(
            "the most statements differ for {} of {} shapes of answer, such as {example:?}",
            differing.len(),
            bounds.len()
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Count, Database};

    /// A database in which answers of each shape took these numbers of statements.
    fn database(counts: &[(&[&str], &[u64])]) -> Statements {
        let count = |(shape, statements): &(&[&str], &[u64])| Count {
            page: Page::Front,
            viewer: Viewer::Member,
            shape: shape.iter().map(|path| (*path).to_owned()).collect(),
            answers: 1,
            statements: statements.to_vec(),
        };
        let database = Database { name: "SQLite".to_owned(), initiatives: 1 };
        Statements { database, version: String::new(), counts: counts.iter().map(count).collect() }
    }

    #[test]
    fn numbers_are_compared_by_shape() {
        let all =
            [database(&[(&["/a"], &[1]), (&["/a", "/b"], &[2])]), database(&[(&["/a", "/b"], &[2]), (&["/c"], &[9])])];
        let comparison = Comparison::new(&all, Page::Front, Viewer::Member);
        assert_eq!((comparison.fullest(), comparison.compared()), (vec!["2".to_owned(); 2], 1));
        assert_eq!(comparison.fault(), None);
    }

    #[test]
    fn what_differs_is_found() {
        let fault = |all: &[Statements]| Comparison::new(all, Page::Front, Viewer::Member).fault();
        assert!(fault(&[database(&[(&["/a"], &[1])]), database(&[(&["/a"], &[2])])]).is_some());
        assert!(fault(&[database(&[(&["/a"], &[1, 2])]), database(&[(&["/a"], &[1])])]).is_some());
        assert!(fault(&[database(&[(&["/a"], &[1, 2])]), database(&[(&["/a"], &[2])])]).is_none());
        assert!(fault(&[database(&[(&["/a"], &[1])]), database(&[(&["/b"], &[1])])]).is_some());
        assert!(fault(&[]).is_some());
    }
}
