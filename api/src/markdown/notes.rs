//! Footnotes: numbered as they come, with links there and back. Their ids are made of the text itself, so that those of
//! several texts on one page do not get into each other's way.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use crate::digest::Digest;

/// The events of a text, its footnotes as HTML.
pub(super) struct Notes<'a, I> {
    events: I,
    /// What the ids of this text begin with.
    prefix: String,
    notes: HashMap<CowStr<'a>, Note>,
    /// The names of the notes that the walk is within.
    within: Vec<CowStr<'a>>,
}

#[derive(Clone, Copy)]
struct Note {
    number: usize,
    is_referred_to: bool,
}

impl<'a, I: Iterator<Item = Event<'a>>> Notes<'a, I> {
    /// Those of `events`, which come from this text.
    pub fn of(markdown: &str, events: I) -> Self {
        let [first, second, third, ..] = Digest::of([markdown.as_bytes()]).bytes();
        let prefix = format!("fn-{first:02x}{second:02x}{third:02x}");
        Self { events, prefix, notes: HashMap::new(), within: vec![] }
    }

    fn note(&mut self, name: CowStr<'a>) -> &mut Note {
        let number = self.notes.len() + 1;
        self.notes.entry(name).or_insert(Note { number, is_referred_to: false })
    }

    fn reference(&mut self, name: CowStr<'a>) -> String {
        let note = self.note(name);
        let is_first = !std::mem::replace(&mut note.is_referred_to, true);
        let number = note.number;
        let prefix = &self.prefix;
        let id = if is_first { format!(" id=\"{prefix}-{number}-from\"") } else { String::new() };
        format!("<sup><a href=\"#{prefix}-{number}\"{id}>{number}</a></sup>")
    }

    fn begin(&mut self, name: CowStr<'a>) -> String {
        let number = self.note(name.clone()).number;
        self.within.push(name);
        format!("<div id=\"{}-{number}\"><sup>{number}</sup>\n", self.prefix)
    }

    fn end(&mut self) -> String {
        let note = self.within.pop().and_then(|name| self.notes.get(&name)).filter(|note| note.is_referred_to);
        let back = |note: &Note| format!("<a href=\"#{}-{}-from\">↩</a>", self.prefix, note.number);
        format!("{}</div>\n", note.map(back).unwrap_or_default())
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Notes<'a, I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        Some(match self.events.next()? {
            Event::FootnoteReference(name) => Event::InlineHtml(self.reference(name).into()),
            Event::Start(Tag::FootnoteDefinition(name)) => Event::Html(self.begin(name).into()),
            Event::End(TagEnd::FootnoteDefinition) => Event::Html(self.end().into()),
            other => other,
        })
    }
}
