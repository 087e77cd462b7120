//! What can be measured of the rows of a group: how much of something they hold, and how long they stayed in each state.
//!
//! SQL counts how often each value is there, whatever the number of rows; sums and medians are made of that here, the same on
//! both databases.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::change;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, IntoIden, JoinType, Query, SelectStatement, WindowStatement};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Order, QueryResult};
use uuid::Uuid;

use super::group::{COUNT, ROW, ROWS, bytes, keys};
use super::query::Membership;
use super::read::PARENTS_PER_STATEMENT;
use super::{Dimension, Held, Keys, Statistics, Store, as_of};
use crate::decimal::{self, quotient};
use crate::error::Error;
use crate::policy::{Actor, Policy, saw_in_state};

/// What a value is of: a unit, a state.
const CLASS: &str = "class";

/// A value that was measured.
const VALUE: &str = "value";

/// When the row came to be.
const CREATED: &str = "created";

/// Something to measure.
#[derive(Clone, Debug)]
pub enum Measure {
    /// What the column `value` holds, apart for each text in the column `unit`.
    Quantity {
        /// The value.
        value: Expr,
        /// What it counts.
        unit: Expr,
    },
    /// How many whole days a stay lasted, apart for each state; the stays that are over, of which the change log tells.
    Stay {
        /// The column that holds the state.
        state: &'static str,
    },
}

/// What was measured of one class, in one group.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The unit, or the state.
    pub class: String,
    /// How many values there are.
    pub count: i64,
    /// Their sum.
    pub sum: f64,
    /// The one in the middle; halfway between the two in the middle where their number is even.
    pub median: f64,
}

/// What was measured, for each group by its keys; the classes in the order of their names.
pub type Measures = HashMap<Keys, Vec<Summary>>;

/// How often each value is there; of decimals, in thousandths.
type Values = Vec<(i64, i64)>;

impl Measure {
    /// How often each value of each class is there, of the rows of each group.
    fn statement<E: Policy>(&self, statistics: &Statistics<E>, actor: &Actor, backend: DbBackend) -> SelectStatement {
        let mut rows = statistics.rows(actor, backend);
        let mut values = match self {
            Measure::Quantity { value, unit } => {
                rows.expr_as(value.clone(), VALUE).expr_as(unit.clone(), CLASS);
                let mut values = statistics.about(rows, actor, backend);
                values.expr_as(of_rows(CLASS), CLASS).expr_as(of_rows(VALUE), VALUE);
                values
            }
            Measure::Stay { state } => {
                rows.expr_as(Expr::col((E::default(), Alias::new("created_at"))), CREATED);
                let mut values = statistics.about(rows, actor, backend);
                let of_row = of_change("node_id").eq(of_rows(ROW));
                let stays =
                    stays(E::default().table_name(), state, statistics.as_of.as_ref().map(|as_of| as_of.before));
                let log = change::Entity.into_iden();
                values.join_subquery(JoinType::InnerJoin, stays, log, of_row);
                for actor in std::iter::once(actor).chain(statistics.as_of.as_ref().map(|as_of| &*as_of.actor)) {
                    values.cond_where(saw_in_state::<E>(actor, of_rows(ROW)).condition());
                }
                values.expr_as(of_change(CLASS), CLASS).expr_as(days(backend), VALUE);
                values
            }
        };
        values.and_where(Expr::col(CLASS).is_not_null());
        values.expr_as(Expr::value(1).count(), COUNT).group_by_col(CLASS).group_by_col(VALUE).take()
    }

    /// How many of what its values are counted in make one.
    const fn scale(&self) -> f64 {
        match self {
            Measure::Quantity { .. } => decimal::SCALE,
            Measure::Stay { .. } => 1.0,
        }
    }
}

fn of_rows(column: &'static str) -> Expr {
    Expr::col((ROWS, column))
}

fn of_change(column: &'static str) -> Expr {
    Expr::col((change::Entity, Alias::new(column)))
}

/// The ends of stays, with when the change before that was; as changes, so that it can be asked who saw them.
fn stays(table: &str, state: &str, before: Option<DateTime<Utc>>) -> SelectStatement {
    let previous = Func::cust("lag").arg(of_change("at"));
    let of_thing = WindowStatement::partition_by((change::Entity, change::Column::NodeId))
        .order_by((change::Entity, change::Column::Seq), Order::Asc)
        .take();
    let mut stays = Query::select()
        .columns(
            ["node_id", "previous_audience_id", "was_open", "at"].map(|column| (change::Entity, Alias::new(column))),
        )
        .expr_as(as_of::before(state), CLASS)
        .expr_window_as(previous, of_thing, "since")
        .from(change::Entity)
        .and_where(of_change("node_type").eq(table))
        .and_where(as_of::field(state).is_not_null())
        .take();
    if let Some(moment) = before {
        stays.and_where(of_change("at").lt(moment));
    }
    stays
}

/// How many whole days lie between the beginning of a stay and its end. What the log says nothing of began with the row.
fn days(backend: DbBackend) -> Expr {
    let since = Func::coalesce([of_change("since"), of_rows(CREATED)]);
    let second = |moment: Expr| -> Expr {
        match backend {
            DbBackend::Postgres => Func::cust("date_part").args(["epoch".into(), moment]).into(),
            _ => Func::cust("unixepoch").arg(moment).into(),
        }
    };
    let whole = |number: Expr| -> Expr {
        match backend {
            DbBackend::Postgres => Expr::from(Func::cust("floor").arg(number)).cast_as("bigint"),
            // whole seconds are integers there, and so is what they are divided into
            _ => number,
        }
    };
    let seconds = whole(second(of_change("at"))).sub(whole(second(since.into())));
    whole(seconds.div(86_400))
}

