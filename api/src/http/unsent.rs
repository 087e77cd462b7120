//! The answers that are made and not sent yet: how much memory they may take, in all and of each network. Over a limit the
//! oldest answers of whoever has the most go, so that those who ask and do not read lose what is theirs, and nobody else.
//!
//! The bytes are here rather than in the bodies: nobody asks a body that nobody reads, so it could not be told to let go.

use std::{
    collections::{BTreeMap, HashMap},
    fmt, io,
    net::IpAddr,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{Request, State as Extract},
    middleware::Next,
    response::Response,
};
use hyper::body::{Frame, SizeHint};

use super::{address::address, broken, serve::PIECE};
use crate::{app::State, config, rate_limit::network};

/// Which part of the whole one network may have.
const SHARE: usize = 4;

/// The slowest that an answer may be read after the patience is over, in bytes a second.
const SLOWEST: usize = PIECE;

/// How often it is said that answers are dropped.
const SAID_EVERY: Duration = Duration::from_secs(10);

/// Where an answer goes; none where it goes over no connection.
type Network = Option<IpAddr>;

/// The answers of all.
pub struct Unsent {
    held: Mutex<Held>,
    most: usize,
    patience: Duration,
}

#[derive(Default)]
struct Held {
    bytes: usize,
    by_network: HashMap<Network, OfNetwork>,
    next: u64,
    dropped: u64,
    said: Option<Instant>,
}

#[derive(Default)]
struct OfNetwork {
    bytes: usize,
    /// The oldest first.
    answers: BTreeMap<u64, Answer>,
}

struct Answer {
    /// What of it is not sent.
    rest: Bytes,
    /// By when it has to be.
    end: Instant,
}

/// The body of an answer that is held.
struct Waiting {
    unsent: Arc<Unsent>,
    network: Network,
    number: u64,
    left: usize,
}

/// Holds what is answered as a whole until it is sent. What is made while it is read is never here.
pub async fn hold(Extract(state): Extract<State>, request: Request, next: Next) -> Response {
    let address = address(request.extensions(), request.headers(), &state.config.http.trusted_proxies);
    let response = next.run(request).await;
    if response.body().size_hint().exact().is_none_or(|bytes| bytes == 0) {
        return response;
    }
    let (head, body) = response.into_parts();
    match to_bytes(body, usize::MAX).await {
        Ok(bytes) => Response::from_parts(head, Body::new(state.unsent.clone().keep(address.map(network), bytes))),
        Err(error) => {
            tracing::error!("an answer is not there: {error}");
            broken(Box::new(error))
        }
    }
}

impl Unsent {
    /// By the settings.
    pub fn new(settings: &config::Connections) -> Self {
        Self { held: Mutex::default(), most: settings.most_unsent, patience: settings.write_timeout }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // a poisoned lock only means that a thread panicked between two complete states
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(self: Arc<Self>, network: Network, bytes: Bytes) -> Waiting {
        let left = bytes.len();
        let time = Duration::from_secs((left / SLOWEST) as u64);
        let answer = Answer { rest: bytes, end: Instant::now() + self.patience + time };
        let mut held = self.held();
        held.make_room(left, self.most);
        held.make_room_of(network, left, self.most / SHARE);
        let number = held.add(network, answer);
        drop(held);
        Waiting { unsent: self, network, number, left }
    }
}

impl fmt::Debug for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsent").field("bytes", &self.held().bytes).finish_non_exhaustive()
    }
}

impl Held {
    /// Makes room in the whole, at the cost of whoever has the most.
    fn make_room(&mut self, bytes: usize, most: usize) {
        while self.bytes + bytes > most
            && let Some((network, _)) = self.by_network.iter().max_by_key(|(_, of)| of.bytes)
        {
            self.drop_oldest(*network);
        }
    }

    /// Makes room in the part of a network.
    fn make_room_of(&mut self, network: Network, bytes: usize, most: usize) {
        while self.by_network.get(&network).is_some_and(|of| of.bytes + bytes > most) {
            self.drop_oldest(network);
        }
    }

    fn drop_oldest(&mut self, network: Network) {
        let oldest = self.by_network.get(&network).and_then(|of| of.answers.keys().next().copied());
        if let Some(number) = oldest {
            self.remove(network, number);
            self.say_dropped();
        }
    }

    fn say_dropped(&mut self) {
        self.dropped += 1;
        if self.said.is_none_or(|said| said.elapsed() >= SAID_EVERY) {
            tracing::warn!(
                "answers that nobody takes are dropped, since too much memory waits: {} so far",
                self.dropped
            );
            self.said = Some(Instant::now());
        }
    }

