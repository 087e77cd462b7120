//! A mutation under way: what its input comes to, and what is wrong with it, all told at once.

use std::str::FromStr;

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::kind::Visibility;
use sea_orm::{
    ActiveEnum, ActiveModelBehavior, ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, ModelTrait,
};
use url::Url;
use uuid::Uuid;

use super::choice::{Choice, label};
use super::{Date, EnumType, Thing, parse_id};
use crate::fault::{Failure, Fault, FaultCode};
use crate::language::Language;
use crate::lifecycle::Living;
use crate::message::{Arguments, message, plain};
use crate::policy::{Action, Actor, Permission, Policy, Regarding, id_column};
use crate::store::{Permit, Write};

/// The longest title or name, in characters.
const LONGEST_TITLE: usize = 200;

/// The longest name in addresses.
const LONGEST_SLUG: usize = 100;

/// The longest e-mail address (RFC 5321, 4.5.3.1).
const LONGEST_EMAIL: usize = 254;

/// The longest address of a page.
const LONGEST_ADDRESS: usize = 2000;

/// The longest running text, in characters.
const LONGEST_PROSE: usize = 20_000;

/// A text in Swedish, and in English where it has been translated.
#[derive(InputObject)]
#[graphql(name = "TextInput")]
pub struct Text {
    /// In Swedish.
    sv: String,
    /// In English; the Swedish text stands in for it where it is missing.
    en: Option<String>,
}

/// A text that can be kept.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: Option<String>,
}

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
        let message = message(self.language, message_id, values);
        self.faults.push(Fault { path: field.split('.').collect(), message, code });
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

