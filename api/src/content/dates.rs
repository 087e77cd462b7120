//! Local time and moments.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};

use crate::clock::TIME_ZONE;

/// The moment of a local time of day. A time that comes twice, when summer ends, is the first of the two; one that
/// is skipped, when summer begins, is an hour later.
pub(crate) fn moment(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let local = day.and_time(time);
    let found = TIME_ZONE.from_local_datetime(&local).earliest();
    let found = found.or_else(|| TIME_ZONE.from_local_datetime(&(local + TimeDelta::hours(1))).earliest());
    // No zone skips more than an hour nowadays; if one ever does, that time is read as UTC.
    found.map_or_else(|| local.and_utc(), |found| found.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summer_time_comes_and_goes() {
        for (day, time, utc) in [
            ("2024-01-15", "09:00", "2024-01-15T08:00:00Z"),
            ("2024-07-15", "09:00", "2024-07-15T07:00:00Z"),
            ("2024-03-31", "02:30", "2024-03-31T01:30:00Z"),
            ("2024-10-27", "02:30", "2024-10-27T00:30:00Z"),
        ] {
            let found = moment(day.parse().expect("a day"), time.parse().expect("a time"));
            assert_eq!(found, utc.parse::<DateTime<Utc>>().expect("a moment"), "{day} {time}");
        }
    }
}
