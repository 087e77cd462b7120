//! Markdown as HTML that is safe to show, and as plain text: no script, no event handler, no frame, no `javascript:` link
//! survives, nothing is fetched from hosts that no setting names, and the work grows with the length of the text alone.

mod extent;
mod images;
mod inline_html;
mod notes;
mod render;

use std::collections::HashSet;
use std::fmt::Write;
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::html::push_html;
use pulldown_cmark::{Event, Options, Parser, TagEnd};

pub use extent::{Extent, MOST_CELLS, MOST_LEVELS};
pub use images::ImageHosts;
pub use render::Renderer;

use images::without_foreign_images;
use inline_html::Tame;
use notes::Notes;

/// What may stay: what `ammonia` lets stay, but for the sources of quotations, whose addresses it does not look at; and the
/// alignment of tables and the ids of footnotes, which nobody but this module writes.
static HARMLESS: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut harmless = Builder::default();
    for tag in ["blockquote", "del", "ins", "q"] {
        harmless.rm_tag_attributes(tag, &["cite"]);
    }
    for tag in ["td", "th"] {
        harmless.add_tag_attributes(tag, &["style"]);
    }
    for tag in ["a", "div"] {
        harmless.add_tag_attributes(tag, &["id"]);
    }
    harmless.filter_style_properties(HashSet::from(["text-align"]));
    harmless
});

/// The HTML of a text in Markdown (CommonMark with tables, strikethrough and footnotes), sanitised. Of HTML in the text the
/// tags of running text stay, bare. A text that is nested too deeply comes as it was written.
pub fn html(markdown: &str, images: &ImageHosts) -> String {
    if !Extent::of(markdown).is_bounded() {
        return verbatim(markdown);
    }
    let events = Notes::of(markdown, Tame::of(without_foreign_images(parser(markdown), images)));
    let mut unsafe_html = String::with_capacity(markdown.len() * 3 / 2);
    push_html(&mut unsafe_html, events);
    HARMLESS.clean(&unsafe_html).to_string()
}

/// What a text in Markdown says, without its markup: one line of plain text, which is no HTML.
pub fn plain_text(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    for event in parser(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
            Event::End(_) | Event::SoftBreak | Event::HardBreak if !plain.ends_with(' ') => plain.push(' '),
            _ => {}
        }
    }
    plain.trim_end().to_owned()
}

fn parser(markdown: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    Parser::new_ext(markdown, options)
}

/// The text as it was written, line by line.
fn verbatim(markdown: &str) -> String {
    let mut html = String::from("<p>");
    for (place, line) in markdown.lines().enumerate() {
        let line_break = if place == 0 { "" } else { "<br>\n" };
        // writing into a string cannot fail
        let _ = write!(html, "{line_break}{}", escaped(line));
    }
    html + "</p>\n"
}

/// Text as HTML.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests;
