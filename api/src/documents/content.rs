//! What a file is, by what is in it: nobody's word is taken for it.

use std::io::{self, Read, Seek, SeekFrom};

use file_format::{FileFormat, Kind};

use crate::config::DocumentType;

/// How much of the beginning is looked at.
const HEAD: usize = 64 * 1024;

/// How much of the end of a container is looked at: its directory is there.
const TAIL: usize = 4 * 1024 * 1024;

/// The media type of PDF.
const PDF: &str = "application/pdf";

/// What the containers begin with: ZIP, and the compound files of former offices.
const CONTAINERS: [&[u8]; 2] = [b"PK", b"\xD0\xCF\x11\xE0"];

/// What pages and drawings that can run scripts begin with, after white space
/// (<https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type>).
const MARKUP: [&str; 18] = [
    "<!doctype",
    "<html",
    "<head",
    "<script",
    "<iframe",
    "<h1",
    "<div",
    "<font",
    "<table",
    "<a",
    "<style",
    "<title",
    "<b",
    "<body",
    "<br",
    "<p",
    "<!--",
    "<svg",
];

/// Why content is not what it is said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is something else, by its media type.
    Other(String),
    /// It is a program, of this kind.
    Program(String),
    /// It is no text in UTF-8.
    NoText,
    /// It is text in another encoding, probably this one.
    Encoding(&'static str),
}

/// How far into a file its beginning as a PDF can lie: programs look for it in the first KiB (ISO 32000-1, annex H.3.4.1).
const PDF_WITHIN: usize = 1024;

/// What is known of the content of an upload.
pub struct Content<'a> {
    declared: &'a str,
    /// What else could have been declared.
    types: &'a [DocumentType],
    head: Vec<u8>,
    tail: Vec<u8>,
    size: u64,
    /// The bytes of a letter whose end has not come yet.
    letter: Vec<u8>,
}

impl<'a> Content<'a> {
    /// Nothing yet, of what is said to be of this media type.
    pub fn new(declared: &'a str, types: &'a [DocumentType]) -> Self {
        Self { declared, types, head: vec![], tail: vec![], size: 0, letter: vec![] }
    }

    /// Looks at the next bytes.
    ///
    /// # Errors
    /// As soon as it is known that the content is not what it is said to be.
    pub fn look(&mut self, bytes: &[u8]) -> Result<(), Unfit> {
        let had = self.head.len();
        self.head.extend(&bytes[..bytes.len().min(HEAD - had)]);
        self.size += bytes.len() as u64;
        if self.is_container() {
            self.tail.extend(bytes);
            if self.tail.len() > 2 * TAIL {
                self.tail.drain(..self.tail.len() - TAIL);
            }
        }
        if self.is_said_to_be_text() {
            self.look_at_text(bytes)?;
        }
        if had < HEAD && self.head.len() == HEAD && !self.is_container() { self.judge() } else { Ok(()) }
    }

    /// Looks at the whole, when all has come.
    ///
    /// # Errors
    /// If the content is not what it is said to be.
    pub fn end(self) -> Result<(), Unfit> {
        if self.is_said_to_be_text() && !self.letter.is_empty() { Err(Unfit::NoText) } else { self.judge() }
    }

    fn judge(&self) -> Result<(), Unfit> {
        let found = FileFormat::from_reader(Ends { content: self, at: 0 }).unwrap_or_default();
        let is_script = self.head.starts_with(b"#!");
        let is_text = is_text(&self.head);
        if is_script || (!is_text && matches!(found.kind(), Kind::Executable | Kind::Package)) {
            return Err(Unfit::Program(if is_script { "#!".to_owned() } else { found.name().to_owned() }));
        }
        let found = match found.media_type() {
            _ if is_markup(&self.head) => "text/html",
            "application/octet-stream" | "text/plain" if self.declared == PDF && is_pdf(&self.head) => PDF,
            // a signature of few letters can be the beginning of a text; of what could have been declared it is none
            other if is_text && !other.ends_with("xml") && !self.is_allowed(other) => "text/plain",
            other => other,
        };
        let fits = found == self.declared || (found == "text/plain" && self.is_said_to_be_text());
        if fits { Ok(()) } else { Err(Unfit::Other(found.to_owned())) }
    }

