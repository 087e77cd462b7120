//! Organisations, people, teams, seats and matters: who sits where, and what comes before them.

use api::policy::Role;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::Caller;
use tests::rows::all;

/// Whoever runs the process.
fn process_support(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::ProcessSupport], UNIVERSITY, tests::app::ADMINISTRATOR)
}

/// An id that a query finds at a place of its answer.
async fn id(app: &App, query: &str, place: &str) -> Json {
    let answer = app.as_administrator().data(query, Json::Null).await;
    answer.pointer(place).unwrap_or_else(|| panic!("nothing at {place}: {answer}")).clone()
}

async fn core_team(app: &App) -> Json {
    id(app, "{ focusArea(slug: \"alla-barn-och-unga-lyckas\") { coreTeam { id } } }", "/focusArea/coreTeam/id").await
}

#[tokio::test]
async fn organisations_and_people_are_kept() {
    let app = App::seeded().await;
    let support = process_support(&app);
    let wrong = json!({ "slug": "Not A Slug", "name": " ", "sector": "BUSINESS", "website": "javascript:alert(1)" });
    let refused = support.call("createOrganisation", "organisation { id }", wrong).await;
    assert_eq!(refused.paths(), ["slug", "name", "website"], "all faults at once");
    let taken = json!({ "slug": UNIVERSITY, "name": "Again", "sector": "UNIVERSITY" });
    assert_eq!(support.call("createOrganisation", "", taken).await.fault(), ("slug", "ALREADY_EXISTS"));
    let input =
        json!({ "slug": "bolaget", "name": " Bolaget AB ", "sector": "BUSINESS", "website": "https://example.org" });
    let made =
        support.call("createOrganisation", "organisation { id name isParty website version }", input).await.done();
    let organisation = &made["organisation"];
    assert_eq!(
        (&organisation["name"], &organisation["isParty"], &organisation["version"]),
        (&json!("Bolaget AB"), &json!(false), &json!(1))
    );
    let patch = json!({ "organisationId": organisation["id"], "version": 1, "shortName": "B", "website": null });
    let changed =
        support.call("updateOrganisation", "organisation { name shortName website version }", patch.clone()).await;
    assert_eq!(
        changed.done()["organisation"],
        json!({ "name": "Bolaget AB", "shortName": "B", "website": null, "version": 2 }),
        "what is left out stays, what is null is cleared"
    );
    assert_eq!(support.call("updateOrganisation", "", patch).await.fault(), ("version", "STALE_VERSION"));

    let input = json!({ "name": "Eva Ek", "organisationId": organisation["id"], "email": "eva@example.org", "phone": "+46 (0)70-123 45 67" });
    let eva =
        support.call("createPerson", "person { id name email phone version }", input).await.done()["person"].clone();
    assert_eq!((&eva["email"], &eva["phone"]), (&json!("eva@example.org"), &json!("+46 (0)70-123 45 67")));
    for (field, wrong) in
        [("email", "eva"), ("email", "eva@host"), ("email", "a b@c.d"), ("phone", "call me"), ("name", "")]
    {
        let input = json!({ "personId": eva["id"], "version": 1, field: wrong });
        assert_eq!(support.call("updatePerson", "", input).await.fault(), (field, "INVALID"), "{wrong}");
    }
    let changes = format!("{:?}", all::<entity::change::Entity>(&app).await);
    assert!(!changes.contains("eva@example.org") && !changes.contains("Eva Ek"), "contact details are in no log");
}

#[tokio::test]
async fn a_profile_is_ones_own() {
    let app = App::seeded().await;
    let member = app.as_member();
    let own = member.data("{ viewer { person { id version } } }", Json::Null).await["viewer"]["person"].clone();
    let input = json!({ "personId": own["id"], "version": own["version"], "phone": "021-12 34 56" });
    let changed = member.call("updatePerson", "person { phone }", input).await;
    assert_eq!(changed.done()["person"]["phone"], "021-12 34 56");
    let other = id(&app, "{ people(search: \"Letterstål\") { nodes { id } } }", "/people/nodes/0/id").await;
    let input = json!({ "personId": other, "version": 1, "phone": "021-12 34 56" });
    assert_eq!(member.call("updatePerson", "", input).await.code(), "FORBIDDEN");
    let home = id(&app, "{ organisation(slug: \"eskilstuna-kommun\") { id } }", "/organisation/id").await;
    let input = json!({ "personId": own["id"], "version": 2, "organisationId": home });
    assert_eq!(member.call("updatePerson", "", input).await.code(), "FORBIDDEN", "nobody moves house by themselves");
}

