//! A client that writes over HTTP: what is not answered it sends again, under the same key.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use api::clock::Clock;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use reqwest::{Client, Response};
use serde_json::{Value as Json, json};
use tests::app::UNIVERSITY;
use tests::issuer::{AUDIENCE, TestIssuer};
use tokio::time::sleep;

/// A mutation in a document, and where the text of a write ends up.
#[derive(Debug)]
pub struct Step {
    alias: &'static str,
    mutation: &'static str,
    shown: &'static str,
    pub table: &'static str,
    pub column: &'static str,
}

const fn step(
    alias: &'static str,
    mutation: &'static str,
    shown: &'static str,
    table: &'static str,
    column: &'static str,
) -> Step {
    Step { alias, mutation, shown, table, column }
}

/// What is written: one kind a line, and some of them two steps in one document. The first `MADE` make things alone.
static KINDS: [&[Step]; 6] = [
    &[step("a", "proposeInitiative", "initiative", "initiative", "title_sv")],
    &[step("a", "identifyChallenge", "challenge", "challenge", "title_sv")],
    &[step("a", "stateNeed", "strategicNeed", "strategic_need", "title_sv")],
    &[step("a", "updateFocusArea", "focusArea", "focus_area", "summary_sv")],
    &[step("a", "updateInitiative", "initiative", "initiative", "summary_sv")],
    &[
        step("a", "createCriterion", "criterion", "criterion", "title_sv"),
        step("b", "proposeInitiative", "initiative", "initiative", "title_sv"),
    ],
];

const MADE: usize = 3;

/// What came of a step.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// It was done, to the thing with this id.
    Done(String),
    /// It was not, for a reason that the caller can put right.
    Refused,
}

/// A write.
#[derive(Debug)]
pub struct Write {
    /// No other write has it.
    name: String,
    /// Whether it is sent under its name as a key, and so can be sent again.
    has_key: bool,
    pub steps: &'static [Step],
    body: String,
    pub attempts: usize,
    not_before: Instant,
    answer: String,
}

impl Write {
    /// The text of a step, which no other has.
    pub fn text(&self, step: &Step) -> String {
        format!("{}-{}", self.name, step.alias)
    }

    /// What came of each step.
    pub fn outcomes(&self) -> Vec<(&'static Step, Outcome)> {
        let answer: Json = serde_json::from_str(&self.answer).expect("JSON");
        let outcome = |step: &Step| match answer["data"][step.alias]["shown"]["id"].as_str() {
            Some(id) => Outcome::Done(id.to_owned()),
            None => Outcome::Refused,
        };
        self.steps.iter().map(|step| (step, outcome(step))).collect()
    }

    /// Whether a step was refused: nothing is kept of that, so whoever asks again begins another attempt.
    fn was_refused(&self) -> bool {
        self.outcomes().iter().any(|(_, outcome)| *outcome == Outcome::Refused)
    }
}

/// What all write to.
pub struct Shared {
    focus_area: String,
    initiative: String,
    /// The things that all change: their table, their id and their version at the start.
    pub contended: Vec<(&'static str, String, i64)>,
}

impl Shared {
    /// Finds or makes it.
    pub async fn find(url: &str) -> Self {
        let ask = async |body: Json| -> Json {
            let answer = CLIENT
                .post(format!("{url}/graphql"))
                .bearer_auth(token("first"))
                .header("content-type", "application/json");
            let answer = answer.body(body.to_string()).send().await.expect("an answer").text().await.expect("a text");
            serde_json::from_str::<Json>(&answer).expect("JSON")["data"].take()
        };
        let found = ask(json!({ "query": "{ focusAreas(first: 1) { nodes { id version } } }" })).await;
        let area = &found["focusAreas"]["nodes"][0];
        let text = |value: &Json| value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned();
        let focus_area = text(&area["id"]);
        let input = json!({ "focusAreaId": focus_area, "title": { "sv": "Delat" }, "kind": "RESEARCH" });
        let propose =
            "mutation($input: ProposeInitiativeInput!) { proposeInitiative(input: $input) { initiative { id } } }";
        let made = ask(json!({ "query": propose, "variables": { "input": input } })).await;
        let initiative = text(&made["proposeInitiative"]["initiative"]["id"]);
        let contended = vec![
            ("focus_area", focus_area.clone(), area["version"].as_i64().expect("a version")),
            ("initiative", initiative.clone(), 1),
        ];
        Shared { focus_area, initiative, contended }
    }

