//! From the engine's answer to the answer that the specification asks for: one walk over it, in step with the
//! plan. An answer that is in order, complete and free of errors is only looked at; values are never cloned.

use super::{
    collect::{HIDDEN_TYPENAME, Planned, Set, Shape},
    refusal::GraphqlError,
    request::Bound,
};
use async_graphql::{Name, PathSegment, Pos, Response, ServerError, Value, indexmap::IndexMap};
use serde::{Serialize, Serializer, ser::SerializeMap};
use std::collections::{BTreeMap, HashMap};

/// A GraphQL response to an operation that was executed. It serialises as one.
#[derive(Debug, Default)]
pub struct Answer {
    /// The data; `None` is sent as null and means that an error reached the root.
    pub data: Option<Value>,
    /// Errors with their paths, at most one for each position.
    pub errors: Vec<GraphqlError>,
    /// What the engine put into `extensions`.
    pub extensions: BTreeMap<String, Value>,
}

impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if !self.errors.is_empty() {
            map.serialize_entry("errors", &self.errors)?;
        }
        map.serialize_entry("data", &self.data)?;
        if !self.extensions.is_empty() {
            map.serialize_entry("extensions", &self.extensions)?;
        }
        map.end()
    }
}

impl Bound {
    /// Mends the engine's answer to [`Bound::take_request`]: keys in the order of CollectFields, empty objects,
    /// nulls propagated to the nearest nullable place, errors at their paths. For a subscription, each event.
    #[must_use]
    pub fn complete(&self, response: Response) -> Answer {
        let Response { data, extensions, mut errors, .. } = response;
        let description = self.types.schema.schema_definition.description.as_deref();
        let (failed, unplaced) = (&self.failed, unplaced(&errors));
        let mut completion = Completion { description, failed, unplaced, placed: Vec::new(), added: Vec::new() };
        let mut root = match data {
            Value::Object(map) => map,
            // No field of the root came back; whether that matters the plan knows.
            _ => IndexMap::new(),
        };
        let tree = (!errors.is_empty()).then(|| Failures::of(&errors));
        let outcome = completion.object(&mut root, &self.plan.root, None, tree.as_ref());
        let Completion { placed, added, .. } = completion;
        drop(tree);
        for (index, path) in placed {
            if let Some(error) = errors.get_mut(index) {
                error.path = path;
            }
        }
        if errors.len() > 1 {
            let mut seen = std::collections::HashSet::new();
            errors.retain(|error| error.path.is_empty() || seen.insert(format!("{:?}", error.path)));
        }
        errors.extend(added);
        Answer { data: outcome.is_ok().then_some(Value::Object(root)), errors, extensions }
    }
}

/// What a value takes in an answer, in bytes: never less than half of it.
pub fn weight(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 2,
        Value::Enum(name) => name.len() + 2,
        Value::List(items) => items.iter().map(|item| weight(item) + 1).sum::<usize>() + 2,
        Value::Object(map) => map.iter().map(|(key, value)| key.len() + weight(value) + 4).sum::<usize>() + 2,
        Value::Null | Value::Boolean(_) | Value::Number(_) | Value::Binary(_) => 4,
    }
}

/// Null stands where it must not: the value around it becomes null.
struct Propagate;

/// Errors that came without a path, for example from a wrapper around the root.
fn unplaced(errors: &[ServerError]) -> Vec<(usize, Vec<Pos>)> {
    let without_path = errors.iter().enumerate().filter(|(_, error)| error.path.is_empty());
    without_path.map(|(index, error)| (index, error.locations.clone())).collect()
}

/// The paths of errors, as a tree.
#[derive(Default)]
struct Failures<'a> {
    below: HashMap<Step<'a>, Failures<'a>>,
}

#[derive(PartialEq, Eq, Hash, Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> Failures<'a> {
    fn of(errors: &'a [ServerError]) -> Self {
        let mut root = Self::default();
        for error in errors {
            let mut at = &mut root;
            for segment in &error.path {
                let step = match segment {
                    PathSegment::Field(key) => Step::Key(key),
                    PathSegment::Index(index) => Step::Index(*index),
                };
                at = at.below.entry(step).or_default();
            }
        }
        root
    }
}

/// Where the walk stands; only read when something is wrong.
#[derive(Clone, Copy)]
struct Place<'a> {
    above: Option<&'a Place<'a>>,
    step: Step<'a>,
}

impl Place<'_> {
    fn path(&self) -> Vec<PathSegment> {
        let mut path = self.above.map_or_else(Vec::new, Place::path);
        path.push(match self.step {
            Step::Key(key) => PathSegment::Field(key.to_owned()),
            Step::Index(index) => PathSegment::Index(index),
        });
        path
    }
}

struct Completion<'a> {
    /// What the schema says of itself.
    description: Option<&'a str>,
    failed: &'a HashMap<u32, String>,
    /// Errors that still need a path: their positions among all errors, and where they point to.
    unplaced: Vec<(usize, Vec<Pos>)>,
    placed: Vec<(usize, Vec<PathSegment>)>,
    added: Vec<ServerError>,
}

