//! Persons whose data are protected: they are there for those alone who must know them, on every road. The matrix holds all
//! roads against each other, with such a person in its world; here is what changes with the mark, and what must go on.

use api::policy::Role;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::Caller;
use tests::rows::{api_id, strings};

use crate::accounts::who;

fn support(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::ProcessSupport], UNIVERSITY, "support")
}

fn communicator(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::Communicator], UNIVERSITY, "communicator")
}

/// Somebody of the university who sits in no team.
fn outsider<'a>(app: &'a App, role: Role) -> Caller<'a> {
    app.signed_in(&[role], UNIVERSITY, "outsider")
}

/// Somebody who sits in a team with the member: the one who is an administrator by other tokens.
fn mate(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::Member], UNIVERSITY, tests::app::ADMINISTRATOR)
}

/// All that is asked where persons and seats are shown, found, counted, filtered by and told of.
const ROADS: &str = "query($id: ID!) {
    person(id: $id) { id name } node(id: $id) { id } nodes(ids: [$id]) { id }
    people(first: 30) { totalCount nodes { id name organisation { id } representations { totalCount } } }
    searched: people(search: \"Klang\") { totalCount }
    named: people(where: { name: { contains: \"Klang\" } }) { totalCount }
    sorted: people(first: 30, orderBy: [{ field: NAME, direction: ASC }]) { nodes { id } }
    search(query: \"Klang\") { totalCount nodes { id } }
    representatives(first: 30) { totalCount nodes { id person { id name } } }
    representativesOf: representatives(where: { person: { name: { contains: \"Klang\" } } }) { totalCount }
    teams { nodes { seats { id holder { id name } terms { id } } } }
    seatsOf: seats(where: { terms: { some: { person: { id: { eq: $id } } } } }) { totalCount }
    organisations { nodes { slug people(first: 30) { totalCount nodes { id } } } }
    initiatives(first: 10) { nodes { proposedBy { id name } owners { nodes { id name } } participants { nodes { id } } } }
    initiativesOf: initiatives(where: { proposedBy: { id: { eq: $id } } }) { totalCount }
    personGroups(by: ORGANISATION) { count isRest keys { label } }
}";

/// What a caller is told.
async fn told(caller: &Caller<'_>, person: &Json) -> String {
    caller.data(ROADS, json!({ "id": person })).await.to_string()
}

/// Whether anything of what a caller is told, or of what they export, is of the person.
async fn knows(caller: &Caller<'_>, told: &str, person: &Json) -> bool {
    let is_of_them = |text: &str| text.contains("Klang") || text.contains(person.as_str().expect("an id"));
    let is_exported = is_of_them(&caller.get("/export/people.csv").await.text);
    assert_eq!(is_exported, is_of_them(told), "the export shows what the answer shows");
    is_exported
}

async fn protect(app: &App, mutation: &str, person: &Json) -> Json {
    let version = "query($id: ID!) { person(id: $id) { version } }";
    let version = support(app).data(version, json!({ "id": person })).await["person"]["version"].take();
    let input = json!({ "personId": person, "version": version });
    support(app).call(mutation, "person { name protectedAt }", input).await.done()["person"].clone()
}

#[tokio::test]
async fn who_need_not_know_a_protected_person_is_told_nothing_of_them() {
    let app = App::seeded().await;
    let member = app.as_member();
    let person = who(&member).await["person"]["id"].clone();
    let area = app.as_administrator().data("{ focusAreas { nodes { id } } }", Json::Null).await["focusAreas"]["nodes"]
        [0]["id"]
        .take();
    let initiative = json!({ "focusAreaId": area, "title": { "sv": "Initiativ" }, "kind": "RESEARCH" });
    member.call("proposeInitiative", "", initiative).await.done();
    let outsiders = [
        Role::Member,
        Role::Representative,
        Role::BoardMember,
        Role::PortfolioManager,
        Role::Communicator,
        Role::Analyst,
    ]
    .map(|role| outsider(&app, role));
    let system = app.signed_in(&[Role::PartnerSystem], UNIVERSITY, UNIVERSITY);
    let strangers: Vec<Caller<'_>> = outsiders.into_iter().chain([system, app.anonymous()]).collect();
    let known = [member.clone(), mate(&app), support(&app), app.as_administrator()];
    let mut before = vec![];
    // whoever signs in for the first time becomes a person among the others
    for caller in strangers.iter().chain(&known) {
        caller.data("{ viewer { isAuthenticated } }", Json::Null).await;
    }
    for caller in strangers.iter().chain(&known) {
        let told = told(caller, &person).await;
        assert!(knows(caller, &told, &person).await, "{told}");
        before.push(told);
    }

    let marked = protect(&app, "protectPerson", &person).await;
    assert_eq!(marked, json!({ "name": "Christina Klang", "protectedAt": "2026-11-21T12:00:00.000Z" }));
    for caller in &strangers {
        let told = told(caller, &person).await;
        assert!(!knows(caller, &told, &person).await, "{told}");
    }
    for (caller, before) in known.iter().zip(&before[strangers.len()..]) {
        assert_eq!(told(caller, &person).await, *before, "who must know them sees what they saw");
    }

    protect(&app, "unprotectPerson", &person).await;
    for (caller, before) in strangers.iter().chain(&known).zip(&before) {
        assert_eq!(told(caller, &person).await, *before);
    }
}

#[tokio::test]
async fn the_seat_of_a_protected_person_is_held_by_somebody() {
    let app = App::seeded().await;
    let person = who(&app.as_member()).await["person"]["id"].clone();
    let seats = "{ openSeats { totalCount nodes { id } } seats(first: 50) { nodes { id isOpen holder { id } } }
        open: seats(where: { isOpen: { eq: true } }) { totalCount } teams { nodes { openSeats { id } } } }";
    let seats = async |caller: &Caller<'_>| caller.data(seats, Json::Null).await;
    let (support, strangers) = (support(&app), [outsider(&app, Role::Member), app.anonymous()]);
    let mut before = seats(&support).await;
    protect(&app, "protectPerson", &person).await;
    assert_eq!(seats(&support).await, before);
    let nodes = before["seats"]["nodes"].as_array_mut().expect("seats");
    let held = nodes.iter_mut().find(|seat| seat["holder"]["id"] == person).expect("a seat");
    held["holder"] = Json::Null;
    assert_eq!(held["isOpen"], false);
    for stranger in &strangers {
        assert_eq!(seats(stranger).await, before, "no seat has become open");
    }
}

#[tokio::test]
async fn those_who_followed_a_person_learn_that_they_are_out_of_sight() {
    let app = App::seeded().await;
    let person = who(&app.as_member()).await["person"]["id"].clone();
    let partner = app.signed_in(&[Role::PartnerSystem], UNIVERSITY, UNIVERSITY);
    let feed = "query($after: String) { changes(first: 100, after: $after, types: [\"Person\", \"Representative\"]) {
        nodes { kind nodeId action actor { id } node { id } fields { name } } pageInfo { endCursor } } }";
    who(&support(&app)).await;
    let start = partner.data(feed, json!({ "after": null })).await["changes"]["pageInfo"]["endCursor"].clone();
    let read = async |after: &Json| partner.data(feed, json!({ "after": after })).await["changes"].clone();
    protect(&app, "protectPerson", &person).await;
    let lost = read(&start).await;
    let of_person = json!({ "kind": "VISIBILITY_LOST", "nodeId": person, "action": null, "actor": null, "node": null, "fields": [] });
    let nodes = lost["nodes"].as_array().expect("changes");
    assert!(nodes.contains(&of_person), "{lost}");
    assert!(nodes.iter().all(|change| change["kind"] == "VISIBILITY_LOST" && change["action"].is_null()), "{lost}");
    assert_eq!(nodes.len(), 2, "the person and the term: {lost}");
    // what happens to them meanwhile is for those alone who see them
    let version = json!({ "personId": person, "version": 2, "phone": "021-11 22 33" });
    support(&app).call("updatePerson", "", version).await.done();
    let end = &lost["pageInfo"]["endCursor"];
    assert_eq!(read(end).await["nodes"], json!([]));
    protect(&app, "unprotectPerson", &person).await;
    let gained = read(end).await;
    let kinds: Vec<&Json> = gained["nodes"].as_array().expect("changes").iter().map(|change| &change["kind"]).collect();
    assert_eq!(kinds, [&json!("VISIBILITY_GAINED"); 2], "{gained}");
}

#[tokio::test]
async fn a_protected_person_is_called_with_their_team() {
    let app = App::seeded().await;
    let member = app.as_member();
    let person = who(&member).await["person"]["id"].clone();
    protect(&app, "protectPerson", &person).await;
    let team = member.data("{ viewer { representations { nodes { team { id } } } } }", Json::Null).await;
    let team = &team["viewer"]["representations"]["nodes"][0]["team"]["id"];
    let when = json!({ "times": { "startsAt": "2026-12-01T08:00:00Z", "endsAt": "2026-12-01T09:00:00Z" } });
    let event = json!({ "title": { "sv": "Möte" }, "kind": "MEETING", "when": when });
    let event = communicator(&app).call("createEvent", "event { id }", event).await.done()["event"]["id"].clone();
    for _ in 0..2 {
        let invite = json!({ "eventId": event, "teamIds": [team] });
        communicator(&app).call("invite", "", invite).await.done();
    }
    let invited = strings(&app, "SELECT CAST(count(*) AS text) FROM invitation").await;
    let seen = "query($id: ID!) { event(id: $id) { invitations(first: 100) { totalCount nodes { person { id } } } } }";
    let seen_by =
        async |caller: &Caller<'_>| caller.data(seen, json!({ "id": event })).await["event"]["invitations"].clone();
    let by_communicator = seen_by(&communicator(&app)).await;
    let all: i64 = invited[0].parse().expect("a number");
    assert_eq!(by_communicator["totalCount"], all - 1);
    assert!(!by_communicator.to_string().contains(person.as_str().expect("an id")));
    assert_eq!(seen_by(&support(&app)).await["totalCount"], all);
    assert_eq!(seen_by(&member).await, json!({ "totalCount": 1, "nodes": [{ "person": { "id": person } }] }));
}

#[tokio::test]
async fn process_support_and_administrators_protect() {
    let app = App::seeded().await;
    let person = who(&app.as_member()).await["person"]["id"].clone();
    let of = |version: i32| json!({ "personId": person, "version": version });
    for caller in [app.as_member(), communicator(&app), outsider(&app, Role::Analyst)] {
        for mutation in ["protectPerson", "unprotectPerson"] {
            assert_eq!(caller.refused(mutation, of(1)).await, "FORBIDDEN");
        }
    }
    let support = support(&app);
    assert_eq!(support.call("unprotectPerson", "", of(1)).await.fault(), ("personId", "WRONG_STATE"));
    assert_eq!(support.call("protectPerson", "", of(9)).await.fault(), ("version", "STALE_VERSION"));
    support.call("protectPerson", "", of(1)).await.done();
    assert_eq!(app.as_administrator().call("protectPerson", "", of(2)).await.fault(), ("personId", "WRONG_STATE"));
    app.as_administrator().call("unprotectPerson", "", of(2)).await.done();
    // nobody else learns whether there is such a person
    support.call("protectPerson", "", of(3)).await.done();
    let area = support.data("{ focusAreas { nodes { id } } }", Json::Null).await["focusAreas"]["nodes"][0]["id"].take();
    let stranger = outsider(&app, Role::Member);
    let initiative = json!({ "focusAreaId": area, "title": { "sv": "Initiativ" }, "kind": "RESEARCH" });
    let initiative = stranger.call("proposeInitiative", "initiative { id }", initiative).await.done();
    let of = |person: Json| json!({ "initiativeId": initiative["initiative"]["id"], "version": 1, "personId": person });
    let hidden = stranger.call("addOwner", "", of(person)).await;
    let never = stranger.call("addOwner", "", of(json!(api_id("person", 9999)))).await;
    assert_eq!(hidden.fault(), ("personId", "NOT_FOUND"));
    assert_eq!(*hidden, *never);
}
