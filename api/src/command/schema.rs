//! `schema`

use std::io::{self, ErrorKind, Write};

use eyre::WrapErr;

use super::failure::Failure;

/// Prints the schema.
pub fn run() -> Result<(), Failure> {
    match io::stdout().write_all(api::graphql::sdl().as_bytes()) {
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written.wrap_err("cannot print the schema").map_err(Failure::from),
    }
}
