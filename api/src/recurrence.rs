//! How an entry of the calendar recurs: the rules of RFC 5545 (3.8.5.3), read in local time, so that what begins at nine
//! begins at nine in winter and in summer.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;
use rrule::{Frequency, RRule, Unvalidated};

/// How often something can recur.
pub const MOST_OCCURRENCES: u16 = 366;

/// For how long: ten years.
pub const LONGEST: TimeDelta = TimeDelta::days(3653);

/// Why a rule is not one that an entry can recur by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// It is no rule of RFC 5545.
    #[error("not a recurrence rule of RFC 5545")]
    Malformed,
    /// It recurs within a day.
    #[error("recurs more often than once a day")]
    WithinADay,
    /// It never ends.
    #[error("has neither COUNT nor UNTIL")]
    Endless,
    /// It recurs too often, or for too long.
    #[error("recurs too often or for too long")]
    TooMany,
    /// The entry does not begin when the rule says.
    #[error("the start is not one of its occurrences")]
    NotFirst,
}

/// The local times at which something begins that begins at `starts` for the first time and recurs by `rule`.
///
/// # Errors
/// If the rule is none that an entry can recur by.
pub fn occurrences(rule: &str, starts: NaiveDateTime, zone: Tz) -> Result<Vec<NaiveDateTime>, RuleError> {
    // a rule knows whole seconds (RFC 5545, 3.3.5)
    let fraction = TimeDelta::nanoseconds(starts.nanosecond().into());
    let starts = starts - fraction;
    let parsed = parse(rule)?;
    let until = parsed.get_until().map(|until| {
        // a moment in UTC, a local time, or a day, all of which belongs to it
        let written = if until.timezone().is_local() { until.naive_local() } else { in_zone(until.to_utc(), zone) };
        if ends_on_a_day(rule) { written.date().and_time(NaiveTime::MIN) + TimeDelta::days(1) } else { written }
    });
    if until.is_some_and(|until| until < starts) {
        return Err(RuleError::NotFirst);
    }
    let parsed = until.into_iter().fold(parsed, |rule, until| rule.until(floating(until)));
    let set = parsed.build(floating(starts)).map_err(|_| RuleError::Malformed)?;
    let found = set.all(MOST_OCCURRENCES + 1);
    let times: Vec<NaiveDateTime> = found.dates.iter().map(|at| at.naive_utc()).collect();
    match times.first() {
        _ if times.len() > MOST_OCCURRENCES.into() || times.iter().any(|at| *at > starts + LONGEST) => {
            Err(RuleError::TooMany)
        }
        Some(first) if *first == starts => Ok(times.into_iter().map(|at| at + fraction).collect()),
        _ => Err(RuleError::NotFirst),
    }
}

fn parse(rule: &str) -> Result<RRule<Unvalidated>, RuleError> {
    // a colon or a line of its own would begin another property
    if rule.contains(|letter: char| letter == ':' || letter.is_whitespace()) {
        return Err(RuleError::Malformed);
    }
    let parsed: RRule<Unvalidated> = rule.parse().map_err(|_| RuleError::Malformed)?;
    let slow = [Frequency::Daily, Frequency::Weekly, Frequency::Monthly, Frequency::Yearly];
    let times = [parsed.get_by_hour(), parsed.get_by_minute(), parsed.get_by_second()];
    if !slow.contains(&parsed.get_freq()) || times.iter().any(|given| !given.is_empty()) {
        return Err(RuleError::WithinADay);
    }
    if parsed.get_count().is_none() && parsed.get_until().is_none() {
        return Err(RuleError::Endless);
    }
    Ok(parsed)
}

fn ends_on_a_day(rule: &str) -> bool {
    let upper = rule.to_ascii_uppercase();
    upper.split(';').any(|part| part.strip_prefix("UNTIL=").is_some_and(|until| !until.contains('T')))
}

