//! Initiatives, from the proposal to what they taught: each step by whoever may take it, and by nobody else.

use api::policy::Role;
use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::Caller;
use tests::rows::{all, execute, id};
use tests::world::{World, service_token};
use type_safe_id::{DynamicType, TypeSafeId};

/// The id in the API of a row of the world.
fn key(prefix: &str, number: u128) -> String {
    TypeSafeId::from_type_and_uuid(DynamicType::new(prefix).expect("a prefix"), id(number)).to_string()
}

/// Who plays a part, by the number of their person.
fn person(app: &App, role: Role, number: u128) -> Caller<'_> {
    app.signed_in(&[role], "o1", &id(number).to_string())
}

/// Who proposes the initiative and drives it.
fn driver(app: &App) -> Caller<'_> {
    person(app, Role::Member, 45)
}

fn support(app: &App) -> Caller<'_> {
    person(app, Role::ProcessSupport, 43)
}

fn manager(app: &App) -> Caller<'_> {
    person(app, Role::PortfolioManager, 43)
}

/// Who decides for the focus area.
fn decider(app: &App) -> Caller<'_> {
    person(app, Role::Representative, 41)
}

/// Those who may take no step in the life of the initiative.
fn strangers(app: &App) -> Vec<(&'static str, Caller<'_>)> {
    vec![
        ("the owner of another initiative", person(app, Role::Member, 47)),
        ("a representative of another focus area", person(app, Role::Representative, 42)),
        ("a representative whose term has ended", person(app, Role::Representative, 44)),
        ("a member", person(app, Role::Member, 48)),
    ]
}

/// What a mutation answers that does what it is asked to.
async fn done(caller: &Caller<'_>, mutation: &str, selection: &str, input: Json) -> Json {
    caller.call(mutation, selection, input).await.done()
}

/// The faults of a mutation that does nothing: the path and the code of each, or the code of the error.
async fn faults(caller: &Caller<'_>, mutation: &str, input: Json) -> Vec<String> {
    let answer = caller.call(mutation, "", input).await;
    if answer.is_null() {
        return vec![answer.code().to_owned()];
    }
    answer.faults().into_iter().map(|(path, code)| format!("{path} {code}")).collect()
}

/// All that initiatives leave in the database.
async fn traces(app: &App) -> String {
    format!(
        "{:?}{:?}{:?}{:?}{:?}",
        all::<entity::initiative::Entity>(app).await,
        all::<entity::decision::Entity>(app).await,
        all::<entity::evaluation::Entity>(app).await,
        all::<entity::link::initiative_owner::Entity>(app).await,
        all::<entity::change::Entity>(app).await.len(),
    )
}

fn merged(mut one: Json, other: &Json) -> Json {
    let fields = one.as_object_mut().expect("an object");
    fields.extend(other.as_object().expect("an object").clone());
    one
}

/// The initiative as an administrator sees it.
async fn initiative(app: &App, id: &str) -> Json {
    let document = "query($id: ID!) { initiative(id: $id) { version status reference } }";
    app.as_administrator().data(document, json!({ "id": id })).await["initiative"].take()
}

/// The initiative, and its version, as inputs name it.
async fn named(app: &App, id: &str) -> Json {
    json!({ "initiativeId": id, "version": initiative(app, id).await["version"] })
}

fn proposal() -> Json {
    json!({ "focusAreaId": key("focus_area", 11), "title": { "sv": "Läxhjälp", "en": "Homework" }, "kind": "RESEARCH" })
}

async fn propose(app: &App) -> String {
    let made = done(&driver(app), "proposeInitiative", "initiative { id }", proposal()).await;
    made["initiative"]["id"].as_str().expect("an id").to_owned()
}

