//! What cannot be answered, and what the caller then reads.

use serde_json::{Value as Json, json};
use tests::app::App;

#[tokio::test]
async fn what_is_wrong_is_said() {
    let app = App::seeded().await;
    let caller = app.anonymous().reading("en");
    let target = caller.data("{ agendaTarget(code: \"1.1\") { id } }", Json::Null).await["agendaTarget"]["id"].clone();
    let many: Vec<String> = (0..101).map(|_| target.as_str().unwrap_or_default().to_owned()).collect();
    let cursor = caller.data("{ people(first: 1) { pageInfo { endCursor } } }", Json::Null).await["people"]["pageInfo"]
        ["endCursor"]
        .clone();
    let conditions: Vec<Json> = (0..217).map(|n| json!({ "slug": { "eq": n.to_string() } })).collect();
    let cases = [
        ("{ initiative(id: \"nonsense\") { id } }", json!({})),
        ("query($id: ID) { initiative(id: $id) { id } }", json!({ "id": target })),
        ("{ initiative { id } }", json!({})),
        ("{ initiative(id: \"initiative_01h455vb4pex5vsknk084sn02q\", reference: \"x\") { id } }", json!({})),
        ("{ node(id: \"\") { id } }", json!({})),
        ("{ node(id: \"unicorn_01h455vb4pex5vsknk084sn02q\") { id } }", json!({})),
        ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": many })),
        ("{ people(first: 101) { totalCount } }", json!({})),
        ("{ people(last: -1) { totalCount } }", json!({})),
        ("{ people(first: 1, last: 1) { totalCount } }", json!({})),
        ("{ people(after: \"nonsense\") { totalCount } }", json!({})),
        (
            "query($after: String) { people(after: $after, orderBy: [{ field: CREATED_AT, direction: ASC }]) { totalCount } }",
            json!({ "after": cursor }),
        ),
        (
            "query($where: OrganisationWhere) { organisations(where: $where) { totalCount } }",
            json!({ "where": { "or": conditions } }),
        ),
        ("{ events(where: { startsAt: { gte: \"yesterday\" } }) { totalCount } }", json!({})),
        ("{ missions(where: { dueOn: { lt: \"2026-02-30\" } }) { totalCount } }", json!({})),
        ("{ people(where: { id: { eq: \"team_01h455vb4pex5vsknk084sn02q\" } }) { totalCount } }", json!({})),
        ("{ initiativeGroups(by: [STATUS], asOf: \"yesterday\") { count } }", json!({})),
    ];
    let mut said = String::new();
    for (document, variables) in cases {
        let (code, message) = caller.error(document, variables).await;
        said.push_str(&format!("{document}\n    {code}: {message}\n"));
    }
    insta::assert_snapshot!("said", said);
}

/// A scalar in an input is worded like any other fault: in the caller's language, wherever it stands.
#[tokio::test]
async fn a_scalar_that_is_none_is_told_in_the_language_of_the_caller() {
    let app = App::seeded().await;
    let document = "mutation($input: CreateEventInput!) { createEvent(input: $input) { userErrors { message } } }";
    let long = "x".repeat(100_000);
    for (value, language, expected) in [
        (json!("igår"), "sv", "\"igår\" är ingen tidpunkt; en DateTime skrivs \"2026-11-21T09:30:00Z\" (RFC 3339)."),
        (json!("igår"), "en", "\"igår\" is no moment; a DateTime is written \"2026-11-21T09:30:00Z\" (RFC 3339)."),
        (json!(7), "en", "7 is no moment; a DateTime is written \"2026-11-21T09:30:00Z\" (RFC 3339)."),
        (
            json!([long]),
            "en",
            &format!("[\"{}… is no moment; a DateTime is written \"2026-11-21T09:30:00Z\" (RFC 3339).", "x".repeat(58)),
        ),
    ] {
        let input = json!({ "title": { "sv": "Möte" }, "kind": "MEETING", "when": { "times": { "startsAt": value } } });
        let (code, message) = app.as_administrator().reading(language).error(document, json!({ "input": input })).await;
        assert_eq!((code.as_str(), message.as_str()), ("BAD_USER_INPUT", expected));
    }
}

