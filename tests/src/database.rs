//! A database for one test: a new SQLite file, or a new PostgreSQL database where `TEST_POSTGRES_URL` names a server.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectionTrait, Database as Connection};
use tokio::sync::OnceCell;

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

/// A database as tests begin with it: made once in a process, and copied, since making its tables takes longer than most
/// tests.
#[derive(Default)]
pub struct Template(OnceCell<Kept>);

enum Kept {
    /// The bytes of the file.
    Sqlite(Vec<u8>),
    /// The name on the server.
    Postgres(String),
}

impl Template {
    /// One that is still to be made.
    #[must_use]
    pub const fn new() -> Self {
        Template(OnceCell::const_new())
    }

    /// A copy of what `make` makes, which nothing is connected to any more.
    pub async fn copy(&self, make: impl AsyncFnOnce() -> Database) -> Database {
        let kept = self.0.get_or_init(async || {
            let made = make().await;
            match made.url.strip_prefix("sqlite://") {
                Some(file) => Kept::Sqlite(std::fs::read(file).expect("the file of the template")),
                None => Kept::Postgres(made.url.rsplit('/').next().expect("a name").to_owned()),
            }
        });
        Database::of(Some(kept.await)).await
    }
}

impl Database {
    /// Makes an empty database.
    pub async fn new() -> Self {
        Self::of(None).await
    }

    async fn of(template: Option<&Kept>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let name = format!("sk_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).expect("a folder for the test");
        let url = match std::env::var(SERVER) {
            Ok(server) => on_server(&server, &name, template).await,
            Err(_) => {
                let file = folder.join("test.db");
                if let Some(Kept::Sqlite(bytes)) = template {
                    std::fs::write(&file, bytes).expect("a file for the test");
                }
                format!("sqlite://{}", file.display())
            }
        };
        Database { url, folder }
    }
}

async fn on_server(server: &str, name: &str, template: Option<&Kept>) -> String {
    let admin = Connection::connect(server).await.expect("the test server answers");
    let of = match template {
        Some(Kept::Postgres(template)) => format!(" TEMPLATE {template}"),
        _ => String::new(),
    };
    admin.execute_unprepared(&format!("CREATE DATABASE {name}{of}")).await.expect("a database for the test");
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
