//! CollectFields, ahead of execution. For every selection set and every concrete type that can stand there, the
//! plan says which fields are asked for, in which order, after conditions are applied and after fields with the
//! same response key are merged. From the plan come the engine's copy of the document (`request.rs`), the cost
//! (`cost.rs`) and the shape of the answer (`complete.rs`).
//!
//! Equal parts are built once (the plan is a graph, not a tree), and each step is charged against a budget, so
//! that no document can make the plan expensive.

use super::{
    cost::{Reads, Size},
    input::Variables,
    limits::Limits,
    literal,
    refusal::{Refusal, RefusalKind},
    same,
    source::position,
    weights::Weights,
};
use apollo_compiler::{
    ExecutableDocument, Node, Schema,
    ast::{FieldDefinition, Type},
    collections::IndexMap,
    executable::{Argument, Directive, DirectiveList, Field, Selection, SelectionSet},
    schema::ExtendedType,
    validation::Valid,
};
use async_graphql::{Name, Pos, Value};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// The schema with what the planner asks of it again and again.
pub(super) struct Types {
    pub(super) schema: Valid<Schema>,
    /// The concrete types of each interface and union.
    pub(super) possible: HashMap<apollo_compiler::Name, Vec<apollo_compiler::Name>>,
    pub(super) weights: Weights,
}

/// What is selected on a value of one (possibly abstract) type.
#[derive(Debug)]
pub(super) struct Set {
    /// Whether values of different concrete types can stand here.
    pub is_abstract: bool,
    /// One for each different outcome of CollectFields; never empty. An object type has exactly one.
    pub groups: Vec<Group>,
    /// Which group a concrete type belongs to. Empty when there is only one.
    pub by_type: HashMap<Name, usize>,
    /// Where the answer says its concrete type, when there is more than one group.
    pub typename: Option<Typename>,
    /// Fields that the engine is asked for on one value of this set.
    pub size: u64,
}

/// The key under which an answer names its concrete type.
#[derive(Debug)]
pub(super) struct Typename {
    pub key: Name,
    /// The client did not ask for it.
    pub hidden: bool,
}

/// What CollectFields yields for some concrete types.
#[derive(Debug)]
pub(super) struct Group {
    pub types: Vec<Name>,
    pub fields: Vec<Arc<Planned>>,
    /// Positions in `fields` of those that not all groups of the set have.
    pub own: Vec<usize>,
}

/// One response key: equal fields, merged.
#[derive(Debug)]
pub(super) struct Planned {
    /// Tells fields of one plan apart.
    pub id: u32,
    pub key: Name,
    pub name: Name,
    pub pos: Pos,
    /// The type on which the first of the merged fields was written.
    pub on: Name,
    pub ty: Shape,
    pub arguments: Arguments,
    pub directives: Vec<Node<Directive>>,
    pub set: Option<Set>,
    pub size: Size,
    pub reads: Reads,
    /// `__schema` or `__type`.
    pub introspects: bool,
}

/// Nullability of a value and of the values in its lists.
#[derive(Debug)]
pub(super) struct Shape {
    pub non_null: bool,
    pub items: Option<Box<Shape>>,
}

/// Arguments, coerced as far as possible without variables.
#[derive(Debug)]
pub(super) enum Arguments {
    Ready(Vec<(Name, Value)>),
    /// They can never be coerced: the field always fails.
    Wrong(String),
    /// They depend on variables.
    Open {
        definition: Node<FieldDefinition>,
        given: Vec<Node<Argument>>,
    },
}

impl Shape {
    fn of(ty: &Type) -> Self {
        let items = match ty {
            Type::Named(_) | Type::NonNullNamed(_) => None,
            Type::List(inner) | Type::NonNullList(inner) => Some(Box::new(Self::of(inner))),
        };
        Self { non_null: ty.is_non_null(), items }
    }
}

