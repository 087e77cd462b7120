//! The server's GraphQL against the reference implementation.
//!
//! Both sides get the same schema, the same documents and the same mock of data (`mock.rs`, and its twin in
//! `tests/differential/reference.mjs`). On this side the engine is async-graphql behind the gate, exactly as in
//! the server; only the resolvers are mocks. Verdicts, data with the order of keys, and the places of errors must
//! be the same. Messages may differ.

mod compare;
mod documents;
mod generate;
mod mock;
mod model;
mod registry;

use api::gate::{Gate, Limits, OperationKind, Weights};
use api::language::Language;
use async_graphql::{Schema, ValidationMode};
use model::Model;
use serde_json::{Map, Value as Json, json};
use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

/// A request that both sides answer.
#[derive(Debug, Clone)]
pub struct Case {
    /// Where it comes from, for the report.
    pub title: String,
    /// The document.
    pub document: String,
    /// `operationName`.
    pub operation: Option<String>,
    /// The variables.
    pub variables: Map<String, Json>,
}

/// What the comparison found.
#[derive(Debug, Default)]
pub struct Report {
    /// Requests compared.
    pub compared: usize,
    /// Of these, executed by both sides.
    pub executed: usize,
    /// Of these, executed with at least one error in the answer.
    pub with_errors: usize,
    /// Refused by both sides.
    pub refused: usize,
    /// One text for each request on which the sides differ.
    pub differences: Vec<String>,
}

/// How many documents are generated for each schema, and from which seed. To search further, set
/// `DIFFERENTIAL_DOCUMENTS` and `DIFFERENTIAL_SEED`.
const GENERATED: u64 = 2_000;
const SEED: u64 = 20_261_121;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("differential")
}

/// Compares the hand-written documents on their own schema, and generated ones on that and on the given schema.
/// `npm ci` must have run in `tests/differential`.
///
/// # Panics
/// When a file is missing or node cannot be run.
pub async fn run(sdl: &str) -> Report {
    let mut report = Report::default();
    let stand_in = folder().join("schema.graphql");
    let own = std::fs::read_to_string(&stand_in).expect("tests/differential/schema.graphql");
    let written = std::fs::read_to_string(folder().join("documents.txt")).expect("tests/differential/documents.txt");
    compare_all(&mut report, &own, &documents::parse(&written)).await;
    let (count, seed) = (setting("DIFFERENTIAL_DOCUMENTS", GENERATED), setting("DIFFERENTIAL_SEED", SEED));
    for sdl in [own.as_str(), sdl] {
        let model = Arc::new(Model::parse(sdl));
        let cases: Vec<_> = (0..count).map(|number| generate::case(&model, seed, number)).collect();
        compare_all(&mut report, sdl, &cases).await;
    }
    report
}

async fn compare_all(report: &mut Report, sdl: &str, cases: &[Case]) {
    let references = references(sdl, cases);
    assert_eq!(references.len(), cases.len(), "an answer of the reference for each request");
    let server = Server::new(sdl);
    for (case, reference) in cases.iter().zip(references) {
        let ours = server.judge(case).await;
        compare::compare(report, case, &reference, &ours);
    }
}

/// The answers of the reference, one line of JSON for each request.
fn references(sdl: &str, cases: &[Case]) -> Vec<String> {
    let schema = std::env::temp_dir().join(format!("differential-{}.graphql", std::process::id()));
    std::fs::write(&schema, sdl).expect("the schema for the reference");
    let mut node = Command::new("node")
        .arg(folder().join("reference.mjs"))
        .arg(&schema)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node 20 or later");
    let mut requests = node.stdin.take().expect("piped");
    let lines: Vec<String> = cases.iter().map(Case::line).collect();
    // Written from a thread of its own: the reference answers while it reads, and pipes are short.
    let writer = std::thread::spawn(move || {
        for line in lines {
            writeln!(requests, "{line}").expect("the reference reads");
        }
    });
    let answers = BufReader::new(node.stdout.take().expect("piped")).lines();
    let answers = answers.map(|line| line.expect("the reference answers in UTF-8")).collect();
    writer.join().expect("the writer");
    assert!(node.wait().expect("node").success(), "the reference failed");
    std::fs::remove_file(schema).expect("the schema for the reference");
    answers
}

impl Case {
    fn line(&self) -> String {
        let mut line = json!({ "document": self.document, "variables": self.variables });
        if let Some(operation) = &self.operation {
            line["operationName"] = json!(operation);
        }
        line.to_string()
    }
}

/// What this side says: a refusal, or the answer as text (none for a subscription).
enum Verdict {
    Refused(String),
    Answered(Option<String>),
}

struct Server {
    gate: Gate,
    engine: Schema<mock::Query, mock::Mutation, mock::Subscription>,
}

impl Server {
    fn new(sdl: &str) -> Self {
        // No limit may interfere: here only the meaning of documents is compared.
        let limits = Limits {
            bytes: usize::MAX,
            tokens: 1_000_000,
            nesting: 200,
            depth: 200,
            aliases_per_set: u64::MAX,
            aliases: u64::MAX,
            directives: usize::MAX,
            root_fields: usize::MAX,
            selections: 10_000_000,
            cost: u64::MAX,
            introspection: 1_000_000,
            ..Limits::default()
        };
        let gate = Gate::new(sdl, limits, Weights::of_objects(|_, _| 1)).expect("the schema is valid");
        let model = Arc::new(Model::parse(sdl));
        let (query, mutation) = mock::roots(&model);
        let engine = Schema::build(query, mutation, mock::Subscription)
            .validation_mode(ValidationMode::Fast)
            .limit_recursive_depth(usize::MAX)
            .finish();
        Self { gate, engine }
    }

    async fn judge(&self, case: &Case) -> Verdict {
        let bound = self.gate.prepare(&case.document).and_then(|prepared| {
            self.gate.bind(&prepared, case.operation.as_deref(), case.variables.clone(), Language::En)
        });
        let mut bound = match bound {
            Ok(bound) => bound,
            Err(refusal) => return Verdict::Refused(refusal.to_string()),
        };
        if bound.kind() == OperationKind::Subscription {
            return Verdict::Answered(None);
        }
        let request = bound.take_request();
        let answer = bound.complete(self.engine.execute(request).await);
        Verdict::Answered(Some(serde_json::to_string(&answer).expect("answers serialise")))
    }
}
