//! Search (Swedish: sök): over everything that the viewer may read, of whatever type, the best find first.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaInputValue, Registry};
use async_graphql::{Context, ContextSelectionSet, Object, OutputType, Positioned, ServerResult, SimpleObject, Value};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::kind::SearchType;
use futures_util::future::try_join_all;
use sea_orm::{ActiveEnum, IdenStatic, Iterable, ModelTrait};
use uuid::Uuid;

use super::declare::{
    At, Choice, Output, PageInfo, Request, Root, Thing, argument, page_size, parameter, read_query, resolved,
    scalar_text, thrown,
};
use super::kinds::{Kind, kind_of};
use super::node::Node;
use crate::digest::Digest;
use crate::error::Error;
use crate::language::Language;
use crate::markdown::plain_text;
use crate::message::plain;
use crate::search::{Excerpt, Hit, LONGEST_QUERY, MOST_WORDS, Outline, Query, excerpts};

/// `search`.
pub fn root() -> Root {
    let output = Output::later::<SearchConnection>(arguments, |_, ctx| {
        Box::pin(async move {
            let found = search(ctx).await.at(ctx)?;
            resolved(ctx, &found).await
        })
    });
    let doc = "Everything that the viewer may see and in whose text all words of a query are, in Swedish or in English \
               (Swedish: sök). The best find comes first: a title before another text, a word as it is written before an \
               inflected form and that before the beginning of a longer word, words that follow each other before those \
               that do not, what is newer among equals. Where much is found, the pages show the best of it, a thousand or \
               two; `totalCount` counts all. Persons are found by their names.";
    Root { name: "search", doc: doc.into(), output }
}

fn arguments(registry: &mut Registry) -> Vec<MetaInputValue> {
    let query = format!(
        "The words, each as it is written, inflected, or the beginning of a longer one; upper and lower case are alike, å, ä \
         and ö are letters of their own. A single letter beside other words is the beginning of none: it only puts what has it \
         as a word first. One word at least, {MOST_WORDS} words and {LONGEST_QUERY} letters at the most."
    );
    vec![
        argument::<String>(registry, "query", &query),
        argument::<Option<Vec<Choice<SearchType>>>>(
            registry,
            "types",
            "Which types of things are wanted; all where none is named.",
        ),
        argument::<Option<i32>>(
            registry,
            "first",
            "How many from the start: 1 to 100; 25 where neither `first` nor `last` is given.",
        ),
        argument::<Option<String>>(registry, "after", "Only what comes behind this cursor."),
        argument::<Option<i32>>(registry, "last", "How many from the end: 1 to 100."),
        argument::<Option<String>>(registry, "before", "Only what comes ahead of this cursor."),
    ]
}

async fn search(ctx: &Context<'_>) -> Result<SearchConnection, Error> {
    let request = Request::of(ctx);
    let text = parameter::<String>(ctx, "query")?.unwrap_or_default();
    let query = read_query(request, &text)?;
    if query.words.is_empty() {
        return Err(Error::bad_input(plain(request.language, "search-without-words")));
    }
    let types = parameter::<Vec<Choice<SearchType>>>(ctx, "types")?.filter(|types| !types.is_empty());
    let types = types.map_or_else(|| SearchType::iter().collect(), |types| types.iter().map(|of| of.0).collect());
    let asked = Arc::new(Asked { query: Arc::new(query), types });
    let window = Window::of(ctx, &asked)?;
    let ahead = ctx.look_ahead();
    let is_shown = ["nodes", "edges", "pageInfo"].into_iter().any(|field| ahead.field(field).exists());
    let page =
        if is_shown { window.of_hits(&request.search(&asked.query, &asked.types).await?) } else { Page::default() };
    // a find that is gone since is none
    let seen = page.hits.iter().map(async |hit| {
        let Some(kind) = kind_of(&hit.node_type.to_value().to_ascii_lowercase()) else { return Ok(None) };
        let is_seen = (kind.sees)(request, hit.node_id).await?;
        Ok::<_, Error>(is_seen.then(|| SearchEdge { asked: asked.clone(), kind, hit: *hit }))
    });
    let edges = try_join_all(seen).await?.into_iter().flatten().collect();
    Ok(SearchConnection { edges, has_next: page.has_next, has_previous: page.has_previous, asked })
}

