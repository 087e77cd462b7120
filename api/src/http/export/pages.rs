//! The rows of an export, page by page: while one is told, the next is asked for, and no more than that. Each page is paid by
//! what it holds, and where the budget is short the next one waits for it: an export becomes slow, and is not cut off.

use std::time::Duration;

use async_graphql::{Name, Value, indexmap::IndexMap};
use axum::{body::Body, http::Response};
use serde_json::{Map, Value as Json};
use tokio::{task::JoinSet, time::sleep};
use tracing::{Instrument, Span};

use super::kind::Kind;
use crate::{
    app::State,
    execute::{Caller, price},
    graphql::LARGEST_PAGE,
    http::ask::{ask_page, request},
};

/// So much text costs as much as an object.
const TEXT: u64 = 2048;

/// How long an export waits at once for a budget that is short: others spend of it, too.
const WAIT: Duration = Duration::from_millis(500);

/// The pages of an export.
pub struct Pages {
    state: State,
    caller: Caller,
    kind: &'static Kind,
    variables: Map<String, Json>,
    /// What it costs to find the rows of a page, whatever they hold.
    price: u64,
    /// How many pages were asked for.
    asked: u32,
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
        variables.insert("first".to_owned(), 0.into());
        let price = price(&state, &request(kind.query, variables.clone()));
        variables.insert("first".to_owned(), LARGEST_PAGE.into());
        let mut pages = Self { state, caller, kind, variables, price, asked: 0, under_way: JoinSet::new() };
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
        let (state, caller, price) = (self.state.clone(), self.caller.clone(), self.price);
        let request = request(self.kind.query, self.variables.clone());
        // the first page was charged its price when it was asked for, or refused
        let to_pay = if self.asked == 0 { 0 } else { price };
        self.asked += 1;
        let ask = async move {
            let data = ask_page(&state, &caller, &request, price).await?;
            pay(&state, &caller, data.values().map(cost).fold(to_pay, u64::saturating_add)).await;
            Ok(page(data))
        };
        self.under_way.spawn(ask.instrument(Span::current()));
    }
}

/// What is told costs: its objects, and its texts by their size.
fn cost(told: &Value) -> u64 {
    let (mut objects, mut text) = (0, 0);
    weigh(told, &mut objects, &mut text);
    objects + text / TEXT
}

fn weigh(told: &Value, objects: &mut u64, text: &mut u64) {
    match told {
        Value::Object(fields) => {
            *objects += 1;
            fields.values().for_each(|value| weigh(value, objects, text));
        }
        Value::List(items) => items.iter().for_each(|item| weigh(item, objects, text)),
        Value::String(written) => *text += written.len() as u64,
        _ => {}
    }
}

/// Has the caller pay, as soon as their budget does. What no budget pays for takes a whole one.
async fn pay(state: &State, caller: &Caller, mut cost: u64) {
    while let Err(short) = state.rate_limits.charge_more(&caller.account, caller.subject.as_deref(), cost) {
        match short.wait {
            Some(wait) => sleep(wait.min(WAIT)).await,
            None => cost = short.limit.into(),
        }
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

#[cfg(test)]
mod tests {
    use async_graphql::value;

    use super::*;

    #[test]
    fn a_page_costs_what_it_holds() {
        assert_eq!(cost(&value!({ "nodes": [{ "a": 1, "b": { "c": [{}, {}] } }, { "a": "x" }] })), 6);
        let text = "x".repeat(10_000);
        assert_eq!(cost(&value!({ "nodes": [{ "a": text }] })), 2 + 4);
    }
}
