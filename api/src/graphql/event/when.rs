//! When an entry of the calendar takes place: as an input says it, and as its row keeps it.

use async_graphql::{InputObject, OneofObject};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use entity::event::{ActiveModel, Model};
use sea_orm::Set;

use crate::clock::{TIME_ZONE, moment};
use crate::fault::FaultCode;
use crate::graphql::declare::{self, Call, Date};
use crate::message::Arguments;

/// The years that the calendar covers.
const YEARS: std::ops::Range<i32> = 2000..2100;

/// How long an entry can last.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// When an event takes place: one of the two.
#[derive(OneofObject)]
pub(super) enum EventTimeInput {
    /// At times of day.
    Times(EventTimesInput),
    /// On whole days.
    Days(EventDaysInput),
}

/// An event at times of day.
#[derive(InputObject)]
pub(super) struct EventTimesInput {
    /// When it begins.
    starts_at: declare::DateTime,
    /// When it ends; open where nothing is said.
    ends_at: Option<declare::DateTime>,
    /// The IANA name of the time zone that it is held in; Europe/Stockholm where nothing is said.
    time_zone: Option<String>,
}

/// An event on whole days.
#[derive(InputObject)]
pub(super) struct EventDaysInput {
    /// Its first day.
    first_on: Date,
    /// Its last day; the first where nothing is said.
    last_on: Option<Date>,
    /// The IANA name of the time zone whose days are meant; Europe/Stockholm where nothing is said.
    time_zone: Option<String>,
}

/// When an event takes place.
#[derive(Clone, Copy)]
pub(super) struct When {
    /// The zone that it is held in.
    pub zone: Tz,
    starts_at: DateTime<Utc>,
    length: Length,
}

/// How long it lasts.
#[derive(Clone, Copy)]
enum Length {
    /// Nobody knows.
    Open,
    /// This long by the clock, whatever summer time does.
    Exact(TimeDelta),
    /// Whole days.
    Days(TimeDelta),
}

impl When {
    /// As the input says it, if that is possible.
    pub fn read(call: &mut Call<'_>, input: EventTimeInput) -> Option<Self> {
        match input {
            EventTimeInput::Times(EventTimesInput { starts_at, ends_at, time_zone }) => {
                let zone = zone(call, "when.times.timeZone", time_zone)?;
                let starts_at = starts_at.0;
                let length = ends_at.map_or(Length::Open, |ends_at| Length::Exact(ends_at.0 - starts_at));
                When { zone, starts_at, length }.checked(call, ["when.times.startsAt", "when.times.endsAt"])
            }
            EventTimeInput::Days(EventDaysInput { first_on, last_on, time_zone }) => {
                let zone = zone(call, "when.days.timeZone", time_zone)?;
                let last_on = last_on.map_or(first_on.0, |day| day.0);
                // nothing is as long as it takes from one day to one before
                let days = last_on.signed_duration_since(first_on.0);
                let length = Length::Days(if days < TimeDelta::zero() { days } else { days + TimeDelta::days(1) });
                let starts_at = moment(zone, midnight(first_on.0));
                When { zone, starts_at, length }.checked(call, ["when.days.firstOn", "when.days.lastOn"])
            }
        }
    }

    fn checked(self, call: &mut Call<'_>, [first, last]: [&'static str; 2]) -> Option<Self> {
        use chrono::Datelike;
        if !YEARS.contains(&self.local().year()) {
            let mut values = Arguments::new();
            values.set("first", YEARS.start.to_string());
            values.set("last", (YEARS.end - 1).to_string());
            call.fault(first, FaultCode::Invalid, "fault-event-year", &values);
            return None;
        }
        match self.length {
            Length::Exact(length) | Length::Days(length) if length < TimeDelta::zero() || length > LONGEST => {
                call.fault(last, FaultCode::Invalid, "fault-event-end", &Arguments::new());
                None
            }
            _ => Some(self),
        }
    }

    /// As the row of an event keeps it.
    pub fn of(row: &Model) -> Self {
        let zone = row.time_zone.parse().unwrap_or(TIME_ZONE);
        let local = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
        let length = match row.ends_at {
            None => Length::Open,
            Some(ends_at) if row.is_all_day => Length::Days(local(ends_at) - local(row.starts_at)),
            Some(ends_at) => Length::Exact(ends_at - row.starts_at),
        };
        When { zone, starts_at: row.starts_at, length }
    }

    /// When it begins, in local time.
    pub fn local(&self) -> NaiveDateTime {
        self.starts_at.with_timezone(&self.zone).naive_local()
    }

    /// The same at another local time.
    pub fn beginning(self, local: NaiveDateTime) -> Self {
        // of a time that comes twice, the one that was meant
        let starts_at = if local == self.local() { self.starts_at } else { moment(self.zone, local) };
        When { starts_at, ..self }
    }

    /// The same on another day of the series: what is moved from `before` to here moves its neighbour at `other` by as many
    /// days, to the same time of day.
    pub fn moved(self, before: &Self, other: &Self) -> Self {
        let days = self.local().date() - before.local().date();
        self.beginning((other.local().date() + days).and_time(self.local().time()))
    }

    fn ends_at(&self) -> Option<DateTime<Utc>> {
        match self.length {
            Length::Open => None,
            Length::Exact(length) => Some(self.starts_at + length),
            Length::Days(length) => Some(moment(self.zone, self.local() + length)),
        }
    }

    /// Notes it in the row of an event.
    pub fn set(&self, row: &mut ActiveModel) {
        row.starts_at = Set(self.starts_at);
        row.ends_at = Set(self.ends_at());
        row.time_zone = Set(self.zone.name().to_owned());
        row.is_all_day = Set(matches!(self.length, Length::Days(_)));
    }
}

/// Whether an event is over at a moment.
pub fn is_over(row: &Model, now: DateTime<Utc>) -> bool {
    row.ends_at.unwrap_or(row.starts_at) < now
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

fn zone(call: &mut Call<'_>, field: &'static str, name: Option<String>) -> Option<Tz> {
    let zone = name.map_or(Ok(TIME_ZONE), |name| name.parse());
    if zone.is_err() {
        call.fault(field, FaultCode::Invalid, "fault-time-zone", &Arguments::new());
    }
    zone.ok()
}
