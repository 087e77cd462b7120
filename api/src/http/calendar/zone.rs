//! Time zones in iCalendar: what the clocks of a zone show from when on (RFC 5545, 3.6.5), as the IANA database knows it.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Offset, TimeDelta, TimeZone as _, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use ics::{Daylight, Standard, TimeZone, properties::TzName};

use super::write::clock;

/// How far apart the clocks of a zone are looked at: no zone changes them twice within.
const STEP: TimeDelta = TimeDelta::days(1);

/// From when until when times of a zone are named.
#[derive(Clone, Copy)]
pub(super) struct Span {
    /// The first moment.
    pub first: DateTime<Utc>,
    /// The last.
    pub last: DateTime<Utc>,
}

/// What the clocks show at a moment.
#[derive(Clone, PartialEq)]
struct Shown {
    offset: FixedOffset,
    name: Option<String>,
    is_summer: bool,
}

impl Shown {
    fn at(zone: Tz, at: DateTime<Utc>) -> Self {
        let offset = zone.offset_from_utc_datetime(&at.naive_utc());
        let is_summer = offset.dst_offset() != TimeDelta::zero();
        Shown { offset: offset.fix(), name: offset.abbreviation().map(str::to_owned), is_summer }
    }
}

/// A zone with all that its clocks go through in the span.
pub(super) fn time_zone(zone: Tz, span: Span) -> TimeZone<'static> {
    let mut shown = Shown::at(zone, span.first);
    let begun = DateTime::UNIX_EPOCH.naive_utc();
    let mut written = match shown.is_summer {
        true => TimeZone::daylight(zone.name(), daylight(begun, &shown, &shown)),
        false => TimeZone::standard(zone.name(), standard(begun, &shown, &shown)),
    };
    let mut at = span.first;
    while at < span.last {
        let next = Shown::at(zone, at + STEP);
        if next != shown {
            let changed = change(zone, at, at + STEP);
            let local = changed.naive_utc() + shown.offset;
            match next.is_summer {
                true => written.add_daylight(daylight(local, &shown, &next)),
                false => written.add_standard(standard(local, &shown, &next)),
            }
            shown = next;
        }
        at += STEP;
    }
    written
}

/// When the clocks change that show one thing at `before` and another at `after`, to the second.
fn change(zone: Tz, mut before: DateTime<Utc>, mut after: DateTime<Utc>) -> DateTime<Utc> {
    let shown = Shown::at(zone, before);
    while after - before > TimeDelta::seconds(1) {
        let middle = before + TimeDelta::seconds((after - before).num_seconds() / 2);
        match Shown::at(zone, middle) == shown {
            true => before = middle,
            false => after = middle,
        }
    }
    after
}

fn standard(local: NaiveDateTime, from: &Shown, to: &Shown) -> Standard<'static> {
    let mut observance = Standard::new(clock(local), offset(from), offset(to));
    to.name.iter().for_each(|name| observance.push(TzName::new(name.clone())));
    observance
}

fn daylight(local: NaiveDateTime, from: &Shown, to: &Shown) -> Daylight<'static> {
    let mut observance = Daylight::new(clock(local), offset(from), offset(to));
    to.name.iter().for_each(|name| observance.push(TzName::new(name.clone())));
    observance
}

/// `+0100`
fn offset(shown: &Shown) -> String {
    let minutes = shown.offset.local_minus_utc() / 60;
    format!("{}{:02}{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(zone: Tz, first: &str, last: &str) -> String {
        let at = |text: &str| text.parse().expect("a moment");
        time_zone(zone, Span { first: at(first), last: at(last) }).to_string()
    }

    #[test]
    fn summer_time_comes_and_goes() {
        let stockholm = written(Tz::Europe__Stockholm, "2026-11-21T12:00:00Z", "2028-01-01T00:00:00Z");
        let expected = [
            "BEGIN:VTIMEZONE",
            "TZID:Europe/Stockholm",
            "BEGIN:STANDARD",
            "DTSTART:19700101T000000",
            "TZOFFSETFROM:+0100",
            "TZOFFSETTO:+0100",
            "TZNAME:CET",
            "END:STANDARD",
            "BEGIN:DAYLIGHT",
            "DTSTART:20270328T020000",
            "TZOFFSETFROM:+0100",
            "TZOFFSETTO:+0200",
            "TZNAME:CEST",
            "END:DAYLIGHT",
            "BEGIN:STANDARD",
            "DTSTART:20271031T030000",
            "TZOFFSETFROM:+0200",
            "TZOFFSETTO:+0100",
            "TZNAME:CET",
            "END:STANDARD",
            "END:VTIMEZONE",
            "",
        ];
        assert_eq!(stockholm, expected.join("\r\n"));
    }

    #[test]
    fn zones_east_and_west_are_written() {
        let newfoundland = written(Tz::America__St_Johns, "2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z");
        assert!(newfoundland.contains("BEGIN:DAYLIGHT") && newfoundland.contains("TZOFFSETTO:-0230"), "{newfoundland}");
        let nepal = written(Tz::Asia__Kathmandu, "2026-01-01T00:00:00Z", "2036-01-01T00:00:00Z");
        assert_eq!(nepal.matches("TZOFFSETTO:+0545").count(), 1, "{nepal}");
    }
}
