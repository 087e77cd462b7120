//! Texts in an input: titles, running text, addresses.

use std::str::FromStr;

use async_graphql::{InputObject, MaybeUndefined};
use sea_orm::{ActiveModelTrait, EntityTrait};
use url::Url;

use super::Call;
use super::value::patched;
use crate::fault::FaultCode;
use crate::message::Arguments;

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

impl Call<'_> {
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
        patched(text).map(|text| self.maybe_prose(field, text))
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
}

/// Sets the columns `x_sv` and `x_en` of a text, or clears them.
pub fn set_text<A: ActiveModelTrait>(row: &mut A, stem: &str, text: Option<Texts>) {
    let (sv, en) = text.map_or((None, None), |text| (Some(text.sv), text.en));
    for (language, text) in [("sv", sv), ("en", en)] {
        if let Ok(column) = <A::Entity as EntityTrait>::Column::from_str(&format!("{stem}_{language}")) {
            row.set(column, text.into());
        }
    }
}

/// Sets the columns of a text that always is, if there is a new one.
pub fn patch<A: ActiveModelTrait>(row: &mut A, stem: &str, text: Option<Texts>) {
    patch_maybe(row, stem, text.map(Some));
}

/// Sets the columns of a text that can be missing, if it changes.
pub fn patch_maybe<A: ActiveModelTrait>(row: &mut A, stem: &str, text: Option<Option<Texts>>) {
    if let Some(text) = text {
        set_text(row, stem, text);
    }
}
