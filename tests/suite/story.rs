//! The process, end to end: from the board's focus area to what an initiative taught, with the right role at each step, and
//! each step tried by a wrong one first.

use api::policy::Role;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::Caller;
use tests::rows::all;

/// Everybody who takes part.
struct Cast<'a> {
    app: &'a App,
    board: Caller<'a>,
    support: Caller<'a>,
    manager: Caller<'a>,
    representative: Caller<'a>,
    owner: Caller<'a>,
    stranger: Caller<'a>,
}

impl<'a> Cast<'a> {
    async fn new(app: &'a App) -> Self {
        let one = |role: Role, subject: &str| app.signed_in(&[role], UNIVERSITY, subject);
        let cast = Cast {
            app,
            board: one(Role::BoardMember, "board member"),
            support: one(Role::ProcessSupport, "process support"),
            manager: one(Role::PortfolioManager, "portfolio manager"),
            representative: one(Role::Representative, "representative"),
            owner: one(Role::Member, "owner"),
            stranger: one(Role::Analyst, "stranger"),
        };
        // the first sign-in of each is written down now, and not in the middle of a step
        for caller in [&cast.board, &cast.support, &cast.manager, &cast.representative, &cast.owner, &cast.stranger] {
            cast.person(caller).await;
        }
        cast
    }

    /// How much has happened.
    async fn head(&self) -> i64 {
        all::<entity::change_head::Entity>(self.app).await[0].seq
    }

    /// A step: refused to a stranger, with nothing changed, then taken by whose it is.
    async fn step(&self, caller: &Caller<'_>, mutation: &str, selection: &str, input: Json) -> Json {
        let before = self.head().await;
        assert_eq!(self.stranger.call(mutation, "", input.clone()).await.code(), "FORBIDDEN", "{mutation}");
        assert_eq!(self.head().await, before, "{mutation} has changed something");
        let done = caller.call(mutation, selection, input).await.done();
        assert!(self.head().await > before, "{mutation} has left no trace");
        done
    }

    /// A step that comes too early or too late: refused to whose it would be, with nothing changed.
    async fn out_of_order(&self, caller: &Caller<'_>, mutation: &str, input: Json) {
        let before = self.head().await;
        let refused = caller.call(mutation, "", input).await;
        assert!(refused.faults().iter().any(|(_, code)| *code == "WRONG_STATE"), "{mutation}: {refused:?}");
        assert_eq!(self.head().await, before, "{mutation} has changed something");
    }

    async fn person(&self, caller: &Caller<'_>) -> Json {
        caller.data("{ viewer { person { id } } }", Json::Null).await["viewer"]["person"]["id"].clone()
    }
}

fn text(sv: &str) -> Json {
    json!({ "sv": sv })
}

/// A prioritised focus area with a Core Team in which the representative sits.
async fn focus_area(cast: &Cast<'_>) -> Json {
    let input = json!({ "slug": "klimat", "name": text("Klimat") });
    let area = cast.step(&cast.board, "proposeFocusArea", "focusArea { id }", input).await["focusArea"]["id"].clone();
    let decide = |version: i32| json!({ "focusAreaId": area, "version": version, "decision": { "motivation": text("Det brådskar") } });
    cast.out_of_order(&cast.board, "pauseFocusArea", decide(1)).await;
    cast.step(&cast.board, "prioritiseFocusArea", "decision { id }", decide(1)).await;

    let input = json!({ "kind": "FOCUS_AREA_TEAM", "name": text("Core Team Klimat"), "focusAreaId": area });
    let team = cast.step(&cast.support, "createTeam", "team { id }", input).await["team"]["id"].clone();
    let home =
        cast.owner.data("{ viewer { organisation { id } } }", Json::Null).await["viewer"]["organisation"]["id"].clone();
    let input = json!({ "teamId": team, "organisationId": home });
    let seat = cast.step(&cast.support, "addSeat", "seat { id }", input).await["seat"]["id"].clone();
    let input = json!({ "seatId": seat, "personId": cast.person(&cast.representative).await });
    cast.step(&cast.support, "fillSeat", "representative { id }", input).await;
    area
}

