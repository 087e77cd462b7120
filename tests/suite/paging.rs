//! Pages by keyset: forwards and backwards, over mixed orders with equal keys and absent values, the same on both
//! databases.

use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::rows::{id, insert, row};

const LIST: &str = "query($first: Int, $after: String, $last: Int, $before: String, $order: [MissionOrder!]) {
    missions(first: $first, after: $after, last: $last, before: $before, orderBy: $order) {
        edges { cursor node { id } } nodes { id } totalCount
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
}";

/// A mission as the orders see it: title, due date, status and id.
type Seen = (String, Option<NaiveDate>, &'static str, u128);

const STATUSES: [&str; 3] = ["ACHIEVED", "ACTIVE", "ENDED"];

/// Missions with few different titles, dates and statuses, so that many keys are equal and some are absent.
fn missions() -> Vec<Seen> {
    (0..37u128)
        .map(|number| {
            let title = ["a", "b", "c"][(number * 7 % 3) as usize].to_owned();
            let due =
                (number % 4 != 0).then(|| NaiveDate::from_ymd_opt(2027, 1, 1 + (number % 3) as u32).expect("a day"));
            (title, due, STATUSES[(number * 5 % 3) as usize], number)
        })
        .collect()
}

async fn app() -> App {
    let app = App::empty().await;
    let set = [("id", id(1).into()), ("slug", "f".into()), ("status", "PROPOSED".into())];
    insert::<entity::focus_area::Entity>(&app, vec![row::<entity::focus_area::Entity>(&app, &set)]).await;
    let rows = missions().into_iter().map(|(title, due, status, number)| {
        let set = [
            ("id", id(1000 + number).into()),
            ("title_sv", title.clone().into()),
            ("title_en", title.into()),
            ("due_on", sea_orm::Value::ChronoDate(due)),
            ("status", status.into()),
            ("focus_area_id", id(1).into()),
            ("audience_id", entity::audience::PUBLIC.into()),
        ];
        row::<entity::mission::Entity>(&app, &set)
    });
    insert::<entity::mission::Entity>(&app, rows.collect()).await;
    app
}

/// The order that a caller asked for, done by hand: absent values last, and the id at the end in the direction of the
/// key before it.
fn expected(order: &[(&str, bool)]) -> Vec<u128> {
    let mut all = missions();
    all.sort_by(|a, b| {
        let directed = |ordering: std::cmp::Ordering, down| if down { ordering.reverse() } else { ordering };
        let keys = order.iter().map(|(field, down)| match *field {
            "TITLE" => directed(a.0.cmp(&b.0), *down),
            "STATUS" => directed(a.2.cmp(b.2), *down),
            _ => match (a.1, b.1) {
                (Some(a), Some(b)) => directed(a.cmp(&b), *down),
                (a, b) => b.is_some().cmp(&a.is_some()),
            },
        });
        let last = order.last().is_some_and(|(_, down)| *down);
        keys.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then).then(directed(a.3.cmp(&b.3), last))
    });
    all.into_iter().map(|(.., number)| number).collect()
}

fn numbers(page: &Json) -> Vec<u128> {
    let ids =
        page["edges"].as_array().into_iter().flatten().map(|edge| edge["node"]["id"].as_str().unwrap_or_default());
    ids.map(|text| {
        text.parse::<type_safe_id::TypeSafeId<type_safe_id::DynamicType>>().expect("an id").uuid().as_u128()
            - id(1000).as_u128()
    })
    .collect()
}

async fn page(app: &App, variables: Json) -> Json {
    let page = app.anonymous().data(LIST, variables).await["missions"].take();
    assert_eq!(page["totalCount"], 37);
    assert_eq!(page["pageInfo"]["startCursor"], page["edges"][0]["cursor"]);
    page
}

async fn walk_forwards(app: &App, order: &Json, size: i32) -> Vec<u128> {
    let (mut all, mut after) = (vec![], Json::Null);
    loop {
        let page = page(app, json!({ "first": size, "after": after, "order": order })).await;
        assert_eq!(page["pageInfo"]["hasPreviousPage"], !after.is_null());
        all.extend(numbers(&page));
        if page["pageInfo"]["hasNextPage"] == false {
            return all;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

async fn walk_backwards(app: &App, order: &Json, size: i32) -> Vec<u128> {
    let (mut all, mut before): (Vec<u128>, _) = (vec![], Json::Null);
    loop {
        let page = page(app, json!({ "last": size, "before": before, "order": order })).await;
        assert_eq!(page["pageInfo"]["hasNextPage"], !before.is_null());
        all.splice(0..0, numbers(&page));
        if page["pageInfo"]["hasPreviousPage"] == false {
            return all;
        }
        before = page["pageInfo"]["startCursor"].clone();
    }
}

#[test]
fn every_order_is_walked_both_ways() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let app = runtime.block_on(app());
    let fields = prop::sample::subsequence(vec!["TITLE", "DUE_ON", "STATUS"], 1..=3).prop_shuffle();
    let strategy = (fields, prop::collection::vec(any::<bool>(), 3), 1i32..20);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(24) });
    let walked = runner.run(&strategy, |(fields, downs, size)| {
        let order: Vec<(&str, bool)> = fields.into_iter().zip(downs).collect();
        let asked = json!(
            order
                .iter()
                .map(|(field, down)| json!({ "field": field, "direction": if *down { "DESC" } else { "ASC" } }))
                .collect::<Vec<_>>()
        );
        let expected = expected(&order);
        prop_assert_eq!(&runtime.block_on(walk_forwards(&app, &asked, size)), &expected);
        prop_assert_eq!(&runtime.block_on(walk_backwards(&app, &asked, size)), &expected);
        Ok(())
    });
    walked.expect("each page follows the last");
}

/// Both bounds at once, and the lists of several parents.
#[tokio::test]
async fn pages_between_cursors_and_within_parents() {
    let app = app().await;
    let all = page(&app, json!({ "first": 37 })).await;
    let cursor = |place: usize| all["edges"][place]["cursor"].clone();
    let between = page(&app, json!({ "first": 3, "after": cursor(4), "before": cursor(20) })).await;
    assert_eq!(numbers(&between), numbers(&all)[5..8]);
    let last = page(&app, json!({ "last": 3, "after": cursor(4), "before": cursor(20) })).await;
    assert_eq!(numbers(&last), numbers(&all)[17..20]);
    let set = [("id", id(2).into()), ("slug", "g".into()), ("number", 2.into()), ("status", "PROPOSED".into())];
    insert::<entity::focus_area::Entity>(&app, vec![row::<entity::focus_area::Entity>(&app, &set)]).await;
    let document = "query($after: String) { focusAreas { nodes { slug
        missions(first: 2, after: $after) { totalCount edges { node { id } } pageInfo { hasNextPage } }
        end: missions(last: 2) { edges { node { id } } }
    } } }";
    let nested = app.anonymous().data(document, json!({ "after": cursor(4) })).await;
    let (full, empty) = (&nested["focusAreas"]["nodes"][0], &nested["focusAreas"]["nodes"][1]);
    assert_eq!(numbers(&full["missions"]), numbers(&all)[5..7]);
    assert_eq!(numbers(&full["end"]), numbers(&all)[35..37]);
    assert_eq!(
        (&full["missions"]["totalCount"], &full["missions"]["pageInfo"]["hasNextPage"]),
        (&json!(37), &json!(true))
    );
    assert_eq!((&empty["missions"]["totalCount"], &empty["missions"]["edges"]), (&json!(0), &json!([])));
}
