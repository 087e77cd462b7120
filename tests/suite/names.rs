//! Names as tokens tell them: as a whole, in parts, or by what a person signs in as; and a later token mends what an
//! earlier one did not tell.

use api::policy::Role;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::{Caller, with};
use tests::issuer::{AUDIENCE, TestIssuer};
use tests::rows::all;

/// Somebody whose token tells this beside whose it is.
fn signed_in<'a>(app: &'a App, subject: &str, told: Json) -> Caller<'a> {
    let now = app.clock.now().timestamp();
    let claims = json!({
        "iss": TestIssuer::get().url, "aud": AUDIENCE, "sub": subject, "client_id": "web", "exp": now + 3600, "iat": now,
        "organisation": UNIVERSITY,
    });
    app.anonymous().with_token(TestIssuer::get().token(&with(claims, told)))
}

async fn person(caller: &Caller<'_>) -> Json {
    caller.data("{ viewer { person { id name version } } }", Json::Null).await["viewer"]["person"].take()
}

const NAMELESS: &str = "(namn saknas)";

#[tokio::test]
async fn a_name_is_what_the_token_tells_of_it() {
    let app = App::seeded().await;
    for (place, (told, name)) in [
        (json!({ "name": "Åsa Ek", "given_name": "Eva", "preferred_username": "eva" }), "Åsa Ek"),
        (json!({ "given_name": "Åsa", "family_name": "Ek", "preferred_username": "asaek" }), "Åsa Ek"),
        (json!({ "given_name": " Åsa " }), "Åsa"),
        (json!({ "family_name": "Ek" }), "Ek"),
        (json!({ "preferred_username": "asa.ek" }), "asa.ek"),
        (json!({ "name": "  ", "given_name": 7, "preferred_username": "asa.ek@example.org" }), "asa.ek"),
        (json!({ "preferred_username": "@example.org" }), NAMELESS),
        (json!({ "given_name": "a".repeat(150), "family_name": "b".repeat(150) }), NAMELESS),
        (json!({}), NAMELESS),
    ]
    .into_iter()
    .enumerate()
    {
        let newcomer = signed_in(&app, &format!("newcomer-{place}"), told.clone());
        assert_eq!(person(&newcomer).await["name"], name, "{told}");
    }
}

#[tokio::test]
async fn a_later_token_mends_a_missing_name() {
    let app = App::seeded().await;
    let first = person(&signed_in(&app, "newcomer", json!({}))).await;
    assert_eq!((&first["name"], &first["version"]), (&json!(NAMELESS), &json!(1)));
    let before = all::<entity::change::Entity>(&app).await.len();
    let mended = person(&signed_in(&app, "newcomer", json!({ "given_name": "Åsa", "family_name": "Ek" }))).await;
    assert_eq!(mended, json!({ "id": first["id"], "name": "Åsa Ek", "version": 2 }));
    let log = all::<entity::change::Entity>(&app).await.split_off(before);
    assert_eq!(log.iter().map(|change| change.action.as_str()).collect::<Vec<_>>(), ["signIn"]);
    assert!(!format!("{log:?}").contains("Ek"), "names are not in the change log");
    let found = app.as_administrator().data("{ people(search: \"Åsa Ek\") { nodes { id } } }", Json::Null).await;
    assert_eq!(found["people"]["nodes"], json!([{ "id": first["id"] }]));
    // a name that there is stays, whatever a token says, and so does one that somebody has given
    for told in [json!({ "name": "Eva Ek" }), json!({})] {
        assert_eq!(person(&signed_in(&app, "newcomer", told)).await, mended);
    }
    let nameless = person(&signed_in(&app, "other", json!({}))).await;
    // what somebody signs in as stands in for a name
    let username = json!({ "preferred_username": "asa.ek@example.org" });
    let told = json!({ "preferred_username": "asa.ek@example.org", "name": "Åsa Ek" });
    for (told, name) in [(json!({}), NAMELESS), (username.clone(), "asa.ek"), (told, "Åsa Ek"), (username, "Åsa Ek")]
    {
        assert_eq!(person(&signed_in(&app, "by username", told)).await["name"], name);
    }
    let support = app.signed_in(&[Role::ProcessSupport], UNIVERSITY, tests::app::ADMINISTRATOR);
    let input = json!({ "personId": nameless["id"], "version": 1, "name": "Bo Ek" });
    support.call("updatePerson", "", input).await.done();
    assert_eq!(person(&signed_in(&app, "other", json!({ "name": "Bosse" }))).await["name"], "Bo Ek");
}
