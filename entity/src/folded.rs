//! Text folded for comparison, and the columns that hold it.
//!
//! SQLite and PostgreSQL disagree about the case and the order of everything beyond ASCII, and
//! SQLite cannot even lower an Å. So rows carry their text a second time, folded here; both
//! databases then only compare code points.

use sea_orm::{ActiveModelTrait, ActiveValue, ColumnTrait, EntityTrait, Value};
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{LazyLock, RwLock};
use unicode_normalization::char::decompose_canonical;

/// Folds a text so that plain comparison of code points finds and orders it as Swedish does.
///
/// - Lower case, whatever the normal form of the input.
/// - å, ä and ö are letters of their own; all other letters lose their diacritics, since those who
///   search rarely type them: é becomes e, ü u, ø o, æ ae.
/// - å and ä change places. Swedish ends its alphabet with å ä ö, Unicode with ä (U+00E4) å (U+00E5)
///   ö (U+00F6). As the exchange is a permutation, a folded needle is still found in exactly the
///   folded texts that contain it. The result is for the database, never for a reader.
/// - Runs of whitespace become one space, none at the ends; invisible marks (soft hyphen,
///   zero-width space) vanish.
pub fn fold(text: &str) -> String {
    let mut folded = Folded::with_capacity(text.len());
    text.chars().for_each(|letter| folded.push(letter));
    folded.trim_end();
    folded.0
}

struct Folded(String);

