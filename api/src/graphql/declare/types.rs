//! Entries for async-graphql's type registry, with all that is never used here left at nothing.

use async_graphql::registry::{Deprecation, MetaEnumValue, MetaField, MetaInputValue, MetaType, MetaTypeId, Registry};
use async_graphql::{InputType, OutputType};

/// A field of an output type.
pub fn field(name: &str, doc: &str, ty: String, arguments: Vec<MetaInputValue>) -> (String, MetaField) {
    let field = MetaField {
        name: name.into(),
        description: Some(doc.into()),
        args: arguments.into_iter().map(|argument| (argument.name.clone(), argument)).collect(),
        ty,
        deprecation: Deprecation::NoDeprecated,
        cache_control: Default::default(),
        external: false,
        requires: None,
        provides: None,
        visible: None,
        shareable: false,
        inaccessible: false,
        tags: vec![],
        override_from: None,
        compute_complexity: None,
        directive_invocations: vec![],
        requires_scopes: vec![],
    };
    (name.into(), field)
}

/// An argument of a field, or a field of an input type.
pub fn argument<T: InputType>(registry: &mut Registry, name: &str, doc: &str) -> MetaInputValue {
    argument_of_type(name, doc, T::create_type_info(registry))
}

/// The same, of a type that is registered already.
pub fn argument_of_type(name: &str, doc: &str, ty: String) -> MetaInputValue {
    MetaInputValue {
        name: name.into(),
        description: Some(doc.into()),
        ty,
        deprecation: Deprecation::NoDeprecated,
        default_value: None,
        visible: None,
        inaccessible: false,
        tags: vec![],
        is_secret: false,
        directive_invocations: vec![],
    }
}

/// Registers the object type of `T`.
pub fn object<T: OutputType>(
    registry: &mut Registry,
    doc: &str,
    fields: impl Fn(&mut Registry) -> Vec<(String, MetaField)>,
) -> String {
    registry.create_output_type::<T, _>(MetaTypeId::Object, |registry| MetaType::Object {
        name: T::type_name().into_owned(),
        description: Some(doc.into()),
        fields: fields(registry).into_iter().collect(),
        cache_control: Default::default(),
        extends: false,
        shareable: false,
        resolvable: true,
        inaccessible: false,
        interface_object: false,
        tags: vec![],
        keys: None,
        visible: None,
        is_subscription: false,
        rust_typename: Some(std::any::type_name::<T>()),
        directive_invocations: vec![],
        requires_scopes: vec![],
    })
}

/// Registers the input object type of `T`.
pub fn input_object<T: InputType>(
    registry: &mut Registry,
    doc: &str,
    fields: impl Fn(&mut Registry) -> Vec<MetaInputValue>,
) -> String {
    registry.create_input_type::<T, _>(MetaTypeId::InputObject, |registry| MetaType::InputObject {
        name: T::type_name().into_owned(),
        description: Some(doc.into()),
        input_fields: fields(registry).into_iter().map(|field| (field.name.clone(), field)).collect(),
        visible: None,
        inaccessible: false,
        tags: vec![],
        rust_typename: Some(std::any::type_name::<T>()),
        oneof: false,
        directive_invocations: vec![],
    })
}

/// A value of an enum type.
pub fn enum_value(name: &str, doc: &str) -> (String, MetaEnumValue) {
    let value = MetaEnumValue {
        name: name.into(),
        description: Some(doc.into()),
        deprecation: Deprecation::NoDeprecated,
        visible: None,
        inaccessible: false,
        tags: vec![],
        directive_invocations: vec![],
    };
    (name.into(), value)
}

/// Registers the enum type of `T`.
pub fn enum_type<T: InputType>(
    registry: &mut Registry,
    doc: &str,
    values: impl Fn() -> Vec<(String, MetaEnumValue)>,
) -> String {
    registry.create_input_type::<T, _>(MetaTypeId::Enum, |_| MetaType::Enum {
        name: T::type_name().into_owned(),
        description: Some(doc.into()),
        enum_values: values().into_iter().collect(),
        visible: None,
        inaccessible: false,
        tags: vec![],
        rust_typename: Some(std::any::type_name::<T>()),
        directive_invocations: vec![],
        requires_scopes: vec![],
    })
}