    fn input(&self, step: &Step, text: &str, version: i64) -> Json {
        let text = json!({ "sv": text });
        match step.mutation {
            "proposeInitiative" => json!({ "focusAreaId": self.focus_area, "title": text, "kind": "RESEARCH" }),
            "identifyChallenge" | "stateNeed" => json!({ "focusAreaId": self.focus_area, "title": text }),
            "createCriterion" => json!({ "title": text, "isMandatory": false }),
            "updateFocusArea" => json!({ "focusAreaId": self.focus_area, "version": version, "summary": text }),
            "updateInitiative" => json!({ "initiativeId": self.initiative, "version": version, "summary": text }),
            other => panic!("no input for {other}"),
        }
    }
}

static CLIENT: LazyLock<Client> =
    LazyLock::new(|| Client::builder().timeout(Duration::from_secs(20)).build().expect("a client"));

fn token(subject: &str) -> String {
    let now = Clock::system().now().timestamp();
    TestIssuer::get().token(&json!({
        "iss": TestIssuer::get().url, "aud": AUDIENCE, "sub": subject, "client_id": "web", "name": "Test Person",
        "iat": now, "exp": now + 3600, "roles": ["ADMINISTRATOR"], "organisation": UNIVERSITY,
    }))
}

/// A client.
pub struct Writer {
    name: String,
    token: String,
    dice: StdRng,
    written: usize,
    /// What was sent under a key and not answered.
    open: Vec<Write>,
    /// What was sent without a key and not answered: it may have been done.
    pub unknown: Vec<Write>,
    /// What was answered.
    pub answered: Vec<Write>,
}

/// The server is gone.
struct Gone;

impl Writer {
    pub fn new(number: usize, dice: &mut StdRng) -> Self {
        let name = format!("writer-{number}");
        let (token, dice) = (token(&name), StdRng::seed_from_u64(dice.random()));
        Writer { name, token, dice, written: 0, open: vec![], unknown: vec![], answered: vec![] }
    }

    /// Writes until the server is gone, first of all what it did not answer before, and counts what it answers.
    pub async fn write(&mut self, url: &str, shared: &Shared, count: &AtomicUsize) {
        let mut is_gone = self.dice.random_ratio(1, 4) && self.repeat_last(url).await.is_err();
        while !is_gone {
            let before = self.answered.len();
            is_gone = self.retry(url).await.is_err() || self.write_one(url, shared).await.is_err();
            count.fetch_add(self.answered.len() - before, Ordering::Relaxed);
        }
    }

    /// Has everything answered that was not.
    pub async fn finish(&mut self, url: &str) {
        while !self.open.is_empty() {
            assert!(self.retry(url).await.is_ok(), "the server is gone");
            sleep(Duration::from_millis(20)).await;
        }
        assert!(self.repeat_last(url).await.is_ok(), "the server is gone");
    }

    /// What was answered is answered the same again.
    async fn repeat_last(&mut self, url: &str) -> Result<(), Gone> {
        let Some(last) = self.answered.iter().rfind(|write| write.has_key) else { return Ok(()) };
        let (status, answer) = read(post(url, &self.token, Some(&last.name), last.body.clone()).await).await?;
        // an attempt to do what was refused can have been broken off, and holds the key as long as it could have lasted
        let is_held = status == 503 || status == 409 && last.was_refused();
        assert!(is_held || (status, &answer) == (200, &last.answer), "{last:?}\n{status} {answer}");
        Ok(())
    }

    /// Sends what was not answered again.
    async fn retry(&mut self, url: &str) -> Result<(), Gone> {
        let now = Instant::now();
        let (due, later): (Vec<_>, Vec<_>) = self.open.drain(..).partition(|write| write.not_before <= now);
        self.open = later;
        let mut outcome = Ok(());
        for write in due {
            if outcome.is_ok() {
                outcome = self.send(url, write).await;
            } else {
                self.open.push(write);
            }
        }
        outcome
    }

