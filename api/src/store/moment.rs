//! The moment that a request is answered at: what the data is at, and since when the clock alone has changed nothing.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr};

use super::{DataVersion, Store};
use crate::clock::{Clock, TIME_ZONE, local_date};
use crate::error::Error;
use crate::policy::{Kind, THINGS};

/// The moment that a request is answered at. What one request was answered holds for every other of the same moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Moment {
    /// What the data is at.
    pub version: DataVersion,
    /// The last instant at which the clock alone changed something: a day began, or something that waited fell due. To be
    /// taken for the time of the request.
    pub since: DateTime<Utc>,
}

/// The last moment that was worked out.
#[derive(Debug, Default)]
pub(super) struct Moments(Mutex<Option<Known>>);

#[derive(Clone, Copy, Debug)]
struct Known {
    moment: Moment,
    /// The next instant at which the clock alone changes something.
    until: DateTime<Utc>,
}

impl Store {
    /// The moment that it is.
    pub async fn moment(&self, clock: &Clock) -> Result<Moment, Error> {
        let version = self.version().await?;
        let now = clock.now();
        let known = *self.moments.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known
            && known.moment.version == version
            && (known.moment.since..known.until).contains(&now)
        {
            return Ok(known.moment);
        }
        let (since, until) = Box::pin(self.unchanged_by_clock(now)).await?;
        let known = Known { moment: Moment { version, since }, until };
        *self.moments.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(known.moment)
    }

    /// The last instant at which the clock alone changed something, and the next one.
    async fn unchanged_by_clock(&self, now: DateTime<Utc>) -> Result<(DateTime<Utc>, DateTime<Utc>), Error> {
        let (mut since, mut until) = day(now);
        let of_kind =
            |kind: &&dyn Kind| kind.due().into_iter().map(|column| (kind.table(), column)).collect::<Vec<_>>();
        let due: Vec<(&'static str, &'static str)> = THINGS.iter().flat_map(of_kind).collect();
        for (table, column) in due {
            let Some(row) = self.db.query_one(&neighbours(table, column, now)).await? else { continue };
            since = row.try_get::<Option<DateTime<Utc>>>("", "last")?.map_or(since, |at| Ord::max(since, at));
            until = row.try_get::<Option<DateTime<Utc>>>("", "next")?.map_or(until, |at| Ord::min(until, at));
        }
        Ok((since, until))
    }
}

/// The last moment in the column that has come, and the next one.
fn neighbours(table: &'static str, column: &'static str, now: DateTime<Utc>) -> SelectStatement {
    let (table, column) = (Alias::new(table), Expr::col(Alias::new(column)));
    let of = |what: SimpleExpr, which: SimpleExpr| {
        let select = Query::select().expr(what).from(table.clone()).and_where(which).to_owned();
        SimpleExpr::SubQuery(None, Box::new(select.into()))
    };
    Query::select()
        .expr_as(of(column.clone().max(), column.clone().lte(now)), "last")
        .expr_as(of(column.clone().min(), column.gt(now)), "next")
        .to_owned()
}

/// When the day began where the collaboration is at home, and when it ends.
fn day(now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let today = local_date(now);
    let begin = |day: chrono::NaiveDate| {
        let midnight = TIME_ZONE.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest();
        midnight.map_or(now, |at| at.to_utc())
    };
    (begin(today), begin(today.checked_add_days(Days::new(1)).unwrap_or(today)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_that_of_stockholm_whatever_its_length() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        assert_eq!(day(at("2024-06-30T21:59:59Z")), (at("2024-06-29T22:00:00Z"), at("2024-06-30T22:00:00Z")));
        assert_eq!(day(at("2024-06-30T22:00:00Z")).0, at("2024-06-30T22:00:00Z"));
        assert_eq!(day(at("2024-10-27T12:00:00Z")), (at("2024-10-26T22:00:00Z"), at("2024-10-27T23:00:00Z")));
    }
}
