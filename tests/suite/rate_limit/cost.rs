//! `/graphql/cost`: what an operation would cost. Nothing is run, and nothing is charged.

use super::*;

async fn ask(caller: &Caller<'_>, body: &Json) -> Answer {
    let request = caller.request(Method::POST, "/graphql/cost").body(Body::from(body.to_string()));
    caller.send(request.expect("a request")).await
}

#[tokio::test]
async fn the_cost_is_told_of_what_would_be_run() {
    let app = App::seeded().await.beside(limited(50, 50)).await;
    let anybody = app.anonymous();
    let two = "query A($n: Int = 3) { organisations(first: $n) { nodes { slug } } } query B { __typename }";
    for (body, cost) in [
        (json!({ "query": PAGE }), 27),
        (json!({ "query": two, "operationName": "A" }), 10),
        (json!({ "query": two, "operationName": "A", "variables": { "n": 60 } }), 67),
        (json!({ "query": two, "operationName": "B" }), 1),
    ] {
        let answer = ask(&anybody, &body).await;
        assert_eq!(
            (answer.status, &answer.body),
            (StatusCode::OK, &json!({ "cost": cost, "limit": 25_000 })),
            "{body}"
        );
        assert_eq!(answer.headers["content-type"], "application/json; charset=utf-8");
        assert_uncharged(&answer);
    }
    assert_eq!(left(&anybody.run(ROOT, Json::Null).await).0, 49);
}

#[tokio::test]
async fn a_mutation_has_a_cost_and_is_not_done() {
    let app = App::seeded().await;
    let document = "mutation($input: CreateCriterionInput!) { createCriterion(input: $input) { criterion { id } } }";
    let input = json!({ "title": { "sv": "t" }, "isMandatory": false });
    for caller in [app.as_administrator(), app.anonymous()] {
        let answer = ask(&caller, &json!({ "query": document, "variables": { "input": input } })).await;
        assert_eq!((answer.status, &answer.body["cost"]), (StatusCode::OK, &json!(33)), "{}", answer.text);
    }
    let criteria = app.as_administrator().data("{ criteria { totalCount } }", Json::Null).await;
    assert_eq!(criteria["criteria"]["totalCount"], 0);
}

#[tokio::test]
async fn what_is_too_dear_is_told() {
    let app = App::with(Settings { max_cost: std::num::NonZeroU64::new(100), ..limited(0, 0) }).await;
    let dear = "{ organisations(first: 100) { nodes { people(first: 100) { nodes { id } } } } }";
    let answer = ask(&app.anonymous(), &json!({ "query": dear })).await;
    assert_eq!((answer.status, &answer.body["limit"]), (StatusCode::OK, &json!(100)));
    assert!(answer.body["cost"].as_u64().expect("a cost") > 5_000, "{}", answer.text);
    assert_eq!(app.anonymous().error(dear, Json::Null).await.0, "DOCUMENT_TOO_COMPLEX");
}

/// What a query costs, with variables.
async fn price(app: &App, document: &str, variables: Json) -> u64 {
    let answer = ask(&app.anonymous(), &json!({ "query": document, "variables": variables })).await;
    answer.body["cost"].as_u64().unwrap_or_else(|| panic!("{document}: {}", answer.text))
}

/// What has to be read costs, whatever comes of it: these took a tenth of a second and more, and cost next to nothing.
#[tokio::test]
async fn what_is_read_costs() {
    let app = App::seeded().await;
    let owners = "initiatives(where: { owners: { some: { name: { contains: \"a\" } } } }) { totalCount }";
    let many: String = (0..15).map(|number| format!("a{number}: {owners} ")).collect();
    for (document, least) in [
        ("{ changes { totalCount } }".to_owned(), 2_000),
        (format!("{{ {owners} }}"), 1_000),
        (format!("{{ {many} }}"), 10_000),
        ("{ initiatives(where: { title: { contains: \"zz\" } }) { nodes { id } } }".to_owned(), 200),
        ("{ initiativeGroups(by: [STATUS], asOf: \"2025-01-01\") { count } }".to_owned(), 4_000),
        ("{ initiativeGroups(by: [STATUS]) { stages { count } } }".to_owned(), 5_000),
        ("{ contributionGroups(by: [ORGANISATION]) { quantities { sum } } }".to_owned(), 1_000),
        ("{ agendaTargets(first: 100) { nodes { learnings(first: 1) { nodes { id } } } } }".to_owned(), 8_000),
        ("{ contributionGroups(by: [INITIATIVE]) { count } }".to_owned(), 1_000),
        ("{ missionGroups(by: [TARGETS], asOf: \"2025-01-01\") { count } }".to_owned(), 800),
        ("{ traceabilityGaps { initiativesWithoutLearning { totalCount } } }".to_owned(), 150),
        ("{ criteria { nodes { answers { totalCount } } } }".to_owned(), 2_000),
        ("{ search(query: \"sk st fö\") { nodes { id } } }".to_owned(), 1_000),
        ("{ initiatives(search: \"sk\") { totalCount } }".to_owned(), 200),
    ] {
        let cost = price(&app, &document, Json::Null).await;
        assert!((least..=25_000).contains(&cost), "{document}: {cost}");
    }
    // and what comes of an index does not
    for (document, most) in [
        ("{ organisations { totalCount } }", 10),
        ("{ initiatives { nodes { id } } }", 50),
        ("{ initiatives(where: { status: { eq: COMPLETED } }) { nodes { id } } }", 100),
        ("{ initiative(reference: \"SK-2026-0001\") { title } }", 10),
    ] {
        let cost = price(&app, document, Json::Null).await;
        assert!(cost <= most, "{document}: {cost}");
    }
}

