//! Keys that make a retry safe (`Idempotency-Key`): who asks the same again is answered the same again.

use chrono::TimeDelta;
use entity::idempotency_key::{ActiveModel, Column as C, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Set, SqlErr};
use uuid::Uuid;

use super::Store;
use crate::clock::Clock;
use crate::error::Error;

/// How long a key is remembered.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// A request that is marked with a key.
#[derive(Clone, Copy, Debug)]
pub struct Marked<'a> {
    /// Whose key it is.
    pub caller: &'a str,
    /// The key.
    pub key: &'a str,
    /// SHA-256 of what is asked, in hexadecimal digits.
    pub request_hash: &'a str,
}

/// What is known of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing: the request is to be done, and its answer noted under this id.
    New(Uuid),
    /// The same was asked, and answered so.
    Answered(String),
    /// The same was asked, and the answer is not known: it is under way, or broke off in the middle.
    Open,
    /// Something else was asked under it.
    OfAnother,
}

impl Store {
    /// Notes that a marked request is about to be done, unless one was under the same key.
    pub async fn begin_marked(&self, marked: Marked<'_>, clock: &Clock) -> Result<Known, Error> {
        let now = clock.now();
        Entity::delete_many().filter(C::CreatedAt.lte(now - KEPT)).exec(&self.db).await?;
        let id = clock.uuid();
        let row = ActiveModel {
            id: Set(id),
            caller: Set(marked.caller.to_owned()),
            key: Set(marked.key.to_owned()),
            request_hash: Set(marked.request_hash.to_owned()),
            created_at: Set(now),
            answer: Set(None),
        };
        match Entity::insert(row).exec_without_returning(&self.db).await {
            Ok(_) => Ok(Known::New(id)),
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                self.known(marked).await
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn known(&self, marked: Marked<'_>) -> Result<Known, Error> {
        let same = Entity::find().filter(C::Caller.eq(marked.caller)).filter(C::Key.eq(marked.key));
        Ok(match same.one(&self.db).await? {
            Some(row) if row.request_hash != marked.request_hash => Known::OfAnother,
            Some(row) => row.answer.map_or(Known::Open, Known::Answered),
            // it went this very moment, being a day old
            None => Known::Open,
        })
    }

    /// Notes what a marked request was answered.
    pub async fn end_marked(&self, id: Uuid, answer: String) -> Result<(), Error> {
        let answered = ActiveModel { id: Set(id), answer: Set(Some(answer)), ..ActiveModel::default() };
        Entity::update(answered).exec(&self.db).await?;
        Ok(())
    }
}
