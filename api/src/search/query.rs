//! What is searched for: its words, and the terms by which the databases find them.

use entity::kind::SearchType;

use super::document::of_type;
use super::word::{stem, words};
use crate::language::Language;

/// How many letters a query has at the most.
pub const LONGEST_QUERY: usize = 200;

/// How many words.
pub const MOST_WORDS: usize = 16;

/// What is searched for: all of these words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The words, each once, in their order.
    pub words: Vec<Sought>,
}

/// How a word of a text suits one that is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suits {
    /// It begins so, or has the same stem.
    Beginning,
    /// It is the same word, or has the same stem: what a single letter begins would be half of all words.
    Word,
    /// The same, and nothing has to hold it: it says which find is the better one.
    Order,
}

/// A word that is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// As it is written, or the beginning of a longer one.
    pub text: String,
    /// Its Swedish stem.
    pub sv: String,
    /// Its English stem.
    pub en: String,
    /// How it is looked up.
    pub suits: Suits,
}

/// The query is longer than any is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMuch;

impl Query {
    /// Reads what somebody wrote. There may be no word in it.
    ///
    /// # Errors
    /// If it is longer than any query is.
    pub fn read(text: &str) -> Result<Self, TooMuch> {
        let text = text.trim();
        if text.chars().count() > LONGEST_QUERY {
            return Err(TooMuch);
        }
        let mut sought: Vec<Sought> = vec![];
        for (.., word) in words(text) {
            let word = Sought::new(&word);
            if !sought.contains(&word) {
                sought.push(word);
            }
        }
        if sought.len() > MOST_WORDS {
            return Err(TooMuch);
        }
        let beside = if sought.iter().all(Sought::is_letter) { Suits::Word } else { Suits::Order };
        if sought.len() > 1 {
            sought.iter_mut().filter(|word| word.is_letter()).for_each(|word| word.suits = beside);
        }
        Ok(Query { words: sought })
    }

    /// Whether it is found in titles alone: a single letter, with which some word of nearly every text begins.
    pub fn is_of_titles(&self) -> bool {
        matches!(self.words.as_slice(), [word] if word.is_letter())
    }

    /// The words by which things are found: one of them at least, where there is any word.
    pub fn required(&self) -> impl Iterator<Item = &Sought> {
        self.words.iter().filter(|word| word.suits != Suits::Order)
    }

    /// The `tsquery` for things of these types that hold all of the words: in their titles, or anywhere. It is made of
    /// quoted terms, and of nothing that anybody wrote.
    pub fn tsquery(&self, types: &[SearchType], in_title: bool) -> String {
        let types = types.iter().map(|of| Term { text: format!("@{}", of_type(*of)), is_prefix: false }).collect();
        let words = self.required().map(|word| word.terms(in_title));
        std::iter::once(types).chain(words).map(either).collect::<Vec<_>>().join(" & ")
    }
}

impl Sought {
    fn new(word: &str) -> Self {
        let [sv, en] = [Language::Sv, Language::En].map(|language| stem(word, language));
        Sought { text: word.replace('\'', "."), sv, en, suits: Suits::Beginning }
    }

    /// Whether it is a single letter or digit.
    fn is_letter(&self) -> bool {
        self.text.chars().nth(1).is_none()
    }

    /// How many letters the beginning has that it is looked up by; none where it is looked up as a word.
    pub fn beginning(&self) -> Option<usize> {
        (self.suits == Suits::Beginning).then(|| self.text.chars().count())
    }

    /// Whether a word, as it is compared, begins so, where that is enough.
    pub fn is_beginning(&self, word: &str) -> bool {
        self.suits == Suits::Beginning && word.starts_with(&self.text)
    }

    /// Whether a word, as it is compared, is what is sought: it is the same, begins so, or is the stem. `stem` says whether a
    /// stem of it, in a language that it may be of, is this one.
    pub fn is_found(&self, word: &str, stem: impl Fn(Language, &str) -> bool) -> bool {
        word == self.text || self.is_beginning(word) || self.is_found_by_stem(word, stem)
    }

    /// The same, by its stem alone.
    pub fn is_found_by_stem(&self, word: &str, stem: impl Fn(Language, &str) -> bool) -> bool {
        let by = |language, sought: &str| word == sought || stem(language, sought);
        by(Language::Sv, &self.sv) || by(Language::En, &self.en)
    }

    /// The terms of which a thing that it is found in has one: in its title, or anywhere.
    pub fn terms(&self, in_title: bool) -> Vec<Term> {
        let mark = if in_title { "^" } else { "" };
        let mut terms = vec![
            Term { text: format!("{mark}{}", self.text), is_prefix: self.suits == Suits::Beginning },
            Term { text: format!("{mark}+{}", self.sv), is_prefix: false },
            Term { text: format!("{mark}={}", self.en), is_prefix: false },
        ];
        // a word that is its own stem has no other
        let stems = [&self.sv, &self.en].into_iter().filter(|stem| !stem.starts_with(&self.text));
        terms.extend(stems.map(|stem| Term { text: format!("{mark}{stem}"), is_prefix: false }));
        terms
    }
}

