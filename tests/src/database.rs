//! A database for one test: a new SQLite file, or a new PostgreSQL database where `TEST_POSTGRES_URL` names a server.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database as Connection};

/// The variable that names the PostgreSQL server.
pub const SERVER: &str = "TEST_POSTGRES_URL";

/// Which of the two databases this run is about.
pub fn backend() -> &'static str {
    if std::env::var_os(SERVER).is_some() { "postgres" } else { "sqlite" }
}

/// A database for one test, with a folder for what belongs to it. It is removed with the value.
pub struct Database {
    /// Its address.
    pub url: String,
    /// A folder of the test's own.
    pub folder: PathBuf,
}

impl Database {
    /// Makes an empty database.
    pub async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("sk_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).expect("a folder for the test");
        let url = match std::env::var(SERVER) {
            Ok(server) => on_server(&server, &name).await,
            Err(_) => format!("sqlite://{}", folder.join("test.db").display()),
        };
        Database { url, folder }
    }
}

async fn on_server(server: &str, name: &str) -> String {
    let admin = Connection::connect(server).await.expect("the test server answers");
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database for the test");
    admin.close().await.expect("the connection closes");
    let (base, _) = server.rsplit_once('/').expect("the address of the server ends with a database");
    format!("{base}/{name}")
}

impl Drop for Database {
    fn drop(&mut self) {
        // a PostgreSQL database goes with its cluster, which lives no longer than the test run
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
