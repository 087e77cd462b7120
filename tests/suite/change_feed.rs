//! The change log as others than administrators read it: a partner's system that follows it, and the history of a thing.

use std::collections::BTreeMap;

use api::policy::Role;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::Caller;
use tests::rows::{all, api_id, id, key_id};
use tests::world::World;

/// Somebody of the world, by the number of their person.
fn person(app: &App, role: Role, number: u128) -> Caller<'_> {
    app.signed_in(&[role], "o1", &id(number).to_string())
}

fn partner(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::PartnerSystem], "o1", "o1")
}

/// Whoever drives the initiative.
fn owner(app: &App) -> Caller<'_> {
    person(app, Role::Member, 45)
}

const FEED: &str = "query($after: String, $types: [String!]) { changes(after: $after, types: $types, first: 100) {
    nodes { kind nodeType nodeId action actor { id } fields { name before after } node { id } }
    pageInfo { endCursor hasNextPage } } }";

/// A reader of the feed, who remembers how far they have read.
struct Reader<'a> {
    caller: Caller<'a>,
    cursor: Json,
}

impl<'a> Reader<'a> {
    /// A reader who begins at the end.
    async fn new(caller: Caller<'a>) -> Self {
        let mut reader = Reader { caller, cursor: Json::Null };
        reader.read().await;
        reader
    }

    /// What has happened since.
    async fn read(&mut self) -> Vec<Json> {
        let mut all = vec![];
        loop {
            let page = self.caller.data(FEED, json!({ "after": self.cursor })).await["changes"].take();
            all.extend(page["nodes"].as_array().expect("changes").iter().cloned());
            if !page["pageInfo"]["endCursor"].is_null() {
                self.cursor = page["pageInfo"]["endCursor"].clone();
            }
            if page["pageInfo"]["hasNextPage"] == false {
                return all;
            }
        }
    }

    /// What has happened since to things only because of what they are linked to, and to all others.
    async fn apart(&mut self) -> (Vec<Json>, Vec<Json>) {
        self.read().await.into_iter().partition(|change| change["action"] == "link")
    }

    /// What has happened since, as kinds and types.
    async fn told(&mut self) -> Vec<String> {
        sorted(&self.read().await)
    }
}

fn sorted(changes: &[Json]) -> Vec<String> {
    let mut told: Vec<String> = changes.iter().map(told).collect();
    told.sort();
    told
}

fn told(change: &Json) -> String {
    format!("{} {}", change["kind"].as_str().expect("a kind"), change["nodeType"].as_str().expect("a type"))
}

/// The change of a field.
fn field<'a>(change: &'a Json, name: &str) -> &'a Json {
    let fields = change["fields"].as_array().expect("fields");
    fields.iter().find(|field| field["name"] == name).unwrap_or_else(|| panic!("no {name} in {change}"))
}

/// An initiative that everybody in the collaboration sees.
async fn propose(app: &App) -> Json {
    let input = json!({ "focusAreaId": api_id("focus_area", 11), "title": { "sv": "Läxhjälp" }, "kind": "RESEARCH" });
    owner(app).call("proposeInitiative", "initiative { id }", input).await.done()["initiative"]["id"].clone()
}

/// A step in the life of the initiative.
async fn step(caller: Caller<'_>, mutation: &str, initiative: &Json, mut input: Json) {
    let document = "query($id: ID!) { initiative(id: $id) { version } }";
    let shown = caller.data(document, json!({ "id": initiative })).await["initiative"].take();
    input["initiativeId"] = initiative.clone();
    input["version"] = shown["version"].clone();
    caller.call(mutation, "", input).await.done();
}

/// An edit by somebody who may restrict it to whom they like.
async fn update(app: &App, initiative: &Json, patch: Json) {
    step(person(app, Role::Administrator, 43), "updateInitiative", initiative, patch).await;
}

/// An initiative in the portfolio, with a contribution.
async fn contributed(app: &App) -> (Json, Json) {
    let initiative = propose(app).await;
    let answers = json!({ "answers": [{ "criterionId": api_id("criterion", 54), "isMet": true }] });
    step(person(app, Role::ProcessSupport, 43), "screenInitiative", &initiative, answers).await;
    let goals = json!({ "societalGoalIds": [api_id("societal_goal", 53)] });
    step(person(app, Role::PortfolioManager, 43), "placeInPortfolio", &initiative, goals).await;
    let input = json!({ "initiativeId": initiative, "kind": "TIME", "organisationId": api_id("organisation", 1) });
    let made = owner(app).call("recordContribution", "contribution { id version }", input).await.done();
    (initiative, made["contribution"].clone())
}

