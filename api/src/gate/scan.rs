//! A first look at the text: one pass, no recursion, no allocation. It answers how many tokens there are, how long names
//! are and how deep brackets are nested, so that no parser ever meets a document that could exhaust the stack.

/// What one pass over the text found.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scan {
    /// Punctuators, names, numbers and strings.
    pub tokens: usize,
    /// Comments, which are no tokens but cost as much.
    pub comments: usize,
    /// The deepest nesting of `{`, `[` and `(` together.
    pub nesting: usize,
    /// The bytes of the longest name.
    pub longest_name: usize,
}

/// Counts tokens and nesting. Malformed text is counted somehow; the parser is there to refuse it.
pub(super) fn scan(text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut found = Scan::default();
    let (mut at, mut nesting) = (0, 0usize);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b',' => continue,
            // The byte order mark is white space too.
            0xEF if bytes.get(at..at + 2) == Some(&[0xBB, 0xBF]) => {
                at += 2;
                continue;
            }
            b'#' => {
                at = skip(bytes, at, |byte| byte != b'\n' && byte != b'\r');
                found.comments += 1;
                continue;
            }
            b'"' => at = string(bytes, at),
            b'{' | b'[' | b'(' => {
                nesting += 1;
                found.nesting = found.nesting.max(nesting);
            }
            b'}' | b']' | b')' => nesting = nesting.saturating_sub(1),
            b'.' => at = skip(bytes, at, |byte| byte == b'.'),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                let start = at - 1;
                at = skip(bytes, at, |byte| byte == b'_' || byte.is_ascii_alphanumeric());
                found.longest_name = found.longest_name.max(at - start);
            }
            b'-' | b'0'..=b'9' => {
                at = skip(bytes, at, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-'));
            }
            _ => {}
        }
        found.tokens += 1;
    }
    found
}

fn skip(bytes: &[u8], mut at: usize, goes_on: impl Fn(u8) -> bool) -> usize {
    while bytes.get(at).is_some_and(|&byte| goes_on(byte)) {
        at += 1;
    }
    at
}

/// The end of a string whose first quote stands before `at`.
fn string(bytes: &[u8], mut at: usize) -> usize {
    if bytes.get(at..at + 2) == Some(b"\"\"") {
        at += 2;
        while let Some(&byte) = bytes.get(at) {
            if byte == b'\\' && bytes.get(at + 1..at + 4) == Some(b"\"\"\"") {
                at += 4;
            } else if byte == b'"' && bytes.get(at + 1..at + 3) == Some(b"\"\"") {
                return at + 3;
            } else {
                at += 1;
            }
        }
        return at;
    }
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' if !matches!(bytes.get(at + 1), Some(b'\n' | b'\r')) => at += 2,
            b'\n' | b'\r' => return at,
            _ => at += 1,
        }
    }
    at
}
