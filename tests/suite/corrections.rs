//! What a team puts off comes back, what it decides is no wider known than what it was about, and who was seated wrongly is
//! put right.

use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::{Caller, with};
use tests::rows::{all, api_id, id, insert, row};
use tests::world::World;

fn caller<'a>(world: &'a World, name: &str) -> Caller<'a> {
    world.callers().into_iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no {name}")).1
}

/// A matter that has been prepared for a team.
async fn prepared(administrator: &Caller<'_>, team: u128, input: Json) -> Json {
    let raise = with(json!({ "teamId": api_id("team", team), "title": { "sv": "Fråga" } }), input);
    let matter = administrator.call("raiseMatter", "matter { id }", raise).await.done()["matter"]["id"].clone();
    administrator.call("prepareMatter", "", json!({ "matterId": matter, "version": 1 })).await.done();
    matter
}

#[tokio::test]
async fn a_deferred_matter_comes_back() {
    let world = World::new().await;
    let administrator = caller(&world, "administrator");
    let matter = prepared(&administrator, 23, json!({})).await;
    let decide =
        |outcome: &str| json!({ "teamId": api_id("team", 23), "decision": { "matterId": matter, "outcome": outcome } });
    let selection = "decision { id outcome matter { status version } }";
    for _ in 0..2 {
        let deferred = administrator.call("recordDecision", selection, decide("DEFERRED")).await.done();
        assert_eq!(deferred["decision"]["matter"], json!({ "status": "PREPARED", "version": 2 }));
        world.app.clock.advance(chrono::TimeDelta::minutes(1));
    }
    let decided = administrator.call("recordDecision", selection, decide("APPROVED")).await.done();
    assert_eq!(decided["decision"]["matter"]["status"], "DECIDED");
    assert_eq!(
        administrator.call("recordDecision", "", decide("DECLINED")).await.faults(),
        [("decision.matterId".to_owned(), "WRONG_STATE")]
    );
    let document = "query($id: ID!) { matter(id: $id) { decision { outcome } decisions { nodes { outcome } } } }";
    let shown = administrator.data(document, json!({ "id": matter })).await["matter"].take();
    assert_eq!(shown["decision"]["outcome"], "APPROVED");
    assert_eq!(shown["decisions"]["nodes"].as_array().map(Vec::len), Some(3));
}

/// The decisions that a step writes down, by whether anybody may see them.
#[tokio::test]
async fn a_decision_is_no_wider_known_than_its_matter() {
    let world = World::new().await;
    let (administrator, anonymous) = (caller(&world, "administrator"), world.app.anonymous());
    let selection = "focusArea { id status version } decision { id visibility restrictedTo { nodes { id } } }";
    let mut slug = 0;
    let mut decide = async |decision: Json| {
        slug += 1;
        let propose = json!({ "slug": format!("area-{slug}"), "name": { "sv": "Område" } });
        let area = administrator.call("proposeFocusArea", "focusArea { id }", propose).await.done();
        let decision = with(json!({ "motivation": { "sv": "Därför" } }), decision);
        let input = json!({ "focusAreaId": area["focusArea"]["id"], "version": 1, "decision": decision });
        administrator.call("prioritiseFocusArea", selection, input).await.done()
    };
    let motivation = async |decided: &Json| {
        let document = "query($id: ID!) { decision(id: $id) { motivation } }";
        anonymous.data(document, json!({ "id": decided["decision"]["id"] })).await["decision"].take()
    };
    let public = decide(json!({})).await;
    assert_eq!(public["decision"]["visibility"], "PUBLIC");
    assert_eq!(motivation(&public).await, json!({ "motivation": "Därför" }));

    let matter = prepared(&administrator, 21, json!({})).await;
    let restricted = decide(json!({ "matterId": matter })).await;
    assert_eq!(restricted["focusArea"]["status"], "PRIORITISED", "the area itself is public all the same");
    assert_eq!(restricted["decision"]["visibility"], "RESTRICTED");
    assert_eq!(motivation(&restricted).await, Json::Null);

    let matter = prepared(&administrator, 21, json!({ "visibility": "INTERNAL" })).await;
    assert_eq!(decide(json!({ "matterId": matter })).await["decision"]["visibility"], "INTERNAL");

    let matter = prepared(&administrator, 21, json!({})).await;
    let said = decide(json!({ "matterId": matter, "visibility": "PUBLIC" })).await;
    assert_eq!(said["decision"]["visibility"], "PUBLIC", "somebody said so");

    // where the thing and the matter are each for other teams, the decision is for the team that made it
    let record = |matter: &Json, said: Json| {
        with(json!({ "teamId": api_id("team", 23), "decision": { "matterId": matter } }), said)
    };
    let selection = "decision { visibility restrictedTo { nodes { id } } }";
    let only = |team: u128| json!({ "visibility": "RESTRICTED", "restrictedTo": [api_id("team", team)] });
    let matter = prepared(&administrator, 23, only(21)).await;
    let recorded = administrator.call("recordDecision", selection, record(&matter, json!({}))).await.done();
    assert_eq!(recorded["decision"]["restrictedTo"]["nodes"], json!([{ "id": api_id("team", 21) }]));
    let matter = prepared(&administrator, 23, only(21)).await;
    let recorded = administrator.call("recordDecision", selection, record(&matter, only(24))).await.done();
    assert_eq!(recorded["decision"]["restrictedTo"]["nodes"], json!([{ "id": api_id("team", 24) }]));
    let wrong = json!({ "visibility": "RESTRICTED" });
    let refused = decide_wrongly(&administrator, wrong).await;
    assert_eq!(refused, [("decision.restrictedTo".to_owned(), "INVALID".to_owned())]);
}