#[tokio::test]
async fn a_seat_is_filled_and_vacated() {
    let app = App::seeded().await;
    let support = process_support(&app);
    let team = core_team(&app).await;
    let university = id(&app, "{ organisation(slug: \"malardalens-universitet\") { id } }", "/organisation/id").await;
    let seat = support
        .call("addSeat", "seat { id position isOpen }", json!({ "teamId": team, "organisationId": university }))
        .await;
    let seat = seat.done()["seat"].clone();
    assert_eq!((&seat["position"], &seat["isOpen"]), (&json!(8), &json!(true)));

    let newcomer = app.signed_in(&[Role::Representative], UNIVERSITY, "newcomer");
    let person = newcomer.data("{ viewer { person { id } } }", Json::Null).await["viewer"]["person"]["id"].clone();
    let may = async |newcomer: &Caller<'_>| {
        newcomer.data("{ viewer { permissions { raiseMatter } } }", Json::Null).await["viewer"]["permissions"]["raiseMatter"].clone()
    };
    assert_eq!(may(&newcomer).await, false);
    let fill =
        |since: &str, until: Json| json!({ "seatId": seat["id"], "personId": person, "since": since, "until": until });
    let wrong = support.call("fillSeat", "", fill("2026-11-21", json!("2026-11-21"))).await;
    assert_eq!(wrong.fault(), ("until", "INVALID"));
    let term = support
        .call(
            "fillSeat",
            "representative { id isCurrent organisation { slug } } seat { isOpen holder { id } }",
            fill("2026-11-21", Json::Null),
        )
        .await;
    let term = term.done();
    assert_eq!(term["representative"]["organisation"]["slug"], UNIVERSITY);
    assert_eq!((&term["representative"]["isCurrent"], &term["seat"]["holder"]["id"]), (&json!(true), &person));
    assert_eq!(may(&newcomer).await, true, "its rights begin with its first day");
    for (since, until) in [("2026-11-21", Json::Null), ("2020-01-01", json!("2026-11-22")), ("2027-01-01", Json::Null)]
    {
        let overlapping = support.call("fillSeat", "", fill(since, until)).await;
        assert_eq!(overlapping.fault(), ("seatId", "WRONG_STATE"), "{since}");
    }
    support.call("fillSeat", "", fill("2020-01-01", json!("2026-11-21"))).await.done();

    let removed = support.call("removeSeat", "", json!({ "seatId": seat["id"], "version": 1 })).await;
    assert_eq!(removed.fault(), ("seatId", "WRONG_STATE"), "a seat that was held stays");
    app.clock.advance(chrono::TimeDelta::days(1));
    // their tokens have ended by now
    let (support, newcomer) = (process_support(&app), app.signed_in(&[Role::Representative], UNIVERSITY, "newcomer"));
    let left =
        support.call("vacateSeat", "representative { until } seat { isOpen }", json!({ "seatId": seat["id"] })).await;
    assert_eq!(
        left.done(),
        json!({ "representative": { "until": "2026-11-22" }, "seat": { "isOpen": true }, "userErrors": [] })
    );
    assert_eq!(may(&newcomer).await, false, "its rights end with it");
    assert_eq!(
        support.call("vacateSeat", "", json!({ "seatId": seat["id"] })).await.fault(),
        ("seatId", "WRONG_STATE")
    );
    let then = "query($team: ID!) { team(id: $team) { then: seats(asOf: \"2026-11-21\") { holder { id } } } }";
    let then = app.as_administrator().data(then, json!({ "team": team })).await;
    assert_eq!(then["team"]["then"][7]["holder"]["id"], person);
}

