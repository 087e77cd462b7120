//! Texts as they are kept: what each kind of text must be, and the one form in which it is written down. Every text that is
//! written passes here, whatever it comes in: an input, a token, the name of a file.

mod address;
mod file_name;
mod letters;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::markdown::{Extent, MOST_CELLS, MOST_LEVELS};

pub use address::{address, email, phone, slug};
pub use file_name::file_name;
pub use letters::{is_invisible, is_line_break, printable};

use letters::{is_kept, is_visible};

/// The longest running text, in characters.
const LONGEST_PROSE: usize = 20_000;

/// Why a text cannot be kept: the message that says so, and the values of its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The message.
    pub message: &'static str,
    /// The values of its places.
    pub values: Vec<(&'static str, String)>,
}

impl Unfit {
    const fn new(message: &'static str) -> Self {
        Self { message, values: vec![] }
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.values.push((name, value.to_string()));
        self
    }
}

/// A title or a name: on one line, without white space around it, not longer than `most` characters.
///
/// # Errors
/// If it is none.
pub fn line(text: &str, most: usize) -> Result<String, Unfit> {
    let text = composed(trimmed(text));
    let length = text.chars().count();
    if length == 0 || length > most {
        return Err(Unfit::new("fault-line").with("length", length).with("most", most));
    }
    if text.contains(is_line_break) {
        return Err(Unfit::new("fault-line-break"));
    }
    kept(text, |_| false)
}

/// Running text, which may be Markdown: its lines end alike, and it is nested no deeper than it can be shown.
///
/// # Errors
/// If it is none.
pub fn prose(text: &str) -> Result<String, Unfit> {
    let text = composed(trimmed(text)).replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let length = text.chars().count();
    if length == 0 || length > LONGEST_PROSE {
        return Err(Unfit::new("fault-prose").with("length", length).with("most", LONGEST_PROSE));
    }
    let text = kept(text, |letter| matches!(letter, '\n' | '\t'))?;
    let Extent { levels, cells, .. } = Extent::of(&text);
    if levels > MOST_LEVELS {
        return Err(Unfit::new("fault-text-levels").with("levels", levels).with("most", MOST_LEVELS));
    }
    if cells > MOST_CELLS {
        return Err(Unfit::new("fault-text-cells").with("cells", cells).with("most", MOST_CELLS));
    }
    Ok(text)
}

/// The text in the form in which letters and their marks are one (NFC): what looks alike is alike.
pub fn composed(text: &str) -> String {
    if is_nfc(text) { text.to_owned() } else { text.nfc().collect() }
}

/// Without white space around it, and without what cannot be seen there.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
    })
}

/// The text, if each letter of it can be kept, but for controls that `may` stand in it, and there is something to be seen.
fn kept(text: String, may: fn(char) -> bool) -> Result<String, Unfit> {
    if let Some(letter) = text.chars().find(|letter| !is_kept(*letter) && !may(*letter)) {
        return Err(Unfit::new("fault-letter").with("letter", format!("U+{:04X}", u32::from(letter))));
    }
    if text.contains(is_visible) { Ok(text) } else { Err(Unfit::new("fault-invisible")) }
}

#[cfg(test)]
mod tests;
