//! Documents out of a seed: mostly valid by construction, about a third then broken on purpose.

use super::{
    Case,
    model::{Model, named},
};
use async_graphql::{
    Positioned,
    parser::types::{BaseType, InputValueDefinition, Type, TypeKind},
};
use serde_json::{Map, Value as Json, json};

/// SplitMix64: the same documents on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// True in so many of a hundred cases.
    fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    fn choose<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }
}

struct Generator<'a> {
    model: &'a Model,
    random: Random,
    /// `$name: Type = default`.
    definitions: Vec<String>,
    variables: Map<String, Json>,
    /// Fragments by their type condition: name, type, text.
    fragments: Vec<(String, String, String)>,
    aliases: usize,
}

/// The case of this number.
pub fn case(model: &Model, seed: u64, number: u64) -> Case {
    let mut generator = Generator {
        model,
        random: Random(seed ^ number.wrapping_mul(0x2545_f491_4f6c_dd1d)),
        definitions: Vec::new(),
        variables: Map::new(),
        fragments: Vec::new(),
        aliases: 0,
    };
    let mut document = generator.document();
    if generator.random.chance(33) {
        document = generator.broken(&document);
    }
    if generator.random.chance(10) {
        generator.variables.insert(String::from("notDeclared"), json!([1, { "a": null }]));
    }
    let operation = generator.random.chance(3).then(|| String::from("Other"));
    Case { title: format!("generated {number}"), document, operation, variables: generator.variables }
}

