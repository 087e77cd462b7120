//! Signing in at a certified OpenID provider: who one is, keys that change, and a provider that is out of reach.

mod process;
mod slow;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use api::clock::Clock;
use api::config::Settings;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use entity::{organisation, person};
use futures_util::future::join_all;
use process::{Providers, Requests};
use serde_json::{Value as Json, json};
use slow::SlowIssuer;
use tests::app::App;
use tests::caller::Answer;
use tests::rows::{all, id, insert, key_id, row};

const VIEWER: &str = "{ viewer { isAuthenticated roles organisation { slug } person { id name email identities { nodes { issuer subject } } } } }";

/// Longer than the pause between two fetches for the sake of unknown keys.
const PAUSE: TimeDelta = TimeDelta::seconds(31);

/// A server that trusts both providers, at the time that their clocks show.
async fn server(providers: &Providers) -> App {
    server_with(Settings { issuers: Some(providers.settings()), ..Settings::default() }).await
}

async fn server_with(settings: Settings) -> App {
    let app = App::seeded().await.beside(settings).await;
    app.clock.advance(Clock::system().now() - app.clock.now());
    app
}

async fn ask(app: &App, token: &str) -> Answer {
    app.anonymous().with_token(token).run(VIEWER, Json::Null).await
}

async fn status(app: &App, token: &str) -> u16 {
    ask(app, token).await.status.as_u16()
}

/// Who the holder of a token is.
async fn viewer(app: &App, token: &str) -> Json {
    app.anonymous().with_token(token).data(VIEWER, Json::Null).await["viewer"].take()
}

/// The token with another header or other claims under the same signature.
fn altered(token: &str, part: usize, name: &str, value: &str) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let mut object: Json =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&parts[part]).expect("Base64")).expect("JSON");
    object[name] = value.into();
    parts[part] = URL_SAFE_NO_PAD.encode(object.to_string());
    parts.join(".")
}

/// The token, which says that it is signed with this key.
fn with_kid(token: &str, kid: &str) -> String {
    altered(token, 0, "kid", kid)
}

/// Somebody with this e-mail address, named and at home like the one who will sign in.
async fn namesake(app: &App, email: &str) -> String {
    let home = all::<organisation::Entity>(app).await.into_iter().find(|one| one.slug == "malardalens-universitet");
    let set = [
        ("id", id(1).into()),
        ("name", "Test anna".into()),
        ("email", email.into()),
        ("organisation_id", home.expect("the university").id.into()),
    ];
    insert::<person::Entity>(app, vec![row::<person::Entity>(app, &set)]).await;
    id(1).to_string()
}

#[tokio::test]
async fn a_person_is_who_the_provider_says_and_stays_the_same() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    namesake(&app, "anna@example.org").await;
    let people = all::<person::Entity>(&app).await.len();
    let first = viewer(&app, &providers.sign_in("a", "anna+REPRESENTATIVE+ANALYST").await).await;
    assert_eq!(first["isAuthenticated"], true);
    assert_eq!(first["roles"], json!(["MEMBER", "REPRESENTATIVE", "ANALYST"]));
    assert_eq!(first["organisation"]["slug"], "malardalens-universitet");
    assert_eq!(
        (&first["person"]["name"], &first["person"]["email"]),
        (&json!("Test anna"), &json!("anna@example.org"))
    );
    let identities = json!([{ "issuer": providers.a, "subject": "anna" }]);
    assert_eq!(first["person"]["identities"]["nodes"], identities);
    // the roles are those of the token, not of the person
    let again = viewer(&app, &providers.sign_in("a", "anna+ANALYST").await).await;
    assert_eq!((&again["person"], &again["roles"]), (&first["person"], &json!(["MEMBER", "ANALYST"])));
    let elsewhere = viewer(&app, &providers.sign_in("b", "anna").await).await;
    assert_ne!(elsewhere["person"]["id"], first["person"]["id"]);
    assert_eq!(elsewhere["organisation"]["slug"], "vasteras-stad");
    assert_eq!(elsewhere["person"]["identities"]["nodes"], json!([{ "issuer": providers.b, "subject": "anna" }]));
    let other = viewer(&app, &providers.sign_in("a", "bo").await).await;
    assert_eq!((&other["person"]["name"], &other["roles"]), (&json!("Test bo"), &json!(["MEMBER"])));
    assert_eq!(all::<person::Entity>(&app).await.len(), people + 3);
}

