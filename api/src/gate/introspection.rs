//! Introspection is free of charge and free of the depth limit, so it needs bounds of its own: lists of types
//! within each other (the rule `MaxIntrospectionDepth` of graphql-js), and a size measured against what the
//! standard introspection query asks for, since aliases multiply as well as nesting does.

use super::{collect::Set, refusal::Refusal};
use apollo_compiler::{Schema, schema::ExtendedType};

/// What every tool asks for: `getIntrospectionQuery()` of graphql-js with all its options.
pub(super) const STANDARD_QUERY: &str = include_str!("introspection.graphql");

/// Lists of fields, interfaces, possible types and input fields within each other: fewer than this.
const MOST_NESTED_LISTS: u64 = 3;

/// How long the lists of introspection are in this schema: the number of types and directives, and averages of
/// what is listed on a type, rounded up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Census {
    types: u64,
    directives: u64,
    fields: u64,
    arguments: u64,
    inputs: u64,
    values: u64,
    interfaces: u64,
    possible: u64,
}

impl Census {
    pub(super) fn of(schema: &Schema) -> Self {
        let (mut fields, mut arguments, mut inputs, mut values) = (0, 0, 0, 0);
        let (mut interfaces, mut possible) = (0, 0);
        for ty in schema.types.values() {
            match ty {
                ExtendedType::Object(object) => {
                    fields += object.fields.len();
                    interfaces += object.implements_interfaces.len();
                    possible += object.implements_interfaces.len();
                    arguments += object.fields.values().map(|field| field.arguments.len()).sum::<usize>();
                }
                ExtendedType::Interface(interface) => {
                    fields += interface.fields.len();
                    interfaces += interface.implements_interfaces.len();
                    arguments += interface.fields.values().map(|field| field.arguments.len()).sum::<usize>();
                }
                ExtendedType::Union(union) => possible += union.members.len(),
                ExtendedType::Enum(definition) => values += definition.values.len(),
                ExtendedType::InputObject(input) => inputs += input.fields.len(),
                ExtendedType::Scalar(_) => {}
            }
        }
        let types = schema.types.len();
        let average = |all: usize, among: usize| all.div_ceil(among.max(1)) as u64;
        Self {
            types: types as u64,
            directives: schema.directive_definitions.len() as u64,
            fields: average(fields, types),
            arguments: average(arguments, fields),
            inputs: average(inputs, types),
            values: average(values, types),
            interfaces: average(interfaces, types),
            possible: average(possible, types),
        }
    }

    fn length(self, field: &str) -> u64 {
        match field {
            "types" => self.types,
            "directives" => self.directives,
            "fields" => self.fields,
            "args" => self.arguments,
            "inputFields" => self.inputs,
            "enumValues" => self.values,
            "interfaces" => self.interfaces,
            "possibleTypes" => self.possible,
            _ => 1,
        }
    }

    fn of_set(self, set: &Set) -> u64 {
        let fields = set.groups.iter().flat_map(|group| &group.fields);
        fields.fold(1, |sum, field| {
            let one = field.set.as_ref().map_or(0, |set| self.of_set(set));
            sum.saturating_add(one.saturating_mul(self.length(&field.name)))
        })
    }

    /// What the introspection in an operation amounts to, in objects.
    pub(super) fn measure(self, root: &Set) -> u64 {
        let fields = root.groups.iter().flat_map(|group| &group.fields).filter(|field| field.introspects);
        fields.fold(0, |sum, field| sum.saturating_add(field.set.as_ref().map_or(0, |set| self.of_set(set))))
    }
}

/// Refuses introspection that is nested too deep or asks for more than `most` objects.
pub(super) fn check(root: &Set, census: Census, most: u64) -> Result<(), Refusal> {
    let introspecting = root.groups.iter().flat_map(|group| &group.fields).filter(|field| field.introspects);
    for field in introspecting {
        if field.set.as_ref().is_some_and(|set| is_nested(set, 0)) {
            let message = format!(
                "Introspection lists (fields, interfaces, possibleTypes, inputFields) are nested \
                 {MOST_NESTED_LISTS} levels deep; at most {} are allowed.",
                MOST_NESTED_LISTS - 1
            );
            return Err(Refusal::too_complex(message, Some(field.pos)));
        }
    }
    let found = census.measure(root);
    if found > most {
        let message = format!("The introspection would return about {found} objects; at most {most} are allowed.");
        return Err(Refusal::too_complex(message, None));
    }
    Ok(())
}

fn is_nested(set: &Set, lists: u64) -> bool {
    set.groups.iter().flat_map(|group| &group.fields).any(|field| {
        let list = matches!(field.name.as_str(), "fields" | "interfaces" | "possibleTypes" | "inputFields");
        let lists = lists + u64::from(list);
        lists >= MOST_NESTED_LISTS || field.set.as_ref().is_some_and(|set| is_nested(set, lists))
    })
}
