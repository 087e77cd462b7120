//! The two languages that content and messages exist in, and which of them a caller reads.

use std::{cmp::Reverse, fmt, str::FromStr, sync::LazyLock};

use axum::http::{HeaderMap, header::ACCEPT_LANGUAGE};
use fluent_langneg::{LanguageIdentifier, NegotiationStrategy, convert_vec_str_to_langids_lossy, negotiate_languages};

/// A language that the content is written in.
#[derive(
    async_graphql::Enum, Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Swedish (svenska), the language of the collaboration.
    #[default]
    Sv,
    /// English (engelska).
    En,
}

/// The languages there are, in the order of `Language::ALL`, as `fluent-langneg` wants them.
static AVAILABLE: LazyLock<Vec<LanguageIdentifier>> =
    LazyLock::new(|| convert_vec_str_to_langids_lossy(Language::ALL.map(Language::code)));

impl Language {
    /// Every language, the default one first.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];

    /// The language's tag (BCP 47).
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }

    /// The language to fall back to where a text does not exist in this one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Sv => Self::En,
            Self::En => Self::Sv,
        }
    }

    /// The language that suits the `Accept-Language` of a request best; Swedish where none does.
    #[must_use]
    pub fn of_request(headers: &HeaderMap) -> Self {
        let lines: Vec<&str> =
            headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok()).collect();
        Self::negotiate(&lines.join(","))
    }

    /// The language that suits the value of an `Accept-Language` header best.
    #[must_use]
    pub fn negotiate(accepted: &str) -> Self {
        let wanted = by_preference(accepted);
        negotiate_languages(&wanted, &AVAILABLE, None, NegotiationStrategy::Lookup)
            .first()
            .and_then(|found| found.language.as_str().parse().ok())
            .unwrap_or_default()
    }
}

/// The language ranges of a header, the most wanted first, the refused (`q=0`) left out.
/// `fluent-langneg` goes by the order alone, so the weights are turned into one here.
fn by_preference(accepted: &str) -> Vec<LanguageIdentifier> {
    let mut ranges: Vec<(u16, LanguageIdentifier)> = accepted
        .split(',')
        .take(MOST_RANGES)
        .filter_map(|range| {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let weight = weight(parameters)?;
            Some((weight, tag.trim().parse().ok()?)).filter(|(weight, _)| *weight > 0)
        })
        .collect();
    ranges.sort_by_key(|(weight, _)| Reverse(*weight));
    ranges.into_iter().map(|(_, tag)| tag).collect()
}

/// How many ranges of a header are looked at: no reader has more, and the header may be long.
const MOST_RANGES: usize = 32;

/// The weight of a range in thousandths: `q=0.8` is 800, none is 1000, nonsense is `None`.
fn weight(parameters: &str) -> Option<u16> {
    let Some((name, value)) = parameters.split_once('=') else { return Some(1000) };
    if !name.trim().eq_ignore_ascii_case("q") {
        return Some(1000);
    }
    let value: f32 = value.trim().parse().ok()?;
    // The cast is exact enough: the value lies in 0..=1 and has three decimals at most.
    (0.0..=1.0).contains(&value).then(|| (value * 1000.0).round() as u16)
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text names no language of the content.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("no such language (there are: sv, en)")]
pub struct UnknownLanguage;

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(text)).ok_or(UnknownLanguage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_language_of_the_header_is_taken() {
        for (header, expected) in [
            ("", Language::Sv),
            ("sv", Language::Sv),
            ("en", Language::En),
            ("EN-gb", Language::En),
            ("en-US,en;q=0.9,sv;q=0.8", Language::En),
            ("sv;q=0.8,en", Language::En),
            ("en;q=0.8, sv;q=0.9", Language::Sv),
            ("sv-FI", Language::Sv),
            ("de, en;q=0.5", Language::En),
            ("de,fr;q=0.4", Language::Sv),
            ("en;q=0", Language::Sv),
            ("en;q=0, *", Language::Sv),
            ("*", Language::Sv),
            ("en;q=nonsense", Language::Sv),
            ("en;q=1.5", Language::Sv),
            (";;;,,,", Language::Sv),
            ("en;level=1", Language::En),
        ] {
            assert_eq!(Language::negotiate(header), expected, "{header:?}");
        }
    }

    #[test]
    fn several_header_lines_count_as_one() {
        let mut headers = HeaderMap::new();
        assert_eq!(Language::of_request(&headers), Language::Sv);
        headers.append(ACCEPT_LANGUAGE, "de".parse().expect("a header value"));
        headers.append(ACCEPT_LANGUAGE, "en".parse().expect("a header value"));
        assert_eq!(Language::of_request(&headers), Language::En);
    }

    #[test]
    fn a_code_reads_back() {
        for language in Language::ALL {
            assert_eq!(language.code().parse(), Ok(language));
            assert_eq!(language.other().other(), language);
        }
        assert_eq!("de".parse::<Language>(), Err(UnknownLanguage));
    }
}