impl Folded {
    fn with_capacity(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    fn push(&mut self, letter: char) {
        match letter {
            // Nearly every letter of a Swedish text ends here, without the tables of Unicode.
            '!'..='~' => self.append(letter.to_ascii_lowercase()),
            'å' | 'Å' | 'ä' | 'Ä' | 'ö' | 'Ö' => self.append_own(letter),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            _ if letter.is_whitespace() => self.append(' '),
            _ => decompose_canonical(letter, |part| {
                if is_diacritic(part) {
                    self.mark(part);
                } else {
                    part.to_lowercase()
                        .filter(|lower| !is_diacritic(*lower))
                        .for_each(|lower| self.append_plain(lower));
                }
            }),
        }
    }

    /// One of the letters of its own, in the place where code points order it right.
    fn append_own(&mut self, letter: char) {
        self.append(match letter {
            'å' | 'Å' => 'ä',
            'ä' | 'Ä' => 'å',
            _ => 'ö',
        });
    }

    /// A diacritic: it makes a letter of its own, or is dropped.
    fn mark(&mut self, diacritic: char) {
        let own = match (self.0.chars().next_back(), diacritic) {
            (Some('a'), '\u{30a}') => 'å',
            (Some('a'), '\u{308}') => 'ä',
            (Some('o'), '\u{308}') => 'ö',
            _ => return,
        };
        self.0.pop();
        self.append_own(own);
    }

    /// A lower-case letter that Unicode does not decompose, though people do.
    fn append_plain(&mut self, letter: char) {
        match letter {
            'ø' => self.append('o'),
            'æ' => self.0.push_str("ae"),
            'œ' => self.0.push_str("oe"),
            'ß' => self.0.push_str("ss"),
            'þ' => self.0.push_str("th"),
            'ð' | 'đ' => self.append('d'),
            'ł' => self.append('l'),
            'ħ' => self.append('h'),
            'ı' => self.append('i'),
            'ς' => self.append('σ'),
            _ => self.append(letter),
        }
    }

    fn trim_end(&mut self) {
        if self.0.ends_with(' ') {
            self.0.pop();
        }
    }

    fn append(&mut self, letter: char) {
        if letter != ' ' || !(self.0.is_empty() || self.0.ends_with(' ')) {
            self.0.push(letter);
        }
    }
}

/// Diacritics of the alphabetic scripts. Marks of other scripts are letters to those who use them.
fn is_diacritic(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

/// Fills every `*_folded` column of a row from the column that it is derived from. To be called on every row before it is
/// inserted or updated.
///
/// The names of the columns say what is derived from what:
///
/// - `x_folded` from `x`;
/// - `x_en_folded` from `x_en`, or from `x_sv` where there is no English text.
///
/// A derived column is left as it is when one of its sources is not set (an update of other
/// columns), and when its value would be the same, so that it is not written needlessly. An insert
/// therefore has to set its sources, empty ones included; otherwise the database refuses the row.
pub fn fill_derived<A>(row: &mut A)
where
    A: ActiveModelTrait,
    <A::Entity as EntityTrait>::Column: 'static,
{
    for (column, derivation) in plan::<<A::Entity as EntityTrait>::Column>() {
        let Some(derived) = derivation.derive(row) else {
            continue;
        };
        if row.get(*column).into_value().as_ref().and_then(as_text) != Some(derived.as_str()) {
            row.set(*column, derived.into());
        }
    }
}

enum Derivation<C> {
    Fold(C),
    FoldOrElse(C, C),
}

impl<C: Copy> Derivation<C> {
    fn derive<A>(&self, row: &A) -> Option<String>
    where
        A: ActiveModelTrait,
        A::Entity: EntityTrait<Column = C>,
    {
        match self {
            Self::Fold(source) => Some(read(row, *source)?.unwrap_or_default()),
            Self::FoldOrElse(source, fallback) => match read(row, *source)? {
                Some(folded) => Some(folded),
                None => Some(read(row, *fallback)?.unwrap_or_default()),
            },
        }
    }
}

/// The folded text of a column: none if the column is not set, some none if it is null.
fn read<A: ActiveModelTrait>(row: &A, column: <A::Entity as EntityTrait>::Column) -> Option<Option<String>> {
    match row.get(column) {
        ActiveValue::Set(value) | ActiveValue::Unchanged(value) => Some(as_text(&value).map(fold)),
        ActiveValue::NotSet => None,
    }
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => text.as_deref(),
        _ => None,
    }
}

type Plan<C> = Vec<(C, Derivation<C>)>;

/// What is derived from what in an entity. Worked out once for each entity and kept for good, since
/// names are too slow to look up for each of a million rows.
fn plan<C: ColumnTrait + 'static>() -> &'static Plan<C> {
    type Plans = HashMap<TypeId, &'static (dyn Any + Send + Sync)>;
    static PLANS: LazyLock<RwLock<Plans>> = LazyLock::new(RwLock::default);

    let known = PLANS.read().ok().and_then(|plans| plans.get(&TypeId::of::<C>()).copied());
    if let Some(plan) = known.and_then(|plan| plan.downcast_ref()) {
        return plan;
    }
    let plan: &'static Plan<C> = Box::leak(Box::new(work_out()));
    if let Ok(mut plans) = PLANS.write() {
        plans.insert(TypeId::of::<C>(), plan);
    }
    plan
}

fn work_out<C: ColumnTrait>() -> Plan<C> {
    let named = |name: &str| C::iter().find(|column| column.as_str() == name);
    C::iter()
        .filter_map(|column| {
            let source = column.as_str().strip_suffix("_folded")?;
            let derivation = match source.strip_suffix("_en") {
                Some(text) => Derivation::FoldOrElse(named(source)?, named(&format!("{text}_sv"))?),
                None => Derivation::Fold(named(source)?),
            };
            Some((column, derivation))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{initiative, organisation, seat};
    use sea_orm::ActiveValue::{NotSet, Set, Unchanged};

    #[test]
    fn folds() {
        for (text, folded) in [
            ("Idé", "ide"),
            ("IDE\u{301}", "ide"),
            ("Müller", "muller"),
            ("Ærø, Łódź, Straße, ŒUVRE", "aero, lodz, strasse, oeuvre"),
            ("ÅÄÖ", "äåö"),
            ("A\u{30a}a\u{308}O\u{308}", "äåö"),
            ("ǻ ǟ ȫ", "ä å ö"),
            ("  Två\t \u{a0}ord\n", "två ord".replace('å', "ä").as_str()),
            ("sam\u{ad}hälle", "samhålle"),
            ("Σοφός ΣΟΦΟΣ", "σοφοσ σοφοσ"),
            ("İstanbul", "istanbul"),
            ("が か\u{3099}", "か\u{3099} か\u{3099}"),
            (" \u{301}", ""),
            ("100 % – ”ja”_", "100 % – ”ja”_"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }

    #[test]
    fn orders_as_swedish_does() {
        let alphabet = ["Adam", "Écran", "Edit", "Zäta", "Åsa", "Ärla", "Öland", "Östen"];
        assert!(alphabet.is_sorted_by_key(|name| fold(name)));
    }

    #[test]
    fn finds() {
        for (text, needle, found) in [
            ("En bra idé", "IDE", true),
            ("En bra ide", "idé", true),
            ("Välmående äldre", "ÄLDRE", true),
            ("Välmående äldre", "åldre", false),
            ("Åldrande", "ÅLD", true),
            ("Åldrande", "äld", false),
            ("Åldrande", "ald", false),
        ] {
            assert_eq!(fold(text).contains(&fold(needle)), found, "{needle}");
        }
    }

    #[test]
    fn fills_the_folds_of_translated_text() {
        let mut row = initiative::ActiveModel {
            reference: Set("SK-1".to_owned()),
            title_sv: Set("Idé".to_owned()),
            title_en: Set(None),
            summary_sv: Set(Some("Kort".to_owned())),
            summary_en: Set(None),
            body_sv: Set(None),
            body_en: Set(Some("Long".to_owned())),
            ..Default::default()
        };
        fill_derived(&mut row);
        assert_eq!(row.title_sv_folded, Set("ide".to_owned()));
        assert_eq!(row.title_en_folded, Set("ide".to_owned()));

        row.title_en = Set(Some("Idea".to_owned()));
        fill_derived(&mut row);
        assert_eq!(row.title_sv_folded, Set("ide".to_owned()));
        assert_eq!(row.title_en_folded, Set("idea".to_owned()));
    }

    #[test]
    fn leaves_what_it_cannot_know_and_what_is_right_already() {
        let mut unknown = organisation::ActiveModel { slug: Set("mdu".to_owned()), ..Default::default() };
        fill_derived(&mut unknown);
        assert_eq!(unknown.name_folded, NotSet);

        let mut right = organisation::ActiveModel {
            name: Unchanged("MDU".to_owned()),
            name_folded: Unchanged("mdu".to_owned()),
            ..Default::default()
        };
        fill_derived(&mut right);
        assert_eq!(right.name_folded, Unchanged("mdu".to_owned()));
        right.name = Set("Mälardalens universitet".to_owned());
        fill_derived(&mut right);
        assert_eq!(right.name_folded, Set("målardalens universitet".to_owned()));

        let mut none = <seat::ActiveModel as ActiveModelTrait>::default();
        fill_derived(&mut none);
        assert_eq!(none, <seat::ActiveModel as ActiveModelTrait>::default());
    }
}
