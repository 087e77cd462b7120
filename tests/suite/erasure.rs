//! Erasing a person: nothing stays of who they were in any table, page, log or kept answer, and nothing is tied to them any
//! more.

use std::path::Path;

use api::policy::Role;
use entity::representative;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::{Called, Caller};
use tests::database::backend;
use tests::rows::{all, strings};

use crate::accounts::who;
use crate::idempotency::ask;

/// What was known of the person, at any time: none of it is anywhere in what the tests fill in.
const KNOWN: [&str; 8] =
    ["zyxsubject", "zyxefter", "zyx@example.org", "987 65 43", "zyxtelefonen", "zyxförnamn", "qvistzyx", "harazyx"];

/// How much of that is in rows before the person is erased: earlier names are in pages of SQLite's file alone.
fn kept() -> &'static [&'static str] {
    if backend() == "postgres" { &KNOWN[..5] } else { &KNOWN }
}

const UPDATE: &str = "mutation($input: UpdatePersonInput!) { updatePerson(input: $input) { person { name email phone } userErrors { message } } }";

fn person(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::Member], UNIVERSITY, "zyxsubject")
}

/// Whatever a person can leave behind, under a first name with quotation marks and a second one without; their id.
async fn lived(app: &App) -> Json {
    let (administrator, person) = (app.as_administrator(), person(app));
    let own = who(&person).await["person"].clone();
    let update = |version: i32, name: &str| json!({ "input": { "personId": own["id"], "version": version, "name": name, "email": "zyx@example.org", "phone": "021-987 65 43" } });
    let first = ask(&administrator, "first", UPDATE, &update(1, "Zyxförnamn \"Qvistzyx\" O\\Harazyx")).await;
    assert!(first.text.contains("Qvistzyx"), "{}", first.text);
    // long enough for pages to be split and joined again, and each another than the last
    for version in 2..40 {
        let name =
            format!("Zyxförnamn \"Qvistzyx\" {version} {}", "Zyxefter".repeat(usize::try_from(version).expect("few")));
        administrator
            .call("updatePerson", "", update(version, &name[..name.len().min(190)])["input"].clone())
            .await
            .done();
    }
    let last = ask(&person, "own", UPDATE, &update(40, "Zyxefter")).await;
    assert!(last.text.contains("Zyxefter"), "{}", last.text);
    for _ in 0..2 {
        let made = person
            .call("createCalendarSubscription", "calendarSubscription { id }", json!({ "name": "Zyxtelefonen" }))
            .await
            .done();
        let id = json!({ "calendarSubscriptionId": made["calendarSubscription"]["id"] });
        person.call("revokeCalendarSubscription", "", id).await.done();
        person.call("createCalendarSubscription", "", json!({ "name": "Zyxtelefonen" })).await.done();
    }
    administrator.call("grantRole", "", json!({ "personId": own["id"], "role": "ANALYST" })).await.done();
    administrator.call("inviteToSignIn", "", json!({ "personId": own["id"] })).await.done();
    administrator.data("query($id: ID!) { person(id: $id) { email phone } }", json!({ "id": own["id"] })).await;
    own["id"].clone()
}

/// The version of the person: whatever they were linked to has made them another, too.
async fn version(app: &App, person: &Json) -> Json {
    let document = "query($id: ID!) { person(id: $id) { version } }";
    app.as_administrator().data(document, json!({ "id": person })).await["person"]["version"].clone()
}

/// Seats in a team on terms that begin on these days.
async fn seated(app: &App, person: &Json, terms: &[&str]) {
    let administrator = app.as_administrator();
    let known = administrator.data("{ coreTeams { nodes { id } } organisations { nodes { id } } }", Json::Null).await;
    let (team, organisation) = (&known["coreTeams"]["nodes"][0]["id"], &known["organisations"]["nodes"][0]["id"]);
    for since in terms {
        let seat = json!({ "teamId": team, "organisationId": organisation });
        let seat = administrator.call("addSeat", "seat { id }", seat).await.done()["seat"]["id"].clone();
        let term = json!({ "seatId": seat, "personId": person, "since": since });
        administrator.call("fillSeat", "", term).await.done();
    }
}

