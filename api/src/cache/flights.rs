//! One flight per miss: who asks what somebody else is just asking waits for that answer.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, WeakShared};

use crate::digest::Digest;
use crate::error::Error;

/// What a flight brings, whatever its type.
type Brought = Result<Arc<dyn Any + Send + Sync>, Error>;

/// The questions that are under way.
#[derive(Debug, Default)]
pub struct Flights(Mutex<HashMap<Digest, WeakShared<BoxFuture<'static, Brought>>>>);

impl Flights {
    /// The answer to a question, by the flight that is under way for it or by a new one. It goes on as long as anybody waits.
    pub async fn join<T, F>(&self, question: Digest, ask: impl FnOnce() -> F) -> Result<Arc<T>, Error>
    where
        T: Send + Sync + 'static,
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let flight = {
            let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match under_way.get(&question).and_then(WeakShared::upgrade) {
                Some(flight) => flight,
                None => {
                    let asked = ask();
                    let flight = async move { asked.await.map(|brought| Arc::new(brought) as _) }.boxed().shared();
                    under_way.extend(flight.downgrade().map(|flight| (question, flight)));
                    flight
                }
            }
        };
        let brought = flight.await;
        // whoever comes first takes it away; a flight that was dropped is replaced by the next one
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&question);
        brought?.downcast().map_err(|_| Error::internal("two questions have one digest"))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use futures_util::future::join_all;

    use super::*;

    async fn ask(asked: Arc<AtomicU32>) -> Result<u32, Error> {
        tokio::time::sleep(Duration::from_millis(5)).await;
        Ok(asked.fetch_add(1, Ordering::SeqCst))
    }

    #[tokio::test]
    async fn who_asks_at_once_shares_an_answer_and_who_asks_later_does_not() {
        let (flights, asked) = (Flights::default(), Arc::new(AtomicU32::new(0)));
        let question = Digest::of([b"?"]);
        for turn in 0..3 {
            let answers = join_all((0..20).map(|_| flights.join(question, || ask(asked.clone())))).await;
            assert!(answers.into_iter().all(|answer| answer.is_ok_and(|answer| *answer == turn)));
        }
        assert!(flights.0.lock().expect("it is not poisoned").is_empty());
    }

    #[tokio::test]
    async fn a_flight_goes_on_without_the_one_who_began_it() {
        let (flights, asked) = (Flights::default(), Arc::new(AtomicU32::new(0)));
        let question = Digest::of([b"?"]);
        let mut first = Box::pin(flights.join(question, || ask(asked.clone())));
        assert!(futures_util::poll!(&mut first).is_pending());
        let mut second = Box::pin(flights.join(question, || ask(asked.clone())));
        assert!(futures_util::poll!(&mut second).is_pending());
        drop(first);
        assert!(second.await.is_ok_and(|answer| *answer == 0));
        let other = flights.join(question, || ask(asked.clone())).await;
        assert!(other.is_ok_and(|answer| *answer == 1));
    }

    #[tokio::test]
    async fn a_flight_that_everybody_left_is_flown_anew() {
        let (flights, asked) = (Flights::default(), Arc::new(AtomicU32::new(0)));
        let question = Digest::of([b"?"]);
        let mut first = Box::pin(flights.join(question, || ask(asked.clone())));
        assert!(futures_util::poll!(&mut first).is_pending());
        drop(first);
        assert!(flights.join(question, || ask(asked.clone())).await.is_ok());
        assert!(flights.join(question, || async { Err::<u32, _>(Error::Unavailable) }).await.is_err());
        assert!(flights.join(question, || ask(asked.clone())).await.is_ok());
    }
}
