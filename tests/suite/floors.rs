//! The cache: what is read with it is what is read without it, byte for byte, whatever is written, whoever asks, and on
//! whichever node.

use api::config::{Room, Settings};
use api::policy::Role;
use chrono::TimeDelta;
use entity::kind::NewsStatus;
use entity::{audience, news};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use sea_orm::{ActiveEnum, Value};
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::Caller;
use tests::database::backend;
use tests::rows::{id, insert, key_id, row};
use tests::world::World;

/// What is read: lists, counts, relations, the viewer, what the clock decides, and what is written beside the log.
const DOCUMENTS: [&str; 13] = [
    "{ initiatives(first: 50) { totalCount nodes { id title status visibility version leadOrganisation { name } focusArea { name status } owners { nodes { id name } } missions { nodes { title status } } contributions { totalCount } } } }",
    "{ news(first: 50) { totalCount nodes { id title status publishedAt author { name } disseminations { totalCount } } } }",
    "{ news(where: { status: { eq: PUBLISHED } }) { totalCount } }",
    "{ missions(first: 50, orderBy: [{ field: UPDATED_AT, direction: DESC }]) { nodes { id status challenges { totalCount } latestFollowUp { summary } } } }",
    "{ people(first: 100) { totalCount nodes { id name representations { nodes { isCurrent team { name } } } ownedInitiatives { nodes { id title } } } } }",
    "{ people(first: 100, where: { representations: { some: { isCurrent: { eq: true } } } }) { totalCount nodes { name email } } }",
    "{ teams { nodes { id seats { isOpen holder { name } } representatives { totalCount nodes { id } } } } openSeats { totalCount } }",
    "{ viewer { isAuthenticated roles tokenExpiresAt person { id name } organisation { name } representations { nodes { id } } permissions { readInternal readAccounts } } }",
    "{ events { nodes { id invitations { nodes { answer person { name } } } } } }",
    "{ changes(first: 30) { nodes { action nodeId fields { name before after } } } }",
    "{ organisations(first: 50) { totalCount nodes { id name representatives { totalCount nodes { person { name } } } } } }",
    "{ contactReadings { nodes { times person { name } } } serviceTokens { nodes { lastUsedAt } } }",
    "{ initiatives(where: { owners: { some: { name: { contains: \"o\" } } } }) { totalCount nodes { actions { name isAllowed reason } } } }",
];

/// How many sequences, and how long each is.
const CASES: u32 = 4;
const LENGTH: usize = 50;

/// Something that is written or happens, and what is read after it.
#[derive(Clone, Debug)]
struct Step {
    what: usize,
    which: usize,
    how: usize,
    on_other: bool,
    reads: Vec<(usize, usize)>,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let reads = prop::collection::vec((0..DOCUMENTS.len(), 0..7usize), 6);
    let step = (0..9usize, 0..4usize, 0..6usize, any::<bool>(), reads);
    let step = step.prop_map(|(what, which, how, on_other, reads)| Step { what, which, how, on_other, reads });
    prop::collection::vec(step, LENGTH)
}

fn settings(cache: Option<usize>) -> Settings {
    let room = cache.map(Room);
    Settings { cache_rows: room, cache_lists: room, cache_answers: room, ..Settings::default() }
}

/// The same caller at another server.
fn at<'a>(server: &'a App, caller: &Caller<'_>) -> Caller<'a> {
    match caller.token() {
        Some(token) => server.anonymous().with_token(token),
        None => server.anonymous(),
    }
}

struct Run {
    world: World,
    /// A second node with a cache of its own.
    other: App,
    /// A node without one.
    bare: App,
    number: usize,
}

impl Run {
    async fn new() -> Self {
        let world = World::new().await;
        let (other, bare) = (world.app.beside(settings(None)).await, world.app.beside(settings(Some(0))).await);
        Run { world, other, bare, number: 0 }
    }

