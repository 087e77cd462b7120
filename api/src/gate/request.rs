//! A request bound to its variables, and the engine's copy of the document.

use super::{
    collect::{Arguments, Group, HIDDEN_TYPENAME, Planned, Set, Types},
    input::Variables,
    literal,
    prepare::{OperationKind, Plan},
};
use apollo_compiler::{Node, executable};
use async_graphql::{
    Name, Pos, Positioned, Request, Value,
    parser::types::{
        Directive, DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationDefinition, OperationType,
        Selection, SelectionSet, TypeCondition,
    },
};
use std::{collections::HashMap, sync::Arc};

/// A request that may run: an operation with its variables; see [`Gate::bind`](super::Gate::bind).
pub struct Bound {
    pub(super) types: Arc<Types>,
    pub(super) plan: Arc<Plan>,
    pub(super) variables: Variables,
    pub(super) cost: u64,
    /// Fields whose arguments cannot be coerced. They are kept from the engine and fail in the answer.
    pub(super) failed: HashMap<u32, String>,
}

impl Bound {
    /// What the operation may cost, by the weights of the schema.
    #[must_use]
    pub fn cost(&self) -> u64 {
        self.cost
    }

    /// What the operation does.
    #[must_use]
    pub fn kind(&self) -> OperationKind {
        self.plan.kind
    }

    /// The keys under which the fields of the root are answered, but for those that the engine knows of itself.
    #[must_use]
    pub fn root_keys(&self) -> Vec<String> {
        let fields = self.plan.root.groups.iter().flat_map(|group| &group.fields);
        fields.filter(|field| !field.name.starts_with("__")).map(|field| field.key.to_string()).collect()
    }

    /// The coerced variables, with defaults and without unknown ones: what the answer depends on.
    #[must_use]
    pub fn variables(&self) -> &async_graphql::indexmap::IndexMap<Name, Value> {
        &self.variables
    }

    /// The request for the engine: one anonymous operation without variables, fragments or conditions. Its answer
    /// must go through [`Bound::complete`].
    pub fn take_request(&mut self) -> Request {
        let Self { types, plan, variables, failed, .. } = self;
        failed.clear();
        let mut copy = Copy { types, variables, failed };
        let ty = match plan.kind {
            OperationKind::Query => OperationType::Query,
            OperationKind::Mutation => OperationType::Mutation,
            OperationKind::Subscription => OperationType::Subscription,
        };
        let operation = OperationDefinition {
            ty,
            variable_definitions: Vec::new(),
            directives: Vec::new(),
            selection_set: copy.set(&plan.root, plan.pos),
        };
        let operations = DocumentOperations::Single(Positioned::new(operation, plan.pos));
        let mut request = Request::new("");
        request.set_parsed_query(ExecutableDocument { operations, fragments: HashMap::new() });
        request
    }
}

struct Copy<'a> {
    types: &'a Types,
    variables: &'a Variables,
    failed: &'a mut HashMap<u32, String>,
}

