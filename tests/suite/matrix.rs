//! The matrix: every kind of thing, seen by every kind of caller. What each may see stands in one committed snapshot;
//! every road to a thing is then held against it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use api::policy::{Access, access};
use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;
use serde_json::{Value as Json, json};
use tests::caller::Caller;
use tests::rows::key_id;
use tests::world::{EMAIL, PHONE, World};

/// A kind of thing: its type, and the names of its lookup and its list.
struct Kind {
    name: String,
    one: String,
    many: String,
    is_paged: bool,
}

fn sdl() -> Schema {
    Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL")
}

/// All kinds, by the connections and lookups of the root.
fn kinds(schema: &Schema) -> Vec<Kind> {
    let query = schema.get_object("Query").expect("a query root");
    let nodes = schema.implementers_map().get("Node").expect("things with an id").objects.clone();
    let mut kinds: Vec<Kind> = nodes
        .iter()
        .map(|name| {
            let one = query
                .fields
                .iter()
                .find(|(_, field)| field.ty.to_string() == **name && field.argument_by_name("id").is_some());
            let list = |ty: &str| ty == format!("{name}Connection!") || ty == format!("[{name}!]!");
            // the first of its lists is the list of all
            let many = query.fields.iter().find(|(_, field)| list(&field.ty.to_string()));
            let (one, many) = one.zip(many).unwrap_or_else(|| panic!("{name} has no lookup or no list"));
            let is_paged = many.1.ty.to_string().ends_with("Connection!");
            Kind { name: name.to_string(), one: one.0.to_string(), many: many.0.to_string(), is_paged }
        })
        .collect();
    kinds.sort_by(|a, b| a.name.cmp(&b.name));
    kinds
}

/// The fields of the root that are neither the lookup nor the list of a kind; each has a case of its own.
const OTHER_FIELDS: [(&str, &str); 17] = [
    ("node", "the roads below"),
    ("nodes", "the roads below"),
    ("coreTeams", "{ coreTeams { nodes { id } } }"),
    ("openSeats", "{ openSeats { nodes { id } } }"),
    (
        "viewer",
        "{ viewer { isAuthenticated roles organisation { slug } person { name } representations { nodes { id } } permissions { readInternal readAllRestricted } } }",
    ),
    ("collaboration", "{ collaboration { name organisations { nodes { id } } documents { nodes { id } } } }"),
    ("enumLabels", "{ enumLabels { name } }"),
    // null where there is no limit; `rate_limit.rs` tries it where there is one
    ("rateLimit", "{ rateLimit { cost limit remaining resetAt } }"),
    ("search", "{ search(query: \"title\", first: 3) { totalCount nodes { __typename } } }"),
    ("challengeGroups", "{ challengeGroups(by: [FOCUS_AREA, STATUS]) { count keys { label } } }"),
    ("missionGroups", "{ missionGroups(by: [FOCUS_AREA, STATUS]) { count keys { label } } }"),
    ("initiativeGroups", "{ initiativeGroups(by: [FOCUS_AREA, STATUS]) { count keys { label } } }"),
    ("contributionGroups", "{ contributionGroups(by: [KIND]) { count keys { label } } }"),
    ("decisionGroups", "{ decisionGroups(by: [TEAM, OUTCOME]) { count keys { label } } }"),
    ("disseminationGroups", "{ disseminationGroups(by: [ORGANISATION, AUDIENCE]) { count keys { label } } }"),
    ("personGroups", "{ personGroups(by: ORGANISATION) { count isRest keys { label } } }"),
    (
        "traceabilityGaps",
        "{ traceabilityGaps { goalsWithoutMission { nodes { id } } missionsWithoutInitiative { nodes { id } } initiativesWithoutLearning { nodes { id } } } }",
    ),
];

fn page(kind: &Kind) -> &'static str {
    if kind.is_paged { "(first: 100) { totalCount nodes { id } }" } else { "{ id }" }
}

