//! Steps 3 and 4: what an organisation needs, the challenge that stands on it, and the mission that answers it.

use serde_json::{Value as Json, json};
use tests::caller::with;

use super::cast::Who::{Elsewhere, Owner, Representative, Support};
use super::cast::{AT_HOME, Cast, Step, text};

/// A mission that is under way, and followed up.
pub async fn mission(cast: &Cast<'_>, area: &Json, goal: &Json) -> Json {
    let challenge = challenge(cast, area).await;
    let input = json!({
        "focusAreaId": area, "title": text("Torra källare"), "statement": text("Ingen källare svämmas över 2030"),
        "measurableBy": text("Antal skador"), "challengeIds": [challenge], "societalGoalIds": [goal],
        "targetIds": [],
    });
    let draft = Step::of(Support, "draftMission", "mission { id }").or(&[Representative]);
    let mission = cast.step(draft, input).await["mission"]["id"].clone();
    let about = |version: i32| json!({ "missionId": mission, "version": version });
    let decide = |version: i32| with(about(version), json!({ "decision": {} }));
    let follow_up = |version: i32| with(about(version), follow_up());

    // its challenge is analysed, and not prioritised
    cast.out_of_order(Representative, "decideMission", decide(1)).await;
    cast.out_of_order(Representative, "startMission", about(1)).await;
    cast.out_of_order(Representative, "followUpMission", follow_up(1)).await;
    let prioritise = Step::of(Representative, "prioritiseChallenge", "challenge { id }");
    let version = cast.version(Representative, "challenge", &challenge).await;
    cast.step(prioritise, json!({ "challengeId": challenge, "version": version, "priority": 1 })).await;
    // a draft is seen by the focus area's own and by process support
    let decision = Step::of(Representative, "decideMission", "mission { challenges(first: 1) { nodes { status } } }");
    let decided = cast.step(decision.unseen_by(&[Elsewhere]), decide(1)).await;
    assert_eq!(decided["mission"]["challenges"]["nodes"][0]["status"], "ADOPTED");
    cast.out_of_order(Representative, "decideMission", decide(2)).await;
    late_for_the_challenge(cast, &challenge).await;

    cast.out_of_order(Representative, "achieveMission", about(2)).await;
    cast.out_of_order(Representative, "endMission", about(2)).await;
    cast.step(Step::of(Representative, "startMission", "mission { id }"), about(2)).await;
    cast.out_of_order(Representative, "startMission", about(3)).await;
    cast.step(Step::of(Representative, "followUpMission", "followUp { health }"), follow_up(3)).await;
    mission
}

/// The mission is achieved, which nothing comes after.
pub async fn achieved(cast: &Cast<'_>, mission: &Json) {
    let about = |version: i32| json!({ "missionId": mission, "version": version });
    let version = cast.version(Representative, "mission", mission).await;
    cast.step(Step::of(Representative, "achieveMission", "mission { id }"), about(version)).await;
    for mutation in ["achieveMission", "endMission", "startMission"] {
        cast.out_of_order(Representative, mutation, about(version + 1)).await;
    }
    cast.out_of_order(Representative, "followUpMission", with(about(version + 1), follow_up())).await;
}

fn follow_up() -> Json {
    json!({ "health": "ON_TRACK", "summary": text("Det går framåt") })
}

/// A challenge that is analysed.
async fn challenge(cast: &Cast<'_>, area: &Json) -> Json {
    let home = cast.home(Representative).await;
    let input = json!({ "focusAreaId": area, "organisationId": home, "title": text("Kunskap om skyfall") });
    let need = cast.step(Step::of(Representative, "stateNeed", "strategicNeed { id }"), input).await;
    let input = json!({
        "focusAreaId": area, "organisationId": home, "title": text("Skyfall"), "ownPriority": 2,
        "strategicNeedIds": [need["strategicNeed"]["id"]],
    });
    // anyone may, for the own organisation
    let identify = Step::of(Owner, "identifyChallenge", "challenge { id }").or(&AT_HOME);
    let challenge = cast.step(identify, input).await["challenge"]["id"].clone();
    let about = |version: i32| json!({ "challengeId": challenge, "version": version });
    let prioritise = with(about(1), json!({ "priority": 1 }));
    cast.out_of_order(Representative, "prioritiseChallenge", prioritise).await;
    let analyse = Step::of(Representative, "analyseChallenge", "challenge { id }");
    cast.step(analyse, with(about(1), json!({ "analysis": text("Så är det") }))).await;
    challenge
}

/// Once a mission has adopted it, a challenge stays as it is.
async fn late_for_the_challenge(cast: &Cast<'_>, challenge: &Json) {
    let version = cast.version(Representative, "challenge", challenge).await;
    let about = |extra: Json| with(json!({ "challengeId": challenge, "version": version }), extra);
    cast.out_of_order(Representative, "analyseChallenge", about(json!({ "analysis": text("Nej") }))).await;
    cast.out_of_order(Representative, "prioritiseChallenge", about(json!({ "priority": 2 }))).await;
    cast.out_of_order(Representative, "declineChallenge", about(json!({}))).await;
}
