//! What the tests stand on: a database of their own, the real router upon it, and callers of every kind.

pub mod app;
pub mod caller;
pub mod database;
pub mod differential;
pub mod errors;
pub mod issuer;
pub mod process;
pub mod rows;
pub mod world;
