//! Bytes that no row names, and how they go.

use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::{MissedTickBehavior, interval};

use super::Documents;
use crate::app::State;
use crate::clock::Clock;
use crate::error::Error;
use crate::store::Store;

/// How often they are looked for.
const PERIOD: Duration = Duration::from_secs(60);

/// What an upload may take beyond the time of its bytes.
const MARGIN: TimeDelta = TimeDelta::minutes(5);

impl Documents {
    /// Deletes bytes that no row names any longer, and those of uploads that broke off: of how many objects. The bytes go
    /// first, so that a crash in between leaves nothing unknown.
    ///
    /// # Errors
    /// If the database or the store of objects does not answer. What is left goes the next time.
    pub async fn sweep(&self, store: &Store, clock: &Clock) -> Result<usize, Error> {
        let longest = TimeDelta::from_std(self.settings().upload_timeout).map_err(Error::internal)? + MARGIN;
        let doomed = store.doomed_objects(clock.now() - longest).await?;
        for key in &doomed {
            self.delete(key).await?;
            store.forget_object(key).await?;
        }
        Ok(doomed.len())
    }

    /// Deletes the bytes of an upload that is not kept.
    ///
    /// # Errors
    /// As of [`Documents::sweep`].
    pub async fn discard(&self, store: &Store, key: &str) -> Result<(), Error> {
        if store.doom_object(key).await? {
            self.delete(key).await?;
            store.forget_object(key).await?;
        }
        Ok(())
    }
}

/// Sweeps at once and then again and again, for as long as it is let.
pub async fn sweep_regularly(state: State) {
    let mut ticks = interval(PERIOD);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match state.documents.sweep(&state.store, &state.clock).await {
            Ok(0) => {}
            Ok(number) => tracing::info!("deleted the bytes of {number} objects that no document names"),
            Err(error) => match error.cause() {
                Some(cause) => tracing::warn!("cannot delete the bytes that no document names: {cause}"),
                None => tracing::warn!("cannot delete the bytes that no document names: {error}"),
            },
        }
    }
}