/// A person of the same name and address at the same organisation is somebody else, until an invitation says otherwise.
#[tokio::test]
async fn nobody_is_found_by_their_address() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    let uuid = namesake(&app, "anna@example.org").await;
    let anna = viewer(&app, &providers.sign_in("a", "anna").await).await;
    let people = all::<person::Entity>(&app).await;
    let same: Vec<_> = people.iter().filter(|one| one.email.as_deref() == Some("anna@example.org")).collect();
    assert_eq!(same.len(), 2);
    let beforehand = same.iter().find(|one| one.id.to_string() == uuid).expect("the one from before");
    assert_eq!(beforehand.version, 1);
    assert_ne!(anna["person"]["id"], key_id("person", beforehand.id));
    assert!(all::<entity::identity::Entity>(&app).await.iter().all(|identity| identity.person_id != beforehand.id));
}

#[tokio::test]
async fn an_id_token_is_no_access_token() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    let tokens = providers.tokens(json!({ "provider": "a", "login": "anna" })).await;
    let of = |name: &str| tokens[name].as_str().expect("a token").to_owned();
    assert_eq!(status(&app, &of("accessToken")).await, 200);
    assert_eq!(status(&app, &of("idToken")).await, 401);
    // nor where its audience and its type would do
    let mut issuers = providers.settings();
    issuers.0[0].audiences.push("web".to_owned());
    issuers.0[0].token_types.push("JWT".to_owned());
    let lenient = server_with(Settings { issuers: Some(issuers), ..Settings::default() }).await;
    assert_eq!(status(&lenient, &of("accessToken")).await, 200);
    assert_eq!(status(&lenient, &of("idToken")).await, 401);
}

#[tokio::test]
async fn systems_are_those_of_organisations_that_are_listed() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    let people = all::<person::Entity>(&app).await.len();
    for provider in ["a", "b"] {
        let partner = viewer(&app, &providers.client(json!({ "provider": provider, "client": "partner" })).await).await;
        assert_eq!(partner["roles"], json!(["PARTNER_SYSTEM"]));
        assert_eq!(partner["organisation"]["slug"], "eskilstuna-kommun");
        assert_eq!((&partner["isAuthenticated"], &partner["person"]), (&json!(true), &Json::Null));
        let stranger = providers.client(json!({ "provider": provider, "client": "stranger" })).await;
        assert_eq!(status(&app, &stranger).await, 401);
    }
    let resource = "urn:somebody-else";
    let elsewhere = providers.client(json!({ "provider": "a", "client": "partner", "resource": resource })).await;
    assert_eq!(status(&app, &elsewhere).await, 401);
    let person = providers.tokens(json!({ "provider": "a", "login": "anna", "resource": resource })).await;
    assert_eq!(status(&app, person["accessToken"].as_str().expect("a token")).await, 401);
    let expired = providers.tokens(json!({ "provider": "a", "login": "anna", "expiresIn": -3600 })).await;
    assert_eq!(status(&app, expired["accessToken"].as_str().expect("a token")).await, 401);
    assert_eq!(all::<person::Entity>(&app).await.len(), people);
}

#[tokio::test]
async fn keys_are_fetched_once_for_all_who_wait() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    let token = providers.sign_in("a", "anna").await;
    assert_eq!(providers.requests("a").await, Requests { discovery: 0, jwks: 0 });
    let statuses = join_all((0..50).map(|_| status(&app, &token))).await;
    assert_eq!(statuses, [200; 50]);
    assert_eq!(providers.requests("a").await, Requests { discovery: 1, jwks: 1 });
    assert_eq!(providers.requests("b").await, Requests { discovery: 0, jwks: 0 });
}

#[tokio::test]
async fn no_request_fails_while_keys_are_rotated() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    let tokens = RefCell::new(vec![providers.sign_in("a", "anna").await]);
    let (statuses, is_over) = (RefCell::new(BTreeMap::<u16, usize>::new()), Cell::new(false));
    let traffic = async {
        while !is_over.get() {
            let known = tokens.borrow().clone();
            for status in join_all(known.iter().map(|token| status(&app, token))).await {
                *statuses.borrow_mut().entry(status).or_default() += 1;
            }
            // answers that are known wait for nothing
            tokio::task::yield_now().await;
        }
    };
    let count = || statuses.borrow().values().sum::<usize>();
    let rotation = async {
        for round in 0..4 {
            let before = count();
            while count() < before + 20 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            // unknown keys are looked for twice a minute
            app.clock.advance(PAUSE);
            providers.tell("a", "rotate").await;
            let fresh = providers.sign_in("a", &format!("anna-{round}")).await;
            tokens.borrow_mut().push(fresh);
        }
        let before = count();
        while count() < before + 20 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        is_over.set(true);
    };
    tokio::join!(traffic, rotation);
    assert_eq!(statuses.borrow().keys().collect::<Vec<_>>(), [&200], "{statuses:?}");
    assert_eq!(providers.requests("a").await, Requests { discovery: 5, jwks: 5 });
}