/// What was never issued and what is hidden answer alike.
#[tokio::test]
async fn an_unknown_id_is_null() {
    let app = App::seeded().await;
    let id = "initiative_01h455vb4pex5vsknk084sn02q";
    let document = format!(
        "{{ initiative(id: \"{id}\") {{ id }} node(id: \"{id}\") {{ id }} nodes(ids: [\"{id}\"]) {{ id }} newsItem(slug: \"x\") {{ id }} }}"
    );
    let answer = app.anonymous().data(&document, Json::Null).await;
    assert_eq!(answer, json!({ "initiative": null, "node": null, "nodes": [null], "newsItem": null }));
}

#[tokio::test]
async fn filters_mean_what_they_say() {
    let app = App::seeded().await;
    let cases = [
        (json!({}), 3),
        (json!({ "slug": { "eq": "vasteras-stad" } }), 1),
        (json!({ "slug": { "oneOf": ["vasteras-stad", "eskilstuna-kommun", "none"] } }), 2),
        (json!({ "slug": { "oneOf": [] } }), 0),
        (json!({ "name": { "contains": "VÄSTERÅS" } }), 1),
        (json!({ "name": { "startsWith": "esk" } }), 1),
        (json!({ "name": { "startsWith": "kommun" } }), 0),
        (json!({ "name": null, "sector": { "eq": "MUNICIPALITY" } }), 2),
        (json!({ "sector": { "not": "MUNICIPALITY" } }), 1),
        (json!({ "not": { "sector": { "eq": "MUNICIPALITY" } } }), 1),
        (json!({ "not": {} }), 0),
        (json!({ "or": [] }), 0),
        (json!({ "and": [] }), 3),
        (json!({ "or": [{ "slug": { "eq": "vasteras-stad" } }, { "sector": { "eq": "UNIVERSITY" } }] }), 2),
        (json!({ "isParty": { "eq": false } }), 0),
        (json!({ "website": { "isNull": true } }), 0),
        (json!({ "website": { "isNull": false } }), 3),
        (json!({ "seats": { "some": { "isOpen": { "eq": true } } } }), 1),
        (json!({ "seats": { "none": { "isOpen": { "eq": true } } } }), 2),
        (
            json!({ "representatives": { "some": { "person": { "name": { "eq": "David Carlsson" } }, "isCurrent": { "eq": true } } } }),
            1,
        ),
        (
            json!({ "people": { "some": { "representations": { "some": { "team": { "focusArea": { "number": { "eq": 2 } } } } } } } }),
            3,
        ),
    ];
    for (filter, expected) in cases {
        let document = "query($where: OrganisationWhere) { organisations(where: $where) { totalCount nodes { id } } }";
        let answer = app.anonymous().data(document, json!({ "where": filter })).await;
        assert_eq!(answer["organisations"]["totalCount"], expected, "{filter}");
        assert_eq!(answer["organisations"]["nodes"].as_array().map(Vec::len), Some(expected), "{filter}");
    }
}

#[tokio::test]
async fn visibility_and_statuses_can_be_filtered_by() {
    let world = tests::world::World::new().await;
    let caller = world.app.as_administrator();
    for (field, filter, expected) in [
        ("documents", "{ visibility: { eq: PUBLIC } }", 1),
        ("documents", "{ visibility: { eq: RESTRICTED } }", 2),
        ("documents", "{ visibility: { oneOf: [PUBLIC, RESTRICTED] } }", 3),
        ("documents", "{ visibility: { not: RESTRICTED } }", 2),
        ("documents", "{ restrictedTo: { some: { kind: { eq: BOARD } } } }", 1),
        ("documents", "{ restrictedTo: { none: {} } }", 2),
        ("news", "{ status: { eq: SCHEDULED } }", 1),
        ("news", "{ status: { oneOf: [DRAFT, ARCHIVED] } }", 3),
        ("news", "{ not: { status: { eq: PUBLISHED } } }", 4),
        ("missions", "{ dueOn: { isNull: true } }", 7),
    ] {
        let answer = caller.data(&format!("{{ list: {field}(where: {filter}) {{ totalCount }} }}"), Json::Null).await;
        assert_eq!(answer["list"]["totalCount"], expected, "{field} {filter}");
    }
}
