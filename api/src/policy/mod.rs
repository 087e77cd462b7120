//! THE rules: who sees which row, and who may do which action.
//!
//! `role.rs` says what each role may read, `action.rs` who may do what, `visibility.rs` who sees which row and
//! `trace.rs` which change of it, `view.rs` what that comes to for one actor, `access.rs` who may call which field of the API's roots. `relation.rs` and `rule.rs` are
//! the small languages that they are written in. All of it in words, for people: `docs/roles.md`, which `document.rs` writes.

mod access;
mod action;
mod actor;
mod document;
mod reach;
mod related;
mod relation;
mod role;
mod rule;
mod trace;
mod view;
mod visibility;

pub use access::{Access, access};
pub use action::{Action, Grant};
pub use actor::{Actor, Individual, Relations};
pub use document::document;
pub use reach::Reach;
pub use related::{Related, Rows};
pub use relation::{Regarding, Relation};
pub use role::{Permission, Role, UnknownRole};
pub use rule::{Policy, Rule, Verdict, closed, common, id_column, is_one_of, padded, uuid};
pub use trace::{Kind, Of, saw_after, saw_before, saw_in_state};
pub use view::{View, seen_kind};
pub use visibility::{THINGS, current_term};
