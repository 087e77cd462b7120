//! The columns of an export, as its query tells them: each field, with the fields that it lies in before it
//! (`focusArea.slug`). What a list holds stands in one column.

use apollo_compiler::ast::{Definition, Selection};
use apollo_compiler::parser::Parser;
use async_graphql::Value;

/// What stands between the things of a list.
const BETWEEN: &str = " | ";

/// What stands at the end of a list of which only the beginning is told.
const MORE: &str = " | …";

/// The list of a connection.
const NODES: &str = "nodes";

/// Where a page lies.
const PAGE_INFO: &str = "pageInfo";

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    path: Vec<String>,
}

/// What stands in a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// What somebody wrote, or what the API calls something.
    Text(String),
    /// A number.
    Number(serde_json::Number),
    /// Yes or no.
    Truth(bool),
}

impl Column {
    /// Its name: that of its field, behind those that it lies in.
    pub fn name(&self) -> String {
        self.path.iter().filter(|step| *step != NODES).map(String::as_str).collect::<Vec<_>>().join(".")
    }

    /// What a row has in it.
    pub fn of(&self, row: &Value) -> Cell {
        cell(row, &self.path)
    }
}

fn cell(value: &Value, path: &[String]) -> Cell {
    match (value, path) {
        (Value::Object(fields), [step, rest @ ..]) => match fields.get(step.as_str()).map(|field| cell(field, rest)) {
            Some(Cell::Text(list)) if step == NODES && is_more(value) => Cell::Text(list + MORE),
            Some(cell) => cell,
            // a field of another type
            None => Cell::Empty,
        },
        (Value::List(things), path) => {
            let texts: Vec<_> = things.iter().map(|thing| text(cell(thing, path))).collect();
            if texts.is_empty() { Cell::Empty } else { Cell::Text(texts.join(BETWEEN)) }
        }
        (Value::String(text), []) => Cell::Text(text.clone()),
        (Value::Enum(name), []) => Cell::Text(name.to_string()),
        (Value::Number(number), []) => Cell::Number(number.clone()),
        (Value::Boolean(truth), []) => Cell::Truth(*truth),
        _ => Cell::Empty,
    }
}

fn text(cell: Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text,
        Cell::Number(number) => number.to_string(),
        Cell::Truth(truth) => truth.to_string(),
    }
}

/// Whether a connection has more than it shows.
fn is_more(connection: &Value) -> bool {
    let Value::Object(fields) = connection else { return false };
    let Some(Value::Object(info)) = fields.get(PAGE_INFO) else { return false };
    info.get("hasNextPage") == Some(&Value::Boolean(true))
}

/// What a query of ours shows of each row, in its order.
pub fn columns(query: &str) -> Vec<Column> {
    let document = Parser::new().parse_ast(query, "export.graphql").expect("a query of ours is GraphQL");
    let operation = document.definitions.iter().find_map(Definition::as_operation_definition);
    let mut columns = vec![];
    for selection in operation.map(|operation| &operation.selection_set).into_iter().flatten() {
        let Selection::Field(page) = selection else { continue };
        let nodes = page.selection_set.iter().filter_map(Selection::as_field).find(|field| field.name == NODES);
        collect(nodes.map_or(&[], |nodes| &nodes.selection_set), &[], &mut columns);
    }
    columns
}

fn collect(selections: &[Selection], within: &[String], columns: &mut Vec<Column>) {
    for selection in selections {
        match selection {
            Selection::Field(field) if field.name == PAGE_INFO => {}
            Selection::Field(field) => {
                let path = [within, &[field.response_name().to_string()]].concat();
                if !field.selection_set.is_empty() {
                    collect(&field.selection_set, &path, columns);
                } else if columns.iter().all(|column| column.path != path) {
                    columns.push(Column { path });
                }
            }
            Selection::InlineFragment(fragment) => collect(&fragment.selection_set, within, columns),
            Selection::FragmentSpread(_) => unreachable!("queries of ours name no fragments"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const QUERY: &str = "query($first: Int!) { page: things(first: $first) { nodes { id sv: title(language: SV)
        of { a { b } } subject { __typename ... on A { id } ... on B { id name } }
        many(first: 100) { nodes { code in { id } } pageInfo { hasNextPage } } } pageInfo { endCursor } } }";

    #[test]
    fn each_field_is_a_column() {
        let names: Vec<_> = columns(QUERY).iter().map(Column::name).collect();
        let expected =
            ["id", "sv", "of.a.b", "subject.__typename", "subject.id", "subject.name", "many.code", "many.in.id"];
        assert_eq!(names, expected);
    }

    #[test]
    fn a_row_has_something_in_each_column() {
        let cells = |row| {
            let row = Value::from_json(row).expect("a value");
            columns(QUERY).iter().map(|column| text(column.of(&row))).collect::<Vec<_>>()
        };
        let many = |more| json!({ "nodes": [{ "code": 1, "in": { "id": "x" } }, { "code": 2.5, "in": null }], "pageInfo": { "hasNextPage": more } });
        let row = json!({ "id": "1", "sv": "å", "of": { "a": { "b": true } }, "subject": { "__typename": "A", "id": "2" }, "many": many(false) });
        assert_eq!(cells(row), ["1", "å", "true", "A", "2", "", "1 | 2.5", "x | "]);
        let row = json!({ "id": "1", "sv": null, "of": null, "subject": null, "many": many(true) });
        assert_eq!(cells(row), ["1", "", "", "", "", "", "1 | 2.5 | …", "x |  | …"]);
        let row = json!({ "many": { "nodes": [], "pageInfo": { "hasNextPage": false } } });
        assert_eq!(cells(row), [""; 8]);
    }
}
