//! One floor: a memory that is bounded in bytes, lets go of what was not used for longest, and counts what it does.

use std::fmt;
use std::hash::Hash;

use metrics::{Counter, Gauge, Key, Label, Level, Metadata, Recorder};
use moka::notification::RemovalCause;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

/// Where each floor's numbers are told.
const METADATA: Metadata<'static> = Metadata::new(module_path!(), Level::INFO, None);

/// A value with its size in bytes, as near as it can be told.
type Weighed<V> = (V, u32);

/// A floor.
pub struct Floor<K, V> {
    kept: Option<Cache<K, Weighed<V>>>,
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
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// A floor of this name, of so many bytes at most; with 0 it keeps nothing.
    #[must_use]
    pub fn new(name: &'static str, bytes: usize, recorder: &impl Recorder) -> Self {
        let key = |metric| Key::from_parts(metric, vec![Label::new("floor", name)]);
        let counter = |metric| recorder.register_counter(&key(metric), &METADATA);
        let evictions = counter("cache_evictions_total");
        let kept = (bytes > 0).then(|| {
            Cache::builder()
                .max_capacity(bytes as u64)
                // by use and not by frequency: what was asked for often before it changed would keep out what is new
                .eviction_policy(EvictionPolicy::lru())
                .weigher(|_, (_, weight): &Weighed<V>| *weight)
                .eviction_listener(move |_, _, cause| {
                    if cause == RemovalCause::Size {
                        evictions.increment(1);
                    }
                })
                .build()
        });
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
            kept.insert(key, (value, u32::try_from(weight).unwrap_or(u32::MAX)));
        }
    }

    /// Tells how many bytes it holds by now.
    pub fn measure(&self) {
        if let Some(kept) = &self.kept {
            kept.run_pending_tasks();
            #[expect(clippy::cast_precision_loss, reason = "nobody keeps petabytes")]
            self.bytes.set(kept.weighted_size() as f64);
        }
    }
}

/// What an entry costs beside itself: its places in the table and in the order of use.
const OVERHEAD: usize = 200;

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
        floor.measure();
        let kept = (0..100).filter(|key| floor.get(key, |_| true).is_some()).count();
        assert!((1..=9).contains(&kept), "{kept} are kept");
    }

    #[test]
    fn what_is_new_takes_the_place_of_what_was_asked_for_often() {
        let floor = Floor::new("test", 10_000, &NoopRecorder);
        floor.keep(1, 1, 8000);
        for _ in 0..100 {
            assert!(floor.get(&1, |_| true).is_some());
        }
        floor.keep(2, 2, 8000);
        floor.measure();
        assert_eq!((floor.get(&1, |_| true), floor.get(&2, |_| true)), (None, Some(2)));
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
