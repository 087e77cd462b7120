//! In the portfolio, and out of it.

use serde_json::json;
use tests::caller::with;
use tests::rows::{api_id, execute};
use tests::world::World;

use super::{decider, done, faults, manager, named, reach};

#[tokio::test]
async fn the_core_team_declines_and_defers_and_managers_remove() {
    let world = World::new().await;
    let app = &world.app;
    let id = reach(app, "IN_PORTFOLIO").await;
    let decide = async |outcome: &str| with(named(app, &id).await, json!({ "decision": { "outcome": outcome } }));
    let shown = "initiative { status version } decision { outcome title }";
    let deferred = done(&decider(app), "decideInitiative", shown, decide("DEFERRED").await).await;
    assert_eq!(deferred["initiative"]["status"], "IN_PORTFOLIO");
    assert_eq!(deferred["decision"], json!({ "outcome": "DEFERRED", "title": "Läxhjälp" }));
    let declined = done(&decider(app), "decideInitiative", shown, decide("DECLINED").await).await;
    assert_eq!(declined["initiative"]["status"], "REJECTED");
    let ahead = json!({ "decision": { "decidedOn": "2030-01-01" } });
    let other = reach(app, "IN_PORTFOLIO").await;
    let ahead = with(named(app, &other).await, &ahead);
    assert_eq!(faults(&decider(app), "decideInitiative", ahead).await, ["decision.decidedOn INVALID"]);

    let remove = with(named(app, &other).await, json!({ "summary": { "sv": "Dubblett." } }));
    let shown = "initiative { status } evaluation { by recommendation summary }";
    let removed = done(&manager(app), "removeFromPortfolio", shown, remove).await;
    let review = json!({ "by": "PORTFOLIO", "recommendation": "REMOVE", "summary": "Dubblett." });
    assert_eq!((&removed["initiative"]["status"], &removed["evaluation"]), (&json!("REMOVED"), &review));

    let screened = reach(app, "SCREENED").await;
    execute(app, "UPDATE societal_goal SET status = 'RETIRED'").await;
    for (goals, expected) in [
        (json!([]), ["societalGoalIds INVALID"]),
        (json!([api_id("societal_goal", 53)]), ["societalGoalIds WRONG_STATE"]),
    ] {
        let input = with(named(app, &screened).await, json!({ "societalGoalIds": goals }));
        assert_eq!(faults(&manager(app), "placeInPortfolio", input).await, expected);
    }
}