#[tokio::test]
async fn teams_are_made_and_given_assignments() {
    let app = App::seeded().await;
    let support = process_support(&app);
    let area = id(&app, "{ focusArea(slug: \"alla-barn-och-unga-lyckas\") { id } }", "/focusArea/id").await;
    let name = json!({ "sv": "Grupp", "en": "Group" });
    for (input, fault) in [
        (json!({ "kind": "BOARD", "name": name }), ("kind", "ALREADY_EXISTS")),
        (json!({ "kind": "FOCUS_AREA_TEAM", "name": name, "focusAreaId": area }), ("kind", "ALREADY_EXISTS")),
        (json!({ "kind": "FOCUS_AREA_TEAM", "name": name }), ("focusAreaId", "INVALID")),
        (json!({ "kind": "CORE_TEAM", "name": { "sv": "" } }), ("name", "INVALID")),
        (json!({ "kind": "CORE_TEAM", "name": name, "meetingsPerYear": 0 }), ("meetingsPerYear", "INVALID")),
    ] {
        assert_eq!(support.call("createTeam", "", input.clone()).await.fault(), fault, "{input}");
    }
    let team =
        support.call("createTeam", "team { id version }", json!({ "kind": "PORTFOLIO_GROUP", "name": name })).await;
    let team = team.done()["team"].clone();
    let set = |version: i32, texts: &[&str]| json!({ "teamId": team["id"], "version": version, "texts": texts.iter().map(|text| json!({ "sv": text })).collect::<Vec<_>>() });
    let shown = "team { version assignments { position text } }";
    support.call("setAssignments", shown, set(1, &["ett", "två"])).await.done();
    let again = support.call("setAssignments", shown, set(2, &["tre"])).await.done();
    assert_eq!(again["team"], json!({ "version": 3, "assignments": [{ "position": 1, "text": "tre" }] }));
    assert_eq!(support.call("setAssignments", shown, set(2, &[])).await.fault(), ("version", "STALE_VERSION"));
    let patch = json!({ "teamId": team["id"], "version": 3, "purpose": { "sv": "Därför" }, "meetingsPerYear": 4 });
    let changed = support.call("updateTeam", "team { name purpose meetingsPerYear }", patch).await.done();
    assert_eq!(changed["team"], json!({ "name": "Grupp", "purpose": "Därför", "meetingsPerYear": 4 }));
}

