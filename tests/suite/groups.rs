//! Groups: they count what the lists show, to each viewer, and tell of nothing that is hidden.

mod past;
mod periods;
mod persons;

use std::collections::BTreeMap;

use api::policy::Role;
use apollo_compiler::Schema;
use apollo_compiler::schema::ExtendedType;
use entity::kind::InitiativeStatus;
use entity::link::*;
use entity::*;
use sea_orm::{ActiveEnum, Value};
use serde_json::{Value as Json, json};
use tests::app::{App, MEMBER};
use tests::caller::Caller;
use tests::rows::{all, api_id, id, insert, row};
use tests::world::World;

/// A kind of thing that is counted in groups.
struct Kind {
    name: &'static str,
    many: &'static str,
    groups: &'static str,
    /// What is asked for, each after all of them.
    filters: Vec<Json>,
}

fn kinds() -> Vec<Kind> {
    let kind = |name, many, groups, filters| Kind { name, many, groups, filters };
    let drafts = json!({ "missions": { "some": { "status": { "eq": "DRAFT" } } } });
    let of_team =
        json!({ "or": [{ "meeting": { "team": { "kind": { "not": "BOARD" } } } }, { "title": { "eq": "x" } }] });
    vec![
        kind("Challenge", "challenges", "challengeGroups", vec![drafts.clone()]),
        kind("Mission", "missions", "missionGroups", vec![json!({ "not": { "status": { "eq": "DRAFT" } } })]),
        kind("Initiative", "initiatives", "initiativeGroups", vec![drafts, json!({ "status": { "eq": "PROPOSED" } })]),
        kind(
            "Contribution",
            "contributions",
            "contributionGroups",
            vec![json!({ "initiative": { "missions": { "none": {} } } })],
        ),
        kind("Decision", "decisions", "decisionGroups", vec![of_team]),
    ]
}

/// What a kind can be grouped by: the value of `by`, the field of the list, and how it is selected there.
fn fields(schema: &Schema, kind: &Kind) -> Vec<(String, String, &'static str)> {
    let Some(ExtendedType::Enum(by)) = schema.types.get(format!("{}GroupField", kind.name).as_str()) else {
        panic!("{} has nothing to group by", kind.name)
    };
    let object = schema.get_object(kind.name).expect("an object type");
    let selection = |ty: &str| match schema.types.get(ty) {
        Some(ExtendedType::Enum(_) | ExtendedType::Scalar(_)) => "",
        _ if ty.ends_with("Connection") => "(first: 100) { nodes { id } }",
        _ => "{ id }",
    };
    let field = |by: &str| {
        let mut words = by.split('_').map(str::to_lowercase);
        let first = words.next().unwrap_or_default();
        let name = words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..]);
        let ty = object.fields[name.as_str()].ty.inner_named_type();
        (by.to_owned(), name, selection(ty))
    };
    // periods are no fields; they have a test of their own
    let is_period = |by: &str| ["_YEAR", "_QUARTER", "_MONTH"].iter().any(|end| by.ends_with(end));
    by.values.keys().filter(|by| !is_period(by)).map(|by| field(by)).collect()
}

/// What a thing holds in a field: the keys of the groups that it is in.
fn held(value: &Json) -> Vec<Option<String>> {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let ids: Vec<_> = match value {
        Json::Object(one) if one.contains_key("nodes") => {
            value["nodes"].as_array().into_iter().flatten().map(|node| text(&node["id"])).collect()
        }
        Json::Object(_) => vec![text(&value["id"])],
        plain => vec![text(plain)],
    };
    if ids.is_empty() { vec![None] } else { ids }
}

type Counts = BTreeMap<Vec<Option<String>>, u64>;

/// The same groups, counted one thing after the other.
fn recounted(list: &Json, names: &[&str]) -> Counts {
    let mut counts = Counts::new();
    for thing in list["nodes"].as_array().expect("a list") {
        let keys = names.iter().fold(vec![vec![]], |so_far: Vec<Vec<_>>, name| {
            let held = held(&thing[*name]);
            let with =
                |keys: &Vec<_>| held.iter().map(|key| [keys, std::slice::from_ref(key)].concat()).collect::<Vec<_>>();
            so_far.iter().flat_map(with).collect()
        });
        keys.into_iter().for_each(|keys| *counts.entry(keys).or_default() += 1);
    }
    counts
}

