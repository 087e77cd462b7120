//! What can be asked of the store beyond visibility: filters, orders, pages, and whose a row is.

use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, IntoIden, NullOrdering, Order, Query, SelectStatement, SimpleExpr, UnionType,
};
use sea_orm::{
    ColumnTrait, Condition, DeriveIden, DynIden, EntityTrait, Iterable, QueryFilter, QueryOrder, QueryTrait, Select,
    Value,
};

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
        let select = self.narrow(select);
        match self.keys.first().filter(|key| key.column.def().is_null()) {
            Some(key) => self.in_parts(select, key),
            None => self.limited(select, false),
        }
    }

    /// The same of the rows that belong to `parent`.
    pub(super) fn apply_within(&self, select: Select<E>, membership: &Membership<E>, parent: SimpleExpr) -> Select<E> {
        let select = select.filter(membership.of(parent));
        match membership {
            Membership::Column(_) => self.apply(select),
            // they are found over the link and sorted, whatever their order
            Membership::Path(_) => self.limited(self.narrow(select), false),
        }
    }

    /// `select`, filtered and not limited: the rows of one parent after those of another, and each parent's in the order in
    /// which the rows of a page come.
    pub(super) fn whole(&self, select: Select<E>, parent: Expr) -> Select<E> {
        let mut select = self.narrow(select);
        // ahead of the rest, so that no index of that order is walked for the few that are linked
        QueryOrder::query(&mut select).order_by_expr(parent, Order::Asc);
        self.order(&mut select);
        select
    }

    fn narrow(&self, select: Select<E>) -> Select<E> {
        let mut select = self.filter.clone().apply(select);
        if let Some(at) = &self.after {
            select = select.filter(beyond(&self.keys, at, false));
        }
        if let Some(at) = &self.before {
            select = select.filter(beyond(&self.keys, at, true));
        }
        select
    }

    /// The rows that have a value in the first key, and those that have none: each part stops at the limit in a plain
    /// index, which both together, in an order that names the place of NULLs, do on neither database.
    fn in_parts(&self, select: Select<E>, key: &Key<E>) -> Select<E> {
        let value = |at: &Option<Vec<Value>>| at.as_ref().and_then(|at| at.first().cloned());
        let (after, before) = (value(&self.after), value(&self.before));
        let mut present = select.clone().filter(key.column.is_not_null());
        for (value, ahead) in [(&after, false), (&before, true)] {
            if let Some(value) = value.clone().filter(|value| !is_null(value)) {
                present = present.filter(reach(key, value, ahead));
            }
        }
        let absent = select.filter(key.column.is_null());
        // behind what has no value is nothing that has one, and ahead of what has one nothing that has none
        match (after.as_ref().map(is_null), before.as_ref().map(is_null)) {
            (Some(true), _) => self.limited(absent, true),
            (_, Some(false)) => self.limited(present, true),
            _ => {
                let part = |rows: Select<E>, name: &'static str| {
                    let rows = self.limited(rows, true).into_query();
                    let columns = E::Column::iter().map(|column| (Alias::new(name), column));
                    Query::select().columns(columns).from_subquery(rows, name).take()
                };
                let both = part(present, "present").union(UnionType::All, part(absent, "absent")).take();
                let columns = E::Column::iter().map(|column| (E::default(), column));
                let mut rows = E::find();
                *QueryTrait::query(&mut rows) =
                    Query::select().columns(columns).from_subquery(both, E::default()).take();
                self.limited(rows, false)
            }
        }
    }

    fn limited(&self, mut select: Select<E>, is_part: bool) -> Select<E> {
        self.order_by(&mut select, is_part);
        sea_orm::QuerySelect::limit(select, self.limit)
    }

    /// Orders `query` by the keys.
    pub(super) fn order(&self, query: &mut impl QueryOrder) {
        self.order_by(query, false);
    }

    /// `is_part`: of the first key, the rows have all a value or none.
    fn order_by(&self, query: &mut impl QueryOrder, is_part: bool) {
        for (place, key) in self.keys.iter().enumerate() {
            let order = if key.descending != self.from_end { Order::Desc } else { Order::Asc };
            let column = Expr::col((E::default(), key.column));
            // only where NULLs can be: naming their place keeps PostgreSQL from using a plain index
            if key.column.def().is_null() && !(is_part && place == 0) {
                let nulls = if self.from_end { NullOrdering::First } else { NullOrdering::Last };
                query.query().order_by_expr_with_nulls(column, order, nulls);
            } else {
                query.query().order_by_expr(column, order);
            }
        }
    }
}

fn is_null(value: &Value) -> bool {
    *value == value.as_null()
}

/// The rows that lie beyond `at` in the order of `keys`: behind it, or ahead of it.
fn beyond<E: EntityTrait>(keys: &[Key<E>], at: &[Value], ahead: bool) -> Condition {
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

/// What the whole of [`beyond`] implies for the first key: an index can start from it, which it cannot from an OR. Where
/// values can be absent it implies nothing; see [`Window::in_parts`].
fn leading_range<E: EntityTrait>(keys: &[Key<E>], at: &[Value], ahead: bool) -> Option<SimpleExpr> {
    let (key, value) = keys.first().zip(at.first())?;
    (!key.column.def().is_null()).then(|| reach(key, value.clone(), ahead))
}

/// What the rows beyond `value` of a first key imply for it.
fn reach<E: EntityTrait>(key: &Key<E>, value: Value, ahead: bool) -> SimpleExpr {
    let rises = key.descending == ahead;
    if rises { key.column.gte(value) } else { key.column.lte(value) }
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

    /// The link by which each parent has few rows, if it is such a one.
    pub(super) fn few(&self) -> Option<&Step> {
        match self {
            Membership::Path(Path { steps, has_few: true }) if steps.len() == 1 => steps.first(),
            _ => None,
        }
    }

    /// What [`Membership::parents`] calls the parent's id.
    pub(crate) fn parent(&self) -> DynIden {
        match self {
            Membership::Column(column) => column.into_iden(),
            Membership::Path(path) => path.steps[0].from.clone(),
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

    /// The same, to be looked up for one parent: over joins, where SQLite lists first all that an `IN` could find.
    pub(crate) fn parents_of_each(&self, condition: Condition) -> SelectStatement {
        match self {
            Membership::Column(_) => self.parents(condition),
            Membership::Path(path) => {
                path.joined(E::default().into_iden(), id_column::<E>().into_iden()).cond_where(condition).to_owned()
            }
        }
    }
}

/// A way over one or more tables, each a step from one column to another. The tables on the way are links, or things
/// that everybody may see: a step is not filtered by visibility.
pub struct Path {
    steps: Vec<Step>,
    has_few: bool,
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
        Path { steps: vec![], has_few: false }.then::<L>(from, to)
    }

    /// The same way, of which it is known that it leads from a parent to few: such as are named where the parent is
    /// written, and not such as name it. All of them are read for the sake of a page.
    #[must_use]
    pub fn few(self) -> Self {
        Path { has_few: true, ..self }
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

    /// The ids at the start of the ways, each joined to what is at its end: to the row of a table with this id.
    fn joined(&self, table: DynIden, id: DynIden) -> SelectStatement {
        let ends = self.steps.iter().skip(1).map(|step| (step.table.clone(), step.from.clone())).chain([(table, id)]);
        let first = &self.steps[0];
        self.steps.iter().zip(ends).fold(first.select(&first.from), |mut select, (step, (table, from))| {
            let on = Expr::col((table.clone(), from)).equals((step.table.clone(), step.to.clone()));
            select.inner_join(table, on).to_owned()
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
