//! Texts in an input: titles, running text, addresses.

use async_graphql::{InputObject, MaybeUndefined};

use super::Call;
use crate::fault::FaultCode;
use crate::message::Arguments;

/// The longest title or name, in characters.
const LONGEST_TITLE: usize = 200;

/// A text in Swedish, and in English where it has been translated. Where it changes one that is there, each language is
/// changed by itself: what is left out stays, and what is null is cleared.
#[derive(InputObject)]
#[graphql(name = "TextInput")]
pub struct Text {
    /// In Swedish; needed where the text is new.
    pub(super) sv: MaybeUndefined<String>,
    /// In English; the Swedish text stands in for it where it is missing.
    pub(super) en: MaybeUndefined<String>,
}

/// A text that can be kept.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    /// In Swedish.
    pub sv: String,
    /// In English.
    pub en: Option<String>,
}

impl Call<'_> {
    /// A title or a name: on one line, Swedish required.
    pub fn title(&mut self, field: &'static str, text: Text) -> Texts {
        self.texts(field, text, Self::one_title)
    }

    /// Running text, Swedish required.
    pub fn prose(&mut self, field: &'static str, text: Text) -> Texts {
        self.texts(field, text, Self::one_prose)
    }

    fn texts(
        &mut self,
        field: &'static str,
        text: Text,
        one: impl Fn(&mut Self, &'static str, &str) -> String,
    ) -> Texts {
        let Text { sv, en } = text;
        if sv.is_undefined() || sv.is_null() {
            self.fault_at(field, Some("sv"), FaultCode::Invalid, "fault-no-swedish", &Arguments::new());
        }
        let sv = sv.take().map(|sv| one(self, field, &sv)).unwrap_or_default();
        Texts { sv, en: en.take().map(|en| one(self, field, &en)) }
    }

    pub(super) fn one_title(&mut self, field: &'static str, text: &str) -> String {
        self.line(field, text, LONGEST_TITLE)
    }

    /// Running text that may be left out.
    pub fn maybe_prose(&mut self, field: &'static str, text: Option<Text>) -> Option<Texts> {
        text.map(|text| self.prose(field, text))
    }
}
