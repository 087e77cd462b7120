//! How many may be connected. What is over a limit takes the place of whoever has been waited for the longest time, so that
//! those who say nothing, announce what does not come or take nothing keep nobody out; where all are at work, it is refused at
//! once.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{net::TcpStream, time::Instant};

use super::pulse::Pulse;
use crate::{
    config::{self, Network},
    http::address::is_proxy,
    language::Language,
    message,
    rate_limit::network,
};

/// How often it is said that connections are refused.
const SAID_EVERY: Duration = Duration::from_secs(10);

/// Lets connections in.
pub struct Admission {
    open: Arc<Mutex<Open>>,
    most: usize,
    most_per_address: usize,
    proxies: Vec<Network>,
    refusal: Vec<u8>,
}

/// Those that were let in.
#[derive(Default)]
struct Open {
    by_number: HashMap<u64, Entry>,
    /// How many of them come from where; whom proxies ask for is not told by the address.
    by_network: HashMap<IpAddr, usize>,
    next: u64,
    refused: u64,
    said: Option<Instant>,
}

struct Entry {
    network: Option<IpAddr>,
    pulse: Arc<Pulse>,
}

/// The place of a connection. It is free again when this is dropped.
pub struct Place {
    /// The pulse of the connection.
    pub pulse: Arc<Pulse>,
    number: u64,
    open: Arc<Mutex<Open>>,
}

impl Admission {
    /// By the settings.
    pub fn new(settings: &config::Http) -> Self {
        let terms = settings.connections;
        let narrow = |limit: u32| usize::try_from(limit).unwrap_or(usize::MAX);
        Self {
            open: Arc::default(),
            most: terms.most.map_or(usize::MAX, narrow),
            most_per_address: if terms.most_per_address == 0 { usize::MAX } else { narrow(terms.most_per_address) },
            proxies: settings.trusted_proxies.clone(),
            refusal: refusal(),
        }
    }

    /// The place of a connection from this address; none where there is none, which it is told.
    pub fn admit(&self, stream: &TcpStream, peer: IpAddr) -> Option<Place> {
        let peer = peer.to_canonical();
        let network = (!is_proxy(peer, &self.proxies)).then(|| network(peer));
        let place = self.place(network);
        if place.is_none() {
            // as far as there is room for it: nobody waits for whoever is refused
            stream.try_write(&self.refusal).ok();
        }
        place
    }

    fn place(&self, network: Option<IpAddr>) -> Option<Place> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let of_network = network.and_then(|network| open.by_network.get(&network)).copied().unwrap_or_default();
        let has_room = (of_network < self.most_per_address || open.make_room(|entry| entry.network == network))
            && (open.by_number.len() < self.most || open.make_room(|_| true));
        if !has_room {
            open.say_refused();
            return None;
        }
        let pulse = Arc::new(Pulse::new());
        let number = open.add(Entry { network, pulse: pulse.clone() });
        Some(Place { pulse, number, open: self.open.clone() })
    }
}

impl Open {
    fn add(&mut self, entry: Entry) -> u64 {
        self.next += 1;
        if let Some(network) = entry.network {
            *self.by_network.entry(network).or_default() += 1;
        }
        self.by_number.insert(self.next, entry);
        self.next
    }

    /// Takes an entry out, if it is still there.
    fn remove(&mut self, number: u64) -> Option<Entry> {
        let entry = self.by_number.remove(&number)?;
        if let Some(network) = entry.network
            && let Some(count) = self.by_network.get_mut(&network)
        {
            *count -= 1;
            if *count == 0 {
                self.by_network.remove(&network);
            }
        }
        Some(entry)
    }

    /// Lets go of whoever of these has been waited for the longest time. Is there anybody?
    fn make_room(&mut self, of_these: impl Fn(&Entry) -> bool) -> bool {
        let these = self.by_number.iter().filter(|(_, entry)| of_these(entry));
        let idle = these.filter_map(|(number, entry)| Some((entry.pulse.idle_since()?, *number)));
        let dismissed = idle.min().and_then(|(_, number)| self.remove(number));
        dismissed.map(|entry| entry.pulse.dismiss()).is_some()
    }

    fn say_refused(&mut self) {
        self.refused += 1;
        if self.said.is_none_or(|said| said.elapsed() >= SAID_EVERY) {
            tracing::warn!("connections over the limit are refused: {} so far", self.refused);
            self.said = Some(Instant::now());
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(self.number);
    }
}

/// What a connection is told that is refused, before anything of it is read: so it is in no language that it asked for.
fn refusal() -> Vec<u8> {
    let message = message::plain(Language::default(), "http-too-many-connections");
    let body =
        serde_json::json!({ "errors": [{ "message": message, "extensions": { "code": "UNAVAILABLE" } }] }).to_string();
    format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json; charset=utf-8\r\nretry-after: 5\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use axum::http::Version;

    use super::*;

    fn admission(most: u32, most_per_address: u32) -> Admission {
        let mut settings = config::Config::new(config::Settings::default()).expect("settings").http;
        settings.connections.most = Some(most);
        settings.connections.most_per_address = most_per_address;
        Admission::new(&settings)
    }

    fn at(last: u8) -> Option<IpAddr> {
        Some(IpAddr::from([192, 0, 2, last]))
    }

    #[test]
    fn who_says_nothing_makes_room_and_who_is_at_work_does_not() {
        let admission = admission(3, 2);
        let silent = admission.place(at(1)).expect("a place");
        let busy = admission.place(at(1)).expect("a place");
        let work = busy.pulse.asked(Version::HTTP_11);
        let third = admission.place(at(1)).expect("that of the silent one");
        let more = third.pulse.asked(Version::HTTP_11);
        assert!(admission.place(at(1)).is_none(), "both are at work");
        let other = admission.place(at(2)).expect("another address has places of its own");
        assert!(admission.place(at(3)).is_some(), "that of the other, who says nothing");
        drop((silent, other, work));
        assert!(admission.place(at(1)).is_some(), "that of the one who is done");
        drop((busy, third, more));
        let open = admission.open.lock().expect("those that are open");
        assert!(open.by_number.is_empty() && open.by_network.is_empty());
    }

    #[test]
    fn proxies_share_nothing_but_the_whole() {
        let admission = admission(3, 1);
        let places: Vec<_> = (0..3).map(|_| admission.place(None).expect("a place")).collect();
        let work: Vec<_> = places.iter().map(|place| place.pulse.asked(Version::HTTP_2)).collect();
        assert!(admission.place(None).is_none());
        drop(work);
        assert!(admission.place(None).is_some());
    }
}
