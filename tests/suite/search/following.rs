//! The index follows what is written: with the change, and not without it.

use entity::kind::SearchType;
use entity::{organisation, search_document};
use sea_orm::{ActiveEnum, Iterable, Value};
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::database::backend;
use tests::rows::{all, execute, id, insert, row};
use tests::world::World;

use super::found;

/// Everything that is found, in no order.
async fn index(app: &App) -> Vec<(String, String)> {
    let documents = all::<search_document::Entity>(app).await.into_iter();
    let mut index: Vec<_> =
        documents.map(|one| (format!("{} {}", one.node_type.to_value(), one.node_id), one.terms)).collect();
    index.sort_unstable();
    index
}

/// What is wrong with SQLite's tables of terms, against the documents.
const TERMS: &str = "SELECT 'not in the document: ' || t.term FROM search_posting AS p JOIN search_term AS t ON t.number = p.term
    LEFT JOIN search_document AS d ON d.number = p.document AND d.node_type = t.node_type
    WHERE d.number IS NULL OR instr(' ' || d.terms || ' ', ' ' || t.term || ' ') = 0
    UNION ALL
    SELECT 'in no document: ' || term FROM search_term WHERE number NOT IN (SELECT term FROM search_posting)
    UNION ALL
    SELECT 'not looked up: ' || value FROM search_document AS d, json_each('[\"' || replace(d.terms, ' ', '\",\"') || '\"]')
    WHERE value NOT GLOB '[@|]*' AND NOT EXISTS (SELECT 1 FROM search_term AS t JOIN search_posting AS p ON p.term = t.number
        WHERE t.node_type = d.node_type AND t.term = value AND p.document = d.number)";

/// What terms are looked up in says what the documents say. PostgreSQL works it out of them by itself.
async fn terms_are_those_of_the_documents(app: &App) {
    if backend() == "sqlite" {
        assert_eq!(tests::rows::strings(app, TERMS).await, [""; 0]);
    }
}

#[tokio::test]
async fn a_thing_is_found_as_it_is_now() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let finds = async |query: &str| found(&administrator, query, None).await;
    assert_eq!(finds("solpanel").await, (vec![], 0));

    let area = administrator.data("{ focusAreas { nodes { id } } }", Json::Null).await;
    let title = json!({ "sv": "Solpaneler på skolor", "en": "Solar panels on schools" });
    let input = json!({ "focusAreaId": area["focusAreas"]["nodes"][0]["id"], "title": title, "kind": "RESEARCH" });
    let made = administrator.call("proposeInitiative", "initiative { id version }", input).await.done();
    let thing = made["initiative"].clone();
    for query in ["solpanel", "solar panel", "skolorna", "school"] {
        assert_eq!(finds(query).await.0[0], thing["id"], "{query}");
    }

    let change = |version: &Json, sv: &str| json!({ "initiativeId": thing["id"], "version": version, "title": { "sv": sv, "en": null } });
    let stale = administrator.call("updateInitiative", "", change(&json!(9), "Vindkraft")).await;
    assert_eq!(stale.fault().1, "STALE_VERSION");
    assert_eq!(finds("vindkraft").await.1, 0, "what was refused is not found");
    administrator.call("updateInitiative", "", change(&thing["version"], "Vindkraft")).await.done();
    assert_eq!((finds("vindkraft").await.1, finds("solpanel").await.1, finds("solar").await.1), (1, 0, 0));
    assert_eq!(index(&app).await.len(), rows(&app).await, "a document for each thing");
    terms_are_those_of_the_documents(&app).await;
}

/// A first sign-in makes a person, who is found from then on.
#[tokio::test]
async fn whoever_signs_in_first_is_found() {
    let app = App::seeded().await;
    let newcomer = app.signed_in(&[api::policy::Role::Member], UNIVERSITY, "somebody new");
    newcomer.data("{ viewer { isAuthenticated } }", Json::Null).await;
    assert_eq!(found(&newcomer, "test person", Some("PERSON")).await.1, 1);
}

#[tokio::test]
async fn what_is_removed_is_not_found() {
    let world = World::new().await;
    let running = [
        ("id", Value::from(id(7001))),
        ("audience_id", entity::audience::PUBLIC.into()),
        ("status", "RUNNING".into()),
        ("kind", "RESEARCH".into()),
        ("focus_area_id", id(11).into()),
    ];
    insert::<entity::initiative::Entity>(&world.app, vec![row::<entity::initiative::Entity>(&world.app, &running)])
        .await;
    let contribution = [
        ("id", Value::from(id(7002))),
        ("initiative_id", id(7001).into()),
        ("organisation_id", id(1).into()),
        ("kind", "TIME".into()),
        ("description_sv", "En description".into()),
    ];
    let row = row::<entity::contribution::Entity>(&world.app, &contribution);
    insert::<entity::contribution::Entity>(&world.app, vec![row]).await;
    let removed = tests::rows::api_id("contribution", 7002);
    let administrator = world.app.signed_in(&[api::policy::Role::Administrator], "o1", &id(45).to_string());
    let before = found(&administrator, "description", Some("CONTRIBUTION")).await;
    assert!(before.0.contains(&removed));
    let input = json!({ "contributionId": removed, "version": 1 });
    administrator.call("removeContribution", "", input).await.done();
    let after = found(&administrator, "description", Some("CONTRIBUTION")).await;
    assert_eq!((after.1, after.0.len()), (before.1 - 1, before.0.len() - 1));
    assert!(!after.0.contains(&removed));
    terms_are_those_of_the_documents(&world.app).await;
}

