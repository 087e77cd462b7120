use url::Host;

use super::{Extent, ImageHosts, MOST_LEVELS, html as rendered, plain_text};

fn html(markdown: &str) -> String {
    rendered(markdown, &ImageHosts::default())
}

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
        "a <script>alert(1)</script> b",
        "<img src=x onerror=alert(1)>",
        "a <b onclick=\"alert(1)\" title='\"><script>'>b</b>",
        "[x](javascript:alert(1))",
        "![x](javascript:alert(1))",
        "<iframe src=https://example.org></iframe>",
        "<q cite=javascript:alert(1)>x</q>",
        "<a id=fn-1 href=javascript:alert(1)>x</a>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<!--<img src=x onerror=alert(1)>-->",
        "<b <script>alert(1)</script>",
    ] {
        let shown = html(hostile);
        for mark in ["<script", "onerror=", "onclick=", "<iframe", "href=\"javascript", "<img", "<svg", "<style"] {
            assert!(!shown.contains(mark), "{hostile} became {shown}");
        }
    }
}

#[test]
fn tags_of_running_text_stay_and_are_closed_where_they_were_opened() {
    for (markdown, expected) in [
        ("H<sub>2</sub>O<br>x<sup class=a>2</sup>", "<p>H<sub>2</sub>O<br>x<sup>2</sup></p>\n"),
        ("a <b>b\n\nc", "<p>a <b>b</b></p>\n<p>c</p>\n"),
        ("*a <b>b* c</b>", "<p><em>a <b>b</b></em> c</p>\n"),
        ("<div>\na &amp; <kbd>b</kbd> < c\n</div>", "<p>\na &amp; <kbd>b</kbd> &lt; c\n\n</p>\n"),
        ("a </b></i> b", "<p>a  b</p>\n"),
    ] {
        assert_eq!(
            html(markdown).replace("\n\n</p>", "\n</p>").replace("<p>\n", "<p>"),
            expected.replace("\n\n</p>", "\n</p>").replace("<p>\n", "<p>"),
            "{markdown}"
        );
    }
}

#[test]
fn pictures_come_from_hosts_that_are_named() {
    let hosts = ImageHosts::new([Host::Domain("pictures.example".to_owned())]);
    for (address, is_shown) in [
        ("https://pictures.example/a.png", true),
        ("//pictures.example/a.png", true),
        ("https://PICTURES.example/a.png", true),
        ("/documents/a", true),
        ("a.png", true),
        ("https://evil.example/a.png", false),
        ("//evil.example/a.png", false),
        ("\\\\\\\\evil.example/a.png", false),
        ("https://pictures.example.evil.example/a.png", false),
        ("https://pictures.example@evil.example/a.png", false),
        ("data:image/png;base64,AAAA", false),
    ] {
        let shown = rendered(&format!("![a *b*]({address})"), &hosts);
        assert_eq!(shown.contains("<img"), is_shown, "{address}: {shown}");
        assert!(is_shown || shown.contains("a <em>b</em>"), "{shown}");
    }
    assert_eq!(
        html("[![a](https://pictures.example/a)](/b)"),
        "<p><a href=\"/b\" rel=\"noopener noreferrer\">a</a></p>\n"
    );
    assert!(!html("![a][b]\n\n[b]: https://pictures.example/a").contains("<img"));
}

#[test]
fn tables_are_aligned() {
    let shown = html("a|b|c\n:-|-:|:-:\n1|2|3");
    for aligned in
        ["<td style=\"text-align:left\">1", "<td style=\"text-align:right\">2", "<td style=\"text-align:center\">3"]
    {
        assert!(shown.replace(": ", ":").replace(";\"", "\"").contains(aligned), "{shown}");
    }
}

#[test]
fn footnotes_are_linked_there_and_back() {
    let shown = html("a[^x] b[^y] c[^x]\n\n[^x]: first\n\n[^y]: second\n");
    let ids: Vec<&str> = shown.split("id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let links: Vec<&str> = shown.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!((ids.len(), links.len()), (4, 5), "{shown}");
    assert!(links.iter().all(|link| ids.contains(link)), "{shown}");
    let other = html("a[^x]\n\n[^x]: first\n");
    assert!(ids.iter().all(|id| !other.contains(id)), "{other}");
}

/// Texts that are nested as deeply as their length allows, by the length.
fn hostile(length: usize) -> Vec<String> {
    let nested = |open: &str, close: &str| {
        let times = length / (open.len() + close.len());
        format!("{}a{}", open.repeat(times), close.repeat(times))
    };
    vec![
        nested(">", ""),
        nested("> - ", ""),
        nested("- ", ""),
        nested("1. ", ""),
        nested("*a ", "a* "),
        nested("*a **a ", ""),
        nested("_a*a ", ""),
        nested("~a ~~a ", ""),
        nested("[", "]"),
        nested("![", "](u)"),
        nested("[a](", ""),
        nested("<b>", ""),
        nested("<b title=1>a<p>", ""),
        nested("<div><table><tr><td>", ""),
        nested("a<!--", ""),
        nested("a<a b=\"", ""),
        nested("`", "a`` "),
        nested("[^a]: ", ""),
        nested(">\n", "a\n"),
        format!("[a]: {}\n\n{}", "x".repeat(length / 2), "[a] ".repeat(length / 8)),
    ]
}

#[test]
fn the_work_grows_with_the_length_and_no_faster() {
    let texts = hostile(5_000).into_iter().zip(hostile(20_000));
    for (short, long) in texts {
        let (few, many) = (Extent::of(&short).events, Extent::of(&long).events);
        assert!(many <= 4 * few + 64, "{few} became {many}: {short:.20}");
        assert!(many <= 3 * long.len(), "{many} for {}: {short:.20}", long.len());
        let html = html(&long);
        assert!(html.len() <= 8 * long.len() + 100_000, "{} for {}: {short:.20}", html.len(), long.len());
        let levels = depth(&html);
        assert!(levels <= MOST_LEVELS + 20, "{levels}: {short:.20}");
    }
}

#[test]
fn what_is_referred_to_again_and_again_is_written_out_a_few_times() {
    for length in [5_000, 20_000] {
        let text = format!("[a]: {}\n\n{}", "x".repeat(length / 2), "[a]".repeat(length / 6));
        let (events, html) = (Extent::of(&text).events, html(&text));
        assert!(events <= 3 * text.len(), "{events} for {length}");
        assert!(html.len() <= 8 * text.len() + 100_000, "{} for {length}", html.len());
    }
}

/// How deep HTML is nested.
fn depth(html: &str) -> usize {
    let (mut level, mut most) = (0_usize, 0);
    for tag in html.split('<').skip(1).filter(|tag| !tag.starts_with("br") && !tag.starts_with("img")) {
        level = if tag.starts_with('/') { level.saturating_sub(1) } else { level + 1 };
        most = most.max(level);
    }
    most
}

#[test]
fn what_was_stored_before_the_bound_comes_as_it_was_written() {
    let shown = html(&format!("{} <b>&\nx", ">".repeat(1_000)));
    assert_eq!(shown, format!("<p>{} &lt;b&gt;&amp;<br>\nx</p>\n", "&gt;".repeat(1_000)));
    let table = format!("{}\n{}\n{}", "a|".repeat(200), "-|".repeat(200), "a\n".repeat(200));
    assert!(!html(&table).contains("<td"));
    assert!(Extent::of(&format!("{}a", "> ".repeat(MOST_LEVELS - 1))).is_bounded());
    assert!(!Extent::of(&format!("{}a", "> ".repeat(MOST_LEVELS))).is_bounded());
}
