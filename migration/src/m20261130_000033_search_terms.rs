//! On SQLite, terms are looked up in two tables in place of FTS5's: of these a change writes only what it changes, and what is
//! deleted is gone with the page that it was on. FTS5 wrote whole segments anew to forget a term.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// The terms of each type, and the documents that each of them is in. A text lies between spaces, and has no term that begins
/// with `@` or `|`.
const NEW: [&str; 8] = [
    "DROP TRIGGER search_document_insert",
    "DROP TRIGGER search_document_delete",
    "DROP TRIGGER search_document_update",
    "DROP TABLE search_index",
    "CREATE TABLE search_term (number INTEGER PRIMARY KEY, node_type TEXT NOT NULL, term TEXT NOT NULL, \
     CONSTRAINT uq_search_term_node_type_term UNIQUE (node_type, term)) STRICT",
    "CREATE TABLE search_posting (term INTEGER NOT NULL, document INTEGER NOT NULL, \
     PRIMARY KEY (term, document)) STRICT, WITHOUT ROWID",
    "INSERT INTO search_term (node_type, term) SELECT DISTINCT node_type, value \
     FROM search_document, json_each('[' || replace(json_quote(terms), ' ', '\",\"') || ']') \
     WHERE value NOT GLOB '[@|]*' ORDER BY 1, 2",
    "INSERT OR IGNORE INTO search_posting (term, document) SELECT search_term.number, search_document.number \
     FROM search_document CROSS JOIN json_each('[' || replace(json_quote(terms), ' ', '\",\"') || ']') CROSS JOIN search_term \
     WHERE search_term.node_type = search_document.node_type AND term = value ORDER BY 1, 2",
];

const FORMER: [&str; 8] = [
    "DROP TABLE search_posting",
    "DROP TABLE search_term",
    "CREATE VIRTUAL TABLE search_index USING fts5 (terms, content = 'search_document', content_rowid = 'number', \
     detail = 'none', prefix = '2 3', tokenize = \"ascii tokenchars '._+=^@'\")",
    "INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1)",
    "INSERT INTO search_index (search_index) VALUES ('rebuild')",
    "CREATE TRIGGER search_document_insert AFTER INSERT ON search_document BEGIN \
     INSERT INTO search_index (rowid, terms) VALUES (new.number, new.terms); END",
    "CREATE TRIGGER search_document_delete AFTER DELETE ON search_document \
     WHEN (SELECT number FROM search_scheme) <> 0 BEGIN \
     INSERT INTO search_index (search_index, rowid, terms) VALUES ('delete', old.number, old.terms); END",
    "CREATE TRIGGER search_document_update AFTER UPDATE ON search_document BEGIN \
     INSERT INTO search_index (search_index, rowid, terms) VALUES ('delete', old.number, old.terms); \
     INSERT INTO search_index (rowid, terms) VALUES (new.number, new.terms); END",
];

/// The step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_sqlite(manager, &NEW).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        on_sqlite(manager, &FORMER).await
    }
}

async fn on_sqlite(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        for statement in statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
    }
    Ok(())
}
