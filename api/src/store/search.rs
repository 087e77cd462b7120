//! The search index: written with each row, in its transaction, and asked for what the viewer may see.
//!
//! What is found is decided by the terms, the same on both databases, which only look them up: SQLite in tables of them
//! (`terms.rs`), PostgreSQL in a GIN index. Whether a find exists for the viewer is decided by the rule of its type.

use std::collections::BTreeMap;
use std::sync::Arc;

use entity::kind::SearchType;
use entity::search_document::{ActiveModel, Column as C, Entity as Document};
use sea_orm::sea_query::{Alias, BinOper, Expr, ExprTrait, Func, Order, Query as Sql, SelectStatement, UnionType};
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ActiveValue, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbBackend,
    DbErr, DeriveIden, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect, Set,
};
use tokio::task::spawn_blocking;

use super::{Store, terms};
use crate::error::Error;
use crate::policy::{Actor, Policy, THINGS, id_column, uuid};
use crate::search::{Candidate, Hit, Outline, Query, rank, type_of};

/// How many finds are ranked where things of one type are searched for; where there are more, those whose titles are found,
/// and the newest.
const MOST_OF_ONE: usize = 1000;

/// How many of each type are ranked where all are searched for.
const LEAST_OF_EACH: usize = 100;

/// How many in all, between the two.
const MOST: usize = 2000;

/// What PostgreSQL looks terms up in.
#[derive(Clone, Copy, Debug, DeriveIden)]
struct Words;

/// The tables of the index: which rows of them a statement finds depends on the things that it looks at beside them.
pub(super) const TABLES: [&str; 3] = ["search_document", terms::TABLES[0], terms::TABLES[1]];

/// Writes down what is found of a row, from one state of it to another; none is a row that is not there.
pub(super) async fn index<E: Policy>(
    transaction: &DatabaseTransaction,
    before: Option<&E::Model>,
    after: Option<&E::Model>,
) -> Result<(), DbErr> {
    let Some(outline) = Outline::of::<E>() else { return Ok(()) };
    let [was, is] = [before, after].map(|row| row.map(|row| outline.terms(|column| Some(row.get(column)))));
    let id = after.or(before).and_then(|row| uuid(row.get(id_column::<E>())));
    let (Some(id), false) = (id, was == is) else { return Ok(()) };
    let of_row = Condition::all().add(C::NodeType.eq(outline.node_type)).add(C::NodeId.eq(id));
    // of a new row there is none
    let known = if was.is_some() { Document::find().filter(of_row).one(transaction).await? } else { None };
    let (number, was) = known.map(|known| (known.number, known.terms)).unzip();
    let number = match (number, &is) {
        (None, None) => return Ok(()),
        (None, Some(terms)) => {
            Document::insert(document(outline.node_type, id, terms.clone())).exec(transaction).await?.last_insert_id
        }
        (Some(number), None) => {
            Document::delete_by_id(number).exec(transaction).await?;
            number
        }
        (Some(number), Some(terms)) => {
            let update = Document::update_many().col_expr(C::Terms, Expr::value(terms.as_str()));
            update.filter(C::Number.eq(number)).exec(transaction).await?;
            number
        }
    };
    if transaction.get_database_backend() == DbBackend::Sqlite {
        let terms = [&was, &is].map(|terms| terms.as_deref().unwrap_or_default());
        terms::replace(transaction, (outline.node_type, number), terms).await?;
    }
    Ok(())
}

/// Writes down what is found of many rows that are not in the index yet.
pub(super) async fn fill<E: EntityTrait>(
    transaction: &DatabaseTransaction,
    rows: &[E::ActiveModel],
) -> Result<(), DbErr>
where
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    let Some(outline) = Outline::of::<E>() else { return Ok(()) };
    let read = |row: &E::ActiveModel, column| match row.get(column) {
        ActiveValue::Set(value) | ActiveValue::Unchanged(value) => Some(value),
        ActiveValue::NotSet => None,
    };
    let of_row = |row: &E::ActiveModel| {
        let id = read(row, id_column::<E>()).and_then(uuid).unwrap_or_default();
        document(outline.node_type, id, outline.terms(|column| read(row, column)))
    };
    if rows.is_empty() {
        return Ok(());
    }
    let last = Document::find().select_only().column(C::Number).order_by_desc(C::Number);
    let last = last.into_tuple::<i64>().one(transaction).await?.unwrap_or_default();
    Document::insert_many(rows.iter().map(of_row)).exec_without_returning(transaction).await?;
    if transaction.get_database_backend() == DbBackend::Sqlite {
        terms::fill(transaction, last).await?;
    }
    Ok(())
}

fn document(node_type: SearchType, node_id: uuid::Uuid, terms: String) -> ActiveModel {
    ActiveModel { node_type: Set(node_type), node_id: Set(node_id), terms: Set(terms), ..Default::default() }
}

/// The types that are searched, each with that a find of it is seen by the actor.
type Seen = BTreeMap<&'static str, (SearchType, Expr)>;

