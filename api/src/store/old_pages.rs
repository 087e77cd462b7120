//! What SQLite keeps of rows that are gone. Freed bytes are overwritten (`secure_delete`, in `connect.rs`), but the pages of
//! before stay in the write-ahead log until that is written over.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::Store;

/// How long to wait before the log is emptied anew, where somebody was reading from it.
const PAUSES: [Duration; 4] =
    [Duration::from_secs(1), Duration::from_secs(10), Duration::from_secs(60), Duration::from_secs(600)];

impl Store {
    /// Leaves no page of before in the write-ahead log; at once, or as soon as nobody reads from it.
    pub(super) async fn drop_old_pages(&self) {
        if self.db.get_database_backend() != DbBackend::Sqlite || self.is_log_emptied().await {
            return;
        }
        let store = self.clone();
        tokio::spawn(async move {
            for pause in PAUSES {
                tokio::time::sleep(pause).await;
                if store.is_log_emptied().await {
                    return;
                }
            }
            tracing::warn!("somebody reads on from the write-ahead log: it still holds pages from before an erasure");
        });
    }

    /// Writes what is in the log into the database, and leaves the log empty, unless somebody reads from it.
    async fn is_log_emptied(&self) -> bool {
        let emptied = self.empty_log().await;
        emptied.inspect_err(|error| tracing::error!("the write-ahead log cannot be emptied: {error}")).unwrap_or(false)
    }

    async fn empty_log(&self) -> Result<bool, DbErr> {
        let checkpoint = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
        let outcome = self.db.query_one_raw(checkpoint).await?;
        Ok(outcome.map(|row| row.try_get::<i32>("", "busy")).transpose()? == Some(0))
    }

    /// Writes the whole file anew, where it is SQLite: what was removed before bytes were overwritten is still in its free
    /// places.
    pub(super) async fn rewrite(&self) -> Result<(), DbErr> {
        if self.db.get_database_backend() == DbBackend::Sqlite {
            self.db.execute_unprepared("VACUUM").await?;
            self.empty_log().await?;
        }
        Ok(())
    }
}
