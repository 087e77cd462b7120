//! `Idempotency-Key`: a retry does nothing twice, and shows what was done as it is by then.

use std::time::Duration;

use api::policy::{Action, Regarding, Role};
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
pub async fn ask(caller: &Caller<'_>, key: &str, document: &str, variables: &Json) -> Answer {
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
    let another = app.signed_in(&[Role::Administrator], UNIVERSITY, "another administrator");
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
    let input = json!({ "input": { "organisationId": organisation["organisation"]["id"], "name": "n", "expiresAt": "2026-12-01T00:00:00.000Z" } });
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
    // however long the attempt could still have lasted
    let lease = app.clock.now() + chrono::TimeDelta::seconds(3);
    execute(&app, &format!("UPDATE idempotency_key SET leased_until = '{}'", lease.to_rfc3339())).await;
    let again = ask(&administrator, "a", TWO, &input).await;
    assert_eq!((again.status.as_u16(), &again.text), (200, &first.text));
    assert_eq!(all::<entity::role_grant::Entity>(&app).await.len(), 2);
    // what is gone since is not shown, and not done again
    execute(&app, "DELETE FROM role_grant").await;
    let gone = ask(&administrator, "a", TWO, &input).await;
    assert_eq!(gone.body["data"]["a"], json!({ "roleGrant": null, "userErrors": [] }), "{}", gone.text);
    assert!(all::<entity::role_grant::Entity>(&app).await.is_empty());
}

#[tokio::test]
async fn what_broke_off_between_two_steps_is_done_from_there() {
    let app = App::seeded().await;
    let (administrator, input) = (app.as_administrator(), two(&app).await);
    let first = ask(&administrator, "a", TWO, &input).await;
    // as the first step left it
    let steps =
        json!({ "a": all::<entity::idempotency_key::Entity>(&app).await[0].steps.as_ref().expect("steps")["a"] });
    execute(&app, &format!("UPDATE idempotency_key SET steps = '{steps}'")).await;
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
    let broken_off = format!("UPDATE idempotency_key SET steps = NULL, leased_until = '{}'", lease.to_rfc3339());
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
    let (hash, steps, lease) = ("0".repeat(64), ["a".to_owned()], Duration::from_secs(10));
    let marked = Marked { caller: "c", key: "k", request_hash: &hash, steps: &steps, lease };
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
    let known = app.store.begin_marked(marked, &app.clock).await.expect("the database answers");
    assert!(matches!(known, Known::Done(_)), "{known:?}");
    // nor does it end what the later one is at
    let other = ["a".to_owned(), "b".to_owned()];
    app.store.end_marked(&slow).await.expect("the database answers");
    let known = app.store.begin_marked(Marked { steps: &other, ..marked }, &app.clock).await;
    assert!(matches!(known.expect("the database answers"), Known::UnderWay(_)));
    app.store.end_marked(&later).await.expect("the database answers");
    let known = app.store.begin_marked(Marked { steps: &other, ..marked }, &app.clock).await;
    assert!(matches!(known.expect("the database answers"), Known::ToDo(_)));
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

/// What somebody may no longer see is not told to their retry either.
#[tokio::test]
async fn a_retry_asks_the_rules_anew() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let organisation = administrator.data("{ organisation(slug: \"vasteras-stad\") { id } }", Json::Null).await;
    let person = json!({ "name": "Åke Ek", "organisationId": organisation["organisation"]["id"], "email": "ake.ek@example.org" });
    let document = "mutation($input: CreatePersonInput!) { createPerson(input: $input) { person { id name email } userErrors { code } } }";
    let made = ask(&administrator, "a", document, &json!({ "input": person })).await;
    assert_eq!(made.body["data"]["createPerson"]["person"]["email"], "ake.ek@example.org", "{}", made.text);
    let kept = format!("{:?}", all::<entity::idempotency_key::Entity>(&app).await);
    assert!(!kept.contains("Åke") && !kept.contains("ake.ek"), "nothing of an answer is kept: {kept}");
    let again = ask(&administrator, "a", document, &json!({ "input": person })).await;
    assert_eq!(again.text, made.text);
    // the same person, whose token no longer has the role
    let member = app.signed_in(&[Role::Member], UNIVERSITY, tests::app::ADMINISTRATOR);
    let less = ask(&member, "a", document, &json!({ "input": person })).await;
    assert_eq!(less.body["errors"][0]["extensions"]["code"], "FORBIDDEN", "{}", less.text);
    assert!(!less.text.contains("Åke") && !less.text.contains("ake.ek"), "{}", less.text);
    assert_eq!(all::<entity::person::Entity>(&app).await.iter().filter(|person| person.name == "Åke Ek").count(), 1);
    let readings = all::<entity::contact_reading::Entity>(&app).await;
    assert_eq!(readings.iter().map(|reading| reading.times).sum::<i32>(), 2, "each that was shown is a reading");
}

