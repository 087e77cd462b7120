//! Taking in an upload: from the network to the store of objects, a few parts at a time.

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::{Stream, StreamExt};
use object_store::path::Path;
use object_store::{ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, timeout};

use super::content::{Content, Unfit};
use super::{Documents, failed};
use crate::error::Error;

/// How many parts may be on their way to the store of objects at a time.
const PARTS_UNDER_WAY: usize = 2;

/// How many bytes have to come within the patience: whoever sends one now and then keeps a place from others.
const LEAST: usize = 16 * 1024;

/// How an upload gets on.
struct Pace {
    /// How long it may be waited for what is lacking.
    left: Duration,
    /// How many bytes are lacking.
    lacking: usize,
}

/// What is said of an upload ahead of it.
#[derive(Clone, Debug)]
pub struct Announced {
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes, where it is told.
    pub length: Option<u64>,
    /// The SHA-256 of its bytes, where it is told.
    pub sha256: Option<[u8; 32]>,
}

/// What came.
#[derive(Clone, Debug)]
pub struct Received {
    /// How many bytes.
    pub byte_size: u64,
    /// Their SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

/// Why an upload is not kept.
#[derive(Debug)]
pub enum Rejected {
    /// There was nothing in it.
    Empty,
    /// It is larger than so many bytes.
    TooLarge(u64),
    /// Nothing came for too long, or all of it took too long.
    TooSlow,
    /// It ended before its end.
    CutOff,
    /// Its bytes are not those that were announced.
    Altered,
    /// It is not what it is said to be.
    Unfit(Unfit),
    /// It cannot be stored.
    Failed(Error),
}

impl From<object_store::Error> for Rejected {
    fn from(error: object_store::Error) -> Self {
        Self::Failed(failed(error))
    }
}

impl Documents {
    /// Stores the bytes under the key, all of them or none.
    ///
    /// # Errors
    /// If they are not what may be stored, or do not come.
    pub async fn receive(&self, key: &str, body: Body, announced: &Announced) -> Result<Received, Rejected> {
        if announced.length.is_some_and(|length| length > self.settings.limit) {
            return Err(Rejected::TooLarge(self.settings.limit));
        }
        let upload = self.objects.put_multipart(&Path::from(key)).await?;
        let mut writer = WriteMultipart::new_with_chunk_size(upload, self.part());
        let taken = self.take_in(&mut writer, body, announced);
        match timeout(self.settings.upload_timeout, taken).await.unwrap_or(Err(Rejected::TooSlow)) {
            Ok(received) => {
                writer.finish().await?;
                Ok(received)
            }
            Err(rejected) => {
                // what cannot be cleaned up now is swept away
                writer.abort().await.inspect_err(|error| tracing::warn!("cannot give an upload up: {error}")).ok();
                Err(rejected)
            }
        }
    }

    async fn take_in(
        &self,
        writer: &mut WriteMultipart,
        body: Body,
        announced: &Announced,
    ) -> Result<Received, Rejected> {
        let mut chunks = body.into_data_stream();
        let mut content = Content::new(&announced.media_type, &self.settings.types);
        let (mut digest, mut byte_size) = (Sha256::new(), 0);
        let mut pace = Pace { left: self.settings.patience, lacking: LEAST };
        while let Some(chunk) = self.next(&mut chunks, &mut pace).await? {
            byte_size += chunk.len() as u64;
            if byte_size > self.settings.limit {
                return Err(Rejected::TooLarge(self.settings.limit));
            }
            content.look(&chunk).map_err(Rejected::Unfit)?;
            digest.update(&chunk);
            writer.wait_for_capacity(PARTS_UNDER_WAY).await?;
            writer.write(&chunk);
        }
        if byte_size == 0 {
            return Err(Rejected::Empty);
        }
        content.end().map_err(Rejected::Unfit)?;
        let digest: [u8; 32] = digest.finalize().into();
        if announced.sha256.is_some_and(|announced| announced != digest) {
            return Err(Rejected::Altered);
        }
        Ok(Received { byte_size, sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect() })
    }

    /// The next bytes, if there are any. Whoever sends next to none for too long is cut off; the time that it takes to store
    /// them is not theirs.
    async fn next<E>(
        &self,
        chunks: &mut (impl Stream<Item = Result<Bytes, E>> + Unpin),
        pace: &mut Pace,
    ) -> Result<Option<Bytes>, Rejected> {
        let begun = Instant::now();
        let chunk = timeout(pace.left, chunks.next()).await.map_err(|_| Rejected::TooSlow)?;
        let chunk = chunk.transpose().map_err(|_| Rejected::CutOff)?;
        pace.lacking = pace.lacking.saturating_sub(chunk.as_ref().map_or(0, Bytes::len));
        pace.left = pace.left.saturating_sub(begun.elapsed());
        if pace.lacking == 0 {
            *pace = Pace { left: self.settings.patience, lacking: LEAST };
        }
        Ok(chunk)
    }
}
