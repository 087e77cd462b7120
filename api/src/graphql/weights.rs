//! What reading costs: the weights of everything in the schema that reads more than what it returns. `bench/cost` measures
//! what they stand for, and `docs/cost-and-limits.md` tells them to callers.
//!
//! A unit is an object that is returned. What goes through rows is weighed in a collaboration of 20 000 initiatives, at some
//! twenty units for a millisecond of a processor.

use crate::gate::{Argument, Condition, Grouping, Scan, Weight, Weights};
use crate::search::{LONGEST_QUERY, Query};

/// The weights of the schema.
pub const WEIGHTS: Weights = Weights {
    size,
    rows: |thing| of(thing).map_or(0, |thing| thing.rows),
    field,
    argument,
    words,
    scan: Scan { group, groups: GROUPS, condition, related: 5, conditions: 200 },
};

/// How many groups there are at the most, but for a few questions: most of the values that there could be do not occur together.
const GROUPS: u64 = 1_000;

/// How many rows there are of a thing, and what a thousand of them cost that are counted.
struct Rows {
    thing: &'static str,
    rows: u64,
    count: Weight,
}

const fn rows(thing: &'static str, rows: u64, count: Weight) -> Rows {
    Rows { thing, rows, count }
}

/// What a thousand rows cost that are counted, where the row says who sees it.
const BY_ITSELF: Weight = Weight::Count { of_all: 6, of_parents: 36 };

/// The same, where what it belongs to says so.
const BY_PARENT: Weight = Weight::Count { of_all: 16, of_parents: 120 };

/// The same, where what that belongs to says so.
const BY_GRANDPARENT: Weight = Weight::Count { of_all: 72, of_parents: 75 };

/// Every thing that is listed, in a collaboration of 20 000 initiatives.
const THINGS: [Rows; 39] = [
    rows("Organisation", 60, BY_ITSELF),
    rows("Person", 4_000, BY_ITSELF),
    rows("Team", 10, BY_ITSELF),
    rows("Assignment", 20, BY_ITSELF),
    rows("Seat", 40, BY_ITSELF),
    rows("Representative", 50, BY_ITSELF),
    rows("FocusArea", 5, BY_ITSELF),
    rows("AgendaGoal", 17, BY_ITSELF),
    rows("AgendaTarget", 170, BY_ITSELF),
    rows("SocietalGoal", 20, BY_ITSELF),
    rows("StrategicNeed", 100, BY_ITSELF),
    rows("Challenge", 2_000, BY_ITSELF),
    rows("Mission", 1_000, BY_ITSELF),
    rows("FollowUp", 2_000, BY_PARENT),
    rows("Initiative", 20_000, BY_ITSELF),
    rows("ProgressReport", 15_000, BY_PARENT),
    rows("Criterion", 10, BY_ITSELF),
    rows("Screening", 18_000, BY_PARENT),
    rows("ScreeningAnswer", 110_000, BY_GRANDPARENT),
    rows("Evaluation", 13_000, BY_PARENT),
    rows("RootCause", 5_500, BY_PARENT),
    rows("Learning", 7_000, BY_PARENT),
    rows("Contribution", 15_000, BY_PARENT),
    rows("SupportFunction", 5, BY_ITSELF),
    rows("Matter", 2_500, BY_ITSELF),
    rows("Decision", 15_000, BY_ITSELF),
    rows("News", 1_000, BY_ITSELF),
    rows("Dissemination", 1_000, BY_PARENT),
    rows("Event", 1_500, BY_ITSELF),
    rows("Invitation", 10_000, BY_ITSELF),
    rows("CalendarSubscription", 1_000, BY_ITSELF),
    rows("Document", 1_200, BY_ITSELF),
    rows("DocumentVersion", 1_200, BY_PARENT),
    rows("Identity", 4_000, BY_ITSELF),
    rows("RoleGrant", 200, BY_ITSELF),
    rows("SignInInvitation", 100, BY_ITSELF),
    rows("ServiceToken", 20, BY_ITSELF),
    rows("Change", 100_000, BY_GRANDPARENT),
    rows("ContactReading", 10_000, BY_ITSELF),
];

