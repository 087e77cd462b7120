//! `report`: writes what was measured as a page of Markdown, and says whether it is as it should be.

mod compare;
mod goals;
mod speed;
pub mod table;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::ExitCode;

use api::clock::Clock;
use clap::Args;
use eyre::{Result, WrapErr};

use crate::caller::Viewer;
use crate::machine;
use crate::page::Page;
use crate::record::{self, Answers, Contest, Database, Filling, Part, Start, Statements};
use compare::Comparison;
use table::{table, whole};

/// What is reported, and where.
#[derive(Args)]
pub struct Options {
    /// The folder with the records
    #[arg(long)]
    from: PathBuf,
    /// The file to write
    #[arg(long)]
    to: PathBuf,
    /// The versions of what was measured
    #[arg(long)]
    versions: String,
}

/// All that was measured.
struct Measured {
    parts: Vec<Part>,
    statements: Vec<Statements>,
    contests: Vec<Contest>,
    starts: Vec<Start>,
    fillings: Vec<Filling>,
}

/// Writes the report; exit code 1 where statements grow with the data or the databases do not agree.
pub fn run(options: &Options) -> Result<ExitCode> {
    let measured = Measured::read(options)?;
    let mut faults = Vec::new();
    let text = [
        "# Results\n\nWritten by `bench/run`; `bench/README.md` says what the figures mean.\n\n".to_owned(),
        circumstances(options, &measured),
        goals::goals(&measured),
        speed::speeds(&measured.contests),
        counts(&measured.statements, &mut faults),
        fillings(&measured.fillings),
        agreement(&measured.contests, &mut faults),
    ];
    let text = text.concat();
    std::fs::write(&options.to, &text).wrap_err_with(|| format!("cannot write {}", options.to.display()))?;
    println!("{text}");
    for fault in &faults {
        eprintln!("bench: {fault}");
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Measured {
    fn read(options: &Options) -> Result<Self> {
        let mut statements: Vec<Statements> = record::read(&options.from, "statements")?;
        statements.sort_by_key(|of| order(&of.database));
        let mut fillings: Vec<Filling> = record::read(&options.from, "fill")?;
        fillings.sort_by_key(|of| order(&of.database));
        let mut parts: Vec<Part> = record::read(&options.from, "part")?;
        parts.sort_by(|one, other| one.at.cmp(&other.at));
        let mut contests: Vec<Contest> = record::read(&options.from, "contest")?;
        contests.sort_by_key(|contest| contest.runs.first().map(|run| run.workload));
        Ok(Self { parts, statements, contests, starts: record::read(&options.from, "start")?, fillings })
    }
}

/// SQLite first, small ones first.
fn order(database: &Database) -> (Reverse<String>, u64) {
    (Reverse(database.name.clone()), database.initiatives)
}

/// When, where, with what.
fn circumstances(options: &Options, measured: &Measured) -> String {
    let versions: BTreeSet<_> =
        measured.statements.iter().map(|of| format!("{} {}", of.database.name, of.version)).collect();
    let versions: Vec<_> = [options.versions.clone()].into_iter().chain(versions).collect();
    let rounds = || measured.contests.iter().flat_map(|contest| &contest.runs).flat_map(|run| &run.rounds);
    let (time, other) = rounds().fold((0.0, 0.0), |(time, other), round| (time + round.time, other + round.other_cpu));
    let others = if time > 0.0 { other / time } else { 0.0 };
    let parts: String = measured
        .parts
        .iter()
        .map(|of| format!("  - {}: {}, {}, `{}`\n", of.part, of.at, of.commit, of.command))
        .collect();
    format!(
        "- written: {}\n- machine: {}\n- versions: {}\n- parts, each with its time, commit and command:\n{parts}- servers, \
         client and database share the machine; everything else on it took {others:.2} cores meanwhile\n\n",
        Clock::system().now().format("%Y-%m-%d %H:%M UTC"),
        machine::description(),
        versions.join(", "),
    )
}

/// The numbers of statements, and what is wrong with them.
fn counts(all: &[Statements], faults: &mut Vec<String>) -> String {
    if all.is_empty() {
        return String::new();
    }
    let title = |of: &Statements| format!("{}, {}", of.database.name, whole(of.database.initiatives));
    let names: Vec<_> = ["page", "for"].map(str::to_owned).into_iter().chain(all.iter().map(title)).collect();
    let mut rows = Vec::new();
    for (page, viewer) in Page::PAGES.into_iter().flat_map(|page| Viewer::ALL.map(|viewer| (page, viewer))) {
        let comparison = Comparison::new(all, page, viewer);
        rows.push([vec![page.name().to_owned(), viewer.name().to_owned()], comparison.cells()].concat());
        faults.extend(comparison.fault().map(|what| format!("{} for {}: {what}", page.name(), viewer.name())));
    }
    let answers: u64 = all.iter().flat_map(|of| &of.counts).map(|count| count.answers).sum();
    let verdict = if faults.is_empty() { "do not grow" } else { "**grow**" };
    format!(
        "## SQL statements for one request, floors off\n\nThe fewest and the most, by the number of initiatives in the \
         database. {} answers were counted: with the database, statements {verdict}.\n\n{}\n",
        whole(answers),
        table(2, &names, &rows),
    )
}

/// How long it took to fill the databases.
fn fillings(all: &[Filling]) -> String {
    let names = ["database", "initiatives", "filled in s"].map(str::to_owned);
    let row =
        |of: &Filling| vec![of.database.name.clone(), whole(of.database.initiatives), format!("{:.1}", of.seconds)];
    format!("## Filling\n\n{}\n", table(1, &names, &all.iter().map(row).collect::<Vec<_>>()))
}

/// Whether databases of one size gave the same answers.
fn agreement(contests: &[Contest], faults: &mut Vec<String>) -> String {
    let mut checked = 0;
    for contest in contests {
        let mut sizes = BTreeMap::<u64, Vec<&Answers>>::new();
        for of in &contest.answers {
            sizes.entry(of.database.initiatives).or_default().push(of);
        }
        for (size, of) in sizes.into_iter().filter(|(_, of)| of.len() > 1) {
            if of.iter().all(|one| one.fingerprints == of[0].fingerprints) {
                checked += of[0].fingerprints.len();
            } else {
                faults.push(format!("with {} initiatives, the databases gave different answers", whole(size)));
            }
        }
    }
    format!("SQLite and PostgreSQL gave the same {} answers.\n", whole(checked as u64))
}
