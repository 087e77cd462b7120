//! Markdown as HTML that is safe to show: no script, no event handler, no frame, no `javascript:` link survives.

use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Event, Options, Parser, TagEnd, html};

/// What may stay: what `ammonia` lets stay, but for the sources of quotations, whose addresses it does not look at.
static HARMLESS: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut harmless = Builder::default();
    for tag in ["blockquote", "del", "ins", "q"] {
        harmless.rm_tag_attributes(tag, &["cite"]);
    }
    harmless
});

/// The HTML of a text in Markdown (CommonMark with tables, strikethrough and footnotes), sanitised.
pub fn html(markdown: &str) -> String {
    let mut unsafe_html = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut unsafe_html, parser(markdown));
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

#[cfg(test)]
mod tests {
    use super::{html, plain_text};

    #[test]
    fn markdown_becomes_html() {
        assert_eq!(
            html("# A\n\n*b* [c](https://example.org)"),
            "<h1>A</h1>\n<p><em>b</em> <a href=\"https://example.org\" rel=\"noopener noreferrer\">c</a></p>\n"
        );
    }

    #[test]
    fn markdown_says_something() {
        assert_eq!(plain_text("# A\n\nb **c**.\nd `<e>`\n\n- [f](https://example.org)"), "A b c. d <e> f");
    }

    #[test]
    fn nothing_that_runs_survives() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "<iframe src=https://example.org></iframe>",
            "<q cite=javascript:alert(1)>x</q>",
        ] {
            let shown = html(hostile);
            for mark in ["script", "onerror", "iframe"] {
                assert!(!shown.contains(mark), "{hostile} became {shown}");
            }
        }
    }
}
