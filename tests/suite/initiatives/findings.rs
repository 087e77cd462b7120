//! What is found on the way: evaluations, progress, root causes, learnings.

use api::policy::Role;
use serde_json::{Value as Json, json};
use tests::caller::with;
use tests::rows::api_id;
use tests::world::World;

use super::{decider, done, driver, faults, initiative, manager, person, propose, reach, strangers};

#[tokio::test]
async fn an_evaluation_says_in_which_capacity_it_was_made() {
    let world = World::new().await;
    let app = &world.app;
    let id = reach(app, "RUNNING").await;
    let evaluation = |other: Json| with(json!({ "initiativeId": id, "summary": { "sv": "Bra." } }), &other);
    let both = person(app, Role::PortfolioManager, 45);
    let keep = json!({ "recommendation": "KEEP" });
    for (caller, input, expected) in [
        (&manager(app), json!({}), vec!["recommendation INVALID"]),
        (&manager(app), json!({ "by": "OWNER" }), vec!["by INVALID"]),
        (&driver(app), keep.clone(), vec!["recommendation INVALID"]),
        (&driver(app), json!({ "by": "PORTFOLIO", "rating": 6 }), vec!["by INVALID", "rating INVALID"]),
        (&both, keep.clone(), vec!["by INVALID"]),
        (&decider(app), json!({}), vec!["FORBIDDEN"]),
    ] {
        assert_eq!(faults(caller, "recordEvaluation", evaluation(input.clone())).await, expected, "{input}");
    }
    let shown = "evaluation { by recommendation author { name } }";
    let as_manager = with(keep, json!({ "by": "PORTFOLIO" }));
    for (caller, input, by) in [
        (&both, as_manager, "PORTFOLIO"),
        (&both, json!({ "by": "OWNER" }), "OWNER"),
        (&manager(app), json!({ "recommendation": "CHANGE" }), "PORTFOLIO"),
    ] {
        assert_eq!(done(caller, "recordEvaluation", shown, evaluation(input)).await["evaluation"]["by"], by);
    }
}

#[tokio::test]
async fn what_an_initiative_finds_leads_back_to_challenges_and_goals() {
    let world = World::new().await;
    let app = &world.app;
    let id = reach(app, "RUNNING").await;
    let goal = api_id("societal_goal", 53);
    let of = |other: Json| with(json!({ "initiativeId": id }), &other);
    let before = initiative(app, &id).await;
    done(&driver(app), "recordProgress", "progressReport { id }", of(json!({ "summary": { "sv": "Framåt." } }))).await;
    let cause =
        of(json!({ "title": { "sv": "Tid" }, "challengeId": api_id("challenge", 1101), "isOpportunity": true }));
    let cause = done(&driver(app), "recordRootCause", "rootCause { isOpportunity challenge { id } }", cause).await;
    assert_eq!(cause["rootCause"], json!({ "isOpportunity": true, "challenge": { "id": api_id("challenge", 1101) } }));
    let learning = of(json!({ "title": { "sv": "Börja smått" }, "societalGoalIds": [goal] }));
    let learning =
        done(&driver(app), "recordLearning", "learning { id societalGoals { nodes { id } } }", learning).await;
    assert_eq!(learning["learning"]["societalGoals"]["nodes"], json!([{ "id": goal }]));
    assert_eq!(initiative(app, &id).await, before, "what belongs to it leaves it as it is");

    let learning = learning["learning"]["id"].clone();
    let apply = |initiative: &str| json!({ "learningId": learning, "initiativeId": initiative });
    assert_eq!(faults(&driver(app), "applyLearning", apply(&id)).await, ["initiativeId INVALID"]);
    let other = reach(app, "RUNNING").await;
    assert_eq!(faults(&strangers(app)[0].1, "applyLearning", apply(&other)).await, ["FORBIDDEN"]);
    let applied =
        done(&decider(app), "applyLearning", "learning { version appliedIn { nodes { id } } }", apply(&other)).await;
    assert_eq!(applied["learning"], json!({ "version": 2, "appliedIn": { "nodes": [{ "id": other }] } }));
    assert_eq!(faults(&driver(app), "applyLearning", apply(&other)).await, ["initiativeId ALREADY_EXISTS"]);
    let proposed = propose(app).await;
    assert_eq!(faults(&driver(app), "applyLearning", apply(&proposed)).await, ["initiativeId WRONG_STATE"]);
    for mutation in ["recordProgress", "recordRootCause", "recordLearning"] {
        let text = if mutation == "recordProgress" { "summary" } else { "title" };
        let input = json!({ "initiativeId": proposed, text: { "sv": "Text" } });
        assert_eq!(faults(&driver(app), mutation, input).await, ["initiativeId WRONG_STATE"]);
    }
}
