//! Coercion of arguments: literals in which variables may stand.

use super::input::{Variables, one_of};
use apollo_compiler::{
    Node, Schema,
    ast::{InputValueDefinition, Type, Value as Literal},
    executable::Argument,
    schema::{ExtendedType, InputObjectType},
};
use async_graphql::{Name, Number, Value, indexmap::IndexMap};

/// `CoerceArgumentValues`: what a resolver is given, in the order of the definition. An error here is an error of
/// the field, not of the request.
pub(super) fn arguments(
    schema: &Schema,
    definitions: &[Node<InputValueDefinition>],
    given: &[Node<Argument>],
    variables: &Variables,
) -> Result<Vec<(Name, Value)>, String> {
    let mut coerced = Vec::with_capacity(given.len());
    for definition in definitions {
        let (name, ty) = (&definition.name, &definition.ty);
        let value = given
            .iter()
            .find(|argument| argument.name == *name)
            .map(|argument| argument.value.as_ref())
            .filter(|value| !is_missing(value, variables));
        let value = match (value, &definition.default_value) {
            (Some(value), _) => literal(schema, ty, value, variables),
            (None, Some(default)) => literal(schema, ty, default, variables),
            (None, None) if ty.is_non_null() => {
                return Err(format!("Argument \"{name}\" of required type \"{ty}\" was not provided."));
            }
            (None, None) => continue,
        };
        coerced.push((Name::new(name), value.map_err(|wrong| format!("Argument \"{name}\" is invalid: {wrong}"))?));
    }
    Ok(coerced)
}

/// Whether any variable stands in the value.
pub(super) fn has_variable(value: &Literal) -> bool {
    match value {
        Literal::Variable(_) => true,
        Literal::List(items) => items.iter().any(|item| has_variable(item)),
        Literal::Object(fields) => fields.iter().any(|(_, value)| has_variable(value)),
        _ => false,
    }
}

fn is_missing(value: &Literal, variables: &Variables) -> bool {
    matches!(value, Literal::Variable(name) if !variables.contains_key(name.as_str()))
}

/// A literal as a value of the type.
pub(super) fn literal(schema: &Schema, ty: &Type, value: &Literal, variables: &Variables) -> Result<Value, String> {
    match (ty, value) {
        (_, Literal::Variable(name)) => match variables.get(name.as_str()) {
            Some(Value::Null) if ty.is_non_null() => Err(format!("non-null type \"{ty}\" must not be null.")),
            Some(value) => Ok(value.clone()),
            None => Err(format!("variable \"${name}\" was not provided.")),
        },
        (_, Literal::Null) if ty.is_non_null() => Err(format!("non-null type \"{ty}\" must not be null.")),
        (_, Literal::Null) => Ok(Value::Null),
        (Type::List(inner) | Type::NonNullList(inner), Literal::List(items)) => {
            let items = items.iter().map(|item| match is_missing(item, variables) {
                true if !inner.is_non_null() => Ok(Value::Null),
                _ => literal(schema, inner, item, variables),
            });
            items.collect::<Result<_, _>>().map(Value::List)
        }
        (Type::List(inner) | Type::NonNullList(inner), single) => {
            Ok(Value::List(vec![literal(schema, inner, single, variables)?]))
        }
        (Type::Named(name) | Type::NonNullNamed(name), value) => match (schema.types.get(name), value) {
            (Some(ExtendedType::Scalar(_)), value) => literal_scalar(name, value, variables),
            (Some(ExtendedType::Enum(definition)), Literal::Enum(value)) if definition.values.contains_key(value) => {
                Ok(Value::Enum(Name::new(value)))
            }
            (Some(ExtendedType::InputObject(definition)), Literal::Object(given)) => {
                literal_object(schema, definition, given, variables)
            }
            _ => Err(format!("it is not of type \"{ty}\".")),
        },
    }
}

fn literal_object(
    schema: &Schema,
    definition: &InputObjectType,
    given: &[(apollo_compiler::Name, Node<Literal>)],
    variables: &Variables,
) -> Result<Value, String> {
    let mut object = IndexMap::with_capacity(given.len());
    for (name, field) in &definition.fields {
        let value = given.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref());
        let value = match (value.filter(|value| !is_missing(value, variables)), &field.default_value) {
            (Some(value), _) => literal(schema, &field.ty, value, variables)?,
            (None, Some(default)) => literal(schema, &field.ty, default, variables)?,
            (None, None) if field.ty.is_non_null() => {
                return Err(format!("field \"{name}\" of required type \"{}\" was not provided.", field.ty));
            }
            (None, None) => continue,
        };
        object.insert(Name::new(name), value);
    }
    one_of(definition, &object).map_or(Ok(Value::Object(object)), Err)
}

fn literal_scalar(ty: &str, value: &Literal, variables: &Variables) -> Result<Value, String> {
    let fits = match (ty, value) {
        ("Int", Literal::Int(int)) => int.try_to_i32().ok().map(Value::from),
        ("Float", Literal::Int(_) | Literal::Float(_)) => number(value),
        ("String" | "ID", Literal::String(text)) => Some(Value::String(text.clone())),
        ("ID", Literal::Int(int)) => Some(Value::String(int.as_str().to_owned())),
        ("Boolean", Literal::Boolean(value)) => Some(Value::Boolean(*value)),
        ("Int" | "Float" | "String" | "ID" | "Boolean", _) => None,
        _ => return Ok(literal_untyped(value, variables)),
    };
    fits.ok_or_else(|| format!("it is not of type \"{ty}\"."))
}

fn number(value: &Literal) -> Option<Value> {
    match value {
        Literal::Int(int) => match int.as_str().parse::<i64>() {
            Ok(int) => Some(int.into()),
            Err(_) => Number::from_f64(int.try_to_f64().ok()?).map(Value::Number),
        },
        Literal::Float(float) => Number::from_f64(float.try_to_f64().ok()?).map(Value::Number),
        _ => None,
    }
}

/// A literal for a custom scalar, whose own parser judges it in the engine.
fn literal_untyped(value: &Literal, variables: &Variables) -> Value {
    match value {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => Value::Boolean(*value),
        Literal::String(value) => Value::String(value.clone()),
        Literal::Enum(value) => Value::Enum(Name::new(value)),
        Literal::Int(_) | Literal::Float(_) => number(value).unwrap_or_default(),
        Literal::Variable(name) => variables.get(name.as_str()).cloned().unwrap_or_default(),
        Literal::List(items) => Value::List(items.iter().map(|item| literal_untyped(item, variables)).collect()),
        Literal::Object(fields) => {
            let given = fields.iter().filter(|(_, value)| !is_missing(value, variables));
            Value::Object(given.map(|(key, value)| (Name::new(key), literal_untyped(value, variables))).collect())
        }
    }
}
