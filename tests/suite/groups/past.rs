//! Groups of the past, sums, medians and times in each stage: against a plain recount over the states that things went
//! through, for random questions and viewers.
//!
//! `PROPTEST_CASES` and `PROPTEST_RNG_SEED` search further.

mod every_kind;
mod thing;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Stockholm;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::*;
use thing::*;

/// What is asked beside the day: as the API has it, and plainly.
type Where = (&'static str, fn(&State, &BTreeSet<u128>) -> bool);

const INITIATIVES: [Where; 9] = [
    ("{ status: { oneOf: [RUNNING, PROPOSED, WITHDRAWN] } }", |state, _| {
        state.text("status").is_some_and(|status| ["RUNNING", "PROPOSED", "WITHDRAWN"].contains(&status))
    }),
    ("{ not: { status: { eq: PROPOSED } } }", |state, _| state.text("status") != Some("PROPOSED")),
    ("{ kind: { eq: EDUCATION } }", |state, _| state.text("kind") == Some("EDUCATION")),
    ("{ focusArea: { slug: { eq: \"f1\" } } }", |state, _| state.uuid("focus_area_id") == Some(id(11))),
    ("{ leadOrganisation: { slug: { eq: \"o2\" } } }", |state, _| state.uuid("lead_organisation_id") == Some(id(2))),
    ("{ startsOn: { isNull: true } }", |state, _| state.day("starts_on").is_none()),
    ("{ startsOn: { gte: \"2027-01-01\" } }", |state, _| {
        state.day("starts_on").is_some_and(|starts| starts >= NaiveDate::from_ymd_opt(2027, 1, 1).expect("a day"))
    }),
    ("{ missions: { some: {} } }", |state, seen| !state.missions.is_disjoint(seen)),
    ("{ missions: { none: {} } }", |state, seen| state.missions.is_disjoint(seen)),
];
const CONTRIBUTIONS: [Where; 3] = [
    ("{ kind: { not: DATA } }", |state, _| state.text("kind") != Some("DATA")),
    ("{ quantity: { gte: 5 } }", |state, _| matches!(state.columns["quantity"], Value::BigInt(Some(n)) if n >= 5000)),
    ("{ organisation: { slug: { eq: \"o1\" } } }", |state, _| state.uuid("organisation_id") == Some(id(1))),
];

/// The day on which all is asked; nothing happens after it.
const TODAY: &str = "2026-11-21";

/// What is asked.
#[derive(Clone, Debug)]
struct Asked {
    of_contributions: bool,
    by: Vec<&'static str>,
    filters: Vec<Index>,
    day: Option<u64>,
    viewer: Index,
}

fn questions() -> impl Strategy<Value = Asked> {
    let by = |of_contributions: bool| {
        let fields = if of_contributions {
            vec!["KIND", "UNIT", "ORGANISATION"]
        } else {
            vec!["STATUS", "KIND", "FOCUS_AREA", "LEAD_ORGANISATION", "STARTS_ON_YEAR", "STARTS_ON_MONTH", "MISSIONS"]
        };
        subsequence(fields, 1..=3).prop_shuffle().prop_map(move |by| (of_contributions, by))
    };
    let filters = proptest::collection::vec(any::<Index>(), 0..=2);
    let day = proptest::option::weighted(0.9, 0..DAYS + 1);
    let of = prop_oneof![3 => by(false), 1 => by(true)];
    (of, filters, day, any::<Index>()).prop_map(|((of_contributions, by), filters, day, viewer)| Asked {
        of_contributions,
        by,
        filters,
        day,
        viewer,
    })
}

impl Asked {
    /// The day that is looked at.
    fn day(&self) -> NaiveDate {
        self.day.map_or(TODAY.parse().expect("a day"), day)
    }
}

/// Values of a class, in one group.
type Values = BTreeMap<Vec<Option<String>>, BTreeMap<String, Vec<i64>>>;

struct Past {
    initiatives: Vec<Thing>,
    contributions: Vec<Thing>,
    /// A mission that was INTERNAL, and is PUBLIC since then.
    opened: (u128, DateTime<Utc>),
}

impl Past {
    fn new(random: &mut StdRng) -> Self {
        let initiatives: Vec<_> = (0..70).map(|n| thing(20_000 + n, "initiative", &[], random)).collect();
        let contributions = (0..60).map(|n| thing(21_000 + n, "contribution", &initiatives, random)).collect();
        Past { initiatives, contributions, opened: (MISSIONS[0], end(day(DAYS / 2))) }
    }

    /// The missions that a viewer saw on a day.
    fn missions(&self, sight: &Sight, day: NaiveDate) -> BTreeSet<u128> {
        let (opened, since) = self.opened;
        let is_hidden = end(day) <= since && !sight.reads(Some(audience::INTERNAL));
        sight.missions.iter().copied().filter(|mission| *mission != opened || !is_hidden).collect()
    }

    async fn fill_in(&self, app: &App, random: &mut StdRng) {
        let rows = |thing: &Thing| {
            let (created, updated) = (thing.states[0].0, thing.states.last().expect("a state").0);
            let times: [(&str, Value); 3] =
                [("id", id(thing.number).into()), ("created_at", created.into()), ("updated_at", updated.into())];
            times.into_iter().chain(thing.now().columns.clone()).collect::<Vec<_>>()
        };
        let initiatives = self.initiatives.iter().map(|thing| row::<initiative::Entity>(app, &rows(thing)));
        insert::<initiative::Entity>(app, initiatives.collect()).await;
        let contributions = self.contributions.iter().map(|thing| row::<contribution::Entity>(app, &rows(thing)));
        insert::<contribution::Entity>(app, contributions.collect()).await;
        let links = self.initiatives.iter().flat_map(|thing| thing.now().missions.iter().map(|m| (thing.number, *m)));
        link(app, links.collect()).await;
        let owned = self.initiatives.iter().filter(|thing| thing.now().is_owned).map(|thing| {
            let set = [("initiative_id", id(thing.number).into()), ("person_id", OWNER.into())];
            row::<initiative_owner::Entity>(app, &set)
        });
        insert::<initiative_owner::Entity>(app, owned.collect()).await;
        let mut changes: Vec<_> = [("initiative", &self.initiatives), ("contribution", &self.contributions)]
            .into_iter()
            .flat_map(|(table, things)| things.iter().flat_map(move |thing| logged(table, thing)))
            .collect();
        // what came to be beside the log has no change that says so
        changes.retain(|(_, set)| !set.contains(&("kind", "CREATED".into())) || random.random_bool(0.5));
        changes.push(opening(self.opened));
        changes.sort_by_key(|(at, _)| *at);
        let last = all::<change_head::Entity>(app).await[0].seq;
        let rows = changes.iter().zip(last + 1..).map(|((at, set), seq)| {
            let more = [("seq", seq.into()), ("at", (*at).into()), ("actor_kind", "SYSTEM".into())];
            row::<change::Entity>(app, &[set.as_slice(), &more].concat())
        });
        insert::<change::Entity>(app, rows.collect()).await;
        let head = format!("UPDATE change_head SET seq = {}", last + changes.len() as i64);
        tests::rows::execute(app, &head).await;
    }

    /// Those that are counted: each as it was, and as it is.
    fn counted<'a>(&'a self, asked: &Asked, viewer: &Viewer<'_>) -> Vec<(&'a Thing, &'a State)> {
        let (things, wheres): (_, &[Where]) = if asked.of_contributions {
            (&self.contributions, &CONTRIBUTIONS)
        } else {
            (&self.initiatives, &INITIATIVES)
        };
        let wanted: Vec<_> = asked.filters.iter().map(|index| index.get(wheres).1).collect();
        let [now, then] = [TODAY.parse().expect("a day"), asked.day()].map(|day| viewer.on(day));
        let is_seen = |thing: &Thing, state: &State| {
            if asked.of_contributions {
                let parent = self.initiatives.iter().find(|one| Some(id(one.number)) == state.uuid("initiative_id"));
                parent.is_some_and(|parent| {
                    let was = parent.at(end(asked.day())).expect("what belongs to it is younger");
                    now.sees(parent.now()) && then.sees(was)
                })
            } else {
                now.sees(thing.now()) && then.sees(state)
            }
        };
        let missions = self.seen_missions(asked, viewer);
        let were = things.iter().filter_map(|thing| Some((thing, thing.at(end(asked.day()))?)));
        were.filter(|(thing, state)| is_seen(thing, state) && wanted.iter().all(|holds| holds(state, &missions)))
            .collect()
    }

    /// The missions that a viewer saw on the day that is asked about, and sees.
    fn seen_missions(&self, asked: &Asked, viewer: &Viewer<'_>) -> BTreeSet<u128> {
        let [now, then] = [TODAY.parse().expect("a day"), asked.day()].map(|day| self.missions(viewer.on(day), day));
        now.intersection(&then).copied().collect()
    }

    /// The number of each group, and what is measured of it.
    fn recounted(&self, asked: &Asked, viewer: &Viewer<'_>) -> (Counts, Values) {
        let (mut counts, mut values) = (Counts::new(), Values::new());
        let missions = self.seen_missions(asked, viewer);
        for (thing, then) in self.counted(asked, viewer) {
            let keys = asked.by.iter().fold(vec![vec![]], |so_far: Vec<Vec<_>>, by| {
                let held = then.held(by, &missions);
                let with = |keys: &Vec<_>| {
                    held.iter().map(|key| [keys, std::slice::from_ref(key)].concat()).collect::<Vec<_>>()
                };
                so_far.iter().flat_map(with).collect()
            });
            let measured = if asked.of_contributions { quantity(then) } else { stays(thing, asked, viewer) };
            for keys in keys {
                for (class, value) in &measured {
                    values.entry(keys.clone()).or_default().entry(class.clone()).or_default().push(*value);
                }
                *counts.entry(keys).or_default() += 1;
            }
        }
        (counts, values)
    }
}

