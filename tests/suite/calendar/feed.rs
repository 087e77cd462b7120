//! The calendar as programs read it: held against GraphQL for each kind of caller. That it is good iCalendar is looked at
//! by another program (`tests/feeds`).

use std::collections::BTreeSet;

use super::*;
use api::config::Settings;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use tests::caller::Answer;
use tests::world::World;

const EVENTS: &str = "query($where: EventWhere) { events(first: 100, where: $where) { nodes { id } } }";

/// The ids of the events in a calendar, as it names them: without what says of what kind they are.
fn told(answer: &Answer) -> BTreeSet<String> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let ids = answer.text.lines().filter_map(|line| line.strip_prefix("UID:"));
    ids.map(|id| id.trim().to_owned()).collect()
}

async fn seen(caller: &Caller<'_>, filter: Json) -> BTreeSet<String> {
    let answer = caller.data(EVENTS, json!({ "where": filter })).await;
    let nodes = answer["events"]["nodes"].as_array().expect("a list");
    let id = |node: &Json| {
        node["id"].as_str().and_then(|id| id.parse::<type_safe_id::TypeSafeId<type_safe_id::DynamicType>>().ok())
    };
    nodes.iter().map(|node| id(node).expect("an id").uuid().to_string()).collect()
}

#[tokio::test]
async fn each_kind_of_caller_is_told_what_they_see() {
    let world = World::new().await;
    let mut counts = BTreeSet::new();
    for (name, caller) in world.callers() {
        let answer = caller.get("/calendar.ics").await;
        let ids = told(&answer);
        assert_eq!(ids, seen(&caller, json!({})).await, "{name}");
        counts.insert(ids.len());
        let keeper = if caller.token().is_some() { "private, no-cache" } else { "public, no-cache" };
        assert_eq!(answer.headers[CACHE_CONTROL], keeper, "{name}");
    }
    assert!(counts.len() > 2, "callers see different calendars: {counts:?}");
    for (name, status, caller) in world.refused() {
        assert_eq!(caller.get("/calendar.ics").await.status.as_u16(), status, "{name}");
    }
}