fn ids(list: &Json) -> Vec<String> {
    let nodes = if list.is_array() { list } else { &list["nodes"] };
    nodes.as_array().expect("a list").iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect()
}

/// Whether a caller may ask for a kind at all.
fn may_ask(kind: &Kind, caller: &str) -> bool {
    caller != "anonymous" || access("Query", &kind.many) == Some(Access::Anyone)
}

/// What a caller sees of a kind.
async fn seen(caller: &Caller<'_>, kind: &Kind) -> Vec<String> {
    let answer = caller.run(&format!("{{ list: {} {} }}", kind.many, page(kind)), Json::Null).await;
    if answer.body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED" {
        return vec![];
    }
    assert!(answer.body.get("errors").is_none(), "{}: {}", kind.many, answer.text);
    let list = &answer.body["data"]["list"];
    if kind.is_paged {
        assert_eq!(list["totalCount"], ids(list).len(), "{} counts what it shows", kind.many);
    }
    ids(list)
}

/// Whether an id is of the kind whose ids begin with `prefix`, and not of one whose name is longer.
fn is_of(id: &str, prefix: &str) -> bool {
    id.strip_prefix(prefix).is_some_and(|rest| !rest.contains('_'))
}

fn snake(name: &str) -> String {
    name.chars().enumerate().fold(String::new(), |mut snake, (place, letter)| {
        if letter.is_uppercase() && place > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
        snake
    })
}

/// The labels of all things by their ids, as the administrator, who sees all, is shown them.
async fn labels(world: &World, kinds: &[Kind]) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for kind in kinds {
        let all = seen(&world.app.as_administrator(), kind).await;
        let of_kind: Vec<_> = world.labels.iter().filter(|((table, _), _)| *table == snake(&kind.name)).collect();
        assert_eq!(all.len(), of_kind.len(), "the administrator sees every {}", kind.name);
        for ((table, key), label) in of_kind {
            let id = key_id(table, *key);
            assert!(all.contains(&id), "{id} ({label}) is not shown");
            labels.insert(id, label.clone());
        }
    }
    labels
}

#[tokio::test]
async fn what_each_caller_sees() {
    let world = World::new().await;
    let kinds = kinds(&sdl());
    let labels = labels(&world, &kinds).await;
    let mut matrix = String::new();
    for kind in &kinds {
        writeln!(matrix, "\n{}", kind.name).expect("text");
        let mut rows = vec![];
        for (name, caller) in world.callers() {
            let seen: BTreeSet<_> = seen(&caller, kind).await.iter().map(|id| labels[id].clone()).collect();
            rows.push((name, seen.into_iter().collect::<Vec<_>>().join(" · ")));
        }
        // again, when each answer has been given to each of the others
        for ((name, row), (_, caller)) in rows.iter().zip(world.callers()).rev() {
            let again: BTreeSet<_> = seen(&caller, kind).await.iter().map(|id| labels[id].clone()).collect();
            assert_eq!(again.into_iter().collect::<Vec<_>>().join(" · "), *row, "{} as {name}", kind.name);
        }
        for (name, row) in rows {
            writeln!(matrix, "  {name:40} {row}").expect("text");
        }
        for (name, status, caller) in world.refused() {
            let answer = caller.run(&format!("{{ list: {} {} }}", kind.many, page(kind)), Json::Null).await;
            assert_eq!(answer.status.as_u16(), status, "{name}");
            assert!(answer.body.get("data").is_none_or(Json::is_null), "{name}");
            writeln!(matrix, "  {name:40} {status}").expect("text");
        }
    }
    insta::assert_snapshot!("matrix", matrix);
}

