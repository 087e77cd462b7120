//! A document that is known to be harmless and valid, and the plans of its operations.

use super::{
    Gate,
    collect::{Planner, Set},
    cost,
    input::Variables,
    introspection,
    refusal::{Refusal, RefusalKind},
    source::position,
};
use apollo_compiler::{
    ExecutableDocument, Name,
    ast::OperationType,
    executable::{self, DirectiveList, Selection, SelectionSet, Value as Literal},
    validation::Valid,
};
use async_graphql::{Pos, ServerError, Value};
use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// Reads.
    Query,
    /// Writes. Never to be run for an HTTP GET.
    Mutation,
    /// Follows events.
    Subscription,
}

/// The operation of a document that a request selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation<'a> {
    /// What it does.
    pub kind: OperationKind,
    /// Its name, unless it is anonymous.
    pub name: Option<&'a str>,
}

/// A validated document; see [`Gate::prepare`].
#[derive(Debug)]
pub struct Prepared {
    id: [u8; 32],
    pub(super) document: Valid<ExecutableDocument>,
    /// Variables that decide a `@skip` or an `@include`.
    conditions: Vec<Name>,
    /// Recent plans, by the position of the operation and the values of the conditions.
    plans: Mutex<VecDeque<KnownPlan>>,
}

/// One operation with its conditions applied.
#[derive(Debug)]
pub(super) struct Plan {
    pub kind: OperationKind,
    pub root: Set,
    /// The cost, where no variable has a say.
    pub cost: Option<u64>,
    pub pos: Pos,
}

/// The position of an operation, the values of the conditions, and what follows from them.
type KnownPlan = (usize, Vec<bool>, Arc<Plan>);

/// Plans kept for one document: with three conditions, all of them.
const MOST_PLANS: usize = 8;

impl Prepared {
    pub(super) fn new(id: [u8; 32], document: Valid<ExecutableDocument>) -> Self {
        let mut found = Conditions::default();
        for operation in document.operations.iter() {
            found.set(&operation.selection_set);
        }
        for fragment in document.fragments.values() {
            found.set(&fragment.selection_set);
        }
        let conditions = found.names.into_iter().cloned().collect();
        Self { id, document, conditions, plans: Mutex::default() }
    }

    /// The SHA-256 of the document's text, for use as a key.
    #[must_use]
    pub fn id(&self) -> &[u8; 32] {
        &self.id
    }

    /// The operation that a request with this `operationName` would run.
    ///
    /// # Errors
    /// When there is no such operation, or several and no name.
    pub fn operation(&self, name: Option<&str>) -> Result<Operation<'_>, Refusal> {
        let (_, operation) = self.find(name)?;
        Ok(Operation { kind: kind(operation), name: operation.name.as_ref().map(|name| name.as_str()) })
    }

    pub(super) fn find(&self, name: Option<&str>) -> Result<(usize, &executable::Operation), Refusal> {
        let mut operations = self.document.operations.iter().enumerate();
        let found = match name {
            Some(name) => operations.find(|(_, operation)| operation.name.as_ref().is_some_and(|own| own == name)),
            None if self.document.operations.len() > 1 => {
                let message = "The document has several operations; operationName must say which one to run.";
                return Err(Refusal::new(RefusalKind::BadInput, message, None));
            }
            None => operations.next(),
        };
        found.map(|(index, operation)| (index, operation.as_ref())).ok_or_else(|| {
            let message = match name {
                Some(name) => format!("Unknown operation named \"{}\".", name.chars().take(60).collect::<String>()),
                None => "The document has no operation.".to_owned(),
            };
            Refusal::new(RefusalKind::BadInput, message, None)
        })
    }

    /// The plan for these variables, made at most once for each combination of conditions that is in use.
    pub(super) fn plan(
        &self,
        gate: &Gate,
        index: usize,
        operation: &executable::Operation,
        variables: &Variables,
    ) -> Result<Arc<Plan>, Refusal> {
        let values = self.values(operation, variables)?;
        let fits = |(at, of, _): &&KnownPlan| *at == index && *of == values;
        // A poisoned lock only means that a thread panicked between two complete states of the list.
        let plans = || self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., plan)) = plans().iter().find(fits) {
            return Ok(plan.clone());
        }
        let conditions: HashMap<&str, bool> =
            self.conditions.iter().map(|name| name.as_str()).zip(values.iter().copied()).collect();
        let root = Planner::new(&gate.types, &gate.limits, &self.document, Some(&conditions))
            .root(&operation.selection_set)?;
        introspection::check(&root, gate.census, gate.most_introspection)?;
        let types = &gate.types;
        let cost = cost::is_fixed(&root).then(|| cost::of_root(types, &root, &Variables::default()));
        let pos = operation.name.as_ref().and_then(|name| name.location());
        let pos = position(pos, &self.document.sources).unwrap_or(Pos { line: 1, column: 1 });
        let plan = Arc::new(Plan { kind: kind(operation), root, cost, pos });
        let mut plans = plans();
        if plans.len() >= MOST_PLANS {
            plans.pop_front();
        }
        plans.push_back((index, values, plan.clone()));
        Ok(plan)
    }

    fn values(&self, operation: &executable::Operation, variables: &Variables) -> Result<Vec<bool>, Refusal> {
        let mut errors = Vec::new();
        let mut value = |name: &Name| match variables.get(name.as_str()) {
            Some(Value::Boolean(value)) => *value,
            // Only another operation of the document uses it.
            _ if !operation.variables.iter().any(|variable| variable.name == *name) => false,
            _ => {
                let message = format!("Variable \"${name}\" decides what is skipped or included and must not be null.");
                errors.push(ServerError::new(message, None));
                false
            }
        };
        let values = self.conditions.iter().map(&mut value).collect();
        if errors.is_empty() { Ok(values) } else { Err(Refusal::many(RefusalKind::BadInput, errors)) }
    }
}

fn kind(operation: &executable::Operation) -> OperationKind {
    match operation.operation_type {
        OperationType::Query => OperationKind::Query,
        OperationType::Mutation => OperationKind::Mutation,
        OperationType::Subscription => OperationKind::Subscription,
    }
}

#[derive(Default)]
struct Conditions<'a> {
    names: Vec<&'a Name>,
    known: HashSet<&'a Name>,
}

impl<'a> Conditions<'a> {
    fn set(&mut self, set: &'a SelectionSet) {
        for selection in &set.selections {
            self.directives(selection.directives());
            match selection {
                Selection::Field(field) => self.set(&field.selection_set),
                Selection::InlineFragment(inline) => self.set(&inline.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn directives(&mut self, directives: &'a DirectiveList) {
        for directive in directives.iter().filter(|directive| directive.name == "skip" || directive.name == "include") {
            if let Some(value) = directive.specified_argument_by_name("if")
                && let Literal::Variable(name) = value.as_ref()
                && self.known.insert(name)
            {
                self.names.push(name);
            }
        }
    }
}