/// The groups as they came: each once, in the order that the schema promises.
fn told(groups: &Json, by: &[&str]) -> Counts {
    let mut told = vec![];
    for group in groups.as_array().expect("groups") {
        let keys = group["keys"].as_array().expect("keys");
        assert_eq!(keys.iter().map(|key| key["field"].as_str().expect("a name")).collect::<Vec<_>>(), by);
        for key in keys.iter().filter(|key| !key["node"].is_null()) {
            assert_eq!(key["node"]["id"], key["value"]);
        }
        let values: Vec<_> = keys.iter().map(|key| key["value"].as_str().map(str::to_owned)).collect();
        told.push((group["count"].as_u64().expect("a number"), values));
    }
    let absent_last =
        |values: &Vec<Option<String>>| values.iter().map(|v| (v.is_none(), v.clone())).collect::<Vec<_>>();
    assert!(told.is_sorted_by_key(|(count, values)| (std::cmp::Reverse(*count), absent_last(values))), "{told:?}");
    let number = told.len();
    let counts: Counts = told.into_iter().map(|(count, values)| (values, count)).collect();
    assert_eq!(counts.len(), number, "each group comes once");
    counts
}

/// Each field alone, all pairs, and the first three and four.
fn choices(fields: &[(String, String, &'static str)]) -> Vec<Vec<usize>> {
    let all = fields.len();
    let mut choices: Vec<Vec<usize>> = (0..all).map(|one| vec![one]).collect();
    choices.extend((0..all).flat_map(|a| (0..all).filter(move |b| *b != a).map(move |b| vec![a, b])));
    choices.extend((3..=all.min(4)).map(|number| (0..number).rev().collect()));
    choices
}

/// A world in which things are linked to some that are hidden.
async fn world() -> World {
    let world = World::new().await;
    let app = &world.app;
    let places = [1000, 1100, 1200, 1300, 2000, 2100, 2200];
    let pairs = || places.iter().zip(places.iter().cycle().skip(1)).flat_map(|(a, b)| [(*a, *a), (*a, *b)]);
    let missions = pairs().filter(|(initiative, _)| *initiative != 1100).map(|(initiative, mission)| {
        let set = [("initiative_id", id(initiative + 30).into()), ("mission_id", id(mission + 10).into())];
        row::<initiative_mission::Entity>(app, &set)
    });
    insert::<initiative_mission::Entity>(app, missions.collect()).await;
    let challenges = pairs().filter(|(_, challenge)| *challenge < 2000).map(|(mission, challenge)| {
        let set = [("mission_id", id(mission + 10).into()), ("challenge_id", id(challenge + 1).into())];
        row::<mission_challenge::Entity>(app, &set)
    });
    insert::<mission_challenge::Entity>(app, challenges.collect()).await;
    let needs = pairs().filter(|(a, b)| *a < 2000 && *b < 2000).map(|(need, challenge)| {
        let set = [("strategic_need_id", id(need).into()), ("challenge_id", id(challenge + 1).into())];
        row::<strategic_need_challenge::Entity>(app, &set)
    });
    insert::<strategic_need_challenge::Entity>(app, needs.collect()).await;
    let decisions = places[..4].iter().zip(5000u128..).map(|(meeting, number)| {
        let set = [
            ("id", id(number).into()),
            ("team_id", id(23).into()),
            ("meeting_id", id(meeting + 2).into()),
            ("outcome", "DEFERRED".into()),
            ("audience_id", audience::PUBLIC.into()),
        ];
        row::<decision::Entity>(app, &set)
    });
    insert::<decision::Entity>(app, decisions.collect()).await;
    world
}

const GROUP: &str = "{ count keys { field value node { id } } }";

/// How many groups are asked for at once: the gate lets 20 fields of the root pass.
const AT_ONCE: usize = 19;

/// Compares the groups of a kind with a recount of the list, for one caller and one filter; how many groups there were.
async fn compare(caller: &Caller<'_>, kind: &Kind, schema: &Schema, filter: &Json) -> usize {
    let fields = fields(schema, kind);
    let selected: String = fields.iter().map(|(_, name, selection)| format!("{name} {selection} ")).collect();
    let mut number = 0;
    for choices in choices(&fields).chunks(AT_ONCE) {
        let by = |choice: &[usize]| choice.iter().map(|place| fields[*place].0.as_str()).collect::<Vec<_>>();
        let groups = choices.iter().enumerate().map(|(n, choice)| {
            format!("g{n}: {}(by: [{}], where: $where) {GROUP} ", kind.groups, by(choice).join(", "))
        });
        let document = format!(
            "query($where: {}Where) {{ list: {}(first: 100, where: $where) {{ nodes {{ {selected} }} }} {} }}",
            kind.name,
            kind.many,
            groups.collect::<String>()
        );
        let answer = caller.data(&document, json!({ "where": filter })).await;
        for (n, choice) in choices.iter().enumerate() {
            let names: Vec<&str> = choice.iter().map(|place| fields[*place].1.as_str()).collect();
            let told = told(&answer[format!("g{n}")], &by(choice));
            assert_eq!(told, recounted(&answer["list"], &names), "{} by {names:?} where {filter}", kind.groups);
            number += told.len();
        }
    }
    number
}

/// Those who see different parts of the world.
const VIEWERS: [&str; 7] = [
    "anonymous",
    "member",
    "member who owns initiatives",
    "representative in team 1",
    "board member",
    "portfolio manager",
    "administrator",
];

#[tokio::test]
async fn groups_count_what_the_lists_show() {
    let world = world().await;
    let schema = Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL");
    let mut numbers = BTreeMap::new();
    for (name, caller) in world.callers().into_iter().filter(|(name, _)| VIEWERS.contains(name)) {
        for kind in kinds() {
            for filter in [Json::Null].iter().chain(&kind.filters) {
                *numbers.entry(name).or_insert(0) += compare(&caller, &kind, &schema, filter).await;
            }
        }
    }
    assert_eq!(numbers.len(), VIEWERS.len());
    let (few, many) = (numbers["anonymous"], numbers["administrator"]);
    assert!(few > 100 && many > 2 * few, "the viewers see different groups: {numbers:?}");
}

/// A related thing that is hidden is neither named nor told apart from none.
#[tokio::test]
async fn what_is_hidden_makes_no_group() {
    let world = world().await;
    let document = "{
        meetings: decisionGroups(by: [MEETING], where: { outcome: { eq: DEFERRED } }) { count keys { value } }
        missions: initiativeGroups(by: [MISSIONS], where: { status: { eq: PROPOSED } }) { count keys { value } }
    }";
    let answer = world.app.anonymous().data(document, Json::Null).await;
    let group = |count: u32, value: Option<String>| json!({ "count": count, "keys": [{ "value": value }] });
    // three of the four meetings are hidden, and one of the two missions
    assert_eq!(answer["meetings"], json!([group(3, None), group(1, Some(api_id("event", 1002)))]));
    assert_eq!(answer["missions"], json!([group(1, Some(api_id("mission", 1010)))]));
}

#[tokio::test]
async fn a_portfolio_is_grouped_as_its_list() {
    let world = world().await;
    let fields = "nodes { portfolio {
        initiatives(first: 100) { nodes { status missions(first: 100) { nodes { id } } } }
        groups(by: [STATUS, MISSIONS]) { count keys { field value node { id } } }
        few: groups(by: STATUS, where: { status: { eq: RUNNING } }) { count keys { field value } }
    } }";
    let document = format!("{{ focusAreas {{ {fields} }} societalGoals {{ {fields} }} }}");
    let running = InitiativeStatus::Running.to_value();
    let placed = format!("UPDATE initiative SET status = '{running}' WHERE status IN ('PROPOSED', 'REMOVED')");
    tests::rows::execute(&world.app, &placed).await;
    for (name, caller) in world.callers() {
        let answer = caller.data(&document, Json::Null).await;
        for of in ["focusAreas", "societalGoals"] {
            for node in answer[of]["nodes"].as_array().expect("a list") {
                let portfolio = &node["portfolio"];
                let expected = recounted(&portfolio["initiatives"], &["status", "missions"]);
                assert_eq!(told(&portfolio["groups"], &["STATUS", "MISSIONS"]), expected, "{of} as {name}");
                let expected = recounted(&portfolio["initiatives"], &["status"]);
                assert_eq!(told(&portfolio["few"], &["STATUS"]), expected, "{of} as {name}");
            }
        }
        assert!(!told(&answer["focusAreas"]["nodes"][0]["portfolio"]["groups"], &["STATUS", "MISSIONS"]).is_empty());
    }
}