/// The number of rows that there is a document for.
async fn rows(app: &App) -> usize {
    let tables: Vec<String> =
        SearchType::iter().map(|of| format!("SELECT id FROM {}", of.to_value().to_lowercase())).collect();
    let sql = format!("SELECT CAST(count(*) AS text) FROM ({}) AS things", tables.join(" UNION ALL "));
    tests::rows::strings(app, &sql).await[0].parse().expect("a number")
}

/// Where there is no index, or one of another scheme, it is written at the start: the same as is written with the rows.
#[tokio::test]
async fn an_index_of_another_scheme_is_written_anew() {
    let world = World::new().await;
    let app = &world.app;
    let written = index(app).await;
    assert_eq!(written.len(), rows(app).await);
    terms_are_those_of_the_documents(app).await;
    let what_is_found = found(&app.as_member(), "title", None).await.1;
    assert!(what_is_found > 0);
    for change in [
        "UPDATE search_scheme SET number = 0; DELETE FROM search_document",
        "UPDATE search_document SET terms = '@news | something else'; UPDATE search_scheme SET number = 999",
    ] {
        execute(app, change).await;
        assert_ne!(index(app).await, written);
        app.store.migrate().await.expect("the index is written");
        assert_eq!(index(app).await, written);
        terms_are_those_of_the_documents(app).await;
        assert_eq!(found(&app.as_member(), "title", None).await.1, what_is_found);
        assert_eq!(found(&app.as_member(), "something else", None).await.1, 0);
    }
    execute(app, "UPDATE search_document SET terms = '@news | kept'").await;
    app.store.migrate().await.expect("nothing is to be done");
    assert_ne!(index(app).await, written, "an index of this scheme is left alone");
}

/// Where more is found than is ranked, it is the best that is ranked: what has the words in its title, however old.
#[tokio::test]
async fn the_best_of_much_is_shown() {
    let app = App::empty().await;
    let document = |number: u32, title: &str, summary: &str| {
        let set = [
            ("id", Value::from(id(u128::from(number)))),
            ("number", i32::try_from(number).expect("a small number").into()),
            ("slug", format!("s{number}").into()),
            ("status", "PROPOSED".into()),
            ("name_sv", title.into()),
            ("name_en", Value::String(None)),
            ("summary_sv", summary.to_owned().into()),
        ];
        row::<entity::focus_area::Entity>(&app, &set)
    };
    let rows = (1..=1200).map(|number| match number {
        7 => document(number, "Mälaren", "En sjö"),
        _ => document(number, "Annat", "Om Mälaren"),
    });
    insert::<entity::focus_area::Entity>(&app, rows.collect()).await;
    let (ids, count) = found(&app.anonymous(), "mälaren", Some("FOCUS_AREA")).await;
    assert_eq!((count, ids.len()), (1200, 1001));
    assert_eq!(ids[0], tests::rows::api_id("focus_area", 7));
    assert_eq!(ids[1], tests::rows::api_id("focus_area", 1200), "what is newer comes first");
    let unique: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
    let backwards = "{ search(query: \"mälaren\", types: [FOCUS_AREA], last: 2) { nodes { id } pageInfo { hasPreviousPage hasNextPage startCursor } } }";
    let last = app.anonymous().data(backwards, Json::Null).await["search"].take();
    assert_eq!(last["nodes"], json!([{ "id": ids[999] }, { "id": ids[1000] }]));
    assert_eq!((&last["pageInfo"]["hasPreviousPage"], &last["pageInfo"]["hasNextPage"]), (&json!(true), &json!(false)));
    let before = "query($before: String) { search(query: \"Mälaren\", types: [FOCUS_AREA], last: 1, before: $before) { nodes { id } } }";
    let answer = app.anonymous().data(before, json!({ "before": last["pageInfo"]["startCursor"] })).await;
    assert_eq!(answer["search"]["nodes"], json!([{ "id": ids[998] }]));
}

/// Another name in the same transaction as the change that the log tells, on another server of the same database.
#[tokio::test]
async fn no_server_tells_what_was() {
    let app = App::seeded().await;
    let other = app.beside(api::config::Settings::default()).await;
    let ask = async |server: &App, query: &str| found(&server.anonymous(), query, Some("ORGANISATION")).await.1;
    for server in [&app, &other] {
        assert_eq!((ask(server, "eskilstuna").await, ask(server, "tumba").await), (1, 0));
    }
    let organisations = all::<organisation::Entity>(&app).await;
    let one = organisations.iter().find(|one| one.slug == "eskilstuna-kommun").expect("it is of the first content");
    let key = tests::rows::key_id("organisation", one.id);
    let input = json!({ "organisationId": key, "version": 1, "name": "Tumba", "shortName": "Tu" });
    app.as_administrator().call("updateOrganisation", "", input).await.done();
    for server in [&app, &other] {
        assert_eq!((ask(server, "eskilstuna").await, ask(server, "tumba").await), (0, 1));
    }
}
