//! `/news.atom`: the latest news as a feed (RFC 4287), as far as the caller may read it, in the caller's language. It is
//! what the query beside this file answers, in another form.

use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Person, Text};
use axum::{
    body::Body,
    extract,
    http::{HeaderMap, HeaderValue, Response, Uri},
};
use chrono::{DateTime, Utc};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Map;

use super::{
    ask::{ask, uuid},
    conditional::tagged,
    query_component::QueryComponent,
};
use crate::{app::State, execute::Caller, language::Language, message::plain, text::printable};

/// What is asked for.
const QUERY: &str = include_str!("news_feed.graphql");

/// Its media type.
const ATOM: HeaderValue = HeaderValue::from_static("application/atom+xml; charset=utf-8");

/// What the links to the same in another form ask for.
const LIST: &str = "{news{nodes{slug title lead bodyHtml publishedAt}}}";
const ONE: &str = r#"{newsItem(slug:"{slug}"){title lead bodyHtml publishedAt}}"#;
const JSON: &str = "application/json";

#[derive(Deserialize)]
struct Data {
    collaboration: Named,
    news: Nodes<News>,
}

#[derive(Deserialize)]
struct Nodes<T> {
    nodes: Vec<T>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct News {
    id: String,
    slug: String,
    title: String,
    lead: Option<String>,
    body_html: Option<String>,
    published_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    author: Option<Named>,
    focus_areas: Nodes<Named>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Answers with the feed; with nothing where the caller has it already.
///
/// # Errors
/// If the caller is not let in, or the query has no answer: the response that says so.
pub async fn feed(
    extract::State(state): extract::State<State>,
    caller: Caller,
    address: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Response<Body>> {
    QueryComponent::only(&address, &[]).map_err(|wrong| wrong.response(caller.language))?;
    let data = ask(&state, &caller, QUERY, Map::new()).await?;
    let feed = written(data, caller.language, state.config.public_url().as_str());
    Ok(tagged(&headers, ATOM, feed.to_string().into(), caller.keeper()))
}

fn written(data: Data, language: Language, public_url: &str) -> Feed {
    let Data { collaboration, news: Nodes { nodes: news } } = data;
    let address = format!("{public_url}/news.atom");
    let updated = news.iter().map(|one| one.updated_at.max(one.published_at)).max();
    Feed {
        id: address.clone(),
        title: text(&plain(language, "news-feed-title")),
        updated: updated.unwrap_or(DateTime::UNIX_EPOCH).fixed_offset(),
        // whoever wrote the news whose author is not told (4.1.1)
        authors: vec![person(&collaboration)],
        links: vec![link("self", address, "application/atom+xml"), link("alternate", shown(public_url, LIST), JSON)],
        generator: Some(Generator { value: "samhallskontraktet".to_owned(), ..Generator::default() }),
        lang: Some(language.code().to_owned()),
        entries: news.into_iter().map(|news| entry(news, public_url)).collect(),
        ..Feed::default()
    }
}

/// A piece of news. It has content always (4.1.1.1): where nothing is said but its title, that.
fn entry(news: News, public_url: &str) -> Entry {
    let News { id, slug, title, lead, body_html, published_at, updated_at, author, focus_areas } = news;
    let content = match (body_html, &lead) {
        (Some(html), _) => content(&html, "html"),
        (None, Some(lead)) => content(lead, "text"),
        (None, None) => content(&title, "text"),
    };
    let category = |named: &Named| Category { term: printable(&named.name).into_owned(), ..Category::default() };
    Entry {
        id: format!("urn:uuid:{}", uuid(&id)),
        title: text(&title),
        published: Some(published_at.fixed_offset()),
        // what was scheduled was written before it appeared
        updated: updated_at.max(published_at).fixed_offset(),
        authors: author.iter().map(person).collect(),
        categories: focus_areas.nodes.iter().map(category).collect(),
        links: vec![link("alternate", shown(public_url, &ONE.replace("{slug}", &slug)), JSON)],
        summary: lead.as_deref().map(text),
        content: Some(content),
        ..Entry::default()
    }
}

/// Where GraphQL shows what this query asks for.
fn shown(public_url: &str, query: &str) -> String {
    format!("{public_url}/graphql?query={}", utf8_percent_encode(query, NON_ALPHANUMERIC))
}

fn link(rel: &str, href: String, media: &str) -> Link {
    Link { rel: rel.to_owned(), href, mime_type: Some(media.to_owned()), ..Link::default() }
}

fn person(named: &Named) -> Person {
    Person { name: printable(&named.name).into_owned(), ..Person::default() }
}

fn content(value: &str, kind: &str) -> Content {
    let value = Some(printable(value).into_owned());
    Content { value, content_type: Some(kind.to_owned()), ..Content::default() }
}

fn text(value: &str) -> Text {
    Text::plain(printable(value).into_owned())
}
