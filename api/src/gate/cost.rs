//! What an operation may cost: the number of objects it could return, with the page sizes it asks for.
//!
//! - An object counts 1, the root too. Leaves are free, `totalCount` of a connection costs 1.
//! - A connection multiplies what is selected on its lists (`nodes`, `edges`) by `first` or `last`: 25 when neither
//!   is given, at most 100. The lists inside do not multiply once more.
//! - `nodes(ids:)`, or any list with an argument `ids`, multiplies by the number of ids.
//! - Every other list multiplies by the size that the caller of [`Gate::new`](super::Gate::new) assumes.
//! - On an abstract type the most expensive concrete type counts.
//! - Introspection is free here; `introspection.rs` bounds it.

use super::{
    collect::{Planned, Set},
    input::Variables,
};
use apollo_compiler::{
    ast::{FieldDefinition, Value as Literal},
    executable::Field,
};
use async_graphql::{Name, Value};

/// The page size when neither `first` nor `last` is given.
const DEFAULT_PAGE: u64 = 25;
/// No resolver hands out more.
const LARGEST_PAGE: u64 = 100;

/// A number that stands in an argument.
#[derive(Debug, Clone)]
pub(super) enum Count {
    Absent,
    Known(u64),
    Variable(Name),
}

/// How many objects a field stands for.
#[derive(Debug, Clone)]
pub(super) enum Size {
    One,
    List(u64),
    Page { first: Count, last: Count },
    Ids(Count),
}

impl Count {
    fn of(field: &Field, definition: &FieldDefinition, argument: &str) -> Self {
        let given = field.arguments.iter().find(|given| given.name == argument).map(|given| given.value.as_ref());
        let default = || {
            let definition = definition.arguments.iter().find(|definition| definition.name == argument);
            definition.and_then(|definition| definition.default_value.as_deref())
        };
        match given.or_else(default) {
            Some(Literal::Variable(name)) => Self::Variable(Name::new(name)),
            Some(Literal::Int(int)) => Self::Known(int.as_str().parse().unwrap_or(0)),
            Some(Literal::List(items)) => Self::Known(items.len() as u64),
            None | Some(Literal::Null) => Self::Absent,
            Some(_) => Self::Known(1),
        }
    }

    fn value(&self, variables: &Variables) -> Option<u64> {
        match self {
            Self::Absent => None,
            Self::Known(count) => Some(*count),
            Self::Variable(name) => match variables.get(name) {
                Some(Value::Number(number)) => Some(number.as_u64().unwrap_or(0)),
                Some(Value::List(items)) => Some(items.len() as u64),
                Some(Value::Null) | None => None,
                Some(_) => Some(1),
            },
        }
    }

    fn is_variable(&self) -> bool {
        matches!(self, Self::Variable(_))
    }
}

impl Size {
    /// The size of a field that returns objects.
    pub(super) fn of(field: &Field, definition: &FieldDefinition, assumed: impl FnOnce() -> u64) -> Self {
        if definition.ty.is_list() {
            match Count::of(field, definition, "ids") {
                Count::Absent => Self::List(assumed()),
                ids => Self::Ids(ids),
            }
        } else if is_connection(definition.ty.inner_named_type()) {
            Self::Page { first: Count::of(field, definition, "first"), last: Count::of(field, definition, "last") }
        } else {
            Self::One
        }
    }

    /// Whether the size is the same for all variables.
    pub(super) fn is_fixed(&self) -> bool {
        match self {
            Self::One | Self::List(_) => true,
            Self::Ids(ids) => !ids.is_variable(),
            Self::Page { first, last } => !first.is_variable() && !last.is_variable(),
        }
    }

    fn page(&self, variables: &Variables) -> Option<u64> {
        let Self::Page { first, last } = self else { return None };
        let size = first.value(variables).max(last.value(variables));
        Some(size.unwrap_or(DEFAULT_PAGE).min(LARGEST_PAGE))
    }
}

fn is_connection(ty: &str) -> bool {
    ty.ends_with("Connection")
}

/// The cost of a selection set on one object. `page` is the page size if that object is a connection.
pub(super) fn of_set(set: &Set, page: Option<u64>, variables: &Variables) -> u64 {
    let dearest = set
        .groups
        .iter()
        .map(|group| group.fields.iter().fold(0u64, |sum, field| sum.saturating_add(of_field(field, page, variables))));
    dearest.max().unwrap_or(0)
}

/// The cost of one object that the field returns, with what is selected on it.
pub(super) fn of_one(set: &Set, size: &Size, variables: &Variables) -> u64 {
    of_set(set, size.page(variables), variables).saturating_add(1)
}

fn of_field(field: &Planned, page: Option<u64>, variables: &Variables) -> u64 {
    let Some(set) = &field.set else {
        return u64::from(page.is_some() && field.name.as_str() == "totalCount");
    };
    if field.introspects {
        return 0;
    }
    let one = field.cost.unwrap_or_else(|| of_one(set, &field.size, variables));
    let times = match &field.size {
        Size::One | Size::Page { .. } => 1,
        Size::List(assumed) => page.unwrap_or(*assumed),
        Size::Ids(ids) => ids.value(variables).unwrap_or(0),
    };
    one.saturating_mul(times)
}
