//! Events in the form of iCalendar (RFC 5545), as the programs of Apple, Google and Microsoft read it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use ics::{
    Event as Entry, ICalendar, escape_text, parameters,
    properties::{
        CalScale, Categories, Created, Description, DtEnd, DtStart, LastModified, Location, Method, Name,
        RefreshInterval, Sequence, Status, Summary, URL,
    },
};

use super::{
    Event,
    zone::{Span, time_zone},
};
use crate::{
    clock::TIME_ZONE,
    http::ask::uuid,
    language::Language,
    message::plain,
    text::{address, is_line_break, printable},
};

/// Who made it (RFC 5545, 3.7.3).
const PRODUCT: &str = "-//Samhallskontraktet//API//SV";

/// How long a program need not look again.
const REFRESH: &str = "PT1H";

/// The longest line, in octets.
const LINE: usize = 75;

/// A calendar that holds the events.
pub(super) fn calendar(events: &[Event], language: Language) -> String {
    let name = plain(language, "calendar-title");
    let mut calendar = ICalendar::new("2.0", PRODUCT);
    calendar.push(CalScale::new("GREGORIAN"));
    calendar.push(Method::new("PUBLISH"));
    calendar.push(Name::new(text(&name)));
    // what programs read that know no RFC 7986
    calendar.push(ics::components::Property::new("X-WR-CALNAME", text(&name)));
    calendar.push(RefreshInterval::new(REFRESH));
    calendar.push(ics::components::Property::new("X-PUBLISHED-TTL", REFRESH));
    for (zone, span) in zones(events).into_values() {
        calendar.add_timezone(time_zone(zone, span));
    }
    for event in events {
        calendar.add_event(entry(event));
    }
    folded(&calendar.to_string())
}

/// The zones whose times the events name, and from when until when.
fn zones(events: &[Event]) -> BTreeMap<&'static str, (Tz, Span)> {
    let mut zones: BTreeMap<&'static str, (Tz, Span)> = BTreeMap::new();
    for event in events.iter().filter(|event| !event.is_all_day) {
        let last = event.ends_at.unwrap_or(event.starts_at);
        let zone = zone(event);
        let (_, span) = zones.entry(zone.name()).or_insert((zone, Span { first: event.starts_at, last }));
        span.first = span.first.min(event.starts_at);
        span.last = span.last.max(last);
    }
    zones
}

fn zone(event: &Event) -> Tz {
    event.time_zone.parse().unwrap_or(TIME_ZONE)
}

fn entry(event: &Event) -> Entry<'static> {
    // what was changed last tells versions apart, and stays the same however often it is read
    let mut entry = Entry::new(uuid(&event.id), utc(event.updated_at));
    entry.push(Sequence::new((event.version - 1).to_string()));
    entry.push(Status::new(if event.status == "CANCELLED" { "CANCELLED" } else { "CONFIRMED" }));
    entry.push(Summary::new(text(&event.title)));
    times(&mut entry, event);
    if let Some(description) = &event.description {
        entry.push(Description::new(text(description)));
    }
    if let Some(place) = event.location.as_ref().or(event.online_url.as_ref()) {
        entry.push(Location::new(text(place)));
    }
    // of type URI, in which nothing is escaped: what is none is left out
    if let Some(url) = event.online_url.as_deref().and_then(|url| address(url).ok()) {
        entry.push(URL::new(url));
    }
    let about: Vec<String> =
        [&event.team, &event.focus_area].into_iter().flatten().map(|named| text(&named.name)).collect();
    if !about.is_empty() {
        entry.push(Categories::new(about.join(",")));
    }
    entry.push(Created::new(utc(event.created_at)));
    entry.push(LastModified::new(utc(event.updated_at)));
    entry
}

/// When it begins and ends: by days where it takes whole days, else by the clock of its zone.
fn times(entry: &mut Entry<'static>, event: &Event) {
    let zone = zone(event);
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).naive_local();
    let value = |at: DateTime<Utc>| {
        if event.is_all_day { local(at).format("%Y%m%d").to_string() } else { clock(local(at)) }
    };
    let about = || {
        if event.is_all_day { parameters!("VALUE" => "DATE") } else { parameters!("TZID" => zone.name()) }
    };
    let mut starts = DtStart::new(value(event.starts_at));
    starts.append(about());
    entry.push(starts);
    // it is later than the beginning, or not said (RFC 5545, 3.8.2.2)
    if let Some(ends) = event.ends_at.map(value).filter(|ends| *ends > value(event.starts_at)) {
        let mut ends = DtEnd::new(ends);
        ends.append(about());
        entry.push(ends);
    }
}

/// A value of type TEXT (RFC 5545, 3.3.11): whatever ends a line for some program is a line break in it.
fn text(value: &str) -> String {
    let value = printable(value).replace("\r\n", "\n").replace(is_line_break, "\n");
    escape_text(value).into_owned()
}

/// The lines, none longer than 75 octets, the space included that those go on with (RFC 5545, 3.1).
fn folded(calendar: &str) -> String {
    let mut lines = String::with_capacity(calendar.len());
    for line in calendar.replace("\r\n ", "").split_terminator("\r\n") {
        let mut room = LINE;
        for letter in line.chars() {
            if letter.len_utf8() > room {
                lines.push_str("\r\n ");
                room = LINE - 1;
            }
            room -= letter.len_utf8();
            lines.push(letter);
        }
        lines.push_str("\r\n");
    }
    lines
}

fn utc(at: DateTime<Utc>) -> String {
    format!("{}Z", clock(at.naive_utc()))
}

/// A time as iCalendar writes it.
pub(super) fn clock(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}
