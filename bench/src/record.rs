//! What is measured, as files between the steps of a run.

use std::path::Path;

use eyre::{Result, WrapErr};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::caller::Viewer;
use crate::contestant::Contestant;
use crate::page::Page;

/// A database that is measured.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Database {
    /// Its kind, `SQLite` or `PostgreSQL`.
    pub name: String,
    /// How many initiatives it holds.
    pub initiatives: u64,
}

/// How many statements pages take.
#[derive(Debug, Deserialize, Serialize)]
pub struct Statements {
    /// Where.
    pub database: Database,
    /// The database's version.
    pub version: String,
    /// The counts.
    pub counts: Vec<Count>,
}

/// How many statements the answers of a page take.
#[derive(Debug, Deserialize, Serialize)]
pub struct Count {
    /// Of which page.
    pub page: Page,
    /// For whom.
    pub viewer: Viewer,
    /// How many answers were counted.
    pub answers: u64,
    /// The fewest that one of them took.
    pub fewest: u64,
    /// The most that one of them took.
    pub most: u64,
}

/// What was timed together, round by round.
#[derive(Debug, Deserialize, Serialize)]
pub struct Contest {
    /// Who was measured.
    pub contestants: Vec<Contestant>,
    /// How many connections.
    pub connections: usize,
    /// How long each was asked ahead of the first round, in seconds.
    pub warm_up: f64,
    /// How many different initiatives were asked for.
    pub details: usize,
    /// What was timed.
    pub runs: Vec<Run>,
    /// What our server answered on each database, to compare them: a number for each of several answers.
    pub answers: Vec<Answers>,
    /// The memory of each contestant in the end, in the order of `contestants`.
    pub memory: Vec<Memory>,
}

/// What was answered on one database.
#[derive(Debug, Deserialize, Serialize)]
pub struct Answers {
    /// Which database.
    pub database: Database,
    /// A number for what each answer says.
    pub fingerprints: Vec<u64>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Workload {
    /// A page, and nothing is written meanwhile.
    Page(Page),
    /// A page, and something is written ten times a second.
    PageBesideWrites(Page),
    /// Many documents, for many viewers.
    Mix,
}

/// One contestant, asked again and again.
#[derive(Debug, Deserialize, Serialize)]
pub struct Run {
    /// Which of the contestants.
    pub contestant: usize,
    /// For what.
    pub workload: Workload,
    /// On whose behalf; nobody's in particular where there are many.
    pub viewer: Option<Viewer>,
    /// How long an answer is, in bytes, on average.
    pub bytes: u64,
    /// The rounds.
    pub rounds: Vec<Round>,
}

/// What one round gave. Times are in seconds.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Round {
    /// How many answers.
    pub requests: u64,
    /// How long it took.
    pub time: f64,
    /// What half of the answers took at the most.
    pub p50: f64,
    /// What 99 of 100 answers took at the most.
    pub p99: f64,
    /// The processor time of the server.
    pub server_cpu: f64,
    /// The processor time of the database, where it is a server of its own.
    pub database_cpu: Option<f64>,
    /// The processor time of this program.
    pub client_cpu: f64,
    /// The processor time that everything else on the machine took.
    pub other_cpu: f64,
    /// How often each floor of our server's cache had what was looked for.
    pub hits: Vec<Hits>,
    /// What was written beside.
    pub writes: Option<Writes>,
}

/// How often a floor of the cache had what was looked for.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Hits {
    /// The floor's name.
    pub floor: String,
    /// How often it had it.
    pub hits: u64,
    /// How often it had not.
    pub misses: u64,
}

/// What was written in a round.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Writes {
    /// How many writes.
    pub writes: u64,
    /// What half of them took at the most, in seconds.
    pub p50: f64,
}

/// The memory of a process, in KiB.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Memory {
    /// Now.
    pub resident: u64,
    /// The most that it ever had.
    pub peak: u64,
}

/// A part of a run, as `bench/run` notes it.
#[derive(Debug, Deserialize)]
pub struct Part {
    /// Its name.
    pub part: String,
    /// When it began.
    pub at: String,
    /// What was measured.
    pub commit: String,
    /// The command that measured it.
    pub command: String,
}

/// How long it took to fill a database.
#[derive(Debug, Deserialize)]
pub struct Filling {
    /// Which.
    pub database: Database,
    /// How many seconds.
    pub seconds: f64,
}

/// How long our server takes to start on a database that is migrated.
#[derive(Debug, Deserialize, Serialize)]
pub struct Start {
    /// Which database.
    pub database: Database,
    /// From the start of the process until it is ready, in seconds: once for each time.
    pub seconds: Vec<f64>,
}

/// Writes a record.
pub fn write(path: &Path, record: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(record)?;
    std::fs::write(path, text).wrap_err_with(|| format!("cannot write {}", path.display()))
}

/// The records of a folder whose file names begin with `kind`.
pub fn read<T: DeserializeOwned>(folder: &Path, kind: &str) -> Result<Vec<T>> {
    let mut records = Vec::new();
    for entry in std::fs::read_dir(folder).wrap_err_with(|| format!("cannot read {}", folder.display()))? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(kind) {
            let text = std::fs::read_to_string(entry.path())?;
            let record = serde_json::from_str(&text);
            records.push(record.wrap_err_with(|| format!("{} is no record", entry.path().display()))?);
        }
    }
    Ok(records)
}
