"""The calendar as another program understands it: parsed by `icalendar`, held against what GraphQL answers.

    python3 events.py http://127.0.0.1:8080 MEMBERS_TOKEN EDITORS_TOKEN

A line for each failure, then the count. Ends with 1 where something failed.
"""

import datetime
import json
import sys
import uuid
import zoneinfo

import icalendar

from check import check, get, outcomes

EVENTS = """query($after: String) { events(first: 100, after: $after, orderBy: [{ field: STARTS_AT, direction: ASC }]) {
    nodes { id version title description status startsAt endsAt timeZone isAllDay location onlineUrl updatedAt createdAt
        team { name } focusArea { name } } pageInfo { hasNextPage endCursor } } }"""

ENTRY = "mutation($input: CreateEventInput!) { createEvent(input: $input) { event { id } userErrors { path message } } }"
CANCEL = "mutation($input: CancelEventInput!) { cancelEvent(input: $input) { userErrors { message } } }"
SUBSCRIBE = """mutation { createCalendarSubscription(input: { name: "Program" }) {
    address calendarSubscription { id } userErrors { message } } }"""
REVOKE = """mutation($input: RevokeCalendarSubscriptionInput!) {
    revokeCalendarSubscription(input: $input) { userErrors { message } } }"""

HARD = "Möte; med, tecken: \\ \"citat\"\nnästa rad 🌿 " + "långt " * 20

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def ask(server, token, query, variables=None):
    body = json.dumps({"query": query, "variables": variables or {}}).encode()
    _, _, answer = get(server, "/graphql", token, body, content_type="application/json", accept_language="sv")
    answer = json.loads(answer)
    check(f"no errors: {answer.get('errors')}", "errors" not in answer)
    return answer["data"]


def enter(server, token, **event):
    payload = ask(server, token, ENTRY, {"input": {"kind": "MEETING", **event}})["createEvent"]
    check(f"entered: {payload['userErrors']}", not payload["userErrors"])
    return payload["event"]["id"]


def fill(server, editor):
    """Events of all kinds: over the change to summer time, on whole days, elsewhere, with all that has to be escaped."""
    times = {"startsAt": "2027-03-22T08:00:00Z", "endsAt": "2027-03-22T09:30:00Z"}
    recurrence = {"rule": "FREQ=WEEKLY;COUNT=60"}
    first = enter(server, editor, title={"sv": "Varje vecka"}, when={"times": times}, recurrence=recurrence)
    ask(server, editor, CANCEL, {"input": {"eventId": first, "version": 1}})
    days = {"firstOn": "2027-10-30", "lastOn": "2027-11-01"}
    enter(server, editor, title={"sv": "Hela dagar"}, when={"days": days})
    for zone in ("America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"):
        times = {"startsAt": "2027-07-01T12:00:00Z", "timeZone": zone}
        yearly = {"rule": "FREQ=MONTHLY;COUNT=14"}
        enter(server, editor, title={"sv": zone}, when={"times": times}, recurrence=yearly)
    times = {"startsAt": "2027-01-01T12:00:00Z", "endsAt": "2027-01-01T12:00:00Z"}
    text = {"title": {"sv": " ".join(HARD.split())}, "description": {"sv": HARD}, "location": "Rum 1; plan 2, Eskilstuna"}
    enter(server, editor, when={"times": times}, onlineUrl="https://example.org/?a=b;c,d", visibility="PUBLIC", **text)


