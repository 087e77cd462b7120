//! Measures the API: how many SQL statements its pages take, and how fast they are, beside peers and ceilings.
//! `bench/run` does all of it.

mod by_hand;
mod caller;
mod ceiling;
mod client;
mod contest;
mod contestant;
mod cost;
mod expect;
mod ids;
mod machine;
mod metrics;
mod mix;
mod page;
mod prepare;
mod process;
mod questions;
mod record;
mod report;
mod round;
mod same;
mod start;
mod statements;
mod writes;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use eyre::Result;
use tokio::runtime::Builder;

/// Measures the API. `bench/run` calls this; each command measures one database or writes what was measured.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Count the SQL statements of the pages on one database
    Statements(statements::Options),
    /// Check the answers of running servers, and time them one beside the other
    Contest(contest::Options),
    /// Serve the pages as bytes from memory: the ceiling of what a server over axum can do
    Static(ceiling::Options),
    /// Serve the pages by one SQL statement each: the ceiling of what can be done without a cache
    ByHand(by_hand::Options),
    /// Time the ready-made questions of the playground, without the cache and with it
    Questions(questions::Options),
    /// Measure what the cost of operations stands for
    Cost(cost::Options),
    /// Time how long our server takes to start
    Start(start::Options),
    /// Write what was measured as a page of Markdown; fails where statements grow with the data
    Report(report::Options),
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    // One thread is enough for 32 connections, and leaves the rest of the machine to the servers.
    let load = || Builder::new_current_thread().enable_all().build();
    // What serves has as many threads as our server.
    let server = || Builder::new_multi_thread().enable_all().build();
    match command {
        Command::Statements(options) => load()?.block_on(statements::run(options))?,
        Command::Contest(options) => load()?.block_on(contest::run(options))?,
        Command::Static(options) => server()?.block_on(ceiling::run(options))?,
        Command::ByHand(options) => server()?.block_on(by_hand::run(options))?,
        Command::Questions(options) => load()?.block_on(questions::run(options))?,
        Command::Cost(options) => return load()?.block_on(cost::run(options)),
        Command::Start(options) => load()?.block_on(start::run(options))?,
        Command::Report(options) => return report::run(&options),
    }
    Ok(ExitCode::SUCCESS)
}
