//! One floor: a memory that is bounded in bytes, lets go of what is used least, and counts what it does.

use std::fmt;
use std::hash::Hash;

use metrics::{Counter, Gauge, Key, Label, Level, Metadata, Recorder};
use quick_cache::sync::Cache;
use quick_cache::{DefaultHashBuilder, Lifecycle, OptionsBuilder, Weighter};

/// Where each floor's numbers are told.
const METADATA: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, None);

/// How much of a floor is for what was used again: the rest is for what is new, which what was asked for often before it
/// changed would keep out.
const USED_AGAIN: f64 = 0.7;

/// What an entry takes up in the middle, in bytes: it decides into how many parts a floor is divided.
const TYPICAL: usize = 2048;

/// What an entry costs beside itself: its place in the table, and the mark of another that is gone.
const OVERHEAD: usize = 64;

/// A value with its size in bytes, as near as it can be told.
type Weighed<V> = (V, u64);

/// Tells the size of a value.
#[derive(Clone, Copy)]
struct Scale;

impl<K, V> Weighter<K, Weighed<V>> for Scale {
    fn weight(&self, _: &K, (_, weight): &Weighed<V>) -> u64 {
        *weight
    }
}

/// Counts what has to give way.
#[derive(Clone)]
struct Evictions(Counter);

impl<K, V> Lifecycle<K, V> for Evictions {
    type RequestState = ();

    fn before_evict(&self, _: &mut (), _: &K, _: &mut V) {
        self.0.increment(1);
    }
}

/// A floor.
pub struct Floor<K, V> {
    kept: Option<Cache<K, Weighed<V>, Scale, DefaultHashBuilder, Evictions>>,
    hits: Counter,
    misses: Counter,
    bytes: Gauge,
}

impl<K, V> fmt::Debug for Floor<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Floor").field("is_on", &self.kept.is_some()).finish_non_exhaustive()
    }
}

impl<K, V> Floor<K, V>
where
    K: Hash + Eq,
    V: Clone,
{
    /// A floor of this name, of so many bytes at most; with 0 it keeps nothing.
    #[must_use]
    pub fn new(name: &'static str, bytes: usize, recorder: &impl Recorder) -> Self {
        let key = |metric| Key::from_parts(metric, vec![Label::new("floor", name)]);
        let counter = |metric| recorder.register_counter(&key(metric), &METADATA);
        let options = OptionsBuilder::new()
            .weight_capacity(bytes as u64)
            .estimated_items_capacity(bytes / TYPICAL)
            .hot_allocation(USED_AGAIN)
            .build();
        let evictions = Evictions(counter("cache_evictions_total"));
        let kept = options.ok().filter(|_| bytes > 0);
        let kept = kept.map(|options| Cache::with_options(options, Scale, DefaultHashBuilder::default(), evictions));
        Floor {
            kept,
            hits: counter("cache_hits_total"),
            misses: counter("cache_misses_total"),
            bytes: recorder.register_gauge(&key("cache_bytes"), &METADATA),
        }
    }

    /// Whether it keeps anything at all.
    pub fn is_on(&self) -> bool {
        self.kept.is_some()
    }

    /// What is kept under the key, uncounted.
    pub fn find(&self, key: &K) -> Option<V> {
        self.kept.as_ref()?.get(key).map(|(value, _)| value)
    }

    /// Counts that something was looked for.
    pub fn count(&self, is_found: bool) {
        if is_found { &self.hits } else { &self.misses }.increment(1);
    }

    /// What is kept under the key, if `holds` says that it still holds.
    pub fn get(&self, key: &K, holds: impl FnOnce(&V) -> bool) -> Option<V> {
        let found = self.find(key).filter(holds);
        self.count(found.is_some());
        found
    }

    /// Keeps a value of so many bytes.
    pub fn keep(&self, key: K, value: V, bytes: usize) {
        if let Some(kept) = &self.kept {
            let weight = bytes + size_of::<K>() + size_of::<Weighed<V>>() + OVERHEAD;
            kept.insert(key, (value, weight as u64));
        }
    }

    /// Tells how many bytes it holds by now.
    pub fn measure(&self) {
        if let Some(kept) = &self.kept {
            #[expect(clippy::cast_precision_loss, reason = "nobody keeps petabytes")]
            self.bytes.set(kept.weight() as f64);
        }
    }
}

#[cfg(test)]
mod tests {
    use metrics::NoopRecorder;

    use super::*;

    #[test]
    fn it_keeps_no_more_than_its_bytes() {
        let floor = Floor::new("test", 10_000, &NoopRecorder);
        for key in 0..100 {
            floor.keep(key, key, 1000);
        }
        let kept = (0..100).filter(|key| floor.get(key, |_| true).is_some()).count();
        assert!((1..=9).contains(&kept), "{kept} are kept");
    }

    #[test]
    fn what_is_new_takes_the_place_of_what_was_asked_for_often() {
        let floor = Floor::new("test", 10_000, &NoopRecorder);
        for old in 0..8 {
            floor.keep(old, old, 1000);
        }
        for _ in 0..100 {
            (0..8).for_each(|old| assert!(floor.get(&old, |_| true).is_some()));
        }
        for new in 8..16 {
            floor.keep(new, new, 1000);
            assert_eq!(floor.get(&new, |_| true), Some(new));
        }
        for _ in 0..100 {
            for new in 8..16 {
                if floor.get(&new, |_| true).is_none() {
                    floor.keep(new, new, 1000);
                }
            }
        }
        let kept = (8..16).filter(|new| floor.get(new, |_| true).is_some()).count();
        assert!(kept >= 7, "{kept} are kept");
    }

    #[test]
    fn without_bytes_it_keeps_nothing() {
        let floor = Floor::new("test", 0, &NoopRecorder);
        floor.keep(1, 1, 1);
        assert!(!floor.is_on() && floor.get(&1, |_| true).is_none());
    }

    #[test]
    fn what_no_longer_holds_is_not_given_out() {
        let floor = Floor::new("test", 10_000, &NoopRecorder);
        floor.keep(1, 1, 1);
        assert_eq!(floor.get(&1, |value| *value > 1), None);
        assert_eq!(floor.get(&1, |_| true), Some(1));
    }
}
