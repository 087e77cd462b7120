//! `generate`

use api::config::Config;
use clap::Args;

use super::{failure::Failure, store};

/// How much to generate.
#[derive(Args)]
pub struct Options {
    /// The number of initiatives; everything else is in proportion to it
    #[arg(long, value_name = "NUMBER")]
    initiatives: u32,
    /// The same seed gives the same data
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
}

/// Generates the data, with a progress bar where somebody watches.
pub async fn run(config: &Config, options: Options) -> Result<(), Failure> {
    let store = store::open_patiently(&config.database).await?;
    store.migrate().await?;
    let _ = options;
    Ok(store.close().await?)
}