fn of(thing: &str) -> Option<&'static Rows> {
    THINGS.iter().find(|rows| rows.thing == thing)
}

/// How many items a list without pages is taken to have.
fn size(_type_name: &str, field: &str) -> u64 {
    match field {
        "agendaGoals" => 17,
        "targets" => 12,
        "seats" => 6,
        // most things allow more, each of them quick to tell; most changes are of fewer fields, most finds in fewer texts
        "actions" | "fields" | "passages" => 3,
        "highlights" => 2,
        // by two fields, mostly
        "keys" => 2,
        _ => 5,
    }
}

/// What it costs to ask the database anything: what is asked for at the root is asked alone.
const STATEMENT: u64 = 5;

/// What every mutation costs beside what its payload shows: it reads what it is about, writes it, its change and what is found
/// of it, and has it kept by the disk.
const WRITE: u64 = 30;

/// A text of some pages, and the same as HTML.
const BODY: u64 = 1;
const BODY_AS_HTML: u64 = 2;

fn field(on: &str, field: &str) -> Weight {
    match (on, field) {
        ("Mutation", _) => Weight::Each(WRITE),
        // the finds of every type are looked up, and the best of them ranked
        ("Query", "search") => Weight::Each(700),
        ("Query", "changes") => Weight::Each(150),
        // known without the database
        ("Query", "rateLimit" | "enumLabels" | "__typename") => Weight::Nothing,
        ("Query", _) => Weight::Each(STATEMENT),
        ("SearchEdge", "highlights") => Weight::Each(5),
        // for each state that a thing was in, from its changes
        (_, "stages") => Weight::PerThousand(660),
        (_, "quantities") => Weight::PerThousand(100),
        // each is looked for beyond it
        ("TraceabilityGaps", "missionsWithoutInitiative" | "initiativesWithoutLearning") => Weight::Each(150),
        (connection, "totalCount") => {
            let thing = connection.strip_suffix("Connection").and_then(of);
            thing.map_or(Weight::Nothing, |thing| thing.count)
        }
        (_, field) if field.ends_with("Html") => Weight::Each(BODY_AS_HTML),
        (on, field) if is_prose(on, field) => Weight::Each(BODY),
        relation => many_linked(relation).map_or(Weight::Nothing, Weight::Each),
    }
}

/// What a page costs of those that one thing is linked to, where they are many: all of them are read and sorted, since no index
/// has them in the order of the page. `bench/cost` measures every relation of the schema.
const MANY_LINKED: [((&str, &str), u64); 5] = [
    (("AgendaTarget", "initiatives"), 20),
    // over its initiatives
    (("AgendaTarget", "learnings"), 100),
    (("SocietalGoal", "initiatives"), 50),
    (("SocietalGoal", "learnings"), 25),
    (("SupportFunction", "initiatives"), 120),
];

fn many_linked(relation: (&str, &str)) -> Option<u64> {
    MANY_LINKED.iter().find(|(known, _)| *known == relation).map(|(_, weight)| *weight)
}

/// Whether a field is running text, of up to 20 000 characters.
fn is_prose(on: &str, field: &str) -> bool {
    match (on, field) {
        ("Collaboration", "mission" | "vision") | ("ChangeField", "before" | "after") => true,
        (_, field) => matches!(
            field.strip_suffix("Texts").unwrap_or(field),
            "analysis"
                | "body"
                | "description"
                | "guidingPerspectives"
                | "lead"
                | "measurableBy"
                | "motivation"
                | "purpose"
                | "rationale"
                | "statement"
                | "summary"
                | "text"
        ),
    }
}