/// The steps of a life, in their order: by whom, with what, and the state that they lead to.
fn life(app: &App) -> Vec<(&'static str, Caller<'_>, Json, &'static str)> {
    let answers = json!({ "answers": [{ "criterionId": key("criterion", 54), "isMet": true }] });
    let goals = json!({ "societalGoalIds": [key("societal_goal", 53)] });
    let decision = json!({ "decision": { "motivation": { "sv": "Det behövs." } } });
    vec![
        ("screenInitiative", support(app), answers, "SCREENED"),
        ("placeInPortfolio", manager(app), goals, "IN_PORTFOLIO"),
        ("decideInitiative", decider(app), decision, "APPROVED"),
        ("startInitiative", driver(app), json!({}), "RUNNING"),
        ("pauseInitiative", driver(app), json!({}), "PAUSED"),
        ("resumeInitiative", driver(app), json!({}), "RUNNING"),
        ("completeInitiative", driver(app), json!({}), "COMPLETED"),
    ]
}

/// An initiative in this state.
async fn reach(app: &App, state: &str) -> String {
    let id = propose(app).await;
    for (step, caller, input, to) in life(app) {
        if initiative(app, &id).await["status"] == state {
            break;
        }
        done(&caller, step, "", merged(named(app, &id).await, &input)).await;
        assert_eq!(initiative(app, &id).await["status"], to);
    }
    id
}

#[tokio::test]
async fn an_initiative_lives_by_those_who_may_and_by_nobody_else() {
    let world = World::new().await;
    let app = &world.app;
    let id = propose(app).await;
    for (step, caller, input, to) in life(app) {
        if to == "COMPLETED" {
            let input = named(app, &id).await;
            assert_eq!(faults(&caller, step, input).await, ["initiativeId WRONG_STATE"], "nobody has evaluated it");
            let evaluation = json!({ "initiativeId": id, "summary": { "sv": "Bra." }, "rating": 4 });
            let made = done(&caller, "recordEvaluation", "evaluation { by rating }", evaluation).await;
            assert_eq!(made["evaluation"], json!({ "by": "OWNER", "rating": 4 }));
        }
        let before = traces(app).await;
        let input = merged(named(app, &id).await, &input);
        for (name, stranger) in strangers(app) {
            assert_eq!(faults(&stranger, step, input.clone()).await, ["FORBIDDEN"], "{step} by {name}");
        }
        let stale = merged(input.clone(), &json!({ "version": 0 }));
        assert_eq!(faults(&caller, step, stale).await, ["version STALE_VERSION"], "{step}");
        assert_eq!(traces(app).await, before, "{step} was not done");
        done(&caller, step, "", input.clone()).await;
        let after = initiative(app, &id).await;
        assert_eq!(
            (&after["status"], after["version"].as_i64()),
            (&json!(to), input["version"].as_i64().map(|v| v + 1))
        );
        let last = all::<entity::change::Entity>(app).await.into_iter().max_by_key(|change| change.seq).expect("some");
        assert_eq!(last.action, step);
    }
    let document = "query($id: ID!) { initiative(id: $id) { decision { outcome title(language: EN) motivation team { focusArea { slug } } } } }";
    let decided = app.as_administrator().data(document, json!({ "id": id })).await["initiative"]["decision"].take();
    let expected = json!({
        "outcome": "APPROVED", "title": "Homework", "motivation": "Det behövs.", "team": { "focusArea": { "slug": "f1" } },
    });
    assert_eq!(decided, expected);
}

/// A call of each step that changes nothing: of a version that is not, or with something that is not possible.
fn harmless(id: &str) -> Vec<(&'static str, Json)> {
    let stale = |other: Json| merged(json!({ "initiativeId": id, "version": 0 }), &other);
    let of = |other: Json| merged(json!({ "initiativeId": id }), &other);
    let nothing = json!({ "sv": "" });
    vec![
        ("updateInitiative", stale(json!({}))),
        ("screenInitiative", stale(json!({ "answers": [] }))),
        ("placeInPortfolio", stale(json!({ "societalGoalIds": [key("societal_goal", 53)] }))),
        ("removeFromPortfolio", stale(json!({ "summary": { "sv": "Nej" } }))),
        ("decideInitiative", stale(json!({ "decision": {} }))),
        ("startInitiative", stale(json!({}))),
        ("pauseInitiative", stale(json!({}))),
        ("resumeInitiative", stale(json!({}))),
        ("completeInitiative", stale(json!({}))),
        ("withdrawInitiative", stale(json!({}))),
        ("addOwner", stale(json!({ "personId": key("person", 48) }))),
        ("removeOwner", stale(json!({ "personId": key("person", 45) }))),
        ("addParticipant", stale(json!({ "personId": key("person", 48) }))),
        ("removeParticipant", stale(json!({ "personId": key("person", 48) }))),
        ("recordProgress", of(json!({ "summary": nothing }))),
        ("recordEvaluation", of(json!({ "summary": nothing }))),
        ("recordRootCause", of(json!({ "title": nothing }))),
        ("recordLearning", of(json!({ "title": nothing }))),
        ("applyLearning", of(json!({ "learningId": "x" }))),
        ("recordContribution", of(json!({ "kind": "TIME", "quantity": -1, "unit": "h" }))),
    ]
}