/// A key is its caller's own: of two systems of one organisation, whoever lets them in, each has its own.
#[tokio::test]
async fn two_systems_of_an_organisation_are_two_callers() {
    let app = App::seeded().await;
    let mut issuer = tests::issuer::TestIssuer::get().description();
    issuer["services"] = json!({ "organisations": { "one": UNIVERSITY, "other": UNIVERSITY } });
    let issuers = serde_json::from_value(json!([issuer])).expect("settings");
    let settings = api::config::Settings { issuers: Some(api::config::Issuers(issuers)), ..Default::default() };
    let beside = app.beside(settings).await;
    let administrator = app.as_administrator();
    let asked = "{ organisation(slug: \"malardalens-universitet\") { id } focusAreas(first: 1) { nodes { id } } }";
    let known = administrator.data(asked, Json::Null).await;
    let mut systems: Vec<Caller<'_>> =
        ["one", "other"].map(|name| beside.signed_in(&[Role::PartnerSystem], UNIVERSITY, name)).into();
    for name in ["first", "second"] {
        let input = json!({ "organisationId": known["organisation"]["id"], "name": name, "expiresAt": "2026-12-01T00:00:00.000Z" });
        let made = administrator.call("createServiceToken", "token", input).await.done();
        systems.push(app.anonymous().with_token(made["token"].as_str().expect("a token")));
    }
    let document = "mutation($input: ProposeInitiativeInput!) { proposeInitiative(input: $input) { initiative { id } userErrors { path code message } } }";
    let input = json!({ "input": {
        "title": { "sv": "Titel" }, "summary": { "sv": "Sammanfattning" }, "kind": "RESEARCH", "focusAreaId": known["focusAreas"]["nodes"][0]["id"],
    } });
    let mut made = vec![];
    for system in &systems {
        let (first, again) = (ask(system, "a", document, &input).await, ask(system, "a", document, &input).await);
        let id = first.body["data"]["proposeInitiative"]["initiative"]["id"].as_str();
        made.push(id.unwrap_or_else(|| panic!("{}", first.text)).to_owned());
        assert_eq!(again.text, first.text);
    }
    made.sort();
    made.dedup();
    assert_eq!((made.len(), all::<entity::initiative::Entity>(&app).await.len()), (4, 4));
}

#[tokio::test]
async fn of_a_callers_keys_the_newest_are_remembered() {
    let app = App::seeded().await;
    let (administrator, input) = (app.as_administrator(), grant(&app, "ANALYST").await);
    ask(&administrator, "a", GRANT, &input).await;
    let own = all::<entity::idempotency_key::Entity>(&app).await.remove(0);
    let earlier = |number: i64| entity::idempotency_key::ActiveModel {
        id: Set(app.clock.uuid()),
        key: Set(format!("earlier-{number}")),
        created_at: Set(own.created_at - chrono::TimeDelta::seconds(number)),
        ..own.clone().into()
    };
    for begin in (0..10_000).step_by(1_000) {
        tests::rows::insert::<entity::idempotency_key::Entity>(
            &app,
            (begin + 1..=begin + 1_000).map(earlier).collect(),
        )
        .await;
    }
    app.clock.advance(chrono::TimeDelta::seconds(1));
    ask(&administrator, "b", GRANT, &input).await;
    let left = all::<entity::idempotency_key::Entity>(&app).await;
    assert_eq!(left.len(), 10_000);
    assert!(["a", "b", "earlier-9998"].iter().all(|key| left.iter().any(|row| row.key == *key)));
    assert!(left.iter().all(|row| row.key != "earlier-9999" && row.key != "earlier-10000"));
}

/// What only reads is done anew for a retry.
#[tokio::test]
async fn what_leaves_nothing_is_told_again() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let person = administrator.data("{ viewer { person { id } } }", Json::Null).await["viewer"]["person"]["id"].clone();
    let document = "mutation($input: ExportPersonInput!) { exportPerson(input: $input) { data } }";
    for _ in 0..2 {
        let told = ask(&administrator, "a", document, &json!({ "input": { "personId": person } })).await;
        assert_eq!(told.body["data"]["exportPerson"]["data"]["person"][0]["name"], "David Carlsson", "{}", told.text);
    }
}

/// What was removed is named by its id, to a retry as well.
#[tokio::test]
async fn removals_name_what_they_removed() {
    let app = App::seeded().await;
    let (administrator, input) = (app.as_administrator(), grant(&app, "ANALYST").await);
    let granted = ask(&administrator, "a", GRANT, &input).await;
    let document = "mutation($input: RevokeRoleInput!) { revokeRole(input: $input) { roleGrantId person { id } userErrors { code } } }";
    for _ in 0..2 {
        let revoked = ask(&administrator, "b", document, &input).await;
        let shown = &revoked.body["data"]["revokeRole"];
        assert_eq!(shown["roleGrantId"], granted.body["data"]["grantRole"]["roleGrant"]["id"], "{}", revoked.text);
        assert_eq!(shown["person"]["id"], input["input"]["personId"], "{}", revoked.text);
    }
}
