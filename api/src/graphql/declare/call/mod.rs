//! A mutation under way: what its input comes to, and what is wrong with it, all told at once.

mod audience;
mod kept;
mod patch;
mod rows;
mod text;
mod value;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, Condition, IntoActiveModel};

use crate::fault::{Failure, Fault, FaultCode};
use crate::language::Language;
use crate::message::{Arguments, message};
use crate::policy::{Actor, Policy, Regarding};
use crate::store::{Permit, Write};

pub use patch::{TextPatch, patch, patched, patched_day, patched_list, set_text};
pub use rows::out_of_order;
pub use text::{Text, Texts};

/// A mutation under way.
pub struct Call<'a> {
    write: &'a mut Write,
    /// The caller's language.
    pub language: Language,
    faults: Vec<Fault>,
}

/// What is wrong.
impl<'a> Call<'a> {
    pub(super) fn new(write: &'a mut Write, language: Language) -> Self {
        Self { write, language, faults: vec![] }
    }

    /// Something at a field of the input (`decision.matterId` where it lies deeper) that the caller can put right.
    pub fn fault(&mut self, field: &'static str, code: FaultCode, message_id: &str, values: &Arguments<'_>) {
        self.fault_at(field, None, code, message_id, values);
    }

    /// The same at a part of a field.
    fn fault_at(
        &mut self,
        field: &'static str,
        part: Option<&'static str>,
        code: FaultCode,
        message_id: &str,
        values: &Arguments<'_>,
    ) {
        let message = message(self.language, message_id, values);
        self.faults.push(Fault { path: field.split('.').chain(part).collect(), message, code });
    }

    /// Ends the call with a single fault.
    pub fn refuse<T>(&mut self, field: &'static str, code: FaultCode, message_id: &str) -> Result<T, Failure> {
        self.fault(field, code, message_id, &Arguments::new());
        Err(Failure::Faults(std::mem::take(&mut self.faults)))
    }

    /// What was looked for, if it is there and nothing else is wrong.
    pub fn all_of<T>(&mut self, found: Option<T>) -> Result<T, Failure> {
        match found {
            Some(found) if self.faults.is_empty() => Ok(found),
            _ => Err(Failure::Faults(std::mem::take(&mut self.faults))),
        }
    }

    /// Nothing, unless something is wrong.
    pub fn check(&mut self) -> Result<(), Failure> {
        self.all_of(Some(()))
    }
}

/// What is done.
impl Call<'_> {
    /// Who calls.
    pub fn actor(&self) -> &Actor {
        self.write.actor()
    }

    /// The moment of the call.
    pub fn now(&self) -> DateTime<Utc> {
        self.write.clock().now()
    }

    /// The day of the call.
    pub fn today(&self) -> NaiveDate {
        self.write.clock().today()
    }

    /// The write, for what only it can do.
    pub fn write(&mut self) -> &mut Write {
        self.write
    }

    /// The proof that the caller may do this to what `regarding` describes.
    ///
    /// # Errors
    /// If they may not.
    pub fn permit(&self, regarding: &Regarding) -> Result<Permit, Failure> {
        self.write.permit(regarding)
    }

    /// The rows that the condition holds for, of those that the caller may see.
    pub async fn find<E: Policy>(&self, condition: Condition) -> Result<Vec<E::Model>, Failure> {
        self.write.find_where::<E>(condition).await
    }

    /// Adds a row.
    pub async fn insert<E>(&mut self, permit: &Permit, row: E::ActiveModel) -> Result<E::Model, Failure>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        self.write.insert::<E>(permit, row).await
    }

    /// Changes a row by what `change` sets.
    pub async fn update<E>(
        &mut self,
        permit: &Permit,
        before: &E::Model,
        change: impl FnOnce(&mut E::ActiveModel),
    ) -> Result<E::Model, Failure>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let mut row = before.clone().into_active_model();
        change(&mut row);
        self.write.update::<E>(permit, before, row).await
    }

    /// Removes a row.
    pub async fn delete<E>(&mut self, permit: &Permit, row: E::Model) -> Result<(), Failure>
    where
        E: Policy,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        self.write.delete::<E>(permit, row).await
    }
}
