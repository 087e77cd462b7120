//! The rows of an export, page by page: while one is told, the next is asked for, and no more than that.

use async_graphql::{Name, Value, indexmap::IndexMap};
use axum::{body::Body, http::Response};
use serde_json::{Map, Value as Json};
use tokio::task::JoinSet;
use tracing::{Instrument, Span};

use super::kind::Kind;
use crate::{app::State, execute::Caller, graphql::LARGEST_PAGE, http::ask::ask_page};

/// The pages of an export.
pub struct Pages {
    state: State,
    caller: Caller,
    kind: &'static Kind,
    variables: Map<String, Json>,
    /// The page that is being asked for. In a task of its own, so that a caller who reads slowly holds no connection to the
    /// database; it ends with the pages, so that one who hangs up has nothing more done.
    under_way: JoinSet<Result<Page, Response<Body>>>,
}

/// A page.
struct Page {
    rows: Vec<Value>,
    /// What comes behind it.
    after: Option<String>,
}

impl Pages {
    /// The pages that hold what the variables ask for.
    pub fn new(state: State, caller: Caller, kind: &'static Kind, mut variables: Map<String, Json>) -> Self {
        variables.insert("first".to_owned(), LARGEST_PAGE.into());
        let mut pages = Self { state, caller, kind, variables, under_way: JoinSet::new() };
        pages.ask();
        pages
    }

    /// The rows of the next page; none behind the last one.
    pub async fn next(&mut self) -> Result<Option<Vec<Value>>, Response<Body>> {
        let Some(page) = self.under_way.join_next().await else { return Ok(None) };
        let Page { rows, after } = page.map_err(|error| crate::http::broken(Box::new(error)))??;
        if let Some(after) = after {
            self.variables.insert("after".to_owned(), after.into());
            self.ask();
        }
        Ok(Some(rows))
    }

    fn ask(&mut self) {
        let (state, caller) = (self.state.clone(), self.caller.clone());
        let (query, variables) = (self.kind.query, self.variables.clone());
        let ask = async move { ask_page(&state, &caller, query, variables).await.map(page) };
        self.under_way.spawn(ask.instrument(Span::current()));
    }
}

fn page(mut data: IndexMap<Name, Value>) -> Page {
    let Some(Value::Object(mut page)) = data.swap_remove("page") else { return Page { rows: vec![], after: None } };
    let rows = match page.swap_remove("nodes") {
        Some(Value::List(rows)) => rows,
        _ => vec![],
    };
    let after = match page.swap_remove("pageInfo") {
        Some(Value::Object(mut info)) if info.get("hasNextPage") == Some(&Value::Boolean(true)) => {
            info.swap_remove("endCursor")
        }
        _ => None,
    };
    let after = after.and_then(|after| if let Value::String(after) = after { Some(after) } else { None });
    Page { rows, after }
}
