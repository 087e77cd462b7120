//! `report`: writes what was measured as a page of Markdown, and says whether it is as it should be.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::ExitCode;

use api::clock::Clock;
use clap::Args;
use eyre::{Result, WrapErr};

use crate::caller::Viewer;
use crate::compare::Comparison;
use crate::machine;
use crate::page::Page;
use crate::record::{self, Load, Round, Run, Statements};
use crate::table::{median, table, whole};

/// What is reported, and where.
#[derive(Args)]
pub struct Options {
    /// The folder with the records
    #[arg(long)]
    from: PathBuf,
    /// The file to write
    #[arg(long)]
    to: PathBuf,
    /// The command that measured it
    #[arg(long)]
    command: String,
    /// The commit that was measured
    #[arg(long)]
    commit: String,
    /// The version of the compiler
    #[arg(long)]
    rustc: String,
}

/// Writes the report; exit code 1 where statements grow with the data or the databases do not agree.
pub fn run(options: &Options) -> Result<ExitCode> {
    let mut statements: Vec<Statements> = record::read(&options.from, "statements")?;
    statements.sort_by_key(|of| (Reverse(of.database.name.clone()), of.database.initiatives));
    let mut loads: Vec<Load> = record::read(&options.from, "load")?;
    loads.sort_by_key(|of| (Reverse(of.database.name.clone()), of.database.initiatives));
    let mut faults = Vec::new();
    let text = [
        "# Results\n\nWritten by `bench/run`; `bench/README.md` says what the figures mean.\n\n".to_owned(),
        circumstances(options, &statements, &loads),
        counts(&statements, &mut faults),
        speeds(&loads),
        fillings(&loads),
        agreement(&loads, &mut faults),
    ];
    let text = text.concat();
    std::fs::write(&options.to, &text).wrap_err_with(|| format!("cannot write {}", options.to.display()))?;
    println!("{text}");
    for fault in &faults {
        eprintln!("bench: {fault}");
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// When, where, with what.
fn circumstances(options: &Options, statements: &[Statements], loads: &[Load]) -> String {
    let versions: BTreeSet<_> = statements.iter().map(|of| format!("{} {}", of.database.name, of.version)).collect();
    let versions: Vec<_> = versions.into_iter().collect();
    let rounds = || loads.iter().flat_map(|load| &load.runs).flat_map(|run| &run.rounds);
    let (time, other) = rounds().fold((0.0, 0.0), |(time, other), round| (time + round.time, other + round.other_cpu));
    let others = if time > 0.0 { other / time } else { 0.0 };
    let load = loads.first().map_or(String::new(), |load| {
        let of = load.runs.first().map_or(0, |run| run.rounds.len());
        let length = rounds().next().map_or(0.0, |round| round.time);
        format!(
            "- load: {} connections, {} s of warm-up, then {of} rounds of {length:.0} s for each page, median of the rounds\n",
            load.connections, load.warm_up
        )
    });
    format!(
        "- date: {}\n- commit: {}\n- machine: {}\n- versions: {}, {}\n- command: `{}`\n{load}- server, client and database \
         share the machine; everything else on it took {others:.2} cores meanwhile\n\n",
        Clock::system().now().format("%Y-%m-%d %H:%M UTC"),
        options.commit,
        machine::description(),
        options.rustc,
        versions.join(", "),
        options.command,
    )
}

/// The numbers of statements, and what is wrong with them.
fn counts(all: &[Statements], faults: &mut Vec<String>) -> String {
    let title = |of: &Statements| format!("{}, {}", of.database.name, whole(of.database.initiatives));
    let names: Vec<_> = ["page", "for"].map(str::to_owned).into_iter().chain(all.iter().map(title)).collect();
    let mut rows = Vec::new();
    let mut compared = 0;
    for (page, viewer) in Page::ALL.into_iter().flat_map(|page| Viewer::ALL.map(|viewer| (page, viewer))) {
        let comparison = Comparison::new(all, page, viewer);
        rows.push([vec![page.name().to_owned(), viewer.name().to_owned()], comparison.fullest()].concat());
        compared += comparison.compared();
        faults.extend(comparison.fault().map(|what| format!("{} for {}: {what}", page.name(), viewer.name())));
    }
    let answers: u64 = all.iter().flat_map(|of| &of.counts).map(|count| count.answers).sum();
    let verdict =
        if faults.is_empty() { "each took the same number everywhere" } else { "**not all took the same number**" };
    format!(
        "## SQL statements for one request\n\nBy the number of initiatives in the database; for the fullest shape of answer \
         that occurred in all of them.\n\n{}\n{} answers were counted. {compared} shapes of answer occurred in several \
         databases, and {verdict}.\n\n",
        table(2, &names, &rows),
        whole(answers),
    )
}

/// How fast the pages are.
fn speeds(loads: &[Load]) -> String {
    let mut text = "## Speed\n\n".to_owned();
    for load in loads {
        let names = [
            "page",
            "for",
            "requests/s",
            "lowest–highest",
            "p50 ms",
            "p99 ms",
            "server CPU s/1000",
            "database CPU s/1000",
            "KB",
        ];
        let rows: Vec<_> = load.runs.iter().map(speed).collect();
        let (name, initiatives) = (&load.database.name, whole(load.database.initiatives));
        text += &format!("### {name}, {initiatives} initiatives\n\n{}\n", table(2, &names.map(str::to_owned), &rows));
    }
    text
}

fn speed(run: &Run) -> Vec<String> {
    let of = |value: fn(&Round) -> f64| median(run.rounds.iter().map(value));
    let a_second = |round: &Round| round.requests as f64 / round.time;
    let a_thousand = |seconds: f64, round: &Round| 1000.0 * seconds / round.requests.max(1) as f64;
    let each = || run.rounds.iter().map(a_second);
    let (lowest, highest) = (each().fold(f64::INFINITY, f64::min), each().fold(0.0, f64::max));
    let server = median(run.rounds.iter().map(|round| a_thousand(round.server_cpu, round)));
    let database =
        run.rounds.iter().filter_map(|round| Some(a_thousand(round.database_cpu?, round))).collect::<Vec<_>>();
    vec![
        run.page.name().to_owned(),
        run.viewer.name().to_owned(),
        format!("**{:.0}**", median(each())),
        format!("{lowest:.0}–{highest:.0}"),
        format!("{:.1}", 1000.0 * of(|round| round.p50)),
        format!("{:.1}", 1000.0 * of(|round| round.p99)),
        format!("{server:.2}"),
        if database.is_empty() { "in the server".to_owned() } else { format!("{:.2}", median(database)) },
        format!("{:.1}", run.bytes as f64 / 1000.0),
    ]
}

/// What else was measured of each database.
fn fillings(loads: &[Load]) -> String {
    let names = ["database", "initiatives", "filled in s", "the server's memory at most, MiB"].map(str::to_owned);
    let row = |load: &Load| {
        vec![
            load.database.name.clone(),
            whole(load.database.initiatives),
            format!("{:.1}", load.filled_in),
            format!("{}", load.server_memory / 1024),
        ]
    };
    format!("## Filling and memory\n\n{}\n", table(1, &names, &loads.iter().map(row).collect::<Vec<_>>()))
}

/// Whether databases of one size gave the same answers.
fn agreement(loads: &[Load], faults: &mut Vec<String>) -> String {
    let mut sizes = BTreeMap::<u64, Vec<&Load>>::new();
    for load in loads {
        sizes.entry(load.database.initiatives).or_default().push(load);
    }
    let mut text = String::new();
    for (size, of) in sizes.into_iter().filter(|(_, of)| of.len() > 1) {
        let checked = of[0].answers.len();
        if of.iter().all(|load| load.answers == of[0].answers) {
            text += &format!("With {} initiatives, all databases gave the same {checked} answers.\n", whole(size));
        } else {
            faults.push(format!("with {size} initiatives, the databases gave different answers"));
        }
    }
    text
}
