//! The pages about the schema: every type has one, all of it is there, and every link leads somewhere.

use std::collections::{BTreeMap, BTreeSet};

use apollo_compiler::{Schema, schema::ExtendedType};
use axum::body::Body;
use axum::http::{HeaderMap, Method, StatusCode, header};
use tests::app::App;
use tests::caller::Caller;

fn schema() -> Schema {
    Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL")
}

/// The types that have pages.
fn types(schema: &Schema) -> impl Iterator<Item = (&str, &ExtendedType)> {
    let named = schema.types.iter().map(|(name, ty)| (name.as_str(), ty));
    named.filter(|(name, _)| !name.starts_with("__"))
}

/// The values of an attribute, wherever it stands in a page.
fn values<'a>(page: &'a str, attribute: &str) -> BTreeSet<&'a str> {
    let mark = format!(" {attribute}=\"");
    page.split(&mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn value<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().expect("text"))
}

async fn page(caller: &Caller<'_>, path: &str) -> String {
    let page = caller.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    assert_eq!(value(&page.headers, "content-type"), "text/html; charset=utf-8", "{path}");
    page.text
}

/// All pages, by their addresses.
async fn all(app: &App, schema: &Schema) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::from([("/schema".to_owned(), page(&app.anonymous(), "/schema").await)]);
    for (name, _) in types(schema) {
        let path = format!("/schema/{name}");
        pages.insert(path.clone(), page(&app.anonymous(), &path).await);
    }
    pages
}

/// The anchors that a type's page must have: one for each part of it.
fn parts(ty: &ExtendedType) -> BTreeSet<String> {
    let (fields, inputs, values) = match ty {
        ExtendedType::Object(object) => (Some(&object.fields), None, None),
        ExtendedType::Interface(interface) => (Some(&interface.fields), None, None),
        ExtendedType::InputObject(input) => (None, Some(&input.fields), None),
        ExtendedType::Enum(ty) => (None, None, Some(&ty.values)),
        ExtendedType::Union(_) | ExtendedType::Scalar(_) => (None, None, None),
    };
    let fields = fields.into_iter().flatten().flat_map(|(name, field)| {
        let arguments = field.arguments.iter().map(move |argument| format!("{name}.{}", argument.name));
        arguments.chain([name.to_string()])
    });
    let inputs = inputs.into_iter().flatten().map(|(name, _)| name.to_string());
    let values = values.into_iter().flatten().map(|(name, _)| name.to_string());
    fields.chain(inputs).chain(values).collect()
}

#[tokio::test]
async fn every_type_has_its_page_with_all_its_parts_and_every_link_leads_somewhere() {
    let (app, schema) = (App::empty().await, schema());
    let pages = all(&app, &schema).await;
    for (name, ty) in types(&schema) {
        let page = &pages[&format!("/schema/{name}")];
        let ids = values(page, "id");
        for part in parts(ty) {
            assert!(ids.contains(part.as_str()), "{name} lacks {part}");
        }
        if let ExtendedType::Union(union) = ty {
            let links = values(page, "href");
            assert!(union.members.iter().all(|member| links.contains(format!("/schema/{}", member.name).as_str())));
        }
    }
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, page)| (path.as_str(), values(page, "id"))).collect();
    for (path, page) in &pages {
        for link in values(page, "href") {
            let (to, anchor) = link.split_once('#').unwrap_or((link, ""));
            let to = if to.is_empty() { path } else { to };
            match ids.get(to) {
                Some(ids) => assert!(anchor.is_empty() || ids.contains(anchor), "{path} leads to {link}"),
                None => assert!(
                    ["/schema/style.css", "/schema.graphql", "/playground", "data:,"].contains(&to)
                        || to.starts_with("https://"),
                    "{path} leads to {link}"
                ),
            }
        }
    }
}

#[tokio::test]
async fn the_overview_names_every_type_and_every_root_field() {
    let (app, schema) = (App::empty().await, schema());
    let overview = page(&app.anonymous(), "/schema").await;
    let links = values(&overview, "href");
    for (name, ty) in types(&schema) {
        assert!(links.contains(format!("/schema/{name}").as_str()), "{name}");
        if let ("Query" | "Mutation", ExtendedType::Object(root)) = (name, ty) {
            for field in root.fields.keys() {
                assert!(links.contains(format!("/schema/{name}#{field}").as_str()), "{name}.{field}");
            }
        }
    }
}

#[tokio::test]
async fn a_type_knows_where_it_is_used_and_what_is_of_its_kind() {
    let app = App::empty().await;
    let node = page(&app.anonymous(), "/schema/Node").await;
    let links = values(&node, "href");
    for link in ["/schema/Initiative", "/schema/Query#node", "/schema/Query#nodes"] {
        assert!(links.contains(link), "Node lacks {link}");
    }
    let filter = page(&app.anonymous(), "/schema/InitiativeWhere").await;
    assert!(values(&filter, "href").contains("/schema/Query#initiatives.where"));
    let mission = page(&app.anonymous(), "/schema/Mission").await;
    assert!(values(&mission, "href").contains("/schema/DecisionSubject"), "the union that it belongs to");
    let code = page(&app.anonymous(), "/schema/Query").await;
    assert!(code.contains("<code>first</code>"), "Markdown is shown as such");
}

#[tokio::test]
async fn a_page_runs_nothing_and_is_asked_for_once() {
    let app = App::empty().await;
    let first = app.anonymous().get("/schema/Initiative").await;
    assert!(!first.text.contains("<script"));
    assert_eq!(
        value(&first.headers, "content-security-policy"),
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    assert_eq!(value(&first.headers, "cache-control"), "public, no-cache");
    let varies: Vec<_> = first.headers.get_all(header::VARY).iter().collect();
    assert!(varies.contains(&&header::HeaderValue::from_static("accept-language")), "{varies:?}");
    let request = app.anonymous().request(Method::GET, "/schema/Initiative");
    let request = request.header(header::IF_NONE_MATCH, value(&first.headers, "etag"));
    let again = app.anonymous().send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let style = app.anonymous().get("/schema/style.css").await;
    assert_eq!(value(&style.headers, "content-type"), "text/css; charset=utf-8");
}

#[tokio::test]
async fn the_pages_speak_the_readers_language() {
    let app = App::empty().await;
    for (language, lang, fields) in [("sv", "lang=\"sv\"", "Fält"), ("en", "lang=\"en\"", "Fields")] {
        let page = page(&app.anonymous().reading(language), "/schema/Initiative").await;
        assert!(page.contains(&format!("<html {lang}>")) && page.contains(&format!(">{fields}</h2>")), "{language}");
    }
}

#[tokio::test]
async fn what_is_no_type_is_told_with_a_way_back() {
    let app = App::empty().await;
    for name in ["Nonsense", "__Schema", "initiative", "%3Cb%3E"] {
        let page = app.anonymous().reading("en").get(&format!("/schema/{name}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{name}");
        assert_eq!(value(&page.headers, "content-type"), "text/html; charset=utf-8");
        assert!(values(&page.text, "href").contains("/schema") && page.text.contains("no such type"), "{}", page.text);
        assert!(!page.text.contains("<b>"), "{name} is text");
    }
}