impl Store {
    /// What the query finds of these types that the actor may see, the best first.
    pub async fn search(
        &self,
        actor: &Actor,
        query: &Arc<Query>,
        types: &[SearchType],
    ) -> Result<Arc<Vec<Hit>>, Error> {
        let seen = seen(actor, types);
        if seen.is_empty() {
            return Ok(Arc::default());
        }
        let most = (MOST / seen.len()).clamp(LEAST_OF_EACH, MOST_OF_ONE);
        let statement = self.candidates(query, &seen, most, false);
        let question = self.question(&statement, b"hits");
        let query = query.clone();
        let ask = |store: Store| async move {
            let mut found = store.find_candidates(&statement).await?;
            let of = |node_type| found.iter().filter(|one| one.node_type == node_type).count();
            let crowded: Seen = seen.into_iter().filter(|(_, (node_type, _))| of(*node_type) == most).collect();
            if !crowded.is_empty() {
                let titled = store.find_candidates(&store.candidates(&query, &crowded, most, true)).await?;
                let known: std::collections::HashSet<_> = found.iter().map(|one| one.node_id).collect();
                found.extend(titled.into_iter().filter(|one| !known.contains(&one.node_id)));
            }
            rank_aside(query, found).await
        };
        self.listed(question, |hits: &Vec<Hit>| size_of_val(hits.as_slice()), ask).await
    }

    /// How many things of these types it finds that the actor may see.
    pub async fn count_found(&self, actor: &Actor, query: &Query, types: &[SearchType]) -> Result<i64, Error> {
        let seen = seen(actor, types);
        if seen.is_empty() {
            return Ok(0);
        }
        let types: Vec<SearchType> = seen.values().map(|(node_type, _)| *node_type).collect();
        let any = seen.into_values().fold(Condition::any(), |any, (node_type, seen)| {
            any.add(Condition::all().add(C::NodeType.eq(node_type)).add(seen))
        });
        let mut statement = self.matching(query, &types, false);
        statement.expr_as(Expr::col((Document, C::Number)).count(), "number").cond_where(any);
        let question = self.question(&statement, b"number");
        let ask = |store: Store| async move {
            let row = store.db.query_one(&statement).await?;
            Ok(row.map(|row| row.try_get::<i64>("", "number")).transpose()?.unwrap_or_default())
        };
        self.listed(question, |_| 0, ask).await.map(|number| *number)
    }

    /// The ids of the rows of `E` that the query finds; the caller applies the rule of `E`. None where they are not searched
    /// for.
    pub fn found_in<E: EntityTrait>(&self, query: &Query) -> Option<SelectStatement> {
        let node_type = type_of(E::default().table_name())?;
        Some(self.matching(query, &[node_type], false).column((Document, C::NodeId)).take())
    }

    /// Of each type, the newest that it finds.
    fn candidates(&self, query: &Query, seen: &Seen, most: usize, in_title: bool) -> SelectStatement {
        let mut parts = seen.iter().map(|(name, (node_type, seen))| {
            let mut part = self.matching(query, &[*node_type], in_title);
            let columns = [C::NodeType, C::NodeId, C::Terms];
            part.columns(columns.map(|column| (Document, column)))
                .and_where(seen.clone())
                .order_by_expr(self.newest(), Order::Desc)
                .limit(most as u64);
            let name = Alias::new(format!("of_{name}"));
            let columns = columns.map(|column| (name.clone(), column));
            Sql::select().columns(columns).from_subquery(part, name).take()
        });
        let first = parts.next().unwrap_or_default();
        parts.fold(first, |mut all, part| all.union(UnionType::All, part).take())
    }

    /// The number of a document, to order by: on PostgreSQL so that no index is walked in that order, which it takes for the
    /// shorter way to the few that are found.
    fn newest(&self) -> Expr {
        let number = Expr::col((Document, C::Number));
        if self.db.get_database_backend() == DbBackend::Postgres { number.add(0) } else { number }
    }

    /// The documents of these types that hold all words of the query.
    fn matching(&self, query: &Query, types: &[SearchType], in_title: bool) -> SelectStatement {
        let in_title = in_title || query.is_of_titles();
        let mut statement = Sql::select();
        statement.from(Document);
        if self.db.get_database_backend() == DbBackend::Sqlite {
            for word in query.required() {
                let documents = terms::documents(types, word, in_title);
                statement.and_where(Expr::col((Document, C::Number)).in_subquery(documents));
            }
        } else {
            let expression = Func::cast_as_quoted(Expr::value(query.tsquery(types, in_title)), "tsquery");
            statement.and_where(Expr::col((Document, Words)).binary(BinOper::Custom("@@"), expression));
        }
        statement
    }

    async fn find_candidates(&self, statement: &SelectStatement) -> Result<Vec<Candidate>, DbErr> {
        self.db.query_all(statement).await?.iter().map(candidate).collect()
    }
}

/// Ranks on a thread that serves nobody else. It ends when nobody waits for it any longer: with the time of the last request
/// that asked for it.
async fn rank_aside(query: Arc<Query>, found: Vec<Candidate>) -> Result<Vec<Hit>, Error> {
    let waiting = Arc::new(());
    let awaited = Arc::downgrade(&waiting);
    let hits = spawn_blocking(move || rank(&query, &found, || awaited.strong_count() == 0)).await;
    drop(waiting);
    hits.map_err(Error::internal)?.ok_or_else(|| Error::internal("a search was given up, and waited for"))
}

fn candidate(row: &QueryResult) -> Result<Candidate, DbErr> {
    Ok(Candidate {
        node_type: SearchType::try_from_value(&row.try_get("", "node_type")?)?,
        node_id: row.try_get("", "node_id")?,
        terms: row.try_get("", "terms")?,
    })
}

/// The types, of these, of which the actor sees any thing at all.
fn seen(actor: &Actor, types: &[SearchType]) -> Seen {
    let wanted = THINGS.iter().filter_map(|kind| Some((kind, type_of(kind.table())?)));
    let wanted = wanted.filter(|(_, node_type)| types.contains(node_type));
    let id = || Expr::col((Document, C::NodeId));
    wanted.filter_map(|(kind, node_type)| Some((kind.table(), (node_type, kind.seen(id(), actor)?)))).collect()
}
