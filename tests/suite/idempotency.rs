//! `Idempotency-Key`: a retry does nothing twice.

use std::time::Duration;

use api::policy::{Action, Regarding};
use api::store::{Attempt, Known, Left, Marked, Work};
use axum::body::Body;
use axum::http::Method;
use entity::focus_area;
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, Set};
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::{Answer, Caller};
use tests::rows::{all, execute};

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
    let document = "mutation($input: CreateServiceTokenInput!) { createServiceToken(input: $input) { token serviceToken { name } } }";
    let made = ask(&administrator, "a", document, &input).await;
    let token = made.body["data"]["createServiceToken"]["token"].as_str().expect("a token");
    assert!(!format!("{:?}", all::<entity::idempotency_key::Entity>(&app).await).contains(token));
    let again = ask(&administrator, "a", document, &input).await;
    assert_eq!(again.body["data"]["createServiceToken"], json!({ "token": null, "serviceToken": { "name": "n" } }));
    assert_eq!(all::<entity::service_token::Entity>(&app).await.len(), 1);
}

/// Two steps in one document.
const TWO: &str = "mutation($a: GrantRoleInput!, $b: GrantRoleInput!) {
    a: grantRole(input: $a) { roleGrant { id role } userErrors { code } } b: grantRole(input: $b) { roleGrant { id role } userErrors { code } } }";

async fn two(app: &App) -> Json {
    json!({ "a": grant(app, "ANALYST").await["input"], "b": grant(app, "COMMUNICATOR").await["input"] })
}

#[tokio::test]
async fn what_broke_off_before_its_answer_is_answered_with_what_was_done() {
    let app = App::seeded().await;
    let (administrator, input) = (app.as_administrator(), two(&app).await);
    let first = ask(&administrator, "a", TWO, &input).await;
    execute(&app, "UPDATE idempotency_key SET answer = NULL").await;
    let again = ask(&administrator, "a", TWO, &input).await;
    assert_eq!((again.status.as_u16(), &again.text), (200, &first.text));
    assert_eq!(all::<entity::role_grant::Entity>(&app).await.len(), 2);
    // and this answer is kept
    execute(&app, "DELETE FROM role_grant").await;
    assert_eq!(ask(&administrator, "a", TWO, &input).await.text, first.text);
}

#[tokio::test]
async fn what_broke_off_between_two_steps_is_done_from_there() {
    let app = App::seeded().await;
    let (administrator, input) = (app.as_administrator(), two(&app).await);
    let first = ask(&administrator, "a", TWO, &input).await;
    // as the first step left it
    let steps =
        json!({ "a": all::<entity::idempotency_key::Entity>(&app).await[0].steps.as_ref().expect("steps")["a"] });
    execute(&app, &format!("UPDATE idempotency_key SET answer = NULL, steps = '{steps}'")).await;
    execute(&app, "DELETE FROM role_grant WHERE role = 'COMMUNICATOR'").await;
    let again = ask(&administrator, "a", TWO, &input).await;
    assert_eq!(again.body["data"]["a"], first.body["data"]["a"]);
    assert_eq!(again.body["data"]["b"]["roleGrant"]["role"], "COMMUNICATOR", "{}", again.text);
    assert_eq!(all::<entity::role_grant::Entity>(&app).await.len(), 2);
}

#[tokio::test]
async fn nobody_takes_over_while_the_first_attempt_can_last() {
    let app = App::seeded().await;
    let (administrator, input) = (app.as_administrator(), grant(&app, "ANALYST").await);
    ask(&administrator, "a", GRANT, &input).await;
    let lease = app.clock.now() + chrono::TimeDelta::seconds(3);
    let broken_off =
        format!("UPDATE idempotency_key SET answer = NULL, steps = NULL, leased_until = '{}'", lease.to_rfc3339());
    execute(&app, &broken_off).await;
    execute(&app, "DELETE FROM role_grant").await;
    let early = ask(&administrator, "a", GRANT, &input).await;
    assert_eq!((early.status.as_u16(), &early.headers["retry-after"]), (409, &"3".parse().expect("a header")));
    assert!(all::<entity::role_grant::Entity>(&app).await.is_empty());
    app.clock.advance(chrono::TimeDelta::seconds(3));
    let late = ask(&administrator, "a", GRANT, &input).await;
    assert!(late.body["data"]["grantRole"]["roleGrant"]["id"].is_string(), "{}", late.text);
}

/// However slow it is, whatever clock it goes by.
#[tokio::test]
async fn an_attempt_that_was_taken_over_from_writes_nothing() {
    let app = App::seeded().await;
    let actor = app.actor(app.as_administrator().token().expect("a token")).await.expect("somebody");
    let marked = Marked { caller: "c", key: "k", request_hash: &"0".repeat(64), lease: Duration::from_secs(10) };
    let begin = async || match app.store.begin_marked(marked, &app.clock).await.expect("the database answers") {
        Known::ToDo(attempt) => attempt,
        other => panic!("{other:?}"),
    };
    let slow = begin().await;
    app.clock.advance(chrono::TimeDelta::seconds(10));
    let later = begin().await;
    let write = async |attempt: Attempt| {
        let work: Work<()> = Box::new(move |write| {
            Box::pin(async move {
                let permit = write.permit(&Regarding::default())?;
                let area =
                    write.find_where::<focus_area::Entity>(focus_area::Column::Slug.is_not_null().into()).await?;
                let row = focus_area::ActiveModel { summary_sv: Set(Some("s".into())), ..area[0].clone().into() };
                write.update::<focus_area::Entity>(&permit, &area[0], row).await?;
                write.note_step(&attempt, "a".into(), Left::new()).await
            })
        });
        app.store.write(actor.clone(), app.clock.clone(), Action::UpdateFocusArea, work).await
    };
    let before = all::<entity::change::Entity>(&app).await.len();
    assert!(write(slow.clone()).await.is_err());
    assert_eq!(all::<entity::change::Entity>(&app).await.len(), before);
    assert!(all::<focus_area::Entity>(&app).await.iter().all(|area| area.summary_sv.as_deref() != Some("s")));
    write(later.clone()).await.expect("the later attempt writes");
    assert_eq!(all::<entity::change::Entity>(&app).await.len(), before + 1);
    // nor is its answer the one that is kept
    app.store.end_marked(&slow, Some("slow".into())).await.expect("the database answers");
    app.store.end_marked(&later, Some("later".into())).await.expect("the database answers");
    let known = app.store.begin_marked(marked, &app.clock).await.expect("the database answers");
    assert_eq!(known, Known::Answered("later".into()));
}

#[tokio::test]
async fn what_failed_on_our_side_is_tried_again() {
    let app = App::seeded().await;
    let (administrator, input) = (app.as_administrator(), two(&app).await);
    execute(&app, "ALTER TABLE change RENAME TO elsewhere").await;
    let failed = ask(&administrator, "a", TWO, &input).await;
    assert_eq!(failed.body["errors"][0]["extensions"]["code"], "INTERNAL_ERROR", "{}", failed.text);
    assert!(all::<entity::role_grant::Entity>(&app).await.is_empty());
    execute(&app, "ALTER TABLE elsewhere RENAME TO change").await;
    let done = ask(&administrator, "a", TWO, &input).await;
    assert!(done.body["data"]["b"]["roleGrant"]["id"].is_string(), "{}", done.text);
    assert_eq!(all::<entity::role_grant::Entity>(&app).await.len(), 2);
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
