//! SQLite's index of its write-ahead log, a file beside the database. Its header changes with every commit, whichever
//! process made it, and reading it takes no lock and no statement: <https://www.sqlite.org/walformat.html#walidxfmt>.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

/// The length of the header, in bytes.
const LENGTH: usize = 48;

/// Where the header says whether it holds anything yet.
const IS_MADE: usize = 12;

/// What the index was at: another one after each commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CommitMark([u8; LENGTH]);

/// The index of a database.
#[derive(Debug)]
pub(super) struct WalIndex {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl WalIndex {
    /// That of the database in this file.
    pub fn of(database: PathBuf) -> Self {
        let mut path = database.into_os_string();
        path.push("-shm");
        WalIndex { path: path.into(), file: Mutex::default() }
    }

    /// The same, opened anew.
    pub fn again(&self) -> Self {
        WalIndex { path: self.path.clone(), file: Mutex::default() }
    }

    /// What the index is at; none where it cannot be told.
    pub fn mark(&self) -> Option<CommitMark> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // it is gone, and another one made, each time that the last connection closes
        if !file.as_ref().is_some_and(is_there) {
            *file = File::open(&self.path).ok();
        }
        file.as_ref().and_then(|file| read(file).ok().flatten())
    }
}

impl Drop for WalIndex {
    fn drop(&mut self) {
        let file = self.file.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        // To close a file gives up all locks that the process holds on it, those of SQLite's connections, too:
        // <https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_>
        if let Some(file) = file.filter(is_there) {
            std::mem::forget(file);
        }
    }
}

fn is_there(file: &File) -> bool {
    file.metadata().is_ok_and(|metadata| metadata.nlink() > 0)
}

/// The header. A writer writes it last of all, and one that is read half-written differs from both what was and what is.
fn read(file: &File) -> io::Result<Option<CommitMark>> {
    let mut header = [0; LENGTH];
    file.read_exact_at(&mut header, 0)?;
    Ok((header[IS_MADE] != 0).then_some(CommitMark(header)))
}
