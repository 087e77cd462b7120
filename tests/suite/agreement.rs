//! A rule read as SQL and the same rule read on rows in memory agree, for any rows and any caller.

use api::policy::{Actor, Individual, Policy, Relations, Role, Rows};
use api::store::{Filter, Window};
use chrono::{DateTime, TimeDelta, Utc};
use entity::link::*;
use entity::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sea_orm::{ModelTrait, Value};
use tests::app::{App, beginning};
use tests::rows::{all, clear, id, insert, row};
use uuid::Uuid;

/// One random row of each kind that a rule looks at, by small numbers.
#[derive(Clone, Debug)]
struct Seed {
    audience: usize,
    status: usize,
    hours: Option<i64>,
    person: Option<u128>,
    focus_area: u128,
    parent: u128,
    since: Option<i64>,
    until: Option<i64>,
}

fn seed() -> impl Strategy<Value = Seed> {
    let hours = prop::option::of(-2i64..3);
    let person = prop::option::of(0u128..4);
    let days = || prop::option::of(-2i64..3);
    (0..4usize, 0..10usize, hours, person, 0u128..2, 0u128..12, days(), days()).prop_map(
        |(audience, status, hours, person, focus_area, parent, since, until)| Seed {
            audience,
            status,
            hours,
            person,
            focus_area,
            parent,
            since,
            until,
        },
    )
}

fn actor() -> impl Strategy<Value = Actor> {
    let roles = prop::sample::subsequence(Role::ALL.to_vec(), 0..4);
    let some = |ids: Vec<Uuid>| prop::sample::subsequence(ids.clone(), 0..=ids.len());
    let relations = (
        some(vec![AUDIENCES[2], AUDIENCES[3]]),
        some(vec![id(10), id(11)]),
        some((0..12).map(|n| id(300 + n)).collect()),
        some((0..4).map(|n| id(20 + n)).collect()),
    );
    (roles, prop::option::of(0u128..4), relations, -3i64..4).prop_map(
        |(roles, person, (audiences, focus_areas, owned, protected), hours)| {
            let individual = Individual { person: person.map(|n| id(20 + n)), ..Individual::default() };
            let mut actor = Actor::new(individual, at(hours));
            actor.roles = roles.into();
            let owned_initiatives = owned;
            let relations = Relations { audiences, focus_areas, owned_initiatives, protected, ..Relations::default() };
            actor.relations = relations.into();
            actor
        },
    )
}

const AUDIENCES: [Uuid; 4] = [audience::PUBLIC, audience::INTERNAL, id(901), id(902)];

fn at(hours: i64) -> DateTime<Utc> {
    beginning() + TimeDelta::hours(hours * 12)
}

fn pick(values: &[&str], place: usize) -> Value {
    values[place % values.len()].into()
}

/// What never changes: parties, persons, teams, seats and audiences.
async fn stage() -> App {
    let app = App::empty().await;
    let set = [("id", id(1).into()), ("slug", "o".into()), ("sector", "OTHER".into())];
    insert::<organisation::Entity>(&app, vec![row::<organisation::Entity>(&app, &set)]).await;
    for number in 0..2 {
        let set = [
            ("id", id(10 + number).into()),
            ("slug", format!("f{number}").into()),
            ("number", (number as i32 + 1).into()),
            ("status", "PROPOSED".into()),
        ];
        insert::<focus_area::Entity>(&app, vec![row::<focus_area::Entity>(&app, &set)]).await;
        let set = [
            ("id", id(30 + number).into()),
            ("kind", "FOCUS_AREA_TEAM".into()),
            ("focus_area_id", id(10 + number).into()),
        ];
        insert::<team::Entity>(&app, vec![row::<team::Entity>(&app, &set)]).await;
        let set = [("id", AUDIENCES[2 + number as usize].into()), ("visibility", "RESTRICTED".into())];
        insert::<audience::Entity>(&app, vec![row::<audience::Entity>(&app, &set)]).await;
        let set = [("audience_id", AUDIENCES[2 + number as usize].into()), ("team_id", id(30 + number).into())];
        insert::<audience_team::Entity>(&app, vec![row::<audience_team::Entity>(&app, &set)]).await;
    }
    // the data of every other are protected
    let protected_at = |n: u128| Value::ChronoDateTimeUtc((n % 2 == 1).then(beginning));
    let people = (0..4).map(|n| {
        let set = [("id", id(20 + n).into()), ("organisation_id", id(1).into()), ("protected_at", protected_at(n))];
        row::<person::Entity>(&app, &set)
    });
    insert::<person::Entity>(&app, people.collect()).await;
    let seats = (0..12).map(|n| {
        row::<seat::Entity>(
            &app,
            &[
                ("id", id(40 + n).into()),
                ("team_id", id(30).into()),
                ("organisation_id", id(1).into()),
                ("position", (n as i32 + 1).into()),
            ],
        )
    });
    insert::<seat::Entity>(&app, seats.collect()).await;
    app
}

