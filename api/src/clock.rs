//! Time and randomness, handed in: nothing else in the program reads the wall clock or draws an id.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeDelta, TimeZone, Utc};
use chrono_tz::{Europe, Tz};
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use uuid::{Builder, Uuid};

/// Where the collaboration lives: a day begins and ends by this zone.
pub const TIME_ZONE: Tz = Europe::Stockholm;

/// What time it is, and where randomness comes from. Cheap to clone; clones share one source.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<Mutex<Fixed>>),
}

#[derive(Debug)]
struct Fixed {
    now: DateTime<Utc>,
    /// By how much it goes on whenever it is read.
    step: TimeDelta,
    random: ChaCha20Rng,
}

impl Clock {
    /// The machine's clock and its randomness.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until it is moved, with randomness that repeats for the same seed.
    #[must_use]
    pub fn fixed(now: DateTime<Utc>, seed: u64) -> Self {
        let random = ChaCha20Rng::seed_from_u64(seed);
        Self(Source::Fixed(Arc::new(Mutex::new(Fixed { now, step: TimeDelta::zero(), random }))))
    }

    /// Moves a fixed clock and all its clones; a system clock goes on by itself.
    pub fn advance(&self, by: TimeDelta) {
        if let Source::Fixed(fixed) = &self.0 {
            let mut fixed = fixed.lock().unwrap_or_else(PoisonError::into_inner);
            fixed.now += by;
        }
    }

    /// Lets a fixed clock and all its clones go on by so much whenever one of them is read.
    pub fn go_on(&self, step: TimeDelta) {
        if let Source::Fixed(fixed) = &self.0 {
            fixed.lock().unwrap_or_else(PoisonError::into_inner).step = step;
        }
    }

    /// The present moment, in whole milliseconds like every moment.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        whole_millis(self.instant())
    }

    /// The present moment, as exact as the clock is.
    fn instant(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::System => wall_clock(),
            Source::Fixed(fixed) => {
                let mut fixed = fixed.lock().unwrap_or_else(PoisonError::into_inner);
                let now = fixed.now;
                fixed.now = now + fixed.step;
                now
            }
        }
    }

    /// How long it is since some moment in the past. It never goes back, whatever is done to the machine's clock.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);
        match &self.0 {
            Source::System => BEGINNING.elapsed(),
            Source::Fixed(_) => (self.now() - DateTime::UNIX_EPOCH).to_std().unwrap_or_default(),
        }
    }

    /// Today's date in `TIME_ZONE`.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        local_date(self.now())
    }

    /// Random bytes fit for secrets (those of a fixed clock repeat).
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Source::System => rand::rng().fill_bytes(&mut bytes),
            Source::Fixed(fixed) => {
                fixed.lock().unwrap_or_else(PoisonError::into_inner).random.fill_bytes(&mut bytes);
            }
        }
        bytes
    }

    /// A new id: a UUID version 7 of the present moment.
    #[must_use]
    pub fn uuid(&self) -> Uuid {
        // to the microsecond, so that ids of one burst keep their order
        self.uuid_at(self.instant())
    }

    /// A new id that sorts by the given moment, to the microsecond.
    #[must_use]
    pub fn uuid_at(&self, at: DateTime<Utc>) -> Uuid {
        let mut random: [u8; 10] = self.random();
        // RFC 9562, 6.2, method 3: the twelve bits after the millisecond carry its fraction, so that
        // ids of one burst keep their order.
        let fraction = at.timestamp_subsec_micros() % 1000 * 4096 / 1000;
        let [.., high, low] = fraction.to_be_bytes();
        (random[0], random[1]) = (high, low);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

/// A moment in whole milliseconds: finer moments are neither shown nor stored, so that what is shown is what is stored,
/// filtered and paged by.
#[must_use]
pub fn whole_millis(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(3)
}

/// The date in `TIME_ZONE` at a moment.
#[must_use]
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&TIME_ZONE).date_naive()
}

/// The moment at which a day ends in `TIME_ZONE`.
#[must_use]
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    day.succ_opt().map_or(DateTime::<Utc>::MAX_UTC, |next| moment(TIME_ZONE, next.and_time(NaiveTime::MIN)))
}

/// The moment of a local time. A time that comes twice, when summer ends, is the first of the two; one that is skipped,
/// when summer begins, is an hour later.
#[must_use]
pub fn moment(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    let found = zone.from_local_datetime(&local).earliest();
    let found = found.or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest());
    // no zone skips more than an hour nowadays; if one ever does, that time is read as UTC
    found.map_or_else(|| local.and_utc(), |found| found.to_utc())
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
fn wall_clock() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn a_day_begins_at_midnight_in_stockholm() {
        for (now, today) in [
            ("2024-06-30T21:59:59Z", "2024-06-30"),
            ("2024-06-30T22:00:00Z", "2024-07-01"),
            ("2024-12-31T22:59:59Z", "2024-12-31"),
            ("2024-12-31T23:00:00Z", "2025-01-01"),
        ] {
            assert_eq!(Clock::fixed(at(now), 0).today().to_string(), today, "{now}");
        }
    }

    #[test]
    fn summer_time_comes_and_goes() {
        for (local, utc) in [
            ("2024-01-15T09:00:00", "2024-01-15T08:00:00Z"),
            ("2024-07-15T09:00:00", "2024-07-15T07:00:00Z"),
            ("2024-03-31T02:30:00", "2024-03-31T01:30:00Z"),
            ("2024-10-27T02:30:00", "2024-10-27T00:30:00Z"),
        ] {
            assert_eq!(moment(TIME_ZONE, local.parse().expect("a local time")), at(utc), "{local}");
        }
    }

    #[test]
    fn time_is_kept_in_milliseconds() {
        let clock = Clock::fixed(at("2024-01-01T00:00:00.123456789Z"), 0);
        assert_eq!(clock.now(), at("2024-01-01T00:00:00.123Z"));
        assert_eq!(Clock::system().now().timestamp_subsec_nanos() % 1_000_000, 0);
    }

    #[test]
    fn ids_sort_by_time_and_repeat_for_a_seed() {
        let ids = |seed| {
            let clock = Clock::fixed(at("2024-01-01T00:00:00.000001Z"), seed);
            (0..2000)
                .map(|_| {
                    clock.advance(TimeDelta::microseconds(1));
                    clock.uuid()
                })
                .collect::<Vec<_>>()
        };
        let first = ids(1);
        assert!(first.is_sorted());
        assert_eq!(first, ids(1));
        assert_ne!(first, ids(2));
        assert!(first.iter().all(|id| id.get_version_num() == 7));
    }

    #[test]
    fn clones_share_one_time() {
        let clock = Clock::fixed(at("2024-01-01T00:00:00Z"), 0);
        clock.clone().advance(TimeDelta::hours(1));
        assert_eq!(clock.now(), at("2024-01-01T01:00:00Z"));
    }

    #[test]
    fn time_passes_by_the_clock_that_is_moved() {
        let clock = Clock::fixed(at("2024-01-01T00:00:00Z"), 0);
        let begun = clock.elapsed();
        clock.advance(TimeDelta::seconds(3));
        assert_eq!(clock.elapsed() - begun, Duration::from_secs(3));
    }
}
