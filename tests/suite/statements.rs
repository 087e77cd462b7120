//! The number of statements of a query does not grow with the rows that it shows.

use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::rows::{id, insert, row};

const PAGE: &str = "{ initiatives(first: 100) { totalCount nodes {
    title leadOrganisation { name } owners(first: 5) { totalCount nodes { name organisation { name } } }
    missions(first: 3) { nodes { title focusArea { name } } } targets(first: 10) { nodes { code goal { number } } }
    evaluations(first: 2) { nodes { summary author { name } } } decision { title }
} } }";

async fn initiatives(app: &App, from: u128, to: u128) {
    let rows = (from..to).map(|number| {
        let set = [
            ("id", id(1000 + number).into()),
            ("audience_id", entity::audience::PUBLIC.into()),
            ("status", "PROPOSED".into()),
            ("kind", "RESEARCH".into()),
            ("reference", format!("I-{number}").into()),
            ("focus_area_id", id(2).into()),
            ("lead_organisation_id", id(1).into()),
        ];
        row::<entity::initiative::Entity>(app, &set)
    });
    insert::<entity::initiative::Entity>(app, rows.collect()).await;
    let owners = (from..to).map(|number| {
        row::<entity::link::initiative_owner::Entity>(
            app,
            &[("initiative_id", id(1000 + number).into()), ("person_id", id(3).into())],
        )
    });
    insert::<entity::link::initiative_owner::Entity>(app, owners.collect()).await;
}

#[tokio::test]
async fn as_many_for_two_rows_as_for_a_hundred() {
    let app = App::empty().await;
    let set = [("id", id(1).into()), ("slug", UNIVERSITY.into()), ("sector", "OTHER".into())];
    insert::<entity::organisation::Entity>(&app, vec![row::<entity::organisation::Entity>(&app, &set)]).await;
    let set = [("id", id(2).into()), ("slug", "f".into()), ("status", "PROPOSED".into())];
    insert::<entity::focus_area::Entity>(&app, vec![row::<entity::focus_area::Entity>(&app, &set)]).await;
    let set = [("id", id(3).into()), ("organisation_id", id(1).into())];
    insert::<entity::person::Entity>(&app, vec![row::<entity::person::Entity>(&app, &set)]).await;
    initiatives(&app, 0, 2).await;
    let (few, answer) = counted(&app).await;
    assert_eq!(answer["initiatives"]["totalCount"], 2);
    initiatives(&app, 2, 100).await;
    let (many, answer) = counted(&app).await;
    assert_eq!(answer["initiatives"]["totalCount"], 100);
    assert_eq!(
        answer["initiatives"]["nodes"][99]["owners"],
        json!({ "totalCount": 1, "nodes": [{ "name": "name", "organisation": { "name": "name" } }] })
    );
    assert_eq!(few, many);
    assert!(many <= 12, "{many} statements");
}

async fn counted(app: &App) -> (u64, Json) {
    let caller = app.as_member();
    // the first time, they are written down
    caller.data("{ viewer { isAuthenticated } }", Json::Null).await;
    let before = app.store.statements();
    let answer = caller.data(PAGE, Json::Null).await;
    (app.store.statements() - before, answer)
}