/// Replaces all rows whose visibility is not plain by random ones.
async fn play(app: &App, seeds: &[Seed]) {
    let person = |n: Option<u128>| Value::Uuid(n.map(|n| id(20 + n)));
    let numbered = || seeds.iter().zip(0u128..);
    let parent = |seed: &Seed| seed.parent % seeds.len() as u128;
    let missions = numbered().map(|(seed, n)| {
        let status = pick(&["DRAFT", "DECIDED", "ACTIVE", "ACHIEVED", "ENDED"], seed.status);
        row::<mission::Entity>(
            app,
            &[
                ("id", id(100 + n).into()),
                ("audience_id", AUDIENCES[seed.audience].into()),
                ("status", status),
                ("focus_area_id", id(10 + seed.focus_area).into()),
            ],
        )
    });
    insert::<mission::Entity>(app, missions.collect()).await;
    let news = numbered().map(|(seed, n)| {
        let at = seed.hours.map(at);
        let statuses = if at.is_some() {
            ["DRAFT", "SCHEDULED", "PUBLISHED", "ARCHIVED"]
        } else {
            ["DRAFT", "ARCHIVED", "DRAFT", "ARCHIVED"]
        };
        row::<news::Entity>(
            app,
            &[
                ("id", id(200 + n).into()),
                ("audience_id", AUDIENCES[seed.audience].into()),
                ("status", pick(&statuses, seed.status)),
                ("published_at", Value::ChronoDateTimeUtc(at)),
                ("slug", format!("n{n}").into()),
                ("author_id", person(seed.person)),
            ],
        )
    });
    insert::<news::Entity>(app, news.collect()).await;
    let initiatives = numbered().map(|(seed, n)| {
        let statuses = [
            "PROPOSED",
            "SCREENED",
            "IN_PORTFOLIO",
            "APPROVED",
            "RUNNING",
            "PAUSED",
            "COMPLETED",
            "REJECTED",
            "WITHDRAWN",
            "REMOVED",
        ];
        row::<initiative::Entity>(
            app,
            &[
                ("id", id(300 + n).into()),
                ("audience_id", AUDIENCES[seed.audience].into()),
                ("status", pick(&statuses, seed.status)),
                ("kind", "RESEARCH".into()),
                ("reference", format!("I-{n}").into()),
                ("focus_area_id", id(10 + seed.focus_area).into()),
                ("proposed_by_id", person(seed.person)),
            ],
        )
    });
    insert::<initiative::Entity>(app, initiatives.collect()).await;
    let follow_ups = numbered().map(|(seed, n)| {
        row::<follow_up::Entity>(
            app,
            &[("id", id(400 + n).into()), ("mission_id", id(100 + parent(seed)).into()), ("health", "ON_TRACK".into())],
        )
    });
    insert::<follow_up::Entity>(app, follow_ups.collect()).await;
    let learnings = numbered().map(|(seed, n)| {
        row::<learning::Entity>(app, &[("id", id(500 + n).into()), ("initiative_id", id(300 + parent(seed)).into())])
    });
    insert::<learning::Entity>(app, learnings.collect()).await;
    let disseminations = numbered().map(|(seed, n)| {
        row::<dissemination::Entity>(
            app,
            &[
                ("id", id(600 + n).into()),
                ("news_id", id(200 + parent(seed)).into()),
                ("organisation_id", id(1).into()),
            ],
        )
    });
    insert::<dissemination::Entity>(app, disseminations.collect()).await;
    let events = numbered().map(|(seed, n)| {
        row::<event::Entity>(
            app,
            &[
                ("id", id(700 + n).into()),
                ("audience_id", AUDIENCES[seed.audience].into()),
                ("kind", "MEETING".into()),
                ("status", "PLANNED".into()),
            ],
        )
    });
    insert::<event::Entity>(app, events.collect()).await;
    let invitations = numbered().filter(|(seed, _)| seed.person.is_some()).map(|(seed, n)| {
        row::<invitation::Entity>(
            app,
            &[
                ("id", id(800 + n).into()),
                ("event_id", id(700 + n).into()),
                ("person_id", person(seed.person)),
                ("answer", "NONE".into()),
            ],
        )
    });
    insert::<invitation::Entity>(app, invitations.collect()).await;
    let day = |days: Option<i64>| Value::ChronoDate(days.map(|days| beginning().date_naive() + TimeDelta::days(days)));
    let in_order = |seed: &Seed| seed.since.zip(seed.until).is_none_or(|(since, until)| since < until);
    let terms = numbered().filter(|(seed, _)| seed.person.is_some() && in_order(seed)).map(|(seed, n)| {
        row::<representative::Entity>(
            app,
            &[
                ("id", id(850 + n).into()),
                ("person_id", person(seed.person)),
                ("seat_id", id(40 + n).into()),
                ("team_id", id(30).into()),
                ("organisation_id", id(1).into()),
                ("since", day(seed.since)),
                ("until", day(seed.until)),
            ],
        )
    });
    insert::<representative::Entity>(app, terms.collect()).await;
}

