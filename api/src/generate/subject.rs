//! What a generated thing is about, and the texts about it.

use entity::kind::InitiativeKind;

use super::dice::Dice;
use super::words::{Phrase, Words};

/// How many of a hundred texts are in English, too.
const IN_ENGLISH: u32 = 60;

/// A text in Swedish, and perhaps in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub sv: String,
    pub en: Option<String>,
}

/// The two columns of a text that may be missing.
pub(super) fn columns(text: Option<Text>) -> (Option<String>, Option<String>) {
    text.map_or((None, None), |text| (Some(text.sv), text.en))
}

/// What a thing is about: a theme, for a group, in some form and setting.
#[derive(Clone, Copy)]
pub(super) struct Subject<'w> {
    pub kind: InitiativeKind,
    form: &'w Phrase,
    theme: &'w Phrase,
    group: &'w Phrase,
    setting: &'w Phrase,
    place: &'w str,
    is_in_english: bool,
}

impl<'w> Subject<'w> {
    /// A subject of a focus area, which is given by its place in the order.
    pub fn draw(words: &'w Words, dice: &mut Dice, area: usize) -> Self {
        let kind = dice.weighted(&[
            (35, InitiativeKind::Research),
            (25, InitiativeKind::Education),
            (40, InitiativeKind::Innovation),
        ]);
        let area = &words.subjects.areas[area];
        Self {
            kind,
            form: dice.pick(words.subjects.forms.of(kind)),
            theme: dice.pick(&area.themes),
            group: dice.pick(&area.groups),
            setting: dice.pick(&words.subjects.settings),
            place: dice.pick::<String>(&words.names.places),
            is_in_english: dice.chance(IN_ENGLISH),
        }
    }

    /// A text of one of the patterns.
    pub fn text(&self, dice: &mut Dice, patterns: &[Phrase]) -> Text {
        self.written(dice.pick(patterns), None)
    }

    /// A text of one of the patterns about something that has a title of its own.
    pub fn about(&self, dice: &mut Dice, patterns: &[Phrase], title: &Text) -> Text {
        self.written(dice.pick(patterns), Some(title))
    }

    /// Such a text in so many of a hundred cases.
    pub fn perhaps(&self, dice: &mut Dice, percent: u32, patterns: &[Phrase]) -> Option<Text> {
        dice.chance(percent).then(|| self.text(dice, patterns))
    }

    /// Paragraphs of Markdown from several patterns.
    pub fn paragraphs(&self, dice: &mut Dice, patterns: &[Phrase], wanted: usize) -> Text {
        let patterns = patterns.iter().collect::<Vec<_>>();
        let parts = dice.several(&patterns, wanted * 2).into_iter().map(|pattern| self.written(pattern, None));
        let mut all = Text { sv: String::new(), en: self.is_in_english.then(String::new) };
        let mut is_open = false;
        for part in parts {
            let is_block = part.sv.contains('\n');
            let gap = if is_open && !is_block { " " } else { "\n\n" };
            is_open = !is_open && !is_block;
            append(&mut all.sv, gap, &part.sv);
            if let (Some(all), Some(part)) = (&mut all.en, &part.en) {
                append(all, gap, part);
            }
        }
        all
    }

    fn written(&self, pattern: &Phrase, title: Option<&Text>) -> Text {
        let sv = [
            ("form", self.form.sv.as_str()),
            ("theme", &self.theme.sv),
            ("group", &self.group.sv),
            ("setting", &self.setting.sv),
            ("place", self.place),
            ("title", title.map_or("", |title| &title.sv)),
        ];
        let en = [
            ("form", self.form.en.as_str()),
            ("theme", &self.theme.en),
            ("group", &self.group.en),
            ("setting", &self.setting.en),
            ("place", self.place),
            ("title", title.map_or("", |title| title.en.as_deref().unwrap_or(&title.sv))),
        ];
        let en = self.is_in_english.then(|| filled(&pattern.en, &en));
        Text { sv: filled(&pattern.sv, &sv), en }
    }
}

/// The pattern with its `{names}` replaced, and a capital at its beginning.
pub(super) fn filled(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(pattern.len() * 2);
    fill(&mut text, pattern, values);
    capitalised(text)
}

fn fill(text: &mut String, pattern: &str, values: &[(&str, &str)]) {
    let mut rest = pattern;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, name)| Some((before, name.split_once('}')?)))
    {
        text.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            fill(text, value, values);
        }
        rest = after;
    }
    text.push_str(rest);
}

fn capitalised(text: String) -> String {
    match text.chars().next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(text.chars().skip(1)).collect(),
        _ => text,
    }
}

fn append(all: &mut String, gap: &str, part: &str) {
    if !all.is_empty() {
        all.push_str(gap);
    }
    all.push_str(part);
}

/// A text as part of an address: lower-case ASCII with hyphens, not too long.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            'å' | 'ä' => slug.push('a'),
            'ö' => slug.push('o'),
            'é' => slug.push('e'),
            'ć' | 'č' => slug.push('c'),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() == 70 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::DateTime;

    use super::*;

    #[test]
    fn patterns_are_filled() {
        let values = [("theme", "läslust"), ("setting", "i {place}"), ("place", "Viken"), ("group", "ängsbor")];
        assert_eq!(filled("{theme} för {group} {setting}", &values), "Läslust för ängsbor i Viken");
        assert_eq!(filled("{group}, {unknown}", &values), "Ängsbor, ");
        assert_eq!(filled("100 % {", &values), "100 % {");
    }

    #[test]
    fn slugs_are_ascii() {
        assert_eq!(slug("Så här: åäö & é – 100 %"), "sa-har-aao-e-100");
        assert!(slug(&"x y ".repeat(100)).len() <= 70);
    }

    #[test]
    fn titles_differ_and_no_name_is_left_over() {
        let words = Words::read().expect("words");
        let mut dice = Dice::new(1, DateTime::UNIX_EPOCH);
        let titles = (0..12_000).map(|place| {
            let subject = Subject::draw(&words, &mut dice, place % 2);
            let title = subject.text(&mut dice, &words.work.initiative_title);
            assert!(!title.sv.contains(['{', '}']), "{title:?}");
            title.sv
        });
        assert!(titles.collect::<BTreeSet<_>>().len() > 10_000);
        let subject = Subject::draw(&words, &mut dice, 0);
        assert!(subject.paragraphs(&mut dice, &words.work.initiative_body, 3).sv.contains("\n\n"));
    }
}
