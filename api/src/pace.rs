//! The pace of a request: it ends when its time is over, it lets others have their turn, and it answers no more than an answer
//! may hold. The engine runs a whole level of a query at a stretch; so each field asks here before it is resolved, and what
//! it gave is counted here.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::{unconstrained, yield_now};
use tokio::time::Instant;

use crate::error::Error;

/// How long a request keeps a thread before others have their turn.
const TURN: Duration = Duration::from_millis(10);

/// After how many fields the time is looked at.
const FIELDS: u32 = 32;

/// The pace of one request.
#[derive(Debug)]
pub struct Pace {
    begun: Instant,
    limit: Duration,
    /// When the turn ends, in microseconds since the request began.
    turn_ends: AtomicU64,
    is_turn_over: AtomicBool,
    fields: AtomicU32,
    /// The fields that wait for the next turn.
    waiting: Notify,
    waiters: AtomicUsize,
    most_bytes: usize,
    bytes: AtomicUsize,
}

impl Pace {
    /// That of a request that begins now, and may take this long and answer so many bytes.
    #[must_use]
    pub fn new(limit: Duration, most_bytes: usize) -> Self {
        Self {
            begun: Instant::now(),
            limit,
            turn_ends: AtomicU64::default(),
            is_turn_over: AtomicBool::default(),
            fields: AtomicU32::default(),
            waiting: Notify::new(),
            waiters: AtomicUsize::default(),
            most_bytes,
            bytes: AtomicUsize::default(),
        }
    }

    /// Runs the request, turn by turn. Within a turn tokio must not interrupt a level of many fields half-way, or its batches
    /// would go out half-filled.
    ///
    /// # Errors
    /// If its time is over, or it answers too much: nothing more of it runs.
    pub async fn keep<T>(&self, run: impl Future<Output = T>) -> Result<T, Error> {
        let mut run = pin!(unconstrained(run));
        poll_fn(|context| {
            self.check()?;
            self.begin_turn();
            let polled = run.as_mut().poll(context);
            self.check_bytes()?;
            if polled.is_pending() && self.is_turn_over.load(Relaxed) {
                // the scheduler wakes whoever yields when the others have had their turn
                let woken = pin!(yield_now()).poll(context);
                debug_assert!(woken.is_pending());
            }
            polled.map(Ok)
        })
        .await
    }

    /// Whether there is time left.
    ///
    /// # Errors
    /// If there is none.
    pub fn check(&self) -> Result<(), Error> {
        let seconds = self.limit.as_secs();
        if self.begun.elapsed() >= self.limit { Err(Error::TimedOut { seconds }) } else { Ok(()) }
    }

    /// Waits until it is the turn of this field; `wait` is told each time that it has to.
    pub async fn turn(&self, wait: impl Fn()) {
        while self.is_turn_over() {
            wait();
            let waiter = Waiter::of(&self.waiters);
            self.waiting.notified().await;
            drop(waiter);
        }
        self.wake_next();
    }

    /// Counts what is answered: so many bytes more.
    pub fn count(&self, bytes: usize) {
        if self.bytes.fetch_add(bytes, Relaxed) + bytes > self.most_bytes {
            self.is_turn_over.store(true, Relaxed);
        }
    }

    /// How much was counted so far.
    pub fn counted(&self) -> usize {
        self.bytes.load(Relaxed)
    }

    /// Whether an answer of so many bytes may go out.
    ///
    /// # Errors
    /// If it may not.
    pub fn check_size(&self, bytes: usize) -> Result<(), Error> {
        if bytes > self.most_bytes { Err(Error::AnswerTooLarge { limit: self.most_bytes }) } else { Ok(()) }
    }

    fn check_bytes(&self) -> Result<(), Error> {
        self.check_size(self.counted())
    }

    fn begin_turn(&self) {
        self.turn_ends.store(self.micros() + micros(TURN), Relaxed);
        self.is_turn_over.store(false, Relaxed);
        self.wake_next();
    }

    fn is_turn_over(&self) -> bool {
        let is_looked_at = self.fields.fetch_add(1, Relaxed).is_multiple_of(FIELDS);
        if is_looked_at && self.micros() > self.turn_ends.load(Relaxed) {
            self.is_turn_over.store(true, Relaxed);
        }
        self.is_turn_over.load(Relaxed)
    }

    /// Lets the next of those who wait go on: one wakes another, so that a turn costs what is done in it.
    fn wake_next(&self) {
        if self.waiters.load(Relaxed) > 0 && !self.is_turn_over.load(Relaxed) {
            self.waiting.notify_one();
        }
    }

    fn micros(&self) -> u64 {
        micros(self.begun.elapsed())
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

/// A field that waits.
struct Waiter<'a>(&'a AtomicUsize);

impl<'a> Waiter<'a> {
    fn of(waiters: &'a AtomicUsize) -> Self {
        waiters.fetch_add(1, Relaxed);
        Self(waiters)
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::join_all;

    use super::*;

    /// A level of many fields, each of which takes a while and gives so many bytes.
    async fn level(pace: &Pace, fields: usize, each: Duration, bytes: usize) -> usize {
        let fields = (0..fields).map(|_| async {
            pace.turn(|| {}).await;
            let begun = Instant::now();
            while begun.elapsed() < each {}
            pace.count(bytes);
        });
        join_all(fields).await.len()
    }

    #[tokio::test]
    async fn others_have_their_turn_while_a_level_is_resolved() {
        let pace = Pace::new(Duration::from_secs(60), usize::MAX);
        let turns = AtomicUsize::new(0);
        let others = async {
            loop {
                turns.fetch_add(1, Relaxed);
                yield_now().await;
            }
        };
        let done = tokio::select! {
            biased;
            done = pace.keep(level(&pace, 2_000, Duration::from_micros(100), 1)) => done,
            () = others => unreachable!("it has no end"),
        };
        assert_eq!((done.ok(), pace.counted()), (Some(2_000), 2_000));
        let turns = turns.load(Relaxed);
        assert!((5..=1_000).contains(&turns), "{turns} turns");
    }

    #[tokio::test]
    async fn its_time_ends_in_the_middle_of_a_level() {
        let pace = Pace::new(Duration::from_millis(50), usize::MAX);
        let begun = Instant::now();
        let done = pace.keep(level(&pace, 100_000, Duration::from_micros(100), 1)).await;
        assert!(matches!(done, Err(Error::TimedOut { .. })));
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn it_ends_before_too_much_is_answered() {
        let pace = Pace::new(Duration::from_secs(60), 10_000);
        let done = pace.keep(level(&pace, 100_000, Duration::ZERO, 1_000)).await;
        assert!(matches!(done, Err(Error::AnswerTooLarge { limit: 10_000 })));
        assert!(pace.counted() <= 12_000, "{}", pace.counted());
    }
}