/// The change that makes a mission PUBLIC.
fn opening((mission, at): (u128, DateTime<Utc>)) -> Logged {
    let fields = json!({ "audience_id": { "before": audience::INTERNAL, "after": audience::PUBLIC } });
    let set = vec![
        ("node_type", "mission".into()),
        ("node_id", id(mission).into()),
        ("kind", "UPDATED".into()),
        ("previous_audience_id", audience::INTERNAL.into()),
        ("was_open", true.into()),
        ("audience_id", audience::PUBLIC.into()),
        ("is_open", true.into()),
        ("fields", Value::Json(Some(Box::new(fields)))),
    ];
    (at, set)
}

/// In thousandths.
fn quantity(state: &State) -> Vec<(String, i64)> {
    match (state.text("unit"), &state.columns["quantity"]) {
        (Some(unit), Value::BigInt(Some(kept))) => vec![(unit.to_owned(), *kept)],
        _ => vec![],
    }
}

/// The stays of an initiative that are over, and that the viewer saw: the state, and how many whole days they lasted.
fn stays(thing: &Thing, asked: &Asked, viewer: &Viewer<'_>) -> Vec<(String, i64)> {
    let until = end(asked.day());
    let was = thing.at(until).expect("it is counted");
    let sights = [(TODAY.parse().expect("a day"), thing.now()), (asked.day(), was)];
    let (mut stays, mut since) = (vec![], thing.states[0].0);
    for ((_, before), (at, after)) in thing.states.iter().zip(thing.states.iter().skip(1)) {
        if *at >= until || before.text("status") == after.text("status") {
            continue;
        }
        let saw = sights.iter().all(|(day, owned)| {
            let sight = viewer.on(*day);
            let is_told = !before.is_ended() || sight.is_concerned(thing.now());
            sight.is_own(owned) || (sight.reads(before.uuid("audience_id")) && is_told)
        });
        if saw {
            let days = (at.timestamp() - since.timestamp()) / 86_400;
            stays.push((before.text("status").expect("a state").to_owned(), days));
        }
        since = *at;
    }
    stays
}

