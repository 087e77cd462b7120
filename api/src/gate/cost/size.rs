//! How many objects a field stands for.

use crate::gate::input::Variables;
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
pub enum Count {
    Absent,
    Known(u64),
    Variable(Name),
}

/// How many objects a field stands for.
#[derive(Debug, Clone)]
pub enum Size {
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
    pub fn of(field: &Field, definition: &FieldDefinition, assumed: impl FnOnce() -> u64) -> Self {
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
    pub fn is_fixed(&self) -> bool {
        match self {
            Self::One | Self::List(_) => true,
            Self::Ids(ids) => !ids.is_variable(),
            Self::Page { first, last } => !first.is_variable() && !last.is_variable(),
        }
    }

    /// How many objects it is on one object, where that lies on a page of so many.
    pub fn times(&self, page: Option<u64>, variables: &Variables) -> u64 {
        match self {
            Self::One | Self::Page { .. } => 1,
            Self::List(assumed) => page.unwrap_or(*assumed),
            Self::Ids(ids) => ids.value(variables).unwrap_or(0),
        }
    }

    /// The page that it asks for, if it is a connection.
    pub fn page(&self, variables: &Variables) -> Option<u64> {
        let Self::Page { first, last } = self else { return None };
        let size = first.value(variables).max(last.value(variables));
        Some(size.unwrap_or(DEFAULT_PAGE).min(LARGEST_PAGE))
    }
}

fn is_connection(ty: &str) -> bool {
    ty.ends_with("Connection")
}
