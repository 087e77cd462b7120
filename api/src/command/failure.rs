//! How a command fails: one line for the person who started it, and a code for the script that did.

use std::{fmt, process::ExitCode};

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The command line, the environment or the settings file are wrong: exit code 2.
    Settings(String),
    /// Something went wrong while running: exit code 1.
    Running(eyre::Report),
}

impl Failure {
    /// What the program ends with.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Settings(_) => ExitCode::from(2),
            Self::Running(_) => ExitCode::FAILURE,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Settings(text) => text.clone(),
            Self::Running(report) => explained(report),
        };
        f.write_str(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// The error and its causes. Some errors repeat their cause in their own words: then once is enough.
fn explained(report: &eyre::Report) -> String {
    report.chain().map(ToString::to_string).fold(String::new(), |text, cause| match text.is_empty() {
        true => cause,
        false if text.contains(&cause) => text,
        false => format!("{text}: {cause}"),
    })
}

impl From<eyre::Report> for Failure {
    fn from(report: eyre::Report) -> Self {
        Self::Running(report)
    }
}

/// The store's error for the operator: unlike a client, they may read the cause.
impl From<api::error::Error> for Failure {
    fn from(error: api::error::Error) -> Self {
        Self::Running(match error.cause() {
            Some(cause) => eyre::Report::msg(cause.to_string()),
            None => eyre::Report::msg(error.to_string()),
        })
    }
}
