//! Filling: the operator's door, for the first content and for generated data. Requests have no way to it.

use entity::folded;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait,
    IntoActiveModel, Iterable, PaginatorTrait, QuerySelect,
};

use super::turn::Turn;
use super::{Store, change, search};
use crate::error::Error;

/// How many bound values one statement may have on both databases.
pub(super) const VALUES_PER_STATEMENT: usize = 30_000;

/// Rows per statement at the most: beyond this a statement only grows, it does not get faster.
pub(super) const ROWS_PER_STATEMENT: usize = 500;

/// On PostgreSQL: one process at a time fills a database. SQLite has one writer anyway.
const ALONE: &str = "SELECT pg_advisory_xact_lock(7283641005)";

/// On SQLite: 256 MiB of pages, so that the indexes stay in memory while they grow.
const MUCH_MEMORY: &str = "PRAGMA cache_size = -262144";

/// A transaction that inserts whole rows, many at a time.
pub struct Bulk {
    pub(super) transaction: DatabaseTransaction,
    _turn: Option<Turn>,
}

impl Store {
    /// Begins a transaction that fills the database, once no other does.
    pub async fn bulk(&self) -> Result<Bulk, Error> {
        let (transaction, turn) = self.begin().await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            transaction.execute_unprepared(ALONE).await?;
        }
        Ok(Bulk { transaction, _turn: turn })
    }

    /// Whether there is any row of `E`: to be asked before waiting for a turn to fill the database.
    pub(crate) async fn holds_any<E: EntityTrait>(&self) -> Result<bool, Error>
    where
        E::Model: Send + Sync,
    {
        Ok(E::find().limit(1).one(&self.db).await?.is_some())
    }
}

impl Bulk {
    /// Prepares for millions of rows.
    pub async fn expect_much(&self) -> Result<(), Error> {
        if self.transaction.get_database_backend() == DbBackend::Sqlite {
            self.transaction.execute_unprepared(MUCH_MEMORY).await?;
        }
        Ok(())
    }

    /// The number of rows of `E`.
    pub async fn count<E: EntityTrait>(&self) -> Result<u64, Error>
    where
        E::Model: Send + Sync,
    {
        Ok(E::find().count(&self.transaction).await?)
    }

    /// All rows of `E`.
    pub async fn all<E: EntityTrait>(&self) -> Result<Vec<E::Model>, Error> {
        Ok(E::find().all(&self.transaction).await?)
    }

    /// Inserts the rows, their derived columns filled in and what is found of them in the search index.
    pub async fn insert<E: EntityTrait>(&self, rows: Vec<E::ActiveModel>) -> Result<(), Error>
    where
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let columns = E::Column::iter().count();
        let size = (VALUES_PER_STATEMENT / columns).min(ROWS_PER_STATEMENT);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut chunk: Vec<E::ActiveModel> = rows.by_ref().take(size).collect();
            chunk.iter_mut().for_each(folded::fill_derived);
            search::fill::<E>(&self.transaction, &chunk).await?;
            E::insert_many(chunk).exec_without_returning(&self.transaction).await?;
        }
        Ok(())
    }

    /// Keeps what was inserted. The data is at another version then, though the change log does not tell of all of it.
    pub async fn commit(self) -> Result<(), Error> {
        change::filled(&self.transaction).await?;
        Ok(self.transaction.commit().await?)
    }

    /// Tells the database's planner how much there is now.
    pub async fn analyze(&self) -> Result<(), Error> {
        self.transaction.execute_unprepared("ANALYZE").await?;
        Ok(())
    }
}
