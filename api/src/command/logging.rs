//! Where the log goes, and how panics get into it.

use std::{io, panic};

use api::config::{Log, LogFormat};
use tracing_subscriber::EnvFilter;

/// Starts logging to standard error: standard output is for what a command prints.
pub fn start(log: &Log) {
    // The filter was checked when the settings were read.
    let filter = EnvFilter::try_new(&log.filter).unwrap_or_default();
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    let started = match log.format {
        LogFormat::Text => subscriber.with_ansi(io::IsTerminal::is_terminal(&io::stderr())).try_init(),
        LogFormat::Json => subscriber.json().flatten_event(true).try_init(),
    };
    if let Err(error) = started {
        eprintln!("cannot start the log: {error}");
    }
    log_panics();
}

/// A panic is one line of the log like any other; within a request, the span says which request it was.
fn log_panics() {
    panic::set_hook(Box::new(|panic| {
        let said = panic.payload_as_str().unwrap_or("(no text)");
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked at {place}: {said}");
    }));
}
