//! Letters: which of them can be kept, which can be seen, and what of a text can be written in any format.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use unicode_normalization::char::is_combining_mark;

/// What is not shown, or shown as nothing: the code points that programs ignore by default
/// (<https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt>, `Default_Ignorable_Code_Point`), the fillers
/// of Hangul among them, the notes between lines, and the blank of Braille.
const INVISIBLE: [RangeInclusive<char>; 18] = [
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{61c}'..='\u{61c}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{200b}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{2800}'..='\u{2800}',
    '\u{3164}'..='\u{3164}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1d173}'..='\u{1d17a}',
    '\u{e0000}'..='\u{e0fff}',
];

/// Whether a letter is not shown, or shown as nothing.
pub fn is_invisible(letter: char) -> bool {
    !letter.is_ascii() && INVISIBLE.iter().any(|range| range.contains(&letter))
}

/// Whether there is something to be seen of a letter.
pub(super) fn is_visible(letter: char) -> bool {
    !letter.is_whitespace() && !letter.is_control() && !is_invisible(letter) && !is_combining_mark(letter)
}

/// Whether a letter ends a line, for any program.
pub fn is_line_break(letter: char) -> bool {
    matches!(letter, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a letter can be kept: one that any format holds, and that does not turn others around in whatever stands beside
/// the text (UAX 9 advises isolates instead).
pub(super) fn is_kept(letter: char) -> bool {
    is_writable(letter) && !matches!(letter, '\u{202a}'..='\u{202e}')
}

/// Whether any format holds a letter: no control, and nothing that is no letter for ever (U+FFFF and its like), which XML 1.0
/// cannot hold in part.
fn is_writable(letter: char) -> bool {
    !letter.is_control() && !is_no_character(letter)
}

/// The code points that are no characters (Unicode, 23.7).
fn is_no_character(letter: char) -> bool {
    matches!(letter, '\u{fdd0}'..='\u{fdef}') || u32::from(letter) & 0xfffe == 0xfffe
}

/// What of a text any format can hold, XML 1.0 above all: what is kept may be older than the rules that it is kept by.
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_fit = |letter: char| matches!(letter, '\t' | '\n' | '\r') || is_writable(letter);
    if text.chars().all(is_fit) { text.into() } else { text.chars().filter(|letter| is_fit(*letter)).collect() }
}
