//! Relay connections: pages of a list, by keyset.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use async_graphql::registry::{MetaInputValue, Registry};
use async_graphql::{Context, Object, SimpleObject, TypeName};
use chrono::NaiveDate;
use uuid::Uuid;

use super::cursor::{cursor, place};
use super::filter::{Scope as FilterScope, searched};
use super::loader::ById;
use super::misfit::Misfit;
use super::order::{OrderBy, is_orderable, keys};
use super::request::Selection;
use super::resolve::thrown;
use super::{Request, Shown, Thing, Where, argument};
use crate::error::Error;
use crate::message::{Arguments, message, plain};
use crate::store::{Filter, Key, Membership, Rows, Window};

/// How many rows a page has where the caller does not say.
pub const PAGE: u64 = 25;

/// How many rows a page has at the most.
pub const LARGEST_PAGE: u64 = 100;

/// Which list a connection is a page of.
pub enum Scope<E: Thing> {
    /// The list of all of them.
    All {
        /// Only those of them.
        only: Filter<E>,
    },
    /// The list of a parent.
    Of {
        /// The parent.
        parent: Uuid,
        /// How they belong to it.
        membership: Arc<Membership<E>>,
        /// Only those of them.
        only: Filter<E>,
        /// The day that is looked at.
        day: Option<NaiveDate>,
    },
}

impl<E: Thing> Scope<E> {
    fn day(&self) -> Option<NaiveDate> {
        match self {
            Scope::All { .. } => None,
            Scope::Of { day, .. } => *day,
        }
    }
}

/// The arguments of every connection.
pub fn page_arguments<E: Thing>(registry: &mut Registry) -> Vec<MetaInputValue> {
    let mut arguments = vec![
        argument::<Option<i32>>(
            registry,
            "first",
            "How many from the start: 1 to 100; 25 where neither `first` nor `last` is given.",
        ),
        argument::<Option<String>>(registry, "after", "Only what comes behind this cursor."),
        argument::<Option<i32>>(registry, "last", "How many from the end: 1 to 100."),
        argument::<Option<String>>(registry, "before", "Only what comes ahead of this cursor."),
        argument::<Option<Where<E>>>(registry, "where", "Which are wanted."),
    ];
    if is_orderable::<E>() {
        arguments.push(argument::<Option<Vec<OrderBy<E>>>>(
            registry,
            "orderBy",
            "In which order, the most important first.",
        ));
    }
    if E::fields().search.is_some() {
        let doc = "Words that must all be in its text, in either language, each as it is written, inflected, or the \
                   beginning of a longer one; upper and lower case are alike.";
        arguments.push(argument::<Option<String>>(registry, "search", doc));
    }
    arguments
}

/// The arguments of the list of all.
pub fn root_arguments<E: Thing>(registry: &mut Registry) -> Vec<MetaInputValue> {
    let mut arguments = page_arguments::<E>(registry);
    for narrowing in &E::fields().narrowings {
        arguments.push((narrowing.argument)(registry, narrowing.name, narrowing.doc));
    }
    arguments
}

/// What the arguments of a connection ask for, worked out once for all parents of a level.
struct Asked<E: Thing> {
    window: Arc<Window<E>>,
    pages: ById<Rows<E::Model>>,
    counts: ById<i64>,
}

/// A page of a list.
pub struct Connection<E: Thing> {
    asked: Arc<Asked<E>>,
    scope: Scope<E>,
    /// None where only the count is selected.
    page: Option<Page<E>>,
}

struct Page<E: Thing> {
    rows: Vec<Shown<E>>,
    has_next: bool,
    has_previous: bool,
}

/// The page of `scope` that the field's arguments ask for.
pub async fn connection<E: Thing>(ctx: &Context<'_>, scope: Scope<E>) -> Result<Connection<E>, Error> {
    let request = Request::of(ctx);
    let asked = request.loader(Selection::of(ctx), scope.day(), || Asked::new(ctx, &scope))?;
    let ahead = ctx.look_ahead();
    let is_shown = ["nodes", "edges", "pageInfo"].into_iter().any(|field| ahead.field(field).exists());
    let page = if is_shown { Some(asked.page(request, &scope).await?) } else { None };
    Ok(Connection { asked, scope, page })
}

