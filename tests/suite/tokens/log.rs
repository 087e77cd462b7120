//! Everything that is written to the log while a value of this lives, on the thread that made it: a test's runtime runs
//! all its tasks there, those of the server among them.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::Dispatch;
use tracing::level_filters::LevelFilter;
use tracing::subscriber::{DefaultGuard, NoSubscriber};
use tracing_subscriber::fmt::{MakeWriter, format::FmtSpan};

/// The log so far.
pub struct Log {
    lines: Lines,
    _guard: DefaultGuard,
    /// While there is one subscriber alone, a place in the program that another thread reaches first, without one, is
    /// silent for good. A second one prevents that.
    _other: Dispatch,
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Begins to listen, to every level.
    pub fn listen() -> Self {
        let lines = Lines::default();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
            .with_ansi(false)
            .without_time()
            .with_writer(lines.clone())
            .finish();
        let other = Dispatch::new(NoSubscriber::default());
        Log { lines, _guard: tracing::subscriber::set_default(subscriber), _other: other }
    }

    /// All of it.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.lines.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}
