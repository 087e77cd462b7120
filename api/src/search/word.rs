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

/// Endings of Swedish abbreviations: EU:s, tv:n.
const AFTER_COLON: [&str; 7] = ["s", "n", "t", "en", "et", "ar", "er"];

/// What Swedish nouns have before an `et` that is a part of them.
const NOT_DEFINITE: [&str; 6] = ["it", "h", "pak", "rak", "kom", "stak"];

/// The words of a text as they are compared, each with the place where it begins and what is written there.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str, String)> {
    let words = text.unicode_word_indices().flat_map(|(start, written)| {
        let mut at = start;
        written.split(':').enumerate().filter_map(move |(place, part)| {
            let start = at;
            at += part.len() + 1;
            (place == 0 || !AFTER_COLON.contains(&part)).then_some((start, part))
        })
    });
    words.filter_map(|(start, written)| plain(written).map(|word| (start, written, word)))
}

/// The stem of a word in a language: what its inflected forms have in common.
pub fn stem(word: &str, language: Language) -> String {
    let is_of_either = word.chars().all(|letter| letter.is_ascii_alphabetic() || "åäö'".contains(letter));
    let stem = match language {
        _ if !is_of_either => word.into(),
        Language::Sv => SWEDISH.stem(&indefinite(word)).into_owned(),
        Language::En => ENGLISH.stem(word).into_owned(),
    };
    stem.replace('\'', ".")
}

/// A Swedish noun without the endings of the definite form that Snowball's rules let stand: skolan, bibliotekets.
fn indefinite(word: &str) -> String {
    let ends = |ending: &str| {
        let base = word.strip_suffix('s').unwrap_or(word).strip_suffix(ending)?;
        (base.chars().count() >= 3 && base.contains(['a', 'e', 'i', 'o', 'u', 'y', 'å', 'ä', 'ö'])).then_some(base)
    };
    if let Some(base) = ends("an") {
        return format!("{base}a");
    }
    // universitet, enhet and paket end so by themselves
    let is_inflected = |base: &&str| !NOT_DEFINITE.iter().any(|end| base.ends_with(end));
    ends("et").filter(is_inflected).unwrap_or(word).to_owned()
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
            ("MDU:s, tv:n, kl. 10:30", &["mdu", "tv", "kl", "10", "30"]),
            ("\"NEAR(\" * OR ^ : \0", &["near", "or"]),
            ("", &[]),
        ] {
            assert_eq!(all(text), expected, "{text:?}");
        }
        assert_eq!(all(&"å".repeat(1000))[0].chars().count(), MOST_LETTERS);
    }

    #[test]
    fn words_lie_where_they_were_written() {
        let text = "Om Åsas idé 10:30";
        let found: Vec<_> = words(text).map(|(start, written, _)| &text[start..start + written.len()]).collect();
        assert_eq!(found, ["Om", "Åsas", "idé", "10", "30"]);
    }

    #[test]
    fn inflected_forms_share_a_stem() {
        for (language, forms) in [
            (Language::Sv, &["skola", "skolan", "skolor", "skolorna"][..]),
            (Language::Sv, &["kommun", "kommuner", "kommunerna", "kommunens"]),
            (Language::Sv, &["bibliotek", "biblioteket", "biblioteken", "bibliotekets"]),
            (Language::Sv, &["samhälle", "samhället", "samhällen", "samhällets"]),
            (Language::Sv, &["enhet", "enheten", "enheter"]),
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