/// What was asked for.
struct Asked {
    query: Arc<Query>,
    types: Vec<SearchType>,
}

impl Asked {
    /// What stands for it in a cursor.
    fn signature(&self) -> String {
        let asked = format!("{:?} {:?}", self.query, self.types);
        URL_SAFE_NO_PAD.encode(&Digest::of([asked.as_bytes()]).bytes()[..6])
    }

    fn cursor(&self, hit: &Hit) -> String {
        let place = (self.signature(), hit.score.to_bits(), hit.node_id);
        URL_SAFE_NO_PAD.encode(serde_json::json!(place).to_string())
    }

    /// A hit at the place of a cursor.
    fn place(&self, cursor: &str, language: Language) -> Result<Hit, Error> {
        let place = URL_SAFE_NO_PAD.decode(cursor).ok();
        let place = place.and_then(|place| serde_json::from_slice::<(String, u64, Uuid)>(&place).ok());
        let (signature, score, node_id) = place.ok_or_else(|| Error::bad_input(plain(language, "not-a-cursor")))?;
        if signature != self.signature() {
            return Err(Error::bad_input(plain(language, "cursor-of-another-search")));
        }
        Ok(Hit { node_type: SearchType::Organisation, node_id, score: f64::from_bits(score) })
    }
}

/// Which page is wanted.
struct Window {
    after: Option<Hit>,
    before: Option<Hit>,
    limit: usize,
    from_end: bool,
}

#[derive(Default)]
struct Page {
    hits: Vec<Hit>,
    has_next: bool,
    has_previous: bool,
}

impl Window {
    fn of(ctx: &Context<'_>, asked: &Asked) -> Result<Self, Error> {
        let language = Request::of(ctx).language;
        let (limit, from_end) = page_size(ctx)?;
        let place = |name| parameter::<String>(ctx, name)?.map(|cursor| asked.place(&cursor, language)).transpose();
        let limit = usize::try_from(limit).map_err(Error::internal)?;
        Ok(Window { after: place("after")?, before: place("before")?, limit, from_end })
    }

    fn of_hits(&self, hits: &[Hit]) -> Page {
        let start = self.after.map_or(0, |at| hits.partition_point(|hit| hit.key() >= at.key()));
        let end = self.before.map_or(hits.len(), |at| hits.partition_point(|hit| hit.key() > at.key()));
        let within = hits.get(start..end).unwrap_or_default();
        let is_more = within.len() > self.limit;
        let (hits, has_next, has_previous) = if self.from_end {
            (&within[within.len().saturating_sub(self.limit)..], self.before.is_some(), is_more)
        } else {
            (&within[..within.len().min(self.limit)], is_more, self.after.is_some())
        };
        Page { hits: hits.to_vec(), has_next, has_previous }
    }
}

/// A page of what was found.
pub struct SearchConnection {
    asked: Arc<Asked>,
    edges: Vec<SearchEdge>,
    has_next: bool,
    has_previous: bool,
}

/// A page of what was found, the best first.
#[Object]
impl SearchConnection {
    /// The finds of this page, each with its place among all and the passages that tell why it was found.
    async fn edges(&self) -> &[SearchEdge] {
        &self.edges
    }

    /// The things of this page.
    async fn nodes(&self) -> Vec<Found> {
        self.edges.iter().map(SearchEdge::found).collect()
    }

    /// Where this page lies.
    async fn page_info(&self) -> PageInfo {
        let cursor = |edge: Option<&SearchEdge>| edge.map(|edge| self.asked.cursor(&edge.hit));
        PageInfo {
            has_next_page: self.has_next,
            has_previous_page: self.has_previous,
            start_cursor: cursor(self.edges.first()),
            end_cursor: cursor(self.edges.last()),
        }
    }

    /// How many there are in all; counted only when it is selected.
    async fn total_count(&self, ctx: &Context<'_>) -> async_graphql::Result<i64> {
        let Asked { query, types } = &*self.asked;
        Request::of(ctx).count_found(query, types).await.map_err(thrown)
    }
}

/// A find.
pub struct SearchEdge {
    asked: Arc<Asked>,
    kind: &'static Kind,
    hit: Hit,
}