/// A matter: raised by anyone in the team, prepared, decided by a decision that is never edited, only superseded.
#[tokio::test]
async fn a_matter_from_its_raising_to_its_decision() {
    let app = App::seeded().await;
    let team = core_team(&app).await;
    // the representative of the first content who sits in it
    app.tie([("asa", "Åsa Lundqvist", "vasteras-stad")]).await;
    let asa = app.signed_in(&[Role::Representative], UNIVERSITY, "asa");
    let (support, member) = (process_support(&app), app.as_member());

    let input = json!({ "teamId": team, "title": { "sv": "En fråga" } });
    assert_eq!(
        app.signed_in(&[Role::Representative], UNIVERSITY, "nobody")
            .call("raiseMatter", "", input.clone())
            .await
            .code(),
        "FORBIDDEN"
    );
    let raised = asa.call("raiseMatter", "matter { id version status visibility restrictedTo { totalCount } raisedBy { name } actions { name isAllowed reason } }", input).await;
    let matter = raised.done()["matter"].clone();
    assert_eq!(
        (&matter["status"], &matter["visibility"], &matter["restrictedTo"]["totalCount"]),
        (&json!("RAISED"), &json!("RESTRICTED"), &json!(2))
    );
    let allowed: Vec<_> = matter["actions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|action| action["isAllowed"] == true)
        .map(|action| &action["name"])
        .collect();
    assert_eq!(allowed, ["withdrawMatter"]);
    let hidden = member.data("query($id: ID!) { matter(id: $id) { id } }", json!({ "id": matter["id"] })).await;
    assert_eq!(hidden["matter"], Json::Null);

    let step = |version: i32| json!({ "matterId": matter["id"], "version": version });
    assert_eq!(asa.call("prepareMatter", "", step(1)).await.code(), "FORBIDDEN", "she is not of the preparation group");
    let decide =
        |matter: &Json| json!({ "teamId": team, "decision": { "matterId": matter, "motivation": { "sv": "Därför" } } });
    let early = asa.clone().reading("en").call("recordDecision", "", decide(&matter["id"])).await;
    assert_eq!(early.fault(), ("decision", "WRONG_STATE"));
    support.call("prepareMatter", "matter { status }", step(1)).await.done();
    let twice = asa
        .call(
            "recordDecision",
            "decision { id title outcome decidedOn matter { status } recordedBy { name } }",
            decide(&matter["id"]),
        )
        .await;
    let decision = twice.done()["decision"].clone();
    assert_eq!(
        (&decision["title"], &decision["outcome"], &decision["decidedOn"], &decision["recordedBy"]["name"]),
        (&json!("En fråga"), &json!("APPROVED"), &json!("2026-11-21"), &json!("Åsa Lundqvist"))
    );
    assert_eq!(decision["matter"]["status"], "DECIDED");
    let late = asa.reading("en").call("withdrawMatter", "", step(3)).await;
    assert_eq!(late.fault(), ("matterId", "WRONG_STATE"));
    assert!(
        late.message().starts_with("It is “Decided”; this is possible from: Raised, Prepared."),
        "{}",
        late.message()
    );

    let other =
        json!({ "decisionId": decision["id"], "decision": { "outcome": "DECLINED", "motivation": { "sv": "Nej" } } });
    let superseded = support
        .call("supersedeDecision", "decision { outcome supersedes { id supersededBy { outcome } } }", other.clone())
        .await
        .done();
    assert_eq!(
        superseded["decision"],
        json!({ "outcome": "DECLINED", "supersedes": { "id": decision["id"], "supersededBy": { "outcome": "DECLINED" } } })
    );
    assert_eq!(support.call("supersedeDecision", "", other).await.fault(), ("decisionId", "WRONG_STATE"));
    let actions: Vec<String> = {
        let mut changes = all::<entity::change::Entity>(&app).await;
        changes.sort_by_key(|change| change.seq);
        changes
            .into_iter()
            .filter(|change| ["matter", "decision"].contains(&change.node_type.as_str()))
            .map(|change| change.action)
            .collect()
    };
    assert_eq!(actions, ["raiseMatter", "prepareMatter", "recordDecision", "recordDecision", "supersedeDecision"]);
}

#[tokio::test]
async fn the_board_decides_on_focus_areas() {
    let app = App::seeded().await;
    let board = app.signed_in(&[Role::BoardMember], UNIVERSITY, "board");
    let slug = json!({ "slug": "klimat", "name": { "sv": "Klimat" } });
    let shown = "focusArea { id number status version decisions { totalCount } actions { name isAllowed reason } } decision { outcome team { kind } visibility subject { __typename } }";
    assert_eq!(app.as_member().call("proposeFocusArea", "", slug.clone()).await.code(), "FORBIDDEN");
    let proposed = board.call("proposeFocusArea", "focusArea { id number status }", slug.clone()).await.done();
    assert_eq!((&proposed["focusArea"]["number"], &proposed["focusArea"]["status"]), (&json!(3), &json!("PROPOSED")));
    assert_eq!(board.call("proposeFocusArea", "", slug).await.fault(), ("slug", "ALREADY_EXISTS"));
    let step = |version: i32, outcome: &str| json!({ "focusAreaId": proposed["focusArea"]["id"], "version": version, "decision": { "outcome": outcome } });
    let early = board.call("pauseFocusArea", "", step(1, "APPROVED")).await;
    assert_eq!(early.fault(), ("focusAreaId", "WRONG_STATE"));
    let deferred = board.call("prioritiseFocusArea", shown, step(1, "DEFERRED")).await.done();
    assert_eq!(
        (&deferred["focusArea"]["status"], &deferred["decision"]["outcome"]),
        (&json!("PROPOSED"), &json!("DEFERRED"))
    );
    let decided = board.call("prioritiseFocusArea", shown, step(1, "APPROVED")).await.done();
    assert_eq!(
        (
            &decided["focusArea"]["status"],
            &decided["focusArea"]["version"],
            &decided["focusArea"]["decisions"]["totalCount"]
        ),
        (&json!("PRIORITISED"), &json!(2), &json!(2))
    );
    assert_eq!(
        decided["decision"],
        json!({ "outcome": "APPROVED", "team": { "kind": "BOARD" }, "visibility": "PUBLIC", "subject": { "__typename": "FocusArea" } })
    );
    for (mutation, version, status) in
        [("pauseFocusArea", 2, "PAUSED"), ("resumeFocusArea", 3, "PRIORITISED"), ("closeFocusArea", 4, "CLOSED")]
    {
        assert_eq!(app.as_member().call(mutation, "", step(version, "APPROVED")).await.code(), "FORBIDDEN");
        let done = board.call(mutation, shown, step(version, "APPROVED")).await.done();
        assert_eq!(done["focusArea"]["status"], status);
    }
    let end = board.clone().reading("sv").call("resumeFocusArea", shown, step(5, "APPROVED")).await;
    assert_eq!(end.message(), "Läget är ”Avslutat”; detta är möjligt från: Pausat. Det som kan göras nu: –.");
    let tomorrow =
        json!({ "focusAreaId": proposed["focusArea"]["id"], "version": 5, "decision": { "decidedOn": "2026-11-22" } });
    assert_eq!(board.call("closeFocusArea", "", tomorrow).await.paths(), ["focusAreaId", "decision.decidedOn"]);
}
