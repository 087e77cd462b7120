//! Whether a connection is of use: how long it has had no request under way.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::http::Version;
use tokio::{
    sync::Notify,
    time::{Instant, sleep, sleep_until},
};

use crate::config;

/// How long the other side may keep a connection waiting before it is of less use than another one: bytes that are on their way
/// are there sooner.
const MOMENT: Duration = Duration::from_secs(1);

/// The pulse of a connection.
pub struct Pulse {
    beat: Mutex<Beat>,
    dismissed: Notify,
}

struct Beat {
    /// The requests whose answers are not yet told to their end.
    under_way: usize,
    /// Those of them whose bodies are waited for.
    awaited: usize,
    /// Whether the other side takes nothing of what is written: that has a limit of its own.
    is_stuck: bool,
    /// When the last of these changed.
    since: Instant,
    /// When the first byte came after that.
    heard: Option<Instant>,
    /// Whether there has been a request.
    has_asked: bool,
    /// Whether what comes between two requests can be something else than the head of the next: so it is in HTTP/2.
    is_framed: bool,
}

/// A request, from its head until its answer is told or given up.
pub struct UnderWay(Arc<Pulse>);

/// A body that is waited for.
pub struct Awaited(Arc<Pulse>);

impl Pulse {
    /// That of a connection that begins now.
    pub fn new() -> Self {
        let beat = Beat {
            under_way: 0,
            awaited: 0,
            is_stuck: false,
            since: Instant::now(),
            heard: None,
            has_asked: false,
            is_framed: false,
        };
        Self { beat: Mutex::new(beat), dismissed: Notify::new() }
    }

    fn beat(&self) -> MutexGuard<'_, Beat> {
        self.beat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a head is there.
    pub fn asked(self: &Arc<Self>, version: Version) -> UnderWay {
        let mut beat = self.beat();
        beat.under_way += 1;
        beat.has_asked = true;
        beat.is_framed = version == Version::HTTP_2;
        beat.heard = None;
        UnderWay(self.clone())
    }

    /// Notes that bytes came.
    pub fn heard(&self) {
        let mut beat = self.beat();
        if beat.under_way == 0 && beat.heard.is_none() {
            beat.heard = Some(Instant::now());
        }
    }

    /// Notes whether the other side takes what is written.
    pub fn stuck(&self, is_stuck: bool) {
        let mut beat = self.beat();
        beat.is_stuck = is_stuck;
        beat.since = Instant::now();
    }

    /// Notes that the body of a request is waited for, until what is answered is dropped.
    pub fn awaits(self: &Arc<Self>) -> Awaited {
        let mut beat = self.beat();
        beat.awaited += 1;
        beat.since = Instant::now();
        Awaited(self.clone())
    }

    /// Since when nothing is under way; none where something is.
    pub fn quiet_since(&self) -> Option<Instant> {
        self.beat().quiet_since()
    }

    /// Since when there is nothing to be done here: nothing is under way, or all that is waits for the other side. None where
    /// there is.
    pub fn idle_since(&self) -> Option<Instant> {
        self.beat().idle_since()
    }

    /// Comes true when nothing is under way after this time, or a multiple of it.
    pub async fn is_quiet_for_another(&self, time: Duration) {
        loop {
            sleep(time).await;
            if self.quiet_since().is_some() {
                return;
            }
        }
    }

    /// Asks for the place of the connection.
    pub fn dismiss(&self) {
        self.dismissed.notify_one();
    }

    /// Comes true when somebody else needs the place.
    pub async fn is_dismissed(&self) {
        self.dismissed.notified().await;
    }

    /// Comes true when the connection has had nothing under way for too long.
    pub async fn outlives(&self, terms: &config::Connections) {
        loop {
            let (now, end) = (Instant::now(), self.beat().ends(terms));
            if end.is_some_and(|end| end <= now) {
                return;
            }
            // what comes in the meantime can bring the end nearer than this, but no nearer than the shorter time from now
            let look = now + terms.head_timeout.min(terms.idle_timeout);
            sleep_until(end.map_or(look, |end| end.min(look))).await;
        }
    }
}

