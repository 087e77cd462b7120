//! Numbers to quote, handed out one after another.

use entity::initiative::{Column as C, Entity};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::write::Write;
use crate::fault::Failure;

/// On PostgreSQL: one at a time takes a number, until it is written. SQLite has one writer anyway.
const IN_TURN: &str = "SELECT pg_advisory_xact_lock(7283641006)";

impl Write {
    /// The reference of the next initiative of a year: `I-2026-00042`. It counts also those that the actor may not see. To
    /// be asked for before any row is, so that nobody who waits for their turn holds what the one before them needs.
    pub async fn next_initiative(&mut self, year: i32) -> Result<String, Failure> {
        if self.transaction.get_database_backend() == DbBackend::Postgres {
            self.transaction.execute_unprepared(IN_TURN).await?;
        }
        let (first, end) = (format!("I-{year}-"), format!("I-{year}."));
        // a longer number is a larger one
        let length = Func::char_length(Expr::col(C::Reference));
        let last: Option<String> = Entity::find()
            .select_only()
            .column(C::Reference)
            .filter(C::Reference.gte(first.as_str()).and(C::Reference.lt(end)))
            .order_by(length, Order::Desc)
            .order_by(C::Reference, Order::Desc)
            .into_tuple()
            .one(&self.transaction)
            .await?;
        let last = last.and_then(|last| last.strip_prefix(&first)?.parse::<u32>().ok()).unwrap_or(0);
        Ok(format!("{first}{:05}", last + 1))
    }
}
