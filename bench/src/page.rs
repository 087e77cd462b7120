//! The pages that are measured: what a web site over the API asks for most.

use api::clock::Clock;
use bytes::Bytes;
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

    /// The requests for it: one, or one for each of the initiatives.
    pub fn requests(self, initiatives: &[String]) -> Vec<Bytes> {
        let of = |variables: Json| client::body(self.document(), &variables);
        match self {
            Self::Front => vec![of(json!({ "now": midnight() }))],
            Self::Portfolio => vec![of(json!({}))],
            Self::Detail => initiatives.iter().map(|id| of(json!({ "id": id }))).collect(),
        }
    }
}

/// Where the next events begin: the same moment in all requests of a run, so that all answers are alike.
fn midnight() -> String {
    format!("{}T00:00:00Z", Clock::system().now().date_naive())
}
