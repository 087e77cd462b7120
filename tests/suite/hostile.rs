//! Documents that are meant to do harm: each is refused, and the server answers the next request.

use serde_json::{Value as Json, json};
use tests::app::App;

/// A document that writes out to 2^31 fields.
fn bomb() -> String {
    let spread = |n: usize| {
        format!(
            "fragment f{n} on AgendaGoal {{ a: targets {{ goal {{ ...f{0} }} }} b: targets {{ goal {{ ...f{0} }} }} }} ",
            n + 1
        )
    };
    let fragments: String = (0..31).map(spread).collect();
    format!("{{ agendaGoals {{ ...f0 }} }} {fragments} fragment f31 on AgendaGoal {{ number }}")
}

/// The same in fields that would all merge into one.
fn dud() -> String {
    let fragments: String = (0..31).map(|n| format!("fragment f{n} on Query {{ ...f{0} ...f{0} }} ", n + 1)).collect();
    format!("{{ ...f0 }} {fragments} fragment f31 on Query {{ __typename }}")
}

fn hostile() -> Vec<(&'static str, String, &'static str)> {
    let many = |count: usize, text: fn(usize) -> String| (0..count).map(text).collect::<String>();
    vec![
        ("a fragment bomb", bomb(), "DOCUMENT_TOO_COMPLEX"),
        ("a fragment bomb that merges", dud(), "DOCUMENT_TOO_COMPLEX"),
        ("nested braces", "{a".repeat(100_000), "DOCUMENT_TOO_COMPLEX"),
        ("nested braces that close", format!("{}{}", "{a".repeat(60_000), "}".repeat(60_000)), "DOCUMENT_TOO_COMPLEX"),
        ("brackets", format!("{{ a(b: {}", "[".repeat(100_000)), "DOCUMENT_TOO_COMPLEX"),
        ("a fragment in itself", "{ ...f } fragment f on Query { ...f }".into(), "GRAPHQL_VALIDATION_FAILED"),
        ("fragments in a circle", "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }".into(), "GRAPHQL_VALIDATION_FAILED"),
        ("aliases", format!("{{ {} }}", many(10_000, |n| format!("a{n}: __typename "))), "DOCUMENT_TOO_COMPLEX"),
        ("thirty-one aliases in one set", format!("{{ agendaGoals {{ {} }} }}", many(31, |n| format!("a{n}: number "))), "DOCUMENT_TOO_COMPLEX"),
        ("roots", format!("{{ {} }}", many(21, |n| format!("a{n}: viewer {{ roles }} "))), "DOCUMENT_TOO_COMPLEX"),
        ("directives", format!("{{ viewer {{ roles {} }} }}", many(21, |_| "@include(if: true) ".into())), "DOCUMENT_TOO_COMPLEX"),
        ("depth", format!("{{ agendaGoals {}", "{ targets { goal ".repeat(8)) + "{ number }" + &"} }".repeat(8) + " }", "DOCUMENT_TOO_COMPLEX"),
        ("cost", "{ initiatives(first: 100) { nodes { owners(first: 100) { nodes { ownedInitiatives(first: 100) { nodes { id } } } } } } }".into(), "DOCUMENT_TOO_COMPLEX"),
        ("tokens", format!("{{ viewer {{ {} }} }}", "roles ".repeat(2_000)), "DOCUMENT_TOO_COMPLEX"),
        ("nothing", String::new(), "GRAPHQL_PARSE_FAILED"),
        ("no GraphQL", "SELECT * FROM person".into(), "GRAPHQL_PARSE_FAILED"),
        ("an unknown directive", "{ viewer @nonsense { roles } }".into(), "GRAPHQL_VALIDATION_FAILED"),
        ("an input field twice", "{ people(where: { name: { eq: \"a\", eq: \"b\" } }) { totalCount } }".into(), "GRAPHQL_VALIDATION_FAILED"),
        ("a string without an end", "{ people(search: \"".to_owned() + &"x".repeat(200_000), "GRAPHQL_PARSE_FAILED"),
    ]
}

#[tokio::test]
async fn each_is_refused_and_the_server_lives() {
    let app = App::seeded().await;
    for (what, document, code) in hostile() {
        let answer = app.anonymous().run(&document, Json::Null).await;
        let errors = answer.body["errors"].as_array().unwrap_or_else(|| panic!("{what} passed: {:.200}", answer.text));
        assert_eq!(errors[0]["extensions"]["code"], code, "{what}: {:.300}", answer.text);
        assert_eq!(answer.status, 400, "{what}");
        assert!(answer.body.get("data").is_none(), "{what}");
        assert!(answer.text.len() < 20_000, "{what}: the refusal is as large as the attack");
        let alive = app.anonymous().data("{ organisations { totalCount } }", Json::Null).await;
        assert_eq!(alive["organisations"]["totalCount"], 3, "after {what}");
    }
}

#[tokio::test]
async fn refusals_name_the_figure_and_the_limit() {
    let app = App::empty().await;
    let mut said = String::new();
    for (what, document, code) in hostile().into_iter().filter(|(.., code)| *code == "DOCUMENT_TOO_COMPLEX") {
        let (_, message) = app.anonymous().reading("en").error(&document, Json::Null).await;
        assert!(message.contains(|letter: char| letter.is_ascii_digit()), "{what} ({code}): {message}");
        said.push_str(&format!("{what}: {message}\n"));
    }
    insta::assert_snapshot!("limits", said);
}

