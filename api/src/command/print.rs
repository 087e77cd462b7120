//! `schema` and `roles`: commands that print a text.

use std::io::{self, ErrorKind, Write};

use eyre::WrapErr;

use super::failure::Failure;

/// Prints the text, and nothing else.
pub fn run(text: &str) -> Result<(), Failure> {
    match io::stdout().write_all(text.as_bytes()) {
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.wrap_err("cannot print").map_err(Failure::from),
    }
}
