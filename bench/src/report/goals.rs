//! What was to be reached, and what was.

use crate::caller::Viewer;
use crate::contestant::{Contestant, Floors, Server};
use crate::page::Page;
use crate::record::{Contest, Run, Workload};

use super::Measured;
use super::speed::{rate, title};
use super::table::{median, table, whole};

/// Whether a figure is reached from below or from above.
#[derive(Clone, Copy)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

/// Who our server is compared with.
#[derive(Clone, Copy)]
enum Other {
    BetterPeer,
    Static,
}

/// The table of goals.
pub(super) fn goals(measured: &Measured) -> String {
    let mut rows = Vec::new();
    for (workload, viewer) in workloads(measured) {
        rows.extend(against_others(measured, workload, viewer));
    }
    rows.extend(growth(measured));
    rows.extend(memory(measured));
    rows.extend(start(measured));
    let names = ["", "measured", "goal", "reached"].map(str::to_owned);
    format!(
        "## Goals\n\nRatios of requests in a second are those within a round, as the median of the rounds.\n\n{}\n",
        table(1, &names, &rows)
    )
}

/// What was asked for, for whom.
fn workloads(measured: &Measured) -> Vec<(Workload, Viewer)> {
    let pages = |of: fn(Page) -> Workload| {
        Viewer::ALL.into_iter().flat_map(move |viewer| Page::PAGES.map(|page| (of(page), viewer)))
    };
    let groups = Page::GROUPS.map(|page| (Workload::Page(page), Viewer::Member));
    let all = pages(Workload::Page).chain(groups).chain(pages(Workload::PageBesideWrites));
    all.filter(|(workload, viewer)| {
        measured.contests.iter().flat_map(|of| &of.runs).any(|run| is(run, *workload, *viewer))
    })
    .collect()
}

fn is(run: &Run, workload: Workload, viewer: Viewer) -> bool {
    run.workload == workload && run.viewer == Some(viewer)
}

/// What is asked of our server for a workload: on which database, with which floors, compared with whom.
fn asked_for(workload: Workload) -> Vec<(&'static str, Floors, Other, Bound)> {
    use Bound::AtLeast;
    match workload {
        Workload::Page(page) if page.is_groups() => {
            vec![("PostgreSQL", Floors::NoAnswers, Other::BetterPeer, AtLeast(1.0))]
        }
        Workload::Page(_) => vec![
            ("PostgreSQL", Floors::NoAnswers, Other::BetterPeer, AtLeast(3.0)),
            ("PostgreSQL", Floors::All, Other::BetterPeer, AtLeast(20.0)),
            ("PostgreSQL", Floors::All, Other::Static, AtLeast(0.3)),
            ("SQLite", Floors::All, Other::Static, AtLeast(0.7)),
        ],
        Workload::PageBesideWrites(_) => vec![("PostgreSQL", Floors::All, Other::BetterPeer, AtLeast(10.0))],
        Workload::Mix => Vec::new(),
    }
}

fn against_others(measured: &Measured, workload: Workload, viewer: Viewer) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for (database, floors, other, bound) in asked_for(workload) {
        for contest in &measured.contests {
            let ours = |one: &Contestant| {
                one.is_ours() && one.floors == Some(floors) && one.database.as_deref() == Some(database)
            };
            let (ratio, other) = match other {
                Other::Static => {
                    (ratio(contest, workload, viewer, ours, |one| one.server == Server::Static), "static bytes")
                }
                Other::BetterPeer => (ratio(contest, workload, viewer, ours, Contestant::is_peer), "the better peer"),
            };
            let Some(ratio) = ratio else { continue };
            let name = contest.contestants.iter().find(|one| ours(one)).map(Contestant::name).unwrap_or_default();
            rows.push(row(format!("{}: {name}, against {other}", title(workload, Some(viewer))), ratio, "×", bound));
        }
    }
    rows
}

/// How many times as many answers our server gave in a second as the best of the others, round by round.
fn ratio(
    contest: &Contest,
    workload: Workload,
    viewer: Viewer,
    ours: impl Fn(&Contestant) -> bool,
    others: impl Fn(&Contestant) -> bool,
) -> Option<f64> {
    let runs = || contest.runs.iter().filter(|run| is(run, workload, viewer));
    let of = |run: &Run| &contest.contestants[run.contestant];
    let ours = runs().find(|run| ours(of(run)))?;
    let others: Vec<_> = runs().filter(|run| others(of(run))).collect();
    let of_round = |(place, round)| {
        let best = others.iter().filter_map(|run| run.rounds.get(place).map(rate)).reduce(f64::max)?;
        Some(rate(round) / best)
    };
    let ratios: Vec<_> = ours.rounds.iter().enumerate().filter_map(of_round).collect();
    (!ratios.is_empty()).then(|| median(ratios))
}

/// How much longer an answer takes in the largest database than in the smallest.
fn growth(measured: &Measured) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for contest in &measured.contests {
        let sizes = || contest.contestants.iter().map(|one| one.initiatives);
        let (Some(small), Some(large)) = (sizes().min(), sizes().max()) else { continue };
        if small == large {
            continue;
        }
        for page in [Page::Portfolio, Page::Detail] {
            let of = |size: u64| move |one: &Contestant| one.initiatives == size;
            let (workload, viewer) = (Workload::Page(page), Viewer::Member);
            let Some(ratio) = ratio(contest, workload, viewer, of(small), of(large)) else { continue };
            let database = contest.contestants[0].database.as_deref().unwrap_or_default();
            let what = format!(
                "{}: {database}, floors off, {} initiatives against {}",
                title(workload, Some(viewer)),
                whole(large),
                whole(small)
            );
            rows.push(row(what, ratio, "× the time", Bound::AtMost(1.3)));
        }
    }
    rows
}

/// The memory of our server after it has answered the mix.
fn memory(measured: &Measured) -> Vec<Vec<String>> {
    let after_mix = measured.contests.iter().filter(|of| of.runs.iter().any(|run| run.workload == Workload::Mix));
    let of_contest = |contest: &Contest| {
        let of_one = |(one, memory): (&Contestant, &crate::record::Memory)| {
            let what = format!("memory with {} initiatives after the mix: {}", whole(one.initiatives), one.name());
            row(what, memory.resident as f64 / 1024.0, "MiB", Bound::AtMost(200.0))
        };
        let all = contest.contestants.iter().zip(&contest.memory);
        all.filter(|(one, _)| one.floors == Some(Floors::All)).map(of_one).collect::<Vec<_>>()
    };
    after_mix.flat_map(of_contest).collect()
}

/// How long our server takes to start.
fn start(measured: &Measured) -> Vec<Vec<String>> {
    let of_one = |start: &crate::record::Start| {
        let (name, initiatives) = (&start.database.name, whole(start.database.initiatives));
        let milliseconds = 1000.0 * median(start.seconds.iter().copied());
        row(format!("start until ready: {name}, {initiatives} initiatives"), milliseconds, "ms", Bound::AtMost(300.0))
    };
    measured.starts.iter().map(of_one).collect()
}

fn row(what: String, measured: f64, unit: &str, bound: Bound) -> Vec<String> {
    let (goal, is_reached) = match bound {
        Bound::AtLeast(goal) => (format!("≥ {goal} {unit}"), measured >= goal),
        Bound::AtMost(goal) => (format!("≤ {goal} {unit}"), measured <= goal),
    };
    let places = if measured < 100.0 { 2 } else { 0 };
    vec![what, format!("{measured:.places$} {unit}"), goal, if is_reached { "yes" } else { "**no**" }.to_owned()]
}