    /// Why it is no text, as near as the beginning tells.
    fn no_text(&self) -> Unfit {
        encoding(&self.head).map_or(Unfit::NoText, Unfit::Encoding)
    }

    fn is_allowed(&self, name: &str) -> bool {
        self.types.iter().any(|known| known.as_str() == name)
    }

    fn is_container(&self) -> bool {
        CONTAINERS.iter().any(|begin| self.head.starts_with(begin))
    }

    /// Whether it is said to be of a type that is told from others by its author alone.
    fn is_said_to_be_text(&self) -> bool {
        ["text/plain", "text/markdown", "text/csv", "application/json"].contains(&self.declared)
    }

    /// Text is UTF-8 to its end: so it is shown alike everywhere.
    fn look_at_text(&mut self, bytes: &[u8]) -> Result<(), Unfit> {
        let mut text = std::mem::take(&mut self.letter);
        text.extend(bytes);
        if !is_text(&text) {
            return Err(self.judge().err().filter(|unfit| !is_unknown(unfit)).unwrap_or_else(|| self.no_text()));
        }
        let whole = std::str::from_utf8(&text).map_or_else(|error| error.valid_up_to(), str::len);
        self.letter = text.split_off(whole);
        Ok(())
    }
}

/// Whether nothing is known of what something is.
fn is_unknown(unfit: &Unfit) -> bool {
    matches!(unfit, Unfit::Other(found) if found == "application/octet-stream" || found == "text/plain")
}

/// Whether a PDF begins within the first KiB, whatever comes before it.
fn is_pdf(head: &[u8]) -> bool {
    let mut beginnings = head[..head.len().min(PDF_WITHIN + 7)].windows(7);
    beginnings.any(|bytes| matches!(bytes, [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.']))
}

/// The encoding that the bytes of a text that is no UTF-8 are probably in.
fn encoding(head: &[u8]) -> Option<&'static str> {
    let sample = &head[..head.len().min(1024)];
    let zeros = |at: usize| sample.iter().skip(at).step_by(2).filter(|byte| **byte == 0).count() * 3 > sample.len();
    let is_control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    match sample {
        [0xff, 0xfe, ..] => Some("UTF-16LE"),
        [0xfe, 0xff, ..] => Some("UTF-16BE"),
        _ if zeros(1) => Some("UTF-16LE"),
        _ if zeros(0) => Some("UTF-16BE"),
        _ if !head.iter().any(is_control) => Some("Windows-1252 / ISO 8859-1"),
        _ => None,
    }
}

/// Whether the bytes are text in UTF-8, of which the last letter may be cut off, and nothing in it is not meant to be read.
fn is_text(bytes: &[u8]) -> bool {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.contains(|letter: char| letter.is_control() && !letter.is_whitespace())
}

/// Whether a browser could take the bytes for a page.
fn is_markup(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    MARKUP.iter().any(|begin| {
        let next = head.get(begin.len()).copied();
        let begins = head.get(..begin.len()).is_some_and(|head| head.eq_ignore_ascii_case(begin.as_bytes()));
        begins && (*begin == "<!--" || next.is_none_or(|next| next.is_ascii_whitespace() || b">/".contains(&next)))
    })
}

/// The beginning and the end of an upload as a file with a hole in between, which cannot be read.
struct Ends<'a> {
    content: &'a Content<'a>,
    at: u64,
}

impl Ends<'_> {
    /// What can be read on from here.
    fn rest(&self) -> io::Result<&[u8]> {
        let Content { head, tail, size, .. } = self.content;
        let from =
            |begin: u64, bytes: &[u8]| usize::try_from(self.at - begin).map_or(bytes.len(), |at| at.min(bytes.len()));
        let tail_begins = size - tail.len() as u64;
        if self.at < head.len() as u64 {
            Ok(&head[from(0, head)..])
        } else if self.at >= tail_begins {
            Ok(&tail[from(tail_begins, tail)..])
        } else {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }
}

impl Read for Ends<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.rest()?.read(into)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Ends<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.content.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
