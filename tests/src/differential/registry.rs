//! The engine's registry, filled from the SDL as derived types would fill it.

use super::model::{Model, directive};
use async_graphql::{
    Positioned, Value,
    indexmap::IndexMap,
    parser::types::{ConstDirective, FieldDefinition, InputValueDefinition, TypeKind},
    registry::{Deprecation, MetaEnumValue, MetaField, MetaInputValue, MetaType, Registry},
};

fn deprecation(directives: &[Positioned<ConstDirective>]) -> Deprecation {
    match directive(directives, "deprecated") {
        None => Deprecation::NoDeprecated,
        Some(deprecated) => Deprecation::Deprecated {
            reason: Some(match deprecated.get_argument("reason").map(|reason| &reason.node) {
                Some(Value::String(reason)) => reason.clone(),
                _ => String::from("No longer supported"),
            }),
        },
    }
}

fn text(description: &Option<Positioned<String>>) -> Option<String> {
    description.as_ref().map(|description| description.node.clone())
}

fn inputs(definitions: &[Positioned<InputValueDefinition>]) -> IndexMap<String, MetaInputValue> {
    let input = |definition: &Positioned<InputValueDefinition>| {
        let definition = &definition.node;
        let name = definition.name.node.to_string();
        let input = MetaInputValue {
            name: name.clone(),
            description: text(&definition.description),
            ty: definition.ty.node.to_string(),
            deprecation: deprecation(&definition.directives),
            default_value: definition.default_value.as_ref().map(|value| value.node.to_string()),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            is_secret: false,
            directive_invocations: Vec::new(),
        };
        (name, input)
    };
    definitions.iter().map(input).collect()
}

fn fields(definitions: &[Positioned<FieldDefinition>]) -> IndexMap<String, MetaField> {
    let field = |definition: &Positioned<FieldDefinition>| {
        let definition = &definition.node;
        let name = definition.name.node.to_string();
        let field = MetaField {
            name: name.clone(),
            description: text(&definition.description),
            args: inputs(&definition.arguments),
            ty: definition.ty.node.to_string(),
            deprecation: deprecation(&definition.directives),
            cache_control: Default::default(),
            external: false,
            requires: None,
            provides: None,
            visible: None,
            shareable: false,
            inaccessible: false,
            tags: Vec::new(),
            override_from: None,
            compute_complexity: None,
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        };
        (name, field)
    };
    definitions.iter().map(field).collect()
}

/// Registers every type of the SDL.
pub fn register(model: &Model, registry: &mut Registry) {
    for scalar in ["Int", "Float", "String", "Boolean", "ID"] {
        registry.types.insert(scalar.to_owned(), scalar_type(scalar, None, None));
    }
    for (name, definition) in &model.types {
        let description = text(&definition.description);
        let possible_types = model.possible.get(name).into_iter().flatten().cloned().collect();
        let ty = match &definition.kind {
            TypeKind::Scalar => {
                let url = directive(&definition.directives, "specifiedBy").and_then(|by| by.get_argument("url"));
                let url = url.and_then(|url| match &url.node {
                    Value::String(url) => Some(url.clone()),
                    _ => None,
                });
                scalar_type(name, description, url)
            }
            TypeKind::Object(object) => {
                for interface in &object.implements {
                    registry.add_implements(name, &interface.node);
                }
                MetaType::Object {
                    name: name.clone(),
                    description,
                    fields: fields(&object.fields),
                    cache_control: Default::default(),
                    extends: false,
                    shareable: false,
                    resolvable: true,
                    keys: None,
                    visible: None,
                    inaccessible: false,
                    interface_object: false,
                    tags: Vec::new(),
                    is_subscription: false,
                    rust_typename: None,
                    directive_invocations: Vec::new(),
                    requires_scopes: Vec::new(),
                }
            }
            TypeKind::Interface(interface) => {
                for parent in &interface.implements {
                    registry.add_implements(name, &parent.node);
                }
                MetaType::Interface {
                    name: name.clone(),
                    description,
                    fields: fields(&interface.fields),
                    possible_types,
                    extends: false,
                    keys: None,
                    visible: None,
                    inaccessible: false,
                    tags: Vec::new(),
                    rust_typename: None,
                    directive_invocations: Vec::new(),
                    requires_scopes: Vec::new(),
                }
            }
            TypeKind::Union(_) => MetaType::Union {
                name: name.clone(),
                description,
                possible_types,
                visible: None,
                inaccessible: false,
                tags: Vec::new(),
                rust_typename: None,
                directive_invocations: Vec::new(),
            },
            TypeKind::Enum(values) => MetaType::Enum {
                name: name.clone(),
                description,
                enum_values: values.values.iter().map(|value| enum_value(&value.node)).collect(),
                visible: None,
                inaccessible: false,
                tags: Vec::new(),
                rust_typename: None,
                directive_invocations: Vec::new(),
                requires_scopes: Vec::new(),
            },
            TypeKind::InputObject(input) => MetaType::InputObject {
                name: name.clone(),
                description,
                input_fields: inputs(&input.fields),
                visible: None,
                inaccessible: false,
                tags: Vec::new(),
                rust_typename: None,
                oneof: model.is_one_of(name),
                directive_invocations: Vec::new(),
            },
        };
        registry.types.insert(name.clone(), ty);
    }
}

fn enum_value(value: &async_graphql::parser::types::EnumValueDefinition) -> (String, MetaEnumValue) {
    let name = value.value.node.to_string();
    let value = MetaEnumValue {
        name: name.clone(),
        description: text(&value.description),
        deprecation: deprecation(&value.directives),
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        directive_invocations: Vec::new(),
    };
    (name, value)
}

fn scalar_type(name: &str, description: Option<String>, specified_by_url: Option<String>) -> MetaType {
    MetaType::Scalar {
        name: name.to_owned(),
        description,
        is_valid: None,
        visible: None,
        inaccessible: false,
        tags: Vec::new(),
        specified_by_url,
        directive_invocations: Vec::new(),
        requires_scopes: Vec::new(),
    }
}
