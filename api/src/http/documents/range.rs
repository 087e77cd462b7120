//! Parts of a document (RFC 9110, 14).

use std::ops::Range;

use axum::http::{
    HeaderMap,
    header::{IF_RANGE, RANGE},
};
use http_range_header::{RangeUnsatisfiableError, parse_range_header};

use crate::http::conditional::Tag;

/// What of it is asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of it; also where several parts are asked for, or what is not understood.
    All,
    /// These bytes.
    Part(Range<u64>),
    /// None that it has.
    Beyond,
}

impl Wanted {
    /// What a request asks for of so many bytes with this tag.
    pub fn of(request: &HeaderMap, tag: &Tag, size: u64) -> Self {
        let mut lines = request.get_all(RANGE).iter();
        let (Some(line), None) = (lines.next(), lines.next()) else { return Self::All };
        // of what has changed since, a part is of no use
        if request.get(IF_RANGE).is_some_and(|known| !tag.is(known)) {
            return Self::All;
        }
        let parsed = line.to_str().ok().map(|line| parse_range_header(line).and_then(|ranges| ranges.validate(size)));
        match parsed {
            Some(Ok(ranges)) => match ranges.as_slice() {
                [one] => Self::Part(*one.start()..one.end().saturating_add(1).min(size)),
                _ => Self::All,
            },
            Some(Err(RangeUnsatisfiableError::Unsatisfiable)) => Self::Beyond,
            _ => Self::All,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn one_part_is_given_and_anything_else_is_the_whole() {
        let tag = Tag::of("abc");
        let wanted = |range: &'static str, if_range: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RANGE, HeaderValue::from_static(range));
            if_range.map(|known| headers.insert(IF_RANGE, HeaderValue::from_static(known)));
            Wanted::of(&headers, &tag, 100)
        };
        for (range, expected) in [
            ("bytes=0-0", Wanted::Part(0..1)),
            ("bytes=0-99", Wanted::Part(0..100)),
            ("bytes=10-", Wanted::Part(10..100)),
            ("bytes=-10", Wanted::Part(90..100)),
            ("bytes=-1000", Wanted::Part(0..100)),
            ("bytes=90-1000", Wanted::Part(90..100)),
            ("bytes=100-", Wanted::Beyond),
            ("bytes=100-200", Wanted::Beyond),
            ("bytes=-0", Wanted::Beyond),
            ("bytes=0-1,3-4", Wanted::All),
            ("bytes=5-2", Wanted::All),
            ("bytes=a-b", Wanted::All),
            ("bytes=", Wanted::All),
            ("pages=1-2", Wanted::All),
            ("nonsense", Wanted::All),
        ] {
            assert_eq!(wanted(range, None), expected, "{range}");
        }
        assert_eq!(wanted("bytes=1-2", Some("\"abc\"")), Wanted::Part(1..3));
        for other in ["\"other\"", "W/\"abc\"", "Sat, 21 Nov 2026 12:00:00 GMT"] {
            assert_eq!(wanted("bytes=1-2", Some(other)), Wanted::All, "{other}");
        }
        assert_eq!(Wanted::of(&HeaderMap::new(), &tag, 100), Wanted::All);
    }
}