/// Holds what `actions` promises against what the mutations do.
async fn agree(app: &App, id: &str, name: &str, caller: &Caller<'_>) {
    let document = "query($id: ID!) { initiative(id: $id) { status actions { name isAllowed reason } } }";
    let shown = caller.data(document, json!({ "id": id })).await["initiative"].take();
    let actions = shown["actions"].as_array().expect("it is seen").clone();
    let calls = harmless(id);
    assert_eq!(
        actions.iter().map(|action| action["name"].as_str().expect("a name")).collect::<Vec<_>>(),
        calls.iter().map(|(name, _)| *name).collect::<Vec<_>>()
    );
    let before = traces(app).await;
    for (action, (mutation, input)) in actions.iter().zip(calls) {
        let context = format!("{mutation} by {name}, {}", shown["status"]);
        let answer = caller.call(mutation, "", input).await;
        let errors = answer["userErrors"].as_array().cloned().unwrap_or_default();
        let out_of_order = errors.iter().find(|error| error["code"] == "WRONG_STATE");
        if action["isAllowed"] == true {
            assert!(!errors.is_empty() && out_of_order.is_none(), "{context}: {answer:?}");
        } else if let Some(error) = out_of_order {
            assert_eq!(action["reason"], error["message"], "{context}");
        } else {
            assert_eq!(answer.code(), "FORBIDDEN", "{context}");
        }
    }
    assert_eq!(traces(app).await, before);
}

#[tokio::test]
async fn what_can_be_done_is_what_the_mutations_do() {
    let world = World::new().await;
    let app = &world.app;
    let id = propose(app).await;
    let callers: Vec<_> = [
        ("the owner", driver(app)),
        ("process support", support(app)),
        ("a portfolio manager", manager(app)),
        ("a representative", decider(app)),
        ("an administrator", app.as_administrator()),
    ]
    .into_iter()
    .chain(strangers(app))
    .collect();
    for (step, caller, input, to) in life(app) {
        for (name, caller) in &callers {
            agree(app, &id, name, caller).await;
        }
        if to == "COMPLETED" {
            let evaluation = json!({ "initiativeId": id, "summary": { "sv": "Bra." } });
            done(&driver(app), "recordEvaluation", "", evaluation).await;
            let owner = json!({ "personId": key("person", 41) });
            done(&driver(app), "addOwner", "", merged(named(app, &id).await, &owner)).await;
            agree(app, &id, "an owner who has evaluated it", &driver(app)).await;
        }
        done(&caller, step, "", merged(named(app, &id).await, &input)).await;
    }
    agree(app, &id, "the owner of a completed one", &driver(app)).await;
}

#[tokio::test]
async fn a_step_out_of_order_says_so_in_the_callers_language() {
    let world = World::new().await;
    let app = &world.app;
    let id = propose(app).await;
    let before = traces(app).await;
    for (language, text) in [
        ("sv", "Läget är ”Föreslaget”; detta är möjligt från: Godkänt."),
        ("en", "It is “Proposed”; this is possible from: Approved."),
    ] {
        let answer = driver(app).reading(language).call("startInitiative", "", named(app, &id).await).await;
        let error = &answer["userErrors"][0];
        assert_eq!((&error["path"], &error["code"]), (&json!(["initiativeId"]), &json!("WRONG_STATE")));
        let message = error["message"].as_str().expect("a message");
        assert!(message.contains(text.split(';').next().expect("a part")), "{message}");
        assert!(message.contains("updateInitiative"), "{message}");
    }
    let goals = json!({ "societalGoalIds": [key("societal_goal", 53)] });
    let place = merged(named(app, &id).await, &goals);
    assert_eq!(faults(&manager(app), "placeInPortfolio", place).await, ["initiativeId WRONG_STATE"]);
    assert_eq!(traces(app).await, before);
    let running = reach(app, "RUNNING").await;
    for (language, text) in [("sv", "Ingen initiativägare har utvärderat"), ("en", "No owner has evaluated")] {
        let named = named(app, &running).await;
        let answer = driver(app).reading(language).call("completeInitiative", "", named).await;
        let message = answer["userErrors"][0]["message"].as_str().expect("a message").to_owned();
        assert!(message.starts_with(text), "{message}");
    }
}

