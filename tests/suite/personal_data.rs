//! What is stored about persons: told to them, erased, and who changed what.

use api::policy::Role;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::world::World;

use crate::accounts::who;

#[tokio::test]
async fn a_person_is_told_what_is_stored_about_them() {
    let app = App::seeded().await;
    let member = app.as_member();
    let own = who(&member).await["person"].clone();
    let exported = member.call("exportPerson", "person { name } data", json!({ "personId": own["id"] })).await.done();
    let data = &exported["data"];
    assert_eq!(data["person"][0]["name"], own["name"]);
    assert_eq!(data["identities"][0]["subject"], "member");
    assert_eq!(data["representations"].as_array().expect("a list").len(), 1);
    let other = who(&app.as_administrator()).await["person"]["id"].clone();
    assert_eq!(member.call("exportPerson", "data", json!({ "personId": other })).await.code(), "FORBIDDEN");
    app.as_administrator().call("exportPerson", "data", json!({ "personId": own["id"] })).await.done();
}

#[tokio::test]
async fn what_a_person_may_not_see_is_told_them_in_outline_only() {
    let app = App::seeded().await;
    let (administrator, member) = (app.as_administrator(), app.as_member());
    let own = who(&member).await["person"]["id"].clone();
    let team = member.data("{ viewer { representations { nodes { team { id } } } } }", Json::Null).await;
    let team = &team["viewer"]["representations"]["nodes"][0]["team"]["id"];
    let raised = json!({ "teamId": team, "title": { "sv": "Zyxärende" }, "description": { "sv": "Zyxtext" } });
    member.call("raiseMatter", "", raised).await.done();
    let matters = member.data("{ matters { totalCount } }", Json::Null).await;
    assert_eq!(matters["matters"]["totalCount"], 0, "it is restricted to representatives");

    let export = json!({ "personId": own });
    let data = member.call("exportPerson", "data", export.clone()).await.done()["data"].take();
    assert!(!data.to_string().contains("Zyx"), "{data}");
    let names = |row: &Json| row.as_object().expect("a row").keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&data["matters"][0]), ["created_at", "id", "raised_by_id"]);
    assert_eq!(data["matters"][0]["raised_by_id"], data["person"][0]["id"]);
    let changes = data["changes"].as_array().expect("changes");
    let hidden: Vec<&Json> = changes.iter().filter(|change| change.get("node_type").is_none()).collect();
    assert_eq!(hidden.iter().map(|change| names(change)).collect::<Vec<_>>(), [["actor_id", "at", "id"]]);

    let data = administrator.call("exportPerson", "data", export).await.done()["data"].take();
    assert_eq!(data["matters"][0]["title_sv"], "Zyxärende", "administrators see it");
    assert!(!data["changes"].to_string().contains("Zyx"), "the log tells by rules of its own: {data}");
}

/// Every column that refers to a person is told: a new table must not be forgotten.
#[tokio::test]
async fn every_reference_to_a_person_is_exported() {
    let world = World::new().await;
    let source = include_str!("../../api/src/store/personal_data.rs");
    let references = match tests::database::backend() {
        "sqlite" => {
            "SELECT t.name || '.' || f.\"from\" FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name) AS f WHERE t.schema = 'main' AND f.\"table\" = 'person'"
        }
        _ => {
            "SELECT c.conrelid::regclass || '.' || a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f' AND c.confrelid = 'person'::regclass"
        }
    };
    let references = tests::rows::strings(&world.app, references).await;
    assert!(references.len() > 15, "{references:?}");
    for reference in references {
        let (table, column) = reference.split_once('.').expect("a table and a column");
        let line = source
            .lines()
            .find(|line| line.contains(&format!(" {table} by ")) || line.contains(&format!("link::{table} by ")))
            .unwrap_or_default();
        let column: String = column.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        assert!(line.contains(&column), "{reference} is not exported");
    }
}