impl Beat {
    fn quiet_since(&self) -> Option<Instant> {
        (self.under_way == 0 && !self.is_stuck).then_some(self.since)
    }

    fn idle_since(&self) -> Option<Instant> {
        let waits = self.is_stuck || self.awaited == self.under_way;
        self.quiet_since().or((waits && self.since.elapsed() >= MOMENT).then_some(self.since))
    }

    /// When the connection has been quiet for too long; none while it is not quiet.
    fn ends(&self, terms: &config::Connections) -> Option<Instant> {
        let since = self.quiet_since()?;
        if !self.has_asked {
            return Some(since + terms.head_timeout);
        }
        let idle = since + terms.idle_timeout;
        let head = self.heard.filter(|_| !self.is_framed).map(|heard| heard + terms.head_timeout);
        Some(head.map_or(idle, |head| head.min(idle)))
    }
}

impl Drop for Awaited {
    fn drop(&mut self) {
        let mut beat = self.0.beat();
        beat.awaited -= 1;
        beat.since = Instant::now();
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut beat = self.0.beat();
        beat.under_way -= 1;
        beat.since = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn terms() -> config::Connections {
        config::Connections {
            head_timeout: 10 * SECOND,
            idle_timeout: 75 * SECOND,
            write_timeout: 30 * SECOND,
            most: None,
            most_per_address: 0,
            most_unsent: 0,
        }
    }

    /// In how many seconds it ends.
    fn left(pulse: &Pulse) -> Option<u64> {
        let end = pulse.beat().ends(&terms())?;
        Some((end - Instant::now()).as_secs_f64().round() as u64)
    }

    #[test]
    fn a_connection_ends_when_nothing_is_under_way_for_too_long() {
        let pulse = Arc::new(Pulse::new());
        assert_eq!(left(&pulse), Some(10), "without a head");
        pulse.heard();
        assert_eq!(left(&pulse), Some(10), "with half a head");
        let (one, other) = (pulse.asked(Version::HTTP_11), pulse.asked(Version::HTTP_11));
        assert_eq!(left(&pulse), None);
        drop(one);
        assert_eq!(left(&pulse), None, "another one is under way");
        drop(other);
        assert_eq!(left(&pulse), Some(75));
        pulse.heard();
        assert_eq!(left(&pulse), Some(10), "the next head has begun");
        pulse.stuck(true);
        assert_eq!(left(&pulse), None, "that ends by itself");
    }

    fn passes(pulse: &Pulse) {
        pulse.beat().since -= 2 * SECOND;
    }

    #[test]
    fn whoever_waits_for_the_other_side_has_nothing_to_do() {
        let pulse = Arc::new(Pulse::new());
        let (one, other) = (pulse.asked(Version::HTTP_2), pulse.asked(Version::HTTP_2));
        let body = pulse.awaits();
        passes(&pulse);
        assert!(pulse.idle_since().is_none(), "one of them is at work");
        drop(other);
        assert!(pulse.idle_since().is_none(), "it has not waited for long");
        passes(&pulse);
        assert!(pulse.idle_since().is_some() && pulse.quiet_since().is_none());
        drop(body);
        assert!(pulse.idle_since().is_none(), "the body is there");
        pulse.stuck(true);
        passes(&pulse);
        assert!(pulse.idle_since().is_some(), "nobody takes the answer");
        pulse.stuck(false);
        assert!(pulse.idle_since().is_none());
        drop(one);
        assert!(pulse.idle_since().is_some());
    }

    #[test]
    fn pings_are_no_head() {
        let pulse = Arc::new(Pulse::new());
        drop(pulse.asked(Version::HTTP_2));
        pulse.heard();
        assert_eq!(left(&pulse), Some(75));
    }
}