/// Twice the value in the middle.
fn middle(mut values: Vec<i64>) -> i64 {
    values.sort_unstable();
    values[(values.len() - 1) / 2] + values[values.len() / 2]
}

/// What is measured of each group, as it came: class, number, sum and median.
fn measured(groups: &Json, [field, class, sum, middle]: [&str; 4]) -> BTreeMap<Vec<Option<String>>, Json> {
    let of = |group: &Json| {
        let keys = group["keys"].as_array().expect("keys").iter().map(|key| key["value"].as_str().map(str::to_owned));
        let all = group[field].as_array().expect("a list");
        let all = all.iter().map(|one| json!([one[class], one["count"], one[sum], one[middle]]));
        (keys.collect(), Json::Array(all.collect()))
    };
    groups.as_array().expect("groups").iter().map(of).filter(|(_, all)| *all != json!([])).collect()
}

/// `scale`: how many of what is counted make one.
fn summed(values: Values, scale: f64) -> BTreeMap<Vec<Option<String>>, Json> {
    let summary = |(class, values): (String, Vec<i64>)| {
        json!([class, values.len(), values.iter().sum::<i64>() as f64 / scale, middle(values) as f64 / (2.0 * scale)])
    };
    let of_group = |(keys, classes): (Vec<_>, BTreeMap<String, Vec<i64>>)| {
        let mut classes: Vec<_> = classes.into_iter().collect();
        // states in the order of a life, units in that of their names
        classes.sort_by_key(|(class, _)| STATUSES.iter().position(|status| status == class));
        (keys, classes.into_iter().map(summary).collect())
    };
    values.into_iter().map(of_group).collect()
}

