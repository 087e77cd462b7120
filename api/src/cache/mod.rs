//! The three floors of the cache: what is read from one is what the database would say now, since the question says all that
//! the answer depends on (ADR 9).
//!
//! - **rows**: a row by its id, as far as the viewer sees it: good until a change names it.
//! - **lists**: the rows of a page, or their number, by the very statement that asks for them: good until a change touches
//!   what the statement reads.
//! - **answers**: a whole answer, by document, variables, language and viewer: good until a change touches what any of its
//!   statements reads, or one of its rows, or the clock alone changes something.

mod changes;
mod flights;
mod floor;
mod rows;

use std::any::Any;
use std::sync::Arc;

use axum::body::Bytes;
use metrics::{Recorder, Unit};

use crate::config;
use crate::digest::Digest;

pub use changes::{Changes, Depends, Facets, Touched};
pub use flights::Flights;
pub use floor::Floor;
pub use rows::{RowKey, Rows};

/// An answer that is kept.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The same bytes for all of one scope; none where each viewer has an answer of their own.
    pub answer: Option<Bytes>,
    /// What it costs to ask for it.
    pub cost: u64,
    /// What it depends on.
    pub depends: Arc<Depends>,
    /// The change that it was read after.
    pub at: i64,
}

/// The floors, and what is under way to them.
#[derive(Debug)]
pub struct Floors {
    /// What the changes have touched.
    pub changes: Arc<Changes>,
    /// Whole answers.
    pub answers: Floor<Digest, Answered>,
    /// Rows by their ids.
    pub rows: Rows,
    /// What lists hold, rows or a number, by the statements that ask for them.
    pub lists: Floor<RowKey, Arc<dyn Any + Send + Sync>>,
    /// What several wait for: an answer, or a statement.
    pub flights: Flights,
}

impl Floors {
    /// The floors, within these bounds, measured by `recorder`.
    #[must_use]
    pub fn new(bounds: &config::Cache, recorder: &impl Recorder) -> Self {
        let changes = Arc::<Changes>::default();
        Floors {
            answers: Floor::new("answers", bounds.answers, recorder),
            rows: Rows::new(bounds.rows, changes.clone(), recorder),
            lists: Floor::new("lists", bounds.lists, recorder),
            flights: Flights::default(),
            changes,
        }
    }

    /// Whether any of them keeps anything.
    pub fn are_on(&self) -> bool {
        self.answers.is_on() || self.rows.is_on() || self.lists.is_on()
    }

    /// Tells how many bytes each holds by now.
    pub fn measure(&self) {
        self.answers.measure();
        self.lists.measure();
        self.rows.measure();
    }
}

/// Says what the numbers of the floors mean.
pub fn describe(recorder: &impl Recorder) {
    for (name, doc) in [
        ("cache_hits_total", "What was found on the floor."),
        ("cache_misses_total", "What was not found on the floor, or held no longer."),
        ("cache_evictions_total", "What the floor let go of because it was full."),
    ] {
        recorder.describe_counter(name.into(), None, doc.into());
    }
    recorder.describe_gauge("cache_bytes".into(), Some(Unit::Bytes), "What the floor holds.".into());
}
