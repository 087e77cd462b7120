//! Things with a past: the states that they went through, what the change log says of them, and who sees them.

use super::*;

/// A state of a thing: what its columns hold, and what it is linked to.
#[derive(Clone, PartialEq)]
pub(super) struct State {
    pub(super) columns: BTreeMap<&'static str, Value>,
    pub(super) missions: BTreeSet<u128>,
    /// Whether the owner of initiatives owns it.
    pub(super) is_owned: bool,
}

/// A thing, and since when it is as it is; the first is when it came to be.
pub(super) struct Thing {
    pub(super) number: u128,
    pub(super) states: Vec<(DateTime<Utc>, State)>,
}

/// Whoever asks.
pub(super) struct Viewer<'a> {
    pub(super) caller: Caller<'a>,
    /// What they see while they hold their seat, and before and after that.
    pub(super) seated: Sight,
    pub(super) otherwise: Sight,
    /// The days on which they hold a seat.
    pub(super) term: std::ops::Range<NaiveDate>,
}

/// What somebody sees.
#[derive(Clone, Default)]
pub(super) struct Sight {
    pub(super) audiences: Vec<uuid::Uuid>,
    /// The focus area whose ended initiatives they see; 0: of all.
    pub(super) ended_of: Option<u128>,
    /// Whether they are the owner of initiatives.
    pub(super) owns: bool,
    pub(super) missions: BTreeSet<u128>,
}

pub(super) const STATUSES: [&str; 8] =
    ["PROPOSED", "SCREENED", "IN_PORTFOLIO", "APPROVED", "RUNNING", "COMPLETED", "REJECTED", "WITHDRAWN"];
pub(super) const ENDED: [&str; 2] = ["REJECTED", "WITHDRAWN"];
pub(super) const TEAM_1: uuid::Uuid = id(901);
pub(super) const OWNER: uuid::Uuid = id(47);
/// The missions of the world, some of them hidden.
pub(super) const MISSIONS: [u128; 6] = [1010, 1110, 1210, 1310, 2010, 2110];
pub(super) const FIRST: &str = "2026-10-20";
pub(super) const DAYS: u64 = 32;

pub(super) fn day(number: u64) -> NaiveDate {
    FIRST.parse::<NaiveDate>().expect("a day") + Days::new(number)
}

/// The moment at which a day ends.
pub(super) fn end(day: NaiveDate) -> DateTime<Utc> {
    let next = day.succ_opt().expect("a day").and_time(NaiveTime::MIN);
    Stockholm.from_local_datetime(&next).earliest().expect("midnight").to_utc()
}

/// A moment of the time that is looked back at, often one at which a day ends.
pub(super) fn a_moment(random: &mut StdRng) -> DateTime<Utc> {
    let ends = end(day(random.random_range(0..DAYS)));
    match random.random_range(0..4) {
        0 => ends - TimeDelta::milliseconds(1),
        1 => ends,
        _ => ends - TimeDelta::seconds(random.random_range(0..86_400)),
    }
}

pub(super) fn some(random: &mut StdRng, ids: &[u128]) -> Value {
    Value::Uuid(ids.choose(random).map(|number| id(*number)).filter(|_| random.random_bool(0.8)))
}

/// Changes a state, at random.
pub(super) fn turn(state: &mut State, of: &str, random: &mut StdRng) {
    if of == "initiative" && random.random_bool(0.1) {
        state.is_owned = !state.is_owned;
        return;
    }
    let mut set = |column, value| drop(state.columns.insert(column, value));
    if of == "contribution" {
        match random.random_range(0..4) {
            0 => set("kind", (*["MONEY", "TIME", "DATA"].choose(random).expect("one")).into()),
            1 => set("organisation_id", id(random.random_range(1..3)).into()),
            2 => set("unit", Value::from(["h", "SEK"].choose(random).map(|unit| (*unit).to_owned()))),
            _ => set("quantity", Value::BigInt(random.random_bool(0.8).then(|| random.random_range(0..40_000)))),
        }
        return;
    }
    match random.random_range(0..9) {
        0..3 => set("status", (*STATUSES.choose(random).expect("one")).into()),
        3 => set("kind", (*["RESEARCH", "EDUCATION"].choose(random).expect("one")).into()),
        4 => set("focus_area_id", id(random.random_range(11..13)).into()),
        5 => set("lead_organisation_id", some(random, &[1, 2])),
        6 => {
            let day = day(random.random_range(0..DAYS * 20));
            set("starts_on", Value::ChronoDate(random.random_bool(0.8).then_some(day)));
        }
        7 => set("audience_id", (*[audience::PUBLIC, audience::INTERNAL, TEAM_1].choose(random).expect("one")).into()),
        _ => drop(random.random_bool(0.9).then(|| {
            let mission = *MISSIONS.choose(random).expect("one");
            if !state.missions.remove(&mission) {
                state.missions.insert(mission);
            }
        })),
    }
}

