//! Chance that repeats: the same seed draws the same data.

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, SeedableRng, seq::index};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use crate::clock::Clock;

/// Draws numbers, choices, moments and ids.
pub(super) struct Dice {
    random: ChaCha8Rng,
    ids: Clock,
}

impl Dice {
    pub fn new(seed: u64, now: DateTime<Utc>) -> Self {
        Self { random: ChaCha8Rng::seed_from_u64(seed), ids: Clock::fixed(now, seed) }
    }

    /// An id that sorts by the moment.
    pub fn id(&self, at: DateTime<Utc>) -> Uuid {
        self.ids.uuid_at(at)
    }

    /// Yes, in so many of a hundred cases.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    /// A number from 0, below `end`. Nothing is below 0, so that gives 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.random.random_range(0..end) }
    }

    /// A number between the two, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.random.random_range(least..=most.max(least))
    }

    /// How many of something, between the two, both included.
    pub fn count(&mut self, least: usize, most: usize) -> usize {
        self.random.random_range(least..=most.max(least))
    }

    /// One of several, which are not none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// One of several, if there are any.
    pub fn pick_any<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).copied()
    }

    /// Different ones of several: `wanted`, or as many as there are.
    pub fn several<T: Copy>(&mut self, from: &[T], wanted: usize) -> Vec<T> {
        let drawn = index::sample(&mut self.random, from.len(), wanted.min(from.len()));
        drawn.into_iter().map(|place| from[place]).collect()
    }

    /// One of several, each as likely as its weight.
    pub fn weighted<T: Copy>(&mut self, from: &[(u32, T)]) -> T {
        let mut left = self.random.random_range(0..from.iter().map(|(weight, _)| weight).sum());
        for (weight, one) in from {
            if left < *weight {
                return *one;
            }
            left -= weight;
        }
        from[0].1
    }

    /// The first of them in turn, so that each occurs however few are drawn; then by weight.
    pub fn weighted_after_each<T: Copy>(&mut self, turn: usize, from: &[(u32, T)]) -> T {
        match from.get(turn) {
            Some((_, one)) => *one,
            None => self.weighted(from),
        }
    }

    /// A moment from `from` on and before `to`, in whole seconds after `from`.
    pub fn moment(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> DateTime<Utc> {
        let seconds = (to - from).num_seconds();
        from + TimeDelta::seconds(self.between(0, seconds - 1))
    }

    /// Moments in their order.
    pub fn moments(&mut self, wanted: usize, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let mut moments = (0..wanted).map(|_| self.moment(from, to)).collect::<Vec<_>>();
        moments.sort();
        moments.dedup();
        moments
    }

    /// So many days after a moment, at some time of day.
    pub fn days_after(&mut self, from: DateTime<Utc>, least: i64, most: i64) -> DateTime<Utc> {
        from + TimeDelta::seconds(self.between(least * 86_400, most * 86_400))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dice(seed: u64) -> Dice {
        Dice::new(seed, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn a_seed_repeats() {
        let draw = |seed| {
            let mut dice = dice(seed);
            (0..50).map(|_| (dice.below(1000), dice.id(DateTime::UNIX_EPOCH))).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }

    #[test]
    fn weights_hold() {
        let mut dice = dice(1);
        let drawn = (0..1000).filter(|_| dice.weighted(&[(1, false), (3, true)])).count();
        assert!((700..800).contains(&drawn), "{drawn}");
        assert_eq!(dice.weighted_after_each(1, &[(1, 'a'), (0, 'b')]), 'b');
        assert_eq!(dice.weighted_after_each(2, &[(1, 'a'), (0, 'b')]), 'a');
    }

    #[test]
    fn several_are_different() {
        let mut drawn = dice(1).several(&[1, 2, 3, 4, 5], 4);
        drawn.sort_unstable();
        drawn.dedup();
        assert_eq!(drawn.len(), 4);
        assert_eq!(dice(1).several(&[1], 4), [1]);
        assert_eq!(dice(1).pick_any::<u8>(&[]), None);
    }
}
