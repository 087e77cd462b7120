//! The rows that an input names, and whether what is asked for can be done to them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::FromStr;

use async_graphql::ID;
use sea_orm::{
    ActiveEnum, ActiveModelBehavior, ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, ModelTrait,
};
use uuid::Uuid;

use super::Call;
use crate::error::Error;
use crate::fault::{Failure, Fault, FaultCode};
use crate::graphql::declare::{EnumType, Row, Thing, label, parse_id};
use crate::language::Language;
use crate::lifecycle::Living;
use crate::message::{Arguments, message, plain};
use crate::policy::{Action, id_column, uuid};
use crate::store::Permit;

impl Call<'_> {
    /// The row with the id that a field of the input holds, to do something with it or to tie something to it. A row that
    /// the caller may not see is none; one that is closed is refused.
    pub async fn row<E: Thing>(&mut self, field: &'static str, id: &ID) -> Result<Option<E::Model>, Failure> {
        let row = self.recorded::<E>(field, id).await?;
        Ok(self.open::<E>(field, row, false))
    }

    /// The row, unless it is closed and not tied already.
    fn open<E: Thing>(&mut self, field: &'static str, row: Option<E::Model>, is_tied: bool) -> Option<E::Model> {
        let closed = row.as_ref().and_then(E::closed).filter(|_| !is_tied);
        if let Some(closed) = closed {
            self.fault(field, FaultCode::WrongState, closed, &Arguments::new());
        }
        row.filter(|_| closed.is_none())
    }

    /// The same, closed or not: to tell of it, or to take it away from where it is.
    pub async fn recorded<E: Thing>(&mut self, field: &'static str, id: &ID) -> Result<Option<E::Model>, Failure> {
        let Some(key) = self.key::<E>(field, id) else { return Ok(None) };
        let row = self.write.find::<E>(key).await?;
        if row.is_none() {
            self.fault(field, FaultCode::NotFound, "not-found", &Arguments::new());
        }
        Ok(row)
    }

    /// The same, where the field may be left out.
    pub async fn maybe_row<E: Thing>(
        &mut self,
        field: &'static str,
        id: Option<&ID>,
    ) -> Result<Option<E::Model>, Failure> {
        match id {
            Some(id) => self.row::<E>(field, id).await,
            None => Ok(None),
        }
    }

    /// The row of each id that a field holds. They are looked for in the order of their ids, whatever that of the caller, so
    /// that of two calls that name the same rows one waits for the other, and neither for itself.
    pub async fn row_of_each<E: Thing>(
        &mut self,
        field: &'static str,
        ids: impl IntoIterator<Item = &ID>,
    ) -> Result<Vec<Option<E::Model>>, Failure> {
        self.each::<E>(field, ids, &[]).await
    }

    async fn each<E: Thing>(
        &mut self,
        field: &'static str,
        ids: impl IntoIterator<Item = &ID>,
        tied: &[Uuid],
    ) -> Result<Vec<Option<E::Model>>, Failure> {
        let named: Vec<_> = ids.into_iter().map(|id| parse_id::<E>(id, self.language)).collect();
        let wanted: BTreeSet<Uuid> = named.iter().flatten().copied().collect();
        let rows = self.write.find_all::<E>(&Vec::from_iter(wanted)).await?;
        let rows: HashMap<_, _> = rows.into_iter().map(|row| (uuid(row.get(id_column::<E>())), row)).collect();
        let found = named.into_iter().map(|key| {
            let key = key.map_err(|error| self.no_id(field, &error)).ok()?;
            let row = rows.get(&Some(key)).cloned();
            if row.is_none() {
                self.fault(field, FaultCode::NotFound, "not-found", &Arguments::new());
            }
            self.open::<E>(field, row, tied.contains(&key))
        });
        Ok(found.collect())
    }

    /// The rows that a field names, none of them twice, in the order of their ids.
    pub async fn rows<E: Thing>(&mut self, field: &'static str, ids: &[ID]) -> Result<Vec<E::Model>, Failure> {
        let rows = self.row_of_each::<E>(field, ids).await?.into_iter().flatten();
        let rows: BTreeMap<_, _> = rows.map(|row| (uuid(row.get(id_column::<E>())), row)).collect();
        Ok(rows.into_values().collect())
    }

    /// The keys of the rows that a field names, none of them twice.
    pub async fn keys<E: Thing>(&mut self, field: &'static str, ids: &[ID]) -> Result<Vec<Uuid>, Failure> {
        self.keys_beside::<E>(field, ids, &[]).await
    }

    /// The same, in the place of those that are tied to something already: these may be closed.
    pub async fn keys_beside<E: Thing>(
        &mut self,
        field: &'static str,
        ids: &[ID],
        tied: &[Uuid],
    ) -> Result<Vec<Uuid>, Failure> {
        let rows = self.each::<E>(field, ids, tied).await?.into_iter().flatten();
        let keys: BTreeSet<_> = rows.filter_map(|row| uuid(row.get(id_column::<E>()))).collect();
        Ok(keys.into_iter().collect())
    }

    /// The row that an edit or a step is about, if it is still as the caller knows it.
    pub async fn editable<E: Thing>(
        &mut self,
        field: &'static str,
        id: &ID,
        version: i32,
    ) -> Result<Option<E::Model>, Failure> {
        let row = self.row::<E>(field, id).await?;
        if let Some(row) = &row {
            self.check_version::<E>(row, version);
        }
        Ok(row)
    }

    /// Looks whether the row is still as the caller knows it.
    pub fn check_version<E: EntityTrait>(&mut self, row: &E::Model, version: i32) {
        if version_of::<E>(row) != Some(version) {
            self.fault("version", FaultCode::StaleVersion, "fault-stale-version", &Arguments::new());
        }
    }

    fn key<E: Thing>(&mut self, field: &'static str, id: &str) -> Option<Uuid> {
        parse_id::<E>(id, self.language).map_err(|error| self.no_id(field, &error)).ok()
    }

    fn no_id(&mut self, field: &'static str, error: &Error) {
        let message = error.message(self.language);
        self.faults.push(Fault { path: field.split('.').collect(), message, code: FaultCode::Invalid });
    }

    /// The row that a step of its life is about: as the caller knows it, theirs to change, and in a state in which the
    /// step is possible.
    pub async fn living<E>(
        &mut self,
        field: &'static str,
        id: &ID,
        version: i32,
    ) -> Result<Option<(E::Model, Permit)>, Failure>
    where
        E: Thing + Living,
        E::State: EnumType,
    {
        let row = self.editable::<E>(field, id, version).await?;
        self.open_to_change::<E>(field, row).await
    }

    /// The row that something is to belong to: the caller's to change, and in a state in which that is possible. Its
    /// version does not matter, since it stays as it is.
    pub async fn belonging_to<E>(&mut self, field: &'static str, id: &ID) -> Result<Option<(E::Model, Permit)>, Failure>
    where
        E: Thing + Living,
        E::State: EnumType,
    {
        let row = self.row::<E>(field, id).await?;
        self.open_to_change::<E>(field, row).await
    }

    async fn open_to_change<E>(
        &mut self,
        field: &'static str,
        row: Option<E::Model>,
    ) -> Result<Option<(E::Model, Permit)>, Failure>
    where
        E: Thing + Living,
        E::State: EnumType,
    {
        let Some(row) = row else { return Ok(None) };
        let permit = self.write.permit(&E::regarding(&row))?;
        self.possible::<E>(field, &row, self.write.action()).await?;
        Ok(Some((row, permit)))
    }

    /// Takes a step that needs nothing but the row that it is about.
    pub async fn step<E>(
        &mut self,
        field: &'static str,
        id: &ID,
        version: i32,
        change: impl FnOnce(&mut E::ActiveModel),
    ) -> Result<Row<E>, Failure>
    where
        E: Thing + Living,
        E::State: EnumType,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let living = self.living::<E>(field, id, version).await?;
        let (row, permit) = self.all_of(living)?;
        self.update::<E>(&permit, &row, change).await.map(Row)
    }

    /// Looks whether the row is in a state in which a step is possible, and has what the step needs beside that.
    pub async fn possible<E>(&mut self, field: &'static str, row: &E::Model, action: Action) -> Result<(), Failure>
    where
        E: Thing + Living,
        E::State: EnumType,
    {
        let message = match E::step(action).filter(|step| step.from.contains(&E::state(row))) {
            None => out_of_order::<E>(row, action, self.language),
            Some(step) => {
                let Some(need) = step.needs else { return Ok(()) };
                let itself = id_column::<E>().eq(uuid(row.get(id_column::<E>())));
                let met = self.find::<E>(Condition::all().add(itself).add((need.of)(self.now()))).await?;
                if !met.is_empty() {
                    return Ok(());
                }
                plain(self.language, need.message)
            }
        };
        self.faults.push(Fault { path: vec![field], message, code: FaultCode::WrongState });
        Ok(())
    }

    /// The keys of the rows that a field names, if it names any; all must be of `focus_area`, if there is one.
    pub async fn maybe_keys<E: Thing>(
        &mut self,
        field: &'static str,
        ids: Option<Vec<ID>>,
        focus_area: Option<Uuid>,
    ) -> Result<Option<Vec<Uuid>>, Failure> {
        let Some(ids) = ids else { return Ok(None) };
        let keys = self.keys::<E>(field, &ids).await?;
        if let (Some(focus_area), Ok(of)) = (focus_area, E::Column::from_str("focus_area_id"))
            && !keys.is_empty()
        {
            let elsewhere = Condition::all().add(id_column::<E>().is_in(keys.iter().copied())).add(of.ne(focus_area));
            if !self.find::<E>(elsewhere).await?.is_empty() {
                self.fault(field, FaultCode::Invalid, "fault-of-another-focus-area", &Arguments::new());
            }
        }
        Ok(Some(keys))
    }
}

/// Why an action is not possible in the state that the row is in, and what is.
pub fn out_of_order<E>(row: &E::Model, action: Action, language: Language) -> String
where
    E: Living,
    E::State: EnumType,
{
    let name = |state: &E::State| label(language, E::State::NAME, &state.to_value());
    let possible = E::step(action).map_or(&[][..], |step| step.from);
    let mut values = Arguments::new();
    values.set("state", name(&E::state(row)));
    values.set("possible", possible.iter().map(name).collect::<Vec<_>>().join(", "));
    let next = E::STEPS.iter().filter(|step| step.from.contains(&E::state(row))).map(|step| step.action.name());
    let next: Vec<_> = next.collect();
    values.set("next", if next.is_empty() { "–".to_owned() } else { next.join(", ") });
    message(language, "fault-out-of-order", &values)
}

fn version_of<E: EntityTrait>(row: &E::Model) -> Option<i32> {
    match row.get(E::Column::from_str("version").ok()?) {
        sea_orm::Value::Int(version) => version,
        _ => None,
    }
}
