//! The calendar: events that recur, change and are cancelled, invitations and their answers, and the calendar as programs
//! read it.

mod feed;
mod invitations;

use entity::{change, event, invitation};
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::{Caller, with};
use tests::rows::all;

use api::policy::Role;

fn editor(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::ProcessSupport], UNIVERSITY, "eva")
}

/// An input of an event at these times.
fn meeting(starts_at: &str, ends_at: &str) -> Json {
    json!({ "title": { "sv": "Möte" }, "kind": "MEETING", "when": { "times": { "startsAt": starts_at, "endsAt": ends_at } } })
}

/// Enters an event; its id.
async fn entered(app: &App, input: Json) -> String {
    let answer = editor(app).call("createEvent", "event { id }", input).await;
    answer.done()["event"]["id"].as_str().expect("an id").to_owned()
}

/// Enters an event on five Mondays at nine, of which summer time begins before the second.
async fn mondays(app: &App) -> String {
    let input = meeting("2027-03-22T08:00:00.000Z", "2027-03-22T09:30:00.000Z");
    entered(app, with(input, json!({ "recurrence": { "rule": "FREQ=WEEKLY;COUNT=5" } }))).await
}

/// The events of the series that begins with this one, in their order.
async fn occurrences(caller: &Caller<'_>, first: &str) -> Vec<Json> {
    let document =
        "query($id: ID!) { event(id: $id) { occurrences(first: 100, orderBy: [{ field: STARTS_AT, direction: ASC }])
        { nodes { id version title status startsAt endsAt series { id } recurrence } } } }";
    let mut answer = caller.data(document, json!({ "id": first })).await;
    answer["event"]["occurrences"]["nodes"].as_array_mut().expect("a list").drain(..).collect()
}

/// One field of each.
fn each<'a>(events: &'a [Json], field: &str) -> Vec<&'a str> {
    events.iter().map(|event| event[field].as_str().expect("a text")).collect()
}

/// All that is written of the calendar.
async fn written(app: &App) -> String {
    let mut changes = all::<change::Entity>(app).await;
    changes.retain(|change| ["event", "invitation"].contains(&change.node_type.as_str()));
    format!("{:?}{:?}{changes:?}", all::<event::Entity>(app).await, all::<invitation::Entity>(app).await)
}

fn of(id: &str, version: i32) -> Json {
    json!({ "eventId": id, "version": version })
}

