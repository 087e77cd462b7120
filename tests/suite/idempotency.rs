//! `Idempotency-Key`: a retry does nothing twice.

use axum::body::Body;
use axum::http::Method;
use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::{Answer, Caller};
use tests::rows::all;

const GRANT: &str =
    "mutation($input: GrantRoleInput!) { grantRole(input: $input) { roleGrant { id } userErrors { code } } }";

/// Asks under a key.
async fn ask(caller: &Caller<'_>, key: &str, document: &str, variables: &Json) -> Answer {
    let body = json!({ "query": document, "variables": variables }).to_string();
    let request = caller.request(Method::POST, "/graphql").header("idempotency-key", key);
    caller.send(request.body(Body::from(body)).expect("a request")).await
}

async fn grant(app: &App, role: &str) -> Json {
    let person =
        app.as_member().data("{ viewer { person { id } } }", Json::Null).await["viewer"]["person"]["id"].clone();
    json!({ "input": { "personId": person, "role": role } })
}

#[tokio::test]
async fn the_same_again_is_answered_the_same_and_done_once() {
    let app = App::seeded().await;
    let (administrator, input) = (app.as_administrator(), grant(&app, "ANALYST").await);
    let first = ask(&administrator, "a-1", GRANT, &input).await;
    assert!(first.body["data"]["grantRole"]["roleGrant"]["id"].is_string(), "{}", first.text);
    let again = ask(&administrator, "\"a-1\"", GRANT, &input).await;
    assert_eq!((again.status, again.text), (first.status, first.text.clone()));
    assert_eq!(all::<entity::role_grant::Entity>(&app).await.len(), 1);
    let other = ask(&administrator, "a-2", GRANT, &input).await;
    assert_eq!(other.body["data"]["grantRole"]["userErrors"][0]["code"], "ALREADY_EXISTS");
    let repeated = ask(&administrator, "a-2", GRANT, &input).await;
    assert_eq!(repeated.text, other.text, "what could not be done is repeated, too");
}

#[tokio::test]
async fn something_else_under_the_same_key_is_refused() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    ask(&administrator, "a", GRANT, &grant(&app, "ANALYST").await).await;
    let refused = ask(&administrator.clone().reading("en"), "a", GRANT, &grant(&app, "COMMUNICATOR").await).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.body["errors"][0]["extensions"]["code"]),
        (422, &json!("BAD_USER_INPUT"))
    );
    assert_eq!(all::<entity::role_grant::Entity>(&app).await.len(), 1);
    let another = app.signed_in(&[api::policy::Role::Administrator], UNIVERSITY, "another administrator");
    let done = ask(&another, "a", GRANT, &grant(&app, "COMMUNICATOR").await).await;
    assert!(done.body["data"]["grantRole"]["roleGrant"]["id"].is_string(), "a key is the caller's own: {}", done.text);
}

#[tokio::test]
async fn many_at_once_do_it_once() {
    let app = App::seeded().await;
    let (administrator, input) = (app.as_administrator(), grant(&app, "ANALYST").await);
    let answers = join_all((0..8).map(|_| ask(&administrator, "a", GRANT, &input))).await;
    assert_eq!(all::<entity::role_grant::Entity>(&app).await.len(), 1);
    let done = answers.iter().filter(|answer| answer.status.as_u16() == 200).collect::<Vec<_>>();
    assert!(!done.is_empty() && done.iter().all(|answer| answer.text == done[0].text));
    assert!(answers.iter().all(|answer| [200, 409].contains(&answer.status.as_u16())));
}

#[tokio::test]
async fn a_key_is_kept_for_a_day() {
    let app = App::seeded().await;
    let input = grant(&app, "ANALYST").await;
    let first = ask(&app.as_administrator(), "a", GRANT, &input).await;
    app.clock.advance(chrono::TimeDelta::hours(24) - chrono::TimeDelta::seconds(1));
    assert_eq!(ask(&app.as_administrator(), "a", GRANT, &input).await.text, first.text);
    app.clock.advance(chrono::TimeDelta::seconds(1));
    let anew = ask(&app.as_administrator(), "a", GRANT, &input).await;
    assert_eq!(anew.body["data"]["grantRole"]["userErrors"][0]["code"], "ALREADY_EXISTS");
}

#[tokio::test]
async fn what_is_shown_once_is_not_kept() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let organisation = administrator.data("{ organisation(slug: \"vasteras-stad\") { id } }", Json::Null).await;
    let input = json!({ "input": { "organisationId": organisation["organisation"]["id"], "name": "n", "expiresAt": "2026-12-01T00:00:00Z" } });
    let document = "mutation($input: CreateServiceTokenInput!) { createServiceToken(input: $input) { token } }";
    let made = ask(&administrator, "a", document, &input).await;
    let token = made.body["data"]["createServiceToken"]["token"].as_str().expect("a token");
    assert!(!format!("{:?}", all::<entity::idempotency_key::Entity>(&app).await).contains(token));
    assert_eq!(ask(&administrator, "a", document, &input).await.status.as_u16(), 409);
    assert_eq!(all::<entity::service_token::Entity>(&app).await.len(), 1);
}

#[tokio::test]
async fn only_mutations_have_keys() {
    let app = App::seeded().await;
    let member = app.as_member();
    for _ in 0..2 {
        assert_eq!(ask(&member, "a", "{ viewer { isAuthenticated } }", &Json::Null).await.status.as_u16(), 200);
    }
    assert!(all::<entity::idempotency_key::Entity>(&app).await.is_empty());
    let wrong = ask(&member, "two words", "{ viewer { isAuthenticated } }", &Json::Null).await;
    assert_eq!(wrong.status.as_u16(), 400, "{}", wrong.text);
}