/// A thing with a past of its own.
pub(super) fn thing(number: u128, of: &str, parents: &[Thing], random: &mut StdRng) -> Thing {
    let mut moments: Vec<_> = (0..random.random_range(1..9)).map(|_| a_moment(random)).collect();
    let parent = parents.choose(random);
    // nothing belongs to what is not there yet
    let first = parent.map_or(DateTime::<Utc>::MIN_UTC, |parent| parent.states[0].0);
    moments.iter_mut().for_each(|at| *at = (*at).max(first));
    moments.sort_unstable();
    moments.dedup();
    let columns = if of == "contribution" {
        BTreeMap::from([
            ("initiative_id", id(parent.expect("one").number).into()),
            ("organisation_id", id(1).into()),
            ("kind", "TIME".into()),
            ("unit", Value::String(Some("h".into()))),
            ("quantity", Value::BigInt(Some(2500))),
        ])
    } else {
        BTreeMap::from([
            ("reference", format!("P-{number}").into()),
            ("status", "PROPOSED".into()),
            ("kind", "RESEARCH".into()),
            ("focus_area_id", id(11).into()),
            ("lead_organisation_id", some(random, &[1, 2])),
            ("starts_on", Value::ChronoDate(None)),
            ("audience_id", audience::PUBLIC.into()),
        ])
    };
    let mut state = State { columns, missions: BTreeSet::new(), is_owned: false };
    let states = moments.into_iter().map(|at| {
        (0..random.random_range(1..4)).for_each(|_| turn(&mut state, of, random));
        (at, state.clone())
    });
    Thing { number, states: states.collect() }
}

impl Thing {
    /// As it was just before a moment.
    pub(super) fn at(&self, moment: DateTime<Utc>) -> Option<&State> {
        self.states.iter().rev().find(|(since, _)| *since < moment).map(|(_, state)| state)
    }

    pub(super) fn now(&self) -> &State {
        &self.states.last().expect("a state").1
    }
}

impl State {
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        match &self.columns[column] {
            Value::String(text) => text.as_deref(),
            other => panic!("{column} is {other:?}"),
        }
    }

    pub(super) fn uuid(&self, column: &str) -> Option<uuid::Uuid> {
        match &self.columns[column] {
            Value::Uuid(id) => *id,
            other => panic!("{column} is {other:?}"),
        }
    }

    pub(super) fn day(&self, column: &str) -> Option<NaiveDate> {
        match &self.columns[column] {
            Value::ChronoDate(day) => *day,
            other => panic!("{column} is {other:?}"),
        }
    }

    pub(super) fn is_ended(&self) -> bool {
        self.text("status").is_some_and(|status| ENDED.contains(&status))
    }

    /// The keys of the groups that it is in, by one field.
    pub(super) fn held(&self, by: &str, missions: &BTreeSet<u128>) -> Vec<Option<String>> {
        let text = |column| self.text(column).map(str::to_owned);
        let thing = |prefix, column| self.uuid(column).map(|key| tests::rows::key_id(prefix, key));
        vec![match by {
            "STATUS" => text("status"),
            "KIND" => text("kind"),
            "UNIT" => text("unit"),
            "FOCUS_AREA" => thing("focus_area", "focus_area_id"),
            "LEAD_ORGANISATION" => thing("organisation", "lead_organisation_id"),
            "ORGANISATION" => thing("organisation", "organisation_id"),
            "STARTS_ON_YEAR" => self.day("starts_on").map(|day| day.year().to_string()),
            "STARTS_ON_MONTH" => self.day("starts_on").map(|day| day.format("%Y-%m").to_string()),
            "MISSIONS" => {
                let seen = self.missions.intersection(missions);
                let keys: Vec<_> = seen.map(|number| Some(api_id("mission", *number))).collect();
                return if keys.is_empty() { vec![None] } else { keys };
            }
            other => panic!("{other}?"),
        }]
    }
}