impl Store {
    /// What is measured of all rows that the actor may see.
    pub async fn measure<E: Policy>(
        &self,
        actor: &Actor,
        statistics: &Statistics<E>,
        measure: &Measure,
    ) -> Result<Arc<Measures>, Error> {
        if statistics.shows_nothing_to(actor) {
            return Ok(Arc::default());
        }
        let statement = measure.statement(statistics, actor, self.db.get_database_backend());
        let question = self.question(&statement, b"measures");
        let (dimensions, scale) = (statistics.dimensions.clone(), measure.scale());
        let ask = |store: Store| async move {
            let rows = store.db.query_all(&statement).await?;
            Ok(summaries(&rows, &dimensions, scale)?)
        };
        self.listed(question, weight, ask).await
    }

    /// The same for the rows of each parent.
    pub async fn measure_each<E: Policy>(
        &self,
        actor: &Actor,
        parents: &[Uuid],
        membership: &Membership<E>,
        statistics: &Statistics<E>,
        measure: &Measure,
    ) -> Result<HashMap<Uuid, Measures>, Error> {
        let mut found = HashMap::<Uuid, Measures>::new();
        for parents in parents.chunks(PARENTS_PER_STATEMENT) {
            let statistics = statistics.of_parents(membership, parents);
            for (keys, summaries) in self.measure(actor, &statistics, measure).await?.iter() {
                if let Some((Some(Held::Id(parent)), keys)) = keys.split_first() {
                    found.entry(*parent).or_default().insert(keys.to_vec(), summaries.clone());
                }
            }
        }
        Ok(found)
    }
}

fn summaries(rows: &[QueryResult], dimensions: &[Dimension], scale: f64) -> Result<Measures, DbErr> {
    let mut values = HashMap::<Keys, BTreeMap<String, Values>>::new();
    for row in rows {
        let Some(value) = row.try_get::<Option<i64>>("", VALUE)? else { continue };
        let class = values.entry(keys(row, dimensions)?).or_default().entry(row.try_get("", CLASS)?).or_default();
        class.push((value, row.try_get("", COUNT)?));
    }
    let summarised =
        |classes: BTreeMap<_, _>| classes.into_iter().map(|(class, values)| Summary::of(class, values, scale));
    Ok(values.into_iter().map(|(keys, classes)| (keys, summarised(classes).collect())).collect())
}

fn weight(measures: &Measures) -> usize {
    let all =
        |summaries: &Vec<Summary>| summaries.iter().map(|one| size_of::<Summary>() + one.class.len()).sum::<usize>();
    measures.iter().map(|(keys, summaries)| bytes(keys) + all(summaries)).sum()
}

impl Summary {
    /// Of values that are there so often, of which so many make one.
    fn of(class: String, mut values: Values, scale: f64) -> Self {
        values.sort_unstable();
        let count = values.iter().map(|(_, times)| times).sum();
        let sum = values.iter().map(|(value, times)| i128::from(*value) * i128::from(*times)).sum();
        let middle = at(&values, (count - 1) / 2) + at(&values, count / 2);
        Summary { class, count, sum: quotient(sum, scale), median: quotient(middle, 2.0 * scale) }
    }
}

/// The value at a place, counted from 0.
fn at(values: &[(i64, i64)], place: i64) -> i128 {
    let mut behind = 0;
    let found = values.iter().find(|(_, times)| {
        behind += times;
        behind > place
    });
    found.map_or(0, |(value, _)| (*value).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        let median = |values: &[(i64, i64)]| Summary::of(String::new(), values.to_vec(), 1.0).median;
        for (values, expected) in [
            (&[(3, 1)][..], 3.0),
            (&[(1, 1), (2, 1)], 1.5),
            (&[(5, 1), (1, 2)], 1.0),
            (&[(5, 2), (1, 2)], 3.0),
            (&[(9, 1), (7, 3), (-1, 1)], 7.0),
        ] {
            assert_eq!(median(values), expected, "{values:?}");
        }
    }

    #[test]
    fn what_is_there_more_often_counts_more_often() {
        let summary = Summary::of("h".into(), vec![(2500, 4), (1000, 2)], decimal::SCALE);
        assert_eq!(summary, Summary { class: "h".into(), count: 6, sum: 12.0, median: 2.5 });
    }

    #[test]
    fn decimals_are_added_up_exactly() {
        let most = decimal::LARGEST;
        for (values, sum, median) in [
            (&[(100, 1), (200, 1)][..], 0.3, 0.15),
            (&[(1, 1), (2, 1)], 0.003, 0.0015),
            (&[(100, 10)], 1.0, 0.1),
            (&[(1, 1), (most, 2)], 1_999_999_999_999.999, 999_999_999_999.999),
        ] {
            let told = Summary::of(String::new(), values.to_vec(), decimal::SCALE);
            assert_eq!((told.sum, told.median), (sum, median), "{values:?}");
        }
    }
}