impl Generator<'_> {
    fn document(&mut self) -> String {
        let (keyword, root) = match self.random.below(20) {
            0..=2 => ("mutation", "Mutation"),
            3 if self.model.kind("Subscription").is_some() => ("subscription", "Subscription"),
            _ => ("query", "Query"),
        };
        let set = if keyword == "subscription" {
            let fields = self.model.fields(root);
            let field = &fields[self.random.below(fields.len())].node;
            format!("{{ {} }}", self.field(root, &field.name.node, 2, None))
        } else {
            self.set(root, 0)
        };
        let mut document = String::from(keyword);
        if self.random.chance(30) {
            document.push_str(" Operation");
        }
        if !self.definitions.is_empty() {
            document.push_str(&format!("({})", self.definitions.join(", ")));
        }
        document.push(' ');
        document.push_str(&set);
        for (name, ty, set) in &self.fragments {
            document.push_str(&format!("\nfragment {name} on {ty} {set}"));
        }
        document
    }

    fn set(&mut self, ty: &str, depth: usize) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut heads: Vec<(String, String)> = Vec::new();
        let count = 1 + self.random.below(if depth == 0 { 4 } else { 5 });
        for _ in 0..count {
            let roll = self.random.below(100);
            let fields = self.model.fields(ty);
            let part = if ty == "Query" && roll == 99 {
                let names: Vec<&String> = self.model.types.keys().collect();
                let name = self.random.choose(&names);
                let condition = self.condition();
                self.aliases += 1;
                format!("t{}: __type(name: \"{name}\") {{ kind name{condition} }}", self.aliases)
            } else if fields.is_empty() || roll < 8 {
                if roll % 2 == 0 { String::from("__typename") } else { self.inline(ty, depth) }
            } else if roll < 22 {
                self.inline(ty, depth)
            } else if roll < 32 {
                self.spread(ty, depth)
            } else if roll < 42 && !heads.is_empty() {
                // The same field once more, so that selections must be merged.
                let (head, below) = heads[self.random.below(heads.len())].clone();
                if self.model.is_composite(&below) { format!("{head} {}", self.set(&below, depth + 1)) } else { head }
            } else {
                let definition = &fields[self.random.below(fields.len())].node;
                let below = named(&definition.ty.node).to_owned();
                if depth >= 4 && self.model.is_composite(&below) {
                    String::from("__typename")
                } else {
                    let part = self.field(ty, &definition.name.node, depth, Some(&mut heads));
                    if self.random.chance(8) { format!("{part} {}", part.clone()) } else { part }
                }
            };
            parts.push(part);
        }
        format!("{{ {} }}", parts.join(" "))
    }

    /// A field; its head (alias, name, arguments) is noted for repetition.
    fn field(&mut self, ty: &str, name: &str, depth: usize, heads: Option<&mut Vec<(String, String)>>) -> String {
        let definition = self.model.field(ty, name).expect("the field exists");
        let mut head = String::new();
        let alias = if definition.arguments.is_empty() { 10 } else { 85 };
        if self.random.chance(alias) {
            self.aliases += 1;
            head = format!("a{}: ", self.aliases);
        }
        head.push_str(name);
        head.push_str(&self.arguments(&definition.arguments));
        let below = named(&definition.ty.node).to_owned();
        if let Some(heads) = heads {
            heads.push((head.clone(), below.clone()));
        }
        head.push_str(&self.condition());
        if self.model.is_composite(&below) {
            head.push(' ');
            head.push_str(&self.set(&below, depth + 1));
        }
        head
    }

    fn condition(&mut self) -> String {
        if !self.random.chance(10) {
            return String::new();
        }
        let name = if self.random.chance(50) { "skip" } else { "include" };
        let value = match self.random.below(4) {
            0 => String::from("true"),
            1 => String::from("false"),
            roll => {
                let number = self.definitions.len();
                let truth = self.random.chance(50);
                if roll == 2 {
                    self.definitions.push(format!("$v{number}: Boolean = {truth}"));
                    if self.random.chance(30) {
                        self.variables.insert(format!("v{number}"), json!(!truth));
                    }
                } else {
                    self.definitions.push(format!("$v{number}: Boolean!"));
                    self.variables.insert(format!("v{number}"), json!(truth));
                }
                format!("$v{number}")
            }
        };
        format!(" @{name}(if: {value})")
    }

    /// Types whose values can also be values of this type.
    fn overlapping(&self, ty: &str) -> Vec<String> {
        let own = |name: &str| match self.model.possible.get(name) {
            Some(possible) => possible.clone(),
            None => vec![name.to_owned()],
        };
        let mine = own(ty);
        let composite = self.model.types.keys().filter(|name| self.model.is_composite(name));
        composite.filter(|name| own(name).iter().any(|other| mine.contains(other))).cloned().collect()
    }

    fn inline(&mut self, ty: &str, depth: usize) -> String {
        if depth >= 5 {
            return String::from("__typename");
        }
        let condition = self.condition();
        if self.random.chance(20) {
            return format!("...{condition} {}", self.set(ty, depth + 1));
        }
        let types = self.overlapping(ty);
        let on = self.random.choose(&types).clone();
        format!("... on {on}{condition} {}", self.set(&on, depth + 1))
    }

    fn spread(&mut self, ty: &str, depth: usize) -> String {
        let types = self.overlapping(ty);
        let condition = self.condition();
        let known: Vec<String> =
            self.fragments.iter().filter(|(_, on, _)| types.contains(on)).map(|(name, ..)| name.clone()).collect();
        if !known.is_empty() && self.random.chance(50) {
            return format!("...{}{condition}", self.random.choose(&known));
        }
        if depth >= 4 {
            return String::from("__typename");
        }
        let on = self.random.choose(&types).clone();
        // Its own spreads come first, so there can be no cycle.
        let set = self.set(&on, depth + 1);
        let name = format!("F{}", self.fragments.len());
        self.fragments.push((name.clone(), on, set));
        format!("...{name}{condition}")
    }

    fn arguments(&mut self, definitions: &[Positioned<InputValueDefinition>]) -> String {
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
            "Boolean" => (number % 2 == 0).to_string(),
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
            let variables = (self.definitions.len(), self.random.0);
            let literal = self.constant(&own);
            debug_assert_eq!(variables.0, self.definitions.len());
            if !ty.nullable && own.nullable && literal == "null" {
                // Would not be allowed here.
            } else {
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
                        "Boolean" => json!(number % 2 == 0),
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

    /// One change that as a rule makes the document invalid.
    fn broken(&mut self, document: &str) -> String {
        let words: Vec<(usize, &str)> = words(document);
        let (at, word) = *self.random.choose(&words);
        let (before, after) = (&document[..at], &document[at + word.len()..]);
        let names =
            ["id", "title", "nope", "Initiative", "Query", "Node", "status", "$v0", "first", "null", "F0", "on"];
        match self.random.below(9) {
            // Another name in the place of a name.
            0 | 1 => format!("{before}{}{after}", self.random.choose(&names)),
            // A name less.
            2 => format!("{before}{after}"),
            // A name twice.
            3 => format!("{before}{word} {word}{after}"),
            // A directive nobody knows, or in a place where it must not stand.
            4 => format!(
                "{before}{word} @{}{after}",
                self.random.choose(&["nope", "skip", "include(if: 1)", "deprecated", "skip(if: true)"])
            ),
            // A character less or more.
            5 => {
                let at = self.random.below(document.len());
                let at = (0..=at).rev().find(|&at| document.is_char_boundary(at)).unwrap_or(0);
                let mut rest = document[at..].chars();
                rest.next();
                format!("{}{}", &document[..at], rest.as_str())
            }
            6 => format!(
                "{before}{}{word}{after}",
                self.random.choose(&["{", "}", "(", ")", "[", "]", "!", "$", ":", "...", "@", "\"", "#"])
            ),
            // A value of another type.
            7 => {
                let values =
                    ["1", "1.5", "\"s\"", "true", "RUNNING", "null", "[1]", "{a: 1}", "$v1", "[null]", "99999999999"];
                match document.find(": ").filter(|_| self.random.chance(30)) {
                    Some(colon) => {
                        format!("{}{}{}", &document[..colon + 2], self.random.choose(&values), &document[colon + 2..])
                    }
                    None => {
                        let colons: Vec<_> = document.match_indices(": ").map(|(at, _)| at + 2).collect();
                        if colons.is_empty() {
                            return format!("{document} {{ __typename }}");
                        }
                        let at = *self.random.choose(&colons);
                        let end = document[at..].find([' ', ',', ')', '}']).map_or(document.len(), |end| at + end);
                        format!("{}{}{}", &document[..at], self.random.choose(&values), &document[end..])
                    }
                }
            }
            // One definition more.
            _ => {
                let more = [
                    "query Other { __typename }",
                    "fragment Unused on Query { __typename }",
                    "{ __typename }",
                    "fragment F0 on Query { __typename }",
                    "query Operation { __typename }",
                    "type A { a: Int }",
                    "query Other($v: Nope) { __typename }",
                    "query Other($v: Int) { __typename }",
                    "subscription Other { __typename }",
                ];
                format!("{document}\n{}", self.random.choose(&more))
            }
        }
    }
}

/// Names in the text, with where they stand.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        let within = character.is_ascii_alphanumeric() || character == '_';
        match (start, within) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    words
}
