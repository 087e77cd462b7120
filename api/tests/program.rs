//! The program as it is started by a person or a service manager: its commands, its one-line errors, its end.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// A folder of a test's own; the program runs in it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("sk_program_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        Folder(folder)
    }

    /// The program, with no setting of the machine's, and a free port where none is said.
    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_samhallskontraktet"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"SK_")) {
            command.env_remove(name);
        }
        command.args(arguments).env("SK_LISTEN", "127.0.0.1:0").current_dir(&self.0).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.program(arguments).output().expect("the program runs")
    }

    /// A token of the server that listens there.
    fn token(&self, address: &str, role: &str) -> String {
        let output = self.run(&["token", "--listen", address, "--role", role]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn serve(&self, arguments: &[&str]) -> Server {
        let log = self.0.join("log");
        let file = File::create(&log).expect("a log");
        let all = [&["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        let child =
            self.program(&all).stdout(file.try_clone().expect("a log")).stderr(file).spawn().expect("it starts");
        Server { child, log }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server that was started; it is killed with the value.
struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// The address, once it listens.
    fn address(&mut self) -> String {
        for _ in 0..600 {
            let log = read(&self.log);
            if let Some((_, rest)) = log.split_once("listening on http://") {
                return rest.split_whitespace().next().unwrap_or_default().to_owned();
            }
            assert!(self.child.try_wait().expect("its state").is_none(), "it ended: {log}");
            sleep(Duration::from_millis(50));
        }
        panic!("it does not listen: {}", read(&self.log));
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

fn answer(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("an answer");
    text
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(stream, "GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").expect("a request");
    answer(stream)
}

fn ask(address: &str, token: Option<&str>, document: &str) -> String {
    let body = format!("{{\"query\": \"{document}\"}}");
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let mut stream = TcpStream::connect(address).expect("it listens");
    let length = body.len();
    write!(stream, "POST /graphql HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n{token}content-length: {length}\r\n\r\n{body}").expect("a request");
    answer(stream)
}

/// The arguments, the variables, the exit code, and what the line names.
type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], i32, &'a str);

#[test]
fn wrong_settings_end_with_one_clear_line() {
    let folder = Folder::new();
    std::fs::write(folder.0.join("odd.toml"), "listen = \"127.0.0.1:0\"\nlisen = 1\n").expect("a file");
    let cases: [Case; 11] = [
        (&["serve", "--nonsense"], &[], 2, "--nonsense"),
        (&["nonsense"], &[], 2, "nonsense"),
        (&["serve", "--listen", "nowhere"], &[], 2, "--listen"),
        (&["serve"], &[("SK_LISEN", "127.0.0.1:0")], 2, "SK_LISTEN"),
        (&["serve"], &[("SK_LISTEN", "nowhere")], 2, "SK_LISTEN"),
        (&["serve", "--config", "missing.toml"], &[], 2, "missing.toml"),
        (&["serve", "--config", "odd.toml"], &[], 2, "lisen"),
        (&["serve", "--database-url", "mysql://x"], &[], 2, "postgres://"),
        (&["serve", "--dev", "--listen", "0.0.0.0:0"], &[], 2, "loopback"),
        (&["serve", "--database-url", "sqlite://odd.toml/x.db"], &[], 1, "odd.toml"),
        (
            &["serve", "--database-url", "postgres://sk@127.0.0.1:1/sk", "--database-acquire-timeout", "1s"],
            &[],
            1,
            "127.0.0.1",
        ),
    ];
    for (arguments, variables, code, named) in cases {
        let output = folder.program(arguments).envs(variables.iter().copied()).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let said: Vec<&str> = said.lines().filter(|line| !line.contains(" INFO ")).collect();
        assert_eq!(output.status.code(), Some(code), "{arguments:?} {variables:?}: {said:?}");
        assert_eq!(said.len(), 1, "{arguments:?}: {said:?}");
        assert!(said[0].starts_with("error: ") && said[0].contains(named), "{arguments:?}: {said:?}");
    }
}

#[test]
fn what_is_for_others_is_none_for_development() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let cases: [Case; 4] = [
        (&[], &[("SK_LISTEN", &address)], 2, "SK_LISTEN is set"),
        (&["--database-url", "postgres://db.internal/sk"], &[], 2, "database_url is set"),
        (&["serve", "--dev", "--trusted-proxies", "10.0.0.1"], &[], 2, "cannot be beside trusted_proxies"),
        (&["serve", "--max-connections", "4000000000"], &[], 2, "LimitNOFILE"),
    ];
    for (arguments, variables, code, said) in cases {
        let mut program = folder.program(arguments);
        let output = program.env_remove("SK_LISTEN").envs(variables.iter().copied()).output().expect("it runs");
        let line = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), line.lines().count()), (Some(code), 1), "{arguments:?}: {line}");
        assert!(line.starts_with("error: ") && line.contains(said), "{arguments:?}: {line}");
    }
}

/// All that the program has written, and the folders that it made.
#[cfg(unix)]
fn written(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { [written(&path), vec![path]].concat() } else { vec![path] }).collect()
}

