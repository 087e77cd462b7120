//! What can be asked of the store beyond visibility: filters, orders, pages, and whose a row is.

use sea_orm::sea_query::{Expr, ExprTrait, IntoIden, NullOrdering, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, DeriveIden, EntityTrait, QueryFilter, QueryOrder, Select, Value};

use crate::policy::id_column;

/// A condition on rows of `E` that is made of declared fields only; it narrows what is visible, never widens it.
pub struct Filter<E> {
    condition: Option<Condition>,
    of: std::marker::PhantomData<fn() -> E>,
}

impl<E> Clone for Filter<E> {
    fn clone(&self) -> Self {
        Filter { condition: self.condition.clone(), of: self.of }
    }
}

impl<E: EntityTrait> Filter<E> {
    /// All rows.
    pub fn none() -> Self {
        Filter { condition: None, of: std::marker::PhantomData }
    }

    /// The rows for which `condition` holds. For the declarations of fields: a subquery in it must apply the rule of
    /// the entity that it reads.
    pub fn declared(condition: Condition) -> Self {
        Filter { condition: Some(condition), of: std::marker::PhantomData }
    }

    /// The rows that pass both.
    pub fn and(self, other: Self) -> Self {
        let condition = match (self.condition, other.condition) {
            (Some(a), Some(b)) => Some(Condition::all().add(a).add(b)),
            (a, b) => a.or(b),
        };
        Filter { condition, of: self.of }
    }

    /// The filter as a condition; true of every row where nothing is asked.
    pub fn condition(self) -> Condition {
        self.condition.unwrap_or_else(Condition::all)
    }

    pub(super) fn apply(self, select: Select<E>) -> Select<E> {
        match self.condition {
            Some(condition) => select.filter(condition),
            None => select,
        }
    }
}

/// One key of an order. Absent values come last in both directions.
pub struct Key<E: EntityTrait> {
    /// What is compared.
    pub column: E::Column,
    /// From the largest to the smallest.
    pub descending: bool,
}

impl<E: EntityTrait> Clone for Key<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: EntityTrait> Copy for Key<E> {}

/// A page of an ordered list. The keys end with the id, so that the order is total.
pub struct Window<E: EntityTrait> {
    /// Which rows.
    pub filter: Filter<E>,
    /// In which order.
    pub keys: Vec<Key<E>>,
    /// Only what comes after these values of the keys.
    pub after: Option<Vec<Value>>,
    /// Only what comes before these values of the keys.
    pub before: Option<Vec<Value>>,
    /// Whether the page is counted from the end of the list.
    pub from_end: bool,
    /// How many rows at the most.
    pub limit: u64,
}

impl<E: EntityTrait> Window<E> {
    /// `select`, filtered, ordered and limited. Counted from the end, the rows come in the opposite order.
    pub(super) fn apply(&self, select: Select<E>) -> Select<E> {
        let mut select = self.filter.clone().apply(select);
        if let Some(at) = &self.after {
            select = select.filter(beyond(&self.keys, at, false));
        }
        if let Some(at) = &self.before {
            select = select.filter(beyond(&self.keys, at, true));
        }
        self.order(&mut select);
        sea_orm::QuerySelect::limit(select, self.limit)
    }

    /// Orders `query` by the keys.
    pub(super) fn order(&self, query: &mut impl QueryOrder) {
        for key in &self.keys {
            let order = if key.descending != self.from_end { Order::Desc } else { Order::Asc };
            let column = Expr::col((E::default(), key.column));
            // only where NULLs can be: naming their place keeps PostgreSQL from using a plain index
            if key.column.def().is_null() {
                let nulls = if self.from_end { NullOrdering::First } else { NullOrdering::Last };
                query.query().order_by_expr_with_nulls(column, order, nulls);
            } else {
                query.query().order_by_expr(column, order);
            }
        }
    }
}

/// The rows that lie beyond `at` in the order of `keys`: behind it, or ahead of it.
fn beyond<E: EntityTrait>(keys: &[Key<E>], at: &[Value], ahead: bool) -> Condition {
    let is_null = |value: &Value| *value == value.as_null();
    let mut any = Condition::any();
    for (place, (key, value)) in keys.iter().zip(at).enumerate() {
        let column = key.column;
        let further = match (is_null(value), ahead) {
            (true, false) => None, // absent values come last: nothing lies behind them
            (true, true) => Some(Condition::all().add(column.is_not_null())),
            (false, _) => {
                let rises = key.descending == ahead;
                let mut further =
                    Condition::any().add(if rises { column.gt(value.clone()) } else { column.lt(value.clone()) });
                if !ahead && column.def().is_null() {
                    further = further.add(column.is_null());
                }
                Some(further)
            }
        };
        let Some(further) = further else { continue };
        let mut all = Condition::all();
        for (key, value) in keys.iter().zip(at).take(place) {
            all = all.add(if is_null(value) { key.column.is_null() } else { key.column.eq(value.clone()) });
        }
        any = any.add(all.add(further));
    }
    let range = leading_range(keys, at, ahead);
    if any.is_empty() { Condition::all().add(Expr::value(false)) } else { Condition::all().add_option(range).add(any) }
}

