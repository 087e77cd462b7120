//! A sequence taken on a server of its own: each answer is held against what the model says of the call.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Method;
use chrono::TimeDelta;
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::Answer;
use tests::rows::key_id;
use type_safe_id::{DynamicType, TypeSafeId};
use uuid::Uuid;

use super::ending::Ending;
use super::input::{input, selection};
use super::judge::{After, Refusal, judge};
use super::log::{self, Logged, Rows};
use super::present;
use super::stage::{TEAMS, stage};
use super::state::Model;
use super::step::{Call, Step};
use super::table::Manner;
use super::who::Who;

/// How often each verb was done, and how often it was refused.
pub type Tally = BTreeMap<&'static str, [usize; 2]>;

/// Takes the steps. What does not agree with the model comes back as a text, with all that was done until then, and the
/// number of steps that were taken.
pub async fn run(steps: &[Step], tally: &mut Tally) -> Result<(), (usize, String)> {
    let app = stage().await;
    let before = log::rows(&app).await;
    let mut run = Run { app: &app, model: Model::new(), changes: 0, logged: vec![], told: vec![], asked: vec![] };
    for (number, step) in steps.iter().enumerate() {
        run.take(number, step, tally).await.map_err(|wrong| (number + 1, run.report(&wrong)))?;
    }
    run.after(before).await.map_err(|wrong| (steps.len(), run.report(&wrong)))
}

/// A request under a key.
struct Asked {
    call: Call,
    key: String,
    body: String,
    /// What it was done to, or made; none where it was refused.
    done: Option<Uuid>,
}

struct Run<'a> {
    app: &'a App,
    model: Model,
    /// The length of the change log, as the model counts.
    changes: usize,
    logged: Vec<Logged>,
    /// Each call and how it ended.
    told: Vec<String>,
    asked: Vec<Asked>,
}

