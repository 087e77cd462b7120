//! Arguments, literals, variables and their values.

use super::{super::model::named, Generator};
use async_graphql::{
    Positioned,
    parser::types::{BaseType, InputValueDefinition, Type, TypeKind},
};
use serde_json::{Map, Value as Json, json};

impl Generator<'_> {
    pub(super) fn arguments(&mut self, definitions: &[Positioned<InputValueDefinition>]) -> String {
        let given: Vec<String> = definitions
            .iter()
            .filter_map(|definition| {
                let definition = &definition.node;
                let required = !definition.ty.node.nullable && definition.default_value.is_none();
                if !required && self.random.chance(60) {
                    return None;
                }
                let default = definition.default_value.is_some();
                Some(format!("{}: {}", definition.name.node, self.literal(&definition.ty.node, default, 0)))
            })
            .collect();
        if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) }
    }

    fn literal(&mut self, ty: &Type, default: bool, depth: usize) -> String {
        if self.random.chance(25) {
            return self.variable(ty, default);
        }
        if ty.nullable && self.random.chance(8) {
            return String::from("null");
        }
        match &ty.base {
            BaseType::List(inner) => {
                if self.random.chance(15) && !matches!(inner.base, BaseType::List(_)) {
                    return self.literal(inner, false, depth + 1);
                }
                let items: Vec<String> =
                    (0..self.random.below(3)).map(|_| self.literal(inner, false, depth + 1)).collect();
                format!("[{}]", items.join(", "))
            }
            BaseType::Named(name) => match self.model.kind(name) {
                Some(TypeKind::InputObject(_)) => self.literal_object(name, depth),
                Some(TypeKind::Enum(_)) => {
                    let values = self.model.values(name);
                    self.random.choose(&values).to_string()
                }
                _ => self.literal_scalar(name),
            },
        }
    }

    fn literal_scalar(&mut self, name: &str) -> String {
        let number = self.random.below(100);
        match name {
            "Int" => number.to_string(),
            "Float" if self.random.chance(50) => format!("{number}.25"),
            "Float" => number.to_string(),
            "Boolean" => number.is_multiple_of(2).to_string(),
            "ID" if self.random.chance(40) => number.to_string(),
            "JSON" => (*self.random.choose(&["1", "\"a\"", "{a: [1, {b: null}]}", "[]", "RED", "true"])).to_owned(),
            _ => format!("\"text {number}\""),
        }
    }

    fn literal_object(&mut self, name: &str, depth: usize) -> String {
        let fields = self.model.inputs(name);
        let mut given: Vec<String> = Vec::new();
        if self.model.is_one_of(name) {
            let field = &fields[self.random.below(fields.len())].node;
            let mut ty = field.ty.node.clone();
            ty.nullable = false;
            return format!("{{{}: {}}}", field.name.node, self.literal(&ty, false, depth + 1));
        }
        for field in fields {
            let field = &field.node;
            let required = !field.ty.node.nullable && field.default_value.is_none();
            if required || (depth < 3 && self.random.chance(30)) {
                let default = field.default_value.is_some();
                given.push(format!("{}: {}", field.name.node, self.literal(&field.ty.node, default, depth + 1)));
            }
        }
        format!("{{{}}}", given.join(", "))
    }

    /// A variable that fits the place, with a value, a default, both or neither.
    fn variable(&mut self, ty: &Type, default_steps_in: bool) -> String {
        let name = format!("v{}", self.definitions.len());
        let mut own = ty.clone();
        if !ty.nullable && default_steps_in && self.random.chance(50) {
            own.nullable = true;
        } else if ty.nullable && self.random.chance(30) {
            own.nullable = false;
        }
        let mut definition = format!("${name}: {own}");
        let mut has_default = false;
        // Reserves the name before the default is made.
        self.definitions.push(String::new());
        if self.random.chance(30) && !self.contains_one_of(ty) {
            let literal = self.constant(&own);
            // Null would not be allowed where the place is non-null.
            if ty.nullable || !own.nullable || literal != "null" {
                definition.push_str(&format!(" = {literal}"));
                has_default = true;
            }
        }
        if !ty.nullable && own.nullable && !has_default && !default_steps_in {
            definition = format!("${name}: {ty}");
            own = ty.clone();
        }
        let index = name[1..].parse::<usize>().expect("a number");
        self.definitions[index] = definition;
        let optional = own.nullable || has_default;
        if !optional || self.random.chance(65) {
            let value = self.json(&own, 0);
            self.variables.insert(name.clone(), value);
        }
        format!("${name}")
    }

    fn contains_one_of(&self, ty: &Type) -> bool {
        self.model.is_one_of(named(ty))
    }

    /// A literal without variables.
    fn constant(&mut self, ty: &Type) -> String {
        match self.json(ty, 2) {
            value if self.fits(ty, &value) => self.print(ty, &value),
            _ if ty.nullable => String::from("null"),
            _ => match &ty.base {
                BaseType::List(_) => String::from("[]"),
                BaseType::Named(_) => String::from("7"),
            },
        }
    }

    fn fits(&self, ty: &Type, value: &Json) -> bool {
        !matches!((&ty.base, value), (BaseType::List(_), Json::Object(_)))
    }

    fn print(&self, ty: &Type, value: &Json) -> String {
        match (&ty.base, value) {
            (BaseType::List(inner), Json::Array(items)) => {
                format!("[{}]", items.iter().map(|item| self.print(inner, item)).collect::<Vec<_>>().join(", "))
            }
            (BaseType::List(inner), single) if !single.is_null() => self.print(inner, single),
            (BaseType::Named(name), Json::Object(fields)) if !self.model.inputs(name).is_empty() => {
                let fields = fields.iter().map(|(key, value)| {
                    let field = self.model.inputs(name).iter().find(|field| field.node.name.node == *key.as_str());
                    match field {
                        Some(field) => format!("{key}: {}", self.print(&field.node.ty.node, value)),
                        None => format!("{key}: 1"),
                    }
                });
                format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
            }
            (BaseType::Named(name), Json::String(value))
                if matches!(self.model.kind(name), Some(TypeKind::Enum(_))) =>
            {
                value.clone()
            }
            (_, Json::Object(_)) => String::from("{k: 1}"),
            (_, value) => value.to_string(),
        }
    }

    /// A value for a variable, sometimes one that must be coerced and now and then one that is wrong.
    fn json(&mut self, ty: &Type, depth: usize) -> Json {
        if self.random.chance(2) {
            return self
                .random
                .choose(&[json!(null), json!("wrong"), json!(1.5), json!({}), json!([[]]), json!({ "nope": 1 })])
                .clone();
        }
        if ty.nullable && self.random.chance(10) {
            return Json::Null;
        }
        match &ty.base {
            BaseType::List(inner) => {
                if self.random.chance(15) {
                    return self.json(inner, depth + 1);
                }
                (0..self.random.below(3)).map(|_| self.json(inner, depth + 1)).collect()
            }
            BaseType::Named(name) => match self.model.kind(name) {
                Some(TypeKind::InputObject(_)) => self.json_object(name, depth),
                Some(TypeKind::Enum(_)) => {
                    let values = self.model.values(name);
                    json!(self.random.choose(&values).as_str())
                }
                _ => {
                    let number = self.random.below(100);
                    match name.as_str() {
                        "Int" if self.random.chance(10) => json!(number as f64),
                        "Int" => json!(number),
                        "Float" if self.random.chance(50) => json!(number as f64 + 0.25),
                        "Float" => json!(number),
                        "Boolean" => json!(number.is_multiple_of(2)),
                        "ID" if self.random.chance(40) => json!(number),
                        "JSON" => json!({ "b": [number, null], "a": { "c": "x" } }),
                        _ => json!(format!("text {number}")),
                    }
                }
            },
        }
    }

    fn json_object(&mut self, name: &str, depth: usize) -> Json {
        let fields = self.model.inputs(name);
        let mut object = Map::new();
        if self.model.is_one_of(name) {
            let field = &fields[self.random.below(fields.len())].node;
            object.insert(field.name.node.to_string(), self.json(&field.ty.node, depth + 1));
            return Json::Object(object);
        }
        for field in fields {
            let field = &field.node;
            let required = !field.ty.node.nullable && field.default_value.is_none();
            if required || (depth < 3 && self.random.chance(30)) {
                object.insert(field.name.node.to_string(), self.json(&field.ty.node, depth + 1));
            }
        }
        Json::Object(object)
    }
}
