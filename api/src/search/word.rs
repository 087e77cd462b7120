//! Words: where they lie in a text, how they are written for comparison, and their stems.

use std::sync::LazyLock;

use entity::folded::fold;
use rust_stemmers::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

use crate::language::Language;

/// How many letters of a word count: what is longer is hardly a word.
const MOST_LETTERS: usize = 64;

static SWEDISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::Swedish));
static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// The words of a text as they are compared, each with the place where it begins and what is written there.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str, String)> {
    let words = text.unicode_word_indices();
    words.filter_map(|(start, written)| plain(written).map(|word| (start, written, word)))
}

/// The stem of a word in a language: what its inflected forms have in common.
pub fn stem(word: &str, language: Language) -> String {
    let is_of_either = word.chars().all(|letter| letter.is_ascii_alphabetic() || "åäö'".contains(letter));
    let stemmer = if language == Language::Sv { &*SWEDISH } else { &*ENGLISH };
    if is_of_either { stemmer.stem(word).replace('\'', ".") } else { word.replace('\'', ".") }
}

/// A word as it is compared: lower case, å, ä and ö as they are, all other letters without diacritics. Of ASCII there are but
/// letters, digits, the apostrophe that stemming knows, and points for all else that can stand within a word.
fn plain(written: &str) -> Option<String> {
    let folded = fold(written);
    let letters = folded.chars().filter(|letter| !is_invisible(*letter)).map(|letter| match letter {
        // folded text has them change places, for the sake of order
        'å' => 'ä',
        'ä' => 'å',
        '’' => '\'',
        other if other.is_ascii() && !other.is_ascii_alphanumeric() && other != '\'' => '.',
        other => other,
    });
    let word: String = letters.take(MOST_LETTERS).collect();
    let word = word.trim_matches(['.', '\'']);
    (!word.is_empty()).then(|| word.to_owned())
}

/// Marks that say how text runs, and say nothing.
fn is_invisible(letter: char) -> bool {
    letter.is_control() || letter.is_whitespace() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        words(text).map(|(.., word)| word).collect()
    }

    #[test]
    fn words_are_told_apart_and_made_alike() {
        for (text, expected) in [
            ("Välmående och självständiga ÄLDRE", &["välmående", "och", "självständiga", "äldre"][..]),
            ("Idé, résumé & A\u{30a}sa", &["ide", "resume", "åsa"]),
            ("SK-2024-0017 (delmål 3.4)", &["sk", "2024", "0017", "delmål", "3.4"]),
            ("sam\u{ad}hälle\u{200b} 😀 — !", &["samhälle"]),
            ("children’s child's", &["children's", "child's"]),
            ("a_b \u{202e}txt", &["a.b", "txt"]),
            ("\"NEAR(\" * OR ^ : \0", &["near", "or"]),
            ("", &[]),
        ] {
            assert_eq!(all(text), expected, "{text:?}");
        }
        assert_eq!(all(&"å".repeat(1000))[0].chars().count(), MOST_LETTERS);
    }

    #[test]
    fn words_lie_where_they_were_written() {
        let text = "Om Åsas idé";
        let found: Vec<_> = words(text).map(|(start, written, _)| &text[start..start + written.len()]).collect();
        assert_eq!(found, ["Om", "Åsas", "idé"]);
    }

    #[test]
    fn inflected_forms_share_a_stem() {
        for (language, forms) in [
            (Language::Sv, &["skola", "skolan", "skolor", "skolorna"][..]),
            (Language::Sv, &["kommun", "kommuner", "kommunerna", "kommunens"]),
            (Language::En, &["school", "schools"]),
            (Language::En, &["challenge", "challenges", "challenging"]),
        ] {
            let stems: std::collections::BTreeSet<_> = forms.iter().map(|form| stem(form, language)).collect();
            assert_eq!(stems.len(), 1, "{forms:?}: {stems:?}");
        }
        assert_eq!(stem("3.4", Language::Sv), "3.4");
        assert_eq!(stem("o'brien", Language::En), "o.brien");
    }
}