#[tokio::test]
async fn an_erased_person_is_gone_and_what_they_did_stays() {
    let app = App::seeded().await;
    let (administrator, member) = (app.as_administrator(), app.as_member());
    let own = who(&member).await["person"].clone();
    let input =
        json!({ "personId": own["id"], "version": 1, "email": "christina@example.org", "phone": "021-11 22 33" });
    member.call("updatePerson", "", input).await.done();
    administrator.call("grantRole", "", json!({ "personId": own["id"], "role": "ANALYST" })).await.done();
    let counts = "{ people { totalCount } representatives { totalCount } }";
    let before = administrator.data(counts, Json::Null).await;
    let erased = administrator
        .call(
            "erasePerson",
            "person { name email phone blockedAt identities { totalCount } roleGrants { totalCount } }",
            json!({ "personId": own["id"], "version": 2 }),
        )
        .await
        .done();
    assert_eq!(
        erased["person"],
        json!({ "name": "(raderad person)", "email": null, "phone": null, "blockedAt": "2026-11-21T12:00:00.000Z", "identities": { "totalCount": 0 }, "roleGrants": { "totalCount": 0 } })
    );
    let after = administrator.data(counts, Json::Null).await;
    assert_eq!(after["people"], before["people"], "counts stay");
    let found = administrator.data("{ people(search: \"Klang\") { totalCount } }", Json::Null).await;
    assert_eq!(found["people"]["totalCount"], 0);
    let found = administrator.data("{ search(query: \"Klang\") { totalCount nodes { id } } }", Json::Null).await;
    assert_eq!(found["search"], json!({ "totalCount": 0, "nodes": [] }));
    for table in ["person", "change", "identity", "idempotency_key", "search_document"] {
        let rows = tests::rows::strings(&app, &text_of(table)).await.join("\n");
        assert!(
            !rows.to_lowercase().contains("klang") && !rows.contains("christina@") && !rows.contains("021-11"),
            "{table}: {rows}"
        );
    }
    let again = administrator.call("erasePerson", "", json!({ "personId": own["id"], "version": 3 })).await;
    assert_eq!(again.fault(), ("personId", "WRONG_STATE"));
    assert_ne!(who(&member).await["person"]["id"], own["id"], "whoever signs in again is somebody new");
}

/// All texts of a table, in one column.
fn text_of(table: &str) -> String {
    match (tests::database::backend(), table) {
        ("sqlite", "person") => "SELECT name || coalesce(email, '') || coalesce(phone, '') FROM person".into(),
        ("sqlite", "search_document") => "SELECT terms FROM search_document".into(),
        ("sqlite", "change") => "SELECT fields FROM change".into(),
        ("sqlite", "identity") => "SELECT subject FROM identity".into(),
        ("sqlite", _) => "SELECT coalesce(answer, '') FROM idempotency_key".into(),
        (_, table) => format!("SELECT row_to_json({table})::text FROM {table}"),
    }
}

#[tokio::test]
async fn administrators_read_who_did_what() {
    let app = App::seeded().await;
    let (administrator, member) = (app.as_administrator(), app.as_member());
    let person = who(&member).await["person"].clone();
    let block = json!({ "personId": person["id"], "version": 1 });
    administrator.call("blockPerson", "", block).await.done();
    let document = "query($id: ID!) { person(id: $id) { history { totalCount nodes {
        action actorKind at nodeType nodeId actor { name } node { id ... on Person { name } } fields { name before after }
    } } } }";
    let answer = administrator.data(document, json!({ "id": person["id"] })).await;
    let change = json!({
        "action": "blockPerson", "actorKind": "PERSON", "at": "2026-11-21T12:00:00.000Z", "nodeType": "Person",
        "nodeId": person["id"], "actor": { "name": "David Carlsson" },
        "node": { "id": person["id"], "name": "Christina Klang" },
        "fields": [{ "name": "blockedAt", "before": null, "after": "2026-11-21T12:00:00.000Z" }],
    });
    assert_eq!(answer["person"]["history"], json!({ "totalCount": 1, "nodes": [change] }));
    let trail = "{ changes(first: 2, where: { action: { eq: \"signIn\" } }) { totalCount nodes { action nodeType node { id } } } }";
    let trail = administrator.data(trail, Json::Null).await;
    assert_eq!(
        (&trail["changes"]["totalCount"], &trail["changes"]["nodes"][0]["nodeType"]),
        (&json!(2), &json!("Identity"))
    );
    let other = app.signed_in(&[Role::ProcessSupport], UNIVERSITY, "somebody");
    let hidden = other.data(document, json!({ "id": person["id"] })).await;
    assert_eq!(hidden["person"]["history"]["totalCount"], 0);
    // what others are not told of can be asked for, too: who is blocked, and what is gone
    let unblock = json!({ "personId": person["id"], "version": 1 });
    administrator.call("unblockPerson", "", unblock).await.done();
    let erase = json!({ "personId": person["id"], "version": 1 });
    administrator.call("erasePerson", "", erase).await.done();
    for (action, kinds) in
        [("blockPerson", vec!["UPDATED"]), ("erasePerson", vec!["DELETED", "UPDATED", "UPDATED", "UPDATED"])]
    {
        let trail = "query($a: String) { changes(where: { action: { eq: $a }, actor: { name: { eq: \"David Carlsson\" } } }) { nodes { kind action } } }";
        let found = administrator.data(trail, json!({ "a": action })).await["changes"]["nodes"].take();
        let mut found: Vec<_> =
            found.as_array().expect("changes").iter().map(|change| change["kind"].clone()).collect();
        found.sort_by_key(ToString::to_string);
        assert_eq!(found, kinds, "{action}");
    }
}
