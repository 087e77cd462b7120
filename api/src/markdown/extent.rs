//! How deep a text in Markdown is nested, and how large its tables are: what follows the parser, above all the sanitiser,
//! takes time that grows with the depth times the length.

use pulldown_cmark::{Event, Tag};

use super::parser;

/// The most elements within each other: quotations, lists and their items, emphasis, links, footnotes.
pub const MOST_LEVELS: usize = 32;

/// The most cells in all tables, those included that are added where a row is too short.
pub const MOST_CELLS: usize = 5_000;

/// How deep a text is nested, and how large it becomes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// The elements within each other.
    pub levels: usize,
    /// The cells in all tables.
    pub cells: usize,
    /// What the parser came across: the work that it took to find out.
    pub events: usize,
}

impl Extent {
    /// That of a text. The parser's work grows with the length of the text, however it is nested; it adds at most 2^18 cells
    /// to rows that are too short.
    pub fn of(markdown: &str) -> Self {
        let (mut extent, mut level) = (Self::default(), 0_usize);
        for event in parser(markdown) {
            extent.events += 1;
            match event {
                Event::Start(tag) => {
                    level += 1;
                    extent.levels = extent.levels.max(level);
                    extent.cells += usize::from(matches!(tag, Tag::TableCell));
                }
                Event::End(_) => level -= 1,
                _ => {}
            }
        }
        extent
    }

    /// Whether it is within the bounds.
    pub fn is_bounded(&self) -> bool {
        self.levels <= MOST_LEVELS && self.cells <= MOST_CELLS
    }
}
