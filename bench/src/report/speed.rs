//! How fast everybody was.

use std::collections::BTreeMap;

use crate::caller::Viewer;
use crate::record::{Contest, Hits, Round, Run, Workload, Writes};

use super::table::{median, table, whole};

/// A table for each page and viewer, with all contestants.
pub(super) fn speeds(contests: &[Contest]) -> String {
    let mut text =
        "## Speed\n\nCPU is processor time for one request, in µs, as the median of the rounds.\n\n".to_owned();
    for contest in contests {
        let mut tables = BTreeMap::<_, Vec<&Run>>::new();
        for run in &contest.runs {
            tables.entry((run.viewer, run.workload)).or_default().push(run);
        }
        for ((viewer, workload), runs) in tables {
            text += &format!("### {}\n\n{}\n", title(workload, viewer), speed(contest, &runs));
        }
        text += &format!(
            "{} connections; {} s of warm-up, and each request once where the answer floor is on; {} rounds of {:.1} s; {} \
             different initiatives.\n\n",
            contest.connections,
            contest.warm_up,
            contest.runs.first().map_or(0, |run| run.rounds.len()),
            contest.runs.first().and_then(|run| run.rounds.first()).map_or(0.0, |round| round.time),
            whole(contest.details as u64),
        );
    }
    text
}

/// How tables call a workload.
pub(super) fn title(workload: Workload, viewer: Option<Viewer>) -> String {
    let who = viewer.map_or("50 viewers", Viewer::name);
    match workload {
        Workload::Page(page) => format!("{}, {who}", page.name()),
        Workload::PageBesideWrites(page) => format!("{} with writes beside, {who}", page.name()),
        Workload::Mix => format!("200 documents, {who}"),
    }
}

/// The answers in a second.
pub(super) fn rate(round: &Round) -> f64 {
    round.requests as f64 / round.time
}

fn speed(contest: &Contest, runs: &[&Run]) -> String {
    let names = [
        "",
        "requests/s",
        "lowest–highest",
        "p50 ms",
        "p99 ms",
        "server CPU",
        "database CPU",
        "client CPU",
        "KB",
        "writes/s",
        "write p50 ms",
        "hits",
    ];
    let rows: Vec<_> = runs.iter().map(|run| row(contest, run)).collect();
    // What nobody has, is left out.
    let has = |column: usize| column == 0 || rows.iter().any(|row| !row[column].is_empty());
    let kept: Vec<_> = (0..names.len()).filter(|column| has(*column)).collect();
    let names: Vec<_> = kept.iter().map(|column| names[*column].to_owned()).collect();
    let rows: Vec<Vec<_>> = rows.iter().map(|row| kept.iter().map(|column| row[*column].clone()).collect()).collect();
    table(1, &names, &rows)
}

fn row(contest: &Contest, run: &Run) -> Vec<String> {
    let contestant = &contest.contestants[run.contestant];
    let of = |value: fn(&Round) -> f64| median(run.rounds.iter().map(value));
    let cpu = |seconds: fn(&Round) -> Option<f64>| {
        let of_each = |round: &Round| Some(1e6 * seconds(round)? / round.requests.max(1) as f64);
        let times: Vec<_> = run.rounds.iter().filter_map(of_each).collect();
        if times.is_empty() { "–".to_owned() } else { whole(median(times).round() as u64) }
    };
    let rates = || run.rounds.iter().map(rate);
    let (lowest, highest) = (rates().fold(f64::INFINITY, f64::min), rates().fold(0.0, f64::max));
    vec![
        format!("{}{}", contestant.name(), size(contest, contestant.initiatives)),
        format!("**{}**", whole(median(rates()).round() as u64)),
        format!("{}–{}", whole(lowest.round() as u64), whole(highest.round() as u64)),
        format!("{:.2}", 1000.0 * of(|round| round.p50)),
        format!("{:.2}", 1000.0 * of(|round| round.p99)),
        cpu(|round| Some(round.server_cpu)),
        cpu(|round| round.database_cpu),
        cpu(|round| Some(round.client_cpu)),
        format!("{:.1}", run.bytes as f64 / 1000.0),
        writes(run, |round, writes| writes.writes as f64 / round.time),
        writes(run, |_, writes| 1000.0 * writes.p50),
        hits(run),
    ]
}

/// How many initiatives there are, where that differs.
fn size(contest: &Contest, initiatives: u64) -> String {
    let is_one_size = contest.contestants.iter().all(|one| one.initiatives == initiatives);
    if is_one_size { String::new() } else { format!(", {} initiatives", whole(initiatives)) }
}

/// The share of what was looked for that each floor had.
fn hits(run: &Run) -> String {
    let mut floors = BTreeMap::<&str, (u64, u64)>::new();
    for Hits { floor, hits, misses } in run.rounds.iter().flat_map(|round| &round.hits) {
        let sum = floors.entry(floor).or_default();
        *sum = (sum.0 + hits, sum.1 + misses);
    }
    let share = |(floor, (hits, misses)): (&str, (u64, u64))| {
        let all = hits + misses;
        (all > 0).then(|| format!("{floor} {:.1} %", 100.0 * hits as f64 / all as f64))
    };
    floors.into_iter().filter_map(share).collect::<Vec<_>>().join(", ")
}

/// A figure of what was written beside; nothing where nothing was.
fn writes(run: &Run, of: fn(&Round, &Writes) -> f64) -> String {
    let figures: Vec<_> = run.rounds.iter().filter_map(|round| Some(of(round, round.writes.as_ref()?))).collect();
    if figures.is_empty() { String::new() } else { format!("{:.1}", median(figures)) }
}
