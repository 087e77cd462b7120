//! How far generating has come: a bar where somebody watches, log lines elsewhere.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};

/// Log lines come each time so many of a hundred are done.
const LOGGED: u64 = 20;

/// Shows how far it has come.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    all: u64,
    done: u64,
}

impl Progress {
    /// For so many initiatives: a bar if the standard error is a terminal.
    #[must_use]
    pub fn new(all: u64) -> Self {
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(all);
            let style = ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} initiatives, {eta} left {msg}");
            style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
        });
        Self { bar, all, done: 0 }
    }

    /// Nothing is shown.
    #[must_use]
    pub fn hidden() -> Self {
        Self { bar: None, all: 0, done: 0 }
    }

    /// So many more are done.
    pub(super) fn advance(&mut self, initiatives: u64) {
        let before = self.percent();
        self.done += initiatives;
        match &self.bar {
            Some(bar) => bar.inc(initiatives),
            None if before / LOGGED < self.percent() / LOGGED => {
                tracing::info!("generated {} of {} initiatives", self.done, self.all);
            }
            None => {}
        }
    }

    /// What is going on once the initiatives are there.
    pub(super) fn say(&self, what: &'static str) {
        match &self.bar {
            Some(bar) => bar.set_message(what),
            None if self.all > 0 => tracing::info!("{what}"),
            None => {}
        }
    }

    /// It is over.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn percent(&self) -> u64 {
        (self.done * 100).checked_div(self.all).unwrap_or(0)
    }
}
