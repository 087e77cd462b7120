//! Who read whose contact details: noted on every road, for everybody, before the answer goes out.

use api::policy::{Actor, Individual, Role};
use api::store::{Detail, Readings};
use axum::body::Body;
use axum::http::Method;
use chrono::TimeDelta;
use entity::{contact_reading, person};
use futures_util::future::join_all;
use sea_orm::Value;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::Caller;
use tests::database::backend;
use tests::rows::{all, api_id, clear, execute, id, insert, row};
use tests::world::{EMAIL, INVITATION, PHONE, World};
use uuid::Uuid;

/// Persons of the world: the only one with contact details, one who may read them, and another.
const COLLEAGUE: u128 = 45;
const READER: u128 = 41;
const OTHER: u128 = 42;
const FORMER: u128 = 44;
const OWNER: u128 = 47;

const PEOPLE: &str = "{ people(first: 100) { nodes { name email phone } } }";

/// A world in which nobody has read anything yet.
async fn world() -> World {
    let world = World::new().await;
    clear(&world.app, &["contact_reading"]).await;
    world
}

fn caller(app: &App, role: Role, person: u128) -> Caller<'_> {
    app.signed_in(&[role], "o1", &id(person).to_string())
}

fn reader(app: &App) -> Caller<'_> {
    caller(app, Role::Representative, READER)
}

/// What is noted: who, whose, how often, and whether the e-mail address and the telephone number.
async fn readings(app: &App) -> Vec<(Uuid, Uuid, i32, bool, bool)> {
    let mut rows = all::<contact_reading::Entity>(app).await;
    rows.sort_by_key(|row| (row.read_on, row.reader_id, row.person_id));
    let noted =
        |row: contact_reading::Model| (row.reader_id, row.person_id, row.times, row.includes_email, row.includes_phone);
    rows.into_iter().map(noted).collect()
}

#[tokio::test]
async fn every_road_leaves_a_trace() {
    let world = world().await;
    let app = &world.app;
    let roads = [
        PEOPLE,
        "query($id: ID!) { person(id: $id) { email phone } }",
        "query($id: ID!) { node(id: $id) { ... on Person { email phone } } }",
        "query($id: ID!) { nodes(ids: [$id]) { ... on Person { email phone } } }",
        "{ people(first: 100) { edges { node { email phone } } } }",
        "{ organisation(slug: \"o1\") { people(first: 100) { nodes { email phone } } } }",
        "query($team: ID!) { team(id: $team) { representatives(asOf: \"2026-11-23\") { nodes { person { email phone } } } } }",
        "query($team: ID!) { team(id: $team) { seats { terms { person { email phone } } } } }",
        "{ followUps { nodes { author { email phone } } } }",
        "{ a: people(first: 100) { nodes { ...mail } } b: people(first: 100) { nodes { number: phone ... { email } } } } fragment mail on Person { one: email two: email }",
    ];
    let variables = json!({ "id": api_id("person", COLLEAGUE), "team": api_id("team", 23) });
    for road in roads {
        let answer = reader(app).data(road, variables.clone()).await.to_string();
        assert!(answer.contains(EMAIL) && answer.contains(PHONE), "{road}: {answer}");
        assert_eq!(readings(app).await, [(id(READER), id(COLLEAGUE), 1, true, true)], "{road}");
        clear(app, &["contact_reading"]).await;
    }
    let answer = reader(app).get("/graphql?query=%7Bpeople(first:100)%7Bnodes%7Bphone%7D%7D%7D").await;
    assert!(answer.text.contains(PHONE), "{}", answer.text);
    assert_eq!(readings(app).await, [(id(READER), id(COLLEAGUE), 1, false, true)], "GET");
}

