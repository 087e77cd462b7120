//! The pages that are measured: what a web site over the API asks for most.

use api::clock::Clock;
use bytes::Bytes;
use chrono::Days;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::client;

/// A page.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Page {
    /// The latest news, the next events, the focus areas and who sits in their teams.
    Front,
    /// Twenty initiatives of the portfolio.
    Portfolio,
    /// All about one initiative.
    Detail,
}

impl Page {
    /// All pages.
    pub const ALL: [Self; 3] = [Self::Front, Self::Portfolio, Self::Detail];

    /// How tables call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Front => "front page",
            Self::Portfolio => "portfolio page",
            Self::Detail => "detail page",
        }
    }

    /// What it asks for.
    pub const fn document(self) -> &'static str {
        match self {
            Self::Front => include_str!("../queries/front-page.graphql"),
            Self::Portfolio => include_str!("../queries/portfolio-page.graphql"),
            Self::Detail => include_str!("../queries/detail-page.graphql"),
        }
    }

    /// The request for it with these variables.
    pub fn request(self, variables: &Json) -> Bytes {
        client::body(self.document(), variables)
    }

    /// The variables that it is timed with: the same each time, or those of one of the initiatives.
    pub fn variables(self, initiatives: &[String]) -> Vec<Json> {
        match self {
            Self::Front => vec![front(0)],
            Self::Portfolio => vec![json!({})],
            Self::Detail => initiatives.iter().map(|id| json!({ "id": id })).collect(),
        }
    }
}

/// The variables of the front page as it was so many weeks ago. Its next events begin at midnight, so that all answers
/// of a run are alike.
pub fn front(weeks_ago: u64) -> Json {
    let today = Clock::system().now().date_naive();
    let day = today.checked_sub_days(Days::new(7 * weeks_ago)).unwrap_or(today);
    json!({ "now": format!("{day}T00:00:00Z") })
}