/// All rows of a parent, without pages.
pub async fn list<E: Thing>(
    ctx: &Context<'_>,
    parent: Uuid,
    membership: Arc<Membership<E>>,
    window: Window<E>,
    day: Option<NaiveDate>,
) -> Result<Vec<Shown<E>>, Error> {
    let request = Request::of(ctx);
    let asked = request.loader(Selection::of(ctx), day, || Ok(Asked::of(request, &membership, window)))?;
    let rows = asked.pages.load(parent).await?;
    Ok(rows.iter().map(|row| Shown { row: row.clone(), day }).collect())
}

impl<E: Thing> Asked<E> {
    fn new(ctx: &Context<'_>, scope: &Scope<E>) -> Result<Self, Error> {
        let request = Request::of(ctx);
        let (only, membership) = match scope {
            Scope::All { only } => (only, None),
            Scope::Of { only, membership, .. } => (only, Some(membership)),
        };
        let window = window(ctx, only.clone())?;
        Ok(match membership {
            Some(membership) => Asked::of(request, membership, window),
            None => Asked { window: Arc::new(window), pages: unused(request), counts: unused(request) },
        })
    }

    fn of(request: &Request, membership: &Arc<Membership<E>>, window: Window<E>) -> Self {
        let window = Arc::new(window);
        let ask = (request.store.clone(), request.actor.clone(), membership.clone(), window.clone());
        let pages = ById::new(&request.rounds, {
            let ask = ask.clone();
            move |parents| {
                let (store, actor, membership, window) = ask.clone();
                Box::pin(async move { store.pages::<E>(&actor, &parents, &membership, &window).await })
            }
        });
        let pages = pages.knowing({
            let ((store, actor, membership, window), kept) = (ask.clone(), OnceLock::new());
            move |parent| {
                let kept = kept.get_or_init(|| store.kept_pages::<E>(&actor, &membership, &window)).as_ref()?;
                kept.get::<Vec<Arc<E::Model>>>(parent)
            }
        });
        let known_counts = {
            let ((store, actor, membership, window), kept) = (ask.clone(), OnceLock::new());
            move |parent| {
                let kept = kept.get_or_init(|| store.kept_counts::<E>(&actor, &membership, &window.filter)).as_ref()?;
                kept.get::<i64>(parent).map(|number| *number)
            }
        };
        let counts = ById::new(&request.rounds, move |parents| {
            let (store, actor, membership, window) = ask.clone();
            Box::pin(async move { store.counts::<E>(&actor, &parents, &membership, window.filter.clone()).await })
        });
        Asked { window, pages, counts: counts.knowing(known_counts) }
    }

    async fn page(&self, request: &Request, scope: &Scope<E>) -> Result<Page<E>, Error> {
        let (mut rows, day) = match scope {
            Scope::All { .. } => (request.page::<E>(&self.window).await?.to_vec(), None),
            Scope::Of { parent, day, .. } => (self.pages.load(*parent).await?.to_vec(), *day),
        };
        // one more than asked for was fetched, to see whether there is more
        let is_more = rows.len() as u64 == self.window.limit;
        rows.truncate(usize::try_from(self.window.limit - 1).map_err(Error::internal)?);
        let (has_next, has_previous) = if self.window.from_end {
            rows.reverse();
            (self.window.before.is_some(), is_more)
        } else {
            (is_more, self.window.after.is_some())
        };
        Ok(Page { rows: rows.into_iter().map(|row| Shown { row, day }).collect(), has_next, has_previous })
    }

    async fn count(&self, request: &Request, scope: &Scope<E>) -> Result<i64, Error> {
        match scope {
            Scope::All { .. } => request.count::<E>(self.window.filter.clone()).await,
            Scope::Of { parent, .. } => self.counts.load(*parent).await,
        }
    }
}

/// A loader where nothing is loaded by parent.
fn unused<V: Clone + Default + Send + Sync + 'static>(request: &Request) -> ById<V> {
    ById::new(&request.rounds, |_| Box::pin(async { Ok(Default::default()) }))
}

