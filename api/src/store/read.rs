//! Reading: each method applies the entity's rule for the actor, and so is as safe as any other.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::sea_query::{Alias, Expr, ExprTrait, JoinType, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, DynIden, EntityTrait, FromQueryResult, Iterable, ModelTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Value,
};
use uuid::Uuid;

use super::Store;
use super::listed::{KeptLists, weight_of_all};
use super::query::{Filter, Membership, Parents, Step, Window};
use crate::error::Error;
use crate::policy::{Actor, Policy, View, id_column, padded};

/// Rows in their order.
pub type Rows<M> = Arc<Vec<Arc<M>>>;

/// How many parents one statement asks for: their ids are bound values, of which SQLite takes 32 766.
pub(super) const PARENTS_PER_STATEMENT: usize = 1000;

impl Store {
    /// The rows with these ids, of those that the actor may see.
    pub async fn rows<E: Policy>(&self, actor: &Actor, ids: &[Uuid]) -> Result<HashMap<Uuid, Arc<E::Model>>, Error> {
        let Some(view) = actor.view::<E>() else { return Ok(HashMap::new()) };
        let select = || view.select::<E>();
        let ask = |store: Store, ids: Vec<Uuid>| {
            let id = id_column::<E>();
            let select = match ids.as_slice() {
                [one] => select().filter(id.eq(*one)),
                ids => select().filter(id.is_in(padded(ids))),
            };
            async move {
                let rows = if ids.is_empty() { vec![] } else { select.all(&store.db).await? };
                Ok(rows.into_iter().map(|row| (row_id::<E>(&row), Arc::new(row))).collect())
            }
        };
        self.rows_by_id::<E, _>(&view, ids, ask).await
    }

    /// The row whose natural key holds `value`, if the actor may see it.
    pub async fn row_by_key<E: Policy>(
        &self,
        actor: &Actor,
        key: E::Column,
        value: Value,
    ) -> Result<Option<Arc<E::Model>>, Error> {
        let Some(view) = actor.view::<E>() else { return Ok(None) };
        Ok(self.list::<E>(view.select().filter(key.eq(value)).limit(1)).await?.first().cloned())
    }

    /// A page of all rows.
    pub async fn page<E: Policy>(&self, actor: &Actor, window: &Window<E>) -> Result<Rows<E::Model>, Error> {
        let Some(view) = actor.view::<E>() else { return Ok(Arc::default()) };
        self.list::<E>(window.apply(view.select())).await
    }

    async fn list<E: Policy>(&self, select: Select<E>) -> Result<Rows<E::Model>, Error> {
        let question = self.question(select.as_query(), b"rows");
        let ask = |store: Store| async move { Ok(shared(select.all(&store.db).await?)) };
        self.listed(question, |rows| weight_of_all::<E>(rows), ask).await
    }

    /// A page of the rows of each parent, in one statement.
    pub async fn pages<E: Policy>(
        &self,
        actor: &Actor,
        parents: &[Uuid],
        membership: &Membership<E>,
        window: &Arc<Window<E>>,
    ) -> Result<HashMap<Uuid, Rows<E::Model>>, Error> {
        let Some(view) = actor.view::<E>() else { return Ok(HashMap::new()) };
        let of_each = page_of::<E>(&view, membership, window);
        let question = self.question(&of_each, b"rows");
        let limit = window.limit;
        let few = membership.few().filter(|_| self.db.get_database_backend() == DbBackend::Postgres);
        let ask = |store: Store, parents: Vec<Uuid>| {
            let of_one = match parents.as_slice() {
                [parent] => Some(window.apply_within(view.select(), membership, Expr::value(*parent))),
                _ => None,
            };
            let chunks = parents.chunks(PARENTS_PER_STATEMENT);
            let statements: Vec<_> = match (&of_one, few) {
                (Some(_), _) => vec![],
                (None, Some(link)) => chunks.map(|parents| all_of_each(&view, parents, link, window)).collect(),
                (None, None) => chunks.map(|parents| self.page_of_each(parents, of_each.clone(), window)).collect(),
            };
            async move {
                match of_one {
                    Some(of_one) => Ok(HashMap::from([(parents[0], Arc::new(shared(of_one.all(&store.db).await?)))])),
                    None => store.pages_of_each::<E>(statements, limit).await,
                }
            }
        };
        self.listed_by_parent(question, parents, |rows| weight_of_all::<E>(rows), ask).await
    }

