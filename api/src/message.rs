//! Texts for readers, in their language: messages and the labels of enum values, kept as Fluent
//! files under `api/content/`.

use std::{collections::BTreeSet, sync::LazyLock};

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};

use crate::language::Language;

/// Values for the places of a message (`{ $limit }`).
pub type Arguments<'a> = FluentArgs<'a>;

type Bundle = FluentBundle<FluentResource>;

static MESSAGES: LazyLock<Texts> = LazyLock::new(|| {
    Texts::new(include_str!("../content/messages/sv.ftl"), include_str!("../content/messages/en.ftl"))
});

static LABELS: LazyLock<Texts> =
    LazyLock::new(|| Texts::new(include_str!("../content/labels/sv.ftl"), include_str!("../content/labels/en.ftl")));

/// The message in the language. An unknown id comes back as it is: a test keeps that from happening.
#[must_use]
pub fn message(language: Language, id: &str, arguments: &Arguments<'_>) -> String {
    MESSAGES.text(language, id, Some(arguments)).unwrap_or_else(|| id.to_owned())
}

/// The message without places in the language.
#[must_use]
pub fn plain(language: Language, id: &str) -> String {
    MESSAGES.text(language, id, None).unwrap_or_else(|| id.to_owned())
}

/// The label of an enum's value (`InitiativeStatus-RUNNING`), where there is one.
#[must_use]
pub fn label(language: Language, enum_name: &str, value: &str) -> Option<String> {
    LABELS.text(language, &format!("{enum_name}-{value}"), None)
}

/// Every message id of a language, for tests.
#[must_use]
pub fn message_ids(language: Language) -> BTreeSet<String> {
    MESSAGES.of(language).ids.clone()
}

/// Every label id of a language, for tests.
#[must_use]
pub fn label_ids(language: Language) -> BTreeSet<String> {
    LABELS.of(language).ids.clone()
}

struct Texts {
    sv: File,
    en: File,
}

struct File {
    bundle: Bundle,
    ids: BTreeSet<String>,
}

impl Texts {
    fn new(sv: &str, en: &str) -> Self {
        Self { sv: File::new(Language::Sv, sv), en: File::new(Language::En, en) }
    }

    fn of(&self, language: Language) -> &File {
        match language {
            Language::Sv => &self.sv,
            Language::En => &self.en,
        }
    }

    fn text(&self, language: Language, id: &str, arguments: Option<&Arguments<'_>>) -> Option<String> {
        self.of(language).text(id, arguments)
    }
}

impl File {
    /// The files are part of the binary and tested, so one that cannot be read is a mistake of ours.
    fn new(language: Language, source: &str) -> Self {
        let resource = FluentResource::try_new(source.to_owned())
            .unwrap_or_else(|(_, errors)| panic!("the {language} texts: {errors:?}"));
        let ids = source.lines().filter_map(message_id).map(str::to_owned).collect();
        let locale = language.code().parse().expect("a language code is a language identifier");
        let mut bundle = Bundle::new_concurrent(vec![locale]);
        // Isolating marks help mixed writing directions; here they would only be invisible characters.
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).unwrap_or_else(|errors| panic!("the {language} texts: {errors:?}"));
        Self { bundle, ids }
    }

    fn text(&self, id: &str, arguments: Option<&Arguments<'_>>) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "message {id}: {errors:?}");
        Some(text)
    }
}

/// The id of the message that begins on this line of a Fluent file: nothing else begins with a letter.
fn message_id(line: &str) -> Option<&str> {
    let (id, _) = line.split_once('=')?;
    id.starts_with(|first: char| first.is_ascii_alphabetic()).then(|| id.trim_end())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn both_languages_have_the_same_texts() {
        assert_eq!(message_ids(Language::Sv), message_ids(Language::En));
        assert_eq!(label_ids(Language::Sv), label_ids(Language::En));
    }

    /// The places (`{ $name }`) of each message of a file.
    fn places(source: &str) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut current = "";
        for line in source.lines() {
            current = message_id(line).unwrap_or(current);
            let names = line
                .split('$')
                .skip(1)
                .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default());
            found.entry(current).or_default().extend(names);
        }
        found
    }

    #[test]
    fn both_languages_have_the_same_places() {
        let sv = places(include_str!("../content/messages/sv.ftl"));
        let en = places(include_str!("../content/messages/en.ftl"));
        assert_eq!(sv, en);
    }

    #[test]
    fn a_message_takes_its_values() {
        let mut values = Arguments::new();
        values.set("what", "Query.people");
        assert_eq!(message(Language::En, "forbidden-what", &values), "You may not use Query.people.");
        assert_eq!(message(Language::Sv, "forbidden-what", &values), "Du har inte behörighet till Query.people.");
        assert_eq!(plain(Language::En, "no-such-message"), "no-such-message");
    }
}
