//! A schema, read from its SDL by async-graphql's own service parser.

use async_graphql::{
    Name, Positioned,
    parser::{
        parse_schema,
        types::{
            BaseType, ConstDirective, FieldDefinition, InputValueDefinition, Type, TypeDefinition, TypeKind,
            TypeSystemDefinition,
        },
    },
};
use std::collections::BTreeMap;

/// Types by name; built-in scalars are not in here.
pub struct Model {
    pub types: BTreeMap<String, TypeDefinition>,
    /// The concrete types of each interface and union, sorted.
    pub possible: BTreeMap<String, Vec<String>>,
}

impl Model {
    pub fn parse(sdl: &str) -> Self {
        let document = parse_schema(undescribed(sdl)).expect("the SDL parses");
        let types: BTreeMap<String, TypeDefinition> = document
            .definitions
            .into_iter()
            .filter_map(|definition| match definition {
                TypeSystemDefinition::Type(ty) => Some((ty.node.name.node.to_string(), ty.node)),
                _ => None,
            })
            .collect();
        let mut possible: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, ty) in &types {
            match &ty.kind {
                TypeKind::Object(object) => {
                    for interface in &object.implements {
                        possible.entry(interface.node.to_string()).or_default().push(name.clone());
                    }
                }
                TypeKind::Union(union) => {
                    let members = union.members.iter().map(|member| member.node.to_string());
                    possible.entry(name.clone()).or_default().extend(members);
                }
                _ => {}
            }
        }
        possible.values_mut().for_each(|types| types.sort());
        Self { types, possible }
    }

    pub fn kind(&self, name: &str) -> Option<&TypeKind> {
        self.types.get(name).map(|ty| &ty.kind)
    }

    /// The fields of an object or interface.
    pub fn fields(&self, name: &str) -> &[Positioned<FieldDefinition>] {
        match self.kind(name) {
            Some(TypeKind::Object(object)) => &object.fields,
            Some(TypeKind::Interface(interface)) => &interface.fields,
            _ => &[],
        }
    }

    pub fn field(&self, ty: &str, field: &str) -> Option<&FieldDefinition> {
        self.fields(ty).iter().map(|definition| &definition.node).find(|definition| definition.name.node == field)
    }

    pub fn inputs(&self, name: &str) -> &[Positioned<InputValueDefinition>] {
        match self.kind(name) {
            Some(TypeKind::InputObject(input)) => &input.fields,
            _ => &[],
        }
    }

    /// The values of an enum, sorted.
    pub fn values(&self, name: &str) -> Vec<Name> {
        let mut values: Vec<Name> = match self.kind(name) {
            Some(TypeKind::Enum(definition)) => {
                definition.values.iter().map(|value| value.node.value.node.clone()).collect()
            }
            _ => Vec::new(),
        };
        values.sort();
        values
    }

    pub fn is_one_of(&self, name: &str) -> bool {
        self.types.get(name).is_some_and(|ty| directive(&ty.directives, "oneOf").is_some())
    }

    pub fn is_composite(&self, name: &str) -> bool {
        matches!(self.kind(name), Some(TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_)))
    }
}

/// The SDL without the description of the schema itself, which this parser does not know.
fn undescribed(sdl: &str) -> String {
    let Some((before, roots)) = sdl.split_once("\"\"\"\nschema {") else { return sdl.to_owned() };
    let (before, _) = before.rsplit_once("\"\"\"").expect("the description begins");
    format!("{before}schema {{{roots}")
}

pub fn directive<'a>(directives: &'a [Positioned<ConstDirective>], name: &str) -> Option<&'a ConstDirective> {
    directives.iter().map(|directive| &directive.node).find(|directive| directive.name.node == name)
}

/// The named type at the core of a type.
pub fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => named(inner),
    }
}
