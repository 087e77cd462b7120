//! Where in a text what was searched for stands: a passage, in pieces that are or are not what was meant. No markup: whoever
//! shows it marks the pieces.

use super::query::{Query, Sought};
use super::word::{stem, words};
use crate::language::Language;

/// How many letters of a text are shown, about.
const LENGTH: usize = 160;

/// How many of them come before the first find, about.
const LEAD: usize = 50;

/// How many texts of a thing are shown at the most.
const MOST: usize = 3;

/// What is left out.
const MORE: char = '…';

/// A passage of a text of a thing, with the finds in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The field of the thing.
    pub field: String,
    /// The passage, in pieces.
    pub passages: Vec<Passage>,
}

/// A piece of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// What it says.
    pub text: String,
    /// Whether it is what was searched for.
    pub is_match: bool,
}

/// The passages of texts, each with its field and its language if it has one, in which anything of the query stands.
pub fn excerpts(query: &Query, texts: impl Iterator<Item = (String, Option<Language>, String)>) -> Vec<Excerpt> {
    let passages = texts.filter_map(|(field, language, text)| {
        let passages = passages(query, &text, language);
        (!passages.is_empty()).then_some(Excerpt { field, passages })
    });
    passages.take(MOST).collect()
}

/// The passage around the first find; nothing where there is none.
fn passages(query: &Query, text: &str, language: Option<Language>) -> Vec<Passage> {
    let found = |(start, written, word): (usize, &str, String)| {
        query.words.iter().any(|sought| is_found(sought, &word, language)).then(|| start..start + written.len())
    };
    let finds: Vec<_> = words(text).filter_map(found).collect();
    let Some(first) = finds.first() else { return vec![] };
    let (start, end) = bounds(text, first.start);
    let mut pieces = Pieces::default();
    if start > 0 {
        pieces.add(&MORE.to_string(), false);
    }
    let mut at = start;
    for find in finds.iter().take_while(|find| find.end <= end) {
        pieces.add(&text[at..find.start], false);
        pieces.add(&text[find.clone()], true);
        at = find.end;
    }
    pieces.add(&text[at..end], false);
    if end < text.len() {
        pieces.add(&MORE.to_string(), false);
    }
    pieces.0
}

/// Where the passage around `find` begins and ends: between words.
fn bounds(text: &str, find: usize) -> (usize, usize) {
    let gaps = || text.char_indices().filter(|(_, letter)| letter.is_whitespace());
    let lead = text[..find].char_indices().rev().nth(LEAD).map_or(0, |(place, _)| place);
    let start = if lead == 0 {
        0
    } else {
        gaps().map(|(place, gap)| place + gap.len_utf8()).find(|place| (lead..=find).contains(place)).unwrap_or(find)
    };
    match text[start..].char_indices().nth(LENGTH) {
        None => (start, text.len()),
        Some((length, _)) => {
            let before = gaps().map(|(place, _)| place).take_while(|place| *place <= start + length).last();
            // a word that is longer than the passage is shown whole
            let behind = || gaps().map(|(place, _)| place).find(|place| *place > find).unwrap_or(text.len());
            (start, before.filter(|before| *before > find).unwrap_or_else(behind))
        }
    }
}

#[derive(Default)]
struct Pieces(Vec<Passage>);

impl Pieces {
    fn add(&mut self, text: &str, is_match: bool) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.is_match == is_match => last.text.push_str(text),
            _ => self.0.push(Passage { text: text.to_owned(), is_match }),
        }
    }
}

/// Whether a word of a text, of a language if it has one, is what is sought.
fn is_found(sought: &Sought, word: &str, language: Option<Language>) -> bool {
    let is_stem = |of, sought: &str| language.is_none_or(|language| language == of) && stem(word, of) == sought;
    sought.is_found(&word.replace('\'', "."), is_stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str, text: &str) -> String {
        let query = Query::read(query).expect("a query");
        let pieces = passages(&query, text, Some(Language::Sv)).into_iter();
        pieces.map(|piece| if piece.is_match { format!("[{}]", piece.text) } else { piece.text }).collect()
    }

    #[test]
    fn finds_are_marked_where_they_stand() {
        for (query, text, expected) in [
            ("skola", "Skolor, <b>skolan</b> & förskola.", "[Skolor], <b>[skolan]</b> & förskola."),
            ("äld", "Välmående ÄLDRE", "Välmående [ÄLDRE]"),
            ("aldre", "Välmående äldre", ""),
            ("ide", "En idé", "En [idé]"),
        ] {
            assert_eq!(shown(query, text), expected);
        }
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        let text = format!("{} Mälaren {}", "före ".repeat(100).trim(), "efter ".repeat(100).trim());
        let passage = shown("mälaren", &text);
        assert!(passage.starts_with("…före ") && passage.contains(" [Mälaren] efter ") && passage.ends_with(" efter…"));
        assert!((100..200).contains(&passage.chars().count()), "{passage}");
        let word = "å".repeat(1000);
        assert_eq!(shown("å", &word), format!("[{word}]"));
        assert_eq!(shown("x", &format!("{word} x {word}")), "…[x]…");
    }
}