#[tokio::test]
async fn a_proposal_is_told_all_that_is_wrong_at_once() {
    let world = World::new().await;
    let app = &world.app;
    let before = traces(app).await;
    let input = json!({
        "focusAreaId": key("focus_area", 12), "title": { "sv": " " }, "kind": "EDUCATION", "summary": { "sv": "" },
        "startsOn": "2027-02-01", "endsOn": "2027-01-01", "societalGoalIds": [key("societal_goal", 53)],
        "ownerIds": ["x"], "leadOrganisationId": key("organisation", 9), "visibility": "INTERNAL",
        "restrictedTo": [key("team", 23)],
    });
    let expected = [
        "leadOrganisationId NOT_FOUND",
        "title INVALID",
        "summary INVALID",
        "endsOn INVALID",
        "societalGoalIds INVALID",
        "ownerIds INVALID",
        "restrictedTo INVALID",
    ];
    assert_eq!(faults(&driver(app), "proposeInitiative", input).await, expected);
    execute(app, "UPDATE focus_area SET status = 'PAUSED' WHERE slug = 'f1'").await;
    assert_eq!(faults(&driver(app), "proposeInitiative", proposal()).await, ["focusAreaId WRONG_STATE"]);
    assert_eq!(traces(app).await, before);
    assert_eq!(faults(&app.anonymous(), "proposeInitiative", proposal()).await, ["UNAUTHENTICATED"]);
}

#[tokio::test]
async fn a_proposal_is_of_the_caller_and_of_their_organisation() {
    let world = World::new().await;
    let app = &world.app;
    let selection = "initiative { reference status visibility leadOrganisation { slug } proposedBy { name }
        owners { nodes { name } } participants { nodes { name } } targets { nodes { code } } }";
    let people =
        json!({ "participantIds": [key("person", 48), key("person", 48)], "targetIds": [key("agenda_target", 52)] });
    let made = done(&driver(app), "proposeInitiative", selection, merged(proposal(), &people)).await;
    let colleague = json!({ "name": "colleague" });
    let expected = json!({
        "reference": "I-2026-00001", "status": "PROPOSED", "visibility": "INTERNAL", "leadOrganisation": { "slug": "o1" },
        "proposedBy": colleague, "owners": { "nodes": [colleague] }, "participants": { "nodes": [{ "name": "proposer" }] },
        "targets": { "nodes": [{ "code": "1.1" }] },
    });
    assert_eq!(made["initiative"], expected);

    let system = app.anonymous().with_token(service_token(81));
    let elsewhere = merged(proposal(), &json!({ "leadOrganisationId": key("organisation", 1) }));
    assert_eq!(faults(&system, "proposeInitiative", elsewhere).await, ["FORBIDDEN"]);
    let made = done(&system, "proposeInitiative", selection, proposal()).await;
    let initiative = &made["initiative"];
    assert_eq!(
        (&initiative["reference"], &initiative["leadOrganisation"]["slug"], &initiative["proposedBy"]),
        (&json!("I-2026-00002"), &json!("o2"), &Json::Null)
    );
    assert_eq!(initiative["owners"]["nodes"], json!([]));
}