impl Copy<'_> {
    fn set(&mut self, set: &Set, pos: Pos) -> Positioned<SelectionSet> {
        let mut items = Vec::new();
        if set.is_abstract {
            self.abstract_set(set, pos, &mut items);
        } else if let Some(group) = set.groups.first() {
            items.reserve_exact(group.fields.len());
            items.extend(group.fields.iter().filter_map(|field| self.field(field)));
        }
        // An object without fields would come back as null: then nobody could tell it from no object at all.
        if items.is_empty() || set.typename.as_ref().is_some_and(|typename| typename.hidden) {
            let alias = Some(Positioned::new(Name::new(HIDDEN_TYPENAME), pos));
            let name = Positioned::new(Name::new("__typename"), pos);
            let (arguments, directives, selection_set) = (Vec::new(), Vec::new(), nothing(pos));
            items.push(Positioned::new(
                Selection::Field(Positioned::new(Field { alias, name, arguments, directives, selection_set }, pos)),
                pos,
            ));
        }
        Positioned::new(SelectionSet { items }, pos)
    }

    /// What all concrete types have in common is asked for once, on the interface that declares it; the rest on
    /// each type. Always inside a type condition: the engine then resolves the field on the concrete object. On
    /// the abstract value it would call the object's method directly, past the guards of the object's field.
    fn abstract_set(&mut self, set: &Set, pos: Pos, items: &mut Vec<Positioned<Selection>>) {
        let mut shared: Vec<(&Name, Vec<Positioned<Selection>>)> = Vec::new();
        if let Some(Group { fields, own, .. }) = set.groups.first() {
            let mut own = own.iter().peekable();
            for (index, field) in fields.iter().enumerate() {
                if own.next_if_eq(&&index).is_some() {
                    continue;
                }
                let Some(item) = self.field(field) else { continue };
                if field.name.as_str() == "__typename" {
                    items.push(item);
                    continue;
                }
                match shared.last_mut().filter(|(on, _)| **on == field.on) {
                    Some((_, items)) => items.push(item),
                    None => shared.push((&field.on, vec![item])),
                }
            }
        }
        items.extend(shared.into_iter().map(|(on, fields)| on_type(on, fields, pos)));
        for group in set.groups.iter().filter(|group| !group.own.is_empty()) {
            for ty in &group.types {
                let own = group.own.iter().filter_map(|&index| group.fields.get(index));
                let fields: Vec<_> = own.filter_map(|field| self.field(field)).collect();
                if !fields.is_empty() {
                    items.push(on_type(ty, fields, pos));
                }
            }
        }
    }

    fn field(&mut self, field: &Planned) -> Option<Positioned<Selection>> {
        let pos = field.pos;
        let arguments = match &field.arguments {
            Arguments::Ready(arguments) => Ok(arguments.clone()),
            Arguments::Wrong(wrong) => Err(wrong.clone()),
            Arguments::Open { definition, given } => {
                literal::arguments(&self.types.schema, &definition.arguments, given, self.variables)
            }
        };
        let arguments = match arguments {
            Ok(arguments) => arguments,
            Err(wrong) => {
                self.failed.insert(field.id, wrong);
                return None;
            }
        };
        let at = |name: &Name| Positioned::new(name.clone(), pos);
        let selection_set = match &field.set {
            Some(set) => self.set(set, pos),
            None => nothing(pos),
        };
        let node = Field {
            alias: (field.key != field.name).then(|| at(&field.key)),
            name: at(&field.name),
            arguments: arguments
                .into_iter()
                .map(|(name, value)| (Positioned::new(name, pos), Positioned::new(value.into_value(), pos)))
                .collect(),
            directives: field.directives.iter().filter_map(|directive| self.directive(directive, pos)).collect(),
            selection_set,
        };
        Some(Positioned::new(Selection::Field(Positioned::new(node, pos)), pos))
    }

    fn directive(&self, directive: &Node<executable::Directive>, pos: Pos) -> Option<Positioned<Directive>> {
        let schema = &self.types.schema;
        let definition = schema.directive_definitions.get(&directive.name)?;
        let arguments = literal::arguments(schema, &definition.arguments, &directive.arguments, self.variables).ok()?;
        let arguments = arguments
            .into_iter()
            .map(|(name, value)| (Positioned::new(name, pos), Positioned::new(value.into_value(), pos)))
            .collect();
        let name = Positioned::new(Name::new(&directive.name), pos);
        Some(Positioned::new(Directive { name, arguments }, pos))
    }
}

fn on_type(ty: &Name, items: Vec<Positioned<Selection>>, pos: Pos) -> Positioned<Selection> {
    let on = Positioned::new(ty.clone(), pos);
    let inline = InlineFragment {
        type_condition: Some(Positioned::new(TypeCondition { on }, pos)),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet { items }, pos),
    };
    Positioned::new(Selection::InlineFragment(Positioned::new(inline, pos)), pos)
}

fn nothing(pos: Pos) -> Positioned<SelectionSet> {
    Positioned::new(SelectionSet::default(), pos)
}
