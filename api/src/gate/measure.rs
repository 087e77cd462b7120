//! How much input an operation brings: counted on what was sent, and again with its variables written out, before anything is
//! made of it. All that becomes SQL passes here, whatever it came over, and so do the inputs of mutations: the databases have
//! limits of their own (SQLite: expressions of 1 000 levels, patterns of 50 000 bytes; PostgreSQL: 65 535 values), and what
//! writes SQL works its way down a filter on the stack.

use super::{
    collect::{Arguments, Planned, Set},
    input::Variables,
    prepare::{OperationKind, Plan},
    refusal::{Refusal, RefusalKind},
};
use crate::{
    language::Language,
    message::{self, Arguments as Places},
};
use apollo_compiler::{ast::Value as Literal, executable::Operation};
use async_graphql::{Pos, Value};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// Items of lists and fields of objects in one argument that asks for something: each can become a part of one expression.
const MOST_ASKED: u64 = 650;

/// The same in one argument of a mutation.
const MOST_WRITTEN: u64 = 2_500;

/// The same in all arguments of an operation, and in all its variables.
const MOST_IN_ALL: u64 = 5_000;

/// Lists and objects within each other.
const DEEPEST: u64 = 64;

/// Fields within each other, but for those that only join: each can be a query within a query.
const MOST_STEPS: u64 = 24;

/// The fields of a filter that only join others.
const JOINING: [&str; 3] = ["and", "or", "not"];

/// Bytes of a text within a list or an object that asks for something.
const LONGEST_TEXT: u64 = 1_000;

/// Bytes of a text that is an argument of its own, as a cursor is, which holds what its row is ordered by.
const LONGEST_ARGUMENT: u64 = 8_000;

/// Bytes of all texts of an operation that ask for something.
const MOST_TEXT: u64 = 64 * 1024;

/// What a value comes to.
#[derive(Clone, Copy, Debug, Default)]
struct Measure {
    values: u64,
    levels: u64,
    steps: u64,
    bytes: u64,
    longest: u64,
    has_nul: bool,
}

impl Measure {
    fn of_text(text: &str) -> Self {
        let bytes = text.len() as u64;
        Self { bytes, longest: bytes, has_nul: text.contains('\0'), ..Self::default() }
    }

    /// A list or an object of these.
    fn around(parts: impl Iterator<Item = Self>) -> Self {
        let mut whole = Self::default();
        for part in parts {
            whole.values = whole.values.saturating_add(part.values).saturating_add(1);
            whole.levels = whole.levels.max(part.levels);
            whole.steps = whole.steps.max(part.steps);
            whole.bytes = whole.bytes.saturating_add(part.bytes);
            whole.longest = whole.longest.max(part.longest);
            whole.has_nul |= part.has_nul;
        }
        Self { levels: whole.levels.saturating_add(1), ..whole }
    }

    /// The same under this name in an object.
    fn named(self, name: &str) -> Self {
        let step = u64::from(!JOINING.contains(&name));
        Self { steps: self.steps.saturating_add(step), ..self }
    }

    /// serde_json reads no more than 128 levels.
    fn of_json(value: &Json) -> Self {
        match value {
            Json::String(text) => Self::of_text(text),
            Json::Array(items) => Self::around(items.iter().map(Self::of_json)),
            Json::Object(fields) => Self::around(fields.iter().map(|(name, value)| Self::of_json(value).named(name))),
            _ => Self::default(),
        }
    }

    fn of_value(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::of_text(text),
            Value::List(items) => Self::around(items.iter().map(Self::of_value)),
            Value::Object(fields) => Self::around(fields.iter().map(|(name, value)| Self::of_value(value).named(name))),
            _ => Self::default(),
        }
    }

    fn of_literal(value: &Literal, variables: &HashMap<&str, Self>) -> Self {
        match value {
            Literal::String(text) => Self::of_text(text),
            Literal::Variable(name) => variables.get(name.as_str()).copied().unwrap_or_default(),
            Literal::List(items) => Self::around(items.iter().map(|item| Self::of_literal(item, variables))),
            Literal::Object(fields) => {
                Self::around(fields.iter().map(|(name, value)| Self::of_literal(value, variables).named(name)))
            }
            _ => Self::default(),
        }
    }
}

/// Refuses variables that are too deep to be worked through, or too many, or hold what no text can hold. Those that the
/// operation does not declare are ignored.
pub(super) fn check_variables(
    operation: &Operation,
    given: &Map<String, Json>,
    language: Language,
) -> Result<(), Refusal> {
    let refuse = Refuse { language, at: None };
    let mut values = 0u64;
    for variable in &operation.variables {
        let Some(value) = given.get(variable.name.as_str()) else { continue };
        let measure = Measure::of_json(value);
        refuse.unfit(measure, || format!("${}", variable.name))?;
        values = values.saturating_add(measure.values);
        refuse.over("input-values", values, MOST_IN_ALL, || format!("${}", variable.name))?;
    }
    Ok(())
}