#[tokio::test]
async fn a_retired_key_is_good_for_nothing_once_the_keys_are_refreshed() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    let old = providers.sign_in("a", "anna").await;
    assert_eq!(status(&app, &old).await, 200);
    providers.tell("a", "rotate").await;
    providers.tell("a", "retire").await;
    let new = providers.sign_in("a", "anna").await;
    app.clock.advance(TimeDelta::minutes(11));
    // it does not wait for the refresh that it begins
    assert_eq!(status(&app, &old).await, 200);
    let mut statuses = vec![];
    while statuses.last() != Some(&401) && statuses.len() < 500 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        statuses.push(status(&app, &old).await);
    }
    assert_eq!(statuses.last(), Some(&401), "the keys are not refreshed");
    assert_eq!((status(&app, &new).await, status(&app, &old).await), (200, 401));
    // the refresh, and one more look for the old key
    assert_eq!(providers.requests("a").await, Requests { discovery: 3, jwks: 3 });
}

/// What others wait for may have begun before the key was made.
#[tokio::test]
async fn a_key_that_is_made_while_keys_are_fetched_is_found() {
    let issuer = SlowIssuer::start().await;
    let app = server_with(Settings { issuers: Some(issuer.settings()), ..Settings::default() }).await;
    let old = issuer.publish("old");
    issuer.answer(1);
    assert_eq!(status(&app, &old.token(&app)).await, 200);
    issuer.is_asked().await;
    app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(status(&app, &old.token(&app)).await, 200);
    issuer.is_asked().await;
    let token = issuer.publish("new").token(&app);
    let later = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        issuer.answer(2);
    };
    let (answer, ()) = tokio::join!(ask(&app, &token), later);
    assert_eq!(answer.status, 200, "{}", answer.text);
}

/// A provider that gives a new key the name of the old one.
#[tokio::test]
async fn a_key_that_takes_the_name_of_another_is_found() {
    let issuer = SlowIssuer::start().await;
    let app = server_with(Settings { issuers: Some(issuer.settings()), ..Settings::default() }).await;
    issuer.answer(2);
    assert_eq!(status(&app, &issuer.publish("key").token(&app)).await, 200);
    let token = issuer.publish("key").token(&app);
    let answer = ask(&app, &token).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn unknown_keys_are_looked_for_twice_a_minute_whoever_asks() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    let token = providers.sign_in("a", "anna").await;
    assert_eq!(status(&app, &token).await, 200);
    let flood = async |round: usize| {
        let forged: Vec<_> = (0..100).map(|n| with_kid(&token, &format!("forged-{round}-{n}"))).collect();
        let (at_once, in_a_row) = forged.split_at(50);
        assert_eq!(join_all(at_once.iter().map(|token| status(&app, token))).await, [401; 50]);
        for token in in_a_row {
            assert_eq!(status(&app, token).await, 401);
        }
        assert_eq!(status(&app, &token).await, 200);
        providers.requests("a").await
    };
    assert_eq!(flood(0).await, Requests { discovery: 2, jwks: 2 });
    app.clock.advance(TimeDelta::seconds(29));
    assert_eq!(flood(1).await, Requests { discovery: 2, jwks: 2 });
    app.clock.advance(TimeDelta::seconds(2));
    assert_eq!(flood(2).await, Requests { discovery: 3, jwks: 3 });
    assert_eq!(flood(3).await, Requests { discovery: 3, jwks: 3 });
}

/// Whether the answer says that it cannot be told now, and when to come again.
fn is_unavailable(answer: &Answer) -> bool {
    let later = answer.headers.get("retry-after").and_then(|value| value.to_str().ok());
    let is_number = later.is_some_and(|seconds| seconds.parse::<u32>().is_ok());
    let code = &answer.body["errors"][0]["extensions"]["code"];
    let is_challenged = answer.headers.contains_key("www-authenticate");
    answer.status == 503 && is_number && code == "UNAVAILABLE" && !is_challenged && answer.body.get("data").is_none()
}