/// What an argument has read; none for one that nobody has thought of, which the tests do not let pass.
fn known_argument(on: &str, field: &str, argument: &str) -> Option<Argument> {
    Some(match (on, field, argument) {
        // counted, and read with the page
        (_, _, "first" | "last" | "after" | "before" | "ids" | "orderBy") => Argument::Nothing,
        (_, _, "id" | "slug" | "code" | "number" | "reference" | "focusArea") => Argument::Nothing,
        (_, _, "language" | "input" | "allowed") => Argument::Nothing,
        ("Query", "search", "types") => Argument::Nothing,
        // of few seats
        ("Team", _, "asOf") => Argument::Nothing,
        (_, _, "types") => Argument::Rows { once: 0, per_thousand: 6 },
        (_, _, "where") => Argument::Conditions,
        (_, _, "search" | "query") => Argument::Words,
        (_, _, "by") => Argument::Grouping,
        // worked out from the log of changes
        (_, _, "asOf") => Argument::Rows { once: 700, per_thousand: 270 },
        _ => return None,
    })
}

fn argument(on: &str, field: &str, argument: &str) -> Argument {
    known_argument(on, field, argument).unwrap_or(Argument::Nothing)
}

/// The thing that rows are told apart by; none where it is a value of their own.
fn grouped_by(field: &str) -> Option<&'static str> {
    Some(match field {
        "FOCUS_AREA" => "FocusArea",
        "ORGANISATION" | "LEAD_ORGANISATION" => "Organisation",
        "INITIATIVE" => "Initiative",
        "MEETING" => "Event",
        "NEWS" => "News",
        "TEAM" => "Team",
        _ => return link(field),
    })
}

/// The same, where rows are linked to many of it.
fn link(field: &str) -> Option<&'static str> {
    Some(match field {
        "CHALLENGES" => "Challenge",
        "MISSIONS" => "Mission",
        "SOCIETAL_GOALS" => "SocietalGoal",
        "STRATEGIC_NEEDS" => "StrategicNeed",
        "SUPPORT_FUNCTIONS" => "SupportFunction",
        "TARGETS" => "AgendaTarget",
        _ => return None,
    })
}

/// What a thousand rows cost that are told apart by a field. Of enums most rows have a few of the values.
fn group(field: &str) -> Grouping {
    // no index that groups are made from holds days and moments: each row is read
    let period = |values| Grouping { cost: 90, values };
    match field {
        field if field.ends_with("_YEAR") => period(5),
        field if field.ends_with("_QUARTER") => period(20),
        field if field.ends_with("_MONTH") => period(60),
        field => {
            let cost = if link(field).is_some() { 30 } else { 8 };
            Grouping { cost, values: grouped_by(field).and_then(of).map_or(6, |thing| thing.rows) }
        }
    }
}

/// What a condition costs on a thousand rows. The better an index serves it, the less rows are gone through.
fn condition(on: &str, name: &str) -> Condition {
    match (on, name) {
        // things of a list are tied to their parents one by one
        (on, "some") if on.ends_with("ListWhere") => Condition { walk: 66, each: 1 },
        (on, "none") if on.ends_with("ListWhere") => Condition { walk: 55, each: 1 },
        (_, "contains" | "startsWith") => Condition { walk: 26, each: 2 },
        ("IdWhere", _) => Condition { walk: 0, each: 0 },
        ("BooleanWhere" | "DateTimeWhere" | "DateWhere" | "FloatWhere" | "IntWhere" | "StringWhere", _) => {
            Condition { walk: 26, each: 1 }
        }
        // the value of an enum
        (_, "eq" | "not" | "oneOf") => Condition { walk: 0, each: 1 },
        // a thing that each is tied to
        _ => Condition { walk: 25, each: 1 },
    }
}

/// What it costs to look up a text that is searched for: the shorter the beginning of a word, the more words begin so.
fn words(text: &str) -> u64 {
    // what is no search is refused for that, and finds nothing
    let Ok(query) = Query::read(text) else { return LONGEST_QUERY as u64 };
    let of_word = |beginning: Option<usize>| match beginning {
        Some(1) => 1_600,
        Some(2) => 800,
        Some(3) => 300,
        _ => 100,
    };
    query.required().map(|word| of_word(word.beginning())).sum()
}

#[cfg(test)]
mod tests {
    use apollo_compiler::{Schema, schema::ExtendedType, validation::Valid};

    use super::*;
    use crate::graphql::sdl;

    fn schema() -> Valid<Schema> {
        Schema::parse_and_validate(sdl(), "schema.graphql").expect("a schema")
    }

