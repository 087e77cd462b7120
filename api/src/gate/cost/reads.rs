//! What a field reads to find what it returns: the rows of a list, and what its arguments have gone through.

use super::{Cost, thousands};
use crate::gate::{
    collect::{Arguments, Planned, Types},
    literal,
    weights::{Argument, Condition, Scan, Weight, Weights},
};
use apollo_compiler::{
    ast::FieldDefinition,
    executable::Field,
    schema::{ExtendedType, InputObjectType},
};
use async_graphql::Value;
use std::borrow::Cow;

/// What a field reads beside the objects that it returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reads {
    /// The rows of its list, of all parents.
    all: u64,
    /// Those of one parent.
    of_each: u64,
    /// Whether they are within other things.
    pub of_parents: bool,
    /// The arguments that have something read.
    arguments: Vec<Reading>,
    /// What its weight is.
    pub weight: Weight,
}

/// An argument that has something read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reading {
    name: apollo_compiler::Name,
    what: Argument,
    /// The type of its value.
    ty: apollo_compiler::Name,
}

impl Reads {
    /// What a field of the type `on` reads.
    pub fn of(weights: &Weights, on: &str, field: &Field, definition: &FieldDefinition) -> Self {
        let listed = definition.ty.inner_named_type().as_str();
        let listed = listed.strip_suffix("Connection").or_else(|| listed.strip_suffix("Group"));
        let all = listed.map_or(0, |of| (weights.rows)(of));
        let given = field.arguments.iter().filter_map(|given| definition.argument_by_name(&given.name));
        let arguments = given.map(|argument| Reading {
            name: argument.name.clone(),
            what: (weights.argument)(on, &field.name, &argument.name),
            ty: argument.ty.inner_named_type().clone(),
        });
        Self {
            all,
            of_each: all.div_ceil((weights.rows)(on).max(1)),
            of_parents: (weights.rows)(on) > 0,
            arguments: arguments.filter(|argument| argument.what != Argument::Nothing).collect(),
            weight: (weights.field)(on, &field.name),
        }
    }

    /// The rows of the lists of so many parents.
    pub fn rows(&self, parents: u64) -> u64 {
        self.of_each.saturating_mul(parents).min(self.all)
    }

    /// A page of its list: no longer than the list is taken to be.
    pub fn page(&self, asked: u64) -> u64 {
        if self.all > 0 { asked.min(self.all) } else { asked }
    }

    /// Whether it reads more or less by what its arguments say.
    pub fn depends_on_arguments(&self) -> bool {
        !self.arguments.is_empty()
    }
}