const STAGES: &str = "stages { status count totalDays medianDays }";
const QUANTITIES: &str = "quantities { unit count sum median }";

/// Asks, and compares with a recount; how many groups there were, and how many classes.
async fn agrees(asked: &Asked, past: &Past, viewers: &[Viewer<'_>]) -> Result<[usize; 2], TestCaseError> {
    let viewer = asked.viewer.get(viewers);
    let (field, own, measures, names, wheres): (_, _, _, _, &[Where]) = if asked.of_contributions {
        let own = "{ initiative: { reference: { startsWith: \"P-\" } } }";
        ("contributionGroups", own, QUANTITIES, ["quantities", "unit", "sum", "median"], &CONTRIBUTIONS)
    } else {
        let own = "{ reference: { startsWith: \"P-\" } }";
        ("initiativeGroups", own, STAGES, ["stages", "status", "totalDays", "medianDays"], &INITIATIVES)
    };
    let filters: Vec<_> = std::iter::once(own).chain(asked.filters.iter().map(|index| index.get(wheres).0)).collect();
    let as_of = asked.day.map_or(String::new(), |number| format!(", asOf: \"{}\"", day(number)));
    let document = format!(
        "{{ groups: {field}(by: [{}], where: {{ and: [{}] }}{as_of}) {{ count keys {{ field value node {{ id }} }} {measures} }} }}",
        asked.by.join(", "),
        filters.join(", ")
    );
    let answer = viewer.caller.run(&document, Json::Null).await.body;
    prop_assert!(answer["errors"].is_null(), "{document}: {answer}");
    let groups = &answer["data"]["groups"];
    let (counts, values) = past.recounted(asked, viewer);
    let told = told(groups, &asked.by);
    prop_assert_eq!(&told, &counts, "{}", &document);
    let expected = summed(values, if asked.of_contributions { 1000.0 } else { 1.0 });
    prop_assert_eq!(measured(groups, names), expected.clone(), "{}", &document);
    Ok([told.len(), expected.len()])
}

/// The audiences, the focus area whose ended initiatives are seen (0: of all), and whether it is the owner of initiatives.
type Seeing = (usize, Option<u128>, bool);

async fn viewers(world: &World) -> Vec<Viewer<'_>> {
    // terms in team 1 begin and end ten days ago
    let today = TODAY.parse::<NaiveDate>().expect("a day");
    let (turn, never) = (today - Days::new(10), today..today);
    let member: Seeing = (2, None, false);
    let cases: [(&str, Seeing, &str, Seeing, _); 7] = [
        ("anonymous", (1, None, false), "anonymous", (1, None, false), never.clone()),
        ("member", member, "member", member, never.clone()),
        ("member who owns initiatives", (2, None, true), "member who owns initiatives", (2, None, true), never.clone()),
        (
            "representative in team 1",
            (3, Some(11), false),
            "representative without a seat",
            member,
            turn..NaiveDate::MAX,
        ),
        (
            "representative whose term has ended",
            (3, Some(11), false),
            "representative in team 1",
            member,
            NaiveDate::MIN..turn,
        ),
        ("portfolio manager", (2, Some(0), false), "portfolio manager", (2, Some(0), false), never.clone()),
        ("administrator", (3, Some(0), false), "administrator", (3, Some(0), false), never),
    ];
    let mut viewers = vec![];
    for (name, seated, other, otherwise, term) in cases {
        // who has a seat today shows what the other sees while they have one
        let [with, without] = if term.end == turn { [other, name] } else { [name, other] };
        let seated = sight(world, with, seated).await;
        let otherwise = sight(world, without, otherwise).await;
        viewers.push(Viewer { caller: caller(world, name), seated, otherwise, term });
    }
    let number = |viewer: &Viewer<'_>| viewer.on(today).missions.len();
    assert!(number(&viewers[0]) < number(&viewers[6]), "some missions are hidden");
    viewers
}

