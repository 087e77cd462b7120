//! Years, quarters and months, as SQL: of days, and of moments by the calendar of the collaboration's time zone.

use sea_orm::DbBackend;
use sea_orm::sea_query::{BinOper, CaseStatement, Expr, ExprTrait, Func};

use crate::clock::TIME_ZONE;

/// A span of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// `2026`
    Year,
    /// `2026-Q4`
    Quarter,
    /// `2026-11`
    Month,
}

impl Period {
    /// Every period, the longest first.
    pub const ALL: [Self; 3] = [Self::Year, Self::Quarter, Self::Month];

    /// The period that a day lies in.
    pub(super) fn of_day(self, day: Expr, backend: DbBackend) -> Expr {
        if backend == DbBackend::Postgres {
            let pattern = match self {
                Self::Year => "YYYY",
                Self::Quarter => "YYYY\"-Q\"Q",
                Self::Month => "YYYY-MM",
            };
            return call("to_char", [day, pattern.into()]);
        }
        let part = |from: i32, length: i32| call("substr", [day.clone(), from.into(), length.into()]);
        match self {
            Self::Year => part(1, 4),
            Self::Month => part(1, 7),
            Self::Quarter => {
                let quarters = [("03", "1"), ("06", "2"), ("09", "3")];
                let quarter = quarters
                    .into_iter()
                    .fold(CaseStatement::new(), |case, (last, quarter)| case.case(part(6, 2).lte(last), quarter));
                // joined and not printed, so that no day has no quarter
                let joined = |first: Expr, then: Expr| first.binary(BinOper::Custom("||"), then);
                joined(joined(part(1, 4), "-Q".into()), quarter.finally("4").into())
            }
        }
    }

    /// The period that a moment lies in.
    pub(super) fn of_moment(self, moment: Expr, backend: DbBackend) -> Expr {
        if backend == DbBackend::Postgres {
            return self.of_day(call("timezone", [TIME_ZONE.name().into(), moment]), backend);
        }
        self.of_day(local(moment), backend)
    }
}

/// The local day of a moment. SQLite knows no time zones: summer time lasts from the last Sunday of March to that of
/// October, at one o'clock UTC, as the European Union has it since 1996.
fn local(moment: Expr) -> Expr {
    let year = call("substr", [moment.clone(), 1.into(), 4.into()]);
    let turn = |month: &str| {
        // the Sunday in the last seven days of a month of 31
        let last_week = call("printf", [format!("%s-{month}-25").into(), year.clone()]);
        call("strftime", ["%Y-%m-%dT01:00:00".into(), last_week, "weekday 0".into()])
    };
    let at = call("strftime", ["%Y-%m-%dT%H:%M:%S".into(), moment.clone()]);
    let is_summer = at.clone().gte(turn("03")).and(at.lt(turn("10")));
    let hours = CaseStatement::new().case(is_summer, "+2 hours").finally("+1 hours");
    call("strftime", ["%Y-%m-%d".into(), moment, hours.into()])
}

fn call<const N: usize>(name: &'static str, arguments: [Expr; N]) -> Expr {
    Func::cust(name).args(arguments).into()
}
