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
mod term;
mod traceability_gaps;
mod viewer;
mod weights;

use async_graphql::{EmptySubscription, SDLExportOptions, SchemaBuilder, ValidationMode};

use crate::config::PublicUrl;

pub use declare::{LARGEST_PAGE, Request, type_id_of};
pub use weights::WEIGHTS;

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

/// What `__schema { description }` says. The engine has no place for it: it is written into the text of the schema, and the
/// gate answers from there.
const DESCRIPTION: &str = "\
The API of Samhällskontraktet, the collaboration of Mälardalens universitet, Eskilstuna kommun and Västerås stad: its focus areas,
societal goals, challenges, missions and initiatives, its teams, decisions, news, calendar and documents. What somebody may not see
does not exist for them. Descriptions have the Swedish word where there is one.";

/// The schema in GraphQL's own language: what `schema.graphql` holds.
pub fn sdl() -> String {
    let sdl = unlimited().finish().sdl_with_options(SDLExportOptions::new().include_specified_by());
    sdl.replacen("\nschema {", &format!("\n\"\"\"\n{DESCRIPTION}\n\"\"\"\nschema {{"), 1)
}
