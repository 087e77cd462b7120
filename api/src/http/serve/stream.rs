//! The streams of HTTP/2: each is a task, and whoever takes nothing of one for too long has it reset, whatever else goes on
//! on the connection. The socket does not tell: it is the other side's windows that are full.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use hyper::rt::Executor;
use tokio::{
    task_local,
    time::{Instant, sleep_until},
};

/// Since when the last piece that was handed over waits for room; none while there is room.
#[derive(Clone, Default)]
struct Waiting(Arc<Mutex<Option<Instant>>>);

task_local! {
    static WAITING: Waiting;
}

/// Notes that there is room for more of the body of the stream that this is the task of.
pub fn asked_for_more() {
    WAITING.try_with(|waiting| waiting.set(None)).ok();
}

/// Notes that a piece of the body was handed over.
pub fn handed_over() {
    WAITING.try_with(|waiting| waiting.set(Some(Instant::now()))).ok();
}

/// Whether this is the task of a stream.
pub fn is_one() -> bool {
    WAITING.try_with(|_| ()).is_ok()
}

impl Waiting {
    fn set(&self, since: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    fn since(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Comes true when a piece has waited for too long.
    async fn outlasts(&self, patience: Duration) {
        loop {
            let now = Instant::now();
            let end = self.since().unwrap_or(now) + patience;
            if end <= now {
                return;
            }
            sleep_until(end).await;
        }
    }
}

/// Runs streams, each until nothing of it has been taken for so long.
#[derive(Clone)]
pub struct Streams {
    patience: Duration,
}

impl Streams {
    /// With this patience.
    pub fn new(patience: Duration) -> Self {
        Self { patience }
    }
}

impl<F> Executor<F> for Streams
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    fn execute(&self, stream: F) {
        let patience = self.patience;
        tokio::spawn(async move {
            let waiting = Waiting::default();
            tokio::select! {
                _ = WAITING.scope(waiting.clone(), stream) => {}
                () = waiting.outlasts(patience) => tracing::debug!("a stream is reset: nothing of it was taken for {patience:?}"),
            }
        });
    }
}
