//! Whether a browser shows a document or saves it, and under which name (RFC 6266).

use axum::http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::text;

/// What may be shown: nothing in it can act.
const SHOWN: [&str; 6] = ["application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif", "text/plain"];

/// What an extended value holds as it is (RFC 8187, 3.2.1).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The longest name, in characters, without its extension.
const LONGEST: usize = 150;

/// The value of `Content-Disposition`.
pub fn disposition(media_type: &str, file_name: Option<&str>, title: &str) -> HeaderValue {
    let how = if SHOWN.contains(&media_type) { "inline" } else { "attachment" };
    // what is stored may be older than the rules for names
    let name = file_name.and_then(|name| text::file_name(name, extension(media_type)).ok());
    let name = name.unwrap_or_else(|| named(title, media_type));
    let plain: String = name.chars().map(plain).collect();
    let value = format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(&name, ENCODED));
    // all of it is ASCII
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

/// The name of a file whose name was not told.
fn named(title: &str, media_type: &str) -> String {
    let fit = |letter: char| if letter.is_control() || r#"\/:*?"<>|"#.contains(letter) { '-' } else { letter };
    let stem: String = title.chars().filter(|letter| !text::is_invisible(*letter)).take(LONGEST).map(fit).collect();
    format!("{}.{}", stem.trim_matches(['.', ' ']), extension(media_type))
}

/// What the names of files of a type end in.
pub fn extension(media_type: &str) -> &str {
    match media_type {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => "pptx",
        "application/vnd.oasis.opendocument.text" => "odt",
        "application/vnd.oasis.opendocument.spreadsheet" => "ods",
        "application/vnd.oasis.opendocument.presentation" => "odp",
        "text/plain" => "txt",
        "text/markdown" => "md",
        "image/jpeg" => "jpg",
        other => {
            let subtype = other.rsplit('/').next().unwrap_or_default();
            let is_fit = |byte: u8| byte.is_ascii_alphanumeric();
            if !subtype.is_empty() && subtype.len() <= 5 && subtype.bytes().all(is_fit) { subtype } else { "bin" }
        }
    }
}

/// The letter for programs that know no others than those of ASCII.
fn plain(letter: char) -> char {
    match letter {
        'å' | 'ä' | 'á' | 'à' => 'a',
        'ö' | 'ó' | 'ø' => 'o',
        'é' | 'è' | 'ë' => 'e',
        'ü' => 'u',
        'Å' | 'Ä' => 'A',
        'Ö' | 'Ø' => 'O',
        'É' => 'E',
        'Ü' => 'U',
        '"' | '\\' | '%' => '_',
        letter if letter.is_ascii_graphic() || letter == ' ' => letter,
        _ => '_',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_act_is_shown_and_names_are_told_to_old_programs_too() {
        for (media_type, file_name, title, expected) in [
            (
                "application/pdf",
                None,
                "Årsöversikt 2026: mål/delmål",
                "inline; filename=\"Arsoversikt 2026- mal-delmal.pdf\"; filename*=UTF-8''%C3%85rs%C3%B6versikt%202026-%20m%C3%A5l-delm%C3%A5l.pdf",
            ),
            ("text/html", None, "x", "attachment; filename=\"x.html\"; filename*=UTF-8''x.html"),
            ("image/svg+xml", None, "x", "attachment; filename=\"x.bin\"; filename*=UTF-8''x.bin"),
            ("text/csv", Some("a\"b\\c%.csv"), "x", "attachment; filename=\"x.csv\"; filename*=UTF-8''x.csv"),
            (
                "text/plain",
                Some("日本.txt"),
                "x",
                "inline; filename=\"__.txt\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.txt",
            ),
            ("application/pdf", None, "../..", "inline; filename=\"-.pdf\"; filename*=UTF-8''-.pdf"),
        ] {
            assert_eq!(disposition(media_type, file_name, title), expected);
        }
    }
}
