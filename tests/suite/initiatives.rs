//! Initiatives, from the proposal to what they taught: each step by whoever may take it, and by nobody else.

mod contribution;
mod edit;
mod findings;
mod portfolio;
mod proposal;
mod screening;
mod statistics;

use api::policy::Role;
use futures_util::future::join_all;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::{Caller, with};
use tests::rows::{all, api_id, id};
use tests::world::World;

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
    json!({ "focusAreaId": api_id("focus_area", 11), "title": { "sv": "Läxhjälp", "en": "Homework" }, "kind": "RESEARCH" })
}

async fn propose(app: &App) -> String {
    let made = done(&driver(app), "proposeInitiative", "initiative { id }", proposal()).await;
    made["initiative"]["id"].as_str().expect("an id").to_owned()
}

/// The steps of a life, in their order: by whom, with what, and the state that they lead to.
fn life(app: &App) -> Vec<(&'static str, Caller<'_>, Json, &'static str)> {
    let answers = json!({ "answers": [{ "criterionId": api_id("criterion", 54), "isMet": true }] });
    let goals = json!({ "societalGoalIds": [api_id("societal_goal", 53)] });
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
        done(&caller, step, "", with(named(app, &id).await, &input)).await;
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
        let input = with(named(app, &id).await, &input);
        for (name, stranger) in strangers(app) {
            assert_eq!(faults(&stranger, step, input.clone()).await, ["FORBIDDEN"], "{step} by {name}");
        }
        let stale = with(input.clone(), json!({ "version": 0 }));
        assert_eq!(faults(&caller, step, stale).await, ["version STALE_VERSION"], "{step}");
        assert_eq!(traces(app).await, before, "{step} was not done");
        done(&caller, step, "", input.clone()).await;
        let after = initiative(app, &id).await;
        assert_eq!(
            (&after["status"], after["version"].as_i64()),
            (&json!(to), input["version"].as_i64().map(|v| v + 1))
        );
        let own =
            all::<entity::change::Entity>(app).await.into_iter().filter(|change| change.node_type == "initiative");
        let last = own.max_by_key(|change| change.seq).expect("some");
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
    let stale = |other: Json| with(json!({ "initiativeId": id, "version": 0 }), &other);
    let of = |other: Json| with(json!({ "initiativeId": id }), &other);
    let nothing = json!({ "sv": "" });
    vec![
        ("updateInitiative", stale(json!({}))),
        ("screenInitiative", stale(json!({ "answers": [] }))),
        ("placeInPortfolio", stale(json!({ "societalGoalIds": [api_id("societal_goal", 53)] }))),
        ("removeFromPortfolio", stale(json!({ "summary": { "sv": "Nej" } }))),
        ("decideInitiative", stale(json!({ "decision": {} }))),
        ("startInitiative", stale(json!({}))),
        ("pauseInitiative", stale(json!({}))),
        ("resumeInitiative", stale(json!({}))),
        ("completeInitiative", stale(json!({}))),
        ("withdrawInitiative", stale(json!({}))),
        ("addOwner", stale(json!({ "personId": api_id("person", 48) }))),
        ("removeOwner", stale(json!({ "personId": api_id("person", 45) }))),
        ("addParticipant", stale(json!({ "personId": api_id("person", 48) }))),
        ("removeParticipant", stale(json!({ "personId": api_id("person", 48) }))),
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
            let owner = json!({ "personId": api_id("person", 41) });
            done(&driver(app), "addOwner", "", with(named(app, &id).await, &owner)).await;
            agree(app, &id, "an owner who has evaluated it", &driver(app)).await;
        }
        done(&caller, step, "", with(named(app, &id).await, &input)).await;
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
    let goals = json!({ "societalGoalIds": [api_id("societal_goal", 53)] });
    let place = with(named(app, &id).await, &goals);
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
