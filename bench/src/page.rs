//! The pages that are measured: what a web site over the API asks for most.

use api::clock::Clock;
use chrono::Days;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// A page.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Page {
    /// The latest news, the next events, the focus areas and who sits in their teams.
    Front,
    /// Twenty initiatives of the portfolio.
    Portfolio,
    /// All about one initiative.
    Detail,
    /// How many initiatives there are in each focus area and status.
    GroupsByStatus,
    /// How many initiatives of each focus area work towards each target.
    GroupsByTarget,
}

impl Page {
    /// What people look at.
    pub const PAGES: [Self; 3] = [Self::Front, Self::Portfolio, Self::Detail];

    /// What diagrams are drawn from.
    pub const GROUPS: [Self; 2] = [Self::GroupsByStatus, Self::GroupsByTarget];

    /// How tables call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Front => "front page",
            Self::Portfolio => "portfolio page",
            Self::Detail => "detail page",
            Self::GroupsByStatus => "groups by focus area × status",
            Self::GroupsByTarget => "groups by focus area × target",
        }
    }

    /// How addresses call it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Front => "front-page",
            Self::Portfolio => "portfolio-page",
            Self::Detail => "detail-page",
            Self::GroupsByStatus => "groups-by-status",
            Self::GroupsByTarget => "groups-by-target",
        }
    }

    /// Is it one of the groups?
    pub const fn is_groups(self) -> bool {
        matches!(self, Self::GroupsByStatus | Self::GroupsByTarget)
    }

    /// What it asks for.
    pub const fn document(self) -> &'static str {
        match self {
            Self::Front => include_str!("../queries/front-page.graphql"),
            Self::Portfolio => include_str!("../queries/portfolio-page.graphql"),
            Self::Detail => include_str!("../queries/detail-page.graphql"),
            Self::GroupsByStatus => include_str!("../queries/groups-by-status.graphql"),
            Self::GroupsByTarget => include_str!("../queries/groups-by-target.graphql"),
        }
    }

    /// The same in the words of PostGraphile.
    pub const fn document_for_postgraphile(self) -> &'static str {
        match self {
            Self::Front => include_str!("../peers/postgraphile/queries/front-page.graphql"),
            Self::Portfolio => include_str!("../peers/postgraphile/queries/portfolio-page.graphql"),
            Self::Detail => include_str!("../peers/postgraphile/queries/detail-page.graphql"),
            Self::GroupsByStatus => include_str!("../peers/postgraphile/queries/groups-by-status.graphql"),
            Self::GroupsByTarget => include_str!("../peers/postgraphile/queries/groups-by-target.graphql"),
        }
    }

    /// The variables that it is timed with: the same each time, or those of one of the initiatives.
    pub fn variables(self, initiatives: &[String]) -> Vec<Json> {
        match self {
            Self::Front => vec![front(0)],
            Self::Detail => initiatives.iter().map(|id| json!({ "id": id })).collect(),
            Self::Portfolio | Self::GroupsByStatus | Self::GroupsByTarget => vec![json!({})],
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
