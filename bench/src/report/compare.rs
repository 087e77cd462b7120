//! Whether a page takes no more statements in a larger database.

use crate::caller::Viewer;
use crate::page::Page;
use crate::record::{Count, Statements};

/// How many times as many statements may be the most in a larger database: what is read together depends on what is
/// asked for at the same moment, which differs by one or two. One for each row would be many times as many.
const SLACK: f64 = 1.1;

/// The numbers of one page for one viewer.
pub struct Comparison<'a>(Vec<(&'a Statements, Option<&'a Count>)>);

impl<'a> Comparison<'a> {
    /// Looks them up. Smaller databases come first.
    pub fn new(all: &'a [Statements], page: Page, viewer: Viewer) -> Self {
        let of_one =
            |of: &'a Statements| (of, of.counts.iter().find(|count| count.page == page && count.viewer == viewer));
        Self(all.iter().map(of_one).collect())
    }

    /// The fewest and the most, in each database.
    pub fn cells(&self) -> Vec<String> {
        let cell = |count: &Count| match (count.fewest, count.most) {
            (fewest, most) if fewest == most => most.to_string(),
            (fewest, most) => format!("{fewest}–{most}"),
        };
        self.0.iter().map(|(_, count)| count.map_or("–".to_owned(), cell)).collect()
    }

    /// What is wrong, if the most are more in a larger database of the same kind.
    pub fn fault(&self) -> Option<String> {
        let pairs = self.0.iter().flat_map(|small| self.0.iter().map(move |large| (small, large)));
        let mut pairs = pairs.filter(|((small, _), (large, _))| {
            small.database.name == large.database.name && small.database.initiatives < large.database.initiatives
        });
        pairs.find_map(|((_, small), (of, large))| {
            let (small, large) = (small.as_ref()?.most, large.as_ref()?.most);
            let grows = large as f64 > SLACK * small as f64;
            let name = &of.database.name;
            grows.then(|| format!("{large} statements in the larger {name} database, {small} in the smaller one"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Database;

    fn fault(all: [(&str, u64, u64); 2]) -> Option<String> {
        let all = all.map(|(name, initiatives, most)| Statements {
            database: Database { name: name.to_owned(), initiatives },
            version: String::new(),
            counts: vec![Count { page: Page::Front, viewer: Viewer::Member, answers: 1, fewest: 1, most }],
        });
        Comparison::new(&all, Page::Front, Viewer::Member).fault()
    }

    #[test]
    fn what_grows_is_found() {
        assert!(fault([("SQLite", 1, 10), ("SQLite", 2, 20)]).is_some());
        assert!(fault([("SQLite", 1, 10), ("SQLite", 2, 11)]).is_none());
        assert!(fault([("SQLite", 1, 10), ("PostgreSQL", 2, 20)]).is_none());
        assert!(fault([("SQLite", 1, 20), ("SQLite", 2, 10)]).is_none());
    }
}
