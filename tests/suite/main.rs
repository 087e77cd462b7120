//! What the product must do, tried over HTTP on the real router. Each run is about one database: SQLite, or PostgreSQL
//! where `TEST_POSTGRES_URL` names a server. `scripts/test` runs both.

mod accounts;
mod actions;
mod agreement;
mod catalogue;
mod change_feed;
mod contact_readings;
mod content;
mod crash;
mod data_version;
mod differential;
mod floors;
mod goals;
mod groups;
mod hostile;
mod idempotency;
mod initiatives;
mod input;
mod language;
mod matrix;
mod model;
mod news;
mod paging;
mod personal_data;
mod plans;
mod playground;
mod providers;
mod questions;
mod schema;
mod statements;
mod story;
mod teams;
mod tokens;
