//! Bodies of requests that came before and were answered from what is known, taken apart: to do it again would take longer
//! than to find the answer.

use std::{fmt, sync::Arc};

use axum::body::Bytes;
use quick_cache::{Weighter, sync::Cache};

use crate::execute::GraphqlRequest;

/// The memory for them, in bytes.
const MOST: u64 = 4 * 1024 * 1024;

/// What one takes up in the middle, in bytes: it decides into how many parts the memory is divided.
const TYPICAL: u64 = 4096;

/// The bodies.
pub struct Bodies(Cache<Bytes, Arc<GraphqlRequest>, Scale>);

/// Tells what a body and its parts take up.
#[derive(Clone, Copy)]
struct Scale;

impl Weighter<Bytes, Arc<GraphqlRequest>> for Scale {
    fn weight(&self, body: &Bytes, _: &Arc<GraphqlRequest>) -> u64 {
        body.len() as u64 * 2 + 512
    }
}

impl Default for Bodies {
    fn default() -> Self {
        Self(Cache::with_weighter((MOST / TYPICAL) as usize, MOST, Scale))
    }
}

impl fmt::Debug for Bodies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bodies").field("known", &self.0.len()).finish()
    }
}

impl Bodies {
    /// The request in a body, if it is known.
    pub fn find(&self, body: &[u8]) -> Option<Arc<GraphqlRequest>> {
        self.0.get(body)
    }

    /// Notes the request in a body.
    pub fn keep(&self, body: Vec<u8>, request: Arc<GraphqlRequest>) {
        self.0.insert(body.into(), request);
    }
}
