//! `load`: times the pages on a running server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use clap::Args;
use eyre::{Result, WrapErr};

use crate::caller::{Callers, Viewer};
use crate::client::{self, Connection};
use crate::expect::{self, Together};
use crate::ids;
use crate::page::Page;
use crate::process::{self, Watched};
use crate::record::{self, Database, Load, Run};
use crate::round::{self, Asked, Requests};
use crate::same::fingerprint;

/// How many initiatives are asked for at random.
const INITIATIVES: usize = 20_000;

/// How many of them are checked ahead.
const CHECKED: usize = 200;

/// What is loaded, and how.
#[derive(Args)]
pub struct Options {
    /// Where the server listens
    #[arg(long)]
    address: SocketAddr,
    /// The server's process
    #[arg(long)]
    server: u32,
    /// The process of the database, where it is a server of its own
    #[arg(long)]
    database_process: Option<u32>,
    /// What tables call the database
    #[arg(long)]
    database: String,
    /// How many initiatives it must hold
    #[arg(long)]
    initiatives: u64,
    /// How many seconds it took to fill it
    #[arg(long)]
    filled_in: f64,
    /// A token with the role MEMBER
    #[arg(long, env = "BENCH_MEMBER", hide_env_values = true)]
    member: String,
    /// A token with the role ADMINISTRATOR
    #[arg(long, env = "BENCH_ADMINISTRATOR", hide_env_values = true)]
    administrator: String,
    /// How many connections ask at once
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// How many seconds each page is asked for ahead of the first round
    #[arg(long, default_value_t = 3.0)]
    warm_up: f64,
    /// How many seconds a round takes
    #[arg(long, default_value_t = 5.0)]
    round: f64,
    /// How many rounds
    #[arg(long, default_value_t = 5)]
    rounds: u64,
    /// Where to write the record
    #[arg(long)]
    out: PathBuf,
}

/// A page, ready to be timed.
struct Ready {
    run: Run,
    requests: Requests,
}

/// Checks the answers, then times the pages.
pub async fn run(options: Options) -> Result<()> {
    let callers = Callers::new(&options.member, &options.administrator)?;
    ids::must_be(options.address, &callers.administrator, options.initiatives).await?;
    let mut answers = Vec::new();
    let mut pages = Vec::new();
    for viewer in Viewer::ALL {
        let all = ids::all(options.address, callers.of(viewer)).await?;
        let some = ids::some(all, INITIATIVES);
        for page in Page::ALL {
            let ready = prepare(&options, &callers, viewer, page, &some, &mut answers).await;
            pages.push(ready.wrap_err_with(|| format!("{} for {}", page.name(), viewer.name()))?);
        }
    }
    time(&options, &mut pages).await?;
    let record = Load {
        database: Database { name: options.database, initiatives: options.initiatives },
        filled_in: options.filled_in,
        connections: options.connections,
        warm_up: options.warm_up,
        server_memory: process::peak_memory(options.server)?,
        runs: pages.into_iter().map(|page| page.run).collect(),
        answers,
    };
    record::write(&options.out, &record)
}

/// Asks once for the page, or for some of the initiatives, and checks the answers.
async fn prepare(
    options: &Options,
    callers: &Callers,
    viewer: Viewer,
    page: Page,
    initiatives: &[String],
    fingerprints: &mut Vec<u64>,
) -> Result<Ready> {
    let caller = callers.of(viewer).clone();
    let bodies: Vec<_> = page.variables(initiatives).iter().map(|variables| page.request(variables)).collect();
    let mut connection = Connection::open(options.address).await?;
    let mut together = Together::default();
    let mut answers = Vec::new();
    for body in bodies.iter().take(CHECKED) {
        let answer = connection.ask(&caller, body.clone()).await?;
        let data = client::data(&answer)?;
        expect::right(page, viewer, &data)?;
        together.add(&data);
        fingerprints.push(fingerprint(&data));
        answers.push(answer);
    }
    if page == Page::Detail && viewer == Viewer::Member {
        together.complete()?;
    }
    let bytes = answers.iter().map(Bytes::len).sum::<usize>() / answers.len().max(1);
    let all = match page {
        Page::Detail => bodies.into_iter().zip(initiatives).map(|(body, id)| asked_by_id(body, id)).collect(),
        // The same each time.
        Page::Front | Page::Portfolio => {
            bodies.into_iter().zip(answers).map(|(body, begins)| Asked { body, begins }).collect()
        }
    };
    let run = Run { page, viewer, bytes: bytes as u64, rounds: Vec::new() };
    Ok(Ready { run, requests: Requests { caller, all } })
}

/// Detail pages are too many to ask for all of them ahead: each begins with the id that was asked for.
fn asked_by_id(body: Bytes, id: &str) -> Asked {
    Asked { body, begins: format!(r#"{{"data":{{"initiative":{{"id":"{id}""#).into() }
}

/// Warms up, then goes through all pages round by round, so that a disturbance does not hit one page alone.
async fn time(options: &Options, pages: &mut [Ready]) -> Result<()> {
    let mut connections = round::open(options.address, options.connections).await?;
    let watched = Watched { server: options.server, database: options.database_process };
    let warm_up = Duration::try_from_secs_f64(options.warm_up)?;
    let length = Duration::try_from_secs_f64(options.round)?;
    for page in &*pages {
        round::run(&mut connections, &page.requests, warm_up, 0, watched).await?;
    }
    for number in 1..=options.rounds {
        for page in &mut *pages {
            let round = round::run(&mut connections, &page.requests, length, number, watched).await?;
            eprintln!(
                "  {} of {}: {} for {}: {:.0} a second",
                number,
                options.rounds,
                page.run.page.name(),
                page.run.viewer.name(),
                round.requests as f64 / round.time
            );
            page.run.rounds.push(round);
        }
    }
    Ok(())
}