#[cfg(unix)]
#[test]
fn what_it_writes_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    let folder = Folder::new();
    let data = folder.0.join("data");
    let serve = || {
        let log = folder.0.join("log");
        let file = File::create(&log).expect("a log");
        let mut command = Command::new("sh");
        command.args(["-c", "umask 000; exec \"$0\" serve --dev --listen 127.0.0.1:0"]);
        command.arg(env!("CARGO_BIN_EXE_samhallskontraktet")).current_dir(&folder.0).stdin(Stdio::null());
        let child = command.stdout(file.try_clone().expect("a log")).stderr(file).spawn().expect("it starts");
        let mut server = Server { child, log };
        server.address();
        server
    };
    let server = serve();
    let all = written(&data);
    for name in ["samhallskontraktet.db", "samhallskontraktet.db-wal", "development-key.pem", "documents"] {
        assert!(all.iter().any(|path| path.ends_with(name)), "{name} is missing of {all:?}");
    }
    for path in all.iter().chain([&data]) {
        assert_eq!(mode(path), if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }
    // a database of before is made so
    drop(server);
    let database = data.join("samhallskontraktet.db");
    std::fs::set_permissions(&database, std::fs::Permissions::from_mode(0o644)).expect("others may read it");
    let _server = serve();
    assert_eq!(mode(&database), 0o600);
}

#[test]
fn the_metrics_have_an_address_of_their_own() {
    let folder = Folder::new();
    let mut server = folder.serve(&["--dev", "--metrics-listen", "127.0.0.1:0"]);
    let address = server.address();
    let log = read(&server.log);
    let (_, metrics) = log.split_once("metrics at http://").unwrap_or_else(|| panic!("no address: {log}"));
    let metrics = metrics.split('/').next().expect("an address");
    assert!(get(metrics, "/metrics").contains("cache_hits_total"));
    assert!(get(metrics, "/graphql?query=%7B__typename%7D").starts_with("HTTP/1.1 404"));
    assert!(get(&address, "/metrics").starts_with("HTTP/1.1 404"));
}

#[test]
fn a_port_in_use_is_said() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let output = folder.run(&["serve", "--dev", "--listen", &address]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(said.lines().filter(|line| line.starts_with("error: ") && line.contains(&address)).count(), 1, "{said}");
}

#[test]
fn it_serves_and_ends_cleanly() {
    let folder = Folder::new();
    for (signal, role) in [("-TERM", "MEMBER"), ("-INT", "PARTNER_SYSTEM")] {
        let mut server = folder.serve(&["--dev"]);
        let address = server.address();
        assert!(get(&address, "/health/live").starts_with("HTTP/1.1 200"));
        assert!(get(&address, "/health/ready").starts_with("HTTP/1.1 200"));
        let token = folder.token(&address, role);
        assert!(ask(&address, Some(&token), "{ news { totalCount } }").contains("{\"totalCount\":3}"));
        assert!(ask(&address, None, "{ news { totalCount } }").contains("{\"totalCount\":0}"));
        // a request that is under way when the signal comes is finished
        let mut open = TcpStream::connect(&address).expect("it listens");
        let body = "{\"query\": \"{ organisations { totalCount } }\"}";
        let length = body.len();
        write!(open, "POST /graphql HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n").expect("a head");
        sleep(Duration::from_millis(200));
        server.signal(signal);
        sleep(Duration::from_millis(200));
        open.write_all(body.as_bytes()).expect("a body");
        assert!(answer(open).contains("{\"totalCount\":3}"));
        assert_eq!(server.child.wait().expect("it ends").code(), Some(0));
        assert!(!read(&server.log).contains(&token), "the log names no token");
    }
}

#[test]
fn without_dev_no_token_is_accepted() {
    let folder = Folder::new();
    let token = {
        let mut server = folder.serve(&["--dev"]);
        let address = server.address();
        folder.token(&address, "ADMINISTRATOR")
    };
    let mut server = folder.serve(&[]);
    let address = server.address();
    let refused = ask(&address, Some(&token), "{ viewer { roles } }");
    assert!(refused.starts_with("HTTP/1.1 401") && refused.contains("UNAUTHENTICATED"), "{refused}");
    assert!(refused.to_lowercase().contains("www-authenticate: bearer"), "{refused}");
}

#[test]
fn the_schema_is_printed() {
    let printed = Folder::new().run(&["schema"]);
    assert!(printed.status.success());
    assert!(printed.stdout == include_bytes!("../../schema.graphql"), "schema.graphql is old");
}

#[test]
fn data_is_generated_once() {
    let folder = Folder::new();
    assert!(folder.run(&["generate", "--initiatives", "50"]).status.success());
    let again = folder.run(&["generate", "--initiatives", "50"]);
    assert_eq!(again.status.code(), Some(1));
    let mut server = folder.serve(&["--dev"]);
    let address = server.address();
    let token = folder.token(&address, "ADMINISTRATOR");
    let counts = ask(
        &address,
        Some(&token),
        "{ initiatives { totalCount } organisations(where: { isParty: { eq: true } }) { totalCount } }",
    );
    assert!(
        counts.contains("\"initiatives\":{\"totalCount\":50}")
            && counts.contains("\"organisations\":{\"totalCount\":3}"),
        "{counts}"
    );
}

/// Killed at any moment of its first start, it starts the next time as if nothing had been.
#[test]
fn killed_while_it_fills_it_starts_again() {
    for delay in [10, 30, 60, 100, 150, 220, 300, 450] {
        let folder = Folder::new();
        let server = folder.serve(&["--dev"]);
        sleep(Duration::from_millis(delay));
        server.signal("-KILL");
        drop(server);
        let mut server = folder.serve(&["--dev"]);
        let address = server.address();
        let counts =
            ask(&address, None, "{ agendaTargets { totalCount } seats { totalCount } representatives { totalCount } }");
        assert!(counts.contains("{\"agendaTargets\":{\"totalCount\":169},\"seats\":{\"totalCount\":15},\"representatives\":{\"totalCount\":14}}"), "after {delay} ms: {counts}");
    }
}