#[tokio::test]
async fn the_other_fields_of_the_root() {
    let world = World::new().await;
    let mut matrix = String::new();
    for (field, document) in &OTHER_FIELDS[2..] {
        writeln!(matrix, "\n{field}").expect("text");
        let mut answers = vec![];
        for (name, caller) in world.callers() {
            let answer = caller.data(document, Json::Null).await[field].to_string();
            writeln!(matrix, "  {name:40} {answer}").expect("text");
            answers.push(answer);
        }
        for (answer, (name, caller)) in answers.iter().zip(world.callers()).rev() {
            assert_eq!(caller.data(document, Json::Null).await[field].to_string(), *answer, "{field} as {name}");
        }
    }
    insta::assert_snapshot!("root", matrix);
}

#[test]
fn every_field_of_the_root_has_a_case() {
    let schema = sdl();
    let mut covered: BTreeSet<String> = OTHER_FIELDS.iter().map(|(field, _)| (*field).to_owned()).collect();
    for kind in kinds(&schema) {
        covered.extend([kind.one, kind.many]);
    }
    let query = schema.get_object("Query").expect("a query root");
    let all: BTreeSet<String> = query.fields.keys().map(ToString::to_string).collect();
    assert_eq!(covered, all);
    assert!(schema.get_object("Subscription").is_none(), "Subscription needs cases here");
}

/// `node`, `nodes`, the lookup and a filter by id show just what the list shows.
#[tokio::test]
async fn every_road_to_a_thing_shows_the_same() {
    let world = World::new().await;
    let kinds = kinds(&sdl());
    let labels = labels(&world, &kinds).await;
    for kind in &kinds {
        let prefix = format!("{}_", snake(&kind.name));
        let all: Vec<&String> = labels.keys().filter(|id| is_of(id, &prefix)).collect();
        for (name, caller) in world.callers().into_iter().filter(|(name, _)| may_ask(kind, name)) {
            let shown = seen(&caller, kind).await;
            let expected: Vec<Json> =
                all.iter().map(|id| if shown.contains(id) { json!({ "id": id }) } else { Json::Null }).collect();
            let nodes = caller.data("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": all })).await;
            assert_eq!(nodes["nodes"], json!(expected), "nodes as {name}");
            let single: String = all
                .iter()
                .enumerate()
                .map(|(n, id)| format!("a{n}: {}(id: \"{id}\") {{ id }} b{n}: node(id: \"{id}\") {{ id }} ", kind.one))
                .collect();
            for chunk in single.split_inclusive(" } ").collect::<Vec<_>>().chunks(20) {
                let answer = caller.data(&format!("{{ {} }}", chunk.concat()), Json::Null).await;
                for (key, value) in answer.as_object().expect("an object") {
                    let place: usize = key[1..].parse().expect("a number");
                    assert_eq!(*value, expected[place], "{key} of {} as {name}", kind.name);
                }
            }
            if kind.is_paged {
                let document = format!(
                    "query($ids: [ID!]!) {{ list: {}(first: 100, where: {{ id: {{ oneOf: $ids }} }}) {{ totalCount nodes {{ id }} }} }}",
                    kind.many
                );
                let list = caller.data(&document, json!({ "ids": all })).await;
                assert_eq!(
                    ids(&list["list"]).into_iter().collect::<BTreeSet<_>>(),
                    shown.iter().cloned().collect(),
                    "filter as {name}"
                );
                assert_eq!(list["list"]["totalCount"], shown.len());
            }
        }
    }
}

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