#[tokio::test]
async fn known_keys_are_good_for_a_day_while_the_provider_is_down() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    let tokens = providers.tokens(json!({ "provider": "a", "login": "anna", "expiresIn": 48 * 3600 })).await;
    let token = tokens["accessToken"].as_str().expect("a token");
    assert_eq!(status(&app, token).await, 200);
    providers.tell("a", "down").await;
    let fetched_at = app.clock.now();
    for minutes in [0, 11, 60, 12 * 60, 24 * 60 - 1] {
        app.clock.advance(fetched_at + TimeDelta::minutes(minutes) - app.clock.now());
        for _ in 0..5 {
            assert_eq!(status(&app, token).await, 200, "{minutes} minutes later");
        }
    }
    app.clock.advance(TimeDelta::minutes(1));
    for seconds in [0, 1, 5, 60, 3600] {
        app.clock.advance(TimeDelta::seconds(seconds));
        let answer = ask(&app, token).await;
        assert!(is_unavailable(&answer), "{seconds} seconds later: {answer:?}");
        let answer = ask(&app, &with_kid(token, "unknown")).await;
        assert!(is_unavailable(&answer), "{seconds} seconds later, with an unknown key: {answer:?}");
    }
    providers.tell("a", "up").await;
    app.clock.advance(TimeDelta::seconds(2));
    assert_eq!(status(&app, token).await, 200);
    assert_eq!(status(&app, &with_kid(token, "unknown")).await, 401);
}

#[tokio::test]
async fn a_provider_that_was_never_there_is_awaited() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    let (a, b) = (providers.sign_in("a", "anna").await, providers.sign_in("b", "anna").await);
    providers.tell("a", "down").await;
    let answers = join_all((0..20).map(|_| ask(&app, &a))).await;
    assert!(answers.iter().all(is_unavailable), "{answers:?}");
    // the other one has nothing to do with it, nor has who brings no token
    assert_eq!(status(&app, &b).await, 200);
    assert_eq!(app.anonymous().run(VIEWER, Json::Null).await.status, 200);
    providers.tell("a", "up").await;
    app.clock.advance(TimeDelta::seconds(2));
    let statuses: BTreeSet<_> = join_all((0..20).map(|_| status(&app, &a))).await.into_iter().collect();
    assert_eq!(statuses, BTreeSet::from([200]));
    assert_eq!(providers.requests("a").await, Requests { discovery: 1, jwks: 1 });
}

/// It may be a key that the provider has just made: only the provider can tell.
#[tokio::test]
async fn an_unknown_key_is_not_refused_while_the_provider_is_down() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    let old = providers.sign_in("a", "anna").await;
    assert_eq!(status(&app, &old).await, 200);
    providers.tell("a", "rotate").await;
    let new = providers.sign_in("a", "anna").await;
    providers.tell("a", "down").await;
    for token in [&new, &with_kid(&old, "forged")] {
        let answer = ask(&app, token).await;
        assert!(is_unavailable(&answer), "{answer:?}");
        assert_eq!(status(&app, &old).await, 200);
    }
    providers.tell("a", "up").await;
    app.clock.advance(PAUSE);
    assert_eq!((status(&app, &new).await, status(&app, &old).await), (200, 200));
    assert_eq!(status(&app, &with_kid(&old, "forged")).await, 401);
}

#[tokio::test]
async fn two_issuers_may_name_their_keys_alike() {
    let providers = Providers::start().await;
    let app = server(&providers).await;
    let (a, b) = (providers.sign_in("a", "anna").await, providers.sign_in("b", "anna").await);
    let kid = |token: &str| {
        let header = token.split('.').next().expect("a header");
        let header: Json = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).expect("Base64")).expect("JSON");
        header["kid"].clone()
    };
    assert_eq!(kid(&a), kid(&b));
    for _ in 0..2 {
        assert_eq!((status(&app, &a).await, status(&app, &b).await), (200, 200));
        assert_eq!(status(&app, &altered(&a, 1, "iss", &providers.b)).await, 401);
        assert_eq!(status(&app, &altered(&b, 1, "iss", &providers.a)).await, 401);
        assert_eq!(status(&app, &altered(&a, 1, "sub", "administrator")).await, 401);
    }
}
