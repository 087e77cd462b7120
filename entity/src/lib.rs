//! The rows of the database: one file for each table, the closed sets of values in [`kind`], the
//! link tables in [`link`].
//!
//! Two conventions of names carry meaning: `x_sv` and `x_en` are one text in Swedish and in English,
//! and `x_folded` is derived from other columns of the row (see [`folded`]).
//! There is no GraphQL here, no authorization and no relation between entities: those live in the
//! API layer.

#![recursion_limit = "512"]

pub mod agenda_goal;
pub mod agenda_target;
pub mod assignment;
pub mod audience;
pub mod calendar_subscription;
pub mod challenge;
pub mod change;
pub mod change_head;
pub mod collaboration;
pub mod contact_reading;
pub mod contribution;
pub mod criterion;
pub mod decision;
pub mod dissemination;
pub mod document;
pub mod document_version;
pub mod evaluation;
pub mod event;
pub mod focus_area;
pub mod folded;
pub mod follow_up;
pub mod idempotency_key;
pub mod identity;
pub mod initiative;
pub mod invitation;
pub mod kind;
pub mod learning;
pub mod link;
pub mod matter;
pub mod mission;
pub mod news;
pub mod organisation;
pub mod person;
pub mod progress_report;
pub mod representative;
pub mod role_grant;
pub mod root_cause;
pub mod screening;
pub mod screening_answer;
pub mod search_document;
pub mod search_scheme;
pub mod seat;
pub mod service_token;
pub mod sign_in_invitation;
pub mod societal_goal;
pub mod strategic_need;
pub mod stray_object;
pub mod support_function;
pub mod team;
