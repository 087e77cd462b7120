//! What the schema lists, and what each list can be ordered and filtered by.

use apollo_compiler::Schema;
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use serde_json::{Value as Json, json};
use tests::rows::{id, key_id};

/// A connection of the root.
pub struct List {
    /// Its name.
    pub field: String,
    /// What it lists.
    pub kind: String,
}

/// A lookup of the root, by one of its keys.
pub struct Lookup {
    /// Its name.
    pub field: String,
    /// What it finds.
    pub kind: String,
    /// The argument.
    pub key: String,
    /// A value of it.
    pub value: Json,
}

/// A field of a `where`.
pub struct Filter {
    /// Its name.
    pub field: String,
    /// Its type.
    pub ty: String,
    /// A value that finds by it.
    pub value: Json,
    /// Whether it is one of few values.
    pub is_choice: bool,
}

/// The way from a thing to a list of what belongs to it.
pub struct Nested {
    /// The fields on the way, each in its parent.
    pub way: Vec<String>,
    /// What it lists.
    pub kind: String,
    /// Whether it has pages.
    pub is_paged: bool,
}

/// The schema.
pub struct Shape {
    schema: Schema,
}

impl Shape {
    /// That which is served.
    pub fn read() -> Self {
        Shape { schema: Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL") }
    }

    fn fields(&self, ty: &str) -> impl Iterator<Item = &FieldDefinition> {
        self.schema.get_object(ty).into_iter().flat_map(|ty| ty.fields.values()).map(|field| &***field)
    }

    /// The connections of the root.
    pub fn lists(&self) -> Vec<List> {
        let connections = self.fields("Query").filter_map(|field| {
            let kind = field.ty.inner_named_type().strip_suffix("Connection").filter(|kind| self.is_node(kind))?;
            Some(List { field: field.name.to_string(), kind: kind.to_owned() })
        });
        connections.collect()
    }

    /// The lookups of the root, by each of their keys.
    pub fn lookups(&self) -> Vec<Lookup> {
        let nodes = self.fields("Query").filter(|field| self.is_node(field.ty.inner_named_type()));
        let lookups = nodes.filter(|field| field.argument_by_name("id").is_some()).flat_map(|field| {
            let kind = field.ty.inner_named_type().to_string();
            let keys = field.arguments.iter().map(move |argument| {
                let value = match argument.ty.inner_named_type().as_str() {
                    "ID" => json!(key_id(&snake(&kind), id(9))),
                    "Int" => json!(9),
                    _ => json!("nine"),
                };
                Lookup { field: field.name.to_string(), kind: kind.clone(), key: argument.name.to_string(), value }
            });
            keys.collect::<Vec<_>>()
        });
        lookups.collect()
    }

    /// What rows of a kind can be ordered by.
    pub fn orders(&self, kind: &str) -> Vec<String> {
        let fields = self.schema.get_enum(&format!("{kind}OrderField"));
        fields.into_iter().flat_map(|ty| ty.values.keys()).map(ToString::to_string).collect()
    }

    /// The natural keys of a kind.
    pub fn keys(&self, kind: &str) -> Vec<String> {
        self.lookups().into_iter().filter(|lookup| lookup.kind == kind).map(|lookup| lookup.key).collect()
    }

    /// What rows of a kind can be filtered by.
    pub fn filters(&self, kind: &str) -> Vec<Filter> {
        let keys = self.keys(kind);
        let fields = self.schema.get_input_object(&format!("{kind}Where")).into_iter().flat_map(|ty| &ty.fields);
        let fields = fields.filter(|(name, _)| !["and", "or", "not"].contains(&name.as_str()));
        let fields = fields.map(|(name, field)| {
            let ty = field.ty.inner_named_type().to_string();
            let is_choice = self.schema.get_enum(ty.trim_end_matches("Where")).is_some();
            Filter {
                field: name.to_string(),
                value: self.value(kind, &ty, keys.contains(&name.to_string())),
                ty,
                is_choice,
            }
        });
        fields.collect()
    }

    /// A value for a field of this type in the `where` of a kind.
    fn value(&self, kind: &str, ty: &str, is_key: bool) -> Json {
        let input = self.schema.get_input_object(ty).unwrap_or_else(|| panic!("no input {ty}"));
        match ty {
            "IdWhere" => json!({ "eq": key_id(&snake(kind), id(9)) }),
            "StringWhere" if is_key => json!({ "eq": "nine" }),
            "StringWhere" => json!({ "contains": "nine" }),
            "IntWhere" => json!({ "eq": 9 }),
            "FloatWhere" => json!({ "gte": 9.0, "lt": 10.0 }),
            "BooleanWhere" => json!({ "eq": true }),
            "DateWhere" => json!({ "gte": "2026-01-01", "lt": "2026-02-01" }),
            "DateTimeWhere" => json!({ "gte": "2026-01-01T00:00:00.000Z", "lt": "2026-02-01T00:00:00.000Z" }),
            _ if input.fields.contains_key("some") => {
                let kind = ty.strip_suffix("ListWhere").unwrap_or(ty);
                json!({ "some": self.value(kind, &format!("{kind}Where"), false) })
            }
            _ if input.fields.contains_key("eq") => {
                let of = input.fields["eq"].ty.inner_named_type();
                let values = self.schema.get_enum(of).unwrap_or_else(|| panic!("{ty} compares with {of}"));
                json!({ "eq": values.values.keys().next().expect("a value").to_string() })
            }
            // a thing, by its id; what has none, by the thing that it is about
            _ => {
                let by = ["id", "criterion", "team"].into_iter().find(|name| input.fields.contains_key(*name));
                let by = by.unwrap_or_else(|| panic!("{ty} finds nothing by an id"));
                let of = ty.strip_suffix("Where").unwrap_or(ty);
                json!({ by: self.value(of, input.fields[by].ty.inner_named_type(), false) })
            }
        }
    }

    /// The lists in a thing of a kind, also those in what is part of it.
    pub fn nested(&self, kind: &str) -> Vec<Nested> {
        let mut all = vec![];
        for field in self.fields(kind) {
            let (inner, way) = (field.ty.inner_named_type().as_str(), vec![field.name.to_string()]);
            let is_object = matches!(self.schema.types.get(inner), Some(ExtendedType::Object(_)));
            if let Some(kind) = inner.strip_suffix("Connection") {
                all.push(Nested { way, kind: kind.to_owned(), is_paged: true });
            } else if field.ty.is_list() {
                if is_object && !["Action", "InitiativeGroup", "ChangeField"].contains(&inner) {
                    all.push(Nested { way, kind: inner.to_owned(), is_paged: false });
                }
            } else if is_object && !self.is_node(inner) {
                all.extend(
                    self.nested(inner).into_iter().map(|rest| Nested { way: [way.clone(), rest.way].concat(), ..rest }),
                );
            }
        }
        all
    }

    fn is_node(&self, ty: &str) -> bool {
        self.schema.get_object(ty).is_some_and(|ty| ty.implements_interfaces.contains("Node"))
    }
}

/// `focusArea` as a value of an enum: `FOCUS_AREA`.
pub fn screaming(name: &str) -> String {
    snake(name).to_ascii_uppercase()
}

/// `focusArea`, `FocusArea` or `FOCUS_AREA` as the database writes it: `focus_area`.
pub fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (place, letter) in name.char_indices() {
        if letter.is_ascii_uppercase()
            && place > 0
            && !name[..place].ends_with(|before: char| before.is_ascii_uppercase() || before == '_')
        {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
