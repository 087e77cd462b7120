//! HTML in a text: the tags of running text stay, without attributes and closed where they were opened; of all others only
//! what stands between them stays. So what the sanitiser reads is nested no deeper than the Markdown around it, and nothing
//! in a text can make it go over the same again and again.

use std::collections::VecDeque;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// The tags that stay.
const KEPT: [&str; 19] = [
    "abbr", "b", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "strong", "sub",
    "sup", "u", "var",
];

/// Those of them, and others, that have no content.
const EMPTY: [&str; 3] = ["br", "hr", "wbr"];

/// Tags whose content is not for readers.
const SILENT: [&str; 2] = ["script", "style"];

/// The most tags that are open at a time; what is within more than that is left bare.
const MOST_OPEN: usize = 16;

/// The events of a text, its HTML tamed.
pub(super) struct Tame<'a, I> {
    events: I,
    /// The tags that are open, by the elements around them.
    open: Vec<Vec<&'static str>>,
    /// The block of HTML that is gathered.
    block: Option<String>,
    /// What comes before the next event.
    next: VecDeque<Event<'a>>,
}

/// A part of some HTML.
enum Part<'t> {
    Text(&'t str),
    Opens(&'t str),
    Closes(&'t str),
}

impl<'a, I: Iterator<Item = Event<'a>>> Tame<'a, I> {
    /// Those of `events`.
    pub fn of(events: I) -> Self {
        Self { events, open: vec![vec![]], block: None, next: VecDeque::new() }
    }

    fn hear(&mut self, event: Event<'a>) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.block = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => {
                let block = self.block.take().unwrap_or_default();
                self.enter(Event::Start(Tag::Paragraph));
                self.html(&block);
                self.leave(Event::End(TagEnd::Paragraph));
            }
            Event::Html(html) | Event::InlineHtml(html) => match &mut self.block {
                Some(block) => block.push_str(&html),
                None => self.html(&html),
            },
            Event::Text(text) if self.block.is_some() => self.block.iter_mut().for_each(|block| block.push_str(&text)),
            Event::Start(_) => self.enter(event),
            Event::End(_) => self.leave(event),
            other => self.next.push_back(other),
        }
    }

    fn enter(&mut self, event: Event<'a>) {
        self.open.push(vec![]);
        self.next.push_back(event);
    }

    /// Closes what was opened within the element that ends.
    fn leave(&mut self, event: Event<'a>) {
        for name in self.open.pop().unwrap_or_default().into_iter().rev() {
            self.tag("</", name);
        }
        self.next.push_back(event);
    }

    fn html(&mut self, html: &str) {
        for part in parts(html) {
            match part {
                // it is HTML already: its character references stay
                Part::Text(text) => self.next.push_back(Event::InlineHtml(text.replace('<', "&lt;").into())),
                Part::Opens(name) => self.opens(name),
                Part::Closes(name) => self.closes(name),
            }
        }
    }

    fn opens(&mut self, name: &str) {
        if let Some(name) = known(&EMPTY, name) {
            return self.tag("<", name);
        }
        let count: usize = self.open.iter().map(Vec::len).sum();
        if let (Some(name), Some(open)) = (known(&KEPT, name), self.open.last_mut())
            && count < MOST_OPEN
        {
            open.push(name);
            self.tag("<", name);
        }
    }

    fn closes(&mut self, name: &str) {
        let open = self.open.last_mut().and_then(|open| open.pop_if(|open| open.eq_ignore_ascii_case(name)));
        if let Some(name) = open {
            self.tag("</", name);
        }
    }

    fn tag(&mut self, begin: &str, name: &str) {
        self.next.push_back(Event::InlineHtml(CowStr::from(format!("{begin}{name}>"))));
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Tame<'a, I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            if let Some(event) = self.next.pop_front() {
                return Some(event);
            }
            let event = self.events.next()?;
            self.hear(event);
        }
    }
}

fn known(names: &[&'static str], name: &str) -> Option<&'static str> {
    names.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

/// The parts of some HTML, in one walk over it.
fn parts(mut html: &str) -> Vec<Part<'_>> {
    let mut parts = vec![];
    while let Some(at) = html.find('<') {
        let (text, rest) = html.split_at(at);
        parts.push(Part::Text(text));
        let Some((part, rest)) = tag(rest) else {
            // nothing ends any more: all of it is text
            parts.push(Part::Text(rest));
            return parts;
        };
        parts.extend(part);
        html = rest;
    }
    parts.push(Part::Text(html));
    parts
}

/// The tag, the comment or the single sign that `html` begins with, and what comes after it; nothing where no tag can follow.
fn tag(html: &str) -> Option<(Option<Part<'_>>, &str)> {
    if let Some(comment) = html.strip_prefix("<!--") {
        return Some((None, comment.split_once("-->").map_or("", |(_, rest)| rest)));
    }
    let inside = html.get(1..)?;
    let (is_end, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
    let is_declaration = inside.starts_with(['!', '?']);
    if !is_declaration && !inside.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        // it opens nothing: it is what it is
        return Some((Some(Part::Text(&html[..1])), &html[1..]));
    }
    let (inside, rest) = inside.split_once('>')?;
    let name = inside.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
    Some(match known(&SILENT, name) {
        _ if is_declaration => (None, rest),
        Some(name) if !is_end => (None, after_end(rest, name)),
        _ => (Some(if is_end { Part::Closes(name) } else { Part::Opens(name) }), rest),
    })
}

/// What comes after the end tag of this name.
fn after_end<'t>(html: &'t str, name: &str) -> &'t str {
    let mut ends = html.match_indices("</");
    let end = ends
        .find(|(at, _)| html.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)));
    end.map_or("", |(at, _)| &html[at..])
}
