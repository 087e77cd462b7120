//! The matrix: every kind of thing, seen by every kind of caller. What each may see stands in one committed snapshot;
//! every road to a thing is then held against it.

mod contact_details;
mod relations;

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
