//! Who reads whose contact details: gathered while a request is answered, written down before its answer goes out.
//!
//! A reading is no change: it stands in a table of its own, and the change log knows nothing of it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use entity::contact_reading::{ActiveModel, Column as C, Entity};
use entity::person;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, OnConflict};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, Iterable, QueryFilter, Set, SqlErr};
use uuid::Uuid;

use super::Store;
use super::bulk::VALUES_PER_STATEMENT;
use super::write::Write;
use crate::clock::{Clock, local_date};
use crate::error::Error;
use crate::fault::Failure;
use crate::policy::Actor;

/// A contact detail of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The e-mail address.
    Email,
    /// The telephone number.
    Phone,
}

/// Which contact details of a person were shown.
#[derive(Clone, Copy, Debug, Default)]
struct Details {
    email: bool,
    phone: bool,
}

/// The contact details that one request shows.
#[derive(Debug, Default)]
pub struct Readings(Mutex<Gathered>);

#[derive(Debug, Default)]
struct Gathered {
    /// Who the reader turned out to be, if not who asked.
    reader: Option<Uuid>,
    // in order: of two requests that write the same rows at once, one waits for the other and never both
    of: BTreeMap<Uuid, Details>,
}

impl Readings {
    /// A contact detail of a person, if they have it, as what is now shown to the reader.
    pub fn show(&self, person: &person::Model, detail: Detail) -> Option<String> {
        let shown = match detail {
            Detail::Email => &person.email,
            Detail::Phone => &person.phone,
        };
        if shown.is_some() {
            let mut gathered = self.gathered();
            let details = gathered.of.entry(person.id).or_default();
            match detail {
                Detail::Email => details.email = true,
                Detail::Phone => details.phone = true,
            }
        }
        shown.clone()
    }

    /// All contact details of a person are shown to the reader.
    pub fn show_all(&self, person: &person::Model) {
        for detail in [Detail::Email, Detail::Phone] {
            self.show(person, detail);
        }
    }

    /// The reader turned out to be another person.
    pub fn are_by(&self, reader: Uuid) {
        self.gathered().reader = Some(reader);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.gathered().of.is_empty()
    }

    /// Who read, and what of whom. One's own contact details are nobody else's business.
    fn take(&self, actor: &Actor) -> (Option<Uuid>, BTreeMap<Uuid, Details>) {
        let mut gathered = self.gathered();
        let mut of = std::mem::take(&mut gathered.of);
        of.retain(|person, _| Some(*person) != actor.person() && Some(*person) != gathered.reader);
        (gathered.reader.or(actor.person()), of)
    }

    fn gathered(&self) -> MutexGuard<'_, Gathered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Writes down what was read: one statement, which is a transaction by itself, and none where nothing was. (Only an
    /// answer with thousands of persons takes more; if one of them fails, what the others wrote is too much, never too
    /// little.)
    ///
    /// # Errors
    /// If that fails: then what was read must not be shown.
    pub async fn note_readings(&self, readings: &Readings, actor: &Actor, clock: &Clock) -> Result<(), Error> {
        if readings.is_empty() {
            return Ok(());
        }
        let (reader, of) = readings.take(actor);
        if of.is_empty() {
            return Ok(());
        }
        let reader = reader.ok_or_else(|| Error::internal("contact details were shown to nobody in particular"))?;
        let now = clock.now();
        let rows: Vec<ActiveModel> =
            of.into_iter().map(|(person, details)| row(clock.uuid(), (reader, person), details, now)).collect();
        let _turn = self.turn().await?;
        for rows in rows.chunks(VALUES_PER_STATEMENT / C::iter().count()) {
            let insert = Entity::insert_many(rows.iter().cloned()).on_conflict(again());
            insert.exec_without_returning(&self.db).await.map_err(passing)?;
        }
        Ok(())
    }
}

fn row(id: Uuid, (reader, person): (Uuid, Uuid), details: Details, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        id: Set(id),
        person_id: Set(person),
        reader_id: Set(reader),
        read_on: Set(local_date(now)),
        first_at: Set(now),
        last_at: Set(now),
        times: Set(1),
        includes_email: Set(details.email),
        includes_phone: Set(details.phone),
    }
}

/// What becomes of a row that is there already. Of two requests at once the earlier one may come last.
fn again() -> OnConflict {
    let known = |column: C| Expr::col((Entity, column));
    let new = |column: C| Expr::col((Alias::new("excluded"), column));
    OnConflict::columns([C::PersonId, C::ReaderId, C::ReadOn])
        .value(C::FirstAt, Func::least([known(C::FirstAt), new(C::FirstAt)]))
        .value(C::LastAt, Func::greatest([known(C::LastAt), new(C::LastAt)]))
        .value(C::Times, known(C::Times).add(1))
        .value(C::IncludesEmail, known(C::IncludesEmail).or(new(C::IncludesEmail)))
        .value(C::IncludesPhone, known(C::IncludesPhone).or(new(C::IncludesPhone)))
        .to_owned()
}

/// Somebody who was removed between being read and being written down is gone a moment later for whoever asks again.
fn passing(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => Error::Outage(std::sync::Arc::new(error)),
        _ => error.into(),
    }
}

impl Write {
    /// Forgets who read the contact details of a person who is erased: there are none any more, and nobody is left whom
    /// to tell. What they read themselves stays, under the placeholder: it is told to those whose details it was, and
    /// their right to know that and when does not end with the reader. It leaves no trace in the change log, which would
    /// keep what is forgotten.
    pub(super) async fn forget_readings(&self, person: Uuid) -> Result<(), Failure> {
        Entity::delete_many().filter(C::PersonId.eq(person)).exec(&self.transaction).await?;
        Ok(())
    }
}
