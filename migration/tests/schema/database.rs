//! Empty databases to try the schema on.

use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use std::sync::atomic::{AtomicU32, Ordering};

const POSTGRES: &str = "TEST_POSTGRES_URL";

pub(crate) struct Database {
    pub(crate) connection: DatabaseConnection,
}

/// Runs a test on an empty database of each kind that there is, one after the other.
pub(crate) async fn everywhere(test: impl AsyncFn(&Database)) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("sk_migration_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));

    let file = std::env::temp_dir().join(format!("{name}.sqlite"));
    let sqlite = Database::connect(format!("sqlite://{}?mode=rwc", file.display())).await;
    test(&sqlite).await;
    sqlite.connection.close().await.unwrap();
    std::fs::remove_file(file).unwrap();

    match std::env::var(POSTGRES) {
        Ok(url) => {
            let server = Database::connect(url.clone()).await;
            server.run(&format!("CREATE DATABASE {name}")).await;
            let (base, _) = url.rsplit_once('/').expect("a URL with a database");
            let postgres = Database::connect(format!("{base}/{name}")).await;
            test(&postgres).await;
            postgres.connection.close().await.unwrap();
            server.run(&format!("DROP DATABASE {name}")).await;
        }
        Err(_) => eprintln!("{POSTGRES} is not set: tried on SQLite only"),
    }
}

impl Database {
    async fn connect(url: String) -> Self {
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(|options| options.foreign_keys(true));
        Self { connection: sea_orm::Database::connect(options).await.unwrap() }
    }

    pub(crate) fn is_sqlite(&self) -> bool {
        self.connection.get_database_backend() == DbBackend::Sqlite
    }

    pub(crate) async fn run(&self, sql: &str) {
        if let Err(error) = self.connection.execute_unprepared(sql).await {
            panic!("{sql}: {error}");
        }
    }

    /// The first column of the result of a query.
    pub(crate) async fn strings(&self, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(self.connection.get_database_backend(), sql);
        self.connection
            .query_all_raw(statement)
            .await
            .unwrap()
            .into_iter()
            .map(|row| row.try_get_by_index(0).unwrap())
            .collect()
    }

    /// Everything that the migrations made, as SQL, whatever the order of the columns: one that is taken away and given back
    /// comes last, and on SQLite with the value that the rows of that time needed.
    pub(crate) async fn schema(&self) -> Vec<String> {
        let parts = |sql: String| {
            let sql = sql.replace(" DEFAULT ''", "");
            let mut parts: Vec<_> = sql.split(", ").map(|part| part.trim_end_matches(" )").trim()).collect();
            parts.sort_unstable();
            parts.join(", ")
        };
        self.definitions().await.into_iter().map(parts).collect()
    }

    async fn definitions(&self) -> Vec<String> {
        self.strings(if self.is_sqlite() {
            "SELECT name || ': ' || coalesce(sql, '') FROM sqlite_master
             WHERE tbl_name <> 'seaql_migrations' ORDER BY name"
        } else {
            "SELECT definition FROM (
               SELECT table_name || '.' || column_name || ' ' || data_type || ' '
                 || coalesce(collation_name, '') || ' ' || is_nullable || ' '
                 || coalesce(column_default, '') AS definition
               FROM information_schema.columns
               WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'
               UNION ALL
               SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
               FROM pg_constraint WHERE connamespace = 'public'::regnamespace
                 AND conrelid <> coalesce(to_regclass('seaql_migrations')::oid, 0)
               UNION ALL
               SELECT indexdef FROM pg_indexes
               WHERE schemaname = 'public' AND tablename <> 'seaql_migrations'
             ) AS schema ORDER BY definition COLLATE \"C\""
        })
        .await
    }

    /// Every column, and whether it may be null. What each database looks terms up in is its own: SQLite has two tables for
    /// it, PostgreSQL a column that it works out.
    pub(crate) async fn columns(&self) -> Vec<String> {
        let mut columns = self
            .strings(if self.is_sqlite() {
                "SELECT t.name || '.' || c.name || iif(c.\"notnull\", '', '?')
                 FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
                 WHERE t.schema = 'main' AND t.type = 'table'
                 AND t.name NOT LIKE 'sqlite_%'
                 AND t.name NOT IN ('seaql_migrations', 'search_term', 'search_posting')"
            } else {
                "SELECT table_name || '.' || column_name
                   || CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END
                 FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'
                 AND is_generated = 'NEVER'"
            })
            .await;
        columns.sort();
        columns
    }

    /// Foreign keys whose (first) column no index begins with.
    pub(crate) async fn references_without_index(&self) -> Vec<String> {
        self.strings(if self.is_sqlite() {
            "SELECT t.name || '.' || f.\"from\"
             FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name) AS f
             WHERE t.schema = 'main' AND f.seq = 0 AND NOT EXISTS (
               SELECT 1 FROM pragma_index_list(t.name) AS i
               JOIN pragma_index_info(i.name) AS c
               WHERE c.seqno = 0 AND c.name = f.\"from\" AND NOT i.partial
             )"
        } else {
            "SELECT conname::text FROM pg_constraint
             WHERE contype = 'f' AND NOT EXISTS (
               SELECT 1 FROM pg_index
               WHERE indrelid = conrelid AND indkey[0] = conkey[1] AND indpred IS NULL
             )"
        })
        .await
    }
}
