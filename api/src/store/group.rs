//! Counting in groups, in one statement: SQL tells the rows apart and counts, whatever their number.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, IntoIden, JoinType, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QueryResult, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::period::Period;
use super::query::{Filter, Membership, Step};
use super::read::PARENTS_PER_STATEMENT;
use super::{Store, as_of};
use crate::error::Error;
use crate::policy::{Actor, Policy, Verdict, id_column, padded};

/// What the count of a group is called in the result.
pub(super) const COUNT: &str = "of_group";

/// The rows that are told apart, where a statement counts or measures what they are.
pub(super) const ROWS: &str = "rows_told_apart";

/// The id of a row.
pub(super) const ROW: &str = "of_row";

/// Which rows are told apart, and by what.
pub struct Statistics<E> {
    /// Those that are counted.
    pub filter: Filter<E>,
    /// What they are told apart by.
    pub dimensions: Vec<Dimension>,
    /// As they were; none: as they are.
    pub as_of: Option<AsOf>,
}

/// A moment of the past.
#[derive(Clone)]
pub struct AsOf {
    /// Just before this.
    pub before: DateTime<Utc>,
    /// Whoever asks, as they were then.
    pub actor: Arc<Actor>,
}

impl<E> Clone for Statistics<E> {
    fn clone(&self) -> Self {
        Statistics { filter: self.filter.clone(), dimensions: self.dimensions.clone(), as_of: self.as_of.clone() }
    }
}

/// What rows are told apart by. By a column, a row is in one group; by a link, in as many as it has links that count,
/// and in the group of nothing where it has none.
#[derive(Clone)]
pub struct Dimension {
    source: Source,
    holds: Holds,
}

/// What the keys of a dimension are.
#[derive(Clone, Copy)]
enum Holds {
    Text,
    Id,
}

#[derive(Clone)]
enum Source {
    /// What the row itself holds.
    Own(Expr),
    /// The period in which the day lies that the row itself holds.
    Day(Expr, Period),
    /// The period in which the moment lies that the row itself holds.
    Moment(Expr, Period),
    /// A column of another table.
    Joined {
        /// The table, what of it must be equal to `from`, and the key.
        step: Step,
        /// None: the id of the row.
        from: Option<Expr>,
        ends: Ends,
    },
}

/// Which ends of a join count.
#[derive(Clone)]
enum Ends {
    Every,
    Seen(Box<Seen>),
    /// Only these, and only rows that are joined to one of them.
    Parents(Vec<Uuid>),
}

/// The rows that an actor sees, and their id.
#[derive(Clone)]
struct Seen {
    rows: SelectStatement,
    id: Expr,
}

/// What a key of a group holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Held {
    /// A value.
    Text(String),
    /// The primary key of a row.
    Id(Uuid),
}

/// What the rows of a group are alike in, in the order of the dimensions; none where there is nothing, or nothing that is
/// seen.
pub type Keys = Vec<Option<Held>>;

/// Rows that are alike in every dimension.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they are alike in.
    pub keys: Keys,
    /// How many they are.
    pub count: i64,
}

impl Dimension {
    /// The value that a column holds.
    pub fn value(column: Expr) -> Self {
        Dimension { source: Source::Own(column), holds: Holds::Text }
    }

    /// The period in which the day lies that a column holds.
    pub fn day(column: Expr, period: Period) -> Self {
        Dimension { source: Source::Day(column, period), holds: Holds::Text }
    }

    /// The period in which the moment lies that a column holds.
    pub fn moment(column: Expr, period: Period) -> Self {
        Dimension { source: Source::Moment(column, period), holds: Holds::Text }
    }

    /// The row of `R` that `fk` points at, where the actor may see it.
    pub fn one<R: Policy>(fk: Expr, actor: &Actor) -> Self {
        let source = match Ends::of::<R>(actor) {
            Ends::Every => Source::Own(fk),
            ends => {
                let (table, id) = (R::default().into_iden(), id_column::<R>().into_iden());
                Source::Joined { step: Step { table, from: id.clone(), to: id }, from: Some(fk), ends }
            }
        };
        Dimension { source, holds: Holds::Id }
    }

    /// The rows of `R` that `link` leads to, of those that the actor may see. The table holds each pair once.
    pub fn linked<R: Policy>(link: Step, actor: &Actor) -> Self {
        let source = Source::Joined { step: link, from: None, ends: Ends::of::<R>(actor) };
        Dimension { source, holds: Holds::Id }
    }

