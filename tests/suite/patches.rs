//! What every update has in common, by the schema: what is left out stays, null clears or is a fault, each language of a
//! text by itself, and what changes nothing writes nothing.

use std::collections::BTreeSet;

use apollo_compiler::Schema;
use apollo_compiler::ast::{InputValueDefinition, Type};
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use serde_json::{Value as Json, json};
use tests::app::App;
use tests::caller::{Caller, with};
use tests::rows::{all, api_id, execute, id, strings};
use tests::world::World;
use uuid::Uuid;

/// The mutations that patch a thing, and for each the table and the number of one that is as complete as it can be.
const PATCHES: [(&str, &str, u128); 18] = [
    ("updateCollaboration", "collaboration", 0),
    ("updateOrganisation", "organisation", 1),
    ("updatePerson", "person", 48),
    ("updateTeam", "team", 23),
    ("updateSeat", "seat", 31),
    ("updateFocusArea", "focus_area", 11),
    ("updateSocietalGoal", "societal_goal", 53),
    ("updateNeed", "strategic_need", 1100),
    ("updateChallenge", "challenge", 1101),
    ("updateMission", "mission", 2010),
    ("updateInitiative", "initiative", 1130),
    ("updateContribution", "contribution", 1136),
    ("updateCriterion", "criterion", 54),
    ("updateSupportFunction", "support_function", 55),
    ("updateNews", "news", 1120),
    ("updateEvent", "event", 1102),
    ("updateDocument", "document", 1104),
    ("prepareMatter", "matter", 1105),
];

/// What always has a value, besides titles and names in two languages.
const REQUIRED: [&str; 9] =
    ["name", "kind", "visibility", "isOptional", "isMandatory", "isParty", "sector", "organisationId", "when"];

/// What says how to update, and is no part of the thing.
const DIRECTIONS: [&str; 2] = ["version", "scope"];

fn schema() -> Schema {
    Schema::parse(api::graphql::sdl(), "schema.graphql").expect("the schema is GraphQL")
}

fn input_of<'a>(schema: &'a Schema, mutation: &str) -> &'a InputObjectType {
    let name = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    match &schema.types[name.as_str()] {
        ExtendedType::InputObject(input) => input,
        _ => panic!("{name} is no input"),
    }
}

/// A thing that is patched.
struct Patched<'a> {
    app: &'a App,
    caller: Caller<'a>,
    mutation: &'static str,
    table: &'static str,
    key: Uuid,
}

impl<'a> Patched<'a> {
    async fn new(world: &'a World, (mutation, table, number): (&'static str, &'static str, u128)) -> Self {
        let caller = world.callers().into_iter().find(|(name, _)| *name == "administrator").expect("one").1;
        let app = &world.app;
        let key = match table {
            "collaboration" => all::<entity::collaboration::Entity>(app).await[0].id,
            _ => id(number),
        };
        // contributions are made to what is in the portfolio, of which not all can be cleared
        let status = if table == "contribution" { "IN_PORTFOLIO" } else { "PROPOSED" };
        let contributed = "id IN (SELECT initiative_id FROM contribution)";
        execute(app, &format!("UPDATE initiative SET status = '{status}' WHERE {contributed}")).await;
        let patched = Patched { app, caller, mutation, table, key };
        if table == "matter" {
            // it becomes prepared, by whom it is prepared again
            patched.patch(json!({})).await.done();
        }
        patched
    }

    /// The key as SQL writes it.
    fn literal(&self) -> String {
        match self.app.config.database.url.as_str().split(":").next().unwrap_or_default() {
            "sqlite" => format!("X'{}'", self.key.simple()),
            _ => format!("'{}'", self.key),
        }
    }

    /// What the columns hold, as text.
    async fn columns(&self, columns: &[&str]) -> Vec<Option<String>> {
        let texts = columns.iter().map(|column| format!("coalesce(cast({column} AS text), '∅')"));
        let sql = format!(
            "SELECT {} FROM {} WHERE id = {}",
            texts.collect::<Vec<_>>().join(" || '¦' || "),
            self.table,
            self.literal()
        );
        let found = strings(self.app, &sql).await.pop().expect("the row");
        found.split('¦').map(|text| Some(text.to_owned()).filter(|text| text != "∅")).collect()
    }

    async fn version(&self) -> i32 {
        self.columns(&["version"]).await[0].as_ref().expect("a version").parse().expect("a number")
    }

    async fn patch(&self, patch: Json) -> tests::caller::Called {
        let words = self.table.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect::<String>();
        let field = words[..1].to_lowercase() + &words[1..] + "Id";
        let mut input = json!({ "version": self.version().await });
        if self.table != "collaboration" {
            input[field] = json!(type_safe_id(self.table, self.key));
        }
        self.caller.call(self.mutation, "", with(input, patch)).await
    }

    /// Everything that could be written: the row, and how long the log is.
    async fn written(&self) -> (Vec<Option<String>>, usize) {
        let log = all::<entity::change::Entity>(self.app).await.len();
        (self.columns(&["version", "updated_at"]).await, log)
    }
}

fn type_safe_id(prefix: &str, key: Uuid) -> String {
    tests::rows::key_id(prefix, key)
}

fn snake(name: &str) -> String {
    let letters = name.chars().map(|letter| match letter {
        'A'..='Z' => format!("_{}", letter.to_ascii_lowercase()),
        _ => letter.to_string(),
    });
    letters.collect()
}

/// What an update can leave out.
fn optional(input: &InputObjectType) -> impl Iterator<Item = &InputValueDefinition> {
    let fields = input.fields.values().map(|field| &***field);
    fields.filter(|field| !field.is_required() && !DIRECTIONS.contains(&field.name.as_str()))
}

