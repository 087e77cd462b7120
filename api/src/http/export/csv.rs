//! Comma-separated values (RFC 4180) that a spreadsheet opens as they are meant: in UTF-8, and with nothing in them that it
//! would take for a formula.

use ::csv::{Error, Terminator, Writer, WriterBuilder};
use async_graphql::Value;
use serde_json::Number;

use super::column::{Cell, Column};
use crate::{
    config::Delimiter,
    text::{is_invisible, printable},
};

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
        Cell::Text(text) => harmless(printable(&text).into_owned()),
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
    letter.is_whitespace() || letter.is_control() || is_invisible(letter)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// What the files of the playground are held against too.
    const TOLD_APART: &str = include_str!("../../../../tests/browser/formulas.json");

    #[test]
    fn what_would_be_a_formula_is_text() {
        let told_apart: BTreeMap<String, Vec<String>> = serde_json::from_str(TOLD_APART).expect("lists of texts");
        for formula in &told_apart["formulas"] {
            assert_eq!(harmless(formula.clone()), format!("'{formula}"), "{formula:?}");
        }
        for text in &told_apart["texts"] {
            assert_eq!(harmless(text.clone()), *text);
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
