//! Texts of an input as they are kept: what each must be, and its one form, is said in `text`.

use super::Call;
use crate::fault::FaultCode;
use crate::message::Arguments;
use crate::text::{self, Unfit};

impl Call<'_> {
    /// A text on one line: without white space around it, not empty, not longer than `most` characters.
    pub fn line(&mut self, field: &'static str, text: &str, most: usize) -> String {
        self.kept(field, text::line(text, most))
    }

    /// Running text in one language.
    pub(super) fn one_prose(&mut self, field: &'static str, text: &str) -> String {
        self.kept(field, text::prose(text))
    }

    /// An e-mail address.
    pub fn email(&mut self, field: &'static str, email: &str) -> String {
        self.kept(field, text::email(email))
    }

    /// A telephone number.
    pub fn phone(&mut self, field: &'static str, phone: &str) -> String {
        self.kept(field, text::phone(phone))
    }

    /// The address of a page of the web.
    pub fn address(&mut self, field: &'static str, address: &str) -> String {
        self.kept(field, text::address(address))
    }

    /// A name in addresses.
    pub fn slug(&mut self, field: &'static str, slug: &str) -> String {
        self.kept(field, text::slug(slug))
    }

    fn kept(&mut self, field: &'static str, text: Result<String, Unfit>) -> String {
        text.unwrap_or_else(|Unfit { message, values }| {
            let mut arguments = Arguments::new();
            values.into_iter().for_each(|(name, value)| arguments.set(name, value));
            self.fault(field, FaultCode::Invalid, message, &arguments);
            String::new()
        })
    }
}
