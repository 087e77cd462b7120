//! How a database would run a statement, told alike for both.

use std::fmt;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult, Statement};
use serde_json::Value as Json;
use tests::app::App;

/// How a statement is run.
pub struct Plan {
    /// The tables that are read.
    pub reads: Vec<Read>,
    /// How many times rows are sorted.
    pub sorts: usize,
    sql: String,
    text: String,
}

/// A table that is read.
pub struct Read {
    /// Its name.
    pub table: String,
    /// How its rows are found.
    pub by: By,
}

/// How rows are found, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// All of the table is read.
    Nothing,
    /// An index is walked from its end, until there are enough.
    Walk,
    /// An index is entered at a value.
    Entry,
}

/// A connection on which statements are planned and not run.
pub struct Planner {
    db: DatabaseConnection,
}

impl Planner {
    /// One on the database of `app`, which is taken to be a thousand times as large as it is: of so few rows a planner
    /// would rather read all. SQLite takes every table of which it has no statistics to be large.
    pub async fn beside(app: &App) -> Self {
        let mut options = ConnectOptions::new(app.config.database.url.as_str());
        options.max_connections(1).sqlx_logging(false);
        let db = Database::connect(options).await.expect("the database opens");
        let as_if_large = match db.get_database_backend() {
            DbBackend::Sqlite => "DELETE FROM sqlite_stat1; ANALYZE sqlite_schema",
            _ => {
                "UPDATE pg_class SET reltuples = reltuples * 1000 WHERE relnamespace = 'public'::regnamespace;
                 SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;
                 SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off"
            }
        };
        db.execute_unprepared(as_if_large).await.expect("the settings are known");
        Planner { db }
    }

    /// How the database would run `sql`, whatever its values.
    pub async fn plan(&self, sql: &str) -> Plan {
        if self.db.get_database_backend() == DbBackend::Sqlite {
            return Plan { sql: sql.to_owned(), ..of_sqlite(&self.rows(&format!("EXPLAIN QUERY PLAN {sql}")).await) };
        }
        // what comes over a link is sorted, all of it, as if there were few; all else need not be
        let (switch, asked) = if is_over_link(sql) { ("on", without_limit(sql)) } else { ("off", sql) };
        let prepared = format!("SET enable_sort = {switch}; PREPARE caught AS {}", with_types(asked));
        self.db.execute_unprepared(&prepared).await.unwrap_or_else(|error| panic!("{prepared}: {error}"));
        let values = match parameters(&prepared) {
            0 => String::new(),
            number => format!("({})", vec!["NULL"; number].join(", ")),
        };
        let rows = self.rows(&format!("EXPLAIN (FORMAT JSON, COSTS OFF) EXECUTE caught{values}")).await;
        self.db.execute_unprepared("DEALLOCATE caught").await.expect("it was prepared");
        Plan { sql: sql.to_owned(), ..of_postgres(&rows[0].try_get_by_index(0).expect("a plan")) }
    }

    /// Whether a statement is planned alike whatever is bound: PostgreSQL has a setting for it, which a driver uses as it
    /// likes; SQLite has to be compiled so.
    pub async fn is_stable(&self) -> bool {
        let options = "SELECT sqlite_compileoption_used('ENABLE_QPSG') AS yes";
        self.db.get_database_backend() != DbBackend::Sqlite
            || self.rows(options).await[0].try_get::<bool>("", "yes").expect("an answer")
    }

    async fn rows(&self, sql: &str) -> Vec<QueryResult> {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        self.db.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }
}

/// The statement with the types that the driver names and its text does not tell: those of the ids in a list of parents.
fn with_types(sql: &str) -> String {
    match sql.split_once("(VALUES ").and_then(|(head, rest)| Some((head, rest.split_once(" AS \"parents\"")?))) {
        Some((head, (values, tail))) => {
            format!("{head}(VALUES {} AS \"parents\"{tail}", values.replace("),", "::uuid),").replace("))", "::uuid))"))
        }
        None => sql.to_owned(),
    }
}

/// Whether the rows are found by a list of their ids.
fn is_over_link(sql: &str) -> bool {
    let condition = sql.split_once(" WHERE \"").and_then(|(_, condition)| condition.split_once("\".\""));
    condition.is_some_and(|(_, column)| column.starts_with("id\" IN (SELECT ")) && !sql.contains(" UNION ALL ")
}

/// The statement without the limit at its end, where it has one.
fn without_limit(sql: &str) -> &str {
    sql.rsplit_once(" LIMIT $")
        .filter(|(_, rest)| rest.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(sql, |(head, _)| head)
}

/// The number of parameters: `$1` to `$n`.
fn parameters(sql: &str) -> usize {
    let numbers = sql.split('$').skip(1).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().unwrap_or(0)
    });
    numbers.max().unwrap_or(0)
}