/// What holds anything that was known of the person.
async fn found(app: &App) -> Vec<String> {
    let mut found = vec![];
    let mut look = |place: String, bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        found.extend(KNOWN.iter().filter(|known| text.contains(**known)).map(|known| format!("{place}: {known}")));
    };
    if backend() == "postgres" {
        let tables = strings(app, "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'").await;
        for table in tables {
            let rows = strings(app, &format!("SELECT row_to_json(t)::text FROM \"{table}\" AS t")).await;
            look(table, rows.join("\n").as_bytes());
        }
    } else {
        let file = app.config.database.url.file().expect("a file").to_owned();
        for file in files(Path::new(&file).parent().expect("a folder")) {
            look(file.display().to_string(), &std::fs::read(&file).expect("a file"));
        }
    }
    found
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[tokio::test]
async fn nothing_is_left_of_an_erased_person_anywhere() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let id = lived(&app).await;
    let before = found(&app).await;
    assert!(kept().iter().all(|known| before.iter().any(|place| place.ends_with(known))), "all is kept: {before:?}");

    let erase =
        "mutation($input: ErasePersonInput!) { erasePerson(input: $input) { person { name } userErrors { message } } }";
    let erased = ask(&administrator, "last", erase, &json!({ "input": { "personId": id, "version": 41 } })).await;
    assert_eq!(erased.body["data"]["erasePerson"]["person"]["name"], "(raderad person)", "{}", erased.text);
    assert_eq!(found(&app).await, Vec::<String>::new());
    // whoever retries is told what there is now, and nothing is done again
    let update = json!({ "input": { "personId": id, "version": 1, "name": "Zyxförnamn \"Qvistzyx\" O\\Harazyx", "email": "zyx@example.org", "phone": "021-987 65 43" } });
    let retried = ask(&administrator, "first", UPDATE, &update).await;
    let expected = json!({ "name": "(raderad person)", "email": null, "phone": null });
    assert_eq!(retried.body["data"]["updatePerson"]["person"], expected, "{}", retried.text);
    assert_eq!(found(&app).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_terms_of_an_erased_person_end_at_once() {
    let app = App::seeded().await;
    let id = lived(&app).await;
    seated(&app, &id, &["2020-01-01", "2026-11-20", "2026-11-21", "2026-11-22", "2030-01-01"]).await;
    let key = |term: &representative::Model| tests::rows::key_id("person", term.person_id);
    let terms = async || {
        let mut terms = all::<representative::Entity>(&app).await;
        terms.retain(|term| id == key(term));
        terms.sort_by_key(|term| term.since);
        terms
            .iter()
            .map(|term| (term.since.map(|day| day.to_string()), term.until.map(|day| day.to_string())))
            .collect::<Vec<_>>()
    };
    assert_eq!(terms().await.len(), 5);
    let erase = json!({ "personId": id, "version": version(&app, &id).await });
    app.as_administrator().call("erasePerson", "", erase).await.done();
    let some = |day: &str| Some(day.to_owned());
    let today = "2026-11-21";
    assert_eq!(terms().await, [(some("2020-01-01"), some(today)), (some("2026-11-20"), some(today))]);
    let current =
        "query($id: ID!) { person(id: $id) { representations(where: { isCurrent: { eq: true } }) { totalCount } } }";
    let current = app.as_administrator().data(current, json!({ "id": id })).await;
    assert_eq!(current["person"]["representations"]["totalCount"], 0);
}

/// What is done to a person, or ties something to them, by the field that names them: whatever else its input says.
fn attempts(known: &Json, person: &Json, version: &Json) -> Vec<(&'static str, &'static str, Json)> {
    let (area, initiative, goal, event, seat) =
        (&known["area"], &known["initiative"], &known["goal"], &known["event"], &known["seat"]);
    let title = json!({ "sv": "Titel" });
    let of = || json!({ "personId": person, "version": version });
    let owner = json!({ "initiativeId": initiative, "version": 1, "personId": person });
    let role = json!({ "personId": person, "role": "ANALYST" });
    vec![
        ("fillSeat", "personId", json!({ "seatId": seat, "personId": person })),
        (
            "correctTerm",
            "personId",
            json!({ "representativeId": known["term"]["id"], "version": known["term"]["version"], "personId": person }),
        ),
        ("grantRole", "personId", role.clone()),
        ("revokeRole", "personId", role),
        ("inviteToSignIn", "personId", json!({ "personId": person })),
        ("updatePerson", "personId", json!({ "personId": person, "version": version, "name": "Zyxny" })),
        ("blockPerson", "personId", of()),
        ("unblockPerson", "personId", of()),
        ("protectPerson", "personId", of()),
        ("unprotectPerson", "personId", of()),
        ("erasePerson", "personId", of()),
        ("invite", "personIds", json!({ "eventId": event, "personIds": [person] })),
        ("addOwner", "personId", owner.clone()),
        ("addParticipant", "personId", owner),
        (
            "proposeInitiative",
            "ownerIds",
            json!({ "focusAreaId": area, "title": title, "kind": "RESEARCH", "ownerIds": [person] }),
        ),
        (
            "proposeInitiative",
            "participantIds",
            json!({ "focusAreaId": area, "title": title, "kind": "RESEARCH", "participantIds": [person] }),
        ),
        (
            "draftSocietalGoal",
            "participantIds",
            json!({ "focusAreaId": area, "title": title, "participantIds": [person] }),
        ),
        (
            "chooseSocietalGoal",
            "participantIds",
            json!({ "focusAreaId": area, "title": title, "participantIds": [person], "decision": { "outcome": "APPROVED", "title": title } }),
        ),
        (
            "updateSocietalGoal",
            "participantIds",
            json!({ "societalGoalId": goal, "version": 1, "participantIds": [person] }),
        ),
    ]
}

/// Those that take a person away from something, or tell of them.
const STAY_POSSIBLE: [&str; 3] = ["removeOwner", "removeParticipant", "exportPerson"];

/// The inputs of mutations that name persons, by the schema.
fn named_in_the_schema() -> Vec<(String, String)> {
    let schema = include_str!("../../schema.graphql");
    let inputs = schema.split("\ninput ").skip(1).filter_map(|input| input.split_once("Input {"));
    let fields = ["personId", "personIds", "ownerIds", "participantIds"];
    let mut named = vec![];
    for (name, body) in inputs {
        let body = body.split("\n}").next().unwrap_or_default();
        let mutation = name[..1].to_lowercase() + &name[1..];
        let has = |field: &&str| body.contains(&format!("\n\t{field}:"));
        named.extend(fields.iter().filter(|field| has(field)).map(|field| (mutation.clone(), (*field).to_owned())));
    }
    named
}

async fn known(app: &App) -> Json {
    let administrator = app.as_administrator();
    let known = administrator
        .data("{ focusAreas { nodes { id } } seats(where: { isOpen: { eq: true } }) { nodes { id } } representatives(first: 1) { nodes { id version } } }", Json::Null)
        .await;
    let area = known["focusAreas"]["nodes"][0]["id"].clone();
    let title = json!({ "sv": "Titel" });
    let initiative = json!({ "focusAreaId": area, "title": title, "kind": "RESEARCH" });
    let initiative = administrator.call("proposeInitiative", "initiative { id }", initiative).await.done();
    let goal = json!({ "focusAreaId": area, "title": title });
    let goal = administrator.call("draftSocietalGoal", "societalGoal { id }", goal).await.done();
    let when = json!({ "times": { "startsAt": "2027-01-01T08:00:00.000Z", "endsAt": "2027-01-01T09:00:00.000Z" } });
    let event = json!({ "title": title, "kind": "MEETING", "when": when });
    let event = administrator.call("createEvent", "event { id }", event).await.done();
    json!({
        "area": area, "term": known["representatives"]["nodes"][0], "seat": known["seats"]["nodes"][0]["id"], "initiative": initiative["initiative"]["id"],
        "goal": goal["societalGoal"]["id"], "event": event["event"]["id"],
    })
}

fn refusals(answer: &Called) -> Vec<(Json, Json)> {
    let errors = answer["userErrors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| (error["path"][0].clone(), error["code"].clone())).collect()
}

#[tokio::test]
async fn nothing_is_tied_to_an_erased_person_any_more() {
    let app = App::seeded().await;
    let administrator = app.as_administrator();
    let (known, person) = (known(&app).await, lived(&app).await);
    let owner = |version: i32| json!({ "initiativeId": known["initiative"], "version": version, "personId": person });
    administrator.call("addOwner", "", owner(1)).await.done();
    let goal = |version: i32, title: &str| json!({ "societalGoalId": known["goal"], "version": version, "title": { "sv": title }, "participantIds": [person] });
    administrator.call("updateSocietalGoal", "", goal(1, "Ett")).await.done();
    let erase = json!({ "personId": person, "version": version(&app, &person).await });
    administrator.call("erasePerson", "", erase).await.done();

    // who takes part already stays so
    administrator.call("updateSocietalGoal", "", goal(2, "Två")).await.done();
    administrator.call("removeOwner", "", owner(2)).await.done();
    administrator.call("exportPerson", "data", json!({ "personId": person })).await.done();
    let untied = json!({ "societalGoalId": known["goal"], "version": 3, "participantIds": [] });
    administrator.call("updateSocietalGoal", "", untied).await.done();

    let attempts = attempts(&known, &person, &version(&app, &person).await);
    for (mutation, field) in named_in_the_schema() {
        let is_tried = attempts.iter().any(|(tried, of, _)| *tried == mutation && *of == field);
        assert!(is_tried || STAY_POSSIBLE.contains(&mutation.as_str()), "{mutation} names a person in {field}");
    }
    for (mutation, field, input) in attempts {
        let refused = administrator.call(mutation, "", input).await;
        assert!(refusals(&refused).contains(&(json!(field), json!("WRONG_STATE"))), "{mutation}: {refused:?}");
    }
    assert!(found(&app).await.is_empty());
}