fn caller<'a>(world: &'a World, name: &str) -> Caller<'a> {
    world.callers().into_iter().find(|(one, _)| *one == name).expect("a caller").1
}

async fn sight(world: &World, name: &str, (audiences, ended_of, owns): Seeing) -> Sight {
    let answer = caller(world, name).data("{ missions(first: 100) { nodes { id } } }", Json::Null).await;
    let seen = answer["missions"]["nodes"].as_array().expect("a list").clone();
    let is_seen = |number: &u128| seen.iter().any(|node| node["id"] == api_id("mission", *number).as_str());
    let missions = MISSIONS.into_iter().filter(is_seen).collect();
    let all = [audience::PUBLIC, audience::INTERNAL, TEAM_1];
    Sight { audiences: all[..audiences].to_vec(), ended_of, owns, missions }
}

fn config() -> Config {
    let said = |name| std::env::var_os(name).is_some();
    let given = Config::default();
    Config {
        cases: if said("PROPTEST_CASES") { given.cases } else { 150 },
        rng_seed: if said("PROPTEST_RNG_SEED") { given.rng_seed } else { RngSeed::Fixed(20_261_122) },
        failure_persistence: None,
        max_shrink_iters: 100,
        ..given
    }
}

#[test]
fn statistics_are_what_a_recount_finds() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let world = runtime.block_on(World::new());
    let mut random = StdRng::seed_from_u64(11);
    let past = Past::new(&mut random);
    runtime.block_on(past.fill_in(&world.app, &mut random));
    let viewers = runtime.block_on(viewers(&world));
    let seen = std::cell::Cell::new([0, 0]);
    let outcome = TestRunner::new(config()).run(&questions(), |asked| {
        let [groups, measured] = runtime.block_on(agrees(&asked, &past, &viewers))?;
        seen.set([seen.get()[0] + groups, seen.get()[1] + measured]);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    let [groups, measured] = seen.get();
    assert!(groups > 500 && measured > 200, "the questions find something: {groups} groups, {measured} measured");
}
