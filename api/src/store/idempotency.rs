//! Keys that make a retry safe (`Idempotency-Key`): who asks the same again is shown what was done, and nothing is done twice.
//!
//! Of what was answered nothing is kept but the ids of what was done: a retry reads it as it is then, by the rules of then.
//! An attempt at a marked request has a number. Each write notes in its own transaction what it has done, and is undone if
//! a later attempt has begun; so a retry may take over from an attempt that is slow or dead, and nothing is done twice. See
//! ADR 7.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::idempotency_key::{ActiveModel, Column as C, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, SqlErr};
use uuid::Uuid;

use super::{Store, Write};
use crate::clock::Clock;
use crate::error::Error;
use crate::fault::Failure;

/// How long a key is remembered.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// How many keys of a caller are remembered: the newest.
const MOST_KEPT: u64 = 10_000;

/// A request that is marked with a key.
#[derive(Clone, Copy, Debug)]
pub struct Marked<'a> {
    /// Whose key it is.
    pub caller: &'a str,
    /// The key.
    pub key: &'a str,
    /// SHA-256 of what is asked, in hexadecimal digits.
    pub request_hash: &'a str,
    /// The steps that it consists of.
    pub steps: &'a [String],
    /// How long an attempt can take: until then nobody takes over from it.
    pub lease: Duration,
}

/// The rows that a step left, by the field of its payload that shows them.
pub type Left = BTreeMap<String, Uuid>;

/// The steps of a request that have been done, by the response key of their fields.
pub type Steps = BTreeMap<String, Left>;

/// An attempt at a marked request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    key: Uuid,
    number: i32,
    /// What earlier attempts have done of it.
    pub steps: Steps,
}

/// What is known of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Known {
    /// Nobody is at it: the request is to be done, but for what has been done of it.
    ToDo(Attempt),
    /// The same was asked, and all of it has been done.
    Done(Attempt),
    /// The same was asked, and is under way, until then at the latest.
    UnderWay(DateTime<Utc>),
    /// Something else was asked under it.
    OfAnother,
}

impl Store {
    /// Begins an attempt at a marked request, unless it was done or another attempt is under way.
    pub async fn begin_marked(&self, marked: Marked<'_>, clock: &Clock) -> Result<Known, Error> {
        let now = clock.now();
        let until = now + TimeDelta::from_std(marked.lease).map_err(Error::internal)?;
        let turn = self.turn().await?;
        Entity::delete_many().filter(C::CreatedAt.lte(now - KEPT)).exec(&self.db).await?;
        let (key, number) = (clock.uuid(), 1);
        let row = ActiveModel {
            id: Set(key),
            caller: Set(marked.caller.to_owned()),
            key: Set(marked.key.to_owned()),
            request_hash: Set(marked.request_hash.to_owned()),
            created_at: Set(now),
            answer: Set(None),
            attempt: Set(number),
            leased_until: Set(Some(until)),
            steps: Set(None),
        };
        let inserted = Entity::insert(row).exec_without_returning(&self.db).await;
        drop(turn);
        match inserted {
            Ok(_) => {
                self.forget_surplus(marked.caller).await?;
                Ok(Known::ToDo(Attempt { key, number, steps: Steps::new() }))
            }
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                self.begin_again(marked, now, until).await
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn begin_again(&self, marked: Marked<'_>, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Known, Error> {
        let same = Entity::find().filter(C::Caller.eq(marked.caller)).filter(C::Key.eq(marked.key));
        // it can have gone this very moment, being a day old
        let Some(row) = same.one(&self.db).await? else { return Ok(Known::UnderWay(now)) };
        if row.request_hash != marked.request_hash {
            return Ok(Known::OfAnother);
        }
        let done = steps(&row)?;
        if marked.steps.iter().all(|step| done.contains_key(step)) {
            return Ok(Known::Done(Attempt { key: row.id, number: row.attempt, steps: done }));
        }
        match row.leased_until {
            Some(leased) if leased > now => Ok(Known::UnderWay(leased)),
            _ => self.take_over(row.id, row.attempt, until).await,
        }
    }

    /// Forgets the oldest keys of a caller who has more than are remembered.
    async fn forget_surplus(&self, caller: &str) -> Result<(), Error> {
        let own = || C::Caller.eq(caller);
        let newest = Entity::find().filter(own()).order_by_desc(C::CreatedAt).select_only().column(C::CreatedAt);
        let surplus = newest.offset(MOST_KEPT).limit(1).into_tuple::<DateTime<Utc>>().one(&self.db).await?;
        if let Some(at) = surplus {
            let _turn = self.turn().await?;
            Entity::delete_many().filter(own()).filter(C::CreatedAt.lte(at)).exec(&self.db).await?;
        }
        Ok(())
    }

    /// Begins the attempt after `earlier`. Waits for a write of that which has noted itself already, and undoes one that
    /// has not.
    async fn take_over(&self, key: Uuid, earlier: i32, until: DateTime<Utc>) -> Result<Known, Error> {
        let number = earlier + 1;
        let _turn = self.turn().await?;
        let taken = Entity::update_many()
            .col_expr(C::Attempt, Expr::value(number))
            .col_expr(C::LeasedUntil, Expr::value(until))
            .filter(C::Id.eq(key))
            .filter(C::Attempt.eq(earlier))
            .exec(&self.db)
            .await?;
        // only now can no write of the earlier attempt come any more
        let row = Entity::find_by_id(key).one(&self.db).await?.filter(|_| taken.rows_affected == 1);
        let Some(row) = row else { return Ok(Known::UnderWay(until)) };
        Ok(Known::ToDo(Attempt { key, number, steps: steps(&row)? }))
    }

    /// Ends an attempt: what has not been done of the request is for whoever asks again.
    pub async fn end_marked(&self, attempt: &Attempt) -> Result<(), Error> {
        let _turn = self.turn().await?;
        Entity::update_many()
            .col_expr(C::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
            .filter(C::Id.eq(attempt.key))
            .filter(C::Attempt.eq(attempt.number))
            .exec(&self.db)
            .await?;
        Ok(())
    }
}

impl Write {
    /// Notes that this write is a step of a marked request, and what it left.
    ///
    /// # Errors
    /// If a later attempt has taken over: then this write must not be.
    pub async fn note_step(&mut self, attempt: &Attempt, step: String, left: Left) -> Result<(), Failure> {
        let own = Entity::find_by_id(attempt.key).filter(C::Attempt.eq(attempt.number)).lock_exclusive();
        let Some(row) = own.one(&self.transaction).await? else { return Err(Error::Unavailable.into()) };
        let mut steps = steps(&row)?;
        steps.insert(step, left);
        let steps = serde_json::to_value(steps).map_err(Error::internal)?;
        let noted = ActiveModel { id: Set(row.id), steps: Set(Some(steps)), ..ActiveModel::default() };
        Entity::update(noted).exec(&self.transaction).await?;
        Ok(())
    }
}

fn steps(row: &Model) -> Result<Steps, Error> {
    row.steps.clone().map_or(Ok(Steps::new()), |steps| serde_json::from_value(steps).map_err(Error::internal))
}
