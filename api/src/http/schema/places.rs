//! What the schema does not say of itself: where each of its types is used.

use std::collections::{BTreeMap, HashMap};

use apollo_compiler::{
    Name, Node, Schema,
    ast::{FieldDefinition, InputValueDefinition},
    schema::{Component, ExtendedType},
};

/// The kinds of types, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What is answered.
    Object,
    /// What several objects have in common.
    Interface,
    /// One of several objects.
    Union,
    /// One of several values.
    Enum,
    /// What is handed in.
    Input,
    /// What has no parts.
    Scalar,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Object, Self::Interface, Self::Union, Self::Enum, Self::Input, Self::Scalar];

    /// The kind of a type.
    pub fn of(ty: &ExtendedType) -> Self {
        match ty {
            ExtendedType::Object(_) => Self::Object,
            ExtendedType::Interface(_) => Self::Interface,
            ExtendedType::Union(_) => Self::Union,
            ExtendedType::Enum(_) => Self::Enum,
            ExtendedType::InputObject(_) => Self::Input,
            ExtendedType::Scalar(_) => Self::Scalar,
        }
    }

    /// What the kind is called in the names of messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Interface => "interface",
            Self::Union => "union",
            Self::Enum => "enum",
            Self::Input => "input",
            Self::Scalar => "scalar",
        }
    }
}

/// The type of this name, if it has a page: what serves introspection alone has none.
pub fn shown<'a>(schema: &'a Schema, name: &str) -> Option<(&'a Name, &'a ExtendedType)> {
    let (name, ty) = schema.types.get_key_value(name)?;
    (!name.starts_with("__")).then_some((name, ty))
}

/// The fields that a type answers with.
pub fn fields(ty: &ExtendedType) -> Vec<&Component<FieldDefinition>> {
    match ty {
        ExtendedType::Object(object) => object.fields.values().collect(),
        ExtendedType::Interface(interface) => interface.fields.values().collect(),
        _ => vec![],
    }
}

/// The fields that a type is handed in with.
pub fn input_fields(ty: &ExtendedType) -> Vec<&Component<InputValueDefinition>> {
    match ty {
        ExtendedType::InputObject(input) => input.fields.values().collect(),
        _ => vec![],
    }
}

/// The names of interfaces that a type has the fields of.
pub fn interfaces(ty: &ExtendedType) -> Vec<&Name> {
    let names = match ty {
        ExtendedType::Object(object) => &object.implements_interfaces,
        ExtendedType::Interface(interface) => &interface.implements_interfaces,
        _ => return vec![],
    };
    names.iter().map(|name| &name.name).collect()
}

/// Where each type is used: by the name of the type, then by that of the type that uses it, the anchors on its page.
#[derive(Debug, Default)]
pub struct Places {
    uses: HashMap<Name, BTreeMap<Name, Vec<String>>>,
    implementers: HashMap<Name, Vec<Name>>,
    unions: HashMap<Name, Vec<Name>>,
}

impl Places {
    /// Finds them all.
    pub fn of(schema: &Schema) -> Self {
        let mut places = Self::default();
        for (owner, ty) in schema.types.iter().filter(|(name, _)| shown(schema, name).is_some()) {
            for field in fields(ty) {
                places.note(field.ty.inner_named_type(), owner, field.name.to_string());
                for argument in &field.arguments {
                    places.note(argument.ty.inner_named_type(), owner, anchor(&field.name, argument));
                }
            }
            for field in input_fields(ty) {
                places.note(field.ty.inner_named_type(), owner, field.name.to_string());
            }
            for interface in interfaces(ty) {
                places.implementers.entry(interface.clone()).or_default().push(owner.clone());
            }
            if let ExtendedType::Union(union) = ty {
                for member in &union.members {
                    places.unions.entry(member.name.clone()).or_default().push(owner.clone());
                }
            }
        }
        places.implementers.values_mut().chain(places.unions.values_mut()).for_each(|names| names.sort());
        places
    }

    fn note(&mut self, used: &Name, owner: &Name, anchor: String) {
        self.uses.entry(used.clone()).or_default().entry(owner.clone()).or_default().push(anchor);
    }

    /// Which fields and arguments are of the type, by the type that has them.
    pub fn uses(&self, name: &Name) -> impl Iterator<Item = (&Name, &[String])> {
        self.uses.get(name).into_iter().flatten().map(|(owner, anchors)| (owner, anchors.as_slice()))
    }

    /// Which types have the fields of the interface.
    pub fn implementers(&self, interface: &Name) -> &[Name] {
        self.implementers.get(interface).map_or(&[], Vec::as_slice)
    }

    /// Which unions the type is a member of.
    pub fn unions(&self, member: &Name) -> &[Name] {
        self.unions.get(member).map_or(&[], Vec::as_slice)
    }
}

/// Where an argument is on the page of its type.
pub fn anchor(field: &Name, argument: &Node<InputValueDefinition>) -> String {
    format!("{field}.{}", argument.name)
}