#[tokio::test]
async fn a_partner_follows_what_it_may_see() {
    let world = World::new().await;
    let app = &world.app;
    let mut partner = Reader::new(partner(app)).await;
    assert_eq!(partner.read().await, Vec::<Json>::new(), "nothing has happened");

    let initiative = propose(app).await;
    let changes = partner.read().await;
    assert_eq!(changes.iter().map(told).collect::<Vec<_>>(), ["CREATED Initiative", "UPDATED Person"]);
    let owned = json!({ "name": "ownedInitiatives", "before": [], "after": [initiative] });
    assert_eq!(*field(&changes[1], "ownedInitiatives"), owned);
    let made = &changes[0];
    assert_eq!((&made["nodeId"], &made["node"]["id"]), (&initiative, &initiative));
    assert_eq!((&made["action"], &made["actor"]["id"]), (&json!("proposeInitiative"), &json!(api_id("person", 45))));
    assert_eq!(field(made, "title"), &json!({ "name": "title", "before": null, "after": { "sv": "Läxhjälp" } }));
    assert_eq!(field(made, "focusArea")["after"], api_id("focus_area", 11));
    assert_eq!(field(made, "owners")["after"], json!([api_id("person", 45)]));
    assert_eq!(field(made, "visibility")["after"], "INTERNAL");

    update(app, &initiative, json!({ "title": { "sv": "Läxhjälp", "en": "Homework" } })).await;
    let changed = &partner.read().await[0];
    assert_eq!(changed["kind"], "UPDATED");
    assert_eq!(changed["fields"], json!([{ "name": "title", "before": null, "after": { "en": "Homework" } }]));
    assert_eq!(partner.read().await, Vec::<Json>::new());
}

