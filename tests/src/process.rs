//! The program in a process of its own, as its user starts it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use crate::database::Database;
use crate::issuer::TestIssuer;

/// A server on a database. It is killed with the value.
pub struct Process {
    /// Where it answers.
    pub url: String,
    child: Child,
}

impl Process {
    /// Starts a server that trusts the issuer of the tests, and waits until it listens.
    pub async fn serve(database: &Database, settings: &[&str]) -> Self {
        let log = database.folder.join("log");
        let file = File::create(&log).expect("a log");
        let issuers = format!("[{}]", TestIssuer::get().description());
        let mut command = Command::new(program());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"SK_")) {
            command.env_remove(name);
        }
        let child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", &database.url, "--issuers", &issuers])
            .args(["--rate-limit", "0", "--rate-limit-anonymous", "0"])
            .args(settings)
            .current_dir(&database.folder)
            .stdin(Stdio::null())
            .stdout(file.try_clone().expect("a log"))
            .stderr(file)
            .spawn()
            .expect("the program starts");
        let mut server = Process { url: String::new(), child };
        server.url = server.address(&log).await;
        server
    }

    async fn address(&mut self, log: &Path) -> String {
        for _ in 0..6_000 {
            let text = std::fs::read_to_string(log).unwrap_or_default();
            // a line that is written to its end
            if let Some((_, rest)) = text.split_once("listening on ")
                && let Some((address, _)) = rest.split_once(char::is_whitespace)
            {
                return address.to_owned();
            }
            assert!(self.child.try_wait().expect("its state").is_none(), "it ended: {text}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it does not listen: {}", std::fs::read_to_string(log).unwrap_or_default());
    }

    /// Kills it where it stands (SIGKILL), and waits until it is gone.
    pub fn kill(&mut self) {
        // it may have ended by itself
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The program, which is built beside the tests: cargo builds it with the workspace, and not with this package alone.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    let folder = test.parent().and_then(Path::parent).expect("target/debug/deps");
    let program = folder.join("samhallskontraktet").with_extension(std::env::consts::EXE_EXTENSION);
    let built = program.metadata().and_then(|file| file.modified());
    let built = built.unwrap_or_else(|_| panic!("{} is missing: run cargo build", program.display()));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let is_old =
        ["api/src", "api/content", "entity/src", "migration/src"].iter().any(|part| newest(&root.join(part)) > built);
    assert!(!is_old, "{} is older than its source: run cargo build", program.display());
    program
}

/// When something in a folder was changed last.
fn newest(folder: &Path) -> SystemTime {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let changed = |path: PathBuf| if path.is_dir() { newest(&path) } else { modified(&path) };
    entries.map(changed).max().unwrap_or(SystemTime::UNIX_EPOCH)
}

fn modified(path: &Path) -> SystemTime {
    path.metadata().and_then(|file| file.modified()).expect("a time")
}