    async fn write_one(&mut self, url: &str, shared: &Shared) -> Result<(), Gone> {
        let has_key = self.dice.random_ratio(3, 4);
        let kinds = if has_key { KINDS.len() } else { MADE };
        let steps = KINDS[self.dice.random_range(0..kinds)];
        let version = self.version(url, shared, steps[0].table).await?;
        self.written += 1;
        let name = format!("{}-{}", self.name, self.written);
        let mut write = Write {
            name,
            has_key,
            steps,
            body: String::new(),
            attempts: 0,
            not_before: Instant::now(),
            answer: String::new(),
        };
        write.body = body(&write, shared, version);
        self.send(url, write).await
    }

    /// The version of the thing that all change in this table, at this moment.
    async fn version(&self, url: &str, shared: &Shared, table: &str) -> Result<i64, Gone> {
        let Some((_, id, _)) = shared.contended.iter().find(|(known, ..)| *known == table) else { return Ok(0) };
        let query = "query($id: ID!) { node(id: $id) { ... on FocusArea { version } ... on Initiative { version } } }";
        let body = json!({ "query": query, "variables": { "id": id } }).to_string();
        let (_, answer) = read(post(url, &self.token, None, body).await).await?;
        let answer: Json = serde_json::from_str(&answer).expect("JSON");
        // what cannot be read now is sent with a version that is refused
        Ok(answer["data"]["node"]["version"].as_i64().unwrap_or_default())
    }

    async fn send(&mut self, url: &str, mut write: Write) -> Result<(), Gone> {
        write.attempts += 1;
        let sent = post(url, &self.token, write.has_key.then_some(&*write.name), write.body.clone()).await;
        let pause =
            sent.as_ref().ok().and_then(|answer| answer.headers().get("retry-after")?.to_str().ok()?.parse().ok());
        match read(sent).await {
            Ok((200, answer)) if is_final(&answer) => {
                write.answer = answer;
                self.answered.push(write);
                Ok(())
            }
            Ok((status, answer)) => {
                assert!([200, 409, 503].contains(&status), "{write:?}\n{status} {answer}");
                write.not_before = Instant::now() + pause.map_or(Duration::from_millis(50), Duration::from_secs);
                self.unanswered(write);
                Ok(())
            }
            Err(Gone) => {
                self.unanswered(write);
                Err(Gone)
            }
        }
    }

    fn unanswered(&mut self, write: Write) {
        if write.has_key { self.open.push(write) } else { self.unknown.push(write) }
    }
}

/// Whether the server has said what came of it: everything else can be asked again.
fn is_final(answer: &str) -> bool {
    let answer: Json = serde_json::from_str(answer).expect("JSON");
    let Some(errors) = answer["errors"].as_array() else { return true };
    let codes: Vec<_> = errors.iter().map(|error| &error["extensions"]["code"]).collect();
    assert!(codes.iter().all(|code| *code == "UNAVAILABLE"), "{answer}");
    false
}

fn body(write: &Write, shared: &Shared, version: i64) -> String {
    let (mut parameters, mut fields, mut variables) = (String::new(), String::new(), json!({}));
    for step @ Step { alias, mutation, shown, .. } in write.steps {
        let ty = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        parameters += &format!("${alias}: {ty}! ");
        fields += &format!("{alias}: {mutation}(input: ${alias}) {{ shown: {shown} {{ id }} userErrors {{ code }} }} ");
        variables[alias] = shared.input(step, &write.text(step), version);
    }
    json!({ "query": format!("mutation({parameters}) {{ {fields} }}"), "variables": variables }).to_string()
}

async fn post(url: &str, token: &str, key: Option<&str>, body: String) -> reqwest::Result<Response> {
    let request = CLIENT.post(format!("{url}/graphql")).bearer_auth(token).header("content-type", "application/json");
    let request = key.into_iter().fold(request, |request, key| request.header("idempotency-key", key));
    request.body(body).send().await
}

/// The whole answer, if it came.
async fn read(sent: reqwest::Result<Response>) -> Result<(u16, String), Gone> {
    let answer = sent.map_err(|_| Gone)?;
    Ok((answer.status().as_u16(), answer.text().await.map_err(|_| Gone)?))
}