#[tokio::test]
async fn keys_are_labelled_in_both_languages() {
    let app = App::empty().await;
    portfolio(&app, 0, 1).await;
    let document = "{ initiativeGroups(by: [STATUS, FOCUS_AREA, LEAD_ORGANISATION, TARGETS]) { count keys {
        field value sv: label(language: SV) en: label(language: EN) node { __typename ... on FocusArea { slug } }
    } } }";
    let answer = app.anonymous().data(document, Json::Null).await;
    let expected = json!([{ "count": 1, "keys": [
        { "field": "STATUS", "value": "PROPOSED", "sv": "Föreslaget", "en": "Proposed", "node": null },
        { "field": "FOCUS_AREA", "value": api_id("focus_area", 2000), "sv": "namn", "en": "name", "node": { "__typename": "FocusArea", "slug": "f0" } },
        { "field": "LEAD_ORGANISATION", "value": api_id("organisation", 1000), "sv": "O0", "en": "O0", "node": { "__typename": "Organisation" } },
        { "field": "TARGETS", "value": null, "sv": null, "en": null, "node": null },
    ] }]);
    assert_eq!(answer["initiativeGroups"], expected);
    let document = "{ initiativeGroups(by: STATUS) { keys { label } } }";
    for (language, label) in [("sv", "Föreslaget"), ("en", "Proposed")] {
        let answer = app.anonymous().reading(language).data(document, Json::Null).await;
        assert_eq!(answer["initiativeGroups"], json!([{ "keys": [{ "label": label }] }]));
    }
}

