//! Rules that lie with another row: the parent that a row belongs to, or one of its children.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IdenStatic, ModelTrait, QueryFilter, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::rule::{Policy, Reading, Rule, Verdict, id_column, uuid};
use super::{Actor, Reach};

/// A rule that lies with another row.
pub trait Related<E: EntityTrait>: Send + Sync {
    /// As SQL.
    fn sql(&self, actor: &Actor) -> Verdict;
    /// On a row in memory.
    fn admits(&self, actor: &Actor, row: &E::Model, rows: &Rows) -> bool;
    /// What it looks at: columns, each after its table.
    fn reads(&self) -> Vec<(&'static str, &'static str)>;
    /// The part of it that is read.
    fn read(&self, reading: Reading) -> Rule<E>;
    /// How far a row reaches by it.
    fn reach(&self, row: &E::Model, rows: &Rows, now: DateTime<Utc>) -> Reach;
    /// Adds the rows that `reach` looks at, if any.
    fn load<'a>(
        &'a self,
        _row: &'a E::Model,
        _source: &'a DatabaseTransaction,
        _rows: &'a mut Rows,
    ) -> BoxFuture<'a, Result<(), DbErr>> {
        Box::pin(async { Ok(()) })
    }
    /// Whether a row that has an audience is always open to all of it.
    fn is_always_open(&self) -> bool {
        false
    }
    /// The column that names the parent, where the rule lies with one in the table of this name.
    fn parent_column(&self, _table: &str) -> Option<E::Column> {
        None
    }
}

/// The row that a column points at decides.
pub(super) struct Parent<E: EntityTrait, R: EntityTrait> {
    fk: E::Column,
    reading: Reading,
    of: PhantomData<fn() -> R>,
}

impl<E: EntityTrait, R: EntityTrait> Parent<E, R> {
    pub(super) fn new(fk: E::Column) -> Self {
        Parent { fk, reading: Reading::Present, of: PhantomData }
    }
}

impl<E: EntityTrait, R: Policy> Parent<E, R> {
    fn rule(&self) -> Rule<R> {
        R::visible().read(self.reading)
    }

    fn row<'a>(&self, row: &E::Model, rows: &'a Rows) -> Option<&'a R::Model> {
        uuid(row.get(self.fk)).and_then(|id| rows.find::<R>(id))
    }
}

impl<E: EntityTrait, R: Policy> Related<E> for Parent<E, R> {
    fn sql(&self, actor: &Actor) -> Verdict {
        // EXISTS and not IN: it is looked up for each row of a page, whatever the number of parents
        match self.rule().sql(actor) {
            Verdict::Where(visible) => Verdict::Where(exists(
                R::find()
                    .filter(Expr::col((R::default(), id_column::<R>())).equals((E::default(), self.fk)))
                    .filter(visible),
            )),
            // an absent parent shows nothing, even to those who see every parent
            Verdict::Every if self.fk.def().is_null() => Verdict::Where(self.fk.is_not_null()),
            verdict => verdict,
        }
    }

    fn admits(&self, actor: &Actor, row: &E::Model, rows: &Rows) -> bool {
        self.row(row, rows).is_some_and(|parent| self.rule().admits(actor, parent, rows))
    }

    fn reads(&self) -> Vec<(&'static str, &'static str)> {
        let mut reads =
            vec![(E::default().as_str(), self.fk.as_str()), (R::default().as_str(), id_column::<R>().as_str())];
        reads.extend(self.rule().reads());
        reads
    }

    fn read(&self, reading: Reading) -> Rule<E> {
        Rule::Related(Box::new(Parent::<E, R> { reading, ..Parent::new(self.fk) }))
    }

    fn reach(&self, row: &E::Model, rows: &Rows, now: DateTime<Utc>) -> Reach {
        self.row(row, rows).map_or(Reach::NOBODY, |parent| R::visible().reach(parent, rows, now))
    }

    fn load<'a>(
        &'a self,
        row: &'a E::Model,
        source: &'a DatabaseTransaction,
        rows: &'a mut Rows,
    ) -> BoxFuture<'a, Result<(), DbErr>> {
        let id = uuid(row.get(self.fk));
        Box::pin(async move {
            let Some(id) = id else { return Ok(()) };
            let Some(parent) = R::find().filter(id_column::<R>().eq(id)).one(source).await? else { return Ok(()) };
            R::visible().load(&parent, source, rows).await?;
            rows.add::<R>([parent]);
            Ok(())
        })
    }

    fn is_always_open(&self) -> bool {
        R::visible().is_always_open()
    }

    fn parent_column(&self, table: &str) -> Option<E::Column> {
        (R::default().table_name() == table).then_some(self.fk)
    }
}

/// One of the rows that point here decides.
pub(super) struct Child<R: EntityTrait> {
    pub fk: R::Column,
    pub rule: fn() -> Rule<R>,
}

impl<E: EntityTrait, R: EntityTrait> Related<E> for Child<R> {
    fn sql(&self, actor: &Actor) -> Verdict {
        let children = R::find().filter(Expr::col((R::default(), self.fk)).equals((E::default(), id_column::<E>())));
        match (self.rule)().sql(actor) {
            Verdict::No => Verdict::No,
            Verdict::Every => Verdict::Where(exists(children)),
            Verdict::Where(rule) => Verdict::Where(exists(children.filter(rule))),
        }
    }

    fn admits(&self, actor: &Actor, row: &E::Model, rows: &Rows) -> bool {
        let id = uuid(row.get(id_column::<E>()));
        rows.all::<R>().any(|child| uuid(child.get(self.fk)) == id && (self.rule)().admits(actor, child, rows))
    }

    fn reads(&self) -> Vec<(&'static str, &'static str)> {
        let mut reads =
            vec![(R::default().as_str(), self.fk.as_str()), (E::default().as_str(), id_column::<E>().as_str())];
        reads.extend((self.rule)().reads());
        reads
    }

    fn read(&self, _: Reading) -> Rule<E> {
        // children come and go: they are part of the state
        Rule::never()
    }

    fn reach(&self, _: &E::Model, _: &Rows, _: DateTime<Utc>) -> Reach {
        Reach::CONCERNED
    }
}

/// That the selection finds anything.
pub(super) fn exists<R: EntityTrait>(select: sea_orm::Select<R>) -> SimpleExpr {
    Expr::exists(select.select_only().expr(Expr::value(1)).into_query())
}

/// Rows in memory, of any entities, for rules that look at more than one row.
#[derive(Default)]
pub struct Rows(HashMap<TypeId, Vec<Box<dyn Any + Send + Sync>>>);

impl Rows {
    /// Adds rows of `E`.
    pub fn add<E: EntityTrait>(&mut self, rows: impl IntoIterator<Item = E::Model>)
    where
        E::Model: Send + Sync,
    {
        self.0.entry(TypeId::of::<E>()).or_default().extend(rows.into_iter().map(|row| Box::new(row) as _));
    }

    fn all<E: EntityTrait>(&self) -> impl Iterator<Item = &E::Model> {
        self.0.get(&TypeId::of::<E>()).into_iter().flatten().filter_map(|row| row.downcast_ref())
    }

    pub(super) fn find<E: EntityTrait>(&self, id: Uuid) -> Option<&E::Model> {
        self.all::<E>().find(|row| uuid(row.get(id_column::<E>())) == Some(id))
    }
}