def events(server, token):
    """All events, page by page."""
    found, after = [], None
    while True:
        page = ask(server, token, EVENTS, {"after": after})["events"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def uid(id):
    """The UUID in a TypeID: 26 digits of Crockford's base 32."""
    number = 0
    for letter in id.rsplit("_", 1)[1]:
        number = number * 32 + ALPHABET.index(letter)
    return str(uuid.UUID(int=number))


def moment(text):
    return datetime.datetime.fromisoformat(text)


def clocks(calendar):
    """The time zones as the calendar itself describes them, and not as this machine knows them."""
    return {zone["TZID"]: zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE")}


def instant(property, zones):
    """The moment that a time means, by the clocks that the calendar describes."""
    value = property.dt
    if not isinstance(value, datetime.datetime):
        return value
    return value.replace(tzinfo=zones[property.params["TZID"]]).astimezone(datetime.timezone.utc)


def expected(event):
    """What the calendar says of an event."""
    zone = zoneinfo.ZoneInfo(event["timeZone"])
    when = (lambda at: moment(at).astimezone(zone).date()) if event["isAllDay"] else moment
    return {
        "UID": uid(event["id"]),
        "SEQUENCE": event["version"] - 1,
        "STATUS": "CANCELLED" if event["status"] == "CANCELLED" else "CONFIRMED",
        "SUMMARY": event["title"],
        "DESCRIPTION": event["description"],
        "LOCATION": event["location"] or event["onlineUrl"],
        "URL": event["onlineUrl"],
        "DTSTART": when(event["startsAt"]),
        # an end that is no later than the beginning is none (RFC 5545, 3.8.2.2)
        "DTEND": when(event["endsAt"]) if event["endsAt"] and event["endsAt"] > event["startsAt"] else None,
        "DTSTAMP": moment(event["updatedAt"]).replace(microsecond=0),
        "LAST-MODIFIED": moment(event["updatedAt"]).replace(microsecond=0),
        "CREATED": moment(event["createdAt"]).replace(microsecond=0),
        "CATEGORIES": [one["name"] for one in (event["team"], event["focusArea"]) if one],
    }


def told(entry, zones):
    text = lambda name: str(entry[name]) if name in entry else None
    return {
        "UID": text("UID"),
        "SEQUENCE": entry["SEQUENCE"],
        **{name: text(name) for name in ("STATUS", "SUMMARY", "DESCRIPTION", "LOCATION", "URL")},
        "DTSTART": instant(entry["DTSTART"], zones),
        "DTEND": instant(entry["DTEND"], zones) if "DTEND" in entry else None,
        **{name: entry[name].dt for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED")},
        "CATEGORIES": [str(one) for one in entry["CATEGORIES"].cats] if "CATEGORIES" in entry else [],
    }


def check_calendar(who, body, events):
    check(f"{who}: lines end with CRLF and are folded", all(len(line) <= 76 for line in body.split(b"\r\n")))
    check(f"{who}: no bare line ends", body.replace(b"\r\n", b"").count(b"\n") == 0)
    calendar = icalendar.Calendar.from_ical(body)
    check(f"{who}: {calendar.errors}", not calendar.errors)
    check(f"{who}: its version", calendar["VERSION"] == "2.0" and calendar["PRODID"] and calendar["X-WR-CALNAME"])
    check(f"{who}: no time zone is missing", not calendar.get_missing_tzids())
    zones = clocks(calendar)
    entries = [told(entry, zones) for entry in calendar.walk("VEVENT")]
    check(f"{who}: {len(entries)} of {len(events)} events", len(entries) == len(events))
    for one, other in zip(entries, map(expected, events)):
        check(f"{who}: {one} is not {other}", one == other)
    return calendar


def main(server, member, editor):
    fill(server, editor)
    for who, token in (("nobody signed in", None), ("a member", member)):
        status, headers, body = get(server, "/calendar.ics", token, accept_language="sv")
        check(f"{who}: {status} {headers['content-type']}", status == 200)
        check(f"{who}: {headers['content-type']}", headers["content-type"] == "text/calendar; charset=utf-8")
        calendar = check_calendar(who, body, events(server, token))
        again = get(server, "/calendar.ics", token, accept_language="sv", if_none_match=headers["etag"])
        check(f"{who}: not modified", (again[0], again[2]) == (304, b""))
    zones = {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}
    check(f"zones: {zones}", zones == {"Europe/Stockholm", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"})

    made = ask(server, member, SUBSCRIBE)["createCalendarSubscription"]
    path = "/calendar/" + made["address"].rsplit("/", 1)[1]
    _, _, body = get(server, path)
    check_calendar("an address of one's own", body, events(server, member))
    ask(server, member, REVOKE, {"input": {"calendarSubscriptionId": made["calendarSubscription"]["id"]}})
    check("a revoked address", get(server, path)[0] == 404)
    print(f"{sum(outcomes)} passed, {len(outcomes) - sum(outcomes)} failed")
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