impl Viewer<'_> {
    /// What they saw on a day.
    pub(super) fn on(&self, day: NaiveDate) -> &Sight {
        if self.term.contains(&day) { &self.seated } else { &self.otherwise }
    }
}

impl Sight {
    pub(super) fn reads(&self, audience: Option<uuid::Uuid>) -> bool {
        audience.is_some_and(|audience| self.audiences.contains(&audience))
    }

    /// Whether they are told of its end.
    pub(super) fn is_concerned(&self, state: &State) -> bool {
        self.ended_of.is_some_and(|of| of == 0 || state.uuid("focus_area_id") == Some(id(of)))
    }

    pub(super) fn sees(&self, state: &State) -> bool {
        let reads = self.reads(state.uuid("audience_id")) && (!state.is_ended() || self.is_concerned(state));
        reads || self.is_own(state)
    }

    pub(super) fn is_own(&self, state: &State) -> bool {
        self.owns && state.is_owned
    }
}

/// A change: when, and the columns of its row.
pub(super) type Logged = (DateTime<Utc>, Vec<(&'static str, Value)>);

/// The changes that make a thing what it is.
pub(super) fn logged(table: &'static str, thing: &Thing) -> Vec<Logged> {
    let plain = |value: &Value| match value {
        Value::String(text) => json!(text),
        Value::Uuid(id) => json!(id),
        Value::ChronoDate(day) => json!(day),
        Value::BigInt(kept) => json!(kept.map(api::decimal::shown)),
        other => panic!("{other:?}"),
    };
    let mut before: Option<&State> = None;
    let mut changes = vec![];
    for (at, after) in &thing.states {
        let mut fields = serde_json::Map::new();
        for (column, value) in &after.columns {
            let old = before.map(|state| &state.columns[column]);
            if old != Some(value) && (old.is_some() || plain(value) != Json::Null) {
                let change = json!({ "before": old.map_or(Json::Null, plain), "after": plain(value) });
                fields.insert((*column).to_owned(), change);
            }
        }
        let ids = |state: &State| state.missions.iter().map(|number| id(*number)).collect::<Vec<_>>();
        let old = before.map(ids).unwrap_or_default();
        if old != ids(after) {
            fields.insert("missions".into(), json!({ "before": old, "after": ids(after) }));
        }
        let owners = |state: &State| state.is_owned.then_some(OWNER).into_iter().collect::<Vec<_>>();
        let old = before.map(owners).unwrap_or_default();
        if old != owners(after) {
            fields.insert("owners".into(), json!({ "before": old, "after": owners(after) }));
        }
        let reach = |state: Option<&State>| {
            let state = state.filter(|_| table == "initiative");
            (
                Value::Uuid(state.and_then(|state| state.uuid("audience_id"))),
                state.is_some_and(|state| !state.is_ended()),
            )
        };
        let ((previous, was_open), (present, is_open)) = (reach(before), reach(Some(after)));
        let kind = if before.is_none() { "CREATED" } else { "UPDATED" };
        changes.push((
            *at,
            vec![
                ("node_type", table.into()),
                ("node_id", id(thing.number).into()),
                ("kind", kind.into()),
                ("previous_audience_id", previous),
                ("was_open", was_open.into()),
                ("audience_id", present),
                ("is_open", is_open.into()),
                ("fields", Value::Json(Some(Box::new(fields.into())))),
            ],
        ));
        before = Some(after);
    }
    changes
}
