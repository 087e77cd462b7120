//! What the product must do, tried over HTTP on the real router. Each run is about one database: SQLite, or PostgreSQL
//! where `SK_TEST_DATABASE_URL` names a server. `scripts/test` runs both.

mod agreement;
mod catalogue;
mod content;
mod hostile;
mod input;
mod language;
mod matrix;
mod paging;
mod schema;
mod statements;
