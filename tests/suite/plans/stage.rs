//! A server with data, what it asks its database, and what is wrong with that.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use api::config::{Room, Settings};
use api::generate::{Options, Progress};
use sea_orm::Value;
use serde_json::Value as Json;
use tests::app::App;
use tests::rows::{all, insert, row};

use super::caught::Caught;
use super::plan::{By, Plan, Planner};
use super::shape::Shape;

/// The tables that do not grow with the work: the parties, their teams and seats, and what they agree on once. They may
/// be read whole.
const BOUNDED: [&str; 16] = [
    "agenda_goal",
    "agenda_target",
    "assignment",
    "audience",
    "audience_team",
    "change_head",
    "collaboration",
    "criterion",
    "focus_area",
    "organisation",
    "representative",
    "seat",
    "service_token",
    "societal_goal",
    "support_function",
    "team",
];

/// What a statement itself lists: parents, and the parts of a page.
const LISTED: [&str; 3] = ["parents", "present", "absent"];

/// What the name of a part of a search begins with: the finds of one type, limited.
const FOUND: &str = "of_";

/// Whether there is more and more in a table.
pub fn grows(table: &str) -> bool {
    !BOUNDED.contains(&table) && !LISTED.contains(&table) && !table.starts_with(FOUND)
}

/// A server with data.
pub struct Stage {
    /// What it serves.
    pub shape: Shape,
    app: App,
    caught: Caught,
    planner: Planner,
    known: HashMap<String, Rc<Plan>>,
    faults: BTreeSet<String>,
}

impl Stage {
    /// One with enough of everything that the planner has a choice.
    pub async fn new() -> Self {
        // without a cache, so that everything is read that is asked for
        let none = "0".parse::<Room>().ok();
        let settings = Settings { cache_rows: none, cache_lists: none, cache_answers: none, ..Settings::default() };
        let app = App::with(settings).await;
        let options = Options { initiatives: 50, seed: 1 };
        api::generate::run(&app.store, &app.clock, options, Progress::hidden()).await.expect("generated");
        accounts(&app).await;
        versions(&app).await;
        let planner = Planner::beside(&app).await;
        assert!(planner.is_stable().await, "a plan depends on what is bound: .cargo/config.toml was not read");
        let (known, faults) = Default::default();
        Stage { shape: Shape::read(), app, caught: Caught::begin(), planner, known, faults }
    }

    /// Who asks for a list in an order: an order by a text is one by each language.
    pub fn viewers(&self, order: &str) -> &'static [&'static str] {
        if ["TITLE", "NAME", "LABEL"].contains(&order) { &["administrator", "English"] } else { &["administrator"] }
    }

    /// What is answered, and how what was read for it is read. No table that grows is read whole.
    pub async fn ask(&mut self, viewer: &str, document: &str, variables: Json) -> (Json, Vec<Rc<Plan>>) {
        let caller = match viewer {
            "anonymous" => self.app.anonymous(),
            "member" => self.app.as_member(),
            "English" => self.app.as_administrator().reading("en"),
            _ => self.app.as_administrator(),
        };
        let data = caller.data(document, variables).await;
        let mut plans = vec![];
        for sql in self.caught.take() {
            if !self.known.contains_key(&sql) {
                let plan = self.planner.plan(&sql).await;
                self.known.insert(sql.clone(), Rc::new(plan));
            }
            plans.push(self.known[&sql].clone());
        }
        for plan in &plans {
            let whole = plan.reads.iter().find(|read| read.by == By::Nothing && grows(&read.table));
            self.expect(whole.is_none(), document, plan);
        }
        (data, plans)
    }

    /// Writes down what is wrong with a plan.
    pub fn expect(&mut self, is_so: bool, about: &str, plan: &Plan) {
        self.expect_text(is_so, about, &plan.to_string());
    }

    /// Writes down what is wrong.
    pub fn expect_text(&mut self, is_so: bool, about: &str, what: &str) {
        if !is_so {
            self.faults.insert(format!("{about}\n{what}"));
        }
    }

    /// Nothing was wrong.
    pub fn end(self) {
        let faults: Vec<_> = self.faults.into_iter().collect();
        assert!(faults.is_empty(), "{} are not served by an index:\n\n{}", faults.len(), faults.join("\n\n"));
    }
}

/// What generated data have none of: what comes about when people sign in and are looked up.
async fn accounts(app: &App) {
    let people: Vec<_> = all::<entity::person::Entity>(app).await.iter().map(|person| person.id).take(3).collect();
    let (mut grants, mut invitations, mut readings, mut calendars) = (vec![], vec![], vec![], vec![]);
    for (number, person) in people.iter().enumerate() {
        let person_id = ("person_id", Value::from(*person));
        grants.push(row::<entity::role_grant::Entity>(app, &[person_id.clone(), ("role", "ANALYST".into())]));
        let code = ("code_hash", format!("{number:064}").into());
        invitations.push(row::<entity::sign_in_invitation::Entity>(app, &[person_id.clone(), code]));
        let address = ("address_hash", format!("{number:064}").into());
        calendars.push(row::<entity::calendar_subscription::Entity>(app, &[person_id.clone(), address]));
        let reader = ("reader_id", people[(number + 1) % people.len()].into());
        readings
            .push(row::<entity::contact_reading::Entity>(app, &[person_id, reader, ("includes_email", true.into())]));
    }
    insert::<entity::role_grant::Entity>(app, grants).await;
    insert::<entity::sign_in_invitation::Entity>(app, invitations).await;
    insert::<entity::contact_reading::Entity>(app, readings).await;
    insert::<entity::calendar_subscription::Entity>(app, calendars).await;
}

/// And what comes about when documents are uploaded.
async fn versions(app: &App) {
    let documents: Vec<_> = all::<entity::document::Entity>(app).await.iter().map(|document| document.id).collect();
    let uploads = (0..30).map(|number| {
        let set = [
            ("document_id", documents[number / 10].into()),
            ("number", i32::try_from(number % 10 + 1).expect("a number").into()),
            ("sha256", format!("{number:064}").into()),
            ("storage_key", format!("key {number}").into()),
        ];
        row::<entity::document_version::Entity>(app, &set)
    });
    insert::<entity::document_version::Entity>(app, uploads.collect()).await;
}
