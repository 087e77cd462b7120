//! Challenges, from being identified to being declined.

use serde_json::json;
use tests::caller::with;
use tests::rows::api_id;

use super::{ELSEWHERE, NEED, REPRESENTATIVE, caller, changes, input, world};

#[tokio::test]
async fn a_challenge_from_being_identified_to_being_declined() {
    let world = world().await;
    let (member, representative) = (caller(&world, "member"), caller(&world, REPRESENTATIVE));
    let selection = "challenge { id version status ownPriority commonPriority analysis organisation { slug }
        strategicNeeds { totalCount } }";
    let wrong = json!({
        "focusAreaId": api_id("focus_area", 99), "organisationId": api_id("organisation", 99), "title": { "sv": "" },
        "ownPriority": 6, "visibility": "RESTRICTED",
    });
    let answer = member.call("identifyChallenge", "", with(input("identifyChallenge"), wrong)).await;
    let paths: Vec<_> = answer.faults().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["focusAreaId", "organisationId", "title", "ownPriority", "restrictedTo"]);
    let identified = json!({ "ownPriority": 5, "strategicNeedIds": [api_id("strategic_need", NEED)] });
    let answer = member.call("identifyChallenge", selection, with(input("identifyChallenge"), identified)).await;
    answer.done();
    let id = answer["challenge"]["id"].clone();
    let mut expected = json!({
        "id": id, "version": 1, "status": "IDENTIFIED", "ownPriority": 5, "commonPriority": null, "analysis": null,
        "organisation": { "slug": "o1" }, "strategicNeeds": { "totalCount": 1 },
    });
    assert_eq!(answer["challenge"], expected);
    let elsewhere = json!({ "strategicNeedIds": [api_id("strategic_need", ELSEWHERE)] });
    let about = |version: i32| json!({ "challengeId": id, "version": version });
    let answer = member.call("updateChallenge", "", with(about(1), elsewhere)).await;
    assert_eq!(answer.fault(), ("strategicNeedIds", "INVALID"), "of another focus area");
    let none = representative.call("prioritiseChallenge", "", with(about(1), json!({ "priority": 0 }))).await;
    assert_eq!(none.faults().len(), 2, "neither the state nor the priority");
    let steps = [
        (&member, "updateChallenge", json!({ "ownPriority": null, "strategicNeedIds": [] })),
        (&representative, "analyseChallenge", json!({ "analysis": { "sv": "A" } })),
        (&representative, "prioritiseChallenge", json!({ "priority": 3 })),
        (&representative, "declineChallenge", json!({})),
    ];
    let left = [
        json!({ "version": 2, "ownPriority": null, "strategicNeeds": { "totalCount": 0 } }),
        json!({ "version": 3, "status": "ANALYSED", "analysis": "A" }),
        json!({ "version": 4, "status": "PRIORITISED", "commonPriority": 3 }),
        json!({ "version": 5, "status": "DECLINED" }),
    ];
    for ((version, (caller, mutation, extra)), left) in (1..).zip(steps).zip(left) {
        let answer = caller.call(mutation, selection, with(about(version), extra)).await;
        answer.done();
        expected = with(expected, left);
        assert_eq!(answer["challenge"], expected, "{mutation}");
    }
    let fields = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let changed = changes(&world.app, "prioritiseChallenge").await;
    assert_eq!(changed, [("challenge".to_owned(), fields(["common_priority", "status"]))]);
}
