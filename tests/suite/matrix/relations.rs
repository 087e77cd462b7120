//! What is hidden is reached by no relation, and told by no filter through one.

use super::*;

/// A relation of a kind: the field, whether it is a connection, a plain list or one thing, and the kind it leads to.
fn relations(schema: &Schema, kind: &Kind, names: &BTreeSet<&str>) -> Vec<(String, String)> {
    let object = schema.get_object(&kind.name).expect("an object type");
    let relation = |field: &apollo_compiler::schema::FieldDefinition| {
        let ty = field.ty.inner_named_type().to_string();
        let of = ty.strip_suffix("Connection").unwrap_or(&ty).to_owned();
        names.contains(of.as_str()).then_some((
            field.name.to_string(),
            if ty == of { "{ id }".into() } else { "(first: 100) { totalCount nodes { id } }".to_owned() },
        ))
    };
    object.fields.values().filter_map(|field| relation(field)).collect()
}

/// Nothing that a list would hide is reached through a relation of something that is shown.
#[tokio::test]
async fn no_relation_leads_to_what_is_hidden() {
    let world = World::new().await;
    let schema = sdl();
    let kinds = kinds(&schema);
    let names: BTreeSet<&str> = kinds.iter().map(|kind| kind.name.as_str()).collect();
    for (name, caller) in world.callers() {
        let mut visible = BTreeSet::new();
        for kind in &kinds {
            visible.extend(seen(&caller, kind).await);
        }
        for kind in kinds.iter().filter(|kind| may_ask(kind, name)) {
            let fields: String = relations(&schema, kind, &names)
                .iter()
                .map(|(field, selection)| format!("{field} {selection} ").replace(" (", "("))
                .collect();
            let list = if kind.is_paged {
                format!("(first: 100) {{ nodes {{ id {fields} }} }}")
            } else {
                format!("{{ id {fields} }}")
            };
            let answer = caller.data(&format!("{{ list: {}{list} }}", kind.many), Json::Null).await;
            each_id(&answer, &mut |id| assert!(visible.contains(id), "{name} reaches {id} through {}", kind.name));
            each_connection(&answer["list"], &mut |connection| {
                if let Some(count) = connection.get("totalCount") {
                    assert_eq!(*count, ids(connection).len(), "a nested list counts what it shows");
                }
            });
        }
    }
}

fn each_id(value: &Json, check: &mut impl FnMut(&str)) {
    match value {
        Json::Object(fields) => fields.iter().for_each(|(key, value)| match value.as_str() {
            Some(id) if key == "id" => check(id),
            _ => each_id(value, check),
        }),
        Json::Array(items) => items.iter().for_each(|item| each_id(item, check)),
        _ => {}
    }
}

fn each_connection(value: &Json, check: &mut impl FnMut(&Json)) {
    match value {
        Json::Object(fields) => {
            if fields.contains_key("nodes") {
                check(value);
            }
            fields.values().for_each(|value| each_connection(value, check));
        }
        Json::Array(items) => items.iter().for_each(|item| each_connection(item, check)),
        _ => {}
    }
}

/// A filter through a relation finds nothing by what is hidden: neither the thing nor that it exists.
#[tokio::test]
async fn no_filter_tells_of_what_is_hidden() {
    let world = World::new().await;
    let schema = sdl();
    let kinds = kinds(&schema);
    let labels = labels(&world, &kinds).await;
    let mut asked = 0;
    for (name, caller) in world.callers() {
        let mut visible = BTreeSet::new();
        for kind in &kinds {
            visible.extend(seen(&caller, kind).await);
        }
        for kind in kinds.iter().filter(|kind| kind.is_paged && may_ask(kind, name)) {
            for (field, filter, of) in relation_filters(&schema, &kind.name) {
                let prefix = format!("{}_", snake(&of));
                let hidden: Vec<_> = labels.keys().filter(|id| is_of(id, &prefix) && !visible.contains(*id)).collect();
                if hidden.is_empty() {
                    continue;
                }
                let wanted = json!({ "id": { "oneOf": hidden } });
                let wanted = if filter { json!({ "some": wanted }) } else { wanted };
                let document = format!(
                    "query($where: {}Where) {{ list: {}(where: $where) {{ totalCount nodes {{ id }} }} }}",
                    kind.name, kind.many
                );
                let answer = caller.data(&document, json!({ "where": { &field: wanted } })).await;
                assert_eq!(answer["list"], json!({ "totalCount": 0, "nodes": [] }), "{name}: {}.{field}", kind.name);
                asked += 1;
            }
        }
    }
    assert!(asked > 200, "only {asked} filters were tried");
}

/// The relations that a kind can be filtered by: the field, whether it is a list, and the kind it leads to.
fn relation_filters(schema: &Schema, kind: &str) -> Vec<(String, bool, String)> {
    let Some(ExtendedType::InputObject(filter)) = schema.types.get(format!("{kind}Where").as_str()) else {
        return vec![];
    };
    let nodes = &schema.implementers_map()["Node"].objects;
    let relation = |field: &apollo_compiler::ast::InputValueDefinition| {
        let ty = field.ty.inner_named_type().to_string();
        let of = ty.strip_suffix("ListWhere").or_else(|| ty.strip_suffix("Where"))?;
        let is_relation = nodes.contains(of) && !["and", "or", "not"].contains(&field.name.as_str());
        is_relation.then(|| (field.name.to_string(), ty.ends_with("ListWhere"), of.to_owned()))
    };
    filter.fields.values().filter_map(|field| relation(field)).collect()
}
