//! Values that are none of their scalar.

use async_graphql::{InputType, InputValueError, ServerError, Value};

use crate::error::Error;
use crate::language::Language;
use crate::message::{Arguments, message};

/// The keys of the message's name and of the value in the extensions of an error.
const MESSAGE: &str = "message";
const VALUE: &str = "value";

/// How much of the value is repeated, in letters.
const SHOWN: usize = 60;

/// A value that is none of its scalar. A scalar does not know who reads, so it names the message (`not-a-date`), and
/// whoever knows the caller's language words it.
pub struct Misfit {
    message: String,
    value: String,
}

impl Misfit {
    /// That `value` is none; what is wrong with it is told by the message of this name.
    pub fn new(message: &str, value: &Value) -> Self {
        let mut value = value.to_string();
        if let Some((end, _)) = value.char_indices().nth(SHOWN) {
            value.truncate(end);
            value.push('…');
        }
        Self { message: message.to_owned(), value }
    }

    /// What the caller reads of an error about input: of a misfit its message, of any other its own words.
    pub fn worded(error: ServerError, language: Language) -> Error {
        let text = |key: &str| match error.extensions.as_ref()?.get(key)? {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        };
        let (Some(id), Some(value)) = (text(MESSAGE), text(VALUE)) else { return Error::bad_input(error.message) };
        let mut values = Arguments::new();
        values.set("value", value);
        Error::bad_input(message(language, id, &values))
    }
}

impl<T: InputType> From<Misfit> for InputValueError<T> {
    fn from(misfit: Misfit) -> Self {
        Self::custom(&misfit.message).with_extension(MESSAGE, misfit.message).with_extension(VALUE, misfit.value)
    }
}
