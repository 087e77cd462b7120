//! THE rules: who sees which row, and who may do which action.
//!
//! `role.rs` says what each role may do, `visibility.rs` who sees which row, `access.rs` who may call which field of
//! the API's roots. `rule.rs` is the small language that they are written in.

mod access;
mod actor;
mod role;
mod rule;
mod visibility;

pub use access::{Access, access};
pub use actor::{Actor, Relations};
pub use role::{Permission, Role, UnknownRole};
pub use rule::{Policy, Related, Rows, Rule, Verdict, id_column, padded};
pub use visibility::current_term;
