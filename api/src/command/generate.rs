//! `generate`

use api::{
    clock::Clock,
    config::Config,
    generate::{self, Progress},
};
use clap::Args;

use super::{failure::Failure, store};

/// How much to generate.
#[derive(Args)]
pub struct Options {
    /// The number of initiatives; everything else is in proportion to it
    #[arg(long, value_name = "NUMBER")]
    initiatives: u64,
    /// The same seed gives the same data
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
}

/// Generates the data, with a progress bar where somebody watches.
pub async fn run(config: &Config, options: Options) -> Result<(), Failure> {
    let Options { initiatives, seed } = options;
    let store = store::open_patiently(&config.database).await?;
    store.migrate().await?;
    let options = generate::Options { initiatives, seed };
    let generated = generate::run(&store, &Clock::system(), options, Progress::new(initiatives)).await?;
    println!("{generated}");
    Ok(store.close().await?)
}
