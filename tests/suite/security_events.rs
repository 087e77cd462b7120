//! What whoever watches over the service hears of: who, what and why, in ids.

use axum::http::Method;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::Caller;

use crate::tokens::log::Log;

/// The events so far: what each says, without what surrounds it.
fn events(log: &Log) -> Vec<String> {
    let text = log.text();
    let lines = text.lines().filter_map(|line| line.split_once(" security: "));
    lines.map(|(_, said)| said.split(" event=").next().unwrap_or_default().to_owned()).collect()
}

async fn person(caller: &Caller<'_>) -> (String, i64) {
    let viewer = caller.data("{ viewer { person { id version } } }", Json::Null).await;
    let person = &viewer["viewer"]["person"];
    (person["id"].as_str().expect("an id").to_owned(), person["version"].as_i64().expect("a version"))
}

#[tokio::test]
async fn who_is_not_let_in_or_refused_is_told() {
    let app = App::seeded().await;
    let member = app.as_member();
    let (id, _) = person(&member).await;
    let log = Log::listen();
    let stranger = app.anonymous().with_token("a.secret.token");
    assert_eq!(stranger.run("{ viewer { roles } }", Json::Null).await.status, 401);
    assert_eq!(stranger.get("/export/organisations.csv").await.status, 401);
    let grant = "mutation { grantRole(input: { personId: \"x\", role: ANALYST }) { roleGrant { id } } }";
    app.anonymous().error(grant, Json::Null).await;
    assert_eq!(member.error(grant, Json::Null).await.0, "FORBIDDEN");
    assert_eq!(
        events(&log),
        [
            "failed_sign_in: unknown, signIn, auth-malformed".to_owned(),
            "failed_sign_in: unknown, signIn, auth-malformed".to_owned(),
            "refusal: anonymous, Mutation.grantRole, unauthenticated".to_owned(),
            format!("refusal: {id}, Mutation.grantRole, forbidden"),
        ]
    );
    assert!(!log.text().contains("a.secret.token"));
}

#[tokio::test]
async fn who_is_blocked_is_told_by_their_id() {
    let app = App::seeded().await;
    let member = app.as_member();
    let (id, version) = person(&member).await;
    let block = json!({ "personId": id, "version": version });
    app.as_administrator().call("blockPerson", "person { id }", block).await.done();
    let log = Log::listen();
    assert_eq!(member.run("{ viewer { roles } }", Json::Null).await.status, 403);
    assert_eq!(events(&log), [format!("failed_sign_in: {id}, signIn, auth-blocked")]);
}

#[tokio::test]
async fn exports_and_erasures_are_told_when_they_are_done() {
    let app = App::seeded().await;
    let (member, administrator) = (app.as_member(), app.as_administrator());
    let ((id, version), (by, _)) = (person(&member).await, person(&administrator).await);
    let log = Log::listen();
    assert_eq!(member.get("/export/organisations.csv").await.status, 200);
    assert_eq!(member.get("/export/nothing.csv").await.status, 404);
    // who asks about a file takes nothing
    let head = member.request(Method::HEAD, "/export/people.csv").body(Default::default()).expect("a request");
    assert_eq!(member.send(head).await.status, 200);
    administrator.call("exportPerson", "data", json!({ "personId": id })).await.done();
    let erase = json!({ "personId": id, "version": version + 100 });
    // it is not done
    administrator.call("erasePerson", "person { id }", erase).await;
    let erase = json!({ "personId": id, "version": version });
    administrator.call("erasePerson", "person { id }", erase).await.done();
    assert_eq!(
        events(&log),
        [
            format!("export: {id}, organisations.csv, export"),
            format!("export: {by}, {id}, exportPerson"),
            format!("erasure: {by}, {id}, erasePerson"),
        ]
    );
    assert!(!events(&log).concat().contains("Klang"));
}
