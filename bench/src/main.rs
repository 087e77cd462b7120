//! Measures the API: how many SQL statements its pages take, and how fast they are. `bench/run` does all of it.

mod caller;
mod client;
mod compare;
mod expect;
mod ids;
mod load;
mod machine;
mod page;
mod process;
mod record;
mod report;
mod round;
mod same;
mod shape;
mod statements;
mod table;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use eyre::Result;

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
    /// Load a running server with the pages, and time it
    Load(load::Options),
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
    // One thread is enough for 32 connections, and leaves the rest of the machine to the server.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match command {
        Command::Statements(options) => runtime.block_on(statements::run(options)).map(|()| ExitCode::SUCCESS),
        Command::Load(options) => runtime.block_on(load::run(options)).map(|()| ExitCode::SUCCESS),
        Command::Report(options) => report::run(&options),
    }
}