/// Initiatives, each with an organisation, a focus area and a mission of its own.
async fn portfolio(app: &App, from: u128, to: u128) {
    let numbers = from..to;
    let organisations = numbers.clone().map(|n| {
        let set = [
            ("id", id(1000 + n).into()),
            ("slug", format!("o{n}").into()),
            ("name", format!("O{n}").into()),
            ("sector", "OTHER".into()),
        ];
        row::<organisation::Entity>(app, &set)
    });
    insert::<organisation::Entity>(app, organisations.collect()).await;
    let focus_areas = numbers.clone().map(|n| {
        let set: [(&str, Value); 6] = [
            ("id", id(2000 + n).into()),
            ("number", (n as i32 + 1).into()),
            ("slug", format!("f{n}").into()),
            ("status", "PROPOSED".into()),
            ("name_sv", "namn".into()),
            ("name_en", "name".into()),
        ];
        row::<focus_area::Entity>(app, &set)
    });
    insert::<focus_area::Entity>(app, focus_areas.collect()).await;
    missions(app, 3000 + from, 3000 + to, 2000).await;
    let initiatives = numbers.clone().map(|n| {
        let set = [
            ("id", id(4000 + n).into()),
            ("audience_id", audience::PUBLIC.into()),
            ("status", "PROPOSED".into()),
            ("kind", "RESEARCH".into()),
            ("reference", format!("I-{n}").into()),
            ("focus_area_id", id(2000 + n).into()),
            ("lead_organisation_id", id(1000 + n).into()),
        ];
        row::<initiative::Entity>(app, &set)
    });
    insert::<initiative::Entity>(app, initiatives.collect()).await;
    let links = numbers.map(|n| (4000 + n, 3000 + n));
    link(app, links.collect()).await;
}