/// The key of a hidden `__typename`: no client can choose it, since it is not a name in GraphQL.
pub(super) const HIDDEN_TYPENAME: &str = "~";

/// Steps of planning for each field that the engine may be asked for.
const STEPS_PER_SELECTION: u64 = 50;

/// Plans operations of one document under one set of conditions.
pub(super) struct Planner<'a> {
    types: &'a Types,
    limits: &'a Limits,
    document: &'a ExecutableDocument,
    /// `None` includes everything.
    conditions: Option<&'a HashMap<&'a str, bool>>,
    /// By the merged fields, and by what their definition may differ in from one concrete type to another.
    known: HashMap<(Vec<usize>, String), Arc<Planned>>,
    steps: u64,
}

type Fields<'a> = IndexMap<&'a str, Vec<&'a Node<Field>>>;

impl<'a> Planner<'a> {
    pub(super) fn new(
        types: &'a Types,
        limits: &'a Limits,
        document: &'a ExecutableDocument,
        conditions: Option<&'a HashMap<&'a str, bool>>,
    ) -> Self {
        Self { types, limits, document, conditions, known: HashMap::new(), steps: 0 }
    }

    /// Refuses fields with the same response key and different arguments, whatever the conditions.
    pub(super) fn conflicts(mut self, selections: &'a SelectionSet) -> Result<(), Refusal> {
        self.set(&selections.ty, &[selections]).map(|_| ())
    }

    /// The plan of an operation's root.
    pub(super) fn root(mut self, selections: &'a SelectionSet) -> Result<Set, Refusal> {
        let set = self.set(&selections.ty, &[selections])?;
        let (size, limit) = (set.size, self.limits.selections);
        if size > limit {
            let size = if size == u64::MAX { "too many".to_owned() } else { size.to_string() };
            return Err(Refusal::too_complex(
                format!(
                    "The operation selects {size} fields with its fragments expanded; at most {limit} are allowed."
                ),
                None,
            ));
        }
        Ok(set)
    }

    fn step(&mut self) -> Result<(), Refusal> {
        self.steps += 1;
        let limit = self.limits.selections;
        if self.steps > limit.saturating_mul(STEPS_PER_SELECTION) {
            return Err(Refusal::too_complex(
                format!(
                    "The operation selects too many fields with its fragments expanded; at most {limit} are allowed."
                ),
                None,
            ));
        }
        Ok(())
    }

