//! How many may be connected, and for how long without a word.

use std::{num::NonZeroU32, time::Duration};

use super::{MIB, Settings, size, span};

/// Settings of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connections {
    /// The longest until the head of a request is there.
    pub head_timeout: Duration,
    /// The longest without a request under way.
    pub idle_timeout: Duration,
    /// The longest that nothing more of an answer is taken.
    pub write_timeout: Duration,
    /// The most at a time; none for as many as the system lets be open.
    pub most: Option<u32>,
    /// The most at a time from one address; 0 for no limit.
    pub most_per_address: u32,
    /// The most memory for answers that are made and not sent yet, in bytes.
    pub most_unsent: usize,
}

impl Connections {
    /// The settings, with the defaults for what is not said.
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            head_timeout: span(settings.head_timeout, 10),
            // longer than the proxies in front keep theirs (60 s, most of them): whoever closes first must be the one who asks
            idle_timeout: span(settings.idle_timeout, 75),
            write_timeout: span(settings.write_timeout, 30),
            most: settings.max_connections.map(NonZeroU32::get),
            most_per_address: settings.max_connections_per_address.unwrap_or(256),
            most_unsent: size(settings.unsent_limit, 256 * MIB),
        }
    }
}
