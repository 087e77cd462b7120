//! Rules of the specification that apollo-compiler 1.33 does not check, found by comparing it with graphql-js:
//! repeated input fields, `@oneOf`, and variables that stand inside lists and input objects.

use super::{
    input::is_one_of,
    refusal::{GraphqlError, Refusal, RefusalKind},
    source::position,
};
use apollo_compiler::{
    ExecutableDocument, Name, Node, Schema,
    ast::{Argument, InputValueDefinition, Type, Value},
    executable::{DirectiveList, Operation, Selection, SelectionSet},
    parser::SourceSpan,
    schema::ExtendedType,
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
    }
    if errors.is_empty() { Ok(()) } else { Err(Refusal::many(RefusalKind::Validation, errors)) }
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
                self.object(name, fields, value.location());
            }
            (Type::Named(_) | Type::NonNullNamed(_), Value::List(items)) => {
                for item in items {
                    self.value(slot, item);
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, ty: &'a Name, fields: &'a [(Name, Node<Value>)], at: Option<SourceSpan>) {
        let mut keys = HashSet::new();
        for (key, value) in fields {
            if !keys.insert(key) {
                self.error(format!("There can be only one input field named \"{key}\"."), key.location());
            }
            let definition = match self.schema.types.get(ty) {
                Some(ExtendedType::InputObject(definition)) => definition,
                _ => {
                    // A custom scalar describes no fields, but keys within it must be unique all the same.
                    if let Value::Object(fields) = value.as_ref() {
                        self.object(ty, fields, value.location());
                    }
                    continue;
                }
            };
            if let Some(field) = definition.fields.get(key) {
                let one_of = is_one_of(definition).then_some(ty);
                self.value(Slot { ty: &field.ty, has_default: field.default_value.is_some(), one_of }, value);
            }
        }
        let one_of = self.schema.get_input_object(ty).is_some_and(|definition| is_one_of(definition));
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
            let message = format!("Variable \"${name}\" of type \"{given}\" is used where type \"{expected}\" is expected.");
            self.error(message, at);
        } else if let Some(ty) = slot.one_of
            && !given.is_non_null()
        {
            let message = format!("Variable \"${name}\" of type \"{given}\" must be non-null to be used for OneOf input object \"{ty}\".");
            self.error(message, at);
        }
    }
}
