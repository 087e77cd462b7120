//! The first content, as it is read.

use serde_json::{Value as Json, json};
use tests::app::App;

const COUNTS: &str = "{
    organisations { totalCount } focusAreas { totalCount } teams { totalCount } seats { totalCount }
    openSeats { totalCount nodes { isOptional isOpen holder { name } organisation { shortName } team { focusArea { number } } } }
    representatives { totalCount } people { totalCount } news { totalCount } events { totalCount } documents { totalCount }
    agendaTargets { totalCount }
}";

#[tokio::test]
async fn a_member_reads_all_of_it() {
    let app = App::seeded().await;
    let answer = app.as_member().data(COUNTS, Json::Null).await;
    let count = |field: &str| answer[field]["totalCount"].as_i64().expect("a count");
    let fields = [
        "organisations",
        "focusAreas",
        "teams",
        "seats",
        "openSeats",
        "representatives",
        "people",
        "news",
        "events",
        "documents",
        "agendaTargets",
    ];
    assert_eq!(fields.map(count), [3, 2, 7, 15, 1, 14, 14, 3, 3, 2, 169]);
    let open = json!({ "isOptional": true, "isOpen": true, "holder": null, "organisation": { "shortName": "Eskilstuna" }, "team": { "focusArea": { "number": 1 } } });
    assert_eq!(answer["openSeats"]["nodes"], json!([open]));
}

#[tokio::test]
async fn the_public_reads_what_is_public() {
    let app = App::seeded().await;
    let answer = app.anonymous().data(COUNTS, Json::Null).await;
    let count = |field: &str| answer[field]["totalCount"].as_i64().expect("a count");
    let fields = ["organisations", "focusAreas", "seats", "representatives", "people", "news", "events", "documents"];
    assert_eq!(fields.map(count), [3, 2, 15, 14, 14, 0, 0, 1]);
}

#[tokio::test]
async fn seeding_twice_changes_nothing() {
    let app = App::seeded().await;
    let before = app.as_administrator().data(COUNTS, Json::Null).await;
    api::content::seed(&app.store, &app.clock).await.expect("it does nothing");
    assert_eq!(app.as_administrator().data(COUNTS, Json::Null).await, before);
}

#[tokio::test]
async fn two_that_seed_at_once_fill_once() {
    let app = App::empty().await;
    let (one, other) =
        tokio::join!(api::content::seed(&app.store, &app.clock), api::content::seed(&app.store, &app.clock));
    assert!(one.is_ok() || other.is_ok());
    assert_eq!(
        app.as_member().data("{ organisations { totalCount } }", Json::Null).await["organisations"]["totalCount"],
        3
    );
}

/// Who sits where, in the order of the seats.
#[tokio::test]
async fn the_teams_and_their_representatives() {
    let app = App::seeded().await;
    let document = "{ coreTeams { nodes { name meetingsPerYear parent { kind } assignments { position } seats { isOptional organisation { shortName } holder { name } } } } }";
    let answer = app.anonymous().data(document, Json::Null).await;
    insta::assert_json_snapshot!("core_teams", answer["coreTeams"]["nodes"]);
}

#[tokio::test]
async fn one_query_follows_the_line_and_back() {
    let world = tests::world::World::new().await;
    let document = "{
        agendaTarget(code: \"1.1\") {
            societalGoals { nodes { id } } missions { nodes { initiatives { nodes { id } } } }
            initiatives(where: { reference: { eq: \"I-1000\" } }) { nodes {
                reference societalGoals { nodes { initiatives { totalCount } learnings(first: 1) { nodes {
                    initiative { targets { nodes { code } } } societalGoals { nodes { focusArea { slug } } }
                } } } }
            } }
        }
    }";
    let answer = world.app.as_administrator().data(document, Json::Null).await;
    let initiative = &answer["agendaTarget"]["initiatives"]["nodes"][0];
    assert_eq!(initiative["reference"], "I-1000");
    let goal = &initiative["societalGoals"]["nodes"][0];
    assert_eq!(goal["initiatives"]["totalCount"], 7);
    let learning = &goal["learnings"]["nodes"][0];
    assert_eq!(learning["initiative"]["targets"]["nodes"], json!([{ "code": "1.1" }]));
    assert_eq!(learning["societalGoals"]["nodes"], json!([{ "focusArea": { "slug": "f1" } }]));
}

/// Scheduled news appears by the clock alone, and its status with it.
#[tokio::test]
async fn scheduled_news_comes_due() {
    let world = tests::world::World::new().await;
    let document = "{ news(where: { status: { eq: PUBLISHED } }, first: 100) { totalCount nodes { slug status } } }";
    let count = |answer: Json| answer["news"]["totalCount"].as_i64().expect("a count");
    let before = world.app.anonymous().data(document, Json::Null).await;
    assert!(before.to_string().contains("n2200"), "what is due counts as published: {before}");
    world.app.clock.advance(chrono::TimeDelta::hours(1));
    let after = world.app.anonymous().data(document, Json::Null).await;
    assert_eq!(count(after), count(before) + 1);
}

/// Who sat where on a day.
#[tokio::test]
async fn seats_are_looked_at_on_a_day() {
    let world = tests::world::World::new().await;
    let document = "query($day: Date) { team(id: \"team_01j8000000e00800000000000q\") {
        seats(asOf: $day) { position isOpen holder { name } }
        openSeats(asOf: $day) { position }
        representatives(asOf: $day) { totalCount nodes { isCurrent } }
        terms: representatives { totalCount }
    } }";
    let member = world.app.as_member();
    let then = member.data(document, json!({ "day": "2026-11-01" })).await;
    let held = json!([
        { "position": 1, "isOpen": false, "holder": { "name": "former holder" } },
        // by somebody whose data are protected
        { "position": 3, "isOpen": false, "holder": null },
    ]);
    assert_eq!(then["team"]["seats"], held);
    assert_eq!(then["team"]["openSeats"], json!([]), "the second seat was added later");
    assert_eq!(then["team"]["representatives"], json!({ "totalCount": 1, "nodes": [{ "isCurrent": true }] }));
    let now = member.data(document, Json::Null).await;
    assert_eq!(now["team"]["seats"][0]["holder"]["name"], "holder of a seat in team 1");
    let today = member.data(document, json!({ "day": "2026-11-21" })).await;
    assert_eq!(today["team"]["openSeats"], json!([{ "position": 2 }]), "the day on which it was added");
    let later = member.data(document, json!({ "day": "2026-11-22" })).await;
    assert_eq!(later["team"]["openSeats"], json!([]));
    // whoever is not signed in knows of terms that run today only
    let anonymous = world.app.anonymous().data(document, json!({ "day": "2026-11-01" })).await;
    assert!(!anonymous.to_string().contains("former holder"));
}
