//! Reading settings from the environment and from the TOML file, with errors of one line that name the
//! place of the mistake.

use std::{ffi::OsString, fs, path::Path};

use clap::{
    Arg, CommandFactory, FromArgMatches, Parser,
    error::{ContextKind, ContextValue, ErrorKind},
};

use super::{ConfigError, settings::Settings};

/// What the names of all environment variables of this program begin with.
pub const PREFIX: &str = "SK_";

/// The command line as far as the environment can stand in for it.
#[derive(Parser, Default)]
#[command(no_binary_name = true, disable_help_flag = true, disable_version_flag = true)]
struct Variables {
    #[command(flatten)]
    settings: Settings,
    #[arg(long)]
    config: Option<OsString>,
}

/// Adds the name of its environment variable to a flag's description.
#[must_use]
pub fn documented(flag: Arg) -> Arg {
    let Some(help) = flag.get_help().filter(|_| flag.get_long().is_some()).cloned() else { return flag };
    let variable = variable(flag.get_id().as_str());
    flag.help(format!("{help} [env: {variable}]"))
}

/// The environment variable of a setting: `database_url` or `--database-url` is `SK_DATABASE_URL`.
fn variable(setting: &str) -> String {
    let name = setting.trim_start_matches('-').replace('-', "_").to_ascii_uppercase();
    format!("{PREFIX}{name}")
}

/// What the environment says.
#[derive(Default)]
pub struct FromEnvironment {
    /// The settings among the variables.
    pub settings: Settings,
    /// The TOML file, if one is named.
    pub file: Option<OsString>,
    /// The name of a variable that says something, if there is one.
    pub first: Option<String>,
}

/// The settings among the variables. An empty variable counts as unset; a variable with our prefix that is no setting is a
/// mistake.
///
/// # Errors
/// If a variable is not known or its value cannot be read.
pub fn from_environment(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<FromEnvironment, ConfigError> {
    let mut said = FromEnvironment::default();
    for (name, value) in variables {
        let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else { continue };
        if value.is_empty() {
            continue;
        }
        let read = read_variable(name, &value)?;
        said.settings = said.settings.or(read.settings);
        said.file = said.file.or(read.config);
        said.first.get_or_insert_with(|| name.to_owned());
    }
    Ok(said)
}

/// Reads one variable through the flag of the same name, so that both are read alike.
fn read_variable(name: &str, value: &OsString) -> Result<Variables, ConfigError> {
    let mut argument = OsString::from(flag(name.trim_start_matches(PREFIX)));
    argument.push("=");
    argument.push(value);
    let parsed = Variables::command().try_get_matches_from([argument]);
    parsed.and_then(|matches| Variables::from_arg_matches(&matches)).map_err(|error| match error.kind() {
        ErrorKind::UnknownArgument => ConfigError::UnknownVariable {
            name: name.to_owned(),
            hint: hint(suggestion(&error).map(|flag| variable(&flag))),
        },
        _ => ConfigError::BadVariable { name: name.to_owned(), reason: reason(&error) },
    })
}

fn flag(setting: &str) -> String {
    format!("--{}", setting.to_ascii_lowercase().replace('_', "-"))
}

/// The flag that was probably meant.
fn suggestion(error: &clap::Error) -> Option<String> {
    match error.get(ContextKind::SuggestedArg)? {
        ContextValue::String(flag) => Some(flag.clone()),
        _ => None,
    }
}

fn hint(meant: Option<String>) -> String {
    meant.map_or_else(String::new, |name| format!("; did you mean {name}?"))
}

/// What is wrong with a value, without the flag that stood in for the variable.
fn reason(error: &clap::Error) -> String {
    if let Some(source) = std::error::Error::source(error) {
        return source.to_string();
    }
    let possible = match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(values)) => format!(" (possible: {})", values.join(", ")),
        _ => String::new(),
    };
    format!("this value is not possible{possible}")
}

/// A mistake on the command line, in one line.
#[must_use]
pub fn one_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let kept: Vec<&str> =
        lines.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information")).collect();
    kept.join(" ").replace(" tip: ", "; ").trim_start_matches("error: ").to_owned()
}

/// The settings of the TOML file.
///
/// # Errors
/// If the file cannot be read, or holds something that is no setting.
pub fn from_file(path: &Path) -> Result<Settings, ConfigError> {
    let at = path.display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|error| ConfigError::UnreadableFile { path: at.clone(), reason: error.to_string() })?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        ConfigError::BadFile { path: at, line, reason: file_reason(error.message()) }
    })
}

/// The parser's message in one line; for an unknown key the nearest known one instead of all there are.
fn file_reason(message: &str) -> String {
    let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`'));
    let Some((key, _)) = unknown else { return message.lines().next().unwrap_or_default().to_owned() };
    let parsed = Variables::command().try_get_matches_from([format!("{}=", flag(key))]);
    let meant = parsed.err().and_then(|error| suggestion(&error));
    let meant = meant.map(|flag| flag.trim_start_matches('-').replace('-', "_"));
    format!("`{key}` is no setting{}", hint(meant))
}