#[tokio::test]
async fn only_what_was_shown_to_somebody_else_is_noted() {
    let world = world().await;
    let app = &world.app;
    for (name, caller) in world.callers() {
        let answer = caller.data(PEOPLE, Json::Null).await.to_string();
        let noted = readings(app).await;
        let is_own = caller.data("{ viewer { person { id } } }", Json::Null).await["viewer"]["person"]["id"]
            == api_id("person", COLLEAGUE);
        assert_eq!(!noted.is_empty(), answer.contains(EMAIL) && !is_own, "{name}: {noted:?}");
        clear(app, &["contact_reading"]).await;
    }
    for document in [
        "{ people(first: 100) { nodes { name email @skip(if: true) phone @include(if: false) } } }",
        "{ people(first: 100, where: { name: { eq: \"owner\" } }) { nodes { email phone } } }",
        "{ people(first: 100, search: \"colleague@example.org\") { totalCount nodes { email phone } } }",
    ] {
        reader(app).data(document, Json::Null).await;
        assert_eq!(readings(app).await, [], "{document}");
    }
    // the one list cannot be answered, and takes the other with it
    let lost = "{ people(first: 100) { nodes { email } } teams(first: 1000) { nodes { id } } }";
    assert_eq!(reader(app).run(lost, Json::Null).await.body["data"], Json::Null);
    assert_eq!(readings(app).await, []);
}

#[tokio::test]
async fn a_day_is_one_row() {
    let world = world().await;
    let app = &world.app;
    let ask = async |detail: &str| {
        reader(app).data(&format!("{{ people(first: 100) {{ nodes {{ {detail} }} }} }}"), Json::Null).await
    };
    ask("email").await;
    app.clock.advance(TimeDelta::hours(11) - TimeDelta::seconds(1));
    ask("phone").await;
    assert_eq!(readings(app).await, [(id(READER), id(COLLEAGUE), 2, true, true)]);
    // midnight in Stockholm
    app.clock.advance(TimeDelta::seconds(1));
    ask("phone").await;
    assert_eq!(readings(app).await.last(), Some(&(id(READER), id(COLLEAGUE), 1, false, true)));
    let document = "query($id: ID!) { person(id: $id) { contactReadings { totalCount nodes {
        person { name } reader { name } readOn firstAt lastAt times includesEmail includesPhone } } } }";
    let colleague = caller(app, Role::Member, COLLEAGUE);
    let told = colleague.data(document, json!({ "id": api_id("person", COLLEAGUE) })).await;
    let reading = |day: &str, first: &str, last: &str, times: i32, email: bool| {
        json!({
            "person": { "name": "colleague" }, "reader": { "name": "holder of a seat in team 1" }, "readOn": day,
            "firstAt": first, "lastAt": last, "times": times, "includesEmail": email, "includesPhone": true,
        })
    };
    let second = reading("2026-11-22", "2026-11-21T23:00:00.000Z", "2026-11-21T23:00:00.000Z", 1, false);
    let first = reading("2026-11-21", "2026-11-21T12:00:00.000Z", "2026-11-21T22:59:59.000Z", 2, true);
    assert_eq!(told["person"]["contactReadings"], json!({ "totalCount": 2, "nodes": [second, first] }));
    let hidden = reader(app).data(document, json!({ "id": api_id("person", COLLEAGUE) })).await;
    assert_eq!(hidden["person"]["contactReadings"]["totalCount"], 0, "the reader is told nothing");
}

#[tokio::test]
async fn many_at_once_are_all_counted() {
    let world = world().await;
    let app = &world.app;
    join_all((0..10).map(|_| async { reader(app).data(PEOPLE, Json::Null).await })).await;
    assert_eq!(readings(app).await, [(id(READER), id(COLLEAGUE), 10, true, true)]);
}