    /// Does what the step says. Some of it is refused, by the state that things are in by then.
    async fn take(&mut self, step: &Step) {
        self.number += 1;
        let node = if step.on_other { &self.other } else { &self.world.app };
        let administrator = node.signed_in(&[Role::Administrator], "o1", &id(45).to_string());
        let call = async |mutation: &str, input: Json| drop(administrator.call(mutation, "", input).await);
        let initiative = key_id("initiative", id([1030, 1130, 1230, 2030][step.which]));
        let person = key_id("person", id([41, 45, 47, 49][step.which]));
        let seat = key_id("seat", id([31, 32, 33, 34][step.which]));
        match step.what {
            0 => {
                let title = json!({ "sv": format!("titel {}", self.number) });
                let version = self.version("initiative", &initiative).await;
                call("updateInitiative", json!({ "initiativeId": initiative, "version": version, "title": title }))
                    .await;
            }
            1 => {
                let (visibility, teams) = match step.how % 3 {
                    0 => ("PUBLIC", json!(null)),
                    1 => ("INTERNAL", json!(null)),
                    _ => ("RESTRICTED", json!([key_id("team", id(23))])),
                };
                let version = self.version("initiative", &initiative).await;
                let mut input = json!({ "initiativeId": initiative, "version": version, "visibility": visibility });
                if !teams.is_null() {
                    input["restrictedTo"] = teams;
                }
                call("updateInitiative", input).await;
            }
            2 => {
                let role = ["REPRESENTATIVE", "ANALYST", "COMMUNICATOR"][step.how % 3];
                let mutation = if step.how < 3 { "grantRole" } else { "revokeRole" };
                call(mutation, json!({ "personId": person, "role": role })).await;
            }
            3 if step.how < 3 => call("vacateSeat", json!({ "seatId": seat })).await,
            3 => call("fillSeat", json!({ "seatId": seat, "personId": person })).await,
            4 => {
                let organisation = key_id("organisation", id(1 + step.which as u128 % 2));
                let version = self.version("organisation", &organisation).await;
                let name = format!("o {}", self.number);
                let input = json!({ "organisationId": organisation, "version": version, "name": name });
                call("updateOrganisation", input).await;
            }
            5 => {
                let mutation = if step.how < 3 { "addOwner" } else { "removeOwner" };
                let version = self.version("initiative", &initiative).await;
                call(mutation, json!({ "initiativeId": initiative, "version": version, "personId": person })).await;
            }
            6 => self.schedule(step.how).await,
            7 => self.world.app.clock.advance(TimeDelta::hours(1 + 5 * i64::try_from(step.how).expect("small"))),
            _ => {
                let version = self.version("person", &person).await;
                let name = format!("p {}", self.number);
                call("updatePerson", json!({ "personId": person, "version": version, "name": name })).await;
            }
        }
    }

    async fn version(&self, kind: &str, id: &str) -> Json {
        let document = format!("{{ thing: {kind}(id: \"{id}\") {{ version }} }}");
        let administrator = self.bare.signed_in(&[Role::Administrator], "o1", &tests::rows::id(45).to_string());
        administrator.data(&document, Json::Null).await["thing"]["version"].clone()
    }

    /// A piece of news that appears by itself.
    async fn schedule(&self, hours: usize) {
        let app = &self.world.app;
        let at = app.clock.now() + TimeDelta::hours(1 + i64::try_from(hours).expect("small"));
        let set = [
            ("slug", format!("n{}", self.number).into()),
            ("status", NewsStatus::Scheduled.to_value().into()),
            ("published_at", Value::ChronoDateTimeUtc(Some(at))),
            ("audience_id", audience::PUBLIC.into()),
        ];
        insert::<news::Entity>(app, vec![row::<news::Entity>(app, &set)]).await;
    }