#[tokio::test]
async fn the_next_reference_follows_the_largest_that_anybody_has() {
    let world = World::new().await;
    let app = &world.app;
    let first = propose(app).await;
    let board = "UPDATE initiative SET reference = 'I-2026-99999' WHERE reference = 'I-2026-00001'";
    execute(app, board).await;
    execute(app, "UPDATE initiative SET reference = 'I-2025-200000' WHERE reference = 'I-2200'").await;
    assert_eq!(initiative(app, &first).await["reference"], "I-2026-99999");
    for expected in ["I-2026-100000", "I-2026-100001"] {
        let next = propose(app).await;
        assert_eq!(initiative(app, &next).await["reference"], expected);
    }
}

#[tokio::test]
async fn two_at_once_do_not_get_in_each_others_way() {
    let world = World::new().await;
    let app = &world.app;
    let ids = join_all((0..5).map(|_| propose(app))).await;
    let mut references = vec![];
    for id in &ids {
        references.push(initiative(app, id).await["reference"].as_str().expect("a reference").to_owned());
    }
    references.sort();
    references.dedup();
    assert_eq!(references.len(), 5);

    let id = reach(app, "APPROVED").await;
    let (input, driver) = (named(app, &id).await, driver(app));
    let answers = join_all((0..2).map(|_| driver.call("startInitiative", "", input.clone()))).await;
    let mut codes: Vec<_> =
        answers.iter().map(|answer| answer["userErrors"][0]["code"].as_str().unwrap_or("done")).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["STALE_VERSION", "done"]);
}

#[tokio::test]
async fn a_screening_follows_the_criteria_of_the_day() {
    let world = World::new().await;
    let app = &world.app;
    let support = support(app);
    let mut criteria = vec![];
    for (title, is_mandatory) in [("Tydlig nytta", true), ("Ny metod", false)] {
        let input = json!({ "title": { "sv": title }, "isMandatory": is_mandatory });
        let made = done(&support, "createCriterion", "criterion { id position }", input).await;
        criteria.push(made["criterion"].clone());
    }
    assert_eq!((&criteria[0]["position"], &criteria[1]["position"]), (&json!(2), &json!(3)), "after the others");
    let old = json!({ "criterionId": key("criterion", 54), "version": 1 });
    done(&support, "retireCriterion", "criterion { retiredAt }", old).await;
    let again = json!({ "criterionId": key("criterion", 54), "version": 2 });
    assert_eq!(faults(&support, "retireCriterion", again.clone()).await, ["criterionId WRONG_STATE"]);
    assert_eq!(faults(&support, "updateCriterion", again).await, ["criterionId WRONG_STATE"]);
    let (mandatory, optional) = (&criteria[0]["id"], &criteria[1]["id"]);

    let id = propose(app).await;
    let screen = async |answers: Json| merged(named(app, &id).await, &json!({ "answers": answers }));
    let before = traces(app).await;
    for (answers, expected) in [
        (json!([]), vec!["answers INVALID"]),
        (json!([{ "criterionId": optional, "isMet": true }]), vec!["answers INVALID"]),
        (
            json!([{ "criterionId": mandatory, "isMet": true }, { "criterionId": mandatory, "isMet": false }]),
            vec!["answers.criterionId INVALID"],
        ),
        (
            json!([{ "criterionId": key("criterion", 54), "isMet": true, "motivation": { "sv": "" } }]),
            vec!["answers.motivation INVALID", "answers.criterionId WRONG_STATE", "answers INVALID"],
        ),
    ] {
        assert_eq!(faults(&support, "screenInitiative", screen(answers).await).await, expected);
    }
    let unanswered = support.clone().reading("en").call("screenInitiative", "", screen(json!([])).await).await;
    let message = &unanswered["userErrors"][0]["message"];
    assert_eq!(message, "These mandatory criteria are not answered: Tydlig nytta.");
    assert_eq!(traces(app).await, before);

    let selection = "initiative { status } screening { outcome screenedBy { name } answers { isMet motivation criterion { title } } }";
    let answers = json!([
        { "criterionId": optional, "isMet": false, "motivation": { "sv": "Känd sedan förr." } },
        { "criterionId": mandatory, "isMet": true },
    ]);
    let passed = done(&support, "screenInitiative", selection, screen(answers).await).await;
    assert_eq!(
        (&passed["initiative"]["status"], &passed["screening"]["outcome"]),
        (&json!("SCREENED"), &json!("PASSED"))
    );
    assert_eq!(passed["screening"]["answers"].as_array().map(Vec::len), Some(2));
    app.clock.advance(chrono::TimeDelta::hours(1));
    let failed = done(
        &support,
        "screenInitiative",
        selection,
        screen(json!([{ "criterionId": mandatory, "isMet": false }])).await,
    )
    .await;
    assert_eq!(
        (&failed["initiative"]["status"], &failed["screening"]["outcome"]),
        (&json!("REJECTED"), &json!("FAILED"))
    );

    let document = "query($id: ID!) { initiative(id: $id) { screenings { nodes { outcome } } }
        criteria { nodes { title answers(where: { isMet: { eq: false } }) { totalCount } } } }";
    let seen = support.data(document, json!({ "id": id })).await;
    assert_eq!(seen["initiative"]["screenings"]["nodes"], json!([{ "outcome": "FAILED" }, { "outcome": "PASSED" }]));
    let stopping = |title: &str| {
        let nodes = seen["criteria"]["nodes"].as_array().expect("a list");
        let one = nodes.iter().find(|node| node["title"] == title).expect("the criterion");
        one["answers"]["totalCount"].as_i64()
    };
    assert_eq!((stopping("Tydlig nytta"), stopping("Ny metod")), (Some(1), Some(1)), "which criteria stop initiatives");
    assert_eq!(
        faults(&driver(app), "createCriterion", json!({ "title": { "sv": "x" }, "isMandatory": true })).await,
        ["FORBIDDEN"]
    );
}

