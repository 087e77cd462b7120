//! The GraphQL API behind Samhällskontraktet.
//!
//! A request comes in through `http`, becomes an actor (`auth`) and a prepared document (`gate`), is resolved by
//! the types in `graphql`, and reaches data through one door, the `store`, which applies `policy` to every row.

#![recursion_limit = "512"]

pub mod app;
pub mod auth;
pub mod cache;
pub mod clock;
pub mod config;
pub mod content;
pub mod decimal;
pub mod digest;
pub mod documents;
pub mod error;
pub mod execute;
pub mod fault;
pub mod gate;
pub mod generate;
pub mod graphql;
pub mod http;
pub mod idempotency;
pub mod language;
pub mod lifecycle;
mod markdown;
pub mod message;
mod pace;
pub mod places;
pub mod policy;
pub mod rate_limit;
pub mod recurrence;
mod search;
pub mod security;
pub mod store;
mod text;
