//! Whose turn it is to write: SQLite has one writer at a time, and those who wait for the file look again after longer and longer
//! naps, holding a connection. Here they wait in a queue, without one.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnAcquireErr, DbErr};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The queue of the writers of this process.
#[derive(Debug)]
pub(super) struct Turns {
    one: Arc<Semaphore>,
    patience: Duration,
}

/// The turn of one of them, for as long as this lives.
pub(super) type Turn = OwnedSemaphorePermit;

impl Turns {
    /// A queue in which nobody waits longer than this.
    pub fn new(patience: Duration) -> Self {
        Turns { one: Arc::new(Semaphore::new(1)), patience }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// If it takes too long.
    pub async fn next(&self) -> Result<Turn, DbErr> {
        let late = |_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout);
        let turn = tokio::time::timeout(self.patience, self.one.clone().acquire_owned()).await;
        turn.map_err(late)?.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))
    }
}
