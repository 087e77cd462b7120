//! What of a row is found: its texts as terms, in their order.
//!
//! A term is a word, its Swedish stem behind `+`, or its English stem behind `=`; in a title, all of them behind `^` as well. A
//! word that is its own stem stands for both. The type of the thing is a term behind `@`, and `|` lies between two texts. No
//! word begins with any of these.

use entity::kind::SearchType;
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, Iterable, Value};

use super::word::{stem, words};
use crate::language::Language;

/// The number of what is written here: to be raised with whatever makes other terms of the same text, which has the index of
/// every database written anew.
pub const SCHEME: i64 = 1;

/// Before a term of a title.
pub(super) const IN_TITLE: char = '^';

/// Between two texts.
pub(super) const BETWEEN: char = '|';

/// The texts by which a thing is known, the best known first.
const TITLES: [&str; 6] = ["title", "name", "short_name", "label", "code", "reference"];

/// Its other texts that are the same in all languages.
const PLAIN: [&str; 3] = ["location", "audience", "channel"];

/// The type of what is in a table, if it is searched for.
pub fn type_of(table: &str) -> Option<SearchType> {
    SearchType::iter().find(|of| of.to_value().eq_ignore_ascii_case(table))
}

/// What of the rows of a table is found.
pub struct Outline<C> {
    /// The type of the things.
    pub node_type: SearchType,
    /// Their texts, titles first.
    pub parts: Vec<Part<C>>,
}

/// A text of a thing.
#[derive(Clone, Copy, Debug)]
pub struct Part<C> {
    /// The column that it is in.
    pub column: C,
    /// Its language, if it has one.
    pub language: Option<Language>,
    /// Whether the thing is known by it.
    pub is_title: bool,
}

impl<C: ColumnTrait> Outline<C> {
    /// That of the rows of `E`, if they are searched for. The names of the columns say what they hold: text in Swedish and in
    /// English, a name, a reference. Addresses and contact details are in none of these, and short names for addresses, which
    /// are written without å, ä and ö, are left out.
    pub fn of<E: EntityTrait<Column = C>>() -> Option<Self> {
        let node_type = type_of(E::default().table_name())?;
        let named = |name: &str| C::from_str(name).ok();
        let titles = TITLES.into_iter().flat_map(|stem| part(stem, true, named));
        let others = C::iter().filter_map(|column| column.as_str().strip_suffix("_sv"));
        let others = others.filter(|stem| !TITLES.contains(stem)).chain(PLAIN);
        let parts = titles.chain(others.flat_map(|stem| part(stem, false, named))).collect();
        Some(Outline { node_type, parts })
    }

    /// The terms of a row, whose columns `read` reads.
    pub fn terms(&self, read: impl Fn(C) -> Option<Value>) -> String {
        let mut terms = Terms(format!("@{}", of_type(self.node_type)));
        for is_marked in [true, false] {
            for part in self.parts.iter().filter(|part| part.is_title || !is_marked) {
                if let Some(Value::String(Some(text))) = read(part.column) {
                    terms.add(&text, part.language, is_marked);
                }
            }
        }
        terms.0
    }
}

/// What the index calls a type.
pub(super) fn of_type(of: SearchType) -> String {
    of.to_value().to_ascii_lowercase()
}

/// The columns of a text: one in each language, or one.
fn part<'a, C: ColumnTrait>(
    stem: &'a str,
    is_title: bool,
    named: impl Fn(&str) -> Option<C> + 'a,
) -> impl Iterator<Item = Part<C>> + 'a {
    let languages = Language::ALL.into_iter().map(Some).chain([None]);
    languages.filter_map(move |language| {
        let name = language.map_or(stem.to_owned(), |language| format!("{stem}_{}", language.code()));
        named(&name).map(|column| Part { column, language, is_title })
    })
}

/// Terms with spaces between them.
struct Terms(String);

impl Terms {
    /// Adds those of a text. A text without a language is read in both.
    fn add(&mut self, text: &str, language: Option<Language>, is_marked: bool) {
        let mark = if is_marked { "^" } else { "" };
        self.push(&[BETWEEN.encode_utf8(&mut [0; 4])]);
        for (.., word) in words(text) {
            let plain = word.replace('\'', ".");
            self.push(&[mark, &plain]);
            for (of, sign) in [(Language::Sv, "+"), (Language::En, "=")] {
                let stem = stem(&word, of);
                if stem != plain && language.is_none_or(|language| language == of) {
                    self.push(&[mark, sign, &stem]);
                }
            }
        }
    }

    fn push(&mut self, term: &[&str]) {
        self.0.push(' ');
        term.iter().for_each(|part| self.0.push_str(part));
    }
}

#[cfg(test)]
mod tests {
    use entity::{initiative, organisation, person};
    use sea_orm::{ActiveModelTrait, ActiveValue, IdenStatic, Set};

    use super::*;

    fn terms<E: EntityTrait>(row: &E::ActiveModel) -> String
    where
        E::ActiveModel: ActiveModelTrait<Entity = E>,
    {
        let outline = Outline::of::<E>().expect("it is searched for");
        outline.terms(|column| match row.get(column) {
            ActiveValue::Set(value) | ActiveValue::Unchanged(value) => Some(value),
            ActiveValue::NotSet => None,
        })
    }

    /// Whoever changes this raises `SCHEME`.
    #[test]
    fn a_row_becomes_terms() {
        let row = initiative::ActiveModel {
            reference: Set("SK-1".to_owned()),
            title_sv: Set("Skolor".to_owned()),
            title_en: Set(Some("Schools".to_owned())),
            body_sv: Set(Some("För äldre".to_owned())),
            ..Default::default()
        };
        let expected = "@initiative | ^skolor ^+skol | ^schools ^=school | ^sk ^1 \
                        | skolor +skol | schools =school | sk 1 | för äldre +äldr";
        assert_eq!((SCHEME, &*terms::<initiative::Entity>(&row)), (1, expected));
    }

    #[test]
    fn nobody_is_found_by_how_to_reach_them() {
        let row = person::ActiveModel {
            name: Set("Åsa".to_owned()),
            email: Set(Some("asa@example.org".to_owned())),
            phone: Set(Some("016".to_owned())),
            ..Default::default()
        };
        assert_eq!(terms::<person::Entity>(&row), "@person | ^åsa | åsa");
        let columns = Outline::of::<person::Entity>().expect("it is searched for").parts;
        assert!(columns.iter().all(|part| part.column.as_str() == "name"));
    }

    #[test]
    fn each_type_is_a_table_with_a_text() {
        assert!(SearchType::iter().all(|of| type_of(&of.to_value().to_ascii_lowercase()) == Some(of)));
        assert_eq!(type_of("service_token"), None);
        let columns = Outline::of::<organisation::Entity>().expect("it is searched for").parts;
        let names: Vec<_> = columns.iter().map(|part| part.column.as_str()).collect();
        assert_eq!(names, ["name", "short_name"]);
    }
}