#[tokio::test]
async fn owners_come_and_go_but_one_stays() {
    let world = World::new().await;
    let app = &world.app;
    let id = propose(app).await;
    let with = async |person: u128| merged(named(app, &id).await, &json!({ "personId": key("person", person) }));
    assert_eq!(faults(&driver(app), "removeOwner", with(45).await).await, ["initiativeId WRONG_STATE"], "the last");
    let shown = "initiative { version owners { nodes { name } } participants { nodes { name } } }";
    let added = done(&driver(app), "addOwner", shown, with(48).await).await;
    assert_eq!(added["initiative"]["version"], 2);
    assert_eq!(added["initiative"]["owners"]["nodes"].as_array().map(Vec::len), Some(2));
    assert_eq!(faults(&driver(app), "addOwner", with(48).await).await, ["personId ALREADY_EXISTS"]);
    assert_eq!(faults(&driver(app), "removeOwner", with(41).await).await, ["personId NOT_FOUND"]);
    let new = person(app, Role::Member, 48);
    done(&new, "removeOwner", shown, with(45).await).await;
    assert_eq!(faults(&driver(app), "addParticipant", with(49).await).await, ["FORBIDDEN"], "an owner no more");
    let taking_part = done(&new, "addParticipant", shown, with(45).await).await;
    assert_eq!(taking_part["initiative"]["participants"]["nodes"], json!([{ "name": "colleague" }]));
    let alone = done(&new, "removeParticipant", shown, with(45).await).await;
    assert_eq!(alone["initiative"]["participants"]["nodes"], json!([]));
    assert_eq!(faults(&new, "removeParticipant", with(45).await).await, ["personId NOT_FOUND"]);
    // who proposed it may still withdraw it
    done(&driver(app), "withdrawInitiative", "", named(app, &id).await).await;
    let changes = all::<entity::change::Entity>(app).await;
    assert!(changes.iter().any(|change| change.action == "addOwner" && change.fields.to_string().contains("owners")));
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_nothing_else() {
    let world = World::new().await;
    let app = &world.app;
    let function = json!({ "slug": "metod", "name": { "sv": "Metod" } });
    let function = done(&support(app), "createSupportFunction", "supportFunction { id version }", function).await;
    let function = &function["supportFunction"];
    let taken = json!({ "slug": "metod", "name": { "sv": "En annan" } });
    assert_eq!(faults(&support(app), "createSupportFunction", taken).await, ["slug ALREADY_EXISTS"]);
    let renamed = json!({ "supportFunctionId": function["id"], "version": 1, "name": { "sv": "Metodstöd" } });
    done(&support(app), "updateSupportFunction", "", renamed).await;
    let id = reach(app, "IN_PORTFOLIO").await;
    let edit = async |patch: Json| merged(named(app, &id).await, &patch);
    let shown = "initiative { version title summary startsOn leadOrganisation { slug } visibility
        societalGoals { totalCount } supportFunctions { nodes { name } } restrictedTo { totalCount } }";
    let first =
        edit(json!({ "summary": { "sv": "Kort" }, "startsOn": "2027-01-01", "supportFunctionIds": [function["id"]] }));
    let first = done(&driver(app), "updateInitiative", shown, first.await).await["initiative"].take();
    let expected = json!({
        "version": 4, "title": "Läxhjälp", "summary": "Kort", "startsOn": "2027-01-01", "leadOrganisation": { "slug": "o1" },
        "visibility": "INTERNAL", "societalGoals": { "totalCount": 1 },
        "supportFunctions": { "nodes": [{ "name": "Metodstöd" }] }, "restrictedTo": { "totalCount": 0 },
    });
    assert_eq!(first, expected);
    let second =
        edit(json!({ "summary": null, "leadOrganisationId": null, "visibility": "PUBLIC", "supportFunctionIds": [] }));
    let second = done(&driver(app), "updateInitiative", shown, second.await).await["initiative"].take();
    let changed = json!({
        "version": 5, "summary": null, "leadOrganisation": null, "visibility": "PUBLIC",
        "supportFunctions": { "nodes": [] },
    });
    assert_eq!(second, merged(expected, &changed));
    let wrong = edit(
        json!({ "endsOn": "2026-12-31", "societalGoalIds": [], "title": { "sv": "" }, "visibility": "RESTRICTED" }),
    );
    let expected = ["title INVALID", "endsOn INVALID", "societalGoalIds INVALID", "restrictedTo INVALID"];
    assert_eq!(faults(&driver(app), "updateInitiative", wrong.await).await, expected);
    for (name, stranger) in strangers(app) {
        assert_eq!(faults(&stranger, "updateInitiative", edit(json!({})).await).await, ["FORBIDDEN"], "{name}");
    }
}

