//! Markdown as HTML that is safe to show: no script, no event handler, no frame, no `javascript:` link survives.

use pulldown_cmark::{Options, Parser, html};

/// The HTML of a text in Markdown (CommonMark with tables, strikethrough and footnotes), sanitised.
pub fn html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut unsafe_html = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut unsafe_html, Parser::new_ext(markdown, options));
    ammonia::clean(&unsafe_html)
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn markdown_becomes_html() {
        assert_eq!(
            html("# A\n\n*b* [c](https://example.org)"),
            "<h1>A</h1>\n<p><em>b</em> <a href=\"https://example.org\" rel=\"noopener noreferrer\">c</a></p>\n"
        );
    }

    #[test]
    fn nothing_that_runs_survives() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "<iframe src=https://example.org></iframe>",
        ] {
            let shown = html(hostile);
            for mark in ["script", "onerror", "iframe"] {
                assert!(!shown.contains(mark), "{hostile} became {shown}");
            }
        }
    }
}