/// A term that is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What it is.
    pub text: String,
    /// Whether it may be the beginning of a longer one.
    pub is_prefix: bool,
}

impl Term {
    /// The end of the range, by code points, in which all lies that begins with it; none where nothing lies beyond.
    pub fn end(&self) -> Option<String> {
        let mut letters: Vec<char> = self.text.chars().collect();
        while let Some(last) = letters.pop() {
            // a range of letters leaps over the surrogates
            if let Some(next) = (last..=char::MAX).nth(1) {
                letters.push(next);
                return Some(letters.into_iter().collect());
            }
        }
        None
    }
}

fn either(terms: Vec<Term>) -> String {
    let quoted = |term: Term| format!("'{}'{}", term.text, if term.is_prefix { ":*" } else { "" });
    format!("({})", terms.into_iter().map(quoted).collect::<Vec<_>>().join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_sought_whole_by_its_stems_and_as_a_beginning() {
        let query = Query::read("  Skolor Skolor\tSKOLOR 3.4 ").expect("a query");
        assert_eq!(query.words.len(), 2);
        assert_eq!(
            query.tsquery(&[SearchType::News], false),
            "('@news') & ('skolor':* | '+skol' | '=skolor' | 'skol') & ('3.4':* | '+3.4' | '=3.4')"
        );
        assert_eq!(
            query.tsquery(&[SearchType::News, SearchType::FocusArea], true),
            "('@news' | '@focus_area') & ('^skolor':* | '^+skol' | '^=skolor' | '^skol') & ('^3.4':* | '^+3.4' | '^=3.4')"
        );
    }

    /// What a letter begins is half of all words: it is looked up so alone, where nothing else is asked for.
    #[test]
    fn a_letter_is_a_beginning_only_where_nothing_else_is_searched_for() {
        let suits = |query: &str| Query::read(query).expect("a query").words.into_iter().map(|word| word.suits);
        for (query, expected) in [
            ("s", vec![Suits::Beginning]),
            ("s S", vec![Suits::Beginning]),
            ("skola i", vec![Suits::Beginning, Suits::Order]),
            ("11.b", vec![Suits::Beginning, Suits::Order]),
            ("mål 4 sk", vec![Suits::Beginning, Suits::Order, Suits::Beginning]),
            ("a b 4", vec![Suits::Word; 3]),
        ] {
            assert_eq!(suits(query).collect::<Vec<_>>(), expected, "{query}");
            let is_letter = ["s", "s S"].contains(&query);
            assert_eq!(Query::read(query).expect("a query").is_of_titles(), is_letter, "{query}");
        }
        let expression = |query: &str| Query::read(query).expect("a query").tsquery(&[SearchType::News], false);
        assert_eq!(expression("i skola"), expression("skola"));
        assert_eq!(expression("b c"), "('@news') & ('b' | '+b' | '=b') & ('c' | '+c' | '=c')");
    }

    #[test]
    fn nothing_that_is_written_is_more_than_a_word() {
        for (text, found) in [
            ("\" OR *", vec!["or"]),
            ("NEAR(a b)", vec!["near", "a", "b"]),
            ("title:x ^y -z", vec!["title", "x", "y", "z"]),
            ("it's 'quoted\\'", vec!["it.s", "quoted"]),
            ("😀 \u{202e} \0 %_*", vec![]),
        ] {
            let query = Query::read(text).expect("a query");
            let words: Vec<_> = query.words.iter().map(|word| word.text.as_str()).collect();
            assert_eq!(words, found, "{text:?}");
            let expression = query.tsquery(&[SearchType::News], false);
            let quotes = expression.chars().filter(|letter| *letter == '\'').count();
            let terms = |sought: &Sought| sought.terms(false).len();
            assert_eq!(quotes, 2 + 2 * query.required().map(terms).sum::<usize>(), "{expression}");
            assert!(!expression.contains('\\'), "{expression}");
        }
    }

    #[test]
    fn what_begins_with_a_term_lies_before_its_end() {
        for (text, end) in [
            ("skol", Some("skom")),
            ("ö", Some("÷")),
            ("\u{d7ff}", Some("\u{e000}")),
            ("a\u{10ffff}", Some("b")),
            ("\u{10ffff}", None),
        ] {
            let term = Term { text: text.to_owned(), is_prefix: true };
            assert_eq!(term.end().as_deref(), end, "{text:?}");
        }
    }

    #[test]
    fn a_query_is_no_book() {
        assert_eq!(Query::read(&"x".repeat(LONGEST_QUERY + 1)), Err(TooMuch));
        let words: Vec<_> = (0..=MOST_WORDS).map(|number| number.to_string()).collect();
        assert_eq!(Query::read(&words.join(" ")), Err(TooMuch));
        assert!(Query::read(&words[1..].join(" ")).is_ok());
    }
}
