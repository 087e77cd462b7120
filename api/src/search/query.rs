//! What is searched for: its words, and the expression of terms by which each database finds them.

use entity::kind::SearchType;
use sea_orm::DbBackend;

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

/// A word that is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sought {
    /// As it is written, or the beginning of a longer one.
    pub text: String,
    /// Its Swedish stem.
    pub sv: String,
    /// Its English stem.
    pub en: String,
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
        if sought.len() > MOST_WORDS { Err(TooMuch) } else { Ok(Query { words: sought }) }
    }

    /// The expression for things of these types that hold all of the words: in their titles, or anywhere. It is made of
    /// quoted terms, and of nothing that anybody wrote.
    pub fn expression(&self, backend: DbBackend, types: &[SearchType], in_title: bool) -> String {
        let mark = if in_title { "^" } else { "" };
        let types =
            either(backend, types.iter().map(|of| Term { text: format!("@{}", of_type(*of)), is_prefix: false }));
        let words = self.words.iter().map(|word| either(backend, word.terms(mark).into_iter()));
        std::iter::once(types).chain(words).collect::<Vec<_>>().join(and(backend))
    }
}

impl Sought {
    fn new(word: &str) -> Self {
        let [sv, en] = [Language::Sv, Language::En].map(|language| stem(word, language));
        Sought { text: word.replace('\'', "."), sv, en }
    }

    /// Whether a word, as it is compared, is what is sought: it begins so, or is the stem. `stem` says whether a stem of it, in
    /// a language that it may be of, is this one.
    pub fn is_found(&self, word: &str, stem: impl Fn(Language, &str) -> bool) -> bool {
        word.starts_with(&self.text) || self.is_found_by_stem(word, stem)
    }

    /// The same, by its stem alone.
    pub fn is_found_by_stem(&self, word: &str, stem: impl Fn(Language, &str) -> bool) -> bool {
        let by = |language, sought: &str| word == sought || stem(language, sought);
        by(Language::Sv, &self.sv) || by(Language::En, &self.en)
    }

    fn terms(&self, mark: &str) -> Vec<Term> {
        let mut terms = vec![
            Term { text: format!("{mark}{}", self.text), is_prefix: true },
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
struct Term {
    text: String,
    /// Whether it may be the beginning of a longer one.
    is_prefix: bool,
}

impl Term {
    fn quoted(&self, backend: DbBackend) -> String {
        let (quote, prefix) = if backend == DbBackend::Sqlite { ('"', " *") } else { ('\'', ":*") };
        format!("{quote}{}{quote}{}", self.text, if self.is_prefix { prefix } else { "" })
    }
}

fn and(backend: DbBackend) -> &'static str {
    if backend == DbBackend::Sqlite { " AND " } else { " & " }
}

fn either(backend: DbBackend, terms: impl Iterator<Item = Term>) -> String {
    let terms: Vec<_> = terms.map(|term| term.quoted(backend)).collect();
    format!("({})", terms.join(if backend == DbBackend::Sqlite { " OR " } else { " | " }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_sought_whole_by_its_stems_and_as_a_beginning() {
        let query = Query::read("  Skolor Skolor\tSKOLOR 3.4 ").expect("a query");
        assert_eq!(query.words.len(), 2);
        assert_eq!(
            query.expression(DbBackend::Sqlite, &[SearchType::News], false),
            r#"("@news") AND ("skolor" * OR "+skol" OR "=skolor" OR "skol") AND ("3.4" * OR "+3.4" OR "=3.4")"#
        );
        assert_eq!(
            query.expression(DbBackend::Postgres, &[SearchType::News, SearchType::FocusArea], true),
            "('@news' | '@focus_area') & ('^skolor':* | '^+skol' | '^=skolor' | '^skol') & ('^3.4':* | '^+3.4' | '^=3.4')"
        );
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
            for backend in [DbBackend::Sqlite, DbBackend::Postgres] {
                let expression = query.expression(backend, &[SearchType::News], false);
                let quote = if backend == DbBackend::Sqlite { '"' } else { '\'' };
                let quotes = expression.chars().filter(|letter| *letter == quote).count();
                let terms = |sought: &Sought| sought.terms("").len();
                assert_eq!(quotes, 2 + 2 * query.words.iter().map(terms).sum::<usize>(), "{expression}");
                assert!(!expression.contains('\\'), "{expression}");
            }
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