/// What was done to those rows, or to some that are gone.
async fn trace(app: &App, seeds: &[Seed]) {
    let kinds = [("mission", 100), ("news", 200), ("initiative", 300), ("learning", 500), ("invitation", 800)];
    let changes = seeds.iter().zip(0u128..).flat_map(|(seed, n)| {
        kinds.map(|(kind, first)| {
            // one of five tells of an audience that nobody is in
            let audience = |place: usize| Value::Uuid(AUDIENCES.get((seed.audience + place + n as usize) % 5).copied());
            row::<change::Entity>(
                app,
                &[
                    ("seq", (n as i64 * 1000 + first as i64).into()),
                    ("kind", pick(&["CREATED", "UPDATED", "DELETED"], seed.status)),
                    ("actor_kind", "SYSTEM".into()),
                    ("node_type", kind.into()),
                    ("node_id", id(first + seed.parent + n % 3).into()),
                    ("previous_audience_id", audience(0)),
                    ("was_open", (seed.person.is_some()).into()),
                    ("audience_id", audience(seed.status)),
                    ("is_open", (seed.hours.is_some()).into()),
                    ("fields", Value::Json(Some(Box::new(serde_json::json!({}))))),
                ],
            )
        })
    });
    insert::<change::Entity>(app, changes.collect()).await;
}

/// The tables that [`play`] and [`trace`] fill, children first.
const PLAYED: [&str; 10] = [
    "change",
    "representative",
    "invitation",
    "event",
    "dissemination",
    "learning",
    "follow_up",
    "initiative",
    "news",
    "mission",
];

/// All that two readings of `E`'s rule say about all rows.
async fn readings<E: Policy>(app: &App, actor: &Actor, rows: &Rows) -> (Vec<Uuid>, Vec<Uuid>)
where
    E::Model: Send + Sync,
{
    let window =
        Window { filter: Filter::none(), keys: vec![], after: None, before: None, from_end: false, limit: 1000 };
    let key = |row: &E::Model| match row.get(api::policy::id_column::<E>()) {
        Value::Uuid(Some(id)) => id,
        other => panic!("{other:?} is no id"),
    };
    let mut sql: Vec<Uuid> =
        app.store.page::<E>(actor, &window).await.expect("rows").iter().map(|row| key(row)).collect();
    let rule = E::visible();
    let mut memory: Vec<Uuid> =
        all::<E>(app).await.iter().filter(|row| rule.admits(actor, row, rows)).map(key).collect();
    sql.sort();
    memory.sort();
    (sql, memory)
}

/// Runs a check on every entity whose rule is not `Always`.
macro_rules! each_rule {
    ($app:expr, $actors:expr; $($table:ident),+) => {{
        let mut rows = Rows::default();
        $(rows.add::<$table::Entity>(all::<$table::Entity>($app).await);)+
        let (mut shown, mut hidden) = (0, 0);
        for actor in $actors {
            $(
                let (sql, memory) = readings::<$table::Entity>($app, actor, &rows).await;
                assert_eq!(sql, memory, "{} as {actor:?}", stringify!($table));
                shown += sql.len();
                hidden += all::<$table::Entity>($app).await.len() - sql.len();
            )+
        }
        (shown, hidden)
    }};
}

#[test]
fn sql_and_memory_agree() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let app = runtime.block_on(stage());
    let strategy = (prop::collection::vec(seed(), 12), prop::collection::vec(actor(), 6));
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(16) });
    let sums = std::cell::Cell::new((0, 0));
    let run = runner.run(&strategy, |(seeds, actors)| {
        runtime.block_on(async {
            clear(&app, &PLAYED).await;
            play(&app, &seeds).await;
            trace(&app, &seeds).await;
            let (shown, hidden) = each_rule!(&app, &actors; mission, news, initiative, follow_up, learning, dissemination, event, invitation, person, representative, change);
            sums.set((sums.get().0 + shown, sums.get().1 + hidden));
        });
        Ok(())
    });
    run.expect("both readings say the same");
    let (shown, hidden) = sums.get();
    assert!(shown > 1_000 && hidden > 1_000, "the rows tell rules apart: {shown} shown, {hidden} hidden");
}
