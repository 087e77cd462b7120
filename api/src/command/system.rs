//! What is asked of the operating system: who may read the files, and how many may be open.

#[cfg(unix)]
use std::fs::{self, Permissions};
use std::path::Path;

use api::config::Config;

use super::failure::Failure;

/// Files that are open whatever is asked: the log, the listeners, the runtime, identity providers, documents on their way.
const OWN: u64 = 128;

/// How many files a connection to the database keeps open: of SQLite, the database and its two companions.
const OF_DATABASE: u64 = 3;

/// How many connections there are at the most where nothing is said: each takes some memory, too.
const MOST: u64 = 10_000;

/// The fewest connections that a server is of use with.
const FEWEST: u64 = 16;

/// Lets nobody but the owner read what the program writes, and enter the folders that it makes, whatever it was started with.
pub fn keep_files_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}

/// Takes a file that was made before for the owner alone, too.
#[cfg(unix)]
pub fn make_private(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let is_open = fs::metadata(file).is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o077 != 0);
    if is_open && let Err(error) = fs::set_permissions(file, Permissions::from_mode(0o600)) {
        tracing::warn!("others may read {}: {error}", file.display());
    }
}

/// Who may read a file is not ours to say here.
#[cfg(not(unix))]
pub fn make_private(_: &Path) {}

/// How many may be connected at a time, after asking the system for as many open files as there may be.
///
/// # Errors
/// If it lets fewer be open than the settings ask for.
pub fn most_connections(config: &Config) -> Result<u32, Failure> {
    let Some(files) = most_files() else {
        return Ok(config.http.connections.most.unwrap_or(clamped(MOST)));
    };
    let reserved = OWN + OF_DATABASE * u64::from(config.database.max_connections);
    let left = files.saturating_sub(reserved);
    let wanted = config.http.connections.most.map_or(FEWEST, u64::from);
    if left < wanted {
        return Err(Failure::Settings(format!(
            "{wanted} connections need {} open files, and the system lets this process have {files}: raise its limit \
             (ulimit -n, LimitNOFILE), or lower --max-connections or --database-connections",
            wanted + reserved
        )));
    }
    Ok(config.http.connections.most.unwrap_or(clamped(left.min(MOST))))
}

fn clamped(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// How many files may be open at a time, after raising the limit as far as it goes; none where there is no limit.
#[cfg(unix)]
fn most_files() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // where it cannot be raised, what there is has to do
    match setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }) {
        Ok(()) => maximum,
        Err(_) => current,
    }
}

/// How many files may be open at a time; no limit is known here.
#[cfg(not(unix))]
fn most_files() -> Option<u64> {
    None
}
