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
        (json!({ "query": two, "operationName": "A" }), 5),
        (json!({ "query": two, "operationName": "A", "variables": { "n": 60 } }), 62),
        (json!({ "query": two, "operationName": "B" }), 1),
    ] {
        let answer = ask(&anybody, &body).await;
        assert_eq!(
            (answer.status, &answer.body),
            (StatusCode::OK, &json!({ "cost": cost, "limit": 10_000 })),
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
        assert_eq!((answer.status, &answer.body["cost"]), (StatusCode::OK, &json!(3)), "{}", answer.text);
    }
    let criteria = app.as_administrator().data("{ criteria { totalCount } }", Json::Null).await;
    assert_eq!(criteria["criteria"]["totalCount"], 0);
}

#[tokio::test]
async fn what_is_too_dear_is_told() {
    let app = App::with(Settings { max_cost: std::num::NonZeroU64::new(100), ..limited(0, 0) }).await;
    let dear = "{ organisations(first: 100) { nodes { representatives(first: 100) { nodes { id } } } } }";
    let answer = ask(&app.anonymous(), &json!({ "query": dear })).await;
    assert_eq!((answer.status, &answer.body["limit"]), (StatusCode::OK, &json!(100)));
    assert!(answer.body["cost"].as_u64().expect("a cost") > 10_000, "{}", answer.text);
    assert_eq!(app.anonymous().error(dear, Json::Null).await.0, "DOCUMENT_TOO_COMPLEX");
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
