//! The pages as they were written: the schema of a program never changes, so neither do they.

use std::{fmt, sync::OnceLock};

use apollo_compiler::{Name, Schema};
use axum::body::Bytes;
use quick_cache::{Weighter, sync::Cache};

use super::{overview, places::Places, type_page};
use crate::language::Language;

/// The memory for them, in bytes.
const MOST: u64 = 16 * 1024 * 1024;

/// What one takes up in the middle, in bytes: it decides into how many parts the memory is divided.
const TYPICAL: u64 = 64 * 1024;

/// What a page is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Page {
    /// All of the schema.
    Overview,
    /// A type of it.
    Type(Name),
}

/// The pages.
pub struct Pages {
    places: OnceLock<Places>,
    written: Cache<(Language, Page), Bytes, Scale>,
}

/// Tells what a page takes up.
#[derive(Clone, Copy)]
struct Scale;

impl Weighter<(Language, Page), Bytes> for Scale {
    fn weight(&self, _: &(Language, Page), page: &Bytes) -> u64 {
        page.len() as u64 + 128
    }
}

impl Default for Pages {
    fn default() -> Self {
        let written = Cache::with_weighter((MOST / TYPICAL) as usize, MOST, Scale);
        Self { places: OnceLock::new(), written }
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("written", &self.written.len()).finish()
    }
}

impl Pages {
    /// The page in the language, about a type that the schema has.
    pub fn page(&self, schema: &Schema, language: Language, page: Page) -> Bytes {
        let key = (language, page);
        if let Some(written) = self.written.get(&key) {
            return written;
        }
        let places = self.places.get_or_init(|| Places::of(schema));
        let text = match &key.1 {
            Page::Overview => overview::page(schema, language),
            Page::Type(name) => type_page::page(schema, places, language, name),
        };
        let written = Bytes::from(text.into_string());
        self.written.insert(key, written.clone());
        written
    }
}
