//! A matter can be decided on more than once: what is deferred comes back.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};

const UNIQUE: &str = r#"CONSTRAINT "uq_decision_matter_id" UNIQUE ("matter_id")"#;

/// The constraint that follows it where SQLite writes down the table.
const NEXT: &str = r#"CONSTRAINT "uq_decision_supersedes_id""#;

const INDEX: &str = "ix_decision_matter_id_decided_on_id";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        match manager.get_database_backend() {
            DbBackend::Sqlite => rebuild(manager, (&format!("{UNIQUE}, "), "")).await?,
            _ => run(manager, "ALTER TABLE decision DROP CONSTRAINT uq_decision_matter_id").await?,
        }
        run(manager, &format!("CREATE INDEX {INDEX} ON decision (matter_id, decided_on, id)")).await
    }

    /// Of several decisions on a matter, the last one stays the matter's.
    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &format!("DROP INDEX {INDEX}")).await?;
        run(
            manager,
            "UPDATE decision SET matter_id = NULL WHERE EXISTS (SELECT 1 FROM decision AS later
             WHERE later.matter_id = decision.matter_id
             AND (later.decided_on, later.created_at, later.id) > (decision.decided_on, decision.created_at, decision.id))",
        )
        .await?;
        match manager.get_database_backend() {
            DbBackend::Sqlite => rebuild(manager, (NEXT, &format!("{UNIQUE}, {NEXT}"))).await,
            _ => run(manager, &format!("ALTER TABLE decision ADD {UNIQUE}")).await,
        }
    }
}

async fn run(manager: &SchemaManager<'_>, sql: &str) -> Result<(), DbErr> {
    manager.get_connection().execute_unprepared(sql).await.map(drop)
}

/// Makes the table anew, since SQLite changes no constraint of one that is there, with a part of its definition replaced.
async fn rebuild(manager: &SchemaManager<'_>, (part, other): (&str, &str)) -> Result<(), DbErr> {
    let definition = written_down(manager, "name = 'decision'").await?;
    let definition = definition.first().filter(|(_, sql)| sql.contains(part));
    let (_, definition) = definition.ok_or_else(|| DbErr::Migration(format!("the table `decision` has no {part}")))?;
    let indexes = written_down(manager, "type = 'index' AND tbl_name = 'decision' AND sql IS NOT NULL").await?;
    for (name, _) in &indexes {
        run(manager, &format!("DROP INDEX \"{name}\"")).await?;
    }
    run(manager, "ALTER TABLE decision RENAME TO decision_before").await?;
    run(manager, &definition.replacen(part, other, 1)).await?;
    run(manager, "INSERT INTO decision SELECT * FROM decision_before").await?;
    // it is emptied row by row when it is dropped, and rows that others refer to would stay
    run(manager, "UPDATE decision_before SET supersedes_id = NULL").await?;
    run(manager, "DROP TABLE decision_before").await?;
    for (_, sql) in &indexes {
        run(manager, sql).await?;
    }
    Ok(())
}

/// What SQLite has written down of the schema: names and definitions.
async fn written_down(manager: &SchemaManager<'_>, which: &str) -> Result<Vec<(String, String)>, DbErr> {
    let sql = format!("SELECT name, sql FROM sqlite_master WHERE {which} ORDER BY name");
    let statement = Statement::from_string(DbBackend::Sqlite, sql);
    let rows = manager.get_connection().query_all_raw(statement).await?;
    rows.iter().map(|row| Ok((row.try_get("", "name")?, row.try_get("", "sql")?))).collect()
}