    fn add(&mut self, network: Network, answer: Answer) -> u64 {
        self.next += 1;
        self.bytes += answer.rest.len();
        let of = self.by_network.entry(network).or_default();
        of.bytes += answer.rest.len();
        of.answers.insert(self.next, answer);
        self.next
    }

    fn remove(&mut self, network: Network, number: u64) {
        let Some(of) = self.by_network.get_mut(&network) else { return };
        let Some(answer) = of.answers.remove(&number) else { return };
        of.bytes -= answer.rest.len();
        self.bytes -= answer.rest.len();
        if of.answers.is_empty() {
            self.by_network.remove(&network);
        }
    }

    /// The next piece of an answer; none where it was dropped, or is read too slowly.
    fn piece(&mut self, network: Network, number: u64) -> Option<Bytes> {
        let of = self.by_network.get_mut(&network)?;
        let answer = of.answers.get_mut(&number).filter(|answer| Instant::now() < answer.end)?;
        let piece = answer.rest.split_to(answer.rest.len().min(PIECE));
        of.bytes -= piece.len();
        self.bytes -= piece.len();
        Some(piece)
    }
}

impl HttpBody for Waiting {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let piece = self.unsent.held().piece(self.network, self.number);
        Poll::Ready(Some(match piece {
            Some(piece) => {
                self.left -= piece.len();
                Ok(Frame::data(piece))
            }
            None => Err(io::ErrorKind::TimedOut.into()),
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left as u64)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.unsent.held().remove(self.network, self.number);
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    fn unsent(most: usize, patience: Duration) -> Arc<Unsent> {
        Arc::new(Unsent { held: Mutex::default(), most, patience })
    }

    fn at(last: u8) -> Network {
        Some(IpAddr::from([192, 0, 2, last]))
    }

    /// How much comes of it; none where it breaks off.
    fn read(mut body: Waiting) -> Option<usize> {
        let mut came = 0;
        loop {
            match Pin::new(&mut body).poll_frame(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(Some(frame)) => came += frame.ok()?.into_data().ok()?.len(),
                Poll::Ready(None) => return Some(came),
                Poll::Pending => unreachable!("it is there"),
            }
        }
    }

    const LARGE: usize = 3 * PIECE + 1;

    fn large() -> Bytes {
        vec![0; LARGE].into()
    }

    #[test]
    fn what_is_read_comes_whole_and_leaves_nothing() {
        let unsent = unsent(8 * LARGE, Duration::from_secs(60));
        let bodies: Vec<_> = (1..=2).map(|last| unsent.clone().keep(at(last), large())).collect();
        assert_eq!(unsent.held().bytes, 2 * LARGE);
        for body in bodies {
            assert_eq!(read(body), Some(LARGE));
        }
        let held = unsent.held();
        assert!(held.bytes == 0 && held.by_network.is_empty());
    }

    #[test]
    fn who_does_not_read_loses_the_oldest_of_their_own() {
        let unsent = unsent(8 * LARGE, Duration::from_secs(60));
        let other = unsent.clone().keep(at(1), large());
        let mut unread: Vec<_> = (0..100).map(|_| unsent.clone().keep(at(2), large())).collect();
        assert_eq!(unsent.held().bytes, 3 * LARGE, "two are a quarter");
        assert_eq!(unread.pop().and_then(read), Some(LARGE), "the newest is there");
        assert_eq!(read(unread.swap_remove(0)), None);
        assert_eq!(read(other), Some(LARGE));
    }

    #[test]
    fn when_all_is_full_whoever_has_the_most_pays() {
        let unsent = unsent(8 * LARGE, Duration::from_secs(60));
        let few = unsent.clone().keep(at(1), large());
        let _many: Vec<_> =
            (2..=5).flat_map(|last| [last; 2]).map(|last| unsent.clone().keep(at(last), large())).collect();
        assert!(unsent.held().bytes <= 8 * LARGE);
        assert_eq!(read(few), Some(LARGE));
    }

    #[test]
    fn one_that_is_larger_than_the_part_is_held_alone() {
        let unsent = unsent(LARGE, Duration::from_secs(60));
        let first = unsent.clone().keep(at(1), large());
        assert_eq!(read(unsent.clone().keep(at(1), large())), Some(LARGE));
        assert_eq!(read(first), None);
    }

    #[test]
    fn who_reads_too_slowly_is_cut_off() {
        let unsent = unsent(8 * LARGE, Duration::ZERO);
        assert_eq!(read(unsent.clone().keep(at(1), vec![0; PIECE - 1].into())), None, "its time is over");
        assert_eq!(read(unsent.keep(at(1), large())), Some(LARGE), "it has a second for each piece");
    }
}