fn is_text(ty: &Type) -> bool {
    ty.inner_named_type().as_str() == "TextInput"
}

#[test]
fn every_update_is_tried() {
    let schema = schema();
    let mutations = schema.get_object("Mutation").expect("a mutation root").fields.keys();
    let updates: BTreeSet<_> = mutations
        .map(ToString::to_string)
        .filter(|name| name.starts_with("update") || name == "prepareMatter")
        .collect();
    assert_eq!(updates, PATCHES.iter().map(|(mutation, ..)| (*mutation).to_owned()).collect());
}

#[tokio::test]
async fn each_language_is_patched_by_itself() {
    let schema = schema();
    let world = World::new().await;
    for patch in PATCHES {
        let thing = Patched::new(&world, patch).await;
        for field in optional(input_of(&schema, thing.mutation)).filter(|field| is_text(&field.ty)) {
            let (name, stem) = (field.name.as_str(), snake(&field.name));
            let (sv, en) = (format!("{stem}_sv"), format!("{stem}_en"));
            let of = format!("{name} of {}", thing.mutation);
            let texts = async || thing.columns(&[&sv, &en]).await;
            let text = |text: &str| Some(text.to_owned());
            for (patched, left) in [
                (json!({ "sv": "ett", "en": "one" }), [text("ett"), text("one")]),
                (json!({ "sv": "två" }), [text("två"), text("one")]),
                (json!({ "en": "two" }), [text("två"), text("two")]),
                (json!({}), [text("två"), text("two")]),
                (json!({ "en": null }), [text("två"), None]),
                (json!({ "sv": "tre", "en": "three" }), [text("tre"), text("three")]),
            ] {
                thing.patch(json!({ name: patched })).await.done();
                assert_eq!(texts().await, left, "{of} after {patched}");
            }
            let before = thing.written().await;
            let refused = thing.patch(json!({ name: { "sv": null } })).await;
            assert_eq!(refused.faults(), [(format!("{name}.sv"), "INVALID")], "{of}");
            assert_eq!(thing.written().await, before, "{of}");
            let cleared = thing.patch(json!({ name: null })).await;
            if cleared["userErrors"] == json!([]) {
                assert_eq!(texts().await, [None, None], "{of}");
                let alone = thing.patch(json!({ name: { "en": "alone" } })).await;
                assert_eq!(alone.faults(), [(format!("{name}.sv"), "INVALID")], "{of}");
                thing.patch(json!({ name: { "sv": "åter" } })).await.done();
                thing.patch(json!({ name: { "sv": null } })).await.done();
                assert_eq!(texts().await, [None, None], "{of}");
            } else {
                assert_eq!(cleared.faults(), [(name.to_owned(), "INVALID")], "{of}");
                assert_eq!(texts().await, [text("tre"), text("three")], "{of}");
            }
        }
    }
}

/// Null clears what can be without a value, and says so where it must have one; it never means the same as nothing.
#[tokio::test]
async fn null_clears_or_is_a_fault() {
    let schema = schema();
    let world = World::new().await;
    // a quantity has its unit
    execute(&world.app, "UPDATE contribution SET quantity = NULL, unit = NULL").await;
    for patch in PATCHES {
        let thing = Patched::new(&world, patch).await;
        for field in optional(input_of(&schema, thing.mutation)).filter(|field| !is_text(&field.ty)) {
            let name = field.name.as_str();
            let before = thing.written().await;
            let of = format!("{name} of {}", thing.mutation);
            let answer = thing.patch(json!({ name: null })).await;
            if REQUIRED.contains(&name) {
                assert_eq!(answer.faults(), [(name.to_owned(), "INVALID")], "{of}");
                assert!(!answer.message().is_empty(), "{of}");
                assert_eq!(thing.written().await, before, "{of}");
                continue;
            }
            answer.done();
            if !field.ty.is_list() {
                assert_eq!(thing.columns(&[&snake(name)]).await, [None], "{of}");
            }
        }
    }
}

/// An update that changes nothing leaves no version, no moment and no change.
#[tokio::test]
async fn what_changes_nothing_writes_nothing() {
    let schema = schema();
    let world = World::new().await;
    for patch in PATCHES {
        let thing = Patched::new(&world, patch).await;
        let mut same = json!({});
        for field in optional(input_of(&schema, thing.mutation)).filter(|field| is_text(&field.ty)) {
            same[field.name.as_str()] = json!({ "sv": "samma", "en": "same" });
        }
        thing.patch(same.clone()).await.done();
        let before = thing.written().await;
        world.app.clock.advance(chrono::TimeDelta::seconds(1));
        for patch in [json!({}), same] {
            thing.patch(patch.clone()).await.done();
            assert_eq!(thing.written().await, before, "{} with {patch}", thing.mutation);
        }
    }
    let administrator = Patched::new(&world, PATCHES[0]).await.caller;
    let team = |version: i32, texts: Json| json!({ "teamId": api_id("team", 23), "version": version, "texts": texts });
    let read = "team { version }";
    let version =
        strings(&world.app, "SELECT cast(max(version) AS text) FROM team").await[0].parse().expect("a number");
    let texts = json!([{ "sv": "ett" }, { "sv": "två", "en": "two" }]);
    let set = administrator.call("setAssignments", read, team(version, texts.clone())).await.done();
    assert_eq!(set["team"]["version"], version + 1);
    let again = administrator.call("setAssignments", read, team(version + 1, texts)).await.done();
    assert_eq!(again["team"]["version"], version + 1);
}