    /// Whose the rows are, with a condition that leaves out those of others.
    fn of_parents<E: EntityTrait>(membership: &Membership<E>, parents: &[Uuid]) -> (Self, Filter<E>) {
        let parents = padded(parents);
        let (source, only) = match membership {
            Membership::Column(column) => {
                let column = Expr::col((E::default(), *column));
                (Source::Own(column.clone()), Filter::declared(column.is_in(parents).into()))
            }
            Membership::Path(path) => {
                let step = path.only_step().unwrap_or_else(|| unreachable!("groups are made over one link")).back();
                (Source::Joined { step, from: None, ends: Ends::Parents(parents) }, Filter::none())
            }
        };
        (Dimension { source, holds: Holds::Id }, only)
    }

    /// Adds to `statement` what the dimension reads, and gives the expression of its key. `id` is that of the rows.
    fn join(&self, statement: &mut SelectStatement, place: usize, id: &Expr, backend: DbBackend) -> Expr {
        let (step, from, ends) = match &self.source {
            Source::Own(column) => return column.clone(),
            Source::Day(column, period) => return period.of_day(column.clone(), backend),
            Source::Moment(column, period) => return period.of_moment(column.clone(), backend),
            Source::Joined { step, from, ends } => (step, from.as_ref().unwrap_or(id), ends),
        };
        let alias = name("related", place);
        let key = Expr::col((alias.clone(), step.to.clone()));
        let joined = Expr::col((alias.clone(), step.from.clone())).eq(from.clone());
        let (join, joined) = match ends {
            Ends::Every => (JoinType::LeftJoin, joined),
            Ends::Seen(seen) => (JoinType::LeftJoin, joined.and(seen.holds(key.clone()))),
            Ends::Parents(parents) => (JoinType::InnerJoin, joined.and(key.clone().is_in(parents.iter().copied()))),
        };
        statement.join_as(join, step.table.clone(), alias, joined);
        key
    }

    fn key(&self, row: &QueryResult, place: usize) -> Result<Option<Held>, DbErr> {
        let column = format!("key_{place}");
        Ok(match self.holds {
            Holds::Text => row.try_get::<Option<String>>("", &column)?.map(Held::Text),
            Holds::Id => row.try_get::<Option<Uuid>>("", &column)?.map(Held::Id),
        })
    }
}

impl Ends {
    /// The rows of `R` that the actor may see.
    fn of<R: Policy>(actor: &Actor) -> Self {
        let condition = match actor.sees::<R>() {
            Verdict::Every => return Ends::Every,
            verdict => verdict.condition(),
        };
        let rows = R::find().select_only().expr(Expr::value(1)).filter(condition).into_query();
        Ends::Seen(Box::new(Seen { rows, id: Expr::col((R::default(), id_column::<R>())) }))
    }
}

impl Seen {
    /// That the row with this id is one of them. EXISTS and not IN, which SQLite can try all their ids for.
    fn holds(&self, id: Expr) -> Expr {
        Expr::exists(self.rows.clone().and_where(self.id.clone().eq(id)).to_owned())
    }
}

impl<E: Policy> Statistics<E> {
    /// Whether the actor sees none of the rows, whichever there are.
    pub(super) fn shows_nothing_to(&self, actor: &Actor) -> bool {
        matches!(self.asked_by(actor).sees::<E>(), Verdict::No)
    }

    /// Whoever asks, as they were at the moment that is looked at.
    fn asked_by<'a>(&'a self, actor: &'a Actor) -> &'a Actor {
        self.as_of.as_ref().map_or(actor, |as_of| &as_of.actor)
    }

    /// The rows that the actor sees: their id and their keys.
    pub(super) fn rows(&self, actor: &Actor, backend: DbBackend) -> SelectStatement {
        let id = Expr::col((E::default(), id_column::<E>()));
        let mut rows = self.keyed(actor, backend);
        rows.expr_as(id, ROW);
        rows
    }

    /// The keys of the rows.
    fn keyed(&self, actor: &Actor, backend: DbBackend) -> SelectStatement {
        let seen = E::find().filter(self.asked_by(actor).sees::<E>().condition());
        let mut rows = self.filter.clone().apply(seen).select_only().into_query();
        let id = Expr::col((E::default(), id_column::<E>()));
        for (place, dimension) in self.dimensions.iter().enumerate() {
            let key = dimension.join(&mut rows, place, &id, backend);
            rows.expr_as(key, name("key", place));
        }
        rows
    }

    /// A statement about the rows, told apart by their keys.
    pub(super) fn about(&self, rows: SelectStatement, actor: &Actor, backend: DbBackend) -> SelectStatement {
        let mut about = match &self.as_of {
            Some(as_of) => as_of::about::<E>(rows, ROWS, as_of, actor, backend),
            None => Query::select().from_subquery(rows, ROWS).take(),
        };
        for place in 0..self.dimensions.len() {
            about.column((Alias::new(ROWS), name("key", place))).group_by_col((Alias::new(ROWS), name("key", place)));
        }
        about
    }