#[tokio::test]
async fn the_core_team_declines_and_defers_and_managers_remove() {
    let world = World::new().await;
    let app = &world.app;
    let id = reach(app, "IN_PORTFOLIO").await;
    let decide = async |outcome: &str| merged(named(app, &id).await, &json!({ "decision": { "outcome": outcome } }));
    let shown = "initiative { status version } decision { outcome title }";
    let deferred = done(&decider(app), "decideInitiative", shown, decide("DEFERRED").await).await;
    assert_eq!(deferred["initiative"]["status"], "IN_PORTFOLIO");
    assert_eq!(deferred["decision"], json!({ "outcome": "DEFERRED", "title": "Läxhjälp" }));
    let declined = done(&decider(app), "decideInitiative", shown, decide("DECLINED").await).await;
    assert_eq!(declined["initiative"]["status"], "REJECTED");
    let ahead = json!({ "decision": { "decidedOn": "2030-01-01" } });
    let other = reach(app, "IN_PORTFOLIO").await;
    let ahead = merged(named(app, &other).await, &ahead);
    assert_eq!(faults(&decider(app), "decideInitiative", ahead).await, ["decision.decidedOn INVALID"]);

    let remove = merged(named(app, &other).await, &json!({ "summary": { "sv": "Dubblett." } }));
    let shown = "initiative { status } evaluation { by recommendation summary }";
    let removed = done(&manager(app), "removeFromPortfolio", shown, remove).await;
    let review = json!({ "by": "PORTFOLIO", "recommendation": "REMOVE", "summary": "Dubblett." });
    assert_eq!((&removed["initiative"]["status"], &removed["evaluation"]), (&json!("REMOVED"), &review));

    let screened = reach(app, "SCREENED").await;
    execute(app, "UPDATE societal_goal SET status = 'RETIRED'").await;
    for (goals, expected) in
        [(json!([]), ["societalGoalIds INVALID"]), (json!([key("societal_goal", 53)]), ["societalGoalIds WRONG_STATE"])]
    {
        let input = merged(named(app, &screened).await, &json!({ "societalGoalIds": goals }));
        assert_eq!(faults(&manager(app), "placeInPortfolio", input).await, expected);
    }
}