/// A line is `SCAN news USING INDEX ix_news_created_at_id`, `SEARCH news USING INDEX … (created_at>?)`, or else.
fn of_sqlite(rows: &[QueryResult]) -> Plan {
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").expect("a line")).collect();
    let reads = lines.iter().filter_map(|line| {
        let (how, rest) = line.split_once(' ')?;
        let table = rest.split_whitespace().next()?.to_owned();
        let by = match how {
            // an automatic index is made of the whole table, for this statement alone
            "SCAN" if line.ends_with(" CONSTANT ROW") || line.ends_with(" VALUES CLAUSE") => return None,
            "SEARCH" | "SCAN" if line.contains(" AUTOMATIC ") => By::Nothing,
            "SEARCH" => By::Entry,
            // the rows of the change log lie in its order
            "SCAN" if line.contains(" INDEX ") || line == "SCAN change" => By::Walk,
            "SCAN" => By::Nothing,
            _ => return None,
        };
        Some(Read { table, by })
    });
    let sorts = lines.iter().filter(|line| line.starts_with("USE TEMP B-TREE") && line.ends_with("ORDER BY"));
    Plan { reads: reads.collect(), sorts: sorts.count(), sql: String::new(), text: lines.join("\n") }
}

fn of_postgres(plan: &Json) -> Plan {
    let mut all = Plan { reads: vec![], sorts: 0, sql: String::new(), text: String::new() };
    all.add(&plan[0]["Plan"], 0);
    all
}

impl Plan {
    fn add(&mut self, node: &Json, depth: usize) {
        let text = |key: &str| node[key].as_str().unwrap_or_default();
        let node_type = text("Node Type");
        // rows of the change log that come in its order only pass through the sort
        let is_of_seq = |key: &Json| key.as_str().is_some_and(|key| key.trim_start_matches("change.") == "seq");
        let is_sorted = node["Presorted Key"].as_array().is_some_and(|keys| keys.iter().any(is_of_seq));
        if node_type.ends_with("Sort") && !is_sorted {
            self.sorts += 1;
        }
        if let Some(table) = node["Relation Name"].as_str() {
            let by = match node_type {
                "Bitmap Heap Scan" => By::Entry,
                "Index Scan" | "Index Only Scan" if node["Index Cond"].is_string() => By::Entry,
                "Index Scan" | "Index Only Scan" => By::Walk,
                _ => By::Nothing,
            };
            self.reads.push(Read { table: table.to_owned(), by });
        }
        let more = ["Relation Name", "Index Name", "Index Cond", "Filter", "Sort Key"].map(|key| match &node[key] {
            Json::Null => String::new(),
            value => format!(" {value}"),
        });
        self.text += &format!("{:depth$}{node_type}{}\n", "", more.concat());
        for node in node["Plans"].as_array().into_iter().flatten() {
            self.add(node, depth + 2);
        }
    }

    /// Whether it names an index.
    pub fn uses(&self, index: &str) -> bool {
        self.text.contains(index)
    }

    /// How the rows of a table are found, where it is found in the worst way.
    pub fn worst(&self, table: &str) -> Option<By> {
        self.reads.iter().filter(|read| read.table == table).map(|read| read.by).min()
    }

    /// Whether it is how a page of a table is read.
    pub fn is_page_of(&self, table: &str) -> bool {
        self.sql.contains(" ORDER BY ") && self.worst(table).is_some()
    }

    /// How many times rows are sorted that are no more than the page: where those with a value in what they are ordered by
    /// and those without come each from an index.
    pub fn sorts_of_parts(&self) -> usize {
        match self.sql.contains(" UNION ALL ") {
            // SQLite sorts each part, PostgreSQL both together
            true if self.text.starts_with("MERGE (UNION ALL)") => 2,
            is_in_parts => usize::from(is_in_parts),
        }
    }

    /// Whether another table is read, too.
    pub fn reads_beside(&self, table: &str) -> bool {
        self.reads.iter().any(|read| read.table != table && read.table != "parents")
    }

    /// Whether it looks for what is not there.
    pub fn looks_for_none(&self) -> bool {
        self.sql.contains("NOT EXISTS(")
    }

    /// Whether it is how rows of a table that belong to a thing are read.
    pub fn reads_for_parents(&self, table: &str, of: &str) -> bool {
        self.worst(table).is_some()
            && (table != of || self.sql.contains("\"parents\"") || !self.sql.contains("WHERE TRUE"))
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.sql, self.text)
    }
}
