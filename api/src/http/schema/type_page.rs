//! The page about a type: what it is, what it consists of, and where it is used.

use apollo_compiler::{
    Name, Node, Schema,
    ast::{FieldDefinition, InputValueDefinition},
    schema::{EnumType, ExtendedType},
};
use maud::{Markup, html};

use super::{
    markup::{counted, deprecated, described, heading, layout, link, links, type_of},
    places::{Kind, Places, anchor, fields, input_fields, interfaces},
};
use crate::{language::Language, message::plain};

/// The page.
pub fn page(schema: &Schema, places: &Places, language: Language, name: &Name) -> Markup {
    let Some(ty) = schema.types.get(name) else { unreachable!("{name} is a type of the schema") };
    let content = html! {
        h1 { code { (name) } }
        p .quiet { (plain(language, &format!("schema-kind-{}", Kind::of(ty).word()))) }
        (described(ty.description()))
        (nature(language, ty))
        (answered(language, ty))
        (handed_in(language, ty))
        @if let ExtendedType::Enum(values) = ty { (values_of(language, values)) }
        (named(language, "members", members(ty)))
        (named(language, "interfaces-of", interfaces(ty)))
        (named(language, "implementers", places.implementers(name)))
        (named(language, "unions-of", places.unions(name)))
        (used(language, places, name, ty))
    };
    layout(language, name, &content)
}

/// What holds for the type as a whole.
fn nature(language: Language, ty: &ExtendedType) -> Markup {
    let specified =
        ty.directives().get("specifiedBy").and_then(|directive| directive.specified_argument_by_name("url"));
    html! {
        @if ty.directives().has("oneOf") { p { (plain(language, "schema-one-of")) } }
        @if let Some(url) = specified.and_then(|url| url.as_str()) {
            p { (plain(language, "schema-specified-by")) " " a href=(url) rel="noopener noreferrer" { (url) } }
        }
    }
}

/// The fields of what is answered.
fn answered(language: Language, ty: &ExtendedType) -> Markup {
    let fields = fields(ty);
    html! {
        @if !fields.is_empty() {
            (heading(language, "fields"))
            dl .members { @for field in fields { (field_of(language, field)) } }
        }
    }
}

fn field_of(language: Language, field: &FieldDefinition) -> Markup {
    html! {
        div id=(field.name) {
            dt { code { a .anchor href={ "#" (field.name) } { (field.name) } ": " (type_of(&field.ty)) } }
            dd {
                (described(field.description.as_ref()))
                (deprecated(language, &field.directives))
                @if !field.arguments.is_empty() {
                    p .quiet { (plain(language, "schema-arguments")) }
                    dl .arguments {
                        @for argument in &field.arguments {
                            (input_of(language, &anchor(&field.name, argument), argument))
                        }
                    }
                }
            }
        }
    }
}

/// The fields of what is handed in.
fn handed_in(language: Language, ty: &ExtendedType) -> Markup {
    let fields = input_fields(ty);
    html! {
        @if !fields.is_empty() {
            (heading(language, "fields"))
            dl .members { @for field in fields { (input_of(language, &field.name, field)) } }
        }
    }
}

/// An argument, or a field of what is handed in.
fn input_of(language: Language, id: &str, input: &Node<InputValueDefinition>) -> Markup {
    html! {
        div id=(id) {
            dt {
                code {
                    a .anchor href={ "#" (id) } { (input.name) } ": " (type_of(&input.ty))
                    @if let Some(value) = &input.default_value { " = " (value.serialize().no_indent()) }
                }
            }
            dd { (described(input.description.as_ref())) (deprecated(language, &input.directives)) }
        }
    }
}

fn values_of(language: Language, values: &EnumType) -> Markup {
    html! {
        (heading(language, "values"))
        dl .members {
            @for (name, value) in &values.values {
                div id=(name) {
                    dt { code { a .anchor href={ "#" (name) } { (name) } } }
                    dd { (described(value.description.as_ref())) (deprecated(language, &value.directives)) }
                }
            }
        }
    }
}

fn members(ty: &ExtendedType) -> Vec<&Name> {
    match ty {
        ExtendedType::Union(union) => union.members.iter().map(|member| &member.name).collect(),
        _ => vec![],
    }
}

/// Types that have to do with this one, under the heading that says what.
fn named<'a>(language: Language, word: &str, names: impl IntoIterator<Item = &'a Name>) -> Markup {
    let names: Vec<&Name> = names.into_iter().collect();
    html! { @if !names.is_empty() { (heading(language, word)) (links(&names)) } }
}

/// Where the type is used. What GraphQL itself has is used everywhere.
fn used(language: Language, places: &Places, name: &Name, ty: &ExtendedType) -> Markup {
    let count = places.uses(name).map(|(_, anchors)| anchors.len()).sum();
    html! {
        @if count > 0 {
            (heading(language, "used-by"))
            p .quiet { (counted(language, "schema-count", count)) }
            @if !ty.is_built_in() {
                ul .uses {
                    @for (owner, anchors) in places.uses(name) {
                        li {
                            code { (link(owner)) } ": "
                            @for (position, anchor) in anchors.iter().enumerate() {
                                @if position > 0 { ", " }
                                code { a href={ "/schema/" (owner) "#" (anchor) } { (anchor) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