fn in_zone(at: chrono::DateTime<chrono::Utc>, zone: Tz) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

/// A local time for a library that knows no time without a zone: no zone, no summer time.
fn floating(local: NaiveDateTime) -> chrono::DateTime<rrule::Tz> {
    rrule::Tz::UTC.from_utc_datetime(&local)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Stockholm;

    use super::*;

    fn times(rule: &str, starts: &str) -> Result<Vec<String>, RuleError> {
        let starts = starts.parse().expect("a local time");
        Ok(occurrences(rule, starts, Stockholm)?.iter().map(|at| at.format("%y-%m-%d %H:%M%.f").to_string()).collect())
    }

    #[test]
    fn rules_are_followed_in_local_time() {
        for (rule, starts, expected) in [
            ("FREQ=WEEKLY;COUNT=3", "2027-03-22T09:00:00", "27-03-22 09:00, 27-03-29 09:00, 27-04-05 09:00"),
            ("freq=daily;count=2;interval=2", "2026-10-24T02:30:00", "26-10-24 02:30, 26-10-26 02:30"),
            ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "2026-11-27T08:00:00", "26-11-27 08:00, 26-12-25 08:00"),
            ("FREQ=YEARLY;COUNT=2", "2028-02-29T00:00:00", "28-02-29 00:00, 32-02-29 00:00"),
            ("FREQ=DAILY;UNTIL=20261124", "2026-11-23T18:00:00", "26-11-23 18:00, 26-11-24 18:00"),
            ("FREQ=DAILY;UNTIL=20261124T170000Z", "2026-11-23T18:00:00", "26-11-23 18:00, 26-11-24 18:00"),
            ("FREQ=DAILY;UNTIL=20261124T165959Z", "2026-11-23T18:00:00", "26-11-23 18:00"),
            ("FREQ=DAILY;UNTIL=20261124T180000", "2026-11-23T18:00:00", "26-11-23 18:00, 26-11-24 18:00"),
            ("FREQ=DAILY;UNTIL=20261124T180000", "2026-11-23T18:00:00.123", "26-11-23 18:00.123, 26-11-24 18:00.123"),
        ] {
            assert_eq!(times(rule, starts).map(|times| times.join(", ")), Ok(expected.to_owned()), "{rule}");
        }
        assert_eq!(times("FREQ=DAILY;COUNT=366", "2026-01-01T09:00:00").map(|times| times.len()), Ok(366));
    }

    #[test]
    fn other_rules_are_refused() {
        use RuleError::*;
        for (rule, why) in [
            ("", Malformed),
            ("every week", Malformed),
            ("COUNT=3", Malformed),
            ("FREQ=WEEKLY;COUNT=many", Malformed),
            ("FREQ=WEEKLY;COUNT=3;COUNT=4", Malformed),
            ("FREQ=FORTNIGHTLY;COUNT=3", Malformed),
            ("RRULE:FREQ=WEEKLY;COUNT=3", Malformed),
            ("DTSTART:20260101T000000Z\nRRULE:FREQ=WEEKLY;COUNT=3", Malformed),
            ("FREQ=WEEKLY;UNTIL=tomorrow", Malformed),
            ("FREQ=WEEKLY", Endless),
            ("FREQ=HOURLY;COUNT=3", WithinADay),
            ("FREQ=DAILY;BYHOUR=9,15;COUNT=3", WithinADay),
            ("FREQ=DAILY;COUNT=367", TooMany),
            ("FREQ=DAILY;UNTIL=20990101", TooMany),
            ("FREQ=YEARLY;COUNT=12", TooMany),
            ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", NotFirst),
            ("FREQ=WEEKLY;UNTIL=20200101", NotFirst),
            ("FREQ=WEEKLY;COUNT=0", NotFirst),
            ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", NotFirst),
        ] {
            assert_eq!(times(rule, "2026-11-23T09:00:00"), Err(why), "{rule}");
        }
    }
}
