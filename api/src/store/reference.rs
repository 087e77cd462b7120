//! What is handed out once: numbers to quote, and names in addresses.

use entity::initiative::{Column as C, Entity};
use entity::news;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::write::Write;
use crate::fault::Failure;

/// On PostgreSQL: one at a time takes a number, or a name, until it is written. SQLite has one writer anyway.
const IN_TURN: &str = "SELECT pg_advisory_xact_lock(7283641006)";

/// What news is called in addresses whose title has no letter and no digit.
const NAMELESS: &str = "nyhet";

/// The longest name in addresses, without the number that tells it from others.
const LONGEST_SLUG: usize = 90;

impl Write {
    /// The reference of the next initiative of a year: `I-2026-00042`. It counts also those that the actor may not see. To
    /// be asked for before any row is, so that nobody who waits for their turn holds what the one before them needs.
    pub async fn next_initiative(&mut self, year: i32) -> Result<String, Failure> {
        self.in_turn().await?;
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

    /// The name in addresses of a piece of news with this title: `oppet-hus`, `oppet-hus-2` where another one has that, be
    /// it one that the actor may not see. To be asked for as early as a reference.
    pub async fn next_slug(&mut self, title: &str) -> Result<String, Failure> {
        self.in_turn().await?;
        let mut stem = slug::slugify(title);
        stem.truncate(LONGEST_SLUG);
        let stem = Some(stem.trim_end_matches('-')).filter(|stem| !stem.is_empty()).unwrap_or(NAMELESS);
        // whatever begins with it and a hyphen comes before it and a dot
        let taken: Vec<String> = news::Entity::find()
            .select_only()
            .column(news::Column::Slug)
            .filter(news::Column::Slug.gte(stem).and(news::Column::Slug.lt(format!("{stem}."))))
            .into_tuple()
            .all(&self.transaction)
            .await?;
        let mut slug = stem.to_owned();
        let mut number = 1;
        while taken.contains(&slug) {
            number += 1;
            slug = format!("{stem}-{number}");
        }
        Ok(slug)
    }

    async fn in_turn(&self) -> Result<(), Failure> {
        if self.transaction.get_database_backend() == DbBackend::Postgres {
            self.transaction.execute_unprepared(IN_TURN).await?;
        }
        Ok(())
    }
}