/// What is in the input.
impl Call<'_> {
    /// The row with the id that a field of the input holds. A row that the caller may not see is none.
    pub async fn row<E: Thing>(&mut self, field: &'static str, id: &ID) -> Result<Option<E::Model>, Failure> {
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

    /// The keys of the rows that a field names, none of them twice.
    pub async fn keys<E: Thing>(&mut self, field: &'static str, ids: &[ID]) -> Result<Vec<Uuid>, Failure> {
        let mut keys = vec![];
        for id in ids {
            let row = self.row::<E>(field, id).await?;
            keys.extend(row.and_then(|row| uuid(row.get(id_column::<E>()))));
        }
        keys.sort();
        keys.dedup();
        Ok(keys)
    }

    /// The row that an edit or a step is about, if it is still as the caller knows it.
    pub async fn editable<E: Thing>(
        &mut self,
        field: &'static str,
        id: &ID,
        version: i32,
    ) -> Result<Option<E::Model>, Failure> {
        let row = self.row::<E>(field, id).await?;
        if let Some(row) = &row
            && version_of::<E>(row) != Some(version)
        {
            self.fault("version", FaultCode::StaleVersion, "fault-stale-version", &Arguments::new());
        }
        Ok(row)
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
        let Some(row) = self.editable::<E>(field, id, version).await? else { return Ok(None) };
        let permit = self.write.permit(&E::regarding(&row))?;
        self.possible::<E>(field, &row, self.write.action()).await?;
        Ok(Some((row, permit)))
    }

    fn key<E: Thing>(&mut self, field: &'static str, id: &str) -> Option<Uuid> {
        let key = parse_id::<E>(id, self.language);
        key.map_err(|error| {
            let message = error.message(self.language);
            self.faults.push(Fault { path: field.split('.').collect(), message, code: FaultCode::Invalid });
        })
        .ok()
    }

    /// A text on one line: without white space around it, not empty, not longer than `most` characters.
    pub fn line(&mut self, field: &'static str, text: &str, most: usize) -> String {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 || length > most || text.contains(char::is_control) {
            let mut values = Arguments::new();
            values.set("length", length);
            values.set("most", most);
            self.fault(field, FaultCode::Invalid, "fault-line", &values);
        }
        text.to_owned()
    }

    /// A title or a name: on one line, Swedish required.
    pub fn title(&mut self, field: &'static str, text: Text) -> Texts {
        let sv = self.line(field, &text.sv, LONGEST_TITLE);
        let en = text.en.map(|en| self.line(field, &en, LONGEST_TITLE));
        Texts { sv, en }
    }

    /// Running text, Swedish required.
    pub fn prose(&mut self, field: &'static str, text: Text) -> Texts {
        let sv = self.one_prose(field, &text.sv);
        let en = text.en.map(|en| self.one_prose(field, &en));
        Texts { sv, en }
    }

    fn one_prose(&mut self, field: &'static str, text: &str) -> String {
        let text = text.trim();
        let length = text.chars().count();
        let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t' | '\r');
        if length == 0 || length > LONGEST_PROSE || text.contains(is_odd) {
            let mut values = Arguments::new();
            values.set("length", length);
            values.set("most", LONGEST_PROSE);
            self.fault(field, FaultCode::Invalid, "fault-prose", &values);
        }
        text.to_owned()
    }

    /// Running text that may be left out.
    pub fn maybe_prose(&mut self, field: &'static str, text: Option<Text>) -> Option<Texts> {
        text.map(|text| self.prose(field, text))
    }

    /// Running text in a patch: nothing where it stays, and no text where it is cleared.
    pub fn patched_prose(&mut self, field: &'static str, text: MaybeUndefined<Text>) -> Option<Option<Texts>> {
        match text {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(text) => Some(Some(self.prose(field, text))),
        }
    }

    /// An e-mail address, as far as its form tells: something, an at sign, a domain with a dot.
    pub fn email(&mut self, field: &'static str, email: &str) -> String {
        let email = email.trim();
        let is_one = email.len() <= LONGEST_EMAIL
            && !email.contains(|letter: char| letter.is_whitespace() || letter.is_control())
            && email.split_once('@').is_some_and(|(name, domain)| {
                !name.is_empty()
                    && !domain.contains('@')
                    && domain.split('.').count() > 1
                    && domain.split('.').all(|part| !part.is_empty())
            });
        if !is_one {
            self.fault(field, FaultCode::Invalid, "fault-email", &Arguments::new());
        }
        email.to_owned()
    }

    /// A telephone number: digits, and what people write between them.
    pub fn phone(&mut self, field: &'static str, phone: &str) -> String {
        let phone = phone.trim();
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let is_fit = |letter: char| letter.is_ascii_digit() || "+-() /.".contains(letter);
        if !(5..=20).contains(&digits) || phone.len() > 40 || !phone.chars().all(is_fit) {
            self.fault(field, FaultCode::Invalid, "fault-phone", &Arguments::new());
        }
        phone.to_owned()
    }

    /// The address of a page of the web.
    pub fn address(&mut self, field: &'static str, address: &str) -> String {
        let address = address.trim();
        let is_web = address.parse::<Url>().is_ok_and(|url| ["http", "https"].contains(&url.scheme()));
        if !is_web || address.len() > LONGEST_ADDRESS {
            self.fault(field, FaultCode::Invalid, "fault-address", &Arguments::new());
        }
        address.to_owned()
    }

    /// A name in addresses: small letters, digits and hyphens.
    pub fn slug(&mut self, field: &'static str, slug: &str) -> String {
        let is_fit = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if slug.is_empty() || slug.len() > LONGEST_SLUG || !slug.chars().all(is_fit) {
            let mut values = Arguments::new();
            values.set("most", LONGEST_SLUG);
            self.fault(field, FaultCode::Invalid, "fault-slug", &values);
        }
        slug.to_owned()
    }

    /// A whole number that must lie within a range.
    pub fn within(&mut self, field: &'static str, number: i32, least: i32, most: i32) {
        if !(least..=most).contains(&number) {
            let mut values = Arguments::new();
            values.set("least", least);
            values.set("most", most);
            self.fault(field, FaultCode::Invalid, "fault-within", &values);
        }
    }

    /// Two days of which the second must not come before the first.
    pub fn in_order(&mut self, field: &'static str, first: Option<NaiveDate>, last: Option<NaiveDate>) {
        if let (Some(first), Some(last)) = (first, last)
            && last < first
        {
            self.fault(field, FaultCode::Invalid, "fault-days-order", &Arguments::new());
        }
    }

    /// A moment that must lie ahead, by `most` at most.
    pub fn ahead(&mut self, field: &'static str, at: DateTime<Utc>, most: TimeDelta) {
        let now = self.now();
        if at <= now || at > now + most {
            let mut values = Arguments::new();
            values.set("days", most.num_days());
            self.fault(field, FaultCode::Invalid, "fault-ahead", &values);
        }
    }

    /// The audience that the input names: INTERNAL where it names none. Nobody can hide a thing from themselves.
    pub async fn audience(
        &mut self,
        visibility: Option<Choice<Visibility>>,
        restricted_to: Option<Vec<ID>>,
    ) -> Result<Uuid, Failure> {
        let visibility = visibility.map_or(Visibility::Internal, |choice| choice.0);
        let teams = self.keys::<entity::team::Entity>("restrictedTo", &restricted_to.unwrap_or_default()).await?;
        if (visibility == Visibility::Restricted) == teams.is_empty() {
            self.fault("restrictedTo", FaultCode::Invalid, "fault-restricted-to", &Arguments::new());
            return Ok(entity::audience::INTERNAL);
        }
        let actor = self.actor();
        let is_among =
            actor.may(Permission::ReadAllRestricted) || teams.iter().any(|team| actor.relations.teams.contains(team));
        if visibility == Visibility::Restricted && !is_among {
            self.fault("restrictedTo", FaultCode::Invalid, "fault-restricted-from-oneself", &Arguments::new());
        }
        self.write.audience(visibility, &teams).await
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
        E: EntityTrait,
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
        E: EntityTrait,
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
        E: EntityTrait,
        E::ActiveModel: ActiveModelTrait<Entity = E> + ActiveModelBehavior + Send,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        self.write.delete::<E>(permit, row).await
    }
}