#[tokio::test]
async fn what_goes_out_of_sight_leaves_a_tombstone_and_no_more() {
    let world = World::new().await;
    let app = &world.app;
    let mut partner = Reader::new(partner(app)).await;
    let mut support = Reader::new(person(app, Role::ProcessSupport, 43)).await;
    let (initiative, contribution) = contributed(app).await;
    let made = ["CREATED Contribution", "CREATED Initiative", "CREATED Screening", "CREATED ScreeningAnswer"];
    let linked = ["UPDATED Person", "UPDATED SocietalGoal"];
    assert_eq!(partner.told().await, [&made[..], &["UPDATED Initiative"; 2], &linked].concat());

    // what belongs to it goes with it
    let restricted =
        json!({ "visibility": "RESTRICTED", "restrictedTo": [api_id("team", 23)], "title": { "sv": "Hemligt" } });
    update(app, &initiative, restricted).await;
    let (linked, changes) = partner.apart().await;
    assert_eq!(sorted(&linked), ["UPDATED Person", "UPDATED SocietalGoal"]);
    for tombstone in &changes {
        let told = [&tombstone["action"], &tombstone["actor"], &tombstone["node"], &tombstone["fields"]];
        assert_eq!(told, [&Json::Null, &Json::Null, &Json::Null, &json!([])]);
    }
    assert_eq!(changes[0]["nodeId"], initiative);
    assert!(changes.iter().any(|change| change["nodeId"] == contribution["id"]));
    let lost = ["Contribution", "Initiative", "Screening", "ScreeningAnswer"];
    let of_all = |kind: &str| lost.map(|name| format!("{kind} {name}"));
    assert_eq!(sorted(&changes), of_all("VISIBILITY_LOST"));
    // not even by asking who did what: only the person who was seen all along is found, and no word of what they own
    let found = "{ changes(where: { action: { eq: \"updateInitiative\" } }) { totalCount }
        by: changes(where: { actor: { name: { contains: \"e\" } } }) { nodes { kind nodeId fields { name } } } }";
    let found = partner.caller.data(found, Json::Null).await;
    let of_owner = json!({ "kind": "UPDATED", "nodeId": api_id("person", 45), "fields": [] });
    assert_eq!((&found["changes"]["totalCount"], &found["by"]["nodes"]), (&json!(0), &json!([of_owner])));

    update(app, &initiative, json!({ "title": { "sv": "Hemligare" } })).await;
    assert_eq!(partner.read().await, Vec::<Json>::new(), "what happens out of sight is not told");

    update(app, &initiative, json!({ "visibility": "INTERNAL" })).await;
    let (linked, changes) = partner.apart().await;
    assert_eq!(sorted(&linked), ["UPDATED Person", "UPDATED SocietalGoal"]);
    assert_eq!(sorted(&changes), of_all("VISIBILITY_GAINED"));
    let visibility = json!([{ "name": "visibility", "before": null, "after": "INTERNAL" }]);
    assert_eq!(changes[0]["fields"], visibility);
    // the whole feed, read again, does not tell it either
    let whole = partner.caller.data(FEED, json!({ "types": ["Initiative"] })).await.to_string();
    assert!(!whole.contains("Hemlig") && whole.contains("VISIBILITY_LOST"), "{whole}");

    let input = json!({ "contributionId": contribution["id"], "version": contribution["version"] });
    owner(app).call("removeContribution", "", input).await.done();
    assert_eq!(partner.told().await, ["DELETED Contribution"]);

    step(owner(app), "withdrawInitiative", &initiative, json!({})).await;
    let (_, changes) = partner.apart().await;
    let lost = ["Initiative", "Screening", "ScreeningAnswer"].map(|name| format!("VISIBILITY_LOST {name}"));
    assert_eq!(sorted(&changes), lost);
    let seen = support.told().await;
    assert!(!seen.iter().any(|told| told.starts_with("VISIBILITY")), "process support sees it all along: {seen:?}");
}

#[tokio::test]
async fn the_history_of_a_draft_is_for_those_who_see_drafts() {
    let world = World::new().await;
    let app = &world.app;
    let support = person(app, Role::ProcessSupport, 43);
    let input = json!({ "focusAreaId": api_id("focus_area", 11), "title": { "sv": "Utkast" }, "statement": { "sv": "S" },
        "measurableBy": { "sv": "M" }, "societalGoalIds": [api_id("societal_goal", 53)] });
    let mission = support.call("draftMission", "mission { id }", input).await.done()["mission"]["id"].clone();
    let challenge = json!({ "focusAreaId": api_id("focus_area", 11), "title": { "sv": "Hinder" } });
    let challenge =
        owner(app).call("identifyChallenge", "challenge { id }", challenge).await.done()["challenge"]["id"].clone();
    let representative = person(app, Role::Representative, 41);
    let step = |version: i32, field: &str, value: Json| {
        let mut input = json!({ "challengeId": challenge, "version": version });
        input[field] = value;
        input
    };
    representative.call("analyseChallenge", "", step(1, "analysis", json!({ "sv": "A" }))).await.done();
    representative.call("prioritiseChallenge", "", step(2, "priority", json!(1))).await.done();
    let patch =
        json!({ "missionId": mission, "version": 1, "title": { "sv": "Beslutad" }, "challengeIds": [challenge] });
    support.call("updateMission", "", patch).await.done();
    let member = person(app, Role::Member, 48);
    let document = "query($id: ID!) { mission(id: $id) { history(first: 10) { nodes { kind action fields { name before after } } } } }";
    assert_eq!(member.data(document, json!({ "id": mission })).await["mission"], Json::Null);
    representative
        .call("decideMission", "", json!({ "missionId": mission, "version": 2, "decision": {} }))
        .await
        .done();

    let of_member = member.data(document, json!({ "id": mission })).await["mission"]["history"]["nodes"].take();
    let kinds: Vec<&Json> = of_member.as_array().expect("changes").iter().map(|change| &change["kind"]).collect();
    assert_eq!(kinds, ["VISIBILITY_GAINED"]);
    assert_eq!(field(&of_member[0], "status"), &json!({ "name": "status", "before": null, "after": "DECIDED" }));
    assert!(!of_member.to_string().contains("Utkast"));
    for insider in [support, representative] {
        let all = insider.data(document, json!({ "id": mission })).await["mission"]["history"]["nodes"].take();
        let actions: Vec<&Json> = all.as_array().expect("changes").iter().map(|change| &change["action"]).collect();
        assert_eq!(actions, ["draftMission", "updateMission", "decideMission"]);
        assert_eq!(
            field(&all[1], "title"),
            &json!({ "name": "title", "before": { "sv": "Utkast" }, "after": { "sv": "Beslutad" } })
        );
    }
}

#[tokio::test]
async fn who_is_blocked_is_told_to_nobody_else() {
    let world = World::new().await;
    let app = &world.app;
    let mut partner = Reader::new(partner(app)).await;
    let administrator = person(app, Role::Administrator, 43);
    let blocked = json!({ "personId": api_id("person", 45), "version": 1 });
    administrator.call("blockPerson", "", blocked).await.done();
    assert_eq!(partner.read().await, Vec::<Json>::new());
    let erased = json!({ "personId": api_id("person", 45), "version": 1 });
    administrator.call("erasePerson", "", erased).await.done();
    let changes = partner.read().await;
    let of_person: Vec<&Json> = changes.iter().filter(|change| change["nodeType"] == "Person").collect();
    assert_eq!(of_person.len(), 1, "a copy has to be read anew: {changes:?}");
    assert_eq!(of_person[0]["fields"], json!([]), "{changes:?}");
}

#[tokio::test]
async fn the_types_are_named_as_in_the_schema() {
    let world = World::new().await;
    let app = &world.app;
    propose(app).await;
    let partner = partner(app);
    let of = async |types: Json| partner.data(FEED, json!({ "types": types })).await["changes"]["nodes"].clone();
    assert_eq!(of(json!(["Initiative", "ScreeningAnswer"])).await.as_array().expect("changes").len(), 1);
    assert_eq!(of(json!(["Mission"])).await, json!([]));
    let (code, message) = partner.error(FEED, json!({ "types": ["initiative"] })).await;
    assert_eq!(code, "BAD_USER_INPUT");
    assert!(message.contains("initiative") && message.contains("Initiative, "), "{message}");
    assert_eq!(app.anonymous().error(FEED, Json::Null).await.0, "UNAUTHENTICATED");
}

/// Whoever follows the feed has, of all that it has spoken of, what they may see, and nothing else.
#[tokio::test]
async fn a_copy_made_from_the_feed_is_what_there_is() {
    let world = World::new().await;
    let app = &world.app;
    let restrict = json!({ "visibility": "RESTRICTED", "restrictedTo": [api_id("team", 23)] });
    for place in 0..6 {
        let (initiative, contribution) = contributed(app).await;
        if place % 3 > 0 {
            update(app, &initiative, restrict.clone()).await;
        }
        if place % 2 > 0 {
            let input = json!({ "contributionId": contribution["id"], "version": contribution["version"] });
            owner(app).call("removeContribution", "", input).await.done();
        }
        if place > 3 {
            update(app, &initiative, json!({ "visibility": "PUBLIC" })).await;
        }
        if place == 3 {
            step(owner(app), "withdrawInitiative", &initiative, json!({})).await;
        }
    }
    let rejected = propose(app).await;
    let answers = json!({ "answers": [{ "criterionId": api_id("criterion", 54), "isMet": false }] });
    step(person(app, Role::ProcessSupport, 43), "screenInitiative", &rejected, answers).await;
    let readers = [
        partner(app),
        owner(app),
        person(app, Role::ProcessSupport, 43),
        person(app, Role::Representative, 41),
        person(app, Role::Representative, 42),
        person(app, Role::Member, 48),
        person(app, Role::Administrator, 43),
    ];
    for caller in readers {
        let mut copy: BTreeMap<String, bool> = BTreeMap::new();
        for change in (Reader { caller: caller.clone(), cursor: Json::Null }).read().await {
            let is_there = !["DELETED", "VISIBILITY_LOST"].contains(&change["kind"].as_str().expect("a kind"));
            copy.insert(change["nodeId"].as_str().expect("an id").to_owned(), is_there);
        }
        let mut seen = 0;
        for change in all::<entity::change::Entity>(app).await {
            // parts without an id of their own cannot be asked for
            if change.node_type == "screening_answer" {
                continue;
            }
            let id = key_id(&change.node_type, change.node_id);
            let document = "query($id: ID!) { node(id: $id) { id } }";
            let is_visible = !caller.data(document, json!({ "id": id })).await["node"].is_null();
            assert_eq!(copy.get(&id).copied().unwrap_or_default(), is_visible, "{id} to {:?}", caller.token());
            seen += usize::from(is_visible);
        }
        assert!(seen > 4, "{seen} are not enough to tell");
    }
}
