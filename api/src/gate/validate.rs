//! Rules of the specification that apollo-compiler 1.33 does not check, found by comparing it with graphql-js:
//! repeated input fields, `@oneOf`, and variables that stand inside lists, input objects and custom scalars. One rule it
//! checks too strictly: equal fields at the root of a subscription are one field.

use super::{
    input::is_one_of,
    refusal::{GraphqlError, Refusal, RefusalKind},
    same,
    source::position,
};
use apollo_compiler::{
    ExecutableDocument, Name, Node, Schema,
    ast::{Argument, InputValueDefinition, Type, Value},
    executable::{DirectiveList, Operation, Selection, SelectionSet},
    parser::SourceSpan,
};
use async_graphql::ServerError;
use std::collections::HashSet;

struct Rules<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    operation: &'a Operation,
    /// Fragments already walked for this operation.
    seen: HashSet<&'a Name>,
    errors: &'a mut Vec<GraphqlError>,
}

/// Where a value stands: its type, whether a default would step in, and whether it is a key of a `@oneOf` input.
#[derive(Clone, Copy)]
struct Slot<'a> {
    ty: &'a Type,
    has_default: bool,
    one_of: Option<&'a Name>,
}

/// The diagnostic of apollo-compiler for which `one_event` stands in.
pub(super) const TOO_STRICT: &str = "SubscriptionUsesMultipleFields";

/// Refuses what breaks one of the rules.
pub(super) fn check(schema: &Schema, document: &ExecutableDocument) -> Result<(), Refusal> {
    let mut errors = Vec::new();
    for operation in document.operations.iter() {
        let mut rules = Rules { schema, document, operation, seen: HashSet::new(), errors: &mut errors };
        for variable in &operation.variables {
            if let Some(default) = &variable.default_value {
                rules.value(Slot { ty: &variable.ty, has_default: false, one_of: None }, default);
            }
        }
        rules.directives(&operation.directives);
        rules.set(&operation.selection_set);
        if operation.is_subscription() {
            rules.one_event();
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Refusal::many(RefusalKind::Validation, errors)) }
}

/// Whether a list literal stands in any argument of a field.
pub(super) fn has_list(document: &ExecutableDocument) -> bool {
    fn in_set(set: &SelectionSet) -> bool {
        set.selections.iter().any(|selection| match selection {
            Selection::Field(field) => {
                field.arguments.iter().any(|argument| same::has_list(&argument.value)) || in_set(&field.selection_set)
            }
            Selection::InlineFragment(inline) => in_set(&inline.selection_set),
            Selection::FragmentSpread(_) => false,
        })
    }
    document.operations.iter().any(|operation| in_set(&operation.selection_set))
        || document.fragments.values().any(|fragment| in_set(&fragment.selection_set))
}