/// Contact details: on no road to a person, for those who may not read them.
#[tokio::test]
async fn contact_details_stay_hidden() {
    let world = World::new().await;
    let schema = sdl();
    let kinds = kinds(&schema);
    let may =
        ["representative", "board member", "process support", "portfolio manager", "communicator", "administrator"];
    for (name, caller) in world.callers() {
        // this one is the very person whose details they are
        let expected = name == "member" || may.iter().any(|role| name.starts_with(role));
        let mut roads = 0;
        for kind in kinds.iter().filter(|kind| may_ask(kind, name)) {
            let Some(document) = contact_document(&schema, kind) else { continue };
            let answer = caller.data(&document, Json::Null).await.to_string();
            roads += usize::from(answer.contains(EMAIL) && answer.contains(PHONE));
            assert!(expected || !(answer.contains(EMAIL) || answer.contains(PHONE)), "{name} by {}", kind.many);
        }
        assert!(!expected || roads > 5, "{name} reads them on {roads} roads only");
        for search in [EMAIL, PHONE, "example.org", "0123"] {
            let found =
                caller.data("query($s: String) { people(search: $s) { totalCount } }", json!({ "s": search })).await;
            assert_eq!(found["people"]["totalCount"], 0, "{name} searches for {search}");
            let found =
                caller.data("query($s: String!) { search(query: $s) { totalCount } }", json!({ "s": search })).await;
            assert_eq!(found["search"]["totalCount"], 0, "{name} searches for {search}");
        }
        for error in contact_errors(&caller).await {
            assert!(!(error.contains(EMAIL) || error.contains(PHONE)), "{name}: {error}");
        }
    }
}

/// All of a kind, with the contact details of the persons that it leads to; none where it leads to nobody.
fn contact_document(schema: &Schema, kind: &Kind) -> Option<String> {
    const DETAILS: &str = "email phone";
    let fields: String = if kind.name == "Person" {
        DETAILS.to_owned()
    } else {
        let object = schema.get_object(&kind.name).expect("an object type");
        let persons = object.fields.values().filter_map(|field| match field.ty.inner_named_type().as_str() {
            "Person" => Some(format!("{} {{ {DETAILS} }} ", field.name)),
            "PersonConnection" => Some(format!("{}(first: 100) {{ nodes {{ {DETAILS} }} }} ", field.name)),
            _ => None,
        });
        persons.collect()
    };
    let page =
        if kind.is_paged { format!("(first: 100) {{ nodes {{ {fields} }} }}") } else { format!("{{ {fields} }}") };
    (!fields.is_empty()).then(|| format!("{{ list: {}{page} }}", kind.many))
}

/// Attempts to filter or order by contact details.
async fn contact_errors(caller: &Caller<'_>) -> Vec<String> {
    let mut errors = vec![];
    for arguments in [
        format!("where: {{ email: {{ eq: \"{EMAIL}\" }} }}"),
        "where: { phone: { isNull: false } }".to_owned(),
        "orderBy: [{ field: EMAIL, direction: ASC }]".to_owned(),
        "orderBy: [{ field: PHONE, direction: ASC }]".to_owned(),
    ] {
        let answer = caller.run(&format!("{{ people({arguments}) {{ totalCount }} }}"), Json::Null).await;
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{arguments}");
        // what the caller wrote may be repeated to them
        errors.push(answer.text.replace(EMAIL, ""));
    }
    errors
}

/// Nothing else than a person has a field of that name, and no filter or order.
#[test]
fn contact_details_are_a_persons_alone() {
    let schema = sdl();
    let named = |name: &str| ["email", "phone", "EMAIL", "PHONE"].contains(&name);
    let mut found = vec![];
    for (name, ty) in &schema.types {
        let fields: Vec<&str> = match ty {
            ExtendedType::Object(ty) => ty.fields.keys().map(|field| field.as_str()).collect(),
            ExtendedType::InputObject(ty) => ty.fields.keys().map(|field| field.as_str()).collect(),
            ExtendedType::Enum(ty) => ty.values.keys().map(|value| value.as_str()).collect(),
            _ => vec![],
        };
        found.extend(fields.into_iter().filter(|field| named(field)).map(|field| format!("{name}.{field}")));
    }
    // what is written down is not what is read
    found.retain(|name| !["CreatePersonInput.", "UpdatePersonInput."].iter().any(|input| name.starts_with(input)));
    assert_eq!(found, ["Person.email", "Person.phone"]);
}
