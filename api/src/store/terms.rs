//! What SQLite looks terms up in: a table of the terms, and one of the documents in which each of them is.
//!
//! Only what a change changes is written, and a term that is in no document is gone: so that a change costs what it changes,
//! and nothing stays of what is erased. PostgreSQL has its GIN index.

use std::collections::BTreeSet;

use entity::kind::SearchType;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query as Sql, SelectStatement, UnionType};
use sea_orm::{ActiveEnum, Condition, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Value};

use crate::search::Sought;

/// The terms of each type.
const TERM: &str = "search_term";

/// Where they are.
const POSTING: &str = "search_posting";

/// Its tables.
pub(super) const TABLES: [&str; 2] = [TERM, POSTING];

/// Takes terms, given as JSON, from a document.
const REMOVE: [&str; 2] = [
    "DELETE FROM search_posting WHERE document = ?1 AND term IN (SELECT number FROM search_term \
     WHERE node_type = ?2 AND term IN (SELECT value FROM json_each(?3)))",
    "DELETE FROM search_term WHERE node_type = ?2 AND term IN (SELECT value FROM json_each(?3)) \
     AND NOT EXISTS (SELECT 1 FROM search_posting WHERE search_posting.term = search_term.number)",
];

/// Gives them to it.
const ADD: [&str; 2] = [
    "INSERT OR IGNORE INTO search_term (node_type, term) SELECT ?2, value FROM json_each(?3)",
    "INSERT OR IGNORE INTO search_posting (term, document) SELECT number, ?1 FROM search_term \
     WHERE node_type = ?2 AND term IN (SELECT value FROM json_each(?3))",
];

/// Gives the documents behind a number all of their terms, in the order in which the tables lie.
const FILL: [&str; 2] = [
    "INSERT OR IGNORE INTO search_term (node_type, term) SELECT DISTINCT node_type, value \
     FROM search_document, json_each('[\"' || replace(terms, ' ', '\",\"') || '\"]') \
     WHERE search_document.number > ?1 AND value NOT GLOB '[@|]*' ORDER BY 1, 2",
    "INSERT OR IGNORE INTO search_posting (term, document) SELECT search_term.number, search_document.number \
     FROM search_document CROSS JOIN json_each('[\"' || replace(terms, ' ', '\",\"') || '\"]') CROSS JOIN search_term \
     WHERE search_document.number > ?1 AND search_term.node_type = search_document.node_type AND term = value ORDER BY 1, 2",
];

/// Makes `after` the terms of a document that has those of `before`: both as they are written in it.
pub(super) async fn replace(
    transaction: &DatabaseTransaction,
    (node_type, document): (SearchType, i64),
    [before, after]: [&str; 2],
) -> Result<(), DbErr> {
    let [before, after] = [before, after].map(terms);
    for (statements, terms) in [(REMOVE, &before - &after), (ADD, &after - &before)] {
        if !terms.is_empty() {
            let json = serde_json::to_string(&terms).map_err(|error| DbErr::Custom(error.to_string()))?;
            let values = [document.into(), node_type.to_value().into(), json.into()];
            run(transaction, statements, &values).await?;
        }
    }
    Ok(())
}

/// Writes down the terms of all documents whose number is larger.
pub(super) async fn fill(transaction: &DatabaseTransaction, number: i64) -> Result<(), DbErr> {
    run(transaction, FILL, &[number.into()]).await
}

/// Forgets all terms.
pub(super) async fn clear(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    run(transaction, ["DELETE FROM search_posting", "DELETE FROM search_term"], &[]).await
}

async fn run(transaction: &DatabaseTransaction, statements: [&str; 2], values: &[Value]) -> Result<(), DbErr> {
    for statement in statements {
        let statement = Statement::from_sql_and_values(DbBackend::Sqlite, statement, values.to_vec());
        transaction.execute_raw(statement).await?;
    }
    Ok(())
}

/// The terms in a document, each once. Its type and what lies between its texts are not looked up.
fn terms(written: &str) -> BTreeSet<&str> {
    written.split_ascii_whitespace().filter(|term| !term.starts_with(['@', '|'])).collect()
}

/// The numbers of the documents of these types that hold the word: in their titles, or anywhere.
pub(super) fn documents(types: &[SearchType], word: &Sought, in_title: bool) -> SelectStatement {
    let term = || Expr::col((TERM, "term"));
    let (beginnings, whole): (Vec<_>, Vec<_>) = word.terms(in_title).into_iter().partition(|term| term.is_prefix);
    let begins = beginnings.into_iter().map(|beginning| {
        let end = beginning.end().map(|end| term().lt(end));
        Condition::all().add(term().gte(beginning.text)).add_option(end)
    });
    let is_one = Condition::all().add(term().is_in(whole.into_iter().map(|term| term.text)));
    // each condition is a range of the index
    let mut parts = begins.chain([is_one]).map(|condition| postings(types, condition));
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |mut all, part| all.union(UnionType::All, part).take())
}

fn postings(types: &[SearchType], terms: Condition) -> SelectStatement {
    Sql::select()
        .column((POSTING, "document"))
        .from(TERM)
        .join(JoinType::CrossJoin, POSTING, Condition::all())
        .and_where(Expr::col((POSTING, "term")).equals((TERM, "number")))
        .and_where(Expr::col((TERM, "node_type")).is_in(types.iter().map(ActiveEnum::to_value)))
        .cond_where(terms)
        .take()
}