impl<'a> Rules<'a> {
    fn error(&mut self, message: String, at: Option<SourceSpan>) {
        // A fragment that several operations use is walked for each of them.
        let error = ServerError::new(message, position(at, &self.document.sources));
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    fn set(&mut self, set: &'a SelectionSet) {
        for selection in &set.selections {
            self.directives(selection.directives());
            match selection {
                Selection::Field(field) => {
                    self.arguments(&field.definition.arguments, &field.arguments);
                    self.set(&field.selection_set);
                }
                Selection::InlineFragment(inline) => self.set(&inline.selection_set),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name)
                        && self.seen.insert(&fragment.name)
                    {
                        self.directives(&fragment.directives);
                        self.set(&fragment.selection_set);
                    }
                }
            }
        }
    }

    /// Fields with the same key are one event; apollo-compiler would count them one by one.
    fn one_event(&mut self) {
        let (document, operation) = (self.document, self.operation);
        let keys: HashSet<_> = operation.root_fields(document).map(|field| field.response_key()).collect();
        if keys.len() > 1 {
            let at = operation.name.as_ref().and_then(|name| name.location());
            self.error(format!("A subscription must have one root field; this one has {}.", keys.len()), at);
        }
    }

    fn directives(&mut self, directives: &'a DirectiveList) {
        for directive in directives.iter() {
            if let Some(definition) = self.schema.directive_definitions.get(&directive.name) {
                self.arguments(&definition.arguments, &directive.arguments);
            }
        }
    }

    fn arguments(&mut self, definitions: &'a [Node<InputValueDefinition>], given: &'a [Node<Argument>]) {
        for argument in given {
            if let Some(definition) = definitions.iter().find(|definition| definition.name == argument.name) {
                let has_default = definition.default_value.is_some();
                self.value(Slot { ty: &definition.ty, has_default, one_of: None }, &argument.value);
            }
        }
    }

    fn value(&mut self, slot: Slot<'a>, value: &'a Node<Value>) {
        match (slot.ty, value.as_ref()) {
            (_, Value::Variable(name)) => self.variable(slot, name, value.location()),
            (Type::List(inner) | Type::NonNullList(inner), Value::List(items)) => {
                for item in items {
                    self.value(Slot { ty: inner, has_default: false, one_of: None }, item);
                }
            }
            (Type::List(inner) | Type::NonNullList(inner), _) => {
                self.value(Slot { ty: inner, has_default: false, one_of: None }, value);
            }
            (Type::Named(name) | Type::NonNullNamed(name), Value::Object(fields)) => {
                match self.schema.get_input_object(name) {
                    Some(_) => self.object(name, fields, value.location()),
                    None => self.untyped(value),
                }
            }
            _ => self.untyped(value),
        }
    }

    /// A literal for a custom scalar: the schema says nothing about what is in it, but keys are unique and
    /// variables declared all the same.
    fn untyped(&mut self, value: &'a Node<Value>) {
        match value.as_ref() {
            Value::Variable(name) if !self.operation.variables.iter().any(|variable| variable.name == *name) => {
                self.error(format!("Variable \"${name}\" is not defined."), value.location());
            }
            Value::List(items) => items.iter().for_each(|item| self.untyped(item)),
            Value::Object(fields) => {
                self.unique(fields);
                fields.iter().for_each(|(_, value)| self.untyped(value));
            }
            _ => {}
        }
    }

    fn unique(&mut self, fields: &[(Name, Node<Value>)]) {
        let mut keys = HashSet::new();
        for (key, _) in fields {
            if !keys.insert(key) {
                self.error(format!("There can be only one input field named \"{key}\"."), key.location());
            }
        }
    }

    fn object(&mut self, ty: &'a Name, fields: &'a [(Name, Node<Value>)], at: Option<SourceSpan>) {
        let Some(definition) = self.schema.get_input_object(ty) else { return };
        self.unique(fields);
        let one_of = is_one_of(definition);
        for (key, value) in fields {
            if let Some(field) = definition.fields.get(key) {
                let has_default = field.default_value.is_some();
                self.value(Slot { ty: &field.ty, has_default, one_of: one_of.then_some(ty) }, value);
            }
        }
        match fields {
            _ if !one_of => {}
            [(key, value)] if value.is_null() => {
                self.error(format!("Field \"{ty}.{key}\" must be non-null."), at);
            }
            [_] => {}
            _ => self.error(format!("OneOf input object \"{ty}\" must specify exactly one key."), at),
        }
    }

    fn variable(&mut self, slot: Slot<'a>, name: &Name, at: Option<SourceSpan>) {
        let Some(variable) = self.operation.variables.iter().find(|variable| variable.name == *name) else {
            return; // apollo-compiler refuses undefined variables.
        };
        let given = &variable.ty;
        let default = variable.default_value.as_ref().is_some_and(|default| !default.is_null());
        let allowed = if slot.ty.is_non_null() && !given.is_non_null() {
            (default || slot.has_default) && given.is_assignable_to(&slot.ty.clone().nullable())
        } else {
            given.is_assignable_to(slot.ty)
        };
        if !allowed {
            let expected = slot.ty;
            let message =
                format!("Variable \"${name}\" of type \"{given}\" is used where type \"{expected}\" is expected.");
            self.error(message, at);
        } else if let Some(ty) = slot.one_of
            && !given.is_non_null()
        {
            let message = format!(
                "Variable \"${name}\" of type \"{given}\" must be non-null to be used for OneOf input object \"{ty}\"."
            );
            self.error(message, at);
        }
    }
}