/// A societal goal, a challenge that stands on a need, and the mission that answers it.
async fn mission(cast: &Cast<'_>, area: &Json) -> (Json, Json) {
    let target =
        cast.owner.data("{ agendaTarget(code: \"13.1\") { id } }", Json::Null).await["agendaTarget"]["id"].clone();
    let input = json!({ "focusAreaId": area, "title": text("Motståndskraft"), "targetIds": [target], "decision": {} });
    let goal = cast.step(&cast.representative, "chooseSocietalGoal", "societalGoal { id }", input).await;
    let goal = goal["societalGoal"]["id"].clone();

    let input = json!({ "focusAreaId": area, "title": text("Kunskap om skyfall") });
    let need = cast.step(&cast.representative, "stateNeed", "strategicNeed { id }", input).await;
    let input =
        json!({ "focusAreaId": area, "title": text("Skyfall"), "strategicNeedIds": [need["strategicNeed"]["id"]] });
    // anyone may, for the own organisation
    let challenge =
        cast.owner.call("identifyChallenge", "challenge { id }", input).await.done()["challenge"]["id"].clone();
    let about = |version: i32| json!({ "challengeId": challenge, "version": version });
    let with = |version: i32, field: &str, value: Json| {
        let mut input = about(version);
        input[field] = value;
        input
    };
    cast.out_of_order(&cast.representative, "prioritiseChallenge", with(1, "priority", json!(1))).await;
    cast.step(&cast.representative, "analyseChallenge", "challenge { id }", with(1, "analysis", text("Så är det")))
        .await;

    let input = json!({
        "focusAreaId": area, "title": text("Torra källare"), "statement": text("Ingen källare svämmas över 2030"),
        "measurableBy": text("Antal skador"), "challengeIds": [challenge], "societalGoalIds": [goal], "targetIds": [target],
    });
    let mission = cast.step(&cast.support, "draftMission", "mission { id }", input).await["mission"]["id"].clone();
    let about_mission = |version: i32| json!({ "missionId": mission, "version": version });
    let decide = |version: i32| json!({ "missionId": mission, "version": version, "decision": {} });
    cast.out_of_order(&cast.representative, "decideMission", decide(1)).await;
    cast.step(&cast.representative, "prioritiseChallenge", "challenge { id }", with(2, "priority", json!(1))).await;
    let decided = cast
        .step(&cast.representative, "decideMission", "mission { challenges { nodes { status } } }", decide(1))
        .await;
    assert_eq!(decided["mission"]["challenges"]["nodes"][0]["status"], "ADOPTED");
    cast.out_of_order(&cast.representative, "achieveMission", about_mission(2)).await;
    cast.step(&cast.representative, "startMission", "mission { id }", about_mission(2)).await;
    cast.out_of_order(&cast.representative, "declineChallenge", about(4)).await;
    (goal, mission)
}

/// An initiative from its proposal to its running.
async fn running(cast: &Cast<'_>, area: &Json, goal: &Json, mission: &Json) -> Json {
    let input = json!({ "focusAreaId": area, "title": text("Gröna tak"), "kind": "INNOVATION", "missionIds": [mission], "societalGoalIds": [goal] });
    let initiative =
        cast.owner.call("proposeInitiative", "initiative { id }", input).await.done()["initiative"]["id"].clone();
    let about = |version: i32| json!({ "initiativeId": initiative, "version": version });
    let with = |version: i32, field: &str, value: Json| {
        let mut input = about(version);
        input[field] = value;
        input
    };
    let input = json!({ "title": text("Nyttan är tydlig"), "isMandatory": true });
    let criterion =
        cast.step(&cast.support, "createCriterion", "criterion { id }", input).await["criterion"]["id"].clone();
    cast.out_of_order(&cast.manager, "placeInPortfolio", with(1, "societalGoalIds", json!([goal]))).await;
    let answers = json!([{ "criterionId": criterion, "isMet": true }]);
    let screened = cast
        .step(
            &cast.support,
            "screenInitiative",
            "screening { outcome } initiative { version }",
            with(1, "answers", answers),
        )
        .await;
    assert_eq!(screened["screening"]["outcome"], "PASSED");
    cast.step(&cast.manager, "placeInPortfolio", "initiative { id }", with(2, "societalGoalIds", json!([goal]))).await;
    cast.out_of_order(&cast.owner, "startInitiative", about(3)).await;
    let decided = cast
        .step(
            &cast.representative,
            "decideInitiative",
            "initiative { status } decision { outcome }",
            with(3, "decision", json!({})),
        )
        .await;
    assert_eq!(
        (&decided["initiative"]["status"], &decided["decision"]["outcome"]),
        (&json!("APPROVED"), &json!("APPROVED"))
    );
    cast.step(&cast.owner, "startInitiative", "initiative { id }", about(4)).await;
    initiative
}

