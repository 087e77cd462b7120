//! `cost`: what the cost of operations stands for: the processor time that our server takes for each of them.

mod relations;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use api::auth::development::sign_in;
use api::clock::Clock;
use api::policy::Role;
use bytes::Bytes;
use clap::Args;
use eyre::{Result, WrapErr, ensure, eyre};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::caller::Caller;
use crate::client::{self, Connection, GRAPHQL};
use crate::machine;
use crate::process::of_process;
use crate::report::table::{table, whole};

/// How often an operation is asked at the least, and how long.
const LEAST: u32 = 3;
const AWHILE: Duration = Duration::from_secs(1);

/// By how much the dearest kind of operation may be dearer than the cheapest, for the same processor time. What is lighter
/// than its kind may be dearer still, and never cheaper.
const MOST: f64 = 5.0;

/// Where the server is, and what it is asked.
#[derive(Args)]
pub struct Options {
    /// Where our server listens, with every floor of its cache off and without limits
    #[arg(long)]
    server: SocketAddr,
    /// Its process
    #[arg(long)]
    process: u32,
    /// The file of the operations
    #[arg(long)]
    operations: PathBuf,
    /// What the report calls the database
    #[arg(long)]
    database: String,
    /// The commit that is measured
    #[arg(long)]
    commit: String,
    /// The command that measures
    #[arg(long)]
    command: String,
    /// The file to write
    #[arg(long)]
    to: PathBuf,
}

/// An operation, and what it is an example of.
#[derive(Deserialize)]
struct Operation {
    about: String,
    document: String,
    /// Why it is lighter than what it is charged for: as heavy ones of its kind are, which cannot be told from it before.
    lighter: Option<String>,
}

impl Operation {
    /// What asks for nothing: all that it takes is that there is a request.
    fn nothing() -> Self {
        Self { about: String::new(), document: "{ __typename }".to_owned(), lighter: None }
    }
}

/// What came of it.
struct Measured {
    about: String,
    lighter: Option<String>,
    cost: u64,
    milliseconds: f64,
    bytes: usize,
}

impl Measured {
    /// What is charged for a millisecond of a processor.
    #[expect(clippy::cast_precision_loss, reason = "costs are far below 2^52")]
    fn rate(&self) -> f64 {
        self.cost as f64 / self.milliseconds.max(0.001)
    }
}

/// Measures all of them, and writes the report; fails where a kind is too dear or too cheap.
pub async fn run(options: Options) -> Result<ExitCode> {
    let mut server = Server::sign_in(&options).await?;
    let mut measured = Vec::new();
    let nothing = server.measure(Operation::nothing()).await?.milliseconds;
    for operation in read(&options.operations)?.into_iter().chain(relations::operations()?) {
        let about = operation.about.clone();
        let mut one = server.measure(operation).await.wrap_err(about)?;
        one.milliseconds -= nothing;
        measured.push(one);
    }
    measured.sort_by(|one, other| one.rate().total_cmp(&other.rate()));
    let (text, factor) = report(&options, nothing, &measured)?;
    std::fs::write(&options.to, &text).wrap_err_with(|| format!("cannot write {}", options.to.display()))?;
    println!("{text}");
    Ok(if factor > MOST { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read(file: &Path) -> Result<Vec<Operation>> {
    let text = std::fs::read_to_string(file).wrap_err_with(|| format!("cannot read {}", file.display()))?;
    serde_json::from_str(&text).wrap_err_with(|| format!("{} is no list of operations", file.display()))
}

/// The server, and a member who is signed in at it.
struct Server {
    connection: Connection,
    query: Bytes,
    cost: Bytes,
    process: u32,
}

impl Server {
    async fn sign_in(options: &Options) -> Result<Self> {
        let (address, process) = (options.server, options.process);
        let caller = Caller::bearing(&sign_in(address, Role::Member).await?);
        let [query, cost] = [GRAPHQL, "/graphql/cost"].map(|path| client::post(address, path, &caller));
        Ok(Self { connection: Connection::open(address).await?, query, cost, process })
    }

    async fn measure(&mut self, operation: Operation) -> Result<Measured> {
        let body = client::body(&operation.document, &Json::Null);
        let told: Json = serde_json::from_slice(self.connection.ask(&self.cost, &[&body]).await?)?;
        let cost = told["cost"].as_u64().ok_or_else(|| eyre!("no cost is told: {told}"))?;
        // statements are prepared, and pages of the database in memory
        let answer = self.connection.ask(&self.query, &[&body]).await?;
        client::data(answer)?;
        let bytes = answer.len();
        let (begun, before, mut asked) = (Instant::now(), of_process(self.process)?, 0);
        while asked < LEAST || begun.elapsed() < AWHILE {
            self.connection.ask(&self.query, &[&body]).await?;
            asked += 1;
        }
        let milliseconds = (of_process(self.process)? - before) * 1000.0 / f64::from(asked);
        Ok(Measured { about: operation.about, lighter: operation.lighter, cost, milliseconds, bytes })
    }
}

fn report(options: &Options, nothing: f64, measured: &[Measured]) -> Result<(String, f64)> {
    let dearest = measured.iter().rfind(|one| one.lighter.is_none());
    let (Some(cheapest), Some(dearest)) = (measured.first(), dearest) else {
        return Err(eyre!("there are no operations"));
    };
    ensure!(cheapest.rate() > 0.0, "{} costs nothing", cheapest.about);
    let factor = dearest.rate() / cheapest.rate();
    let names =
        ["operation", "lighter than its kind, since", "cost", "processor time", "cost for a millisecond", "answer"]
            .map(str::to_owned);
    let row = |one: &Measured| {
        let kibibytes = u64::try_from(one.bytes.div_ceil(1024)).unwrap_or(u64::MAX);
        vec![
            one.about.clone(),
            one.lighter.clone().unwrap_or_default(),
            whole(one.cost),
            format!("{:.2} ms", one.milliseconds),
            format!("{:.1}", one.rate()),
            format!("{} KiB", whole(kibibytes)),
        ]
    };
    let rows: Vec<_> = measured.iter().map(row).collect();
    let Options { database, commit, command, .. } = options;
    let (machine, written) = (machine::description(), Clock::system().now().format("%Y-%m-%d %H:%M UTC"));
    let text = format!(
        "# What cost stands for\n\nWritten by `bench/cost`; `bench/README.md` says what the figures mean.\n\n\
         - written: {written}\n- machine: {machine}\n- commit: {commit}, by `{command}`\n- database: {database}\n\
         - a request that asks for nothing: {nothing:.2} ms, which is not counted below\n\
         - from the cheapest ({}) to the dearest ({}) for the same processor time: a factor of {factor:.1}\n\n{}",
        cheapest.about,
        dearest.about,
        table(2, &names, &rows)
    );
    Ok((text, factor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::gate::Gate;
    use api::graphql::{WEIGHTS, sdl};
    use api::language::Language;

    fn operations() -> Vec<Operation> {
        read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("queries/cost.json")).expect("operations")
    }

    #[test]
    fn every_operation_may_be_asked() {
        let gate = Gate::new(&sdl(), api::gate::Limits::default(), WEIGHTS).expect("a gate");
        let relations = relations::operations().expect("a schema");
        assert!(!relations.is_empty());
        for Operation { about, document, .. } in operations().into_iter().chain(relations) {
            let prepared = gate.prepare(&document).unwrap_or_else(|refusal| panic!("{about}: {refusal}"));
            gate.bind(&prepared, None, serde_json::Map::new(), Language::En)
                .unwrap_or_else(|refusal| panic!("{about}: {refusal}"));
        }
    }
}
