//! The page about all of the schema: how it is used, what can be asked for and done, and all of its types.

use apollo_compiler::{Name, Schema, ast::OperationType, schema::ExtendedType};
use maud::{Markup, html};

use super::{
    markup::{counted, described, first_sentence, heading, layout, prose, type_of},
    places::{Kind, fields, shown},
};
use crate::{language::Language, message::plain};

/// What has to be known before anything is asked, by the names of its messages.
const GUIDE: [&str; 6] = ["ids", "pages", "filters", "errors", "languages", "sign-in"];

/// The roots, by the names of their headings.
const ROOTS: [(OperationType, &str); 3] = [
    (OperationType::Query, "queries"),
    (OperationType::Mutation, "mutations"),
    (OperationType::Subscription, "subscriptions"),
];

/// The page.
pub fn page(schema: &Schema, language: Language) -> Markup {
    let title = plain(language, "schema-title");
    let roots = ROOTS.map(|(operation, word)| (root(schema, operation), word));
    let kinds = Kind::ALL.map(|kind| (kind, of_kind(schema, kind)));
    let content = html! {
        h1 { (title) }
        p { (plain(language, "schema-lead")) }
        nav .contents aria-label=(plain(language, "schema-contents")) {
            ul {
                @for (_, word) in roots.iter().filter(|(root, _)| root.is_some()) { (entry(language, word)) }
                @for (kind, _) in &kinds { (entry(language, &kinds_word(*kind))) }
                (entry(language, "directives"))
            }
        }
        (guide(language))
        @for (root, word) in &roots {
            @if let Some((name, ty)) = root { (root_fields(language, word, name, ty)) }
        }
        @for (kind, types) in &kinds { (types_of_kind(language, *kind, types)) }
        (directives(schema, language))
    };
    layout(language, &title, &content)
}

fn root(schema: &Schema, operation: OperationType) -> Option<(&Name, &ExtendedType)> {
    shown(schema, schema.root_operation(operation)?)
}

/// The types of a kind that have pages, by name.
fn of_kind(schema: &Schema, kind: Kind) -> Vec<(&Name, &ExtendedType)> {
    let names = schema.types.keys().filter_map(|name| shown(schema, name));
    let mut types: Vec<_> = names.filter(|(_, ty)| Kind::of(ty) == kind).collect();
    types.sort_by_key(|(name, _)| *name);
    types
}

fn kinds_word(kind: Kind) -> String {
    format!("{}s", kind.word())
}

/// A line of the contents.
fn entry(language: Language, word: &str) -> Markup {
    html! { li { a href={ "#section-" (word) } { (plain(language, &format!("schema-{word}"))) } } }
}

fn guide(language: Language) -> Markup {
    html! {
        (heading(language, "guide"))
        dl .guide {
            @for word in GUIDE {
                div {
                    dt { (plain(language, &format!("schema-guide-{word}"))) }
                    dd { (prose(&plain(language, &format!("schema-guide-{word}-text")))) }
                }
            }
        }
    }
}

fn root_fields(language: Language, word: &str, root: &Name, ty: &ExtendedType) -> Markup {
    let mut fields = fields(ty);
    fields.sort_by_key(|field| &field.name);
    html! {
        (heading(language, word))
        p .quiet { (counted(language, "schema-count", fields.len())) }
        ul .list {
            @for field in fields {
                li {
                    code { a href={ "/schema/" (root) "#" (field.name) } { (field.name) } }
                    (first_sentence(field.description.as_ref()))
                }
            }
        }
    }
}

fn types_of_kind(language: Language, kind: Kind, types: &[(&Name, &ExtendedType)]) -> Markup {
    html! {
        (heading(language, &kinds_word(kind)))
        p .quiet { (counted(language, "schema-count", types.len())) }
        ul .list {
            @for (name, ty) in types {
                li {
                    code { a href={ "/schema/" (name) } { (name) } }
                    (first_sentence(ty.description()))
                }
            }
        }
    }
}

fn directives(schema: &Schema, language: Language) -> Markup {
    html! {
        (heading(language, "directives"))
        dl .members {
            @for (name, directive) in &schema.directive_definitions {
                div {
                    dt { code { "@" (name) } }
                    dd {
                        (described(directive.description.as_ref()))
                        @for argument in &directive.arguments {
                            p { code { (argument.name) ": " (type_of(&argument.ty)) } }
                        }
                    }
                }
            }
        }
    }
}
