//! Moments are whole milliseconds: what is shown is what is stored, filtered and paged by. Finer ones are cut, in every
//! column that holds moments and in the change log.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = columns(manager).await?;
        let mut tables: Vec<&str> = columns.iter().map(|(table, _)| table.as_str()).collect();
        tables.dedup();
        for table in tables {
            let of_table: Vec<&str> =
                columns.iter().filter(|(of, _)| of == table).map(|(_, column)| column.as_str()).collect();
            run(manager, &cut_columns(manager, table, &of_table)).await?;
        }
        let mut names: Vec<&str> = columns.iter().map(|(_, column)| column.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            for side in ["before", "after"] {
                run(manager, &cut_logged(manager, name, side)).await?;
            }
        }
        // whoever keeps what they read learns that it may be another
        run(manager, "UPDATE change_head SET fillings = fillings + 1").await
    }

    /// What was cut is gone, and is missed by nobody.
    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}

async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(drop)
}

/// The columns that hold moments, each with its table, in the order of tables. SQLite keeps them as text like any other, and
/// only their names tell.
async fn columns(manager: &SchemaManager<'_>) -> Result<Vec<(String, String)>, DbErr> {
    let sql = match manager.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT of_schema.name AS of_table, of_table.name AS of_column
             FROM sqlite_master AS of_schema, pragma_table_info(of_schema.name) AS of_table
             WHERE of_schema.type = 'table' AND lower(of_table.type) = 'text'
             AND (of_table.name IN ('at', 'since', 'leased_until') OR of_table.name LIKE '%\\_at' ESCAPE '\\')
             ORDER BY 1, 2"
        }
        _ => {
            "SELECT table_name::text AS of_table, column_name::text AS of_column FROM information_schema.columns
             WHERE table_schema = current_schema() AND data_type = 'timestamp with time zone'
             ORDER BY 1, 2"
        }
    };
    let statement = Statement::from_string(manager.get_database_backend(), sql);
    let rows = manager.get_connection().query_all_raw(statement).await?;
    rows.iter().map(|row| Ok((row.try_get("", "of_table")?, row.try_get("", "of_column")?))).collect()
}

/// A moment that is finer than milliseconds, with what ends it, as SQLite finds it.
fn finer(end: &str) -> String {
    let digit = "[0-9]";
    let digits = |number: usize| digit.repeat(number);
    let day = format!("{}-{}-{}", digits(4), digits(2), digits(2));
    let time = format!("{}:{}:{}", digits(2), digits(2), digits(2));
    format!("'{day}T{time}.{}*{end}'", digits(4))
}

/// A text that is a moment, cut: a whole second is written without a fraction.
fn cut(text: &str, end: &str) -> String {
    format!(
        "CASE WHEN substr({text}, 20, 4) = '.000' THEN substr({text}, 1, 19) ELSE substr({text}, 1, 23) END || '{end}'"
    )
}

fn cut_columns(manager: &SchemaManager<'_>, table: &str, columns: &[&str]) -> String {
    let (set, which): (Vec<_>, Vec<_>) = match manager.get_database_backend() {
        DbBackend::Sqlite => {
            let is_finer = |column: &str| format!("\"{column}\" GLOB {}", finer("+00:00"));
            let set = |column: &str| {
                let cut = cut(&format!("\"{column}\""), "+00:00");
                format!("\"{column}\" = CASE WHEN {} THEN {cut} ELSE \"{column}\" END", is_finer(column))
            };
            columns.iter().map(|column| (set(column), is_finer(column))).unzip()
        }
        _ => {
            let cut = |column: &str| format!("date_trunc('milliseconds', \"{column}\")");
            let set = |column: &str| format!("\"{column}\" = {}", cut(column));
            columns.iter().map(|column| (set(column), format!("\"{column}\" <> {}", cut(column)))).unzip()
        }
    };
    format!("UPDATE \"{table}\" SET {} WHERE {}", set.join(", "), which.join(" OR "))
}

/// What the change log says of a column of this name. It is told there as the API tells it.
fn cut_logged(manager: &SchemaManager<'_>, name: &str, side: &str) -> String {
    match manager.get_database_backend() {
        DbBackend::Sqlite => {
            let path = format!("'$.{name}.{side}'");
            let told = format!("json_extract(fields, {path})");
            format!(
                "UPDATE change SET fields = json_set(fields, {path}, {}) WHERE {told} GLOB {}",
                cut(&told, "Z"),
                finer("Z")
            )
        }
        _ => {
            let path = format!("'{{{name},{side}}}'");
            let told = format!("(fields #>> {path})");
            format!(
                "UPDATE change SET fields = jsonb_set(fields, {path}, to_jsonb({}))
                 WHERE {told} ~ '^\\d{{4}}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{{4,}}Z$'",
                cut(&told, "Z")
            )
        }
    }
}
