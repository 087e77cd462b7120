//! Where the keys of an issuer come from: its metadata (OpenID Connect Discovery 1.0) and the set of keys that it names.
//!
//! They are fetched once for all who wait, refreshed beside the requests, and kept for a day while the issuer is down. A
//! signature that no known key made has them fetched again, at most twice a minute whoever asks.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Client, redirect::Policy};
use serde::{Deserialize, de::DeserializeOwned};
use tokio::sync::Mutex;
use url::Url;

use super::{
    AuthError,
    key_set::{KeySet, Signature},
};
use crate::{clock::Clock, config};

/// For how long keys are taken to be right without asking again.
const FRESH: TimeDelta = TimeDelta::minutes(10);

/// For how long they are used while the issuer cannot be reached.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// The shortest time between two fetches for the sake of unknown keys, and between two refreshes that failed.
const PAUSE: TimeDelta = TimeDelta::seconds(30);

/// The shortest time between two fetches while there is no key at all.
const URGENT_PAUSE: TimeDelta = TimeDelta::seconds(2);

/// How long the issuer may take for an answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The largest answer that is read.
const LARGEST_ANSWER: usize = 512 * 1024;

/// The keys of an issuer.
#[derive(Debug)]
pub(super) struct Keys {
    issuer: String,
    metadata: String,
    client: Client,
    clock: Clock,
    known: RwLock<Known>,
    /// Held by whoever fetches.
    flight: Mutex<()>,
}

#[derive(Clone, Debug, Default)]
struct Known {
    /// The keys, and when they were fetched.
    keys: Option<(Arc<KeySet>, DateTime<Utc>)>,
    /// The number of fetches so far.
    fetches: u64,
    /// When the last one ended, and whether it failed.
    last: Option<(DateTime<Utc>, bool)>,
    /// When the last one for the sake of an unknown key began.
    unknown: Option<DateTime<Utc>>,
}

/// Why keys could not be fetched: for the log.
#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error("{0}")]
    Http(#[from] reqwest::Error),
    #[error("{url} answers {status}")]
    Status { url: String, status: u16 },
    #[error("{0} answers more than {LARGEST_ANSWER} bytes")]
    TooLarge(String),
    #[error("{url} does not answer what was expected: {error}")]
    Json { url: String, error: serde_json::Error },
    #[error("the metadata is that of {0}")]
    OtherIssuer(String),
    #[error("the keys are not at a safe address: {0}")]
    UnsafeAddress(String),
    #[error("{0} holds no key that can be used")]
    NoKeys(String),
}

/// What is read of the metadata.
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

impl Keys {
    /// The keys of this issuer. Nothing is fetched yet.
    ///
    /// # Errors
    /// If no HTTP client can be made.
    pub fn new(issuer: &config::Issuer, clock: Clock) -> Result<Arc<Self>, reqwest::Error> {
        // A redirect could lead anywhere; an issuer has no reason for one.
        let mut client = Client::builder().timeout(PATIENCE).redirect(Policy::none());
        if issuer.metadata().parse::<Url>().is_ok_and(|url| url.scheme() == "http") {
            // It is on this machine: there is no proxy between us, and no certificate is needed. There may be none.
            client = client.no_proxy().tls_certs_only([]);
        }
        Ok(Arc::new(Self {
            issuer: issuer.url.to_string(),
            metadata: issuer.metadata(),
            client: client.build()?,
            clock,
            known: RwLock::default(),
            flight: Mutex::default(),
        }))
    }

    /// Whether the issuer made the signature. If none of its keys did as far as they are known, they are looked at again:
    /// the key may be new, with a new name or the old one.
    ///
    /// # Errors
    /// If it did not; `Unavailable` if that cannot be told, since the issuer does not answer.
    pub async fn verify(self: &Arc<Self>, signature: &Signature<'_>) -> Result<(), AuthError> {
        if self.current().await?.verifies(signature) {
            return Ok(());
        }
        self.look_again(signature).await;
        let known = self.known();
        match known.keys {
            Some((set, _)) if set.verifies(signature) => Ok(()),
            Some((set, _)) if set.has(signature) => Err(AuthError::InvalidToken("auth-signature")),
            // Only the issuer knows whether there is such a key.
            _ if known.last.is_some_and(|(_, failed)| failed) => Err(AuthError::Unavailable),
            _ => Err(AuthError::InvalidToken("auth-unknown-key")),
        }
    }