/// It is the same wherever a value is written.
#[tokio::test]
async fn what_variables_ask_for_costs_as_much() {
    let app = App::seeded().await;
    let wanted = json!({ "or": [{ "title": { "contains": "a" } }, { "missions": { "some": { "title": { "contains": "b" } } } }] });
    let inline = "{ or: [{ title: { contains: \"a\" } }, { missions: { some: { title: { contains: \"b\" } } } }] }";
    let written = price(&app, &format!("{{ initiatives(where: {inline}) {{ nodes {{ id }} }} }}"), Json::Null).await;
    let whole = "query($where: InitiativeWhere) { initiatives(where: $where) { nodes { id } } }";
    let part = "query($or: [InitiativeWhere!]) { initiatives(where: { or: $or }) { nodes { id } } }";
    let default =
        format!("query($where: InitiativeWhere = {inline}) {{ initiatives(where: $where) {{ nodes {{ id }} }} }}");
    assert_eq!(price(&app, whole, json!({ "where": wanted })).await, written);
    assert_eq!(price(&app, part, json!({ "or": wanted["or"] })).await, written);
    assert_eq!(price(&app, &default, json!({})).await, written);
    assert!(price(&app, whole, json!({})).await + 200 < written);
    let search = "query($words: String) { initiatives(search: $words) { nodes { id } } }";
    assert!(
        price(&app, search, json!({ "words": "sk" })).await > price(&app, search, json!({ "words": "skola" })).await
    );
}

/// A list is read once for all that it is asked of, however many those are.
#[tokio::test]
async fn what_is_read_once_is_charged_once() {
    let app = App::seeded().await;
    let counted =
        |first: u32| format!("{{ organisations(first: {first}) {{ nodes {{ initiatives {{ totalCount }} }} }} }}");
    let [one, all, more] = [1, 60, 100].map(counted);
    let [one, all, more] =
        [price(&app, &one, json!({})).await, price(&app, &all, json!({})).await, price(&app, &more, json!({})).await];
    assert!(one < all, "{one} {all}");
    assert_eq!(more, all, "no more organisations than there are, and no more initiatives");
}

#[tokio::test]
async fn what_would_be_refused_is_refused_alike() {
    let app = App::seeded().await;
    let anybody = app.anonymous();
    let needy = "query($n: Int!) { organisations(first: $n) { nodes { slug } } }";
    for (body, code) in [
        (json!({ "query": "{" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "{ nothing }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": needy }), "BAD_USER_INPUT"),
        (json!({ "query": needy, "variables": { "n": "x" } }), "BAD_USER_INPUT"),
        (json!({ "query": PAGE, "operationName": "A" }), "BAD_USER_INPUT"),
        (json!({ "query": format!("{{ {} }}", "a { ".repeat(40) + "b" + &" }".repeat(40)) }), "DOCUMENT_TOO_COMPLEX"),
        (json!({}), "BAD_USER_INPUT"),
    ] {
        let answer = ask(&anybody, &body).await;
        let request = anybody.request(Method::POST, "/graphql").body(Body::from(body.to_string()));
        let run = anybody.send(request.expect("a request")).await;
        assert_eq!((answer.status.as_u16(), &answer.body), (400, &run.body), "{body}");
        assert_eq!(answer.body["errors"][0]["extensions"]["code"], code);
    }
    let answer = ask(&anybody, &json!({ "query": "{\n  nothing }" })).await;
    assert_eq!(answer.body["errors"][0]["locations"], json!([{ "line": 2, "column": 3 }]));
    assert_eq!(anybody.get("/graphql/cost").await.status, StatusCode::METHOD_NOT_ALLOWED);
}
