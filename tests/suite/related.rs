//! Rows that others name: what filters find by them, and what writes lock.

use std::collections::BTreeSet;
use std::time::Duration;

use api::policy::Role;
use apollo_compiler::Schema;
use sea_orm::{ConnectionTrait, Database, TransactionTrait, Value};
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::Caller;
use tests::database::backend;
use tests::rows::{all, api_id, id, insert, row, strings};
use tests::world::World;

/// What a caller finds of a list.
async fn listed(caller: &Caller<'_>, (list, kind): (&str, &str), wanted: &Json) -> BTreeSet<String> {
    let document =
        format!("query($where: {kind}Where) {{ list: {list}(first: 100, where: $where) {{ nodes {{ id }} }} }}");
    let answer = caller.data(&document, json!({ "where": wanted })).await;
    let nodes = answer["list"]["nodes"].as_array().expect("a list");
    nodes.iter().map(|node| node["id"].as_str().expect("an id").to_owned()).collect()
}

/// Of each list, what has some of what is related and what has none of it are two parts of the whole.
#[tokio::test]
async fn none_is_so_where_some_is_not() {
    let world = World::new().await;
    let schema = Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL");
    let query = schema.get_object("Query").expect("a query");
    let (mut tried, mut told_apart) = (0, 0);
    for (list, field) in &query.fields {
        let Some(kind) = field.ty.inner_named_type().strip_suffix("Connection") else { continue };
        let Some(wanted) = schema.get_input_object(&format!("{kind}Where")) else { continue };
        for (name, _) in wanted.fields.iter().filter(|(_, field)| field.ty.inner_named_type().ends_with("ListWhere")) {
            for caller in [world.app.as_administrator(), world.app.as_member(), world.app.anonymous()] {
                if !caller.run(&format!("{{ {list} {{ totalCount }} }}"), Json::Null).await.body["errors"].is_null() {
                    continue;
                }
                let list = (list.as_str(), kind);
                let every = listed(&caller, list, &Json::Null).await;
                let some = listed(&caller, list, &json!({ name.as_str(): { "some": {} } })).await;
                let none = listed(&caller, list, &json!({ name.as_str(): { "none": {} } })).await;
                assert!(some.is_disjoint(&none), "{kind}.{name}: {some:?} {none:?}");
                assert_eq!(&some | &none, every, "{kind}.{name}");
                tried += 1;
                told_apart += usize::from(!some.is_empty() && !none.is_empty());
            }
        }
    }
    assert!(tried > 100 && told_apart > 40, "{told_apart} of {tried} told rows apart");
}

/// Two drafts, and initiatives that they can be about.
async fn stage() -> (App, [String; 2], Vec<String>) {
    let app = App::seeded().await;
    let area = all::<entity::focus_area::Entity>(&app).await[0].id;
    let rows = (1..=20).map(|number| {
        let set = [
            ("id", Value::from(id(number))),
            ("audience_id", entity::audience::PUBLIC.into()),
            ("status", "RUNNING".into()),
            ("kind", "RESEARCH".into()),
            ("reference", format!("I-{number}").into()),
            ("focus_area_id", area.into()),
        ];
        row::<entity::initiative::Entity>(&app, &set)
    });
    insert::<entity::initiative::Entity>(&app, rows.collect()).await;
    let mut drafts = vec![];
    for title in ["Ett", "Två"] {
        let made = editor(&app).call("createNews", "newsItem { id }", json!({ "title": { "sv": title } })).await;
        drafts.push(made.done()["newsItem"]["id"].as_str().expect("an id").to_owned());
    }
    let drafts = drafts.try_into().expect("two");
    (app, drafts, (1..=20).map(|number| api_id("initiative", number)).collect())
}

fn editor(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::Communicator], UNIVERSITY, "eva")
}

/// Two writers name the same rows, each in an order of its own, while a third holds one in the middle.
#[tokio::test]
async fn two_writers_do_not_lock_each_other_out() {
    let (app, [one, two], initiatives) = stage().await;
    let (rising, falling) = (&initiatives[..3], [&initiatives[2], &initiatives[1], &initiatives[0]]);
    let write = async |news: &str, ids: Json| {
        let input = json!({ "newsId": news, "version": 1, "initiativeIds": ids });
        editor(&app).call("updateNews", "newsItem { initiatives { totalCount } }", input).await
    };
    let held = Database::connect(app.config.database.url.as_str()).await.expect("the database opens");
    let third = held.begin().await.expect("a transaction");
    if backend() == "postgres" {
        let middle = format!("SELECT id FROM initiative WHERE id = '{}' FOR UPDATE", id(2));
        third.execute_unprepared(&middle).await.expect("the row is there");
    }
    let release = async {
        let waiting = "SELECT pid::text FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'";
        for _ in 0..200 {
            if backend() == "sqlite" || strings(&app, waiting).await.len() >= 2 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        third.commit().await.expect("it ends");
    };
    let (first, second, ()) = tokio::join!(write(&one, json!(rising)), write(&two, json!(falling)), release);
    for answer in [first, second] {
        assert_eq!(answer.done()["newsItem"]["initiatives"]["totalCount"], 3);
    }
    held.close().await.expect("it closes");
}

/// However many ids an input has, they are one question; what is wrong with each is told, in their order.
#[tokio::test]
async fn ids_are_looked_up_together() {
    let (app, [one, two], initiatives) = stage().await;
    let editor = editor(&app);
    let update = |news: &str, ids: &[String]| json!({ "newsId": news, "version": 1, "initiativeIds": ids });
    let mut statements = vec![];
    for (news, ids) in [(&one, &initiatives[..2]), (&two, &initiatives[..])] {
        let before = app.store.statements();
        editor.call("updateNews", "newsItem { id }", update(news, ids)).await.done();
        statements.push(app.store.statements() - before);
    }
    assert_eq!(statements[0], statements[1], "as many for two as for twenty");
    let unknown = [api_id("initiative", 99), initiatives[0].clone(), "x".to_owned(), api_id("initiative", 98)];
    let answer = editor.call("updateNews", "", json!({ "newsId": one, "version": 2, "initiativeIds": unknown })).await;
    let faults: Vec<_> = answer.faults().into_iter().map(|(_, code)| code).collect();
    assert_eq!(faults, ["NOT_FOUND", "INVALID", "NOT_FOUND"]);
}
