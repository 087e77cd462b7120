//! `migrate`

use api::config::Config;

use super::{failure::Failure, store};

/// Brings the tables to the newest form.
pub async fn run(config: &Config) -> Result<(), Failure> {
    let store = store::open_patiently(&config.database).await?;
    let pending = store.pending_migrations().await?;
    store.migrate().await?;
    println!("{pending} migrations run; the database is up to date");
    Ok(store.close().await?)
}
