//! Opening, checking and closing the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, Database, DbBackend, DbErr, RuntimeErr};

use super::Store;
use super::encryption::Encryption;
use super::turn::Turns;
use super::version::Versions;
use super::wal::WalIndex;
use crate::config;
use crate::error::Error;

/// How many machine instructions SQLite runs between two looks at the clock: about a millisecond's work.
const OPERATIONS_PER_LOOK: i32 = 10_000;

/// How long a connection may be idle before it is tried out ahead of its next use.
const TRIED_AFTER: Duration = Duration::from_secs(30);

/// How many prepared statements a connection to SQLite keeps: each takes more than 100 KB.
const STATEMENTS: usize = 48;

/// The database cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address names no database that can be used.
    #[error("the database address must begin with sqlite:// or postgres://")]
    Address,
    /// It does not answer, or refuses.
    #[error("the database cannot be opened: {0}")]
    Unreachable(String),
}

impl Store {
    /// Opens the database. A SQLite file that is missing is made.
    pub async fn connect(settings: &config::Database) -> Result<Store, ConnectError> {
        let url = settings.url.as_str();
        if !["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(ConnectError::Address);
        }
        let encryption = Encryption::of(url);
        if encryption == Encryption::Unverified {
            tracing::warn!("whether {} is who it should be is not verified: its sslmode says so", settings.url.place());
        }
        let connected = Database::connect(options(settings, encryption)).await;
        let mut db = connected.map_err(|error| unreachable(error, encryption))?;
        let statements = Arc::new(AtomicU64::new(0));
        let counter = statements.clone();
        db.set_metric_callback(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        });
        let versions = Arc::new(Versions::new(index(url)));
        let (moments, actors) = Default::default();
        let is_sqlite = db.get_database_backend() == DbBackend::Sqlite;
        let turns = is_sqlite.then(|| Arc::new(Turns::new(settings.acquire_timeout)));
        Ok(Store { db, turns, statements, versions, moments, actors, floors: None, reading: None })
    }

    /// The number of statements run so far.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Brings the tables to the newest form, and the search index with them.
    pub async fn migrate(&self) -> Result<(), Error> {
        let has_rows = !Migrator::get_applied_migrations(&self.db).await?.is_empty();
        let is_behind = self.pending_migrations().await? > 0;
        Migrator::up(&self.db, None).await?;
        self.renew_index().await?;
        if has_rows && is_behind {
            self.rewrite().await?;
        }
        Ok(())
    }

    /// The number of migrations that have not been run.
    pub async fn pending_migrations(&self) -> Result<usize, Error> {
        Ok(Migrator::get_pending_migrations(&self.db).await?.len())
    }

    /// Asks whether the database answers.
    pub async fn ping(&self) -> Result<(), Error> {
        Ok(self.db.ping().await?)
    }

    /// Closes all connections, once they are done with what they are at.
    pub async fn close(self) -> Result<(), Error> {
        Ok(self.db.close().await?)
    }
}

/// The index of the write-ahead log, where the database is a SQLite file.
fn index(url: &str) -> Option<WalIndex> {
    let options: SqliteConnectOptions = url.parse().ok().filter(|_| url.starts_with("sqlite:"))?;
    let file = options.get_filename();
    file.exists().then(|| WalIndex::of(file.to_owned()))
}

fn options(settings: &config::Database, encryption: Encryption) -> ConnectOptions {
    let mut options = ConnectOptions::new(settings.url.as_str());
    options
        .max_connections(settings.max_connections)
        .acquire_timeout(settings.acquire_timeout)
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(TRIED_AFTER)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(sqlite);
    let limit = settings.statement_timeout.map(|limit| ("statement_timeout", limit.as_millis().to_string()));
    // compiling a statement takes PostgreSQL longer than running it where it is of many parts and finds few rows
    let postgres: Vec<_> = limit.into_iter().chain([("jit", "off".to_owned())]).collect();
    options.map_sqlx_postgres_opts(move |options| encryption.apply(options).options(postgres.clone()));
    if let Some(limit) = settings.statement_timeout {
        options
            .map_sqlx_sqlite_pool_opts(move |pool| {
                pool.after_connect(move |connection, _| Box::pin(limit_statements(connection, limit)))
            })
            .map_sqlx_sqlite_before_acquire(move |connection, _| {
                Box::pin(async move { limit_statements(connection, limit).await.map(|()| true) })
            });
    }
    options
}

fn sqlite(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // what is removed is gone from the file, too
        .pragma("secure_delete", "ON")
        .statement_cache_capacity(STATEMENTS)
        .busy_timeout(Duration::from_secs(5))
}

/// Interrupts what the connection runs after `limit`, counted from now: a connection is taken from the pool for one
/// statement or one transaction. PostgreSQL has a setting for it, SQLite has not.
async fn limit_statements(connection: &mut SqliteConnection, limit: Duration) -> Result<(), sea_orm::sqlx::Error> {
    let begun = Instant::now();
    connection.lock_handle().await?.set_progress_handler(OPERATIONS_PER_LOOK, move || begun.elapsed() < limit);
    Ok(())
}

/// One line that says what the database said, without the address, which can hold a password.
fn unreachable(error: DbErr, encryption: Encryption) -> ConnectError {
    let text = match error {
        DbErr::Conn(RuntimeErr::SqlxError(error)) => match encryption.advice(&error) {
            Some(advice) => format!("{error}; {advice}"),
            None => error.to_string(),
        },
        other => other.to_string(),
    };
    ConnectError::Unreachable(text.replace('\n', " "))
}
