//! What is measured, as files between the steps of a run.

use std::path::Path;

use eyre::{Result, WrapErr};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::caller::Viewer;
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

/// How many statements answers of one shape take.
#[derive(Debug, Deserialize, Serialize)]
pub struct Count {
    /// Of which page.
    pub page: Page,
    /// For whom.
    pub viewer: Viewer,
    /// What the answers lead to.
    pub shape: Vec<String>,
    /// How many such answers were counted.
    pub answers: u64,
    /// The numbers of statements that occurred, in their order: one number, unless it differs from time to time.
    pub statements: Vec<u64>,
}

/// How fast pages are.
#[derive(Debug, Deserialize, Serialize)]
pub struct Load {
    /// Where.
    pub database: Database,
    /// How long it took to fill the database, in seconds.
    pub filled_in: f64,
    /// How many connections.
    pub connections: usize,
    /// How long each page was asked for ahead of the first round, in seconds.
    pub warm_up: f64,
    /// The most memory that the server had, in KiB.
    pub server_memory: u64,
    /// The pages.
    pub runs: Vec<Run>,
    /// What was answered, to compare the databases: a number for each of several answers.
    pub answers: Vec<u64>,
}

/// One page, asked for again and again.
#[derive(Debug, Deserialize, Serialize)]
pub struct Run {
    /// Which page.
    pub page: Page,
    /// On whose behalf.
    pub viewer: Viewer,
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
