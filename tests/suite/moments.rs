//! Moments and days: one precision, exactly their form, whatever the database.

use chrono::TimeDelta;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::Caller;
use tests::rows::{api_id, strings};
use tests::world::World;

fn administrator(world: &World) -> Caller<'_> {
    world.callers().into_iter().find(|(name, _)| *name == "administrator").expect("one").1
}

async fn enter(caller: &Caller<'_>, starts_at: &str) -> Json {
    let input = json!({
        "title": { "sv": "Möte" }, "kind": "OTHER", "when": { "times": { "startsAt": starts_at, "endsAt": starts_at } },
    });
    caller.call("createEvent", "event { id startsAt endsAt }", input).await.done()["event"].clone()
}

const PAGE: &str = "query($after: String, $where: EventWhere) {
    events(first: 1, after: $after, where: $where, orderBy: [{ field: STARTS_AT, direction: ASC }]) {
        nodes { id startsAt } pageInfo { hasNextPage endCursor } } }";

/// All events that a filter finds, one on each page.
async fn paged(caller: &Caller<'_>, filter: Json) -> Vec<Json> {
    let (mut found, mut after) = (vec![], Json::Null);
    for _ in 0..50 {
        let page = caller.data(PAGE, json!({ "after": after, "where": filter })).await["events"].take();
        found.extend(page["nodes"].as_array().expect("nodes").iter().cloned());
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] == false {
            return found;
        }
    }
    panic!("the pages do not end: {found:?}");
}

/// What a payload shows of a thing is what is read of it afterwards, however often the clock is read meanwhile.
#[tokio::test]
async fn a_payload_shows_the_moment_that_is_kept() {
    let world = World::new().await;
    world.app.clock.go_on(TimeDelta::milliseconds(1));
    let caller = administrator(&world);
    let id = api_id("strategic_need", 1100);
    let read = "query($id: ID!) { strategicNeed(id: $id) { version updatedAt } }";
    for (field, value) in
        [("challengeIds", json!([api_id("challenge", 1101)])), ("title", json!({ "sv": "Ett annat behov" }))]
    {
        let known = caller.data(read, json!({ "id": id })).await["strategicNeed"].take();
        let input = json!({ "strategicNeedId": id, "version": known["version"], field: value });
        let shown = caller.call("updateNeed", "strategicNeed { version updatedAt }", input).await.done();
        assert_ne!(shown["strategicNeed"]["version"], known["version"], "{field}");
        assert_eq!(shown["strategicNeed"], caller.data(read, json!({ "id": id })).await["strategicNeed"], "{field}");
    }
}

