//! `questions`: how long our server takes for the ready-made questions of the playground.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Instant;

use api::auth::development::sign_in;
use api::clock::Clock;
use api::policy::Role;
use bytes::Bytes;
use clap::Args;
use eyre::{Result, WrapErr, ensure, eyre};
use serde_json::Value as Json;

use crate::caller::Caller;
use crate::client::{self, Connection, GRAPHQL};
use crate::machine;
use crate::report::table::{median, table, whole};

/// Who is asked what, how often.
#[derive(Args)]
pub struct Options {
    /// Where our server listens, with every floor of its cache off
    #[arg(long)]
    without_floors: SocketAddr,
    /// Where our server listens on the same database, with all floors on
    #[arg(long)]
    with_floors: SocketAddr,
    /// The folder of the questions
    #[arg(long)]
    questions: PathBuf,
    /// Who asks
    #[arg(long)]
    role: Role,
    /// How often each is asked
    #[arg(long)]
    rounds: usize,
    /// What the report calls the database
    #[arg(long)]
    database: String,
    /// The commit that is measured
    #[arg(long)]
    commit: String,
    /// The command that measures
    #[arg(long)]
    command: String,
    /// The file to write
    #[arg(long)]
    to: PathBuf,
}

/// A question of the playground.
struct Question {
    id: String,
    body: Bytes,
}

/// What came of a question.
struct Answer<'a> {
    question: &'a Question,
    bytes: usize,
    /// Without floors, in milliseconds, round by round.
    without: Vec<f64>,
    /// With them, when it was asked for the first time.
    first: f64,
    /// With them, after that.
    with: Vec<f64>,
}

/// A server, and one who is signed in at it.
struct Asked {
    connection: Connection,
    head: Bytes,
}

impl Asked {
    async fn sign_in(address: SocketAddr, role: Role) -> Result<Self> {
        let caller = Caller::bearing(&sign_in(address, role).await?);
        Ok(Self { connection: Connection::open(address).await?, head: client::post(address, GRAPHQL, &caller) })
    }

    /// Asks, and gives the answer and how many milliseconds it took.
    async fn ask(&mut self, question: &Question) -> Result<(Vec<u8>, f64)> {
        let begun = Instant::now();
        let answer = self.connection.ask(&self.head, &[&question.body]).await;
        let answer = answer.wrap_err_with(|| question.id.clone())?;
        let took = begun.elapsed().as_secs_f64() * 1000.0;
        Ok((answer.to_vec(), took))
    }
}

/// Asks all of them round by round, and writes the report.
pub async fn run(options: Options) -> Result<()> {
    let questions = read(&options.questions)?;
    let mut without = Asked::sign_in(options.without_floors, options.role).await?;
    let mut with = Asked::sign_in(options.with_floors, options.role).await?;
    let mut answers = Vec::new();
    for question in &questions {
        let ((right, _), (same, first)) = (without.ask(question).await?, with.ask(question).await?);
        client::data(&right).wrap_err_with(|| question.id.clone())?;
        ensure!(right == same, "{}: with floors the answer is another one", question.id);
        answers.push(Answer { question, bytes: right.len(), without: Vec::new(), first, with: Vec::new() });
    }
    for _ in 0..options.rounds {
        for answer in &mut answers {
            answer.without.push(without.ask(answer.question).await?.1);
            answer.with.push(with.ask(answer.question).await?.1);
        }
    }
    answers.sort_by(|one, other| median(other.without.clone()).total_cmp(&median(one.without.clone())));
    let text = report(&options, &answers);
    std::fs::write(&options.to, &text).wrap_err_with(|| format!("cannot write {}", options.to.display()))?;
    println!("{text}");
    Ok(())
}

fn read(folder: &Path) -> Result<Vec<Question>> {
    let file = |name: &str| {
        std::fs::read_to_string(folder.join(name))
            .wrap_err_with(|| format!("cannot read {name} in {}", folder.display()))
    };
    let told: Vec<Json> = serde_json::from_str(&file("questions.json")?)?;
    let question = |told: Json| {
        let id = told["id"].as_str().ok_or_else(|| eyre!("a question has no id"))?.to_owned();
        let body = client::body(&file(&format!("{id}.graphql"))?, &told["variables"]);
        Ok(Question { id, body })
    };
    told.into_iter().map(question).collect()
}

fn report(options: &Options, answers: &[Answer<'_>]) -> String {
    let names = ["question", "floors off: median", "worst", "floors on: first", "median", "worst", "answer"];
    let milliseconds = |time: f64| format!("{time:.1} ms");
    let worst = |times: &[f64]| milliseconds(times.iter().copied().fold(0.0, f64::max));
    let kibibytes = |bytes: usize| format!("{} KiB", whole(u64::try_from(bytes.div_ceil(1024)).unwrap_or(u64::MAX)));
    let row = |of: &Answer<'_>| {
        vec![
            of.question.id.clone(),
            milliseconds(median(of.without.clone())),
            worst(&of.without),
            milliseconds(of.first),
            milliseconds(median(of.with.clone())),
            worst(&of.with),
            kibibytes(of.bytes),
        ]
    };
    let rows: Vec<_> = answers.iter().map(row).collect();
    let Options { database, commit, command, rounds, role, .. } = options;
    let (machine, written) = (machine::description(), Clock::system().now().format("%Y-%m-%d %H:%M UTC"));
    let table = table(1, &names.map(str::to_owned), &rows);
    format!(
        "# The ready-made questions\n\nWritten by `bench/questions`; `bench/README.md` says what the figures mean.\n\n\
         - written: {written}\n- machine: {machine}\n- commit: {commit}, by `{command}`\n- database: {database}\n\
         - each asked {rounds} times as {}, once with each of the two in every round\n\n{table}",
        role.name()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_questions_of_the_playground_are_read() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../playground/questions");
        let questions = read(&folder).expect("questions");
        assert!(questions.len() >= 15);
        assert!(questions.iter().all(|question| question.body.starts_with(b"{\"query\":\"query ")));
    }
}