impl Run<'_> {
    async fn take(&mut self, number: usize, step: &Step, tally: &mut Tally) -> Result<(), String> {
        let call = step.call(number, &self.model);
        let verdict = judge(&self.model, &call);
        let key = step.again.then(|| format!("key-{number}"));
        let (name, body) = (call.verb.name, self.body(&call));
        let answer = self.send(call.who, key.as_deref(), &body).await;
        let ending = Ending::of(&answer)?;
        self.told.push(format!("{number}. {:?}: {name} {} → {}", call.who, input(&call), ending.told()));
        tally.entry(name).or_default()[usize::from(verdict.is_err())] += 1;
        let done = self.compare(&call, verdict, ending)?;
        self.is_at_head(&format!("after {name}")).await?;
        if let Some(key) = key {
            let asked = Asked { call, key, body, done };
            self.ask_at_once(&asked, &answer.text).await?;
            self.asked.push(asked);
        }
        Ok(())
    }

    fn body(&self, call: &Call) -> String {
        let name = call.verb.name;
        let ty = format!("{}{}Input", name[..1].to_uppercase(), &name[1..]);
        let selection = selection(call);
        let document = format!(
            "mutation($input: {ty}!) {{ done: {name}(input: $input) {{ {selection} userErrors {{ path code }} }} }}"
        );
        json!({ "query": document, "variables": { "input": input(call) } }).to_string()
    }

    /// Sends a request; no two are sent at the same moment.
    async fn send(&self, who: Who, key: Option<&str>, body: &str) -> Answer {
        self.app.clock.advance(TimeDelta::seconds(1));
        let caller = who.caller(self.app);
        let mut request = caller.request(Method::POST, "/graphql");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        caller.send(request.body(Body::from(body.to_owned())).expect("a request")).await
    }

    /// A retry that comes at once gets the same answer, and does nothing.
    async fn ask_at_once(&self, asked: &Asked, answer: &str) -> Result<(), String> {
        let again = self.send(asked.call.who, Some(&asked.key), &asked.body).await.text;
        if again != answer {
            return Err(format!("asked again under {}, it answers\n{again}\nand not\n{answer}", asked.key));
        }
        self.is_at_head(&format!("after a retry under {}", asked.key)).await
    }

    /// A retry that comes late is shown what was done as it is by then, if the caller still sees it, and does nothing; what was
    /// refused left nothing, and is judged anew.
    async fn ask_late(&mut self, asked: Asked) -> Result<(), String> {
        let Asked { call, key, body, done } = asked;
        let ending = Ending::of(&self.send(call.who, Some(&key), &body).await)?;
        match (done, ending) {
            (None, ending) => {
                let verdict = judge(&self.model, &call);
                self.compare(&call, verdict, ending)?;
            }
            (Some(key), Ending::Done(payload)) => {
                let shown = &payload[call.verb.on.one()];
                let shows_it = !matches!(call.verb.manner, Manner::Notes | Manner::Else);
                if self.model.seen(call.who, key).is_some() {
                    self.is_shown(&call, key, shown)?;
                } else if shows_it && !shown.is_null() {
                    return Err(format!("{} is shown what is hidden by now: {shown}", call.verb.name));
                }
            }
            // whoever may do it no more is told that, and not what they did
            (Some(_), ending) if ending.is(&Refusal::Forbidden) && !self.model.may_ever(call.who, call.verb) => {}
            (Some(_), ending) => return Err(format!("{} was done, and by now {}", call.verb.name, ending.told())),
        }
        self.is_at_head(&format!("after a late retry under {key}")).await
    }

    /// What there is once all steps are taken.
    async fn after(&mut self, before: Rows) -> Result<(), String> {
        for asked in std::mem::take(&mut self.asked) {
            self.ask_late(asked).await?;
        }
        present::check(self.app, &self.model).await?;
        log::check(self.app, before, &self.logged).await
    }

    async fn is_at_head(&self, when: &str) -> Result<(), String> {
        let number = log::number(self.app).await;
        let wrong = || format!("the change log {when} has {number} changes; expected: {}", self.changes);
        (number == self.changes).then_some(()).ok_or_else(wrong)
    }

    /// What it was done to, or made, if it was done and should be.
    fn compare(
        &mut self,
        call: &Call,
        verdict: Result<After, Refusal>,
        ending: Ending,
    ) -> Result<Option<Uuid>, String> {
        let told = ending.told();
        match (verdict, ending) {
            (Ok(after), Ending::Done(payload)) => return self.follow(call, after, &payload).map(Some),
            (Err(refusal), ending) if ending.is(&refusal) => return Ok(None),
            (Ok(_), _) => Err("done".to_owned()),
            (Err(refusal), _) => Err(format!("{refusal:?}")),
        }
        .map_err(|expected| format!("{:?} {} came to: {told}; expected: {expected}", call.who, call.verb.name))
    }

    /// The model goes on, and the payload shows the thing as the model has it.
    fn follow(&mut self, call: &Call, after: After, payload: &Json) -> Result<Uuid, String> {
        let shown = &payload[call.verb.on.one()];
        let made = key(&shown["id"]).filter(|_| call.verb.manner == Manner::Makes);
        let after = after.named(made, key(&payload["decision"]["id"]));
        self.changes += after.changes.len();
        self.logged.push(Logged { who: call.who, action: call.verb.name, tables: after.changes });
        self.model = after.model;
        let thing = made.unwrap_or(call.thing);
        self.is_shown(call, thing, shown).map(|()| thing)
    }

    /// The payload shows the thing as the model has it; what is noted beside it shows nothing of it.
    fn is_shown(&self, call: &Call, thing: Uuid, shown: &Json) -> Result<(), String> {
        if matches!(call.verb.manner, Manner::Notes | Manner::Else) {
            return Ok(());
        }
        let thing = self.model.thing(thing).ok_or_else(|| format!("no id: {shown}"))?;
        let as_expected = (&shown["status"], &shown["version"]) == (&json!(thing.status), &json!(thing.version));
        let wrong = || format!("{} shows {shown}; expected: {} {}", call.verb.name, thing.status, thing.version);
        as_expected.then_some(()).ok_or_else(wrong)
    }

    /// What went wrong, after what; ids are replaced by names that can be read.
    fn report(&self, wrong: &str) -> String {
        let mut text = format!("{}\n\n{wrong}", self.told.join("\n"));
        let things = self.model.things.iter().map(|thing| (thing.kind.table(), thing.key));
        let decisions = self.model.decisions.iter().map(|decision| ("decision", decision.key));
        let teams = TEAMS.iter().map(|team| ("team", *team));
        let people = Who::people().into_iter().filter_map(|who| Some((who, who.person()?)));
        for (who, key) in people {
            text = text.replace(&key_id("person", key), &format!("{who:?}"));
        }
        for (number, (table, key)) in things.chain(decisions).chain(teams).enumerate() {
            text = text.replace(&key_id(table, key), &format!("{table}-{number}"));
            text = text.replace(&key.to_string(), &format!("{table}-{number}"));
        }
        text
    }
}

/// The key in an id.
fn key(id: &Json) -> Option<Uuid> {
    Some(id.as_str()?.parse::<TypeSafeId<DynamicType>>().expect("an id").uuid())
}
