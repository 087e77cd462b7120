//! Comma-separated values (RFC 4180) that a spreadsheet opens as they are meant: in UTF-8, and with nothing in them that it
//! would take for a formula.

use ::csv::{Error, Terminator, Writer, WriterBuilder};
use async_graphql::Value;
use serde_json::Number;

use super::column::{Cell, Column};
use crate::config::Delimiter;

/// Tells Excel that what follows is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What a formula begins with, in any of the widths that a spreadsheet reads it in.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The first line, with the names of the columns.
pub fn header(columns: &[Column], delimiter: Delimiter) -> Result<Vec<u8>, Error> {
    let mut writer = writer(BYTE_ORDER_MARK.into(), delimiter);
    writer.write_record(columns.iter().map(Column::name))?;
    written(writer)
}

/// The lines of these rows.
pub fn lines(rows: &[Value], columns: &[Column], delimiter: Delimiter) -> Result<Vec<u8>, Error> {
    let mut writer = writer(vec![], delimiter);
    for row in rows {
        for column in columns {
            writer.write_field(field(column.of(row), delimiter))?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    written(writer)
}

fn writer(into: Vec<u8>, delimiter: Delimiter) -> Writer<Vec<u8>> {
    WriterBuilder::new().delimiter(delimiter.byte()).terminator(Terminator::CRLF).from_writer(into)
}

fn written(writer: Writer<Vec<u8>>) -> Result<Vec<u8>, Error> {
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn field(cell: Cell, delimiter: Delimiter) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => decimal(&number, delimiter),
        Cell::Truth(truth) => truth.to_string(),
    }
}

/// A number as a spreadsheet reads it that separates by this: where a list has semicolons, decimals have a comma.
fn decimal(number: &Number, delimiter: Delimiter) -> String {
    let number = number.to_string();
    if delimiter == Delimiter::Semicolon { number.replace('.', ",") } else { number }
}

/// The text, after an apostrophe where a spreadsheet would take it for a formula, whatever comes before that cannot be seen:
/// see OWASP's "CSV Injection".
fn harmless(text: String) -> String {
    let is_control = text.starts_with(['\t', '\r', '\n']);
    let is_formula = text.trim_start_matches(is_unseen).starts_with(FORMULA);
    if is_control || is_formula { format!("'{text}") } else { text }
}

fn is_unseen(letter: char) -> bool {
    const FORMAT: [std::ops::RangeInclusive<char>; 5] = [
        '\u{ad}'..='\u{ad}',
        '\u{180e}'..='\u{180e}',
        '\u{200b}'..='\u{200f}',
        '\u{202a}'..='\u{2069}',
        '\u{feff}'..='\u{feff}',
    ];
    letter.is_whitespace() || letter.is_control() || FORMAT.iter().any(|range| range.contains(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_a_formula_is_text() {
        for formula in [
            "=1+1",
            "+1",
            "-1+1",
            "@SUM(1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\ttext",
            "\rtext",
            " =1",
            "\u{a0}=1",
            "\u{3000}＝1",
            "＋1",
            "－1",
            "＠A1",
            "\u{feff}=1",
            "\u{200b}=1",
            "\u{202e}=1",
            "\u{1}=1",
            "-5",
        ] {
            assert_eq!(harmless(formula.to_owned()), format!("'{formula}"), "{formula:?}");
        }
        for text in ["", " ", "1=1", "a@b.example", "text", "'=1", "\"=1", "5", "2026-11-21", "—", "…", "å"] {
            assert_eq!(harmless(text.to_owned()), text);
        }
    }

    #[test]
    fn numbers_stay_numbers() {
        let number = |number: f64| Cell::Number(Number::from_f64(number).expect("finite"));
        for (delimiter, expected) in
            [(Delimiter::Semicolon, "-2,5"), (Delimiter::Comma, "-2.5"), (Delimiter::Tab, "-2.5")]
        {
            assert_eq!(field(number(-2.5), delimiter), expected);
        }
        assert_eq!(field(Cell::Number((-5).into()), Delimiter::Semicolon), "-5");
    }
}
