//! The schema: one file for each thing, and what they are declared with in `declare/`.

mod agenda_goal;
mod agenda_target;
mod assignment;
mod calendar_subscription;
mod challenge;
mod change;
mod collaboration;
mod contact_reading;
mod contribution;
mod criterion;
mod decision;
mod declare;
mod dissemination;
mod document;
mod document_version;
mod enum_labels;
mod evaluation;
mod event;
mod focus_area;
mod follow_up;
mod group;
mod identity;
mod initiative;
mod invitation;
mod kinds;
mod learning;
mod matter;
mod measure;
mod mission;
mod news;
mod node;
mod organisation;
mod person;
mod portfolio;
mod progress_report;
mod rate_limit;
mod representative;
mod role_grant;
mod root;
mod root_cause;
mod screening;
mod screening_answer;
mod search;
mod seat;
mod service_token;
mod sign_in_invitation;
mod societal_goal;
mod strategic_need;
mod support_function;
mod team;
mod traceability_gaps;
mod viewer;

use async_graphql::{EmptySubscription, SDLExportOptions, SchemaBuilder, ValidationMode};

use crate::config::PublicUrl;

pub use declare::{LARGEST_PAGE, Request, markdown};

/// The executable schema.
pub type Schema = async_graphql::Schema<root::Query, root::Mutation, EmptySubscription>;

/// Makes the executable schema of a server at this address. It validates and limits nothing: every document has passed the
/// gate.
pub fn schema(public_url: PublicUrl) -> Schema {
    unlimited().data(public_url).finish()
}

fn unlimited() -> SchemaBuilder<root::Query, root::Mutation, EmptySubscription> {
    let schema = Schema::build(root::Query::default(), root::Mutation::default(), EmptySubscription);
    schema.validation_mode(ValidationMode::Fast).limit_recursive_depth(usize::MAX)
}

/// The schema in GraphQL's own language: what `schema.graphql` holds.
pub fn sdl() -> String {
    unlimited().finish().sdl_with_options(SDLExportOptions::new().include_specified_by())
}

/// How many items a list without pages is taken to have, for the cost of a document.
pub fn assumed_size(_type_name: &str, field: &str) -> u64 {
    match field {
        "agendaGoals" => 17,
        "seats" | "targets" => 12,
        // focus areas by status; few use all the values that there could be
        "challengeGroups" | "missionGroups" | "initiativeGroups" | "contributionGroups" | "decisionGroups" => 100,
        "groups" => 25,
        // by two fields, mostly
        "keys" => 2,
        _ => 5,
    }
}
