//! For each list, filters that are as deep and as wide as any may be: what becomes of them is within the limits of both
//! databases.

use apollo_compiler::Schema;
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use serde_json::{Value as Json, json};
use tests::world::World;

/// The most that the gate lets through (`api/src/gate/measure.rs`), less what is around the filter itself.
const VALUES: usize = 645;
const LEVELS: usize = 24;

/// Makes filters of the schema's types.
struct Maker<'a> {
    schema: &'a Schema,
    left: usize,
    /// Which field comes next, so that all have their turn.
    turn: usize,
}

impl Maker<'_> {
    fn input(&self, name: &str) -> Option<&InputObjectType> {
        match self.schema.types.get(name) {
            Some(ExtendedType::InputObject(input)) => Some(input),
            _ => None,
        }
    }

    /// Is it the filter of a thing, which can be nested?
    fn is_filter(&self, name: &str) -> bool {
        self.input(name).is_some_and(|input| ["and", "some"].iter().any(|field| input.fields.contains_key(*field)))
    }

    /// Relations and negations within each other, as many as there may be.
    fn deep(&mut self, name: &str, levels: usize) -> Json {
        let Some(input) = self.input(name) else { return json!({}) };
        let nested = input
            .fields
            .iter()
            .filter(|(_, field)| levels > 2 && !field.ty.is_list() && self.is_filter(field.ty.inner_named_type()));
        let nested: Vec<_> =
            nested.map(|(name, field)| (name.to_string(), field.ty.inner_named_type().to_string())).collect();
        let Some((field, ty)) = nested.get(self.turn % nested.len().max(1)).cloned() else { return json!({}) };
        self.turn += 1;
        json!({ field: self.deep(&ty, levels - 1) })
    }

    /// As many conditions as there may be, side by side and in lists, each on the next field.
    fn wide(&mut self, name: &str, levels: usize) -> Json {
        let mut all = serde_json::Map::new();
        let Some(input) = self.input(name) else { return json!({}) };
        let fields: Vec<_> = input
            .fields
            .iter()
            .map(|(name, field)| (name.to_string(), field.ty.is_list(), field.ty.inner_named_type().to_string()))
            .collect();
        let count = fields.len().min(if levels == LEVELS { fields.len() } else { 2 });
        for _ in 0..count {
            let (field, is_list, ty) = fields[self.turn % fields.len()].clone();
            self.turn += 1;
            if self.left == 0 || levels < 3 {
                break;
            }
            self.left -= 1;
            if is_list {
                let items = if levels > LEVELS - 2 { 60 } else { 3 };
                let items = (0..items).map_while(|_| {
                    self.left = self.left.checked_sub(1)?;
                    self.value(&ty, levels - 2)
                });
                all.insert(field, items.collect());
            } else if let Some(value) = self.value(&ty, levels - 1) {
                all.insert(field, value);
            }
        }
        Json::Object(all)
    }

    fn value(&mut self, ty: &str, levels: usize) -> Option<Json> {
        match self.schema.types.get(ty)? {
            ExtendedType::Enum(choices) => choices.values.keys().next().map(|name| json!(name.as_str())),
            ExtendedType::InputObject(_) => Some(self.wide(ty, levels)),
            _ => match ty {
                "String" => Some(json!("x%_\\'")),
                "Int" => Some(json!(i32::MAX)),
                "Float" => Some(json!(1e9)),
                "Boolean" => Some(json!(true)),
                "Date" => Some(json!("2026-01-01")),
                "DateTime" => Some(json!("2026-01-01T00:00:00.000Z")),
                _ => None,
            },
        }
    }
}

#[tokio::test]
async fn the_largest_filters_are_answered_whatever_the_thing() {
    let world = World::new().await;
    let schema = Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL");
    let lists = schema.get_object("Query").expect("queries").fields.values();
    let lists = lists.filter(|list| list.ty.inner_named_type().ends_with("Connection"));
    for (place, list) in lists.enumerate() {
        let Some(filter) = list.argument_by_name("where") else { continue };
        let (name, ty) = (&list.name, filter.ty.inner_named_type().to_string());
        let document = format!(
            "query($where: {ty}) {{ {name}(where: $where, first: 1) {{ totalCount nodes {{ __typename }} }} }}"
        );
        for is_deep in [true, false] {
            let mut maker = Maker { schema: &schema, left: VALUES, turn: place };
            let filter = if is_deep { maker.deep(&ty, LEVELS) } else { maker.wide(&ty, LEVELS) };
            let answer = world.app.as_administrator().reading("en").run(&document, json!({ "where": filter })).await;
            assert!(answer.body.get("errors").is_none(), "{name}: {:.300}\n{:.300}", answer.text, filter.to_string());
        }
    }
}