/// What the whole of [`beyond`] implies for the first key: an index can start from it, which it cannot from an OR.
fn leading_range<E: EntityTrait>(keys: &[Key<E>], at: &[Value], ahead: bool) -> Option<SimpleExpr> {
    let (key, value) = keys.first().zip(at.first())?;
    if key.column.def().is_null() {
        return None;
    }
    let rises = key.descending == ahead;
    Some(if rises { key.column.gte(value.clone()) } else { key.column.lte(value.clone()) })
}

/// How rows of `E` belong to a parent.
pub enum Membership<E: EntityTrait> {
    /// The column holds the parent's id.
    Column(E::Column),
    /// Link tables lead from the parent to them.
    Path(Path),
}

impl<E: EntityTrait> Membership<E> {
    /// The condition on `E` that it belongs to the parent whose id is `parent`.
    pub(crate) fn of(&self, parent: SimpleExpr) -> SimpleExpr {
        match self {
            Membership::Column(column) => Expr::col((E::default(), *column)).eq(parent),
            Membership::Path(path) => Expr::col((E::default(), id_column::<E>())).in_subquery(path.ends(parent)),
        }
    }

    /// The ids of the parents of those rows of `E` for which `condition` holds.
    pub(crate) fn parents(&self, condition: Condition) -> SelectStatement {
        let mut children = Query::select();
        children.from(E::default()).cond_where(condition);
        match self {
            Membership::Column(column) => {
                children.column((E::default(), *column)).and_where(column.is_not_null());
                children
            }
            Membership::Path(path) => {
                children.column((E::default(), id_column::<E>()));
                path.starts(children)
            }
        }
    }
}

/// A way over one or more tables, each a step from one column to another. The tables on the way are links, or things
/// that everybody may see: a step is not filtered by visibility.
pub struct Path {
    steps: Vec<Step>,
}

/// A step over a table, from one of its columns to another.
#[derive(Clone)]
pub struct Step {
    pub(super) table: sea_orm::DynIden,
    pub(super) from: sea_orm::DynIden,
    pub(super) to: sea_orm::DynIden,
}

impl Path {
    /// A way over the table of `L`, from the column that holds the parent's id to the one that holds the child's.
    pub fn over<L: EntityTrait>(from: L::Column, to: L::Column) -> Self {
        Path { steps: vec![] }.then::<L>(from, to)
    }

    /// The same way, and then a step over the table of `L`.
    #[must_use]
    pub fn then<L: EntityTrait>(mut self, from: L::Column, to: L::Column) -> Self {
        self.steps.push(Step { table: L::default().into_iden(), from: from.into_iden(), to: to.into_iden() });
        self
    }

    /// Its step, where it has but one.
    pub fn only_step(&self) -> Option<Step> {
        if let [step] = &*self.steps { Some(step.clone()) } else { None }
    }

    /// The ids at the end of the way from `start`.
    fn ends(&self, start: SimpleExpr) -> SelectStatement {
        let mut steps = self.steps.iter();
        let first = steps.next().map(|step| {
            let from = Expr::col((step.table.clone(), step.from.clone()));
            step.select(&step.to).and_where(from.eq(start)).to_owned()
        });
        steps.fold(first.unwrap_or_default(), |so_far, step| {
            let from = Expr::col((step.table.clone(), step.from.clone()));
            step.select(&step.to).and_where(from.in_subquery(so_far)).to_owned()
        })
    }

    /// The ids at the start of the ways to `ends`.
    fn starts(&self, ends: SelectStatement) -> SelectStatement {
        self.steps.iter().rev().fold(ends, |so_far, step| {
            let to = Expr::col((step.table.clone(), step.to.clone()));
            step.select(&step.from).and_where(to.in_subquery(so_far)).to_owned()
        })
    }
}

impl Step {
    /// The same step the other way.
    pub(super) fn back(self) -> Self {
        Step { from: self.to, to: self.from, ..self }
    }

    fn select(&self, column: &sea_orm::DynIden) -> SelectStatement {
        Query::select().column((self.table.clone(), column.clone())).from(self.table.clone()).to_owned()
    }
}

/// The name that a list of parents goes by in a statement.
#[derive(Clone, Copy, Debug, DeriveIden)]
pub(super) enum Parents {
    /// The list.
    #[sea_orm(iden = "parents")]
    Table,
    /// What both databases call the only column of a list of values.
    #[sea_orm(iden = "column1")]
    Id,
    /// What the parent's id is called in the result: no column of a table has this name.
    #[sea_orm(iden = "of_parent")]
    Parent,
}
