//! Input coercion as the specification describes it, here for variables (JSON, measured by `measure.rs`); `literal.rs` does the same for
//! arguments. apollo-compiler's own `coerce_variable_values` is not used: it refuses `1.0` for an Int, does not
//! coerce defaults and does not know `@oneOf`. The engine receives constants only: complete with the schema's defaults, lists where
//! lists are expected, and without a trace of what was left out. It can thus no longer mistake an omitted
//! variable for null, skip an unknown key, or overlook a second key of a `@oneOf` input.

use super::{literal::literal, refusal::GraphqlError, source::position};
use apollo_compiler::{
    Schema,
    ast::Type,
    executable::Operation,
    parser::SourceMap,
    schema::{ExtendedType, InputObjectType},
};
use async_graphql::{Name, Number, ServerError, Value, indexmap::IndexMap};
use serde_json::Value as Json;

/// Coerced variables. One that was left out and has no default is not in here.
pub(super) type Variables = IndexMap<Name, Value>;

/// Whether the type is declared with `@oneOf`.
pub(super) fn is_one_of(definition: &InputObjectType) -> bool {
    definition.directives.has("oneOf")
}

/// `CoerceVariableValues`: all errors at once, the first of each variable.
pub(super) fn variables(
    schema: &Schema,
    operation: &Operation,
    mut given: serde_json::Map<String, Json>,
    sources: &SourceMap,
) -> Result<Variables, Vec<GraphqlError>> {
    let mut coerced = Variables::with_capacity(operation.variables.len());
    let mut errors = Vec::new();
    for variable in &operation.variables {
        let name = &variable.name;
        let outcome = match (given.remove(name.as_str()), &variable.default_value) {
            (Some(value), _) => Coercion { schema, place: None }.value(&variable.ty, value).map(Some).map_err(
                |Mismatch { path, wrong }| {
                    let place = if path.is_empty() { String::new() } else { format!(" at \"{name}{path}\"") };
                    format!("Variable \"${name}\" got an invalid value{place}: {wrong}")
                },
            ),
            (None, Some(default)) => literal(schema, &variable.ty, default, &Variables::default())
                .map(Some)
                .map_err(|wrong| format!("Variable \"${name}\" has an invalid default value: {wrong}")),
            (None, None) if variable.ty.is_non_null() => {
                Err(format!("Variable \"${name}\" of required type \"{}\" was not provided.", variable.ty))
            }
            (None, None) => Ok(None),
        };
        match outcome {
            Ok(Some(value)) => {
                coerced.insert(Name::new(name), value);
            }
            Ok(None) => {}
            Err(message) => errors.push(ServerError::new(message, position(variable.location(), sources))),
        }
    }
    if errors.is_empty() { Ok(coerced) } else { Err(errors) }
}

/// Where in a variable's value the coercion stands; only read when something is wrong.
#[derive(Clone, Copy)]
struct Coercion<'a> {
    schema: &'a Schema,
    place: Option<&'a Place<'a>>,
}

struct Place<'a> {
    above: Option<&'a Place<'a>>,
    step: Step<'a>,
}

enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

struct Mismatch {
    path: String,
    wrong: String,
}

impl<'a> Coercion<'a> {
    fn wrong<T>(self, wrong: impl Into<String>) -> Result<T, Mismatch> {
        fn write(place: Option<&Place<'_>>, path: &mut String) {
            let Some(place) = place else { return };
            write(place.above, path);
            match place.step {
                Step::Key(key) => path.extend([".", key]),
                Step::Index(index) => path.push_str(&format!("[{index}]")),
            }
        }
        let mut path = String::new();
        write(self.place, &mut path);
        Err(Mismatch { path, wrong: wrong.into() })
    }

    fn value(self, ty: &Type, value: Json) -> Result<Value, Mismatch> {
        if value.is_null() {
            if ty.is_non_null() {
                return self.wrong(format!("expected non-nullable type \"{ty}\" not to be null."));
            }
            return Ok(Value::Null);
        }
        match (ty, value) {
            (Type::List(inner) | Type::NonNullList(inner), Json::Array(items)) => {
                let items = items.into_iter().enumerate().map(|(index, item)| {
                    let place = Place { above: self.place, step: Step::Index(index) };
                    Coercion { place: Some(&place), ..self }.value(inner, item)
                });
                items.collect::<Result<_, _>>().map(Value::List)
            }
            (Type::List(inner) | Type::NonNullList(inner), single) => Ok(Value::List(vec![self.value(inner, single)?])),
            (Type::Named(name) | Type::NonNullNamed(name), value) => match self.schema.types.get(name) {
                Some(ExtendedType::Scalar(_)) => self.scalar(name, value),
                Some(ExtendedType::Enum(definition)) => match value {
                    Json::String(value) if definition.values.contains_key(value.as_str()) => {
                        Ok(Value::Enum(Name::new(value)))
                    }
                    Json::String(value) => {
                        self.wrong(format!("value \"{}\" does not exist in enum \"{name}\".", short(&value)))
                    }
                    other => self.wrong(format!("enum \"{name}\" cannot represent {}.", kind(&other))),
                },
                Some(ExtendedType::InputObject(definition)) => match value {
                    Json::Object(fields) => self.object(definition, fields),
                    other => self.wrong(format!("expected type \"{name}\" to be an object, found {}.", kind(&other))),
                },
                _ => self.wrong(format!("type \"{name}\" is not an input type.")),
            },
        }
    }