#[tokio::test]
async fn an_evaluation_says_in_which_capacity_it_was_made() {
    let world = World::new().await;
    let app = &world.app;
    let id = reach(app, "RUNNING").await;
    let evaluation = |other: Json| merged(json!({ "initiativeId": id, "summary": { "sv": "Bra." } }), &other);
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
    let as_manager = merged(keep, &json!({ "by": "PORTFOLIO" }));
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
    let goal = key("societal_goal", 53);
    let of = |other: Json| merged(json!({ "initiativeId": id }), &other);
    let before = initiative(app, &id).await;
    done(&driver(app), "recordProgress", "progressReport { id }", of(json!({ "summary": { "sv": "Framåt." } }))).await;
    let cause = of(json!({ "title": { "sv": "Tid" }, "challengeId": key("challenge", 1101), "isOpportunity": true }));
    let cause = done(&driver(app), "recordRootCause", "rootCause { isOpportunity challenge { id } }", cause).await;
    assert_eq!(cause["rootCause"], json!({ "isOpportunity": true, "challenge": { "id": key("challenge", 1101) } }));
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

#[tokio::test]
async fn who_contributes_represents_the_organisation_or_owns_the_initiative() {
    let world = World::new().await;
    let app = &world.app;
    let id = reach(app, "IN_PORTFOLIO").await;
    let contribution = |other: Json| merged(json!({ "initiativeId": id, "kind": "TIME" }), &other);
    let of_another = contribution(json!({ "organisationId": key("organisation", 2) }));
    for (name, caller) in [
        ("a member", person(app, Role::Member, 48)),
        ("a representative whose term has ended", person(app, Role::Representative, 44)),
    ] {
        assert_eq!(faults(&caller, "recordContribution", contribution(json!({}))).await, ["FORBIDDEN"], "{name}");
    }
    let representative = person(app, Role::Representative, 42);
    assert_eq!(faults(&representative, "recordContribution", of_another.clone()).await, ["FORBIDDEN"], "of another");
    let shown = "contribution { id version quantity unit organisation { slug } }";
    let by_owner = done(&driver(app), "recordContribution", shown, of_another).await;
    assert_eq!(by_owner["contribution"]["organisation"]["slug"], "o2");
    let wrong = contribution(json!({ "quantity": -1, "startsOn": "2027-02-01", "endsOn": "2027-01-01" }));
    let expected = ["quantity INVALID", "unit INVALID", "endsOn INVALID"];
    assert_eq!(faults(&representative, "recordContribution", wrong).await, expected);
    let own = contribution(json!({ "quantity": 12.5, "unit": "h" }));
    let own = done(&representative, "recordContribution", shown, own).await["contribution"].take();
    assert_eq!((&own["quantity"], &own["organisation"]["slug"]), (&json!(12.5), &json!("o1")));
    let edit = |of: &Json, other: Json| merged(json!({ "contributionId": of["id"], "version": of["version"] }), &other);
    let unitless = edit(&own, json!({ "unit": null }));
    assert_eq!(faults(&representative, "updateContribution", unitless).await, ["unit INVALID"]);
    let other = &by_owner["contribution"];
    assert_eq!(faults(&representative, "updateContribution", edit(other, json!({}))).await, ["FORBIDDEN"]);
    let more = edit(&own, json!({ "quantity": 20 }));
    let more = done(&representative, "updateContribution", shown, more).await["contribution"].take();
    assert_eq!((&more["quantity"], &more["unit"], &more["version"]), (&json!(20.0), &json!("h"), &json!(2)));
    let stale = edit(&own, json!({}));
    assert_eq!(faults(&representative, "removeContribution", stale).await, ["version STALE_VERSION"]);
    let left = "initiative { contributions { totalCount } }";
    let left = done(&representative, "removeContribution", left, edit(&more, json!({}))).await;
    assert_eq!(left["initiative"]["contributions"]["totalCount"], 1);
    done(&driver(app), "withdrawInitiative", "", named(app, &id).await).await;
    let late = edit(other, json!({ "quantity": null }));
    assert_eq!(faults(&driver(app), "updateContribution", late).await, ["contributionId WRONG_STATE"]);
}
