//! The bytes of documents: where they are, how they come, how they are read and how they go. Who may read or write which
//! document is decided where its rows are.

mod content;
mod keep;
mod receive;
mod sweep;

use std::fs;
use std::io::{self, SeekFrom};
use std::ops::Range;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use futures_util::stream;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{GetOptions, GetResultPayload, ObjectStore, ObjectStoreExt};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::auth::secret;
use crate::clock::Clock;
use crate::config::{self, DocumentPlace};
use crate::digest::Digest;
use crate::error::Error;
use crate::places::{Place, Places};

pub use content::Unfit;
pub use keep::{Expected, Kept, Unmet, begin, keep};
pub use receive::{Announced, Received, Rejected};
pub use sweep::sweep_regularly;

/// How many uploads go on at a time: each takes the memory of some parts.
const MOST_UPLOADS: usize = 8;

/// How much of a file is read at a time.
const PIECE: usize = 256 * 1024;

/// How much is written at a time. S3 takes no smaller parts than the latter, but for the last.
const PART_OF_FILE: usize = 256 * 1024;
const PART_OF_OBJECT: usize = 5 * 1024 * 1024;

/// The place where the bytes of documents are cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("documents cannot be stored in {place}: {reason}")]
pub struct PlaceError {
    place: String,
    reason: String,
}

/// Room for an upload, until this is dropped.
#[derive(Debug)]
pub struct Room {
    _of_caller: Place,
    _of_all: OwnedSemaphorePermit,
}

/// Who has taken all the room for uploads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRoom {
    /// The caller.
    OfCaller,
    /// All callers together.
    OfAll,
}

/// Where the bytes of documents are.
#[derive(Debug)]
pub struct Documents {
    objects: Arc<dyn ObjectStore>,
    /// The same, where it is a folder.
    folder: Option<LocalFileSystem>,
    uploads: Arc<Semaphore>,
    of_callers: Places,
    settings: config::Documents,
}

impl Documents {
    /// Opens the place; a folder that is missing is made.
    ///
    /// # Errors
    /// If the folder cannot be made, or the bucket's settings are not right.
    pub fn open(settings: &config::Documents) -> Result<Self, PlaceError> {
        let (objects, folder) = match &settings.place {
            DocumentPlace::Folder(path) => {
                let made = fs::create_dir_all(path).map_err(|error| no_place(settings, error));
                let folder = made
                    .and_then(|()| LocalFileSystem::new_with_prefix(path).map_err(|error| no_place(settings, error)))?;
                // what a row names must survive a power cut as the row does
                let folder = folder.with_fsync(true);
                (Arc::new(folder.clone()) as Arc<dyn ObjectStore>, Some(folder))
            }
            DocumentPlace::Bucket(address) => (bucket(address).map_err(|error| no_place(settings, error))?, None),
        };
        let uploads = Arc::new(Semaphore::new(MOST_UPLOADS));
        let of_callers = Places::new(settings.most_per_caller);
        Ok(Self { objects, folder, uploads, of_callers, settings: settings.clone() })
    }

    /// Room for one more upload of the caller.
    ///
    /// # Errors
    /// If there is none: who has taken it.
    pub fn room(&self, caller: Digest) -> Result<Room, NoRoom> {
        let of_caller = self.of_callers.take(caller).ok_or(NoRoom::OfCaller)?;
        let of_all = self.uploads.clone().try_acquire_owned().map_err(|_| NoRoom::OfAll)?;
        Ok(Room { _of_caller: of_caller, _of_all: of_all })
    }

    /// What may be uploaded.
    #[must_use]
    pub fn settings(&self) -> &config::Documents {
        &self.settings
    }

    /// The bytes in the range. They are read as they are asked for, and never all at once.
    ///
    /// # Errors
    /// If they are not there, or the store of objects does not answer.
    pub async fn read(&self, key: &str, range: Range<u64>) -> Result<Body, Error> {
        let options = GetOptions { range: Some(range.clone().into()), ..GetOptions::default() };
        match self.objects.get_opts(&Path::from(key), options).await.map_err(failed)?.payload {
            GetResultPayload::File(file, _) => from_file(File::from_std(file), range).await.map_err(Error::internal),
            GetResultPayload::Stream(stream) => Ok(Body::from_stream(stream)),
        }
    }

    /// Deletes bytes, also those of an upload that broke off. There need not be any.
    async fn delete(&self, key: &str) -> Result<(), Error> {
        let path = Path::from(key);
        if let Some(folder) = &self.folder {
            // where a file is written before it gets its name
            let mut staged = folder.path_to_filesystem(&path).map_err(failed)?.into_os_string();
            staged.push("#1");
            match tokio::fs::remove_file(staged).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::internal(error)),
                _ => {}
            }
        }
        match self.objects.delete(&path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }

    /// How much is written at a time.
    fn part(&self) -> usize {
        if self.folder.is_some() { PART_OF_FILE } else { PART_OF_OBJECT }
    }
}

/// A new place for bytes, which nobody can guess. It is in one of 256 folders, so that none gets too large.
#[must_use]
pub fn new_key(clock: &Clock) -> String {
    let random = secret::hex(&clock.random::<24>());
    format!("{}/{random}", &random[..2])
}

fn no_place(settings: &config::Documents, error: impl std::error::Error) -> PlaceError {
    PlaceError { place: settings.place.to_string(), reason: error.to_string().replace('\n', " ") }
}

/// The bucket at `s3://bucket/prefix`. Keys, region and endpoint are in the variables that all programs know.
fn bucket(address: &str) -> object_store::Result<Arc<dyn ObjectStore>> {
    let address = address.trim_start_matches("s3://");
    let (name, prefix) = address.split_once('/').unwrap_or((address, ""));
    let objects = AmazonS3Builder::from_env().with_bucket_name(name).build()?;
    Ok(Arc::new(PrefixStore::new(objects, Path::from(prefix))))
}

/// What the store of objects says, for the log. The same request can succeed when it is back.
fn failed(error: object_store::Error) -> Error {
    match error {
        error @ object_store::Error::NotFound { .. } => Error::internal(error),
        error => Error::Outage(Arc::new(error)),
    }
}

/// The bytes of a file in the range, in pieces.
async fn from_file(mut file: File, range: Range<u64>) -> io::Result<Body> {
    file.seek(SeekFrom::Start(range.start)).await?;
    let rest = file.take(range.end - range.start);
    Ok(Body::from_stream(stream::try_unfold(rest, async |mut rest| {
        let mut piece = Vec::with_capacity(PIECE);
        let read = rest.read_buf(&mut piece).await?;
        io::Result::Ok((read > 0).then(|| (Bytes::from(piece), rest)))
    })))
}