impl Cost<'_> {
    /// What it costs to tell which of these rows the arguments of the field mean.
    pub(super) fn narrowing(&self, field: &Planned, rows: u64) -> u64 {
        let costs = field.reads.arguments.iter().map(|reading| match self.argument(field, &reading.name) {
            Some(value) if *value != Value::Null => self.of_argument(reading, &value, rows),
            _ => 0,
        });
        costs.fold(0, u64::saturating_add)
    }

    /// How many groups the arguments of the field make of these rows, which belong to so many parents; none where they make
    /// none.
    pub(super) fn groups(&self, field: &Planned, parents: u64, rows: u64) -> Option<u64> {
        let reading = field.reads.arguments.iter().find(|reading| reading.what == Argument::Grouping)?;
        let scan = &self.types.weights.scan;
        let by = self.argument(field, &reading.name)?;
        let values = fields(&by).map(|field| (scan.group)(field).values);
        Some(values.fold(parents, u64::saturating_mul).min(rows).min(scan.groups))
    }

    fn of_argument(&self, reading: &Reading, value: &Value, rows: u64) -> u64 {
        let Types { weights, schema, .. } = self.types;
        match (reading.what, value) {
            (Argument::Conditions, _) => match schema.types.get(&reading.ty) {
                Some(ExtendedType::InputObject(input)) => self.conditions(input, value).on(rows, &weights.scan),
                _ => 0,
            },
            (Argument::Words, Value::String(text)) => (weights.words)(text),
            (Argument::Nothing | Argument::Words, _) => 0,
            (Argument::Rows { once, per_thousand }, _) => thousands(rows, per_thousand).saturating_add(once),
            (Argument::Grouping, _) => {
                let costs = fields(value).map(|field| (weights.scan.group)(field).cost);
                thousands(rows, costs.fold(0, u64::saturating_add))
            }
        }
    }

    /// What an argument says; nothing where it is left out, or wrong.
    fn argument<'f>(&self, field: &'f Planned, name: &str) -> Option<Cow<'f, Value>> {
        match &field.arguments {
            Arguments::Wrong(_) => None,
            Arguments::Ready(given) => {
                given.iter().find(|(of, _)| of.as_str() == name).map(|(_, value)| Cow::Borrowed(value))
            }
            Arguments::Open { definition, given } => {
                let definition = definition.argument_by_name(name)?;
                let one = std::slice::from_ref(definition);
                let coerced = literal::arguments(&self.types.schema, one, given, self.variables).ok()?;
                coerced.into_iter().next().map(|(_, value)| Cow::Owned(value))
            }
        }
    }

    /// What the conditions of an input object have done on each row.
    fn conditions(&self, input: &InputObjectType, value: &Value) -> Work {
        let all = |works: &mut dyn Iterator<Item = Work>| works.fold(Work::default(), Work::and);
        match value {
            Value::List(items) => all(&mut items.iter().map(|item| self.conditions(input, item))),
            Value::Object(fields) => {
                let given = fields.iter().filter(|(_, value)| **value != Value::Null);
                all(&mut given.map(|(name, value)| self.condition(input, name, value)))
            }
            _ => Work::default(),
        }
    }

    fn condition(&self, on: &InputObjectType, name: &str, value: &Value) -> Work {
        let Types { weights, schema, .. } = self.types;
        let ty = on.fields.get(name).map(|field| field.ty.inner_named_type());
        let Some(ExtendedType::InputObject(input)) = ty.and_then(|ty| schema.types.get(ty)) else {
            return Work::of((weights.scan.condition)(&on.name, name), number(value));
        };
        let is_joined = input.name == on.name && ["and", "or", "not"].contains(&name);
        match (weights.rows)(thing(&input.name)) {
            // some or none of a list, each of which goes through the rows of that list
            related if related > 0 && !is_joined && !input.name.ends_with("ListWhere") => {
                let work = Work::of((weights.scan.condition)(&on.name, name), 1);
                let gone_through = Work { walk: weights.scan.related, ..Work::default() };
                let there = self.conditions(input, value).and(gone_through).on(related, &weights.scan);
                Work { beside: work.beside.saturating_add(there), ..work }
            }
            // conditions on the same rows, or operators on one of their fields
            _ => self.conditions(input, value),
        }
    }
}

/// What conditions have done.
#[derive(Debug, Clone, Copy, Default)]
struct Work {
    /// The weight of going through a thousand rows.
    walk: u64,
    /// The weight of working out the conditions on a thousand rows.
    each: u64,
    /// What is done once, beside these rows.
    beside: u64,
}

impl Work {
    fn of(condition: Condition, number: u64) -> Self {
        Self { walk: condition.walk, each: condition.each.saturating_mul(number), beside: 0 }
    }

    fn and(self, other: Self) -> Self {
        Self {
            walk: self.walk.max(other.walk),
            each: self.each.saturating_add(other.each),
            beside: self.beside.saturating_add(other.beside),
        }
    }

    /// What it costs on so many rows.
    fn on(self, rows: u64, scan: &Scan) -> u64 {
        thousands(rows, self.walk.saturating_add(self.each.min(scan.conditions))).saturating_add(self.beside)
    }
}

/// The thing that an input object of conditions is about, if it is about one.
fn thing(input: &str) -> &str {
    input.strip_suffix("ListWhere").or_else(|| input.strip_suffix("Where")).unwrap_or(input)
}

/// The names of fields that a value holds.
fn fields(value: &Value) -> impl Iterator<Item = &str> {
    let items = if let Value::List(items) = value { &items[..] } else { std::slice::from_ref(value) };
    items.iter().filter_map(|item| if let Value::Enum(name) = item { Some(name.as_str()) } else { None })
}

/// How many values there are.
fn number(value: &Value) -> u64 {
    match value {
        Value::List(items) => items.len() as u64,
        _ => 1,
    }
}
