//! `/news.atom`: the latest news as a feed (RFC 4287), as far as the caller may read it, in the caller's language. It is
//! what the query beside this file answers, in another form.

use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Person, Text};
use axum::{
    body::Body,
    extract,
    http::{HeaderMap, HeaderValue, Response},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Map;

use super::{
    ask::{ask, uuid},
    conditional::tagged,
};
use crate::{app::State, execute::Caller, language::Language, message::plain};

/// What is asked for.
const QUERY: &str = include_str!("news_feed.graphql");

/// Its media type.
const ATOM: HeaderValue = HeaderValue::from_static("application/atom+xml; charset=utf-8");

#[derive(Deserialize)]
struct Data {
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
    headers: HeaderMap,
) -> Result<Response<Body>, Response<Body>> {
    let Data { news } = ask(&state, &caller, QUERY, Map::new()).await?;
    let feed = written(news.nodes, caller.language, state.config.public_url().as_str());
    Ok(tagged(&headers, ATOM, feed.to_string().into(), caller.keeper()))
}

fn written(news: Vec<News>, language: Language, public_url: &str) -> Feed {
    let address = format!("{public_url}/news.atom");
    let updated = news.iter().map(|one| one.updated_at.max(one.published_at)).max();
    Feed {
        id: address.clone(),
        title: Text::plain(plain(language, "news-feed-title")),
        updated: updated.unwrap_or(DateTime::UNIX_EPOCH).fixed_offset(),
        links: vec![Link { rel: "self".to_owned(), href: address, ..Link::default() }],
        generator: Some(Generator { value: "samhallskontraktet".to_owned(), ..Generator::default() }),
        lang: Some(language.code().to_owned()),
        entries: news.into_iter().map(entry).collect(),
        ..Feed::default()
    }
}

fn entry(news: News) -> Entry {
    let News { id, title, lead, body_html, published_at, updated_at, author, focus_areas } = news;
    let person = |named: Named| Person { name: named.name, ..Person::default() };
    let category = |named: Named| Category { term: named.name, ..Category::default() };
    let content =
        |html: String| Content { value: Some(html), content_type: Some("html".to_owned()), ..Content::default() };
    Entry {
        id: format!("urn:uuid:{}", uuid(&id)),
        title: Text::plain(title),
        published: Some(published_at.fixed_offset()),
        // what was scheduled was written before it appeared
        updated: updated_at.max(published_at).fixed_offset(),
        authors: author.map(person).into_iter().collect(),
        categories: focus_areas.nodes.into_iter().map(category).collect(),
        summary: lead.map(Text::plain),
        content: body_html.map(content),
        ..Entry::default()
    }
}
