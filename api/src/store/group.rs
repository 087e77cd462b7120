//! Counting in groups, in one statement: SQL tells the rows apart and counts, whatever their number.

use std::cmp::Reverse;
use std::collections::HashMap;

use sea_orm::sea_query::{Alias, Asterisk, DynIden, Expr, ExprTrait, IntoIden, JoinType, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryResult, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::Store;
use super::query::{Filter, Membership, Step};
use super::read::{PARENTS_PER_STATEMENT, visible};
use crate::error::Error;
use crate::policy::{Actor, Policy, Verdict, id_column, padded};

/// What the count of a group is called in the result.
const COUNT: &str = "of_group";

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
    /// The same, where it is one of the ids that are seen.
    Seen { fk: Expr, seen: Box<SelectStatement> },
    /// The other end of a link.
    Link { link: Step, ends: Ends },
}

/// Which ends of a link count.
#[derive(Clone)]
enum Ends {
    Every,
    Seen(Box<SelectStatement>),
    /// Only these, and only rows that are linked to one of them.
    Parents(Vec<Uuid>),
}

/// What a key of a group holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// A value.
    Text(String),
    /// The primary key of a row.
    Id(Uuid),
}

/// Rows that are alike in every dimension.
#[derive(Clone, Debug)]
pub struct Group {
    /// What they are alike in, in the order of the dimensions; none where there is nothing, or nothing that is seen.
    pub keys: Vec<Option<Held>>,
    /// How many they are.
    pub count: i64,
}

impl Dimension {
    /// The value that a column holds.
    pub fn value(column: Expr) -> Self {
        Dimension { source: Source::Own(column), holds: Holds::Text }
    }

    /// The row of `R` that `fk` points at, where the actor may see it.
    pub fn one<R: Policy>(fk: Expr, actor: &Actor) -> Self {
        let source = match R::visible().sql(actor) {
            Verdict::Every => Source::Own(fk),
            verdict => Source::Seen { fk, seen: ids::<R>(verdict) },
        };
        Dimension { source, holds: Holds::Id }
    }

    /// The rows of `R` that `link` leads to, of those that the actor may see. The table holds each pair once.
    pub fn linked<R: Policy>(link: Step, actor: &Actor) -> Self {
        let ends = match R::visible().sql(actor) {
            Verdict::Every => Ends::Every,
            verdict => Ends::Seen(ids::<R>(verdict)),
        };
        Dimension { source: Source::Link { link, ends }, holds: Holds::Id }
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
                let link = path.only_step().unwrap_or_else(|| unreachable!("groups are made over one link")).back();
                (Source::Link { link, ends: Ends::Parents(parents) }, Filter::none())
            }
        };
        (Dimension { source, holds: Holds::Id }, only)
    }

    /// Adds to `statement` what the dimension reads, and gives the expression of its key. `id` is that of the rows.
    fn join(&self, statement: &mut SelectStatement, place: usize, id: &Expr) -> Expr {
        let alias = name("related", place);
        let at = |column: DynIden| Expr::col((alias.clone(), column));
        match &self.source {
            Source::Own(column) => column.clone(),
            Source::Seen { fk, seen } => {
                let key = at("id".into_iden());
                statement.join_subquery(JoinType::LeftJoin, *seen.clone(), alias.clone(), key.clone().eq(fk.clone()));
                key
            }
            Source::Link { link: Step { table, from, to }, ends } => {
                let (table, key, linked) = (table.clone(), at(to.clone()), at(from.clone()).eq(id.clone()));
                match ends {
                    Ends::Every => statement.join_as(JoinType::LeftJoin, table, alias.clone(), linked),
                    Ends::Parents(parents) => {
                        let linked = linked.and(key.clone().is_in(parents.iter().copied()));
                        statement.join_as(JoinType::InnerJoin, table, alias.clone(), linked)
                    }
                    Ends::Seen(seen) => {
                        let links = Query::select()
                            .columns([from.clone(), to.clone()])
                            .from(table)
                            .and_where(Expr::col(to.clone()).in_subquery(*seen.clone()))
                            .to_owned();
                        statement.join_subquery(JoinType::LeftJoin, links, alias.clone(), linked)
                    }
                };
                key
            }
        }
    }

    fn key(&self, row: &QueryResult, place: usize) -> Result<Option<Held>, DbErr> {
        let column = format!("key_{place}");
        Ok(match self.holds {
            Holds::Text => row.try_get::<Option<String>>("", &column)?.map(Held::Text),
            Holds::Id => row.try_get::<Option<Uuid>>("", &column)?.map(Held::Id),
        })
    }
}