async fn decide_wrongly(administrator: &Caller<'_>, decision: Json) -> Vec<(String, String)> {
    let input = json!({ "focusAreaId": api_id("focus_area", 11), "version": 1, "decision": decision });
    let refused = administrator.call("pauseFocusArea", "", input).await;
    refused.faults().into_iter().map(|(path, code)| (path, code.to_owned())).collect()
}

/// Gives the open seat of team 1 to somebody, from today.
async fn seated(administrator: &Caller<'_>, app: &App) -> Json {
    let set =
        [("id", id(39).into()), ("team_id", id(24).into()), ("organisation_id", id(1).into()), ("position", 9.into())];
    insert::<entity::seat::Entity>(app, vec![row::<entity::seat::Entity>(app, &set)]).await;
    let fill = json!({ "seatId": api_id("seat", 39), "personId": api_id("person", 48) });
    administrator.call("fillSeat", "representative { id version }", fill).await.done()["representative"].clone()
}

#[tokio::test]
async fn who_was_seated_wrongly_today_is_put_right_today() {
    let world = World::new().await;
    let administrator = caller(&world, "administrator");
    let term = seated(&administrator, &world.app).await;
    let correct =
        |version: i32, patch: Json| with(json!({ "representativeId": term["id"], "version": version }), patch);
    let selection = "representative { id version since until person { id } } seat { holder { id } }";
    let other = json!({ "personId": api_id("person", 49), "until": "2027-11-21" });
    let corrected = administrator.call("correctTerm", selection, correct(1, other)).await.done();
    let expected = json!({
        "id": term["id"], "version": 2, "since": "2026-11-21", "until": "2027-11-21",
        "person": { "id": api_id("person", 49) },
    });
    assert_eq!(
        (&corrected["representative"], &corrected["seat"]["holder"]["id"]),
        (&expected, &expected["person"]["id"])
    );
    for (patch, faults) in [
        (json!({ "personId": null }), ("personId", "INVALID")),
        (json!({ "personId": api_id("person", 999) }), ("personId", "NOT_FOUND")),
        (json!({ "until": "2026-11-21" }), ("until", "INVALID")),
    ] {
        let refused = administrator.call("correctTerm", "", correct(2, patch.clone())).await;
        assert_eq!(refused.fault(), faults, "{patch}");
    }
    assert_eq!(
        administrator.call("correctTerm", "", correct(1, json!({}))).await.fault(),
        ("version", "STALE_VERSION")
    );

    // on another day it stays whose it was, and its days can still be corrected
    world.app.clock.advance(chrono::TimeDelta::days(1));
    let administrator = caller(&world, "administrator");
    let refused = administrator.call("correctTerm", "", correct(2, json!({ "personId": api_id("person", 48) }))).await;
    assert_eq!(refused.fault(), ("personId", "WRONG_STATE"));
    let refused = administrator.call("withdrawTerm", "", correct(2, json!({}))).await;
    assert_eq!(refused.fault(), ("representativeId", "WRONG_STATE"));
    let earlier = json!({ "since": "2026-11-01", "until": null });
    let corrected = administrator.call("correctTerm", selection, correct(2, earlier)).await.done();
    assert_eq!(corrected["representative"]["since"], "2026-11-01");
    assert_eq!(corrected["representative"]["until"], Json::Null);
    let next = json!({ "seatId": api_id("seat", 39), "personId": api_id("person", 48), "since": "2026-10-01", "until": "2026-11-01" });
    administrator.call("fillSeat", "", next).await.done();
    let overlapping = administrator.call("correctTerm", "", correct(3, json!({ "since": "2026-10-31" }))).await;
    assert_eq!(overlapping.fault(), ("representativeId", "WRONG_STATE"));
}

#[tokio::test]
async fn a_term_that_should_not_have_been_entered_is_taken_back() {
    let world = World::new().await;
    let administrator = caller(&world, "administrator");
    let term = seated(&administrator, &world.app).await;
    let selection = "representativeId seat { id isOpen terms { id } }";
    let input = json!({ "representativeId": term["id"], "version": 1 });
    let refused = caller(&world, "representative in team 1").call("withdrawTerm", "", input.clone()).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    let withdrawn = administrator.call("withdrawTerm", selection, input.clone()).await.done();
    let expected = json!({
        "representativeId": term["id"], "seat": { "id": api_id("seat", 39), "isOpen": true, "terms": [] },
        "userErrors": [],
    });
    assert_eq!(withdrawn, expected);
    assert_eq!(administrator.call("withdrawTerm", "", input).await.fault(), ("representativeId", "NOT_FOUND"));
    let log = all::<entity::change::Entity>(&world.app).await;
    assert_eq!(log.last().map(|change| change.action.as_str()), Some("withdrawTerm"), "it stays in the log");
    // one that has not begun can be taken back on any day
    let later = json!({ "seatId": api_id("seat", 39), "personId": api_id("person", 48), "since": "2026-12-24" });
    let term = administrator.call("fillSeat", "representative { id }", later).await.done();
    world.app.clock.advance(chrono::TimeDelta::days(2));
    let input = json!({ "representativeId": term["representative"]["id"], "version": 1 });
    caller(&world, "administrator").call("withdrawTerm", "", input).await.done();
}
