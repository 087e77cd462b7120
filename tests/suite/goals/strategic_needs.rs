//! Strategic needs, from being stated to their end.

use serde_json::json;
use tests::caller::with;
use tests::rows::api_id;

use super::{CHALLENGE, ELSEWHERE, REPRESENTATIVE, caller, input, world, written};

#[tokio::test]
async fn a_need_from_being_stated_to_its_end() {
    let world = world().await;
    let representative = caller(&world, REPRESENTATIVE);
    let selection = "strategicNeed { id version title description visibility retiredAt organisation { slug }
        challenges { totalCount } }";
    let stated = with(
        input("stateNeed"),
        json!({
            "description": { "sv": "Vad" }, "challengeIds": [api_id("challenge", CHALLENGE)], "visibility": "RESTRICTED",
            "restrictedTo": [api_id("team", 23)],
        }),
    );
    let answer = representative.call("stateNeed", selection, stated).await;
    answer.done();
    let need = &answer["strategicNeed"];
    let mut expected = json!({
        "id": need["id"], "version": 1, "title": "Titel", "description": "Vad", "visibility": "RESTRICTED",
        "retiredAt": null, "organisation": { "slug": "o1" }, "challenges": { "totalCount": 1 },
    });
    assert_eq!(*need, expected);
    let about = |version: i32| json!({ "strategicNeedId": need["id"], "version": version });
    let wrong = json!({ "title": { "sv": "" }, "challengeIds": [api_id("challenge", ELSEWHERE)], "restrictedTo": [] });
    let answer = representative.call("updateNeed", "", with(about(3), wrong)).await;
    let paths: Vec<_> = answer.faults().into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["version", "title", "challengeIds", "restrictedTo"]);
    let patch = json!({ "visibility": "INTERNAL", "description": null, "challengeIds": null });
    let answer = representative.call("updateNeed", selection, with(about(1), patch)).await;
    let changed = json!({
        "version": 2, "description": null, "visibility": "INTERNAL", "challenges": { "totalCount": 0 },
    });
    expected = with(expected, changed);
    assert_eq!(answer["strategicNeed"], expected);
    let answer = representative.call("retireNeed", selection, about(2)).await;
    expected = with(expected, json!({ "version": 3, "retiredAt": "2026-11-21T12:00:00.000Z" }));
    assert_eq!(answer["strategicNeed"], expected);
    let before = written(&world.app).await;
    for mutation in ["updateNeed", "retireNeed"] {
        let texts = ["sv", "en"].map(|language| (language, representative.clone().reading(language)));
        for (language, caller) in texts {
            let answer = caller.call(mutation, "", about(3)).await;
            assert_eq!(answer.fault(), ("strategicNeedId", "WRONG_STATE"), "{mutation}");
            let message = answer["userErrors"][0]["message"].as_str().expect("a text");
            assert!(message.starts_with(if language == "sv" { "Behovet" } else { "The need" }), "{message}");
        }
    }
    assert_eq!(written(&world.app).await, before);
}