    /// How many rows there are of each.
    fn counted(&self, actor: &Actor, backend: DbBackend) -> SelectStatement {
        let mut counted = if self.as_of.is_some() {
            self.about(self.keyed(actor, backend), actor, backend)
        } else {
            let mut rows = self.keyed(actor, backend);
            if let [Dimension { source: Source::Own(column), .. }] = &*self.dimensions {
                // SQLite would follow the index of the column, and look up for each row who sees it. Told apart by an
                // expression, rows are read from the index that holds all that groups take
                let key = Func::coalesce([column.clone(), column.clone()]);
                rows.clear_selects().expr_as(key, name("key", 0));
            }
            for place in 0..self.dimensions.len() {
                // by the name and not by the expression: one that holds bound values is not the same twice
                rows.group_by_col(name("key", place));
            }
            rows
        };
        // never DISTINCT: each pair of a link is there once, so a row is in a group once
        counted.expr_as(Expr::value(1).count(), COUNT);
        counted
    }

    /// The same of the rows of each of these parents, told apart by their parent first.
    pub(super) fn of_parents(&self, membership: &Membership<E>, parents: &[Uuid]) -> Self {
        let (parent, only) = Dimension::of_parents(membership, parents);
        Statistics {
            filter: self.filter.clone().and(only),
            dimensions: [std::slice::from_ref(&parent), &self.dimensions].concat(),
            as_of: self.as_of.clone(),
        }
    }
}

impl Store {
    /// The groups of all rows that the actor may see, the largest first; `limit` of them at the most.
    pub async fn groups<E: Policy>(
        &self,
        actor: &Actor,
        statistics: &Statistics<E>,
        limit: usize,
    ) -> Result<Arc<Vec<Group>>, Error> {
        if statistics.shows_nothing_to(actor) {
            return Ok(Arc::default());
        }
        let mut statement = statistics.counted(actor, self.db.get_database_backend());
        statement.limit(limit as u64);
        let question = self.question(&statement, b"groups");
        let dimensions = statistics.dimensions.clone();
        let ask = |store: Store| async move {
            let rows = store.db.query_all(&statement).await?;
            let mut groups = rows.iter().map(|row| group(row, &dimensions)).collect::<Result<Vec<_>, _>>()?;
            Group::sort(&mut groups);
            Ok(groups)
        };
        self.listed(question, |groups: &Vec<Group>| groups.iter().map(Group::bytes).sum(), ask).await
    }

    /// The same for the rows of each parent, in one statement; `limit` groups at the most for all of them.
    pub async fn groups_of_each<E: Policy>(
        &self,
        actor: &Actor,
        parents: &[Uuid],
        membership: &Membership<E>,
        statistics: &Statistics<E>,
        limit: usize,
    ) -> Result<HashMap<Uuid, Vec<Group>>, Error> {
        let mut found = HashMap::<Uuid, Vec<Group>>::new();
        for parents in parents.chunks(PARENTS_PER_STATEMENT) {
            let statistics = statistics.of_parents(membership, parents);
            for mut group in self.groups(actor, &statistics, limit).await?.iter().cloned() {
                if let Some(Held::Id(parent)) = group.keys.remove(0) {
                    found.entry(parent).or_default().push(group);
                }
            }
        }
        Ok(found)
    }
}

impl Group {
    /// What it takes in memory.
    fn bytes(&self) -> usize {
        size_of::<Self>() + bytes(&self.keys)
    }

    /// The largest first, those of one size by their keys, what has none last.
    pub fn sort(groups: &mut [Self]) {
        groups.sort_unstable_by(|one, other| one.order().cmp(other.order()));
    }

    fn order(&self) -> impl Iterator<Item = (Reverse<i64>, bool, Option<&Held>)> {
        let count = std::iter::once((Reverse(self.count), false, None));
        count.chain(self.keys.iter().map(|key| (Reverse(0), key.is_none(), key.as_ref())))
    }
}

fn group(row: &QueryResult, dimensions: &[Dimension]) -> Result<Group, DbErr> {
    Ok(Group { keys: keys(row, dimensions)?, count: row.try_get("", COUNT)? })
}

/// The keys of a group, in the order of the dimensions.
pub(super) fn keys(row: &QueryResult, dimensions: &[Dimension]) -> Result<Keys, DbErr> {
    dimensions.iter().enumerate().map(|(place, dimension)| dimension.key(row, place)).collect()
}

/// What keys take in memory.
pub(super) fn bytes(keys: &Keys) -> usize {
    let text = |held: &Option<Held>| if let Some(Held::Text(text)) = held { text.len() } else { 0 };
    keys.iter().map(|key| size_of_val(key) + text(key)).sum()
}

/// A name that no column and no table has.
fn name(of: &str, place: usize) -> Alias {
    Alias::new(format!("{of}_{place}"))
}
