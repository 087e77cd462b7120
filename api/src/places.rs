//! Places: how many of something that takes memory or time each caller may have at a time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::digest::Digest;

/// The places of one kind.
#[derive(Clone, Debug)]
pub struct Places {
    most: u32,
    taken: Arc<Mutex<HashMap<Digest, u32>>>,
}

/// A place that is taken. It is free again when this is dropped.
#[derive(Debug)]
pub struct Place {
    of: Places,
    caller: Digest,
}

impl Places {
    /// So many for each caller.
    #[must_use]
    pub fn new(most: u32) -> Self {
        Self { most, taken: Arc::default() }
    }

    /// A place for the caller, if there is one left.
    #[must_use]
    pub fn take(&self, caller: Digest) -> Option<Place> {
        let mut taken = self.taken();
        let of_caller = taken.entry(caller).or_default();
        if *of_caller >= self.most {
            return None;
        }
        *of_caller += 1;
        Some(Place { of: self.clone(), caller })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<Digest, u32>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.of.taken();
        if let Some(of_caller) = taken.get_mut(&self.caller) {
            *of_caller -= 1;
            if *of_caller == 0 {
                taken.remove(&self.caller);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_caller_has_places_of_their_own() {
        let places = Places::new(2);
        let [one, other] = [b"one".as_slice(), b"other"].map(|name| Digest::of([name]));
        let (first, second) = (places.take(one), places.take(one));
        assert!(first.is_some() && second.is_some() && places.take(one).is_none());
        assert!(places.take(other).is_some());
        drop(first);
        let third = places.take(one);
        assert!(third.is_some() && places.take(one).is_none());
        drop((second, third));
        assert!(places.taken().is_empty(), "nobody takes up memory who has none");
    }
}
