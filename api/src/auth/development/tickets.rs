//! Authorization codes and refresh tokens: random texts, each of which is good for one use and a while.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use quick_cache::sync::Cache;

use crate::clock::Clock;

/// What was handed out and not handed in yet.
pub(super) struct Tickets<T> {
    kept: Cache<String, (DateTime<Utc>, T)>,
    valid_for: TimeDelta,
}

impl<T: Clone> Tickets<T> {
    /// At most so many at a time, each valid for so long.
    pub fn new(most: usize, valid_for: TimeDelta) -> Self {
        // none is asked for before it is taken out: so the oldest goes first
        Self { kept: Cache::new(most), valid_for }
    }

    /// A new ticket for this.
    pub fn give(&self, value: T, clock: &Clock) -> String {
        let ticket = URL_SAFE_NO_PAD.encode(clock.random::<32>());
        self.kept.insert(ticket.clone(), (clock.now() + self.valid_for, value));
        ticket
    }

    /// What the ticket was for, if it is valid; it is used up in any case.
    pub fn take(&self, ticket: &str, clock: &Clock) -> Option<T> {
        let (_, (expires_at, value)) = self.kept.remove(ticket)?;
        (clock.now() < expires_at).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_once_and_for_a_while() {
        let clock = Clock::fixed("2026-11-21T12:00:00Z".parse().expect("a moment"), 1);
        let tickets = Tickets::new(10, TimeDelta::seconds(60));
        let (first, second) = (tickets.give(1, &clock), tickets.give(2, &clock));
        assert_eq!((first.len(), second.len()), (43, 43));
        clock.advance(TimeDelta::seconds(59));
        assert_eq!(tickets.take(&first, &clock), Some(1));
        assert_eq!(tickets.take(&first, &clock), None);
        clock.advance(TimeDelta::seconds(1));
        assert_eq!(tickets.take(&second, &clock), None);
        assert_eq!(tickets.take("", &clock), None);
    }

    #[test]
    fn the_newest_tickets_are_kept() {
        let clock = Clock::fixed("2026-11-21T12:00:00Z".parse().expect("a moment"), 1);
        let tickets = Tickets::new(10, TimeDelta::seconds(60));
        let all: Vec<String> = (0..1000).map(|number| tickets.give(number, &clock)).collect();
        assert_eq!(tickets.kept.len(), 10);
        assert_eq!(all.last().and_then(|last| tickets.take(last, &clock)), Some(999));
    }
}
