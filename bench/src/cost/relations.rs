//! A list within each of many things, for every relation of the schema: where no index serves it, what is read is far more than
//! what is returned.

use api::graphql::sdl;
use apollo_compiler::{Schema, ast::FieldDefinition};
use eyre::{Result, eyre};

use super::Operation;

/// What is measured of relations: the first of each list, which is cheap where an index serves it and as dear as the whole list
/// where none does.
pub fn operations() -> Result<Vec<Operation>> {
    let schema = Schema::parse_and_validate(sdl(), "schema.graphql").map_err(|error| eyre!("{error}"))?;
    let query = schema.get_object("Query").ok_or_else(|| eyre!("there is no Query"))?;
    let mut operations = vec![];
    for (list, thing) in query.fields.values().filter_map(|field| listed(field)) {
        let thing = schema.get_object(thing).ok_or_else(|| eyre!("there is no {thing}"))?;
        let within = thing.fields.values().filter_map(|field| listed(field));
        operations.extend(within.map(|(field, _)| Operation {
            about: format!("the first of `{field}`, of each of 100 `{list}`"),
            document: format!(
                "{{ {list}(first: 100) {{ nodes {{ {field}(first: 1) {{ nodes {{ __typename }} }} }} }} }}"
            ),
            lighter: Some("not each has one".to_owned()),
        }));
    }
    Ok(operations)
}

/// The name of a field and the thing that it lists, if it is a connection that can be asked for without an argument.
fn listed(field: &FieldDefinition) -> Option<(&str, &str)> {
    let thing = field.ty.inner_named_type().as_str().strip_suffix("Connection")?;
    let needs_none = !field.arguments.iter().any(|argument| argument.is_required());
    needs_none.then_some((field.name.as_str(), thing))
}
