//! The command line: one file for each command.

mod failure;
mod generate;
mod health;
mod logging;
mod migrate;
mod print;
mod seed;
mod serve;
mod store;
mod system;
mod token;

use std::{env, path::PathBuf};

use api::{
    config::{Config, Settings, documented, one_line},
    graphql, lifecycle, policy,
};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use eyre::WrapErr;

use failure::Failure;

/// Requests run on small stacks by default; validated documents are nested, and so is the code that walks them.
const STACK: usize = 8 * 1024 * 1024;

/// The API of Samhällskontraktet.
///
/// Each setting can also be an environment variable or a line of a TOML file (`listen = "127.0.0.1:8080"`).
/// What the command line says comes first, then the environment, then the file, then the default.
/// Without a command, this is `serve --dev`, unless the environment, a file or a flag says that it is for others.
#[derive(Parser)]
#[command(name = "samhallskontraktet", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    shared: Shared,
}

/// What every command understands.
#[derive(Args)]
struct Shared {
    #[command(flatten)]
    settings: Settings,
    /// A TOML file with settings
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API: migrates the database, fills an empty one, listens, and stops on SIGTERM
    Serve,
    /// Bring the tables of the database to the newest form
    Migrate,
    /// Fill an empty database with the first content
    Seed,
    /// Print the GraphQL schema
    Schema,
    /// Print what may follow what, as Markdown
    LifeCycles,
    /// Print who may do what, as Markdown
    Roles,
    /// Fill the database with a large, realistic and repeatable set of data
    Generate(generate::Options),
    /// Sign in at the server that listens at --listen and runs with --dev, and print the token
    Token(token::Options),
    /// Ask the server that listens at --listen whether it is ready
    Health,
}

/// Does what the command line says.
pub fn run() -> Result<(), Failure> {
    let flags = CommandLine::command().mut_args(documented);
    let line = flags.try_get_matches().and_then(|matches| CommandLine::from_arg_matches(&matches));
    let CommandLine { command, shared: Shared { settings, config } } = match line {
        Ok(line) => line,
        Err(help) if !help.use_stderr() => {
            // Whoever closed the pipe has read enough.
            help.print().ok();
            return Ok(());
        }
        Err(wrong) => return Err(Failure::Settings(one_line(&wrong))),
    };
    let read = match &command {
        Some(_) => Config::read(settings, config, env::vars_os()),
        None => Config::read_without_command(settings, config, env::vars_os()),
    };
    let config = read.map_err(|error| Failure::Settings(error.to_string()))?;
    system::keep_files_private();
    logging::start(&config.log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(STACK).build();
    let runtime = runtime.wrap_err("cannot start").map_err(Failure::from)?;
    // The root future runs on the main thread, whose stack the system chose.
    let ended = runtime.block_on(async { tokio::spawn(perform(command, config)).await });
    ended.wrap_err("stopped unexpectedly").map_err(Failure::from)?
}

async fn perform(command: Option<Command>, config: Config) -> Result<(), Failure> {
    match command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(config).await,
        Command::Migrate => migrate::run(&config).await,
        Command::Seed => seed::run(&config).await,
        Command::Schema => print::run(&graphql::sdl()),
        Command::LifeCycles => print::run(&lifecycle::document()),
        Command::Roles => print::run(&policy::document()),
        Command::Generate(options) => generate::run(&config, options).await,
        Command::Token(options) => token::run(&config, options).await,
        Command::Health => health::run(&config).await,
    }
}
