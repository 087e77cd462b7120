//! What is done by several at the same moment is done, one after the other.

use api::config::Settings;
use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::Caller;
use tests::database::backend;
use tests::rows::{api_id, execute};
use tests::world::World;

const AT_ONCE: usize = 8;

/// Two that would take the same place in an order take two.
#[tokio::test]
async fn each_gets_a_place_of_its_own() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    administrator.data("{ viewer { isAuthenticated } }", Json::Null).await;
    let make = |number: usize| {
        let (administrator, title) = (administrator.clone(), format!("Kriterium {number}"));
        async move {
            let input = json!({ "title": { "sv": title }, "isMandatory": false });
            administrator.call("createCriterion", "criterion { position }", input).await.done()["criterion"].clone()
        }
    };
    let made = join_all((0..AT_ONCE).map(make)).await;
    let mut positions: Vec<i64> = made.iter().map(|one| one["position"].as_i64().expect("a number")).collect();
    positions.sort_unstable();
    positions.dedup();
    assert_eq!(positions.len(), AT_ONCE, "{made:?}");
}

/// A link is written at both its ends, by whoever writes it from either of them.
#[tokio::test]
async fn links_from_both_ends_wait_for_each_other() {
    let world = World::new().await;
    if backend() == "postgres" {
        // two that locked each other out would not be told so before the statement's time is up
        let later = "ALTER DATABASE %I SET deadlock_timeout = ''1min''";
        execute(&world.app, &format!("DO $$ BEGIN EXECUTE format('{later}', current_database()); END $$")).await;
    }
    let app = world.app.beside(Settings { statement_timeout: "5s".parse().ok(), ..Settings::default() }).await;
    let administrator = app.as_administrator();
    for _ in 0..AT_ONCE {
        let need = version(&administrator, "strategicNeed", "strategic_need", 1100).await;
        let challenge = version(&administrator, "challenge", "challenge", 1101).await;
        let from_need = json!({ "strategicNeedId": api_id("strategic_need", 1100), "version": need, "challengeIds": [api_id("challenge", 1101)] });
        let from_challenge =
            json!({ "challengeId": api_id("challenge", 1101), "version": challenge, "strategicNeedIds": [] });
        let both = [("updateNeed", from_need), ("updateChallenge", from_challenge)].map(|(mutation, input)| {
            let administrator = administrator.clone();
            async move {
                let document = format!(
                    "mutation($input: {}{}Input!) {{ done: {mutation}(input: $input) {{ userErrors {{ code }} }} }}",
                    mutation[..1].to_uppercase(),
                    &mutation[1..]
                );
                let answer = administrator.run(&document, json!({ "input": input })).await;
                answer.body["data"]["done"]["userErrors"]
                    .as_array()
                    .cloned()
                    .unwrap_or_else(|| panic!("{}", answer.text))
            }
        });
        // either is done; the other is done, too, or told that it came too late
        for errors in join_all(both).await {
            assert!(errors.is_empty() || errors == [json!({ "code": "STALE_VERSION" })], "{errors:?}");
        }
    }
}

async fn version(caller: &Caller<'_>, field: &str, table: &str, number: u128) -> Json {
    let document = format!("query($id: ID!) {{ thing: {field}(id: $id) {{ version }} }}");
    caller.data(&document, json!({ "id": api_id(table, number) })).await["thing"]["version"].clone()
}
