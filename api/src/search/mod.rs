//! Searching: what the words of a text are, which of them are found by which query, and which find is the best.
//!
//! No database is asked here, so both databases find the same, in the same order (ADR 10). Texts become terms when they are
//! written (`document.rs`), a query becomes terms to be looked up (`query.rs`), and what the database finds by it is ranked
//! by the terms of what was found (`rank.rs`). `excerpt.rs` shows where in a text that was.

mod document;
mod excerpt;
mod query;
mod rank;
mod word;

pub use document::{Outline, SCHEME, type_of};
pub use excerpt::{Excerpt, Passage, excerpts};
pub use query::{LONGEST_QUERY, MOST_WORDS, Query, Sought};
pub use rank::{Candidate, Hit, rank};
