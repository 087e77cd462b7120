//! The one door to the database.
//!
//! The connection is private to this folder. Rows leave it by [`Store`]'s reading methods only, each of which takes
//! the [`Actor`](crate::policy::Actor) who asks and applies the entity's [`Policy`](crate::policy::Policy) before
//! filter, order, page and count. There is no other way to a row of a thing. Rows are changed by [`Store::write`] only, which
//! asks the table of actions and leaves a trace in the change log.

mod as_of;
mod bulk;
mod change;
mod connect;
mod contact_reading;
mod encryption;
mod erasure;
mod facet;
mod find_actor;
mod group;
mod idempotency;
mod link;
mod listed;
mod measure;
mod moment;
mod old_pages;
mod other_end;
mod past;
mod period;
mod personal_data;
mod protected;
mod query;
mod read;
mod reference;
mod reindex;
mod search;
mod sight;
mod sign_in;
mod stray_object;
mod terms;
mod turn;
mod version;
mod wal;
mod write;

use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use find_actor::Actors;
use moment::Moments;
use sea_orm::DatabaseConnection;
use turn::Turns;
use version::Versions;

use crate::cache::{Depends, Floors};

pub use bulk::Bulk;
pub use connect::ConnectError;
pub use contact_reading::{Detail, Readings};
pub use group::{AsOf, Dimension, Group, Held, Keys, Statistics};
pub use idempotency::{Attempt, Known, Left, Marked, Steps};
pub use measure::{Measure, Measures, Summary};
pub use moment::Moment;
pub use past::{Deed, Linked, Past};
pub use period::Period;
pub use protected::protected_seats;
pub use query::{Filter, Key, Membership, Path, Step, Window};
pub use read::Rows;
pub use sight::Sight;
pub use version::DataVersion;
pub use write::{Permit, Work, Write};

/// The database, behind its door. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    db: DatabaseConnection,
    /// Whose turn it is to write, where there is one writer at a time.
    turns: Option<Arc<Turns>>,
    statements: Arc<AtomicU64>,
    versions: Arc<Versions>,
    moments: Arc<Moments>,
    actors: Actors,
    /// What was read before, and is looked at only by a store that reads at a moment.
    floors: Option<Arc<Floors>>,
    /// How it reads, where it reads at a moment.
    reading: Option<Reading>,
}

/// What a request reads at a moment.
#[derive(Clone, Debug)]
struct Reading {
    version: DataVersion,
    /// What has been read so far.
    read: Arc<Mutex<Read>>,
}

/// What a request has read.
#[derive(Debug, Default)]
struct Read {
    depends: Depends,
    /// Whether any of it is written beside the change log, so that no version tells of it.
    is_beside_the_log: bool,
}

impl Store {
    /// The same with a cache. It learns of versions by itself, so that it drops what each of them names.
    #[must_use]
    pub fn with_floors(self, floors: Arc<Floors>) -> Self {
        let (versions, moments, actors) = (Arc::new(self.versions.anew()), Arc::default(), Actors::default());
        Store { floors: Some(floors), versions, moments, actors, ..self }
    }

    /// The same for reading at a moment: what was read before, and still holds then, is not read again.
    #[must_use]
    pub fn at(&self, moment: Moment) -> Self {
        let reading = Reading { version: moment.version, read: Arc::default() };
        Store { reading: Some(reading), ..self.clone() }
    }
}
