//! What all pages of the schema are put together from.

use apollo_compiler::{
    Name, Node,
    ast::{DirectiveList, Type},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    language::Language,
    markdown::{self, ImageHosts},
    message::{Arguments, message, plain},
};

/// A text of ours in Markdown.
pub fn prose(text: &str) -> Markup {
    PreEscaped(markdown::html(text, &ImageHosts::default()))
}

/// What frames the content of a page.
pub fn layout(language: Language, title: &str, content: &Markup) -> Markup {
    let name = plain(language, "schema-title");
    html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " – Samhällskontraktet" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/schema/style.css";
            }
            body {
                header {
                    nav aria-label=(name) {
                        a href="/schema" { (name) }
                        a href="/playground" { (plain(language, "schema-playground")) }
                        a href="/schema.graphql" { "schema.graphql" }
                    }
                }
                main { (content) }
            }
        }
    }
}

/// The page about a type that is not there.
pub fn unknown(language: Language, name: &str) -> Markup {
    let title = plain(language, "schema-unknown");
    let content = html! {
        h1 { (title) }
        p { (plain(language, "schema-unknown-why")) " " code { (name) } }
        p { a href="/schema" { (plain(language, "schema-back")) } }
    };
    layout(language, &title, &content)
}

/// A heading that can be linked to. No name of the schema has a hyphen, so it meets no other anchor.
pub fn heading(language: Language, word: &str) -> Markup {
    html! { h2 id={ "section-" (word) } { (plain(language, &format!("schema-{word}"))) } }
}

/// The link to a type's page.
pub fn link(name: &str) -> Markup {
    html! { a href={ "/schema/" (name) } { (name) } }
}

/// Links to types, one below the other.
pub fn links(names: &[&Name]) -> Markup {
    html! { ul .names { @for name in names { li { code { (link(name)) } } } } }
}

/// A type as it stands in the schema, with a link to what it is made of.
pub fn type_of(ty: &Type) -> Markup {
    html! {
        @match ty {
            Type::Named(name) => (link(name)),
            Type::NonNullNamed(name) => { (link(name)) "!" }
            Type::List(item) => { "[" (type_of(item)) "]" }
            Type::NonNullList(item) => { "[" (type_of(item)) "]!" }
        }
    }
}

/// What the schema says of something. It is in English, whatever the language of the page.
pub fn described(description: Option<&Node<str>>) -> Markup {
    html! {
        @if let Some(description) = description {
            div .description lang="en" { (prose(description)) }
        }
    }
}

/// That something is on its way out, and what there is instead.
pub fn deprecated(language: Language, directives: &DirectiveList) -> Markup {
    let reason = directives.get("deprecated").map(|directive| {
        let reason = directive.specified_argument_by_name("reason").and_then(|reason| reason.as_str());
        reason.unwrap_or_default().to_owned()
    });
    html! {
        @if let Some(reason) = reason {
            div .deprecated {
                p { strong { (plain(language, "schema-deprecated")) } }
                div lang="en" { (prose(&reason)) }
            }
        }
    }
}

/// The first sentence of a description, as it is told in lists.
pub fn first_sentence(description: Option<&Node<str>>) -> Markup {
    let text: &str = description.map_or("", |description| description);
    html! { div lang="en" { (prose(sentence(text))) } }
}

/// The text up to the full stop that another sentence follows, within the first paragraph.
fn sentence(text: &str) -> &str {
    let paragraph = text.split("\n\n").next().unwrap_or_default();
    let ends = paragraph.match_indices('.').map(|(at, _)| at + 1);
    let mut ends = ends.filter(|&end| {
        let rest = &paragraph[end..];
        let begins = |next: char| next.is_uppercase() || next == '`';
        rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with(begins)
    });
    ends.next().map_or(paragraph, |end| &paragraph[..end])
}

/// A message about this many of something.
pub fn counted(language: Language, id: &str, count: usize) -> String {
    message(language, id, &Arguments::from_iter([("count", count)]))
}

#[cfg(test)]
mod tests {
    use super::sentence;

    #[test]
    fn the_first_sentence_ends_where_another_begins() {
        for (text, first) in [
            ("One. Two.", "One."),
            ("One", "One"),
            ("Of RFC 9562, e.g. this one. `x` is two.", "Of RFC 9562, e.g. this one."),
            ("See a.b for it.\n\nTwo.", "See a.b for it."),
            ("One\nline.\nTwo.", "One\nline."),
            ("", ""),
        ] {
            assert_eq!(sentence(text), first);
        }
    }
}
