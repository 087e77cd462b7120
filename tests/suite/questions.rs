//! The ready-made questions of the playground: each of them has an answer, for whom they are made.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use api::gate::{Gate, Limits};
use api::generate::{Options, Progress};
use api::graphql::{WEIGHTS, sdl};
use api::language::Language;
use api::policy::Role;
use serde_json::{Value as Json, json};
use tests::app::{App, UNIVERSITY};
use tests::caller::Caller;

/// A question as the page has it.
struct Question {
    id: String,
    told: Json,
    query: String,
}

impl Question {
    /// Whether it looks for what is missing: then the best answer is an empty one.
    fn is_gap(&self) -> bool {
        self.told["gap"] == true
    }

    async fn ask(&self, caller: &Caller<'_>) -> Json {
        caller.data(&self.query, self.told["variables"].clone()).await
    }
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../playground/questions"))
}

fn questions() -> Vec<Question> {
    let told = fs::read_to_string(folder().join("questions.json")).expect("a file");
    let told: Vec<Json> = serde_json::from_str(&told).expect("a list");
    let with_query = |told: Json| {
        let id = told["id"].as_str().expect("an id").to_owned();
        let query = fs::read_to_string(folder().join(format!("{id}.graphql")));
        Question { query: query.unwrap_or_else(|error| panic!("{id}.graphql: {error}")), id, told }
    };
    told.into_iter().map(with_query).collect()
}

/// Whether an answer tells something: a list with rows, or a count.
fn tells(answer: &Json) -> bool {
    match answer {
        Json::Array(rows) => !rows.is_empty(),
        Json::Number(count) => count.as_i64() != Some(0),
        Json::Object(fields) => fields.values().any(tells),
        _ => false,
    }
}

fn analyst(app: &App) -> Caller<'_> {
    app.signed_in(&[Role::Analyst], UNIVERSITY, "ana")
}

#[test]
fn each_question_is_told_in_both_languages_and_has_a_query_of_its_own() {
    let questions = questions();
    assert!(questions.len() >= 15);
    let ids: BTreeSet<String> = questions.iter().map(|question| question.id.clone()).collect();
    assert_eq!(ids.len(), questions.len(), "no two have the same id");
    for Question { id, told, query } in &questions {
        for text in ["title", "description"] {
            let in_language = |language: &str| told[text][language].as_str().unwrap_or_default().trim();
            assert!(!in_language("sv").is_empty() && !in_language("en").is_empty(), "{id}: {text}");
            assert_ne!(in_language("sv"), in_language("en"), "{id}: {text}");
        }
        assert!(query.starts_with("query "), "{id}: its operation has a name, by which files are called");
        assert!(["table", "chart"].map(Json::from).contains(&told["view"]), "{id}");
    }
    let files = fs::read_dir(folder()).expect("a folder").map(|entry| entry.expect("an entry").path());
    let queries = files.filter(|file| file.extension().is_some_and(|ending| ending == "graphql"));
    let queries: BTreeSet<String> =
        queries.map(|file| file.file_stem().expect("a name").to_string_lossy().into_owned()).collect();
    assert_eq!(queries, ids, "no query without a question");
}

/// Whatever has to be read for it.
#[test]
fn no_question_costs_more_than_an_operation_may() {
    let gate = Gate::new(&sdl(), Limits::default(), WEIGHTS).expect("a gate");
    for Question { id, told, query } in questions() {
        let variables = told["variables"].as_object().cloned().unwrap_or_default();
        let prepared = gate.prepare(&query).unwrap_or_else(|refusal| panic!("{id}: {refusal}"));
        gate.bind(&prepared, None, variables, Language::En).unwrap_or_else(|refusal| panic!("{id}: {refusal}"));
    }
}

#[tokio::test]
async fn an_analyst_has_an_answer_to_each_question() {
    let app = App::seeded().await;
    // with the first content alone, an answer can be empty; it is no error
    for question in questions() {
        question.ask(&analyst(&app)).await;
    }
    let options = Options { initiatives: 150, seed: 1 };
    api::generate::run(&app.store, &app.clock, options, Progress::hidden()).await.expect("generated");
    let caller = analyst(&app);
    for question in questions() {
        let answer = question.ask(&caller).await;
        assert!(question.is_gap() || tells(&answer), "{}: {answer}", question.id);
    }
}

#[tokio::test]
async fn a_question_that_looks_for_gaps_finds_them() {
    let app = App::seeded().await;
    let options = Options { initiatives: 150, seed: 1 };
    api::generate::run(&app.store, &app.clock, options, Progress::hidden()).await.expect("generated");
    let caller = analyst(&app);
    let id = "news-not-passed-on";
    let question = questions().into_iter().find(|question| question.id == id).expect("the question");
    let all = caller
        .data(
            "{ news(first: 100, where: { status: { eq: PUBLISHED } }) { nodes { id disseminations { totalCount } } } }",
            json!({}),
        )
        .await;
    let silent =
        all["news"]["nodes"].as_array().expect("nodes").iter().filter(|it| it["disseminations"]["totalCount"] == 0);
    assert_eq!(question.ask(&caller).await["news"]["totalCount"], silent.count());
}
