//! The data version: a request learns it before it reads, and whatever was read at a version is what there is for as long
//! as the version is the same.
//!
//! It is the head of the change log. A read that begins after a write was acknowledged learns of that write, on every node:
//! the head is read anew for each request, in one read that all share who wait at that moment. On SQLite the read is saved
//! where nothing has been committed since the last one, by this process or by another.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use entity::{change, change_head};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Store;
use super::facet::touched;
use super::wal::{CommitMark, WalIndex};
use crate::error::Error;

/// How many changes are looked at one by one; after more, nothing holds that was read before.
const MOST_CHANGES: i64 = 10_000;

/// What the data is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DataVersion {
    /// The head of the change log.
    seq: i64,
    /// How often the database has been filled beside the log.
    fillings: i64,
}

impl DataVersion {
    /// The change that is the last one.
    pub fn seq(self) -> i64 {
        self.seq
    }

    /// As a part of a digest, as far as the change log does not tell of it.
    pub fn filled(self) -> [u8; 8] {
        self.fillings.to_le_bytes()
    }

    /// As a part of a digest.
    pub fn bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        for (place, number) in bytes.chunks_exact_mut(8).zip([self.seq, self.fillings]) {
            place.copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }
}

/// What is known of the data version.
#[derive(Debug, Default)]
pub(super) struct Versions {
    /// Where SQLite tells that something was committed.
    index: Option<WalIndex>,
    /// The last version that was read, and what the index was at before.
    known: Mutex<Option<(CommitMark, DataVersion)>>,
    /// How many have asked so far.
    asked: AtomicU64,
    /// The last read that was shared, which one at a time makes.
    shared: tokio::sync::Mutex<Option<SharedRead>>,
}

/// A read of the head that all share who had asked before it began.
#[derive(Clone, Copy, Debug)]
struct SharedRead {
    /// How many had asked when it began.
    asked: u64,
    version: DataVersion,
}

impl Versions {
    /// For a SQLite database with this index, or for another.
    pub fn new(index: Option<WalIndex>) -> Self {
        Versions { index, ..Self::default() }
    }

    /// The same for a store that has learned of none.
    pub fn anew(&self) -> Self {
        Versions::new(self.index.as_ref().map(WalIndex::again))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Option<(CommitMark, DataVersion)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// The version that the data is at: at least that of every write which was acknowledged before this was called.
    pub async fn version(&self) -> Result<DataVersion, Error> {
        // before the head is read: what is committed meanwhile makes the mark differ, and the next to ask reads again
        let mark = self.versions.index.as_ref().and_then(WalIndex::mark);
        if let Some((known, version)) = *self.versions.known()
            && mark == Some(known)
        {
            return Ok(version);
        }
        let version = self.shared_head().await?;
        if let Some(mark) = mark {
            *self.versions.known() = Some((mark, version));
        }
        Ok(version)
    }

    /// The head, by a read that began after this was called.
    async fn shared_head(&self) -> Result<DataVersion, Error> {
        let turn = self.versions.asked.fetch_add(1, Ordering::SeqCst) + 1;
        let mut shared = self.versions.shared.lock().await;
        if let Some(read) = shared.filter(|read| read.asked >= turn) {
            return Ok(read.version);
        }
        let asked = self.versions.asked.load(Ordering::SeqCst);
        // in a box: one reads, and the others wait without carrying along the room that this takes
        let version = Box::pin(self.head()).await?;
        *shared = Some(SharedRead { asked, version });
        Ok(version)
    }

    async fn head(&self) -> Result<DataVersion, Error> {
        let head = change_head::Entity::find_by_id(1).one(&self.db).await?;
        let head = head.ok_or_else(|| Error::internal("the change log has no head"))?;
        let version = DataVersion { seq: head.seq, fillings: head.fillings };
        self.note_changes(version).await?;
        Ok(version)
    }

    /// Notes what the changes up to this version have touched, for the floors.
    async fn note_changes(&self, version: DataVersion) -> Result<(), Error> {
        let Some(floors) = self.floors.as_ref().filter(|floors| floors.are_on()) else { return Ok(()) };
        let Some(known) = floors.changes.up_to().filter(|known| version.seq - known <= MOST_CHANGES) else {
            floors.changes.forget(version.seq);
            return Ok(());
        };
        if known < version.seq {
            let new = change::Entity::find().filter(change::Column::Seq.gt(known)).all(&self.db).await?;
            floors.changes.note(new.into_iter().map(touched), version.seq);
        }
        Ok(())
    }
}
