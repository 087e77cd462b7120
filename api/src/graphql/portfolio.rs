//! Portfolios (portföljer): the initiatives of a focus area, or of a societal goal, as a whole.

use std::sync::{Arc, LazyLock};

use entity::kind::InitiativeStatus;
use entity::link::initiative_societal_goal;
use entity::{focus_area, initiative, societal_goal};
use sea_orm::Condition;

use super::declare::{
    At, Connection, Declaration, Declared, Member, Output, Request, Scope, Shown, connection, group_arguments,
    page_arguments, resolved, row,
};
use super::group::{self, Group};
use super::traceability_gaps::TraceabilityGaps;
use crate::error::Error;
use crate::policy::is_one_of;
use crate::store::{Filter, Membership, Path};

/// The initiatives of a focus area, or of a societal goal, as a whole (Swedish: portfölj).
pub enum Portfolio {
    /// Of a focus area.
    OfFocusArea(Shown<focus_area::Entity>),
    /// Of a societal goal.
    OfSocietalGoal(Shown<societal_goal::Entity>),
}

/// The states of an initiative that is in the portfolio.
const IN_PORTFOLIO: [InitiativeStatus; 5] = [
    InitiativeStatus::InPortfolio,
    InitiativeStatus::Approved,
    InitiativeStatus::Running,
    InitiativeStatus::Paused,
    InitiativeStatus::Completed,
];

impl Declaration for Portfolio {
    const NAME: &'static str = "Portfolio";
    const DOC: &'static str = "The initiatives of a focus area, or of a societal goal, as a whole (Swedish: portfölj).";

    fn fields() -> &'static [Member<Self>] {
        static FIELDS: LazyLock<[Member<Portfolio>; 5]> =
            LazyLock::new(|| [focus_area(), societal_goal(), initiatives(), groups(), gaps()]);
        &*FIELDS
    }
}

fn focus_area() -> Member<Portfolio> {
    let output = Output::later::<Shown<focus_area::Entity>>(
        |_| vec![],
        |portfolio: &Portfolio, ctx| {
            Box::pin(async move {
                let found = portfolio.focus_area(Request::of(ctx)).await.at(ctx)?;
                resolved(ctx, &found).await
            })
        },
    );
    let doc = "The focus area that it is of, or that its societal goal is part of (Swedish: fokusområde).";
    Member { name: "focusArea", doc, output }
}

fn societal_goal() -> Member<Portfolio> {
    let output = Output::later::<Option<Shown<societal_goal::Entity>>>(
        |_| vec![],
        |portfolio: &Portfolio, ctx| Box::pin(async move { resolved(ctx, &portfolio.societal_goal()).await }),
    );
    let doc = "The societal goal that it is of; null where it is of a whole focus area (Swedish: samhällsmål).";
    Member { name: "societalGoal", doc, output }
}

fn initiatives() -> Member<Portfolio> {
    let arguments = page_arguments::<initiative::Entity>;
    let output = Output::later::<Connection<initiative::Entity>>(arguments, |portfolio: &Portfolio, ctx| {
        Box::pin(async move {
            let page = connection(ctx, portfolio.scope()).await.at(ctx)?;
            resolved(ctx, &page).await
        })
    });
    Member { name: "initiatives", doc: "Those that were placed in it, from then on (Swedish: initiativ).", output }
}

fn groups() -> Member<Portfolio> {
    let output = Output::later::<Vec<Group<initiative::Entity>>>(
        group_arguments::<initiative::Entity>,
        |portfolio: &Portfolio, ctx| Box::pin(group::show(ctx, portfolio.scope())),
    );
    Member { name: "groups", doc: GROUPS, output }
}

fn gaps() -> Member<Portfolio> {
    let output = Output::later::<Declared<TraceabilityGaps>>(
        |_| vec![],
        |portfolio: &Portfolio, ctx| Box::pin(async move { resolved(ctx, &Declared(portfolio.gaps_of())).await }),
    );
    let doc = "Where the line from its goals to what was learnt breaks off (Swedish: luckor).";
    Member { name: "gaps", doc, output }
}

/// What the groups of a portfolio are.
const GROUPS: &str = "How many initiatives it holds, in groups, as `initiativeGroups` makes them (Swedish: statistik).";

impl Portfolio {
    async fn focus_area(&self, request: &Request) -> Result<Option<Shown<focus_area::Entity>>, Error> {
        match self {
            Portfolio::OfFocusArea(shown) => Ok(Some(shown.clone())),
            Portfolio::OfSocietalGoal(goal) => {
                Ok(row::<focus_area::Entity>(request, goal.row.focus_area_id).await?.map(Shown::now))
            }
        }
    }

    fn societal_goal(&self) -> Option<Shown<societal_goal::Entity>> {
        match self {
            Portfolio::OfFocusArea(_) => None,
            Portfolio::OfSocietalGoal(shown) => Some(shown.clone()),
        }
    }

    fn gaps_of(&self) -> TraceabilityGaps {
        match self {
            Portfolio::OfFocusArea(shown) => TraceabilityGaps::OfFocusArea(shown.key()),
            Portfolio::OfSocietalGoal(shown) => TraceabilityGaps::OfSocietalGoal(shown.key()),
        }
    }

    fn scope(&self) -> Scope<initiative::Entity> {
        use initiative_societal_goal::Column::{InitiativeId, SocietalGoalId};
        let only = Filter::declared(Condition::all().add(is_one_of(initiative::Column::Status, IN_PORTFOLIO)));
        let (parent, membership) = match self {
            Portfolio::OfFocusArea(shown) => (shown.key(), Membership::Column(initiative::Column::FocusAreaId)),
            Portfolio::OfSocietalGoal(shown) => {
                let path = Path::over::<initiative_societal_goal::Entity>(SocietalGoalId, InitiativeId);
                (shown.key(), Membership::Path(path))
            }
        };
        Scope::Of { parent, membership: Arc::new(membership), only, day: None }
    }
}
