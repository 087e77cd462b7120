//! `seed`

use api::{clock::Clock, config::Config, content};

use super::{failure::Failure, store};

/// Fills an empty database with the first content.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let store = store::open_patiently(&config.database).await?;
    store.migrate().await?;
    let seeded = content::seed(&store, &Clock::system()).await?;
    println!("{seeded}");
    Ok(store.close().await?)
}