    fn object(self, definition: &InputObjectType, mut given: serde_json::Map<String, Json>) -> Result<Value, Mismatch> {
        let mut object = IndexMap::with_capacity(given.len());
        for (name, field) in &definition.fields {
            match (given.remove(name.as_str()), &field.default_value) {
                (Some(value), _) => {
                    let place = Place { above: self.place, step: Step::Key(name) };
                    let value = Coercion { place: Some(&place), ..self }.value(&field.ty, value)?;
                    object.insert(Name::new(name), value);
                }
                (None, Some(default)) => {
                    let value = literal(self.schema, &field.ty, default, &Variables::default());
                    object.insert(Name::new(name), value.or_else(|wrong| self.wrong(wrong))?);
                }
                (None, None) if field.ty.is_non_null() => {
                    return self.wrong(format!("field \"{name}\" of required type \"{}\" was not provided.", field.ty));
                }
                (None, None) => {}
            }
        }
        if let Some(unknown) = given.keys().next() {
            let (unknown, ty) = (short(unknown), &definition.name);
            return self.wrong(format!("field \"{unknown}\" is not defined by type \"{ty}\"."));
        }
        match one_of(definition, &object) {
            Some(wrong) => self.wrong(wrong),
            None => Ok(Value::Object(object)),
        }
    }

    fn scalar(self, ty: &str, value: Json) -> Result<Value, Mismatch> {
        let fits = match (ty, &value) {
            ("Int", Json::Number(number)) => {
                integer(number).filter(|&int| i32::try_from(int).is_ok()).map(|int| Value::Number(int.into()))
            }
            // Every number that JSON can express is finite.
            ("Float", Json::Number(number)) => Some(Value::Number(number.clone())),
            ("Boolean", Json::Bool(value)) => Some(Value::Boolean(*value)),
            ("ID", Json::Number(number)) => match (integer(number), number.as_u64()) {
                (Some(int), _) => Some(Value::String(int.to_string())),
                (None, Some(int)) => Some(Value::String(int.to_string())),
                (None, None) => None,
            },
            ("String" | "ID", Json::String(_)) => return Ok(untyped(value)),
            ("Int" | "Float" | "Boolean" | "String" | "ID", _) => None,
            _ => return Ok(untyped(value)),
        };
        fits.map_or_else(|| self.wrong(format!("{ty} cannot represent {}.", kind(&value))), Ok)
    }
}

/// The integer a JSON number stands for: `1.0` is one, too.
fn integer(number: &Number) -> Option<i64> {
    /// Up to here every integer has a floating-point number of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    number.as_i64().or_else(|| {
        let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= EXACT)?;
        format!("{float:.0}").parse().ok()
    })
}

/// A value whose type the schema does not describe further.
fn untyped(value: Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(value) => Value::Boolean(value),
        Json::Number(value) => Value::Number(value),
        Json::String(value) => Value::String(value),
        Json::Array(items) => Value::List(items.into_iter().map(untyped).collect()),
        Json::Object(fields) => {
            Value::Object(fields.into_iter().map(|(key, value)| (Name::new(key), untyped(value))).collect())
        }
    }
}

/// What kind of value this is. The value itself is not repeated: it may be long, and it may be private.
fn kind(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(number) if number.is_f64() => "this number",
        Json::Number(_) => "this integer",
        Json::String(_) => "a string",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

/// What is wrong with the keys of a `@oneOf` input, if it is one.
pub(super) fn one_of(definition: &InputObjectType, object: &IndexMap<Name, Value>) -> Option<String> {
    if !is_one_of(definition) {
        return None;
    }
    match object.iter().next() {
        Some((key, Value::Null)) if object.len() == 1 => {
            Some(format!("field \"{key}\" of OneOf type \"{}\" must be non-null.", definition.name))
        }
        Some(_) if object.len() == 1 => None,
        _ => Some(format!("exactly one key must be given for OneOf type \"{}\".", definition.name)),
    }
}