#[tokio::test]
async fn from_the_boards_focus_area_to_what_an_initiative_taught() {
    let app = App::seeded().await;
    let cast = Cast::new(&app).await;
    let area = focus_area(&cast).await;
    let (goal, mission) = mission(&cast, &area).await;
    let initiative = running(&cast, &area, &goal, &mission).await;

    let record = |field: &str, value: Json| {
        let mut input = json!({ "initiativeId": initiative });
        input[field] = value;
        input
    };
    cast.step(&cast.owner, "recordProgress", "progressReport { id }", record("summary", text("Halvvägs"))).await;
    cast.step(&cast.owner, "recordRootCause", "rootCause { id }", record("title", text("Hårda ytor"))).await;
    let mut input = record("title", text("Sedum räcker inte"));
    input["societalGoalIds"] = json!([goal]);
    cast.step(&cast.owner, "recordLearning", "learning { id }", input).await;
    cast.step(&cast.representative, "recordContribution", "contribution { id }", record("kind", json!("TIME"))).await;
    let complete = json!({ "initiativeId": initiative, "version": 5 });
    cast.out_of_order(&cast.owner, "completeInitiative", complete.clone()).await;
    cast.step(&cast.owner, "recordEvaluation", "evaluation { id }", record("summary", text("Väl gjort"))).await;
    cast.step(&cast.owner, "completeInitiative", "initiative { id }", complete).await;
    cast.out_of_order(&cast.owner, "withdrawInitiative", json!({ "initiativeId": initiative, "version": 6 })).await;

    // the one query that follows the whole line
    let line = cast.stranger.data(
        "{ agendaTarget(code: \"13.1\") { societalGoals(first: 2) { nodes { title decision { outcome } missions(first: 2) { nodes { title
            initiatives(first: 2) { nodes { title status decision { outcome } learnings(first: 2) { nodes { title societalGoals(first: 2) { nodes { title targets(first: 2) { nodes { code } } } } } } } } } } } } } }",
        Json::Null,
    );
    let learning = json!({ "title": "Sedum räcker inte", "societalGoals": { "nodes": [{ "title": "Motståndskraft", "targets": { "nodes": [{ "code": "13.1" }] } }] } });
    let initiative = json!({ "title": "Gröna tak", "status": "COMPLETED", "decision": { "outcome": "APPROVED" }, "learnings": { "nodes": [learning] } });
    let mission = json!({ "title": "Torra källare", "initiatives": { "nodes": [initiative] } });
    let goal =
        json!({ "title": "Motståndskraft", "decision": { "outcome": "APPROVED" }, "missions": { "nodes": [mission] } });
    assert_eq!(line.await["agendaTarget"]["societalGoals"]["nodes"], json!([goal]));

    let changes = all::<entity::change::Entity>(&app).await;
    let mut seqs: Vec<i64> = changes.iter().map(|change| change.seq).collect();
    seqs.sort_unstable();
    assert!(seqs.iter().copied().eq(1..=cast.head().await), "the change log has no gaps");
}