/// What belongs to a thing that lives.
impl Call<'_> {
    /// The row that something is to belong to: the caller's to change, and in a state in which that is possible. Its
    /// version does not matter, since it stays as it is.
    pub async fn belonging_to<E>(&mut self, field: &'static str, id: &ID) -> Result<Option<(E::Model, Permit)>, Failure>
    where
        E: Thing + Living,
        E::State: EnumType,
    {
        let Some(row) = self.row::<E>(field, id).await? else { return Ok(None) };
        let permit = self.write.permit(&E::regarding(&row))?;
        self.possible::<E>(field, &row, self.write.action()).await?;
        Ok(Some((row, permit)))
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
                let met = self.find::<E>(Condition::all().add(itself).add((need.of)())).await?;
                if !met.is_empty() {
                    return Ok(());
                }
                plain(self.language, need.message)
            }
        };
        self.faults.push(Fault { path: vec![field], message, code: FaultCode::WrongState });
        Ok(())
    }
}

/// What edits of several things have in common.
impl Call<'_> {
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

    /// The audience that a patch names, if it names one: of visibility and teams, what is left out stays.
    pub async fn patched_audience(
        &mut self,
        current: Option<Uuid>,
        visibility: Option<Choice<Visibility>>,
        restricted_to: Option<Vec<ID>>,
    ) -> Result<Option<Uuid>, Failure> {
        let of_now = super::choice::visibility(current);
        match (visibility, restricted_to) {
            (None, None) => Ok(None),
            (Some(Choice(Visibility::Restricted)), None) if of_now == Visibility::Restricted => Ok(None),
            (visibility, teams) => self.audience(visibility.or(Some(Choice(of_now))), teams).await.map(Some),
        }
    }

    /// Makes `wanted`, where it is anything, the rows of `T` that `parent` is linked to by `L`, of those that the caller
    /// may see. In the change log it is a change of the parent's field `name`.
    pub async fn link<E, L, T>(
        &mut self,
        permit: &Permit,
        parent: (Uuid, &str),
        columns: (L::Column, L::Column),
        wanted: Option<Vec<Uuid>>,
    ) -> Result<(), Failure>
    where
        E: EntityTrait,
        L: EntityTrait,
        L::ActiveModel: ActiveModelTrait<Entity = L> + Send,
        T: Policy,
    {
        match wanted {
            Some(wanted) => self.write.link_seen::<E, L, T>(permit, parent, columns, &wanted).await,
            None => Ok(()),
        }
    }
}

/// A list in a patch: nothing where it stays, and an empty one where it is cleared.
pub fn patched_list<T>(list: MaybeUndefined<Vec<T>>) -> Option<Vec<T>> {
    match list {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(vec![]),
        MaybeUndefined::Value(list) => Some(list),
    }
}

/// What a patch does to a column that can be null: nothing, or its new value.
pub fn patched<T>(value: MaybeUndefined<T>) -> Option<Option<T>> {
    match value {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}

/// Sets the columns `x_sv` and `x_en` of a text that always is, if there is a new one.
pub fn patch<A: ActiveModelTrait>(row: &mut A, stem: &str, text: Option<Texts>) {
    if let Some(text) = text {
        patch_maybe(row, stem, Some(Some(text)));
    }
}

/// Sets the columns `x_sv` and `x_en` of a text that can be missing, if it changes.
pub fn patch_maybe<A: ActiveModelTrait>(row: &mut A, stem: &str, text: Option<Option<Texts>>) {
    let Some(text) = text else { return };
    let (sv, en) = text.map_or((None, None), |text| (Some(text.sv), text.en));
    for (language, text) in [("sv", sv), ("en", en)] {
        if let Ok(column) = <A::Entity as EntityTrait>::Column::from_str(&format!("{stem}_{language}")) {
            row.set(column, text.into());
        }
    }
}

/// The day in a patch: the present one where it stays, and none where it is cleared.
pub fn patched_day(day: MaybeUndefined<Date>, present: Option<NaiveDate>) -> Option<NaiveDate> {
    match day {
        MaybeUndefined::Undefined => present,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(day) => Some(day.0),
    }
}

/// Why an action is not possible in the state that the row is in, and what is.
pub(super) fn out_of_order<E>(row: &E::Model, action: Action, language: Language) -> String
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

fn uuid(value: sea_orm::Value) -> Option<Uuid> {
    if let sea_orm::Value::Uuid(id) = value { id } else { None }
}