/// Refuses arguments with more in them than any may have.
pub(super) fn check_arguments(plan: &Plan, variables: &Variables, language: Language) -> Result<(), Refusal> {
    let variables = variables.iter().map(|(name, value)| (name.as_str(), Measure::of_value(value))).collect();
    let is_mutation = plan.kind == OperationKind::Mutation;
    let mut counting = Counting { variables, language, known: HashMap::new() };
    let all = counting.set(&plan.root, is_mutation)?;
    let refuse = Refuse { language, at: Some(plan.pos) };
    refuse.over("input-values-in-all", all.values, MOST_IN_ALL, String::new)?;
    refuse.over("input-texts-in-all", all.bytes, MOST_TEXT, String::new)
}

/// What all arguments of a part of an operation come to.
#[derive(Clone, Copy, Default)]
struct Total {
    values: u64,
    /// Of texts that ask for something.
    bytes: u64,
}

impl Total {
    fn and(self, other: Self) -> Self {
        let Self { values, bytes } = other;
        Self { values: self.values.saturating_add(values), bytes: self.bytes.saturating_add(bytes) }
    }
}

struct Counting<'a> {
    variables: HashMap<&'a str, Measure>,
    language: Language,
    /// By the ids of fields: a plan is a graph, and each of its parts is counted through once.
    known: HashMap<u32, Total>,
}

impl Counting<'_> {
    fn set(&mut self, set: &Set, writes: bool) -> Result<Total, Refusal> {
        let mut all = Total::default();
        for (index, group) in set.groups.iter().enumerate() {
            // what the groups have in common is asked for once
            let is_counted = |place: &usize| index == 0 || group.own.contains(place);
            for (_, field) in group.fields.iter().enumerate().filter(|(place, _)| is_counted(place)) {
                all = all.and(self.field(field, writes)?);
            }
        }
        Ok(all)
    }

    fn field(&mut self, field: &Planned, writes: bool) -> Result<Total, Refusal> {
        if let Some(known) = self.known.get(&field.id) {
            return Ok(*known);
        }
        let mut all = self.arguments(field, writes)?;
        if let Some(set) = &field.set {
            all = all.and(self.set(set, false)?);
        }
        self.known.insert(field.id, all);
        Ok(all)
    }

    fn arguments(&self, field: &Planned, writes: bool) -> Result<Total, Refusal> {
        let measures: Vec<(&str, Measure)> = match &field.arguments {
            Arguments::Ready(given) => {
                given.iter().map(|(name, value)| (name.as_str(), Measure::of_value(value))).collect()
            }
            Arguments::Open { given, .. } => {
                let measure = |value| Measure::of_literal(value, &self.variables);
                given.iter().map(|argument| (argument.name.as_str(), measure(&argument.value))).collect()
            }
            Arguments::Wrong(_) => vec![],
        };
        let refuse = Refuse { language: self.language, at: Some(field.pos) };
        let mut all = Total::default();
        for (name, measure) in measures {
            let place = || format!("{}.{}({name}:)", field.on, field.name);
            refuse.unfit(measure, place)?;
            refuse.over("input-values", measure.values, if writes { MOST_WRITTEN } else { MOST_ASKED }, place)?;
            // how long what is written may be is a matter of each field
            let bytes = if writes { 0 } else { measure.bytes };
            let longest = if measure.levels == 0 { LONGEST_ARGUMENT } else { LONGEST_TEXT };
            refuse.over("input-text", if writes { 0 } else { measure.longest }, longest, place)?;
            all = all.and(Total { values: measure.values, bytes });
        }
        Ok(all)
    }
}

/// How something is refused.
#[derive(Clone, Copy)]
struct Refuse {
    language: Language,
    at: Option<Pos>,
}

impl Refuse {
    /// What is too deep, and U+0000, which PostgreSQL's texts cannot hold and SQLite's end at.
    fn unfit(self, measure: Measure, place: impl Fn() -> String) -> Result<(), Refusal> {
        self.over("input-levels", measure.levels, DEEPEST, &place)?;
        self.over("input-steps", measure.steps, MOST_STEPS, &place)?;
        if measure.has_nul { self.with("input-nul", &Places::from_iter([("place", place())])) } else { Ok(()) }
    }

    fn over(self, id: &str, found: u64, limit: u64, place: impl Fn() -> String) -> Result<(), Refusal> {
        if found <= limit {
            return Ok(());
        }
        let mut places = Places::new();
        places.set("place", place());
        places.set("found", found);
        places.set("limit", limit);
        self.with(id, &places)
    }

    fn with(self, id: &str, places: &Places<'_>) -> Result<(), Refusal> {
        Err(Refusal::new(RefusalKind::BadInput, message::message(self.language, id, places), self.at))
    }
}
