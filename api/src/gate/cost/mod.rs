//! What an operation may cost: the objects that it could return, with the page sizes it asks for, and what it reads to find
//! them (`reads.rs`), by the weights of the schema.
//!
//! - An object counts 1, the root too. Leaves are free, `totalCount` of a connection costs 1 and what it counts.
//! - A connection multiplies what is selected on its lists (`nodes`, `edges`) by `first` or `last`: 25 when neither
//!   is given, at most 100, and no more than there are. The lists inside do not multiply once more.
//! - `nodes(ids:)`, or any list with an argument `ids`, multiplies by the number of ids.
//! - Groups multiply by how many the fields can make that they are made by, and by no more than the weights declare.
//! - Every other list multiplies by the size that the weights declare.
//! - A list is read once for all objects of a level: what that takes is counted once.
//! - On an abstract type the most expensive concrete type counts.
//! - Introspection is free here; `introspection.rs` bounds it.

mod reads;
mod size;

pub(super) use reads::Reads;
pub(super) use size::Size;

use super::{
    collect::{Arguments, Planned, Set, Types},
    input::Variables,
    weights::Weight,
};

/// What the operation costs whose plan has this root.
pub(super) fn of_root(types: &Types, root: &Set, variables: &Variables) -> u64 {
    Cost { types, variables }.of_set(root, Place { objects: 1, ..Place::default() }).saturating_add(1)
}

/// Whether the cost is the same for all variables.
pub(super) fn is_fixed(set: &Set) -> bool {
    let fields = set.groups.iter().flat_map(|group| &group.fields);
    fields.into_iter().all(|field| {
        let is_open = matches!(field.arguments, Arguments::Open { .. });
        let reads_alike = !is_open || !field.reads.depends_on_arguments();
        reads_alike && field.size.is_fixed() && field.set.as_ref().is_none_or(is_fixed)
    })
}

/// The cost of one operation.
struct Cost<'a> {
    types: &'a Types,
    variables: &'a Variables,
}

/// Where a field stands.
#[derive(Clone, Copy, Default)]
struct Place {
    /// How many objects it is asked of.
    objects: u64,
    /// The page, if those are connections.
    page: Option<u64>,
    /// The rows of the list that it is asked of.
    rows: u64,
    /// Whether that list is within other things.
    of_parents: bool,
    /// What it costs to tell which of them are meant, for each statement that has to.
    narrowing: u64,
}

impl Cost<'_> {
    fn of_set(&self, set: &Set, place: Place) -> u64 {
        let dearest = set
            .groups
            .iter()
            .map(|group| group.fields.iter().fold(0u64, |sum, field| sum.saturating_add(self.of_field(field, place))));
        dearest.max().unwrap_or(0)
    }

    fn of_field(&self, field: &Planned, place: Place) -> u64 {
        if field.introspects {
            return 0;
        }
        let own = match field.reads.weight {
            Weight::Nothing => 0,
            Weight::Each(weight) => place.objects.saturating_mul(weight),
            Weight::PerThousand(weight) => thousands(place.rows, weight).saturating_add(place.narrowing),
            Weight::Count { of_all, of_parents } => {
                let weight = if place.of_parents { of_parents } else { of_all };
                thousands(place.rows, weight).saturating_add(place.narrowing)
            }
        };
        let Some(set) = &field.set else {
            let is_count = place.page.is_some() && field.name.as_str() == "totalCount";
            return own.saturating_add(if is_count { place.objects } else { 0 });
        };
        let rows = field.reads.rows(place.objects);
        let narrowing = self.narrowing(field, rows);
        let listed = || place.objects.saturating_mul(field.size.times(place.page, self.variables));
        let objects = self.groups(field, place.objects, rows).unwrap_or_else(listed);
        let page = field.size.page(self.variables).map(|page| field.reads.page(page));
        let inside = Place { objects, page, rows, of_parents: field.reads.of_parents, narrowing };
        let is_counted_only = inside.page.is_some() && set.groups.iter().all(is_counted_only);
        own.saturating_add(objects)
            .saturating_add(if is_counted_only { 0 } else { narrowing })
            .saturating_add(self.of_set(set, inside))
    }
}

/// Whether nothing of a connection is selected but how much there is.
fn is_counted_only(group: &super::collect::Group) -> bool {
    group.fields.iter().all(|field| field.set.is_none())
}

/// What rows cost, by the weight of a thousand.
fn thousands(rows: u64, weight: u64) -> u64 {
    rows.saturating_mul(weight).div_ceil(1000)
}