    /// The fields of all objects, with the names of their types.
    fn fields(schema: &Schema) -> impl Iterator<Item = (&str, &apollo_compiler::ast::FieldDefinition)> {
        let objects = schema.types.values().filter_map(|ty| ty.as_object());
        objects.flat_map(|object| object.fields.values().map(move |field| (object.name.as_str(), field.node.as_ref())))
    }

    #[test]
    fn every_list_has_a_weight() {
        let schema = schema();
        for (on, field) in fields(&schema) {
            let listed = field.ty.inner_named_type().as_str();
            let thing = listed.strip_suffix("Connection").or_else(|| listed.strip_suffix("Group"));
            let Some(thing) = thing.filter(|thing| *thing != "Search") else { continue };
            assert!(of(thing).is_some(), "how many rows of {thing} does {on}.{} read?", field.name);
            let connection = format!("{thing}Connection");
            assert_ne!(super::field(&connection, "totalCount"), Weight::Nothing, "a count of {thing} is free");
        }
        let conditions = schema.types.keys().filter_map(|name| name.strip_suffix("ListWhere"));
        for thing in conditions {
            assert!(of(thing).is_some(), "how many rows does a condition on a {thing} go through?");
        }
    }

    /// What is told in a language is one line, or it is running text.
    #[test]
    fn it_is_known_of_every_text_how_long_it_can_be() {
        const LINES: [&str; 3] = ["label", "name", "title"];
        for (on, field) in fields(&schema()).filter(|(_, field)| field.argument_by_name("language").is_some()) {
            if field.ty.inner_named_type() != "String" {
                continue;
            }
            let name = field.name.strip_suffix("Html").unwrap_or(&field.name);
            assert_ne!(is_prose(on, name), LINES.contains(&name), "how long can {on}.{name} be?");
        }
    }

    #[test]
    fn it_is_known_of_every_argument_what_it_reads() {
        // introspection has a limit of its own
        for (on, field) in fields(&schema()).filter(|(on, _)| !on.starts_with("__")) {
            for argument in &field.arguments {
                let known = known_argument(on, &field.name, &argument.name);
                assert!(known.is_some(), "what does {on}.{}({}:) read?", field.name, argument.name);
                let is_conditions = argument.ty.inner_named_type().ends_with("Where");
                assert_eq!(
                    is_conditions,
                    known == Some(Argument::Conditions),
                    "{on}.{}({}:)",
                    field.name,
                    argument.name
                );
            }
        }
    }

    #[test]
    fn it_is_known_of_every_group_what_it_is_of() {
        let schema = schema();
        let groups = schema
            .types
            .iter()
            .filter_map(|(name, ty)| Some((name.strip_suffix("GroupField")?, ty.as_enum()?.values.keys())));
        for (thing, values) in groups {
            let thing = schema.get_object(thing).expect("a thing");
            for value in values {
                let name = value.replace('_', "").to_ascii_lowercase();
                let field = thing.fields.values().find(|field| field.name.to_ascii_lowercase() == name);
                let ty = field.map(|field| field.ty.inner_named_type().as_str());
                let linked = ty.and_then(|ty| ty.strip_suffix("Connection"));
                let one = ty.filter(|ty| of(ty).is_some());
                assert_eq!(grouped_by(value), linked.or(one), "{}.{value}", thing.name);
                assert_eq!(link(value), linked, "{}.{value}", thing.name);
            }
        }
    }

    /// A row that is declared and is no thing of the schema would be a weight that nothing has.
    #[test]
    fn every_weight_is_of_something() {
        let schema = schema();
        for thing in &THINGS {
            let ty = schema.types.get(thing.thing);
            assert!(matches!(ty, Some(ExtendedType::Object(_))), "{} is no type", thing.thing);
        }
        let linked = MANY_LINKED.iter().map(|(relation, _)| *relation);
        for (on, name) in linked.chain([("Query", "search"), ("Query", "changes"), ("SearchEdge", "highlights")]) {
            assert!(schema.type_field(on, name).is_ok(), "{on}.{name}");
        }
    }
}
