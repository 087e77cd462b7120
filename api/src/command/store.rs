//! Opening the database for a command.

use std::{fs, path::Path};

use api::{
    config::Database,
    store::{ConnectError, Store},
};
use eyre::{WrapErr, eyre};

use super::{failure::Failure, system::make_private};

/// Opens the database; the folder of a SQLite file is made where it is missing, and the file is its owner's alone.
pub async fn open(settings: &Database) -> Result<Store, Failure> {
    if let Some(folder) = settings.url.file().and_then(|file| Path::new(file).parent()) {
        fs::create_dir_all(folder)
            .wrap_err_with(|| format!("cannot make the folder {}", folder.display()))
            .map_err(Failure::from)?;
    }
    for file in settings.url.file().into_iter().flat_map(|file| ["", "-wal", "-shm"].map(|end| format!("{file}{end}")))
    {
        make_private(Path::new(&file));
    }
    Store::connect(settings).await.map_err(|error| match error {
        ConnectError::Address => Failure::Settings(error.to_string()),
        ConnectError::Unreachable(_) => Failure::Running(eyre!("{}: {error}", settings.url.place())),
    })
}

/// Opens the database for work that takes the time it takes, done by one alone: a connection can take a tenth of a second
/// to open.
pub async fn open_patiently(settings: &Database) -> Result<Store, Failure> {
    open(&Database { statement_timeout: None, max_connections: 1, ..settings.clone() }).await
}