    /// Reads the same with a cache, without, and with it again.
    async fn read(&self, document: &str, caller: usize) -> Result<(), TestCaseError> {
        let callers = self.world.callers();
        let (name, caller) = &callers[[0, 1, 3, 4, 9, 15, 23][caller]];
        let bare = at(&self.bare, caller).run(document, Json::Null).await;
        for (node, server) in [("a node", &self.world.app), ("the other node", &self.other), ("again", &self.world.app)]
        {
            let cached = at(server, caller).run(document, Json::Null).await;
            prop_assert_eq!(
                (cached.status, &cached.text),
                (bare.status, &bare.text),
                "{} as {} on {}",
                document,
                name,
                node
            );
        }
        Ok(())
    }
}

#[test]
fn what_is_read_with_a_cache_is_what_is_read_without() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(20_261_122),
        failure_persistence: None,
        max_shrink_iters: 20,
        ..Config::default()
    };
    let result = TestRunner::new(config).run(&steps(), |steps| {
        runtime.block_on(async {
            let mut run = Run::new().await;
            for document in DOCUMENTS {
                run.world.app.as_administrator().data(document, Json::Null).await;
            }
            for step in &steps {
                run.take(step).await;
                for (document, caller) in &step.reads {
                    run.read(DOCUMENTS[*document], *caller).await?;
                }
            }
            Ok(())
        })
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// How many times a node is asked for what the other was just told.
fn interleavings() -> usize {
    if backend() == "sqlite" { 1_000 } else { 10_000 }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_never_shows_what_was_before_the_other_acknowledged_a_write() {
    const WRITERS: usize = 8;
    let app = App::seeded().await;
    let other = app.beside(Settings::default()).await;
    let writer = async |number: usize| {
        let input = json!({ "slug": format!("o{number}"), "name": "new", "sector": "OTHER" });
        let made = app.as_administrator().call("createOrganisation", "organisation { id version }", input).await;
        let (id, mut version) = (made.done()["organisation"]["id"].clone(), 1);
        let document = "query($id: ID!) { organisation(id: $id) { name } }";
        for turn in 0..interleavings() / WRITERS {
            let (writes, reads) = if turn % 2 == 0 { (&app, &other) } else { (&other, &app) };
            let input = json!({ "organisationId": id, "version": version, "name": turn.to_string() });
            writes.as_administrator().call("updateOrganisation", "", input).await.done();
            version += 1;
            let read = reads.anonymous().data(document, json!({ "id": id })).await;
            assert_eq!(read["organisation"]["name"], turn.to_string(), "organisation {number} is stale");
        }
    };
    futures_util::future::join_all((0..WRITERS).map(writer)).await;
}

#[tokio::test]
async fn an_answer_that_was_given_takes_no_statement() {
    let app = App::seeded().await;
    let document = "{ focusAreas { nodes { name coreTeam { seats { holder { name } } } } } }";
    let first = app.as_member().data(document, Json::Null).await;
    // the first sign-in of a day is noted, after which SQLite's log is looked at once more
    assert_eq!(app.as_member().data(document, Json::Null).await, first);
    let before = app.store.statements();
    for _ in 0..3 {
        assert_eq!(app.as_member().data(document, Json::Null).await, first);
    }
    // PostgreSQL is asked for the head of the log
    assert_eq!(app.store.statements() - before, if backend() == "sqlite" { 0 } else { 3 });
}

/// An answer outlives the changes of what it has not read, and none of what it has.
#[tokio::test]
async fn a_write_takes_away_the_answers_that_it_touches() {
    let world = World::new().await;
    let app = &world.app;
    let member = app.signed_in(&[Role::Member], "o1", &id(41).to_string());
    let (one, other) = (key_id("initiative", id(1030)), key_id("initiative", id(1130)));
    let page = "query($id: ID!) { initiative(id: $id) { title version evaluations { nodes { summary } } focusArea { name } } }";
    let list = "{ initiatives { nodes { title } } }";
    let count = "{ initiatives(where: { status: { eq: RUNNING } }) { totalCount } }";
    let asked = [(page, json!({ "id": one })), (page, json!({ "id": other })), (list, Json::Null), (count, Json::Null)];
    let misses = async || {
        let mut missed = vec![];
        for (document, variables) in &asked {
            let before = app.store.statements();
            member.data(document, variables.clone()).await;
            // PostgreSQL is asked for the head of the log
            missed.push(app.store.statements() - before > u64::from(backend() != "sqlite"));
        }
        missed
    };
    // what is written, the input of its thing, and whether each of the documents is asked for anew
    let (title, summary) = (json!({ "sv": "En ny rubrik" }), json!({ "sv": "En ny sammanfattning" }));
    for (change, is_asked) in [
        (json!({ "title": title }), [true, false, true, false]),
        (json!({ "summary": summary }), [true, false, true, false]),
        (json!({ "visibility": "RESTRICTED", "restrictedTo": [key_id("team", id(23))] }), [true; 4]),
    ] {
        misses().await;
        assert_eq!(misses().await, [false; 4]);
        let read = app.as_administrator().data(page, json!({ "id": one })).await;
        let mut input = json!({ "initiativeId": one, "version": read["initiative"]["version"] });
        input.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        app.as_administrator().call("updateInitiative", "", input).await.done();
        member.data("{ viewer { isAuthenticated } }", Json::Null).await;
        assert_eq!(misses().await, is_asked, "{change}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_at_once_shares_one_flight() {
    let app = App::seeded().await;
    let document = "{ focusAreas { nodes { name coreTeam { seats { holder { name } } } } } }";
    app.anonymous().data("{ viewer { isAuthenticated } }", Json::Null).await;
    let before = app.store.statements();
    let bare = app.beside(settings(Some(0))).await;
    let alone = bare.anonymous().data(document, Json::Null).await;
    let of_one = bare.store.statements();
    let answers =
        futures_util::future::join_all((0..20).map(|_| async { app.anonymous().data(document, Json::Null).await }))
            .await;
    assert!(answers.iter().all(|answer| *answer == alone));
    let statements = app.store.statements() - before;
    assert!(statements < 2 * of_one, "{statements} statements for 20, {of_one} for one");
}

#[tokio::test]
async fn what_the_floors_do_is_measured() {
    let app = App::seeded().await;
    let number = async |name: &str, floor: &str| {
        let metrics = app.anonymous().get("/metrics").await.text;
        let begin = format!("{name}{{floor=\"{floor}\"}} ");
        let line = metrics.lines().find_map(|line| line.strip_prefix(&begin));
        line.unwrap_or_else(|| panic!("no {begin} in\n{metrics}")).parse::<f64>().expect("a number")
    };
    assert_eq!(number("cache_hits_total", "answers").await, 0.0);
    let document = "{ focusAreas { nodes { name } } }";
    for _ in 0..3 {
        app.anonymous().data(document, Json::Null).await;
    }
    assert_eq!(number("cache_hits_total", "answers").await, 2.0);
    assert_eq!(number("cache_misses_total", "answers").await, 1.0);
    assert_eq!(number("cache_misses_total", "lists").await, 1.0);
    assert_eq!(number("cache_evictions_total", "lists").await, 0.0);
    for floor in ["answers", "lists"] {
        assert!(number("cache_bytes", floor).await > 100.0, "{floor}");
    }
    // another document asks for the same list
    app.anonymous().data("{ all: focusAreas { nodes { number } } }", Json::Null).await;
    assert_eq!(number("cache_hits_total", "lists").await, 1.0);
    assert_eq!(number("cache_hits_total", "rows").await, 0.0);
}

/// Two members who are alike share what says nothing of either, and nothing else.
#[tokio::test]
async fn an_answer_about_the_viewer_is_nobody_elses() {
    let world = World::new().await;
    let document = "{ viewer { person { id name } } }";
    for _ in 0..2 {
        for (name, caller) in world.callers() {
            let answer = caller.data(document, Json::Null).await;
            let bare = world.app.beside(settings(Some(0))).await;
            assert_eq!(answer, at(&bare, &caller).data(document, Json::Null).await, "{name}");
        }
    }
}
