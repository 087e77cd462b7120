//! Which media type an answer has: by the `Accept` header, as GraphQL over HTTP asks.

use axum::http::{HeaderMap, HeaderValue, header::ACCEPT};

/// The media type of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// `application/graphql-response+json`: the status tells whether the request was right.
    GraphqlResponse,
    /// `application/json`: for clients from before; a request that is well-formed gets 200.
    Json,
}

impl MediaType {
    const BOTH: [Self; 2] = [Self::GraphqlResponse, Self::Json];

    /// The value of `Content-Type`.
    #[must_use]
    pub const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }

    const fn essence(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json",
            Self::Json => "application/json",
        }
    }
}

/// How exactly a range of the header names a media type; more exact ranges overrule others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Exactness {
    Anything,
    AnyOfKind,
    ByName,
}

/// The media type that the caller prefers; none where all that we have is refused.
///
/// Without a header, and where only `*` asks for us, the answer is `application/json`: that is what the
/// specification keeps for clients that know nothing newer.
#[must_use]
pub fn negotiate(headers: &HeaderMap) -> Option<MediaType> {
    let Some(accepted) = accepted(headers) else { return Some(MediaType::Json) };
    let offers = MediaType::BOTH.into_iter().filter_map(|media| {
        let (exactness, weight) = range_for(media.essence(), &accepted)?;
        let newer_first = (media == MediaType::GraphqlResponse) == (exactness == Exactness::ByName);
        (weight > 0).then_some(((weight, exactness, newer_first), media))
    });
    offers.max_by_key(|(rank, _)| *rank).map(|(_, media)| media)
}

/// The one of these media types that the caller prefers, the first of them where none is preferred; none where all of them are
/// refused.
#[must_use]
pub fn preferred<T: Copy>(headers: &HeaderMap, offers: &[(&'static str, T)]) -> Option<(&'static str, T)> {
    let Some(accepted) = accepted(headers) else { return offers.first().copied() };
    let ranked = offers.iter().filter_map(|offer| {
        let (exactness, weight) = range_for(offer.0, &accepted)?;
        (weight > 0).then_some(((weight, exactness), *offer))
    });
    // of those that rank alike, the last is found
    ranked.rev().max_by_key(|(rank, _)| *rank).map(|(_, offer)| offer)
}

/// What the caller accepts; none where they do not say.
fn accepted(headers: &HeaderMap) -> Option<String> {
    let lines: Vec<&str> = headers.get_all(ACCEPT).iter().map(|line| line.to_str().unwrap_or("")).collect();
    Some(lines.join(",")).filter(|accepted| accepted.bytes().any(|byte| byte != b' ' && byte != b','))
}

/// The most exact range that covers the media type, with its weight in thousandths.
fn range_for(media: &str, accepted: &str) -> Option<(Exactness, u16)> {
    let ranges = accepted.split(',').filter_map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let exactness = exactness(media, parts.next()?)?;
        let mut weight = 1000;
        for parameter in parts {
            let (name, value) = parameter.split_once('=')?;
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => weight = thousandths(value.trim())?,
                "charset" if !is_utf8(value) => return None,
                _ => {}
            }
        }
        Some((exactness, weight))
    });
    ranges.max_by_key(|(exactness, _)| *exactness)
}

fn exactness(media: &str, range: &str) -> Option<Exactness> {
    let (kind, subtype) = range.split_once('/')?;
    let (own_kind, own_subtype) = media.split_once('/')?;
    let is_of_kind = kind.eq_ignore_ascii_case(own_kind);
    match (kind, subtype) {
        ("*", "*") => Some(Exactness::Anything),
        (_, "*") if is_of_kind => Some(Exactness::AnyOfKind),
        (_, name) if is_of_kind && name.eq_ignore_ascii_case(own_subtype) => Some(Exactness::ByName),
        _ => None,
    }
}

/// Is the charset UTF-8, with or without quotes?
pub(super) fn is_utf8(charset: &str) -> bool {
    charset.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
}

fn thousandths(weight: &str) -> Option<u16> {
    let weight: f32 = weight.parse().ok()?;
    (0.0..=1.0).contains(&weight).then(|| (weight * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_media_type_is_taken() {
        const NEW: Option<MediaType> = Some(MediaType::GraphqlResponse);
        const OLD: Option<MediaType> = Some(MediaType::Json);
        for (header, expected) in [
            ("", OLD),
            ("*/*", OLD),
            ("application/*", OLD),
            ("application/json", OLD),
            ("application/graphql-response+json", NEW),
            ("Application/GraphQL-Response+JSON", NEW),
            ("application/graphql-response+json; charset=utf-8", NEW),
            ("application/graphql-response+json; charset=\"UTF-8\"", NEW),
            ("application/graphql-response+json; charset=utf-16", None),
            ("application/graphql-response+json, application/json", NEW),
            ("application/json, application/graphql-response+json", NEW),
            ("application/graphql-response+json, application/json;q=0.9", NEW),
            ("application/graphql-response+json;q=0.5, application/json", OLD),
            ("application/graphql-response+json;q=0.5, */*", OLD),
            ("application/graphql-response+json, */*", NEW),
            ("application/json, */*", OLD),
            ("application/json;q=0.1, */*;q=0.9", NEW),
            ("*/*;q=0.1", OLD),
            ("application/json;q=0, */*", NEW),
            ("application/json;q=0", None),
            ("*/*;q=0", None),
            ("text/html", None),
            ("text/html, application/xml;q=0.9, */*;q=0.8", OLD),
            ("text/event-stream, application/json", OLD),
            ("text/*", None),
            ("application/json;q=2", None),
            ("application/json;q=", None),
            ("nonsense", None),
            ("json", None),
            (" , ", OLD),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(header));
            assert_eq!(negotiate(&headers), expected, "{header:?}");
        }
        assert_eq!(negotiate(&HeaderMap::new()), OLD);
    }

    #[test]
    fn of_several_the_preferred_one_is_taken() {
        const OFFERS: [(&str, char); 3] =
            [("application/rdf+xml", 'x'), ("text/turtle", 't'), ("application/ld+json", 'j')];
        for (header, expected) in [
            ("", Some('x')),
            ("*/*", Some('x')),
            ("text/*", Some('t')),
            ("text/turtle, application/rdf+xml;q=0.5", Some('t')),
            ("application/ld+json, */*;q=0.1", Some('j')),
            ("application/*;q=0.5, Text/Turtle;q=0.4", Some('x')),
            ("application/rdf+xml;q=0, */*", Some('t')),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some('x')),
            ("text/html", None),
            ("*/*;q=0", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(header));
            assert_eq!(preferred(&headers, &OFFERS).map(|(_, offer)| offer), expected, "{header:?}");
        }
    }

    #[test]
    fn several_lines_count_as_one() {
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT, HeaderValue::from_static("text/html"));
        assert_eq!(negotiate(&headers), None);
        headers.append(ACCEPT, HeaderValue::from_static("application/graphql-response+json"));
        assert_eq!(negotiate(&headers), Some(MediaType::GraphqlResponse));
    }
}