    /// The rows that the statements find, in their order, by parent: `limit` of each at the most.
    async fn pages_of_each<E: Policy>(
        &self,
        statements: Vec<SelectStatement>,
        limit: u64,
    ) -> Result<HashMap<Uuid, Rows<E::Model>>, Error> {
        let mut found = HashMap::<Uuid, Vec<Arc<E::Model>>>::new();
        for statement in statements {
            for row in self.db.query_all(&statement).await? {
                let page = found.entry(row.try_get("", "of_parent")?).or_default();
                if (page.len() as u64) < limit {
                    page.push(Arc::new(E::Model::from_query_result(&row, "")?));
                }
            }
        }
        Ok(found.into_iter().map(|(parent, rows)| (parent, Arc::new(rows))).collect())
    }

    /// What is kept of the pages of parents.
    pub fn kept_pages<E: Policy>(
        &self,
        actor: &Actor,
        membership: &Membership<E>,
        window: &Window<E>,
    ) -> Option<KeptLists> {
        self.reading.as_ref()?;
        self.kept_lists(self.question(&page_of::<E>(&*actor.view::<E>()?, membership, window), b"rows"))
    }

    /// What is kept of the numbers of rows of parents.
    pub fn kept_counts<E: Policy>(
        &self,
        actor: &Actor,
        membership: &Membership<E>,
        filter: &Filter<E>,
    ) -> Option<KeptLists> {
        self.reading.as_ref()?;
        self.kept_lists(self.question(&count_of::<E>(&*actor.view::<E>()?, membership, filter.clone()), b"number"))
    }

    /// The number of rows.
    pub async fn count<E: Policy>(&self, actor: &Actor, filter: Filter<E>) -> Result<i64, Error> {
        let Some(view) = actor.view::<E>() else { return Ok(0) };
        let id = Expr::col((E::default(), id_column::<E>()));
        let select = filter.apply(view.select()).select_only().expr(id.count());
        let question = self.question(select.as_query(), b"number");
        let ask =
            |store: Store| async move { Ok(select.into_tuple::<i64>().one(&store.db).await?.unwrap_or_default()) };
        self.listed(question, |_| 0, ask).await.map(|number| *number)
    }

    /// The number of rows of each parent, in one statement.
    pub async fn counts<E: Policy>(
        &self,
        actor: &Actor,
        parents: &[Uuid],
        membership: &Membership<E>,
        filter: Filter<E>,
    ) -> Result<HashMap<Uuid, i64>, Error> {
        let Some(view) = actor.view::<E>() else { return Ok(HashMap::new()) };
        let of_one = count_of::<E>(&view, membership, filter);
        let question = self.question(&of_one, b"number");
        let ask = |store: Store, parents: Vec<Uuid>| async move { store.counts_of_each(&parents, &of_one).await };
        let counts = self.listed_by_parent(question, parents, |_| 0, ask).await?;
        Ok(counts.into_iter().map(|(parent, number)| (parent, *number)).collect())
    }

    async fn counts_of_each(
        &self,
        parents: &[Uuid],
        of_one: &SelectStatement,
    ) -> Result<HashMap<Uuid, Arc<i64>>, Error> {
        let mut found = HashMap::new();
        for parents in parents.chunks(PARENTS_PER_STATEMENT) {
            let statement = Query::select()
                .expr_as(Expr::col((Parents::Table, Parents::Id)), Parents::Parent)
                .expr_as(SimpleExpr::SubQuery(None, Box::new(of_one.clone().into())), Alias::new("count"))
                .from_values(values(parents), Parents::Table)
                .to_owned();
            for row in self.db.query_all(&statement).await? {
                // the list is padded with NULL
                if let Some(parent) = row.try_get::<Option<Uuid>>("", "of_parent")? {
                    found.insert(parent, Arc::new(row.try_get("", "count")?));
                }
            }
        }
        Ok(found)
    }