#[tokio::test]
async fn an_event_from_its_entry_to_its_cancellation() {
    let app = App::seeded().await;
    let ids = editor(&app)
        .data("{ focusAreas { nodes { id } } coreTeams { nodes { id } } documents { nodes { id } } }", json!({}))
        .await;
    let input = json!({
        "title": { "sv": "Verkstad", "en": "Workshop" }, "description": { "sv": "Ta med idéer." }, "kind": "WORKSHOP",
        "when": { "times": { "startsAt": "2026-12-01T09:00:00+01:00", "endsAt": "2026-12-01T11:00:00+01:00" } },
        "location": "  Slottet ", "onlineUrl": "https://example.org/m", "teamId": ids["coreTeams"]["nodes"][0]["id"],
        "focusAreaId": ids["focusAreas"]["nodes"][0]["id"], "documentIds": [ids["documents"]["nodes"][0]["id"]],
    });
    let selection = "event { id version title description kind status visibility startsAt endsAt timeZone isAllDay location
        onlineUrl recurrence series { id } team { id } focusArea { id } documents { totalCount } initiatives { totalCount } }";
    let answer = editor(&app).call("createEvent", selection, input).await;
    answer.done();
    let id = answer["event"]["id"].as_str().expect("an id").to_owned();
    let expected = json!({
        "id": id, "version": 1, "title": "Verkstad", "description": "Ta med idéer.", "kind": "WORKSHOP",
        "status": "PLANNED", "visibility": "INTERNAL", "startsAt": "2026-12-01T08:00:00.000Z",
        "endsAt": "2026-12-01T10:00:00.000Z", "timeZone": "Europe/Stockholm", "isAllDay": false, "location": "Slottet",
        "onlineUrl": "https://example.org/m", "recurrence": null, "series": null,
        "team": { "id": ids["coreTeams"]["nodes"][0]["id"] },
        "focusArea": { "id": ids["focusAreas"]["nodes"][0]["id"] }, "documents": { "totalCount": 1 },
        "initiatives": { "totalCount": 0 },
    });
    assert_eq!(answer["event"], expected);

    let patch = json!({
        "title": { "sv": "Ny titel" }, "description": null, "kind": "CONFERENCE", "location": null, "teamId": null,
        "focusAreaId": null, "documentIds": null, "onlineUrl": null, "visibility": "PUBLIC",
        "when": { "days": { "firstOn": "2027-03-27", "lastOn": "2027-03-28", "timeZone": "Europe/Helsinki" } },
    });
    let answer = editor(&app).call("updateEvent", selection, with(of(&id, 1), patch)).await;
    answer.done();
    let changed = json!({
        "version": 2, "title": "Ny titel", "description": null, "kind": "CONFERENCE", "location": null, "onlineUrl": null,
        "team": null, "focusArea": null, "documents": { "totalCount": 0 }, "visibility": "PUBLIC", "isAllDay": true,
        // the second of the two days lasts 23 hours
        "startsAt": "2027-03-26T22:00:00.000Z", "endsAt": "2027-03-28T21:00:00.000Z", "timeZone": "Europe/Helsinki",
    });
    assert_eq!(answer["event"], with(expected, changed));
    let seen = app.anonymous().data("query($id: ID!) { event(id: $id) { title } }", json!({ "id": id })).await;
    assert_eq!(seen["event"]["title"], "Ny titel");

    let nothing_new = editor(&app).call("updateEvent", "event { startsAt isAllDay title }", of(&id, 2)).await;
    let same = json!({ "startsAt": "2027-03-26T22:00:00.000Z", "isAllDay": true, "title": "Ny titel" });
    assert_eq!(nothing_new["event"], same);
    assert_eq!(editor(&app).call("cancelEvent", "", of(&id, 1)).await.fault(), ("version", "STALE_VERSION"));
    let answer = editor(&app).call("cancelEvent", "event { status }", of(&id, 2)).await;
    assert_eq!(answer["event"]["status"], "CANCELLED");
    for mutation in ["cancelEvent", "updateEvent"] {
        assert_eq!(editor(&app).call(mutation, "", of(&id, 3)).await.fault(), ("eventId", "WRONG_STATE"), "{mutation}");
    }
    let document = "query($id: ID!) { event(id: $id) { actions { name isAllowed } } }";
    let told = editor(&app).data(document, json!({ "id": id })).await;
    let action = |name| json!({ "name": name, "isAllowed": false });
    assert_eq!(told["event"]["actions"], json!([action("updateEvent"), action("cancelEvent"), action("invite")]));
}

#[tokio::test]
async fn what_recurs_is_held_at_its_local_time_over_years() {
    let app = App::seeded().await;
    let first = mondays(&app).await;
    let events = occurrences(&app.as_member(), &first).await;
    let starts = ["03-22T08", "03-29T07", "04-05T07", "04-12T07", "04-19T07"].map(|at| format!("2027-{at}:00:00.000Z"));
    assert_eq!(each(&events, "startsAt"), starts);
    assert_eq!(events[4]["endsAt"], "2027-04-19T08:30:00.000Z");
    for event in &events {
        assert_eq!((&event["series"]["id"], &event["recurrence"]), (&json!(first), &json!("FREQ=WEEKLY;COUNT=5")));
    }

    // days are whole days in winter and in summer, and in a zone without summer time; exceptions are left out
    let yearly = json!({
        "title": { "sv": "Årsdag" }, "kind": "OTHER",
        "when": { "days": { "firstOn": "2027-06-30", "lastOn": "2027-07-01", "timeZone": "Asia/Kathmandu" } },
        "recurrence": { "rule": "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=30;UNTIL=20300101", "except": ["2028-06-30"] },
    });
    let first = entered(&app, yearly).await;
    let events = occurrences(&app.as_member(), &first).await;
    let days = ["2027-06-29", "2027-12-29", "2028-12-29", "2029-06-29", "2029-12-29"];
    assert_eq!(each(&events, "startsAt"), days.map(|day| format!("{day}T18:15:00.000Z")));
    assert_eq!(events[1]["endsAt"], "2027-12-31T18:15:00.000Z");

    // a time that is skipped when summer begins
    let night = meeting("2027-03-27T01:30:00.000Z", "2027-03-27T02:00:00.000Z");
    let first = entered(&app, with(night, json!({ "recurrence": { "rule": "FREQ=DAILY;COUNT=3" } }))).await;
    let events = occurrences(&app.as_member(), &first).await;
    assert_eq!(
        each(&events, "startsAt"),
        ["2027-03-27T01:30:00.000Z", "2027-03-28T01:30:00.000Z", "2027-03-29T00:30:00.000Z"]
    );
    assert_eq!(
        each(&events, "endsAt"),
        ["2027-03-27T02:00:00.000Z", "2027-03-28T02:00:00.000Z", "2027-03-29T01:00:00.000Z"]
    );
}