async fn missions(app: &App, from: u128, to: u128, focus_area: u128) {
    let missions = (from..to).map(|n| {
        let set = [
            ("id", id(n).into()),
            ("audience_id", audience::PUBLIC.into()),
            ("status", "ACTIVE".into()),
            ("focus_area_id", id(focus_area).into()),
        ];
        row::<mission::Entity>(app, &set)
    });
    insert::<mission::Entity>(app, missions.collect()).await;
}

async fn link(app: &App, pairs: Vec<(u128, u128)>) {
    let links = pairs.into_iter().map(|(initiative, mission)| {
        let set = [("initiative_id", id(initiative).into()), ("mission_id", id(mission).into())];
        row::<initiative_mission::Entity>(app, &set)
    });
    insert::<initiative_mission::Entity>(app, links.collect()).await;
}

#[tokio::test]
async fn as_many_statements_for_two_groups_as_for_sixty() {
    let app = App::empty().await;
    portfolio(&app, 0, 2).await;
    let (few, answer) = counted(&app).await;
    assert_eq!(answer["initiativeGroups"].as_array().map(Vec::len), Some(2));
    portfolio(&app, 2, 60).await;
    let (many, answer) = counted(&app).await;
    assert_eq!(answer["initiativeGroups"].as_array().map(Vec::len), Some(60));
    assert_eq!(answer["focusAreas"]["nodes"].as_array().map(Vec::len), Some(60));
    assert_eq!(few, many);
    assert!(many <= 9, "{many} statements");
}

async fn counted(app: &App) -> (u64, Json) {
    const DOCUMENT: &str = "{
        initiativeGroups(by: [LEAD_ORGANISATION, MISSIONS]) { count keys { label node { id } } }
        focusAreas(first: 60) { nodes { portfolio { groups(by: [STATUS, MISSIONS]) { count keys { label } } } } }
    }";
    let caller = app.signed_in(&[Role::Member], "o0", MEMBER);
    // the first time, they are written down
    caller.data("{ viewer { isAuthenticated } }", Json::Null).await;
    let before = app.store.statements();
    let answer = caller.data(DOCUMENT, Json::Null).await;
    (app.store.statements() - before, answer)
}

#[tokio::test]
async fn what_cannot_be_grouped_is_said_in_both_languages() {
    let app = App::empty().await;
    portfolio(&app, 0, 1).await;
    missions(&app, 5001, 5072, 2000).await;
    link(&app, (5001..5072).map(|mission| (4000, mission)).collect()).await;
    functions(&app, 6001, 6072).await;
    let cases = [
        ("[]", "Grupper bildas av 1 till 4 fält; 0 angavs.", "Groups are made by 1 to 4 fields; 0 were given."),
        (
            "[KIND, STATUS, FOCUS_AREA, MISSIONS, TARGETS]",
            "Grupper bildas av 1 till 4 fält; 5 angavs.",
            "Groups are made by 1 to 4 fields; 5 were given.",
        ),
        (
            "[KIND, TARGETS, KIND]",
            "KIND är angivet två gånger; varje fält kan bara anges en gång.",
            "KIND is given twice; groups are made by each field once.",
        ),
        (
            "[SUPPORT_FUNCTIONS, MISSIONS]",
            "Det blir fler än 5000 grupper. Gruppera efter färre fält, eller begränsa med where.",
            "There are more than 5000 groups. Group by fewer fields, or narrow it down with where.",
        ),
    ];
    for (by, sv, en) in cases {
        let document = format!("{{ initiativeGroups(by: {by}) {{ count }} }}");
        for (language, text) in [("sv", sv), ("en", en)] {
            let error = app.anonymous().reading(language).error(&document, Json::Null).await;
            assert_eq!(error, ("BAD_USER_INPUT".into(), text.into()));
        }
    }
}

async fn functions(app: &App, from: u128, to: u128) {
    let functions = (from..to)
        .map(|n| row::<support_function::Entity>(app, &[("id", id(n).into()), ("slug", format!("f{n}").into())]));
    insert::<support_function::Entity>(app, functions.collect()).await;
    let links = (from..to).map(|n| {
        let set = [("initiative_id", id(4000).into()), ("support_function_id", id(n).into())];
        row::<initiative_support_function::Entity>(app, &set)
    });
    insert::<initiative_support_function::Entity>(app, links.collect()).await;
}
