//! Documents that are wrong in one place.

use super::Generator;

impl Generator<'_> {
    /// One change that as a rule makes the document invalid.
    pub(super) fn broken(&mut self, document: &str) -> String {
        let words: Vec<(usize, &str)> = words(document);
        let (at, word) = *self.random.choose(&words);
        let (before, after) = (&document[..at], &document[at + word.len()..]);
        let names =
            ["id", "title", "nope", "Initiative", "Query", "Node", "status", "$v0", "first", "null", "F0", "on"];
        match self.random.below(9) {
            // Another name in the place of a name.
            0 | 1 => format!("{before}{}{after}", self.random.choose(&names)),
            // A name less.
            2 => format!("{before}{after}"),
            // A name twice.
            3 => format!("{before}{word} {word}{after}"),
            // A directive nobody knows, or in a place where it must not stand.
            4 => format!(
                "{before}{word} @{}{after}",
                self.random.choose(&["nope", "skip", "include(if: 1)", "deprecated", "skip(if: true)"])
            ),
            // A character less or more.
            5 => {
                let at = self.random.below(document.len());
                let at = (0..=at).rev().find(|&at| document.is_char_boundary(at)).unwrap_or(0);
                let mut rest = document[at..].chars();
                rest.next();
                format!("{}{}", &document[..at], rest.as_str())
            }
            6 => format!(
                "{before}{}{word}{after}",
                self.random.choose(&["{", "}", "(", ")", "[", "]", "!", "$", ":", "...", "@", "\"", "#"])
            ),
            // A value of another type.
            7 => {
                let values =
                    ["1", "1.5", "\"s\"", "true", "RUNNING", "null", "[1]", "{a: 1}", "$v1", "[null]", "99999999999"];
                match document.find(": ").filter(|_| self.random.chance(30)) {
                    Some(colon) => {
                        format!("{}{}{}", &document[..colon + 2], self.random.choose(&values), &document[colon + 2..])
                    }
                    None => {
                        let colons: Vec<_> = document.match_indices(": ").map(|(at, _)| at + 2).collect();
                        if colons.is_empty() {
                            return format!("{document} {{ __typename }}");
                        }
                        let at = *self.random.choose(&colons);
                        let end = document[at..].find([' ', ',', ')', '}']).map_or(document.len(), |end| at + end);
                        format!("{}{}{}", &document[..at], self.random.choose(&values), &document[end..])
                    }
                }
            }
            // One definition more.
            _ => {
                let more = [
                    "query Other { __typename }",
                    "fragment Unused on Query { __typename }",
                    "{ __typename }",
                    "fragment F0 on Query { __typename }",
                    "query Operation { __typename }",
                    "type A { a: Int }",
                    "query Other($v: Nope) { __typename }",
                    "query Other($v: Int) { __typename }",
                    "subscription Other { __typename }",
                ];
                format!("{document}\n{}", self.random.choose(&more))
            }
        }
    }
}

/// Names in the text, with where they stand.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
        let within = character.is_ascii_alphanumeric() || character == '_';
        match (start, within) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    words
}