    /// The keys as far as they are known.
    async fn current(self: &Arc<Self>) -> Result<Arc<KeySet>, AuthError> {
        let known = self.known();
        let now = self.clock.now();
        match &known.keys {
            Some((set, at)) if now - *at < KEPT => {
                if now - *at >= FRESH && known.may_fetch(now, PAUSE) {
                    self.refresh_beside(known.fetches);
                }
                Ok(set.clone())
            }
            _ => self.fetch_now(&known).await,
        }
    }

    /// Fetches the keys while the request waits, there being none.
    async fn fetch_now(&self, known: &Known) -> Result<Arc<KeySet>, AuthError> {
        let _flight = self.flight.lock().await;
        let latest = self.known();
        if latest.fetches == known.fetches && latest.may_fetch(self.clock.now(), URGENT_PAUSE) {
            self.fetch().await;
        }
        let usable = self.known().keys.filter(|(_, at)| self.clock.now() - *at < KEPT);
        usable.map(|(set, _)| set).ok_or(AuthError::Unavailable)
    }

    /// Fetches the keys without letting the request wait.
    fn refresh_beside(self: &Arc<Self>, seen: u64) {
        let keys = self.clone();
        tokio::spawn(async move {
            let Ok(_flight) = keys.flight.try_lock() else { return };
            if keys.known().fetches == seen {
                keys.fetch().await;
            }
        });
    }

    /// Fetches the keys for the sake of a signature that none of them made, if it is time to.
    async fn look_again(&self, signature: &Signature<'_>) {
        let _flight = self.flight.lock().await;
        // Not whether somebody has fetched keys meanwhile: they may have asked before the key was made.
        let is_found = self.known().keys.is_some_and(|(set, _)| set.verifies(signature));
        if !is_found && self.begin_unknown() {
            self.fetch().await;
        }
    }

    /// Whether keys may be fetched for the sake of an unknown one; if so, they may not for a while from now on.
    fn begin_unknown(&self) -> bool {
        let now = self.clock.now();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let may = known.unknown.is_none_or(|at| now - at >= PAUSE);
        if may {
            known.unknown = Some(now);
        }
        may
    }

    fn known(&self) -> Known {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Fetches the keys. What there was stays if that fails.
    async fn fetch(&self) {
        let fetched = self.fetched().await;
        let now = self.clock.now();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.fetches += 1;
        known.last = Some((now, fetched.is_err()));
        match fetched {
            Ok(set) => {
                tracing::info!(issuer = self.issuer, "fetched the keys of {}", self.issuer);
                known.keys = Some((Arc::new(set), now));
            }
            Err(error) => {
                tracing::warn!(issuer = self.issuer, "cannot fetch the keys of {}: {error}", self.issuer);
            }
        }
    }

    async fn fetched(&self) -> Result<KeySet, FetchError> {
        let metadata: Metadata = self.json(&self.metadata).await?;
        // Discovery, 4.3: else one issuer could pass its keys off as another's.
        if metadata.issuer != self.issuer {
            return Err(FetchError::OtherIssuer(metadata.issuer));
        }
        let is_safe = metadata.jwks_uri.parse::<Url>().is_ok_and(|url| config::is_safe(&url));
        if !is_safe {
            return Err(FetchError::UnsafeAddress(metadata.jwks_uri));
        }
        let json = self.bytes(&metadata.jwks_uri).await?;
        let keys = KeySet::parse(&json).map_err(|error| FetchError::Json { url: metadata.jwks_uri.clone(), error })?;
        if keys.is_empty() { Err(FetchError::NoKeys(metadata.jwks_uri)) } else { Ok(keys) }
    }

    async fn json<T: DeserializeOwned>(&self, url: &str) -> Result<T, FetchError> {
        let json = self.bytes(url).await?;
        serde_json::from_slice(&json).map_err(|error| FetchError::Json { url: url.to_owned(), error })
    }

    async fn bytes(&self, url: &str) -> Result<Vec<u8>, FetchError> {
        let mut response = self.client.get(url).send().await?;
        let status = response.status().as_u16();
        if status != 200 {
            return Err(FetchError::Status { url: url.to_owned(), status });
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > LARGEST_ANSWER {
                return Err(FetchError::TooLarge(url.to_owned()));
            }
        }
        Ok(bytes)
    }
}

impl Known {
    /// Whether the last fetch is long enough ago, if it failed.
    fn may_fetch(&self, now: DateTime<Utc>, pause: TimeDelta) -> bool {
        !matches!(self.last, Some((at, true)) if now - at < pause)
    }
}
