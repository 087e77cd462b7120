//! Rounds: the statements of one level of a query go out together, and the next level waits until all have landed.
//!
//! So what several branches of a query ask of one kind of thing is asked once, and the number of statements is that of
//! the levels of the query, whatever the rows and however fast the database answers each.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::task::yield_now;

/// How many turns of the scheduler nobody must have joined in: the futures of a long list take turns, and some of those
/// who were just answered can be a turn behind the others.
const QUIET_TURNS: u32 = 3;

/// The rounds of one request.
#[derive(Default)]
pub struct Rounds {
    state: Mutex<State>,
    landed: Notify,
}

#[derive(Default)]
struct State {
    /// How many have joined a batch so far.
    joined: u64,
    /// How many statements are under way.
    in_flight: usize,
    /// How many rounds have gone out so far.
    gone: u64,
}

impl Rounds {
    /// Says that somebody joined a batch.
    pub fn join(&self) {
        self.state().joined += 1;
    }

    /// A statement that belongs to the round that is under way.
    pub fn fly(&self) -> Flight<'_> {
        self.state().in_flight += 1;
        Flight(self)
    }

    /// Waits until nobody joins any more and the round before has landed, then goes out with the round.
    pub async fn depart(&self) -> Flight<'_> {
        let gone = self.state().gone;
        let (mut joined, mut quiet) = (0, 0);
        loop {
            yield_now().await;
            let landed = self.landed.notified();
            let now = self.state().joined;
            quiet = if now == joined { quiet + 1 } else { 0 };
            joined = now;
            if quiet < QUIET_TURNS {
                continue;
            }
            if let Some(flight) = self.go(gone) {
                return flight;
            }
            landed.await;
            quiet = 0;
        }
    }

    /// Goes out if nothing is under way, or if what is under way went out after this batch began to gather: then both
    /// are of one level.
    fn go(&self, gone: u64) -> Option<Flight<'_>> {
        let mut state = self.state();
        if state.in_flight == 0 {
            state.gone += 1;
        } else if state.gone == gone {
            return None;
        }
        state.in_flight += 1;
        Some(Flight(self))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A statement under way; dropped, it has landed.
pub struct Flight<'a>(&'a Rounds);

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.in_flight -= 1;
        if state.in_flight == 0 {
            self.0.landed.notify_waiters();
        }
    }
}