fn window<E: Thing>(ctx: &Context<'_>, only: Filter<E>) -> Result<Window<E>, Error> {
    let request = Request::of(ctx);
    let language = request.language;
    let (limit, from_end) = page_size(ctx)?;
    let order = parameter::<Vec<OrderBy<E>>>(ctx, "orderBy")?.unwrap_or_default();
    let keys = keys(&order, language);
    let cursor = |name| parameter::<String>(ctx, name)?.map(|cursor| place(&keys, &cursor, language)).transpose();
    let (after, before) = (cursor("after")?, cursor("before")?);
    let mut filter = only;
    if let Some(wanted) = parameter::<Where<E>>(ctx, "where")? {
        filter = filter.and(wanted.filter(request)?);
    }
    if let Some(text) = parameter::<String>(ctx, "search")? {
        filter = filter.and(searched::<E>(request, &text)?);
    }
    for narrowing in &E::fields().narrowings {
        if let Some(value) = (narrowing.given)(ctx, narrowing.name)? {
            filter = filter.and(Filter::declared((narrowing.compile)(&value, &FilterScope::new(request))?));
        }
    }
    Ok(Window { filter, keys, after, before, from_end, limit: limit + 1 })
}

/// The argument, if it was given.
pub fn parameter<T: async_graphql::InputType>(ctx: &Context<'_>, name: &str) -> Result<Option<T>, Error> {
    match ctx.param_value::<Option<T>>(name, None) {
        Ok((_, value)) => Ok(value),
        Err(error) => Err(Misfit::worded(error, Request::of(ctx).language)),
    }
}

/// How large the page is that `first` or `last` asks for, and whether it is counted from the end.
pub fn page_size(ctx: &Context<'_>) -> Result<(u64, bool), Error> {
    let language = Request::of(ctx).language;
    let (first, last) = (parameter::<i32>(ctx, "first")?, parameter::<i32>(ctx, "last")?);
    if first.is_some() && last.is_some() {
        return Err(Error::bad_input(plain(language, "first-and-last")));
    }
    let Some(wanted) = first.or(last) else { return Ok((PAGE, false)) };
    match u64::try_from(wanted) {
        Ok(size) if (1..=LARGEST_PAGE).contains(&size) => Ok((size, last.is_some())),
        _ => {
            let mut values = Arguments::new();
            values.set("wanted", wanted);
            values.set("limit", LARGEST_PAGE);
            Err(Error::bad_input(message(language, "page-size", &values)))
        }
    }
}

impl<E: Thing> TypeName for Connection<E> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Connection", E::NAME).into()
    }
}

/// A page of a list.
#[Object(name_type)]
impl<E: Thing> Connection<E> {
    /// The things of this page, each with its place in the list.
    async fn edges(&self) -> Vec<Edge<E>> {
        let keys = &self.asked.window.keys;
        self.rows().iter().map(|node| Edge { node: node.clone(), cursor: cursor(keys, &node.row) }).collect()
    }

    /// The things of this page.
    async fn nodes(&self) -> &[Shown<E>] {
        self.rows()
    }

    /// Where this page lies in the list.
    async fn page_info(&self) -> PageInfo {
        let place =
            |shown: Option<&Shown<E>>| shown.map(|shown| cursor::<E>(&self.asked.window.keys as &[Key<E>], &shown.row));
        let page = self.page.as_ref();
        PageInfo {
            has_next_page: page.is_some_and(|page| page.has_next),
            has_previous_page: page.is_some_and(|page| page.has_previous),
            start_cursor: place(self.rows().first()),
            end_cursor: place(self.rows().last()),
        }
    }

    /// How many there are in all, on every page of the list; counted only when it is selected.
    async fn total_count(&self, ctx: &Context<'_>) -> async_graphql::Result<i64> {
        let request = Request::of(ctx);
        self.asked.count(request, &self.scope).await.map_err(thrown)
    }
}

impl<E: Thing> Connection<E> {
    fn rows(&self) -> &[Shown<E>] {
        self.page.as_ref().map_or(&[], |page| &page.rows)
    }
}

/// A thing and its place in a list.
pub struct Edge<E: Thing> {
    node: Shown<E>,
    cursor: String,
}

impl<E: Thing> TypeName for Edge<E> {
    fn type_name() -> Cow<'static, str> {
        format!("{}Edge", E::NAME).into()
    }
}

/// A thing and its place in a list.
#[Object(name_type)]
impl<E: Thing> Edge<E> {
    /// Its place, for `after` and `before`.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The thing.
    async fn node(&self) -> &Shown<E> {
        &self.node
    }
}

/// Where a page lies in its list.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Whether there is more behind this page.
    pub(in crate::graphql) has_next_page: bool,
    /// Whether there is more ahead of this page.
    pub(in crate::graphql) has_previous_page: bool,
    /// The place of the first thing of the page.
    pub(in crate::graphql) start_cursor: Option<String>,
    /// The place of the last thing of the page.
    pub(in crate::graphql) end_cursor: Option<String>,
}