#[tokio::test]
async fn an_answer_that_cannot_be_noted_does_not_go_out() {
    let world = world().await;
    let app = &world.app;
    let administrator = caller(app, Role::Administrator, OTHER);
    execute(app, "ALTER TABLE contact_reading RENAME TO away").await;
    let answer = reader(app).run(PEOPLE, Json::Null).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body["errors"][0]["extensions"]["code"]),
        (500, &json!("INTERNAL_ERROR"))
    );
    assert!(!answer.text.contains(EMAIL) && !answer.text.contains("colleague") && !answer.text.contains("away"));
    reader(app).data("{ people(first: 100) { nodes { name } } }", Json::Null).await;
    let own = caller(app, Role::Member, COLLEAGUE).data(PEOPLE, Json::Null).await;
    assert!(own.to_string().contains(EMAIL), "one's own need no trace");
    let input = json!({ "name": "n", "organisationId": api_id("organisation", 1), "email": "new@example.org" });
    let document = "mutation($input: CreatePersonInput!) { createPerson(input: $input) { person { email } } }";
    let body = json!({ "query": document, "variables": { "input": input } }).to_string();
    // what was done is not done again by the retry, and shown as little
    for expected in [500, 500] {
        let request = administrator.request(Method::POST, "/graphql").header("idempotency-key", "a");
        let answer = administrator.send(request.body(Body::from(body.clone())).expect("a request")).await;
        assert_eq!(answer.status.as_u16(), expected, "{}", answer.text);
        assert!(!answer.text.contains("new@example.org"));
    }
    execute(app, "ALTER TABLE away RENAME TO contact_reading").await;
    reader(app).data(PEOPLE, Json::Null).await;
    assert_eq!(readings(app).await.len(), 2, "what was done is done, and now it is read");
}

#[tokio::test]
async fn what_a_mutation_shows_is_read_and_no_change() {
    let world = world().await;
    let app = &world.app;
    let administrator = caller(app, Role::Administrator, OTHER);
    let person = json!({ "personId": api_id("person", COLLEAGUE) });
    administrator.call("exportPerson", "", person.clone()).await.done();
    assert_eq!(readings(app).await, [], "nothing was shown");
    let exported = administrator.call("exportPerson", "data", person.clone()).await.done();
    assert_eq!(exported["data"]["person"][0]["email"], EMAIL);
    assert_eq!(readings(app).await, [(id(OTHER), id(COLLEAGUE), 1, true, true)]);
    administrator
        .call("blockPerson", "person { email }", json!({ "personId": api_id("person", COLLEAGUE), "version": 1 }))
        .await
        .done();
    administrator.call("exportPerson", "data", json!({ "personId": api_id("person", OWNER) })).await.done();
    assert_eq!(readings(app).await, [(id(OTHER), id(COLLEAGUE), 2, true, true)], "who has none is not read");
    let changes = all::<entity::change::Entity>(app).await;
    reader(app).data(PEOPLE, Json::Null).await;
    assert_eq!(all::<entity::change::Entity>(app).await, changes);
    assert!(changes.iter().all(|change| change.node_type != "contact_reading"));
}

/// Whoever accepts an invitation may be removed as who they were, and reads as who they are.
#[tokio::test]
async fn who_becomes_somebody_reads_as_them() {
    let world = world().await;
    let newcomer = world.app.signed_in(&[Role::Representative], "o1", "newcomer");
    let selection = "person { name email organisation { people(first: 100) { nodes { email } } } }";
    let accepted = newcomer.call("acceptSignInInvitation", selection, json!({ "code": INVITATION })).await.done();
    assert!(accepted.to_string().contains(EMAIL), "{accepted}");
    assert_eq!(readings(&world.app).await, [(id(FORMER), id(COLLEAGUE), 1, true, false)]);
}

