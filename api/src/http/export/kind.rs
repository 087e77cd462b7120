//! What can be exported: for each file a query, which says all of what it holds.

use std::sync::LazyLock;

use super::column::{Column, columns};

/// What can be exported.
pub struct Kind {
    /// Its name, as the address and the file have it.
    pub name: &'static str,
    /// The query for a page of it.
    pub query: &'static str,
    /// What the query shows of each row, as columns.
    pub columns: Vec<Column>,
}

/// Each name, with its query.
const QUERIES: [(&str, &str); 9] = [
    ("initiatives", include_str!("initiatives.graphql")),
    ("missions", include_str!("missions.graphql")),
    ("challenges", include_str!("challenges.graphql")),
    ("decisions", include_str!("decisions.graphql")),
    ("contributions", include_str!("contributions.graphql")),
    ("news", include_str!("news.graphql")),
    ("events", include_str!("events.graphql")),
    ("organisations", include_str!("organisations.graphql")),
    ("people", include_str!("people.graphql")),
];

static KINDS: LazyLock<[Kind; 9]> =
    LazyLock::new(|| QUERIES.map(|(name, query)| Kind { name, query, columns: columns(query) }));

impl Kind {
    /// All of them.
    pub fn all() -> &'static [Kind] {
        &*KINDS
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<&'static Kind> {
        Kind::all().iter().find(|kind| kind.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{gate::Gate, graphql};

    #[test]
    fn each_query_fits_the_schema_within_the_usual_limits() {
        let gate = Gate::new(&graphql::sdl(), Default::default(), graphql::WEIGHTS).expect("a gate");
        for kind in Kind::all() {
            gate.prepare(kind.query).unwrap_or_else(|refusal| panic!("{}: {refusal:?}", kind.name));
            assert!(kind.columns.len() > 5, "{}", kind.name);
            assert_eq!(kind.columns[0].name(), "id", "{}", kind.name);
        }
    }

    #[test]
    fn no_contact_details_are_exported() {
        for kind in Kind::all() {
            let words = || kind.query.split(|letter: char| !letter.is_alphanumeric());
            assert!(words().all(|word| !["email", "phone"].contains(&word)), "{}", kind.name);
        }
    }
}