    /// The statement that runs `of_one` for each parent. `of_one` stops at its limit in an index where there is one,
    /// so the cost does not grow with the number of rows that a parent has.
    fn page_of_each<E: EntityTrait>(
        &self,
        parents: &[Uuid],
        mut of_one: SelectStatement,
        window: &Window<E>,
    ) -> SelectStatement {
        let mut statement = Query::select();
        statement
            .expr_as(Expr::col((Parents::Table, Parents::Id)), Parents::Parent)
            .columns(E::Column::iter().map(|column| (E::default(), column)))
            .from_values(values(parents), Parents::Table);
        if self.db.get_database_backend() == DbBackend::Sqlite {
            // SQLite has no LATERAL, but lets the subquery of IN see the list
            let id = Expr::col((E::default(), id_column::<E>()));
            of_one.clear_selects().column((E::default(), id_column::<E>()));
            statement.join(JoinType::CrossJoin, E::default(), Condition::all()).and_where(id.in_subquery(of_one));
        } else {
            statement.join_lateral(JoinType::InnerJoin, of_one, E::default(), Expr::value(true));
        }
        window.order(&mut Ordered(&mut statement));
        statement
    }
}

/// Lets a bare statement be ordered as a select is.
struct Ordered<'a>(&'a mut SelectStatement);

impl QueryOrder for Ordered<'_> {
    type QueryStatement = SelectStatement;

    fn query(&mut self) -> &mut SelectStatement {
        self.0
    }
}

/// The statement for a page of one parent, which the list of parents names.
fn page_of<E: Policy>(view: &View, membership: &Membership<E>, window: &Window<E>) -> SelectStatement {
    let parent = Expr::col((Parents::Table, Parents::Id));
    window.apply_within(view.select(), membership, parent).into_query()
}

/// The statement for all rows of parents that have few: a join, where a subquery for each parent sorts as often. A page is
/// cut from what it finds.
fn all_of_each<E: Policy>(view: &View, parents: &[Uuid], link: &Step, window: &Window<E>) -> SelectStatement {
    let of = |column: &DynIden| Expr::col((link.table.clone(), column.clone()));
    let is_linked = of(&link.to).equals((E::default(), id_column::<E>()));
    let mut statement = window.whole(view.select(), of(&link.from)).into_query();
    statement
        .join(JoinType::InnerJoin, link.table.clone(), is_linked)
        .and_where(of(&link.from).is_in(padded(parents)))
        .expr_as(of(&link.from), Parents::Parent)
        .take()
}

/// The statement for the number of rows of one parent, which the list of parents names.
fn count_of<E: Policy>(view: &View, membership: &Membership<E>, filter: Filter<E>) -> SelectStatement {
    let of_one = view.select().filter(membership.of(Expr::col((Parents::Table, Parents::Id))));
    let mut of_one = filter.apply(of_one).into_query();
    of_one.clear_selects().expr(Expr::col((E::default(), id_column::<E>())).count());
    of_one
}

fn shared<M>(rows: Vec<M>) -> Vec<Arc<M>> {
    rows.into_iter().map(Arc::new).collect()
}

/// The ids as a list of rows, filled up with NULL to a power of two: so that few statements serve lists of all lengths.
fn values(parents: &[Uuid]) -> Vec<Value> {
    let missing = parents.len().next_power_of_two() - parents.len();
    parents.iter().map(|id| Value::from(*id)).chain((0..missing).map(|_| Value::Uuid(None))).collect()
}

fn row_id<E: EntityTrait>(row: &E::Model) -> Uuid {
    match row.get(id_column::<E>()) {
        Value::Uuid(Some(id)) => id,
        other => unreachable!("a primary key is a uuid, not {other:?}"),
    }
}