#[tokio::test]
async fn what_is_finer_than_milliseconds_is_cut_where_it_is_read() {
    let world = World::new().await;
    let caller = administrator(&world);
    let mut entered = vec![];
    for fraction in ["", ".0000001", ".123", ".1234567", ".123999999", ".124"] {
        entered.push(enter(&caller, &format!("2027-03-01T08:00:00{fraction}Z")).await);
    }
    let shown: Vec<_> = entered.iter().map(|event| event["startsAt"].as_str().expect("a moment")).collect();
    let millis = ["000", "000", "123", "123", "123", "124"].map(|part| format!("2027-03-01T08:00:00.{part}Z"));
    assert_eq!(shown, millis);
    let from = json!({ "startsAt": { "gte": "2027-01-01T00:00:00Z" } });
    let pages = paged(&caller, from).await;
    // those of one moment come in the order of their ids
    let in_order = |event: &&Json| (event["startsAt"].to_string(), event["id"].to_string());
    let mut expected: Vec<&Json> = entered.iter().collect();
    expected.sort_by_key(in_order);
    let ids = |events: Vec<&Json>| events.into_iter().map(|event| event["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(pages.iter().collect()), ids(expected));
    for (filter, number) in [
        (json!({ "startsAt": { "gte": "2027-03-01T08:00:00.123Z", "lt": "2027-03-01T08:00:00.124Z" } }), 3),
        // what is asked for is cut, too
        (json!({ "startsAt": { "gte": "2027-03-01T08:00:00.1239Z", "lt": "2027-03-01T08:00:00.1249Z" } }), 3),
        (json!({ "startsAt": { "gte": "2027-03-01T09:00:00.000+01:00", "lt": "2027-03-01T08:00:00.001Z" } }), 2),
    ] {
        assert_eq!(paged(&caller, filter.clone()).await.len(), number, "{filter}");
    }
    // what is stored is what is shown: a whole second without a fraction, else three digits of it
    let stored =
        strings(&world.app, "SELECT CAST(starts_at AS text) FROM event WHERE CAST(starts_at AS text) LIKE '2027%'")
            .await;
    assert_eq!(stored.len(), 6);
    assert!(
        stored.iter().all(|text| [0, 4].contains(&(text.len() - text.replace(".123", "").replace(".124", "").len())))
    );
    assert!(
        stored.iter().all(|text| text.trim_start_matches("2027-03-01").len() <= "T08:00:00.123+00:00".len()),
        "{stored:?}"
    );
}

/// A cursor that somebody made up, with moments and days that there are not, is none.
#[tokio::test]
async fn a_cursor_holds_moments_that_there_are() {
    use base64::Engine;
    let world = World::new().await;
    let caller = administrator(&world).reading("en");
    for micros in [i64::MAX, i64::MIN, 253_402_300_800_000_000, -62_135_596_800_000_001] {
        let place = json!(["starts_at,id", micros, "01920000-0000-7000-8000-0000000003e8"]);
        let cursor = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(place.to_string());
        let (code, message) = caller.error(PAGE, json!({ "after": cursor })).await;
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("BAD_USER_INPUT", "The cursor did not come from this API."),
            "{micros}"
        );
    }
}

/// The same texts are moments and days wherever one is given: in an input, in a filter, by a variable or written out.
#[tokio::test]
async fn days_and_moments_have_their_form_everywhere() {
    let world = World::new().await;
    let caller = administrator(&world).reading("en");
    let mission = api_id("mission", 2010);
    let (mut version, by_filter) = (1, "query($w: MissionWhere) { missions(where: $w) { totalCount } }");
    for day in ["0001-01-01", "2027-02-28", "9999-12-31"] {
        let input = json!({ "missionId": mission, "version": version, "dueOn": day });
        let shown = caller.call("updateMission", "mission { dueOn version }", input).await.done();
        version += 1;
        assert_eq!(shown["mission"], json!({ "dueOn": day, "version": version }));
        let found = caller.data(by_filter, json!({ "w": { "dueOn": { "eq": day } } })).await;
        assert_eq!(found["missions"]["totalCount"], 1, "{day}");
        let groups =
            "{ missionGroups(by: [DUE_ON_YEAR], where: { dueOn: { isNull: false } }) { keys { value } count } }";
        let groups = caller.data(groups, Json::Null).await;
        assert_eq!(groups["missionGroups"], json!([{ "keys": [{ "value": &day[..4] }], "count": 1 }]));
    }
    for day in
        ["0000-01-01", "10000-01-01", "+2027-01-1", "2027-1-01", "2027-02-29", "2027-01-01T00:00:00Z", "today", ""]
    {
        let input = json!({ "missionId": mission, "version": version, "dueOn": day });
        let answer = caller.run(
            "mutation($input: UpdateMissionInput!) { updateMission(input: $input) { userErrors { code } } }",
            json!({ "input": input }),
        );
        is_refused(&answer.await.body, day);
        let filter = caller.run(by_filter, json!({ "w": { "dueOn": { "eq": day } } })).await;
        is_refused(&filter.body, day);
        let written = format!("{{ missions(where: {{ dueOn: {{ lt: {} }} }}) {{ totalCount }} }}", json!(day));
        is_refused(&caller.run(&written, Json::Null).await.body, day);
    }
    for moment in [
        "2027-03-01 08:00:00Z",
        "2027-03-01T08:00:60Z",
        "0000-12-31T23:59:59-01:00",
        "9999-12-31T23:59:59-01:00",
        "2027-03-01",
    ] {
        let by_filter = "query($w: EventWhere) { events(where: $w) { totalCount } }";
        let filter = caller.run(by_filter, json!({ "w": { "startsAt": { "gte": moment } } })).await;
        is_refused(&filter.body, moment);
    }
}

fn is_refused(body: &Json, text: &str) {
    assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{text}: {body}");
}

/// What the clock says is cut, too, so that a page never hangs on what is finer.
#[tokio::test]
async fn the_clock_is_read_in_milliseconds() {
    let app = App::seeded().await;
    app.clock.advance(chrono::TimeDelta::nanoseconds(123_456_789));
    let input = json!({ "slug": "en", "name": "En", "sector": "BUSINESS" });
    let made =
        app.as_administrator().call("createOrganisation", "organisation { createdAt updatedAt }", input).await.done();
    let at = "2026-11-21T12:00:00.123Z";
    assert_eq!(made["organisation"], json!({ "createdAt": at, "updatedAt": at }));
    let stored = strings(&app, "SELECT CAST(created_at AS text) FROM organisation WHERE slug = 'en'").await;
    assert!(stored[0].contains("12:00:00.123+00"), "{stored:?}");
}