impl Completion<'_> {
    fn object(
        &mut self,
        map: &mut IndexMap<Name, Value>,
        set: &Set,
        place: Option<&Place<'_>>,
        failures: Option<&Failures<'_>>,
    ) -> Result<(), Propagate> {
        let concrete = set.typename.as_ref().and_then(|typename| match map.get(&typename.key) {
            Some(Value::String(name)) => set.by_type.get(name.as_str()).copied(),
            _ => None,
        });
        if map.last().is_some_and(|(key, _)| key.as_str() == HIDDEN_TYPENAME) {
            map.pop();
        }
        // Without a known type (it cannot happen) the first group at least has the right kind of keys.
        let fields = set.groups.get(concrete.unwrap_or(0)).map_or(&[][..], |group| group.fields.as_slice());
        let in_order = map.len() == fields.len() && map.keys().zip(fields).all(|(key, field)| *key == field.key);
        let mut outcome = Ok(());
        if in_order {
            for (value, field) in map.values_mut().zip(fields) {
                let below = Place { above: place, step: Step::Key(&field.key) };
                let failures = failures.and_then(|failures| failures.below.get(&below.step));
                if self.value(value, field, &field.ty, &below, failures).is_err() {
                    outcome = Err(Propagate);
                }
            }
            return outcome;
        }
        let mut ordered = IndexMap::with_capacity(fields.len());
        for field in fields {
            let below = Place { above: place, step: Step::Key(&field.key) };
            let failures = failures.and_then(|failures| failures.below.get(&below.step));
            let mut value = match map.swap_remove(&field.key) {
                Some(value) => value,
                None => {
                    self.missing(field, &below, failures);
                    Value::Null
                }
            };
            if self.value(&mut value, field, &field.ty, &below, failures).is_err() {
                outcome = Err(Propagate);
            }
            ordered.insert(field.key.clone(), value);
        }
        *map = ordered;
        outcome
    }

    /// A field that the engine did not answer: it was never asked, or it failed.
    fn missing(&mut self, field: &Planned, place: &Place<'_>, failures: Option<&Failures<'_>>) {
        if let Some(wrong) = self.failed.get(&field.id) {
            self.add(wrong.clone(), field, place);
        } else if failures.is_none() && !self.unplaced.is_empty() {
            // The engine loses no error: one without a path belongs to one of the fields without an answer.
            let here = self.unplaced.iter().position(|(_, locations)| locations.contains(&field.pos));
            let (index, _) = self.unplaced.remove(here.unwrap_or(0));
            self.placed.push((index, place.path()));
        }
    }

    fn add(&mut self, message: String, field: &Planned, place: &Place<'_>) {
        self.added.push(ServerError::new(message, Some(field.pos)).with_path(place.path()));
    }

    fn value(
        &mut self,
        value: &mut Value,
        field: &Planned,
        shape: &Shape,
        place: &Place<'_>,
        failures: Option<&Failures<'_>>,
    ) -> Result<(), Propagate> {
        if field.on.as_str() == "__Schema" && field.name.as_str() == "description" {
            // the engine describes the type `__Schema` instead
            *value = self.description.map_or(Value::Null, Value::from);
        }
        let outcome = match (&mut *value, &shape.items, &field.set) {
            (Value::Null, None, Some(set)) if failures.is_some_and(|failures| !failures.below.is_empty()) => {
                // Every field of this object failed, and the engine makes null of that.
                let mut map = IndexMap::new();
                let outcome = self.object(&mut map, set, Some(place), failures);
                if outcome.is_ok() {
                    *value = Value::Object(map);
                }
                outcome
            }
            (Value::Null, ..) => {
                let explained = failures.is_some()
                    || self.failed.contains_key(&field.id)
                    || self.placed.last().is_some_and(|(_, path)| *path == place.path());
                if shape.non_null && !explained {
                    self.add(
                        format!("Cannot return null for the non-nullable field \"{}\".", field.name),
                        field,
                        place,
                    );
                }
                if shape.non_null { Err(Propagate) } else { Ok(()) }
            }
            (Value::List(items), Some(inner), set) => {
                if set.is_none() && !inner.non_null && inner.items.is_none() {
                    return Ok(());
                }
                let mut outcome = Ok(());
                for (index, item) in items.iter_mut().enumerate() {
                    let below = Place { above: Some(place), step: Step::Index(index) };
                    let failures = failures.and_then(|failures| failures.below.get(&below.step));
                    if self.value(item, field, inner, &below, failures).is_err() {
                        outcome = Err(Propagate);
                    }
                }
                outcome
            }
            (Value::Object(map), None, Some(set)) => self.object(map, set, Some(place), failures),
            _ => Ok(()),
        };
        if outcome.is_err() {
            *value = Value::Null;
            if !shape.non_null {
                return Ok(());
            }
        }
        outcome
    }
}