#[tokio::test]
async fn readings_are_exported_and_erased() {
    let world = World::new().await;
    let app = &world.app;
    let administrator = caller(app, Role::Administrator, OTHER);
    let exported = caller(app, Role::Member, COLLEAGUE)
        .call("exportPerson", "data", json!({ "personId": api_id("person", COLLEAGUE) }))
        .await
        .done();
    let told = exported["data"]["contactReadings"].as_array().expect("a list");
    let of = |reader: u128, person: u128| {
        told.iter().any(|row| row["reader_id"] == id(reader).to_string() && row["person_id"] == id(person).to_string())
    };
    assert!(of(READER, COLLEAGUE) && of(COLLEAGUE, OWNER) && told.len() == 2, "{told:?}");
    administrator
        .call("erasePerson", "person { email }", json!({ "personId": api_id("person", COLLEAGUE), "version": 1 }))
        .await
        .done();
    assert_eq!(readings(app).await, [(id(COLLEAGUE), id(OWNER), 1, true, false)]);
    let document = "{ viewer { person { contactReadings { nodes { reader { name } } } } } }";
    let told = caller(app, Role::Member, OWNER).data(document, Json::Null).await;
    let expected = json!([{ "reader": { "name": "(raderad person)" } }]);
    assert_eq!(told["viewer"]["person"]["contactReadings"]["nodes"], expected);
    assert!(!format!("{:?}", all::<entity::change::Entity>(app).await).contains("contact_reading"));
}

/// Persons with an e-mail address.
async fn persons(app: &App, from: u128, to: u128) {
    let rows = (from..to).map(|number| {
        let set = [
            ("id", id(1000 + number).into()),
            ("organisation_id", id(1).into()),
            ("email", Value::String(Some(format!("{number}@example.org")))),
        ];
        row::<person::Entity>(app, &set)
    });
    insert::<person::Entity>(app, rows.collect()).await;
}

#[tokio::test]
async fn one_statement_notes_them_all() {
    let app = App::empty().await;
    let set = [("id", id(1).into()), ("slug", UNIVERSITY.into()), ("sector", "OTHER".into())];
    insert::<entity::organisation::Entity>(&app, vec![row::<entity::organisation::Entity>(&app, &set)]).await;
    let reader = app.signed_in(&[Role::Representative], UNIVERSITY, "reader");
    let counted = async |document: &str| {
        // who asks is known, then
        reader.data("{ viewer { isAuthenticated } }", Json::Null).await;
        let before = app.store.statements();
        reader.data(document, Json::Null).await;
        app.store.statements() - before
    };
    const NAMES: &str = "{ people(first: 100) { nodes { name } } }";
    for (from, to) in [(0, 2), (2, 99)] {
        persons(&app, from, to).await;
        let none = counted(NAMES).await;
        // the page is known by now, and who read is noted; PostgreSQL is asked for the head of the log
        let head = u64::from(backend() != "sqlite");
        assert_eq!(counted(PEOPLE).await, head + 1, "with {to} persons");
        assert!(counted(NAMES).await < none, "who reads none pays nothing");
    }
    assert_eq!(readings(&app).await.len(), 99);
}

/// More than fit in one statement.
#[tokio::test]
async fn thousands_are_noted() {
    let app = App::empty().await;
    let set = [("id", id(1).into()), ("slug", UNIVERSITY.into()), ("sector", "OTHER".into())];
    insert::<entity::organisation::Entity>(&app, vec![row::<entity::organisation::Entity>(&app, &set)]).await;
    persons(&app, 0, 5000).await;
    let persons = all::<person::Entity>(&app).await;
    let reader = Actor::new(Individual { person: Some(id(1000)), ..Individual::default() }, app.clock.now());
    for _ in 0..2 {
        let read = Readings::default();
        for person in &persons {
            assert_eq!(read.show(person, Detail::Email), person.email);
            assert_eq!(read.show(person, Detail::Phone), None);
        }
        app.store.note_readings(&read, &reader, &app.clock).await.expect("they are noted");
    }
    let noted = readings(&app).await;
    assert_eq!(noted.len(), 4999, "one's own are not");
    assert!(noted.iter().all(|(_, _, times, email, phone)| (*times, *email, *phone) == (2, true, false)));
    let read = Readings::default();
    read.show(&persons[0], Detail::Email);
    let nobody = Actor::anonymous(app.clock.now());
    assert!(app.store.note_readings(&read, &nobody, &app.clock).await.is_err(), "somebody must have read them");
}
