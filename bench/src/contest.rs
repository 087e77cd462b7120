//! `contest`: times all contestants, one beside the other.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use eyre::{Result, WrapErr, bail};

use crate::caller::Viewer;
use crate::contestant::{Contestant, Floors};
use crate::page::Page;
use crate::prepare::{Field, Ready};
use crate::record::{self, Contest, Round, Run, Workload};
use crate::round::{self, Order};
use crate::writes::Writer;
use crate::{metrics, mix, process};

/// What is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Part {
    /// The pages
    Pages,
    /// The groups
    Groups,
    /// The pages, with writes beside
    Writes,
    /// The portfolio page and the detail page only, in databases of different sizes
    Growth,
    /// Many documents, for many viewers
    Mix,
}

/// Who is timed, with what, and how.
#[derive(Args)]
pub struct Options {
    /// A file with a contestant in each line, as `bench/run` writes it
    #[arg(long)]
    contestants: PathBuf,
    /// What they are asked for
    #[arg(long)]
    part: Part,
    /// How many connections ask at once
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// How many different initiatives are asked for
    #[arg(long, default_value_t = 2_000)]
    details: usize,
    /// How many seconds each is asked ahead of the first round
    #[arg(long, default_value_t = 2.0)]
    warm_up: f64,
    /// How many seconds a round takes
    #[arg(long, default_value_t = 3.0)]
    round: f64,
    /// How many rounds
    #[arg(long, default_value_t = 5)]
    rounds: u64,
    /// The address of the PostgreSQL database that is written for the peers
    #[arg(long)]
    write_to: Option<String>,
    /// The key of the development issuer, for viewers whom it has no personas for
    #[arg(long)]
    key: PathBuf,
    /// Where to write the record
    #[arg(long)]
    out: PathBuf,
}

/// A contestant with something to do.
struct Timed {
    run: Run,
    ready: Ready,
}

/// Checks the answers, then times them.
pub async fn run(options: Options) -> Result<()> {
    let mut field = Field::new(Contestant::read(&options.contestants)?, options.details).await?;
    let mut timed = Vec::new();
    for (workload, viewer) in options.part.workloads() {
        let all = match workload {
            Workload::Page(page) => field.prepare(page, viewer).await?,
            Workload::PageBesideWrites(page) => field.prepare_for_writes(page, viewer).await?,
            Workload::Mix => mix::prepare(&field.contestants, &options.key).await?,
        };
        let viewer = Some(viewer).filter(|_| workload != Workload::Mix);
        for ready in all {
            let (contestant, bytes) = (ready.contestant, ready.bytes);
            timed.push(Timed { run: Run { contestant, workload, viewer, bytes, rounds: Vec::new() }, ready });
        }
    }
    warm_up(&options, &field, &timed).await?;
    for number in 1..=options.rounds {
        for one in &mut timed {
            let round = time(&options, &field, one, number).await?;
            report(number, &field, &one.run, &round);
            one.run.rounds.push(round);
        }
    }
    let memory = field.contestants.iter().map(|one| process::memory(one.process)).collect::<Result<_>>()?;
    let record = Contest {
        contestants: field.contestants,
        connections: options.connections,
        warm_up: options.warm_up,
        details: options.details,
        runs: timed.into_iter().map(|one| one.run).collect(),
        answers: field.answers,
        memory,
    };
    record::write(&options.out, &record)
}

impl Part {
    /// What is asked for, on whose behalf.
    fn workloads(self) -> Vec<(Workload, Viewer)> {
        let of = |pages: &[Page], workload: fn(Page) -> Workload, viewers: &[Viewer]| {
            viewers.iter().flat_map(|viewer| pages.iter().map(|page| (workload(*page), *viewer))).collect()
        };
        match self {
            Self::Pages => of(&Page::PAGES, Workload::Page, &Viewer::ALL),
            Self::Groups => of(&Page::GROUPS, Workload::Page, &[Viewer::Member]),
            Self::Writes => of(&Page::PAGES, Workload::PageBesideWrites, &[Viewer::Member]),
            Self::Growth => of(&[Page::Portfolio, Page::Detail], Workload::Page, &[Viewer::Member]),
            Self::Mix => vec![(Workload::Mix, Viewer::Member)],
        }
    }
}

/// Warms up: connections of servers to databases, statements that are prepared, caches. What the cache of answers can
/// hold, it holds before anything is timed: with that many initiatives, a few seconds would not do.
async fn warm_up(options: &Options, field: &Field, timed: &[Timed]) -> Result<()> {
    for one in timed {
        let contestant = &field.contestants[one.run.contestant];
        let order = match contestant.floors {
            Some(Floors::All) => Order::EachOnce,
            _ => Order::Drawn(0, Duration::try_from_secs_f64(options.warm_up)?),
        };
        let round = round::run(contestant.address, options.connections, &one.ready.asked, order, contestant.watched());
        round.await.wrap_err_with(|| contestant.name())?;
    }
    Ok(())
}

async fn time(options: &Options, field: &Field, one: &Timed, number: u64) -> Result<Round> {
    let contestant = &field.contestants[one.run.contestant];
    let time = Duration::try_from_secs_f64(options.round)?;
    let order = Order::Drawn(number, time);
    let before = metrics::hits(contestant).await?;
    let writer = match one.run.workload {
        Workload::PageBesideWrites(_) => Some(writer(options, field, one.run.contestant).await?),
        _ => None,
    };
    let writing = writer.map(|writer| tokio::spawn(writer.write(time)));
    let round = round::run(contestant.address, options.connections, &one.ready.asked, order, contestant.watched());
    let mut round = round.await.wrap_err_with(|| contestant.name())?;
    if let Some(writing) = writing {
        round.writes = Some(writing.await?.wrap_err_with(|| contestant.name())?);
    }
    round.hits = metrics::since(&before, &metrics::hits(contestant).await?);
    Ok(round)
}

/// Who writes beside: through our server where it is measured, else into the database.
async fn writer(options: &Options, field: &Field, contestant: usize) -> Result<Writer> {
    match (&field.callers[contestant], &options.write_to) {
        (Some(callers), _) => Writer::through_api(&field.contestants[contestant], callers).await,
        (None, Some(url)) => {
            let (ours, callers) = field.ours(contestant)?;
            Writer::through_sql(url, ours, callers).await
        }
        (None, None) => bail!("--write-to is missing"),
    }
}

/// Tells whoever waits.
fn report(number: u64, field: &Field, run: &Run, round: &Round) {
    let workload = match run.workload {
        Workload::Page(page) | Workload::PageBesideWrites(page) => page.name(),
        Workload::Mix => "mix",
    };
    let viewer = run.viewer.map_or("many", Viewer::name);
    let name = field.contestants[run.contestant].name();
    let a_second = round.requests as f64 / round.time;
    eprintln!("  round {number}, {workload} for {viewer}: {a_second:.0} a second, {name}");
}
