//! What a patch does: what is left out stays, and null clears what can be without a value. Of a text, each language is
//! patched by itself.

use std::str::FromStr;

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, EntityTrait, ModelTrait};

use super::Call;
use super::text::{Text, Texts};
use crate::fault::FaultCode;
use crate::graphql::declare::fields::snake;
use crate::graphql::declare::{Date, Thing, scalar_text};
use crate::message::Arguments;

/// What a patch does to a text: for each language nothing, or its new text, or none.
#[derive(Clone, Debug, Default)]
pub struct TextPatch {
    sv: Option<Option<String>>,
    en: Option<Option<String>>,
}

impl TextPatch {
    /// The one that clears the text.
    fn clearing() -> Self {
        TextPatch { sv: Some(None), en: Some(None) }
    }

    /// Whether it leaves no text.
    pub fn clears(&self) -> bool {
        matches!(self.sv, Some(None))
    }
}

impl Texts {
    /// The patch that writes the text over another one, in those languages that it is in.
    pub fn over(self) -> TextPatch {
        TextPatch { sv: Some(Some(self.sv)), en: self.en.map(Some) }
    }
}

impl Call<'_> {
    /// What a patch does to what always has a value: nothing, or its new value.
    pub fn required<T>(&mut self, field: &'static str, value: MaybeUndefined<T>) -> Option<T> {
        if value.is_null() {
            self.fault(field, FaultCode::Invalid, "fault-required", &Arguments::new());
        }
        value.take()
    }

    /// What a patch does to a title or a name, which is always there in Swedish.
    pub fn patched_title(&mut self, field: &'static str, text: MaybeUndefined<Text>) -> TextPatch {
        let Some(text) = self.required(field, text) else { return TextPatch::default() };
        if text.sv.is_null() {
            self.fault_at(field, Some("sv"), FaultCode::Invalid, "fault-required", &Arguments::new());
        }
        self.text_patch(field, text, Self::one_title)
    }

    /// What a patch does to running text of `row`, which is not there in English alone.
    pub fn patched_prose<E: Thing>(
        &mut self,
        field: &'static str,
        text: MaybeUndefined<Text>,
        row: Option<&E::Model>,
    ) -> TextPatch {
        let text = match text {
            MaybeUndefined::Undefined => return TextPatch::default(),
            MaybeUndefined::Null => return TextPatch::clearing(),
            MaybeUndefined::Value(text) => text,
        };
        let patch = self.text_patch(field, text, Self::one_prose);
        let present = |language: &str| {
            let column = E::Column::from_str(&format!("{}_{language}", snake(field))).ok()?;
            row.and_then(|row| scalar_text(row.get(column)))
        };
        let left = |patched: &Option<Option<String>>, language| patched.clone().unwrap_or_else(|| present(language));
        if row.is_some() && left(&patch.sv, "sv").is_none() && left(&patch.en, "en").is_some() {
            self.fault_at(field, Some("sv"), FaultCode::Invalid, "fault-english-alone", &Arguments::new());
        }
        patch
    }

    fn text_patch(
        &mut self,
        field: &'static str,
        text: Text,
        one: impl Fn(&mut Self, &'static str, &str) -> String,
    ) -> TextPatch {
        let Text { sv, en } = text;
        let mut read = |text| patched(text).map(|text: Option<String>| text.map(|text| one(self, field, &text)));
        TextPatch { sv: read(sv), en: read(en) }
    }
}

/// Sets the columns `x_sv` and `x_en` of a text that is new, or clears them.
pub fn set_text<A: ActiveModelTrait>(row: &mut A, stem: &str, text: Option<Texts>) {
    let (sv, en) = text.map_or((None, None), |text| (Some(text.sv), text.en));
    set(row, stem, "sv", sv);
    set(row, stem, "en", en);
}

/// Sets those columns of a text that a patch changes. English goes where Swedish does.
pub fn patch<A: ActiveModelTrait>(row: &mut A, stem: &str, patch: TextPatch) {
    let clears = patch.clears();
    patch.sv.into_iter().for_each(|text| set(row, stem, "sv", text));
    patch.en.or(clears.then_some(None)).into_iter().for_each(|text| set(row, stem, "en", text));
}

fn set<A: ActiveModelTrait>(row: &mut A, stem: &str, language: &str, text: Option<String>) {
    if let Ok(column) = <A::Entity as EntityTrait>::Column::from_str(&format!("{stem}_{language}")) {
        row.set(column, text.into());
    }
}

/// A list in a patch: nothing where it stays, and an empty one where it is cleared.
pub fn patched_list<T>(list: MaybeUndefined<Vec<T>>) -> Option<Vec<T>> {
    patched(list).map(Option::unwrap_or_default)
}

/// What a patch does to a column that can be null: nothing, or its new value.
pub fn patched<T>(value: MaybeUndefined<T>) -> Option<Option<T>> {
    value.into()
}

/// The day in a patch: the present one where it stays, and none where it is cleared.
pub fn patched_day(day: MaybeUndefined<Date>, present: Option<NaiveDate>) -> Option<NaiveDate> {
    patched(day).map_or(present, |day| day.map(|day| day.0))
}
