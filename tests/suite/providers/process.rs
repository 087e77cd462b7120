//! The two providers of `tests/oidc`, in a process of their own that ends with the value.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};

use api::config::Issuers;
use serde_json::{Value as Json, json};
use tests::issuer::AUDIENCE;

/// The providers.
pub struct Providers {
    /// The name of provider A, which signs with RS256.
    pub a: String,
    /// The name of provider B, which signs with ES256.
    pub b: String,
    process: Child,
    wire: Arc<Mutex<Wire>>,
}

struct Wire {
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// How often a provider was asked for its two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requests {
    pub discovery: u64,
    pub jwks: u64,
}

impl Providers {
    /// Starts both.
    pub async fn start() -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/oidc");
        let mut process = Command::new("node")
            .arg("providers.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts (scripts/test installs it)");
        let commands = process.stdin.take().expect("a pipe");
        let answers = BufReader::new(process.stdout.take().expect("a pipe"));
        let wire = Arc::new(Mutex::new(Wire { commands, answers }));
        let mut providers = Providers { a: String::new(), b: String::new(), process, wire };
        let names = providers.wired(Wire::answer).await;
        providers.a = text(&names["a"]);
        providers.b = text(&names["b"]);
        providers
    }

    /// The settings under which both are trusted: A speaks for the university, B for the city.
    pub fn settings(&self) -> Issuers {
        let issuer = |url: &str, organisation: &str| {
            json!({
                "url": url,
                "audiences": [AUDIENCE],
                "algorithms": ["RS256", "ES256"],
                "organisation": organisation,
                "clock_skew": "60s",
                "roles": { "REPRESENTATIVE": "REPRESENTATIVE", "ANALYST": "ANALYST" },
                "services": { "organisations": { "partner": "eskilstuna-kommun" } },
            })
        };
        let both = json!([issuer(&self.a, "malardalens-universitet"), issuer(&self.b, "vasteras-stad")]);
        serde_json::from_value(both).expect("settings")
    }

    /// The access token of a person who signs in. The login may name roles: `anna+ANALYST`.
    pub async fn sign_in(&self, provider: &str, login: &str) -> String {
        text(&self.tokens(json!({ "provider": provider, "login": login })).await["accessToken"])
    }

    /// Both tokens of a person who signs in with further parameters.
    pub async fn tokens(&self, parameters: Json) -> Json {
        self.ask("token", parameters).await
    }

    /// The access token that a program gets for itself.
    pub async fn client(&self, parameters: Json) -> String {
        text(&self.ask("client", parameters).await["accessToken"])
    }

    /// Has a provider do something: `rotate`, `retire`, `down`, `up`.
    pub async fn tell(&self, provider: &str, what: &'static str) {
        self.ask(what, json!({ "provider": provider })).await;
    }

    /// How often a provider was asked so far.
    pub async fn requests(&self, provider: &str) -> Requests {
        let counted = self.ask("requests", json!({ "provider": provider })).await;
        let count = |name: &str| counted[name].as_u64().expect("a number");
        Requests { discovery: count("discovery"), jwks: count("jwks") }
    }

    async fn ask(&self, what: &'static str, mut command: Json) -> Json {
        command["do"] = what.into();
        let answer = self.wired(move |wire| wire.send(&command)).await;
        assert!(answer.get("error").is_none(), "{what}: {answer}");
        answer
    }

    /// Talks to the process beside the runtime, where requests go on.
    async fn wired(&self, talk: impl FnOnce(&mut Wire) -> Json + Send + 'static) -> Json {
        let wire = self.wire.clone();
        let talk = move || talk(&mut wire.lock().expect("the last talk ended well"));
        tokio::task::spawn_blocking(talk).await.expect("the providers answer")
    }
}

impl Wire {
    fn send(&mut self, command: &Json) -> Json {
        writeln!(self.commands, "{command}").expect("the providers listen");
        self.answer()
    }

    fn answer(&mut self) -> Json {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no answer but {line:?}; try npm ci --prefix tests/oidc"))
    }
}

impl Drop for Providers {
    fn drop(&mut self) {
        // it may have ended by itself
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