#[tokio::test]
async fn teams_focus_areas_and_persons_have_calendars_of_their_own() {
    let app = App::seeded().await;
    let member = app.as_member();
    let known = member
        .data("{ coreTeams { nodes { id } } viewer { person { id } } focusAreas { nodes { id slug } } }", json!({}))
        .await;
    let area = &known["focusAreas"]["nodes"][0];
    let input =
        with(meeting("2026-12-01T08:00:00.000Z", "2026-12-01T09:00:00.000Z"), json!({ "focusAreaId": area["id"] }));
    let event = entered(&app, input).await;
    let team = known["coreTeams"]["nodes"][0]["id"].as_str().expect("an id");
    let slug = area["slug"].as_str().expect("a slug");
    for (query, filter) in [
        (format!("?team={team}"), json!({ "team": { "id": { "eq": team } } })),
        (format!("?focusArea={slug}"), json!({ "focusArea": { "slug": { "eq": slug } } })),
        ("?focusArea=no-such-area".to_owned(), json!({ "focusArea": { "slug": { "eq": "no-such-area" } } })),
        ("?mine=false&language=en".to_owned(), json!({})),
    ] {
        assert_eq!(told(&member.get(&format!("/calendar.ics{query}")).await), seen(&member, filter).await, "{query}");
    }
    let before = told(&member.get("/calendar.ics?mine=true").await);
    let invite = json!({ "eventId": event, "personIds": [known["viewer"]["person"]["id"]] });
    editor(&app).call("invite", "", invite).await.done();
    assert_eq!(told(&member.get("/calendar.ics?mine=true").await).len(), before.len() + 1);
    let mine = member.data("{ invitations { nodes { id } } }", json!({})).await["invitations"]["nodes"][0]["id"].take();
    let no = json!({ "invitationId": mine, "version": 1, "answer": "DECLINED" });
    member.call("answerInvitation", "", no).await.done();
    assert_eq!(told(&member.get("/calendar.ics?mine=true").await), before, "what is declined is not there");
    assert!(told(&app.anonymous().get("/calendar.ics?mine=true").await).is_empty());

    for wrong in ["?teams=1", "?mine=perhaps", "?language=fi", "?team=a&team=b"] {
        let answer = app.anonymous().reading("en").get(&format!("/calendar.ics{wrong}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(answer.text.contains("parameter"), "{}", answer.text);
    }
    let answer = app.anonymous().get("/calendar.ics?team=no-id").await;
    assert_eq!(
        (answer.status, answer.text.contains("BAD_USER_INPUT")),
        (StatusCode::BAD_REQUEST, true),
        "{}",
        answer.text
    );
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let app = App::seeded().await;
    let event = mondays(&app).await;
    let member = app.as_member();
    let first = member.get("/calendar.ics").await;
    assert_eq!(first.headers[CONTENT_TYPE], "text/calendar; charset=utf-8");
    let again = || {
        let request = member.request(Method::GET, "/calendar.ics").header(IF_NONE_MATCH, &first.headers[ETAG]);
        member.send(request.body(axum::body::Body::empty()).expect("a request"))
    };
    assert_eq!(again().await.status, StatusCode::NOT_MODIFIED);
    assert!(first.text.contains("SEQUENCE:0\r\nSTATUS:CONFIRMED\r\nSUMMARY:Möte\r\n"), "{}", first.text);
    editor(&app).call("cancelEvent", "", of(&event, 1)).await.done();
    let changed = again().await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_eq!(told(&changed), told(&first), "what is cancelled stays in the calendar, and says so");
    assert!(changed.text.contains("SEQUENCE:1\r\nSTATUS:CANCELLED\r\n"), "{}", changed.text);
}

#[tokio::test]
async fn an_address_of_ones_own_holds_until_it_is_revoked() {
    let app = App::seeded().await;
    let member = app.as_member();
    mondays(&app).await;
    let selection = "address calendarSubscription { id name person { name } revokedAt }";
    let made = member.call("createCalendarSubscription", selection, json!({ "name": "Telefonen" })).await;
    made.done();
    let address = made["address"].as_str().expect("an address").to_owned();
    let path = address.strip_prefix(app.config.public_url().as_str()).expect("an address of this server");
    assert!(path.starts_with("/calendar/sk_calendar_") && path.ends_with(".ics"), "{path}");

    // it reads as the person does, without a token
    let program = app.anonymous();
    assert_eq!(told(&program.get(path).await), seen(&member, json!({})).await);
    assert_eq!(program.get(path).await.headers[CACHE_CONTROL], "private, no-cache");
    let mine = program.get(&format!("{path}?mine=true&language=en")).await;
    assert!(mine.text.contains("NAME:Samhällskontraktet: calendar"), "{}", mine.text);
    // it is an address, and no token
    let token = path.trim_start_matches("/calendar/").trim_end_matches(".ics");
    assert_eq!(app.anonymous().with_token(token).get("/calendar.ics").await.status, StatusCode::UNAUTHORIZED);

    // only a hash of it is kept, and nobody else sees or ends it
    let rows = format!("{:?}", all::<entity::calendar_subscription::Entity>(&app).await);
    assert!(!rows.contains("sk_calendar_"), "{rows}");
    let log = format!("{:?}", all::<change::Entity>(&app).await);
    assert!(!log.contains("sk_calendar_") && !log.contains("address_hash"), "{log}");
    let id = json!({ "calendarSubscriptionId": made["calendarSubscription"]["id"] });
    let other = app.signed_in(&[Role::Member], UNIVERSITY, "other");
    let hidden = other.call("revokeCalendarSubscription", "", id.clone()).await;
    assert_eq!(hidden.fault(), ("calendarSubscriptionId", "NOT_FOUND"));
    member.call("revokeCalendarSubscription", "", id.clone()).await.done();
    assert_eq!(
        member.call("revokeCalendarSubscription", "", id).await.fault(),
        ("calendarSubscriptionId", "WRONG_STATE")
    );
    let never = format!("/calendar/sk_calendar_{}.ics", "x".repeat(43));
    let [revoked, unknown] = [program.get(path).await, program.get(&never).await];
    assert_eq!((revoked.status, revoked.text), (StatusCode::NOT_FOUND, unknown.text.clone()));
    for wrong in ["/calendar/", "/calendar/x.ics", path.trim_end_matches(".ics")] {
        assert_eq!(program.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }

    for _ in 0..20 {
        member.call("createCalendarSubscription", "address", json!({ "name": "En till" })).await.done();
    }
    let most = member.call("createCalendarSubscription", "", json!({ "name": "En till" })).await;
    assert_eq!(most.fault(), ("name", "WRONG_STATE"));
    let system = app.signed_in(&[Role::PartnerSystem], UNIVERSITY, UNIVERSITY);
    assert_eq!(system.refused("createCalendarSubscription", json!({ "name": "System" })).await, "FORBIDDEN");
}

#[tokio::test]
async fn whoever_is_blocked_or_erased_has_no_calendar() {
    let app = App::seeded().await;
    let member = app.as_member();
    let person = member.data("{ viewer { person { id } } }", json!({})).await["viewer"]["person"]["id"].take();
    let made = member.call("createCalendarSubscription", "address", json!({ "name": "Telefonen" })).await;
    let address = made.done()["address"].as_str().expect("an address").to_owned();
    let path = address.strip_prefix(app.config.public_url().as_str()).expect("an address of this server");
    let status = async || app.anonymous().get(path).await.status;
    assert_eq!(status().await, StatusCode::OK);
    let one = json!({ "personId": person, "version": 1 });
    app.as_administrator().call("blockPerson", "", one.clone()).await.done();
    assert_eq!(status().await, StatusCode::NOT_FOUND);
    app.as_administrator().call("unblockPerson", "", one.clone()).await.done();
    assert_eq!(status().await, StatusCode::NOT_FOUND, "it has ended for good");
    let again = member.call("createCalendarSubscription", "address", json!({ "name": "Telefonen" })).await;
    let address = again.done()["address"].as_str().expect("an address").to_owned();
    let path = address.strip_prefix(app.config.public_url().as_str()).expect("an address of this server");
    assert_eq!(app.anonymous().get(path).await.status, StatusCode::OK);
    app.as_administrator().call("erasePerson", "", one).await.done();
    assert_eq!(app.anonymous().get(path).await.status, StatusCode::NOT_FOUND);
    assert!(all::<entity::calendar_subscription::Entity>(&app).await.is_empty());
}

/// Makes an address for whoever calls; its path.
async fn path_of(app: &App, caller: &Caller<'_>) -> String {
    let made = caller.call("createCalendarSubscription", "address", json!({ "name": "Telefonen" })).await.done();
    let address = made["address"].as_str().expect("an address");
    address.strip_prefix(app.config.public_url().as_str()).expect("an address of this server").to_owned()
}

#[tokio::test]
async fn an_address_reads_by_what_is_recorded_here_and_not_by_what_a_token_says() {
    let app = App::seeded().await;
    let member = app.as_member();
    let known = member.data("{ viewer { person { id } representations { nodes { team { id } } } } }", json!({})).await;
    let team = &known["viewer"]["representations"]["nodes"][0]["team"]["id"];
    let restricted = json!({ "visibility": "RESTRICTED", "restrictedTo": [team] });
    let input = with(meeting("2026-12-01T08:00:00.000Z", "2026-12-01T09:00:00.000Z"), restricted);
    entered(&app, input).await;
    let by_token = app.signed_in(&[Role::Representative, Role::ProcessSupport], UNIVERSITY, tests::app::MEMBER);
    let all = seen(&by_token, json!({})).await;
    let path = path_of(&app, &by_token).await;
    let told = async || told(&app.anonymous().get(&path).await);
    assert_eq!(told().await, seen(&member, json!({})).await, "roles that a token gives are the token's");
    assert_eq!(told().await.len() + 1, all.len());
    let grant = json!({ "personId": known["viewer"]["person"]["id"], "role": "REPRESENTATIVE" });
    app.as_administrator().call("grantRole", "", grant.clone()).await.done();
    assert_eq!(told().await, all, "a role that is granted here counts, with the seats that are held");
    app.as_administrator().call("revokeRole", "", grant).await.done();
    assert_eq!(told().await.len() + 1, all.len());
}

#[tokio::test]
async fn an_address_rests_when_its_person_no_longer_signs_in() {
    let app = App::seeded().await;
    let beside = app
        .beside(Settings { calendar_address_lifetime: Some("7d".parse().expect("a time")), ..Settings::default() })
        .await;
    let path = path_of(&app, &app.as_member()).await;
    let status = async |app: &App| app.anonymous().get(&path).await.status;
    let holds = async || (status(&app).await == StatusCode::OK, status(&beside).await == StatusCode::OK);
    let changes = all::<change::Entity>(&app).await.len();
    app.clock.advance(TimeDelta::days(7));
    assert_eq!(holds().await, (true, true));
    app.clock.advance(TimeDelta::days(1));
    assert_eq!(holds().await, (true, false), "a setting says for how long");
    app.clock.advance(TimeDelta::days(82));
    assert_eq!(holds().await, (true, false), "the ninetieth day");
    app.clock.advance(TimeDelta::days(1));
    assert_eq!(holds().await, (false, false));
    app.as_member().data("{ viewer { person { id version } } }", json!({})).await;
    assert_eq!(holds().await, (true, true), "whoever signs in again has it again");
    assert_eq!(all::<change::Entity>(&app).await.len(), changes, "a sign-in is no change");
    // nobody signs in as the person any more
    let administrator = app.as_administrator();
    let identity =
        app.as_member().data("{ identities { nodes { id } } }", json!({})).await["identities"]["nodes"][0]["id"].take();
    administrator.call("removeIdentity", "", json!({ "identityId": identity })).await.done();
    assert_eq!(holds().await, (false, false));
}