impl SearchEdge {
    fn found(&self) -> Found {
        Found { kind: self.kind, key: self.hit.node_id }
    }
}

/// A find, and its place among all (Swedish: träff).
#[Object]
impl SearchEdge {
    /// Its place, for `after` and `before`.
    async fn cursor(&self) -> String {
        self.asked.cursor(&self.hit)
    }

    /// The thing.
    async fn node(&self) -> Found {
        self.found()
    }

    /// Where in it the words stand, titles first: of three of its texts at the most, in the viewer's language (`Accept-Language`)
    /// or else in the other (Swedish: utdrag).
    async fn highlights(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<SearchHighlight>> {
        let request = Request::of(ctx);
        request.turn().await;
        let texts = (self.kind.texts)(request, self.hit.node_id).await.map_err(thrown)?;
        let of = |language: Option<Language>| texts.iter().filter(move |text| text.language == language).cloned();
        let own = |text: &SearchedText| text.language.is_none_or(|language| language == request.language);
        let mut found = excerpts(&self.asked.query, texts.iter().filter(|text| own(text)).map(SearchedText::plain));
        if found.is_empty() {
            found = excerpts(&self.asked.query, of(Some(request.language.other())).map(|text| text.plain()));
        }
        Ok(found.into_iter().map(SearchHighlight::from).collect())
    }
}

/// A text of a thing that is searched.
#[derive(Clone)]
pub struct SearchedText {
    field: &'static str,
    language: Option<Language>,
    text: String,
    is_markdown: bool,
}

impl SearchedText {
    fn plain(&self) -> (String, Option<Language>, String) {
        let text = if self.is_markdown { plain_text(&self.text) } else { self.text.clone() };
        (self.field.to_owned(), self.language, text)
    }
}

/// The texts of a row that are searched, under the names of the fields that show them.
pub fn searched_texts<E: Thing>(row: &E::Model) -> Vec<SearchedText> {
    let parts = Outline::of::<E>().into_iter().flat_map(|outline| outline.parts);
    let texts = parts.filter_map(|part| {
        let field = E::fields().logged(part.column.as_str())?.name;
        let text = scalar_text(row.get(part.column))?;
        let is_markdown = E::fields().has(&format!("{field}Html"));
        Some(SearchedText { field, language: part.language, text, is_markdown })
    });
    texts.collect()
}

/// A passage of a text of a find, with the words that were searched for (Swedish: utdrag).
#[derive(SimpleObject)]
pub struct SearchHighlight {
    /// The field of the thing that holds the text.
    field: String,
    /// The passage, in pieces that make it up as they follow each other.
    passages: Vec<SearchPassage>,
}

/// A piece of a passage: plain text, to be shown as text and not as HTML.
#[derive(SimpleObject)]
pub struct SearchPassage {
    /// What it says.
    text: String,
    /// Whether it is what was searched for.
    is_match: bool,
}

impl From<Excerpt> for SearchHighlight {
    fn from(Excerpt { field, passages }: Excerpt) -> Self {
        let piece = |piece: crate::search::Passage| SearchPassage { text: piece.text, is_match: piece.is_match };
        SearchHighlight { field, passages: passages.into_iter().map(piece).collect() }
    }
}

/// The thing that was found.
struct Found {
    kind: &'static Kind,
    key: Uuid,
}

impl OutputType for Found {
    fn type_name() -> Cow<'static, str> {
        Node::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Node::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        (self.kind.show)(&ctx.with_field(field), ctx, self.key).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::THINGS;
    use crate::search::type_of;

    /// Nobody is told that a thing was found by a text that no field shows.
    #[test]
    fn what_is_found_is_shown() {
        let found = THINGS.iter().filter(|kind| type_of(kind.table()).is_some());
        for (kind, table) in found.filter_map(|of| Some((kind_of(of.table())?, of))) {
            let texts = table
                .columns()
                .into_iter()
                .map(|(column, _)| column)
                .filter(|column| ["_sv", "_en"].iter().any(|end| column.ends_with(end)));
            for column in texts {
                assert!((kind.logged)(column).is_some(), "{}.{column} is shown by no field", kind.name);
            }
        }
        assert!(SearchType::iter().all(|of| kind_of(&of.to_value().to_ascii_lowercase()).is_some()));
    }
}