    fn set(&mut self, ty: &str, sets: &[&'a SelectionSet]) -> Result<Set, Refusal> {
        let types = self.types;
        let single;
        let possible = match types.possible.get(ty) {
            Some(possible) => possible.iter().map(|name| name.as_str()).collect(),
            None => {
                single = [ty];
                single.to_vec()
            }
        };
        let mut groups: Vec<Group> = Vec::new();
        for concrete in possible {
            let fields = self.fields(concrete, sets)?;
            let same = |group: &&mut Group| {
                group.fields.len() == fields.len()
                    && group.fields.iter().zip(&fields).all(|(left, right)| Arc::ptr_eq(left, right))
            };
            match groups.iter_mut().find(same) {
                Some(group) => group.types.push(Name::new(concrete)),
                None => groups.push(Group { types: vec![Name::new(concrete)], fields, own: Vec::new() }),
            }
        }
        Ok(Set::new(types.possible.contains_key(ty), groups))
    }

    fn fields(&mut self, concrete: &str, sets: &[&'a SelectionSet]) -> Result<Vec<Arc<Planned>>, Refusal> {
        let (mut fields, mut seen) = (Fields::default(), HashSet::new());
        for set in sets {
            self.collect(concrete, set, &mut fields, &mut seen)?;
        }
        fields.into_iter().map(|(key, merged)| self.planned(concrete, key, &merged)).collect()
    }

    fn collect(
        &mut self,
        concrete: &str,
        set: &'a SelectionSet,
        fields: &mut Fields<'a>,
        seen: &mut HashSet<&'a str>,
    ) -> Result<(), Refusal> {
        for selection in &set.selections {
            self.step()?;
            if !self.included(selection.directives()) {
                continue;
            }
            match selection {
                Selection::Field(field) => fields.entry(field.response_key()).or_default().push(field),
                Selection::InlineFragment(inline) => {
                    if inline.type_condition.as_ref().is_none_or(|condition| self.applies(condition, concrete)) {
                        self.collect(concrete, &inline.selection_set, fields, seen)?;
                    }
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name)
                        && seen.insert(&spread.fragment_name)
                        && self.applies(fragment.type_condition(), concrete)
                    {
                        self.collect(concrete, &fragment.selection_set, fields, seen)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn applies(&self, condition: &str, concrete: &str) -> bool {
        condition == concrete || self.types.schema.is_subtype(condition, concrete)
    }

    fn included(&self, directives: &DirectiveList) -> bool {
        let Some(conditions) = self.conditions else { return true };
        let holds = |name: &str, otherwise: bool| {
            let condition = directives.get(name).and_then(|directive| directive.specified_argument_by_name("if"));
            match condition.map(|value| value.as_ref()) {
                Some(apollo_compiler::ast::Value::Boolean(value)) => *value,
                Some(apollo_compiler::ast::Value::Variable(name)) => {
                    conditions.get(name.as_str()).copied().unwrap_or(otherwise)
                }
                _ => otherwise,
            }
        };
        !holds("skip", false) && holds("include", true)
    }

    fn planned(&mut self, concrete: &str, key: &str, merged: &[&'a Node<Field>]) -> Result<Arc<Planned>, Refusal> {
        let types = self.types;
        let Some((&first, others)) = merged.split_first() else { return Err(unplannable(key)) };
        if let Some(other) = others.iter().find(|other| !same::arguments(&first.arguments, &other.arguments)) {
            let message = format!("Fields \"{key}\" conflict because they have different arguments; use an alias.");
            let at = position(other.name.location(), &self.document.sources);
            return Err(Refusal::new(RefusalKind::Validation, message, at));
        }
        let definition = match types.schema.type_field(concrete, &first.name) {
            Ok(component) => component.node.clone(),
            // Meta fields are on no type of the schema; the parsed field knows its definition all the same.
            Err(_) => first.definition.clone(),
        };
        let composite = match types.schema.types.get(definition.ty.inner_named_type()) {
            Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_)) => true,
            Some(_) => false,
            None => return Err(unplannable(key)),
        };
        let assumed = || (types.weights.size)(concrete, &first.name);
        let reads = Reads::of(&types.weights, concrete, first, &definition);
        let size = if composite { Size::of(first, &definition, assumed) } else { Size::One };
        let mut differs = definition.ty.to_string();
        for argument in &definition.arguments {
            differs.extend([" ", &argument.name, ":"]);
            differs.push_str(&argument.ty.to_string());
            if let Some(default) = &argument.default_value {
                differs.push_str(&format!("={default}"));
            }
        }
        if let Size::List(assumed) = size {
            differs.push_str(&format!(" {assumed}"));
        }
        differs.push_str(&format!(" {reads:?}"));
        let identity = (merged.iter().map(|field| std::ptr::from_ref(field.as_ref()).addr()).collect(), differs);
        if let Some(known) = self.known.get(&identity) {
            return Ok(known.clone());
        }
        self.step()?;
        let set = if composite {
            let below: Vec<_> = merged.iter().map(|field| &field.selection_set).collect();
            Some(self.set(definition.ty.inner_named_type(), &below)?)
        } else {
            None
        };
        let planned = Arc::new(Planned {
            id: u32::try_from(self.known.len()).unwrap_or(u32::MAX),
            key: Name::new(key),
            name: Name::new(&first.name),
            pos: position(first.name.location(), &self.document.sources).unwrap_or_default(),
            on: self.written_on(concrete, first),
            ty: Shape::of(&definition.ty),
            arguments: self.arguments(&definition, first),
            directives: first.directives.iter().filter(|d| d.name != "skip" && d.name != "include").cloned().collect(),
            set,
            size,
            reads,
            introspects: first.name == "__schema" || first.name == "__type",
        });
        self.known.insert(identity, planned.clone());
        Ok(planned)
    }

    /// A type on which the field exists: an interface where the field was written on one, so that all its
    /// implementers can share one selection.
    fn written_on(&self, concrete: &str, field: &Field) -> Name {
        let parents = self.types.schema.types.get(concrete).and_then(|ty| ty.as_object());
        let interfaces = parents.into_iter().flat_map(|object| &object.implements_interfaces);
        let declares = |interface: &&str| {
            let interface = self.types.schema.get_interface(interface);
            interface.and_then(|interface| interface.fields.get(&field.name)).is_some_and(|definition| {
                // The parser resolved the field on the type it was written on.
                std::ptr::eq(definition.node.as_ref(), field.definition.as_ref())
            })
        };
        Name::new(interfaces.map(|name| name.as_str()).find(declares).unwrap_or(concrete))
    }

    fn arguments(&self, definition: &Node<FieldDefinition>, field: &Node<Field>) -> Arguments {
        if field.arguments.iter().any(|argument| literal::has_variable(&argument.value)) {
            return Arguments::Open { definition: definition.clone(), given: field.arguments.clone() };
        }
        let schema = &self.types.schema;
        match literal::arguments(schema, &definition.arguments, &field.arguments, &Variables::default()) {
            Ok(arguments) => Arguments::Ready(arguments),
            Err(wrong) => Arguments::Wrong(wrong),
        }
    }
}

/// Cannot happen after validation; answered like any other refusal all the same.
fn unplannable(key: &str) -> Refusal {
    Refusal::new(RefusalKind::Validation, format!("The field \"{key}\" cannot be resolved."), None)
}

impl Set {
    fn new(is_abstract: bool, mut groups: Vec<Group>) -> Self {
        let shared: HashSet<*const Planned> = match groups.split_first() {
            Some((first, others)) => {
                let shared = first.fields.iter().filter(|field| {
                    others.iter().all(|group| group.fields.iter().any(|other| Arc::ptr_eq(field, other)))
                });
                shared.map(Arc::as_ptr).collect()
            }
            None => HashSet::new(),
        };
        let size = |field: &Arc<Planned>| field.set.as_ref().map_or(1, |set| set.size.saturating_add(1));
        let mut total = 1u64;
        for (index, group) in groups.iter_mut().enumerate() {
            let mut own = 1u64;
            for (position, field) in group.fields.iter().enumerate() {
                if !shared.contains(&Arc::as_ptr(field)) {
                    group.own.push(position);
                    own = own.saturating_add(size(field));
                } else if index == 0 {
                    total = total.saturating_add(size(field));
                }
            }
            if !group.own.is_empty() {
                total = total.saturating_add(own.saturating_mul(group.types.len() as u64));
            }
        }
        let several = groups.len() > 1;
        let by_type = groups.iter().enumerate().filter(|_| several);
        let by_type =
            by_type.flat_map(|(index, group)| group.types.iter().map(move |ty| (ty.clone(), index))).collect();
        let asked = groups.first().into_iter().flat_map(|group| &group.fields);
        let asked =
            asked.into_iter().find(|field| field.name.as_str() == "__typename" && shared.contains(&Arc::as_ptr(field)));
        let typename = several.then(|| match asked {
            Some(field) => Typename { key: field.key.clone(), hidden: false },
            None => Typename { key: Name::new(HIDDEN_TYPENAME), hidden: true },
        });
        Self { is_abstract, groups, by_type, typename, size: total }
    }
}