#[tokio::test]
async fn hostile_variables_are_refused() {
    let app = App::empty().await;
    let document =
        "query($where: InitiativeWhere, $first: Int) { initiatives(where: $where, first: $first) { totalCount } }";
    let deep = |levels| (0..levels).fold(json!({}), |inner, _| json!({ "not": inner }));
    assert_eq!(app.anonymous().data(document, json!({ "where": deep(60) })).await["initiatives"]["totalCount"], 0);
    assert_eq!(app.anonymous().error(document, json!({ "where": deep(100) })).await.0, "BAD_USER_INPUT");
    let wide = json!({ "or": (0..5_000).map(|_| json!({ "title": { "contains": "a" } })).collect::<Vec<_>>() });
    assert_eq!(app.anonymous().error(document, json!({ "where": wide })).await.0, "BAD_USER_INPUT");
    for variables in [
        json!({ "where": 1 }),
        json!({ "first": "1" }),
        json!({ "first": 3_000_000_000i64 }),
        json!({ "where": { "nonsense": 1 } }),
    ] {
        assert_eq!(app.anonymous().error(document, variables.clone()).await.0, "BAD_USER_INPUT", "{variables}");
    }
}

/// The query that every tool begins with must pass.
#[tokio::test]
async fn introspection_passes() {
    let app = App::empty().await;
    let document = include_str!("../../api/src/gate/introspection.graphql");
    let answer = app.anonymous().data(document, Json::Null).await;
    assert!(answer["__schema"]["types"].as_array().is_some_and(|types| types.len() > 200));
}

/// Nothing of the database reaches a client when it fails.
#[tokio::test]
async fn a_broken_database_says_nothing() {
    let app = App::seeded().await;
    app.store.clone().close().await.expect("it closes");
    let answer = app.anonymous().run("{ organisations { totalCount } }", Json::Null).await;
    let error = &answer.body["errors"][0];
    assert!(
        ["INTERNAL_ERROR", "UNAVAILABLE"].contains(&error["extensions"]["code"].as_str().unwrap_or_default()),
        "{}",
        answer.text
    );
    assert!(error["extensions"]["correlationId"].is_string(), "{}", answer.text);
    for secret in ["sqlx", "SELECT", "pool", "sqlite", "postgres", "organisation\""] {
        assert!(!answer.text.contains(secret), "{}", answer.text);
    }
}

/// A request that takes too long is stopped, as a whole and by the statement.
#[tokio::test]
async fn what_takes_too_long_is_stopped() {
    let app = App::seeded().await;
    let conditions: Vec<Json> = (0..200).map(|n| json!({ "label": { "contains": format!("{n}x") } })).collect();
    let document = "query($where: AgendaTargetWhere) { agendaTargets(where: $where) { totalCount } }";
    let variables = json!({ "where": { "or": conditions } });
    assert_eq!(app.anonymous().data(document, variables.clone()).await["agendaTargets"]["totalCount"], 0);
    let limit = Some("1ms".parse().expect("a time"));
    let by_statement = app.beside(api::config::Settings { statement_timeout: limit, ..Default::default() }).await;
    let by_request = app.beside(api::config::Settings { request_timeout: limit, ..Default::default() }).await;
    for (app, said) in [(by_statement, "cannot answer right now"), (by_request, "longer than")] {
        let (code, message) = app.anonymous().reading("en").error(document, variables.clone()).await;
        assert_eq!(code, "UNAVAILABLE", "{message}");
        assert!(message.contains(said), "{message}");
    }
}

/// A panic under way is one INTERNAL_ERROR that says nothing of it, and the server goes on.
#[tokio::test]
async fn a_panic_is_one_internal_error() {
    let app = App::seeded().await;
    // at the last moment that there is, the day in Stockholm is beyond the calendar
    let ahead = chrono::DateTime::<chrono::Utc>::MAX_UTC - app.clock.now();
    app.clock.advance(ahead);
    let answer = app.anonymous().run("{ teams { nodes { representatives { totalCount } } } }", Json::Null).await;
    app.clock.advance(-ahead);
    let errors = answer.body["errors"].as_array().expect("errors");
    assert_eq!((errors.len(), &errors[0]["extensions"]["code"]), (1, &json!("INTERNAL_ERROR")), "{}", answer.text);
    assert!(errors[0]["extensions"]["correlationId"].is_string());
    assert!(!answer.text.contains("out of range") && !answer.text.contains(".rs"), "{}", answer.text);
    let alive = app.anonymous().data("{ organisations { totalCount } }", Json::Null).await;
    assert_eq!(alive["organisations"]["totalCount"], 3);
}

/// A row that cannot be is an INTERNAL_ERROR with the correlation id and nothing else.
#[tokio::test]
async fn a_broken_row_says_nothing() {
    let app = App::seeded().await;
    let broken = if app.config.database.url.as_str().starts_with("sqlite") {
        "PRAGMA ignore_check_constraints = ON; UPDATE organisation SET sector = 'NONSENSE'"
    } else {
        "ALTER TABLE organisation DROP CONSTRAINT ck_organisation_sector; UPDATE organisation SET sector = 'NONSENSE'"
    };
    tests::rows::execute(&app, broken).await;
    let answer = app.anonymous().run("{ organisations { nodes { sector } } }", Json::Null).await;
    let error = &answer.body["errors"][0];
    assert_eq!(error["extensions"]["code"], "INTERNAL_ERROR", "{}", answer.text);
    let extensions: Vec<_> = error["extensions"].as_object().expect("extensions").keys().collect();
    assert_eq!(extensions, ["code", "correlationId"]);
    assert!(!answer.text.contains("NONSENSE") && !answer.text.contains("sector\""), "{}", answer.text);
}
