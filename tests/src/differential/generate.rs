//! Documents out of a seed: mostly valid by construction, about a third then broken on purpose.

mod broken;
mod input;

use super::{
    Case,
    model::{Model, named},
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
            0..=2 if self.model.kind("Mutation").is_some() => ("mutation", "Mutation"),
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
                if roll.is_multiple_of(2) { String::from("__typename") } else { self.inline(ty, depth) }
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
}