impl Store {
    /// The groups of all rows that the actor may see, the largest first; `limit` of them at the most.
    pub async fn groups<E: Policy>(
        &self,
        actor: &Actor,
        filter: Filter<E>,
        dimensions: &[Dimension],
        limit: usize,
    ) -> Result<Vec<Group>, Error> {
        let Some(select) = visible::<E>(actor) else { return Ok(vec![]) };
        let mut statement = filter.apply(select).select_only().into_query();
        let id = Expr::col((E::default(), id_column::<E>()));
        for (place, dimension) in dimensions.iter().enumerate() {
            let key = dimension.join(&mut statement, place, &id);
            // by the name and not by the expression: one that holds bound values is not the same twice
            statement.expr_as(key, name("key", place)).group_by_col(name("key", place));
        }
        // never DISTINCT: each pair of a link is there once, so a row is in a group once
        statement.expr_as(Expr::col(Asterisk).count(), COUNT).limit(limit as u64);
        let rows = self.db.query_all(&statement).await?;
        let mut groups = rows.iter().map(|row| group(row, dimensions)).collect::<Result<Vec<_>, _>>()?;
        groups.sort_unstable_by(|one, other| one.order().cmp(other.order()));
        Ok(groups)
    }

    /// The same for the rows of each parent, in one statement; `limit` groups at the most for all of them.
    pub async fn groups_of_each<E: Policy>(
        &self,
        actor: &Actor,
        parents: &[Uuid],
        membership: &Membership<E>,
        filter: Filter<E>,
        dimensions: &[Dimension],
        limit: usize,
    ) -> Result<HashMap<Uuid, Vec<Group>>, Error> {
        let mut found = HashMap::<Uuid, Vec<Group>>::new();
        for parents in parents.chunks(PARENTS_PER_STATEMENT) {
            let (parent, only) = Dimension::of_parents(membership, parents);
            let dimensions = [std::slice::from_ref(&parent), dimensions].concat();
            for mut group in self.groups(actor, filter.clone().and(only), &dimensions, limit).await? {
                if let Some(Held::Id(parent)) = group.keys.remove(0) {
                    found.entry(parent).or_default().push(group);
                }
            }
        }
        Ok(found)
    }
}

impl Group {
    /// The largest first, those of one size by their keys, what has none last.
    fn order(&self) -> impl Iterator<Item = (Reverse<i64>, bool, Option<&Held>)> {
        let count = std::iter::once((Reverse(self.count), false, None));
        count.chain(self.keys.iter().map(|key| (Reverse(0), key.is_none(), key.as_ref())))
    }
}

fn group(row: &QueryResult, dimensions: &[Dimension]) -> Result<Group, DbErr> {
    let keys = dimensions.iter().enumerate().map(|(place, dimension)| dimension.key(row, place));
    Ok(Group { keys: keys.collect::<Result<_, _>>()?, count: row.try_get("", COUNT)? })
}

/// A name that no column and no table has.
fn name(of: &str, place: usize) -> Alias {
    Alias::new(format!("{of}_{place}"))
}

fn ids<R: Policy>(verdict: Verdict) -> Box<SelectStatement> {
    Box::new(R::find().select_only().column(id_column::<R>()).filter(verdict.condition()).into_query())
}