#[tokio::test]
async fn a_range_shows_the_occurrences_in_it_page_by_page() {
    let app = App::seeded().await;
    mondays(&app).await;
    let document =
        "query($after: String) { events(first: 2, after: $after, orderBy: [{ field: STARTS_AT, direction: ASC }],
        where: { startsAt: { gte: \"2027-03-29T00:00:00Z\", lt: \"2027-04-19T00:00:00Z\" } })
        { totalCount nodes { startsAt } pageInfo { hasNextPage endCursor } } }";
    let page = app.as_member().data(document, json!({})).await["events"].take();
    assert_eq!((page["totalCount"].as_i64(), page["nodes"].as_array().map(Vec::len)), (Some(3), Some(2)));
    let rest = app.as_member().data(document, json!({ "after": page["pageInfo"]["endCursor"] })).await["events"].take();
    assert_eq!(rest["nodes"], json!([{ "startsAt": "2027-04-12T07:00:00.000Z" }]));
    assert_eq!(app.anonymous().data(document, json!({})).await["events"]["totalCount"], 0);
}

#[tokio::test]
async fn one_the_following_or_all_are_changed_and_cancelled() {
    let app = App::seeded().await;
    let first = mondays(&app).await;
    let events = occurrences(&editor(&app), &first).await;
    let id = |place: usize| events[place]["id"].as_str().expect("an id").to_owned();

    let title = |text: &str, scope: &str| json!({ "title": { "sv": text }, "scope": scope });
    editor(&app).call("updateEvent", "", with(of(&id(1), 1), title("Ett", "ONE"))).await.done();
    editor(&app).call("cancelEvent", "", with(of(&id(3), 1), json!({ "scope": "ONE" }))).await.done();
    editor(&app).call("updateEvent", "", with(of(&id(2), 1), title("Senare", "FOLLOWING"))).await.done();
    let now = occurrences(&editor(&app), &first).await;
    assert_eq!(each(&now, "title"), ["Möte", "Ett", "Senare", "Möte", "Senare"], "what is cancelled stays");
    assert_eq!(each(&now, "status"), ["PLANNED", "PLANNED", "PLANNED", "CANCELLED", "PLANNED"]);

    // from Monday at nine to Tuesday at ten, for an hour
    let times = json!({ "times": { "startsAt": "2027-03-30T10:00:00+02:00", "endsAt": "2027-03-30T11:00:00+02:00" } });
    let moved = json!({ "when": times, "scope": "ALL" });
    let answer = editor(&app).call("updateEvent", "event { startsAt }", with(of(&id(1), 2), moved)).await;
    assert_eq!(answer.done()["event"]["startsAt"], "2027-03-30T08:00:00.000Z");
    let now = occurrences(&editor(&app), &first).await;
    let starts = ["03-23T09", "03-30T08", "04-06T08", "04-12T07", "04-20T08"].map(|at| format!("2027-{at}:00:00.000Z"));
    assert_eq!(each(&now, "startsAt"), starts);
    assert_eq!(now[4]["endsAt"], "2027-04-20T09:00:00.000Z");

    let before = written(&app).await;
    let stale = with(of(&id(4), 1), json!({ "scope": "ALL" }));
    assert_eq!(editor(&app).call("cancelEvent", "", stale).await.fault(), ("version", "STALE_VERSION"));
    assert!(written(&app).await == before);
    let version = i32::try_from(now[4]["version"].as_i64().expect("a version")).expect("a small one");
    editor(&app).call("cancelEvent", "", with(of(&id(4), version), json!({ "scope": "ALL" }))).await.done();
    assert_eq!(each(&occurrences(&editor(&app), &first).await, "status"), ["CANCELLED"; 5]);
}

#[tokio::test]
async fn what_cannot_be_held_is_told_and_nothing_is_written() {
    let app = App::seeded().await;
    let before = written(&app).await;
    let good = meeting("2026-12-01T08:00:00.000Z", "2026-12-01T09:00:00.000Z");
    let weekly = |rule: &str| json!({ "recurrence": { "rule": rule } });
    let at = |when: Json| json!({ "when": when });
    for (patch, path) in [
        (json!({ "title": { "sv": " " } }), "title"),
        (json!({ "location": "x".repeat(201) }), "location"),
        (json!({ "onlineUrl": "javascript:alert(1)" }), "onlineUrl"),
        (json!({ "teamId": "team_00000000000000000000000000" }), "teamId"),
        (json!({ "visibility": "RESTRICTED" }), "restrictedTo"),
        (
            at(json!({ "times": { "startsAt": "2026-12-01T08:00:00.000Z", "endsAt": "2026-12-01T07:59:59.000Z" } })),
            "when.times.endsAt",
        ),
        (
            at(json!({ "times": { "startsAt": "2026-12-01T08:00:00.000Z", "endsAt": "2027-12-03T08:00:00.000Z" } })),
            "when.times.endsAt",
        ),
        (at(json!({ "times": { "startsAt": "1999-12-01T08:00:00.000Z" } })), "when.times.startsAt"),
        (
            at(json!({ "times": { "startsAt": "2026-12-01T08:00:00.000Z", "timeZone": "Europe/Atlantis" } })),
            "when.times.timeZone",
        ),
        (at(json!({ "days": { "firstOn": "2026-12-02", "lastOn": "2026-12-01" } })), "when.days.lastOn"),
        (at(json!({ "days": { "firstOn": "2100-01-01" } })), "when.days.firstOn"),
        (weekly("varje vecka"), "recurrence.rule"),
        (weekly("FREQ=WEEKLY"), "recurrence.rule"),
        (weekly("FREQ=HOURLY;COUNT=2"), "recurrence.rule"),
        (weekly("FREQ=DAILY;COUNT=367"), "recurrence.rule"),
        (weekly("FREQ=WEEKLY;BYDAY=FR;COUNT=2"), "recurrence.rule"),
        (json!({ "recurrence": { "rule": "FREQ=DAILY;COUNT=2", "except": ["2026-12-03"] } }), "recurrence.except"),
        (
            json!({ "recurrence": { "rule": "FREQ=DAILY;COUNT=2", "except": ["2026-12-01", "2026-12-02"] } }),
            "recurrence.except",
        ),
    ] {
        let answer = editor(&app).call("createEvent", "", with(good.clone(), &patch)).await;
        assert_eq!(answer.faults(), [(path.to_owned(), answer.fault().1)], "{patch}");
    }
    let both = json!({ "times": { "startsAt": "2026-12-01T08:00:00.000Z" }, "days": { "firstOn": "2026-12-01" } });
    for when in [json!({}), both, json!({ "times": null })] {
        assert_eq!(editor(&app).refused("createEvent", with(good.clone(), at(when))).await, "BAD_USER_INPUT");
    }
    for (language, said) in [("sv", "Regeln måste ta slut."), ("en", "The rule must end.")] {
        let input = with(good.clone(), weekly("FREQ=WEEKLY"));
        let answer = editor(&app).reading(language).call("createEvent", "", input).await;
        assert!(answer.message().starts_with(said), "{}", answer.message());
    }
    assert_eq!(app.as_member().refused("createEvent", good.clone()).await, "FORBIDDEN");
    assert_eq!(app.anonymous().refused("createEvent", good).await, "UNAUTHENTICATED");
    assert!(written(&app).await == before);
}
