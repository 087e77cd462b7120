//! The language that visibility is written in: one value, read as SQL and read on a row in memory.
//!
//! SQL's NULL counts as memory's `false`, in `Not` too.

use sea_orm::sea_query::{Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{ActiveEnum, ColumnTrait, Condition, EntityTrait, IdenStatic, ModelTrait, Value};
use uuid::Uuid;

use super::related::{Child, Parent, Related, Rows};
use super::{Actor, Permission};
use entity::audience::{INTERNAL, PUBLIC};

/// Who sees which rows of `E`.
pub trait Policy: EntityTrait<Model: Send + Sync, Column: Send + Sync> {
    /// Whether all that is written of it stands in the change log.
    const IS_LOGGED: bool = true;

    /// The rule, the same for every road to a row.
    fn visible() -> Rule<Self>;
}

/// A rule about rows of `E`.
pub enum Rule<E: EntityTrait> {
    /// Everybody sees it.
    Always,
    /// Whoever has the permission sees it.
    May(Permission),
    /// The row's audience is one that the actor belongs to.
    Audience(E::Column),
    /// The column names the actor's own person.
    OwnPerson(E::Column),
    /// The column names something that the actor stands in this relation to.
    Own(E::Column, fn(&Actor) -> &[Uuid]),
    /// The column holds one of these values of an enum.
    OneOf(E::Column, Vec<String>),
    /// The column says yes.
    Flag(E::Column),
    /// There is no moment in the column.
    Unset(E::Column),
    /// The moment in the column has come.
    Due(E::Column),
    /// Today lies between the two days; an absent one does not bound.
    Current {
        /// The first day.
        since: E::Column,
        /// The day after the last.
        until: E::Column,
    },
    /// Another row decides: the parent, or one of the children.
    Related(Box<dyn Related<E>>),
    /// All of these hold.
    All(Vec<Rule<E>>),
    /// At least one of these holds.
    Any(Vec<Rule<E>>),
    /// This does not hold.
    Not(Box<Rule<E>>),
}

/// Which part of a thing's rule is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// All of it: who sees the row as it is.
    Present,
    /// What holds whatever state the row is in, for those whom its audience lets in: who sees its drafts, and its end.
    Concerned,
    /// What holds whatever its state and its audience: whose the row is.
    Own,
}

/// What a rule comes to for an actor, as SQL.
pub enum Verdict {
    /// Every row.
    Every,
    /// No row.
    No,
    /// The rows for which this is true.
    Where(SimpleExpr),
}

impl Verdict {
    /// The verdict as a condition to filter by.
    pub fn condition(self) -> Condition {
        match self {
            Verdict::Every => Condition::all(),
            Verdict::No => Condition::all().add(Expr::value(false)),
            Verdict::Where(expr) => Condition::all().add(expr),
        }
    }
}

impl<E: EntityTrait> Rule<E> {
    /// A rule that an enum column holds one of `values`.
    pub fn one_of<T: ActiveEnum<Value = String>>(column: E::Column, values: impl IntoIterator<Item = T>) -> Self {
        Rule::OneOf(column, values.into_iter().map(|value| value.to_value()).collect())
    }

    /// A rule that the row of `R` to which `fk` points is visible.
    pub fn parent<R: Policy>(fk: E::Column) -> Self {
        Rule::Related(Box::new(Parent::<E, R>::new(fk)))
    }

    /// A rule that some row of `R` whose `fk` points here fulfils `rule`.
    pub fn child<R: EntityTrait>(fk: R::Column, rule: fn() -> Rule<R>) -> Self {
        Rule::Related(Box::new(Child::<R> { fk, rule }))
    }

    /// The rule as SQL, for one actor.
    pub fn sql(&self, actor: &Actor) -> Verdict {
        match self {
            Rule::Always => Verdict::Every,
            Rule::May(permission) => {
                if actor.may(*permission) {
                    Verdict::Every
                } else {
                    Verdict::No
                }
            }
            Rule::Audience(column) => audience_sql(*column, actor),
            Rule::OwnPerson(column) => one_of_sql(*column, actor.person().as_slice()),
            Rule::Own(column, relation) => one_of_sql(*column, relation(actor)),
            Rule::OneOf(column, values) => Verdict::Where(common(*column, values.iter().map(|value| closed(value)))),
            Rule::Flag(column) => Verdict::Where(column.eq(true)),
            Rule::Unset(column) => Verdict::Where(column.is_null()),
            // denied twice, for what `common` says: most moments have come
            Rule::Due(column) => Verdict::Where(column.gt(actor.now).not()),
            Rule::Current { since, until } => {
                let today = actor.today();
                let begun = since.is_null().or(since.lte(today));
                Verdict::Where(begun.and(until.is_null().or(until.gt(today))))
            }
            Rule::Related(other) => other.sql(actor),
            Rule::All(rules) => all_sql(rules.iter().map(|rule| rule.sql(actor))),
            Rule::Any(rules) => any_sql(rules.iter().map(|rule| rule.sql(actor))),
            Rule::Not(rule) => not_sql(rule.sql(actor)),
        }
    }

    /// Whether it lies with other rows, for one actor.
    pub fn looks_elsewhere(&self, actor: &Actor) -> bool {
        if !matches!(self.sql(actor), Verdict::Where(_)) {
            return false;
        }
        match self {
            Rule::Related(_) => true,
            Rule::All(rules) | Rule::Any(rules) => rules.iter().any(|rule| rule.looks_elsewhere(actor)),
            Rule::Not(rule) => rule.looks_elsewhere(actor),
            _ => false,
        }
    }

    /// What it looks at: columns, each after its table.
    pub fn reads(&self) -> Vec<(&'static str, &'static str)> {
        let own = |column: &E::Column| (E::default().as_str(), column.as_str());
        match self {
            Rule::Always | Rule::May(_) => vec![],
            Rule::Audience(column)
            | Rule::OwnPerson(column)
            | Rule::Own(column, _)
            | Rule::OneOf(column, _)
            | Rule::Flag(column)
            | Rule::Unset(column)
            | Rule::Due(column) => vec![own(column)],
            Rule::Current { since, until } => vec![own(since), own(until)],
            Rule::Related(other) => other.reads(),
            Rule::All(rules) | Rule::Any(rules) => rules.iter().flat_map(Self::reads).collect(),
            Rule::Not(rule) => rule.reads(),
        }
    }

    /// The columns whose moments it waits for.
    pub fn due(&self) -> Vec<E::Column> {
        match self {
            Rule::Due(column) => vec![*column],
            Rule::All(rules) | Rule::Any(rules) => rules.iter().flat_map(Self::due).collect(),
            Rule::Not(rule) => rule.due(),
            _ => vec![],
        }
    }

    /// The rule on a row in memory; `rows` holds the rows that it may have to look at besides.
    pub fn admits(&self, actor: &Actor, row: &E::Model, rows: &Rows) -> bool {
        let id = |column: &E::Column| uuid(row.get(*column));
        match self {
            Rule::Always => true,
            Rule::May(permission) => actor.may(*permission),
            Rule::Audience(column) => id(column).is_some_and(|audience| reads_audience(actor, audience)),
            Rule::OwnPerson(column) => id(column).is_some_and(|person| actor.person() == Some(person)),
            Rule::Own(column, relation) => id(column).is_some_and(|id| relation(actor).contains(&id)),
            Rule::OneOf(column, values) => {
                matches!(row.get(*column), Value::String(Some(value)) if values.contains(&value))
            }
            Rule::Flag(column) => row.get(*column) == Value::Bool(Some(true)),
            Rule::Unset(column) => matches!(row.get(*column), Value::ChronoDateTimeUtc(None)),
            Rule::Due(column) => matches!(row.get(*column), Value::ChronoDateTimeUtc(Some(at)) if at <= actor.now),
            Rule::Current { since, until } => {
                let today = actor.today();
                let begun = !matches!(row.get(*since), Value::ChronoDate(Some(day)) if day > today);
                begun && !matches!(row.get(*until), Value::ChronoDate(Some(day)) if day <= today)
            }
            Rule::Related(other) => other.admits(actor, row, rows),
            Rule::All(rules) => rules.iter().all(|rule| rule.admits(actor, row, rows)),
            Rule::Any(rules) => rules.iter().any(|rule| rule.admits(actor, row, rows)),
            Rule::Not(rule) => !rule.admits(actor, row, rows),
        }
    }

    /// The part of the rule that is read.
    #[must_use]
    pub fn read(self, reading: Reading) -> Self {
        let each = |rules: Vec<Self>| rules.into_iter().map(|rule| rule.read(reading)).collect();
        match (reading, self) {
            (Reading::Present, rule) => rule,
            (_, Rule::All(rules)) => Rule::All(each(rules)),
            (_, Rule::Any(rules)) => Rule::Any(each(rules)),
            (_, Rule::Related(other)) => other.read(reading),
            (_, rule @ (Rule::OwnPerson(_) | Rule::Own(..))) => rule,
            (Reading::Concerned, Rule::Always | Rule::Audience(_)) => Rule::Always,
            (Reading::Concerned, rule @ Rule::May(_)) => rule,
            _ => Rule::never(),
        }
    }

    /// A rule that holds for nobody.
    pub fn never() -> Self {
        Rule::Any(vec![])
    }
}

fn audience_sql<C: ColumnTrait>(column: C, actor: &Actor) -> Verdict {
    if actor.may(Permission::ReadAllRestricted) {
        // an absent audience lets nobody in
        return if column.def().is_null() { Verdict::Where(column.is_not_null()) } else { Verdict::Every };
    }
    let internal = actor.may(Permission::ReadInternal).then_some(INTERNAL);
    let readable = [PUBLIC].into_iter().chain(internal).chain(actor.relations.audiences.iter().copied());
    let readable: Vec<Uuid> = readable.collect();
    Verdict::Where(common(column, padded(&readable).into_iter().map(Expr::value)))
}

/// That the column holds one of these values, as most rows do that anybody asks for: SQLite would look each of them up in
/// an index and sort all that it found, where a page needs a few rows in its own order. `IN` that is denied twice is what
/// it has no index for; to PostgreSQL it is one `IN`.
pub fn common<C: ColumnTrait>(column: C, values: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::col(column.as_column_ref()).is_not_in(values).not()
}

/// That the column of an enum holds one of these values, for an index to serve.
pub fn is_one_of<C: ColumnTrait, T: ActiveEnum<Value = String>>(
    column: C,
    values: impl IntoIterator<Item = T>,
) -> Expr {
    Expr::col(column.as_column_ref()).is_in(values.into_iter().map(|value| closed(&value.to_value())))
}

/// A value of an enum, as a literal of the statement: which index serves it can depend on it, where a statement is planned
/// once, whatever is bound (ADR 14).
pub fn closed(value: &str) -> Expr {
    Expr::Constant(value.into())
}

fn reads_audience(actor: &Actor, id: Uuid) -> bool {
    id == PUBLIC
        || (id == INTERNAL && actor.may(Permission::ReadInternal))
        || actor.may(Permission::ReadAllRestricted)
        || actor.relations.audiences.contains(&id)
}

fn one_of_sql<C: ColumnTrait>(column: C, ids: &[Uuid]) -> Verdict {
    match ids {
        [] => Verdict::No,
        [id] => Verdict::Where(column.eq(*id)),
        ids => Verdict::Where(column.is_in(padded(ids))),
    }
}

/// The ids, the last repeated until their number is a power of two: so that lists of many lengths share few
/// prepared statements.
pub fn padded(ids: &[Uuid]) -> Vec<Uuid> {
    let last = ids.last().copied();
    ids.iter().copied().chain(last.into_iter().cycle()).take(ids.len().next_power_of_two().min(ids.len() * 2)).collect()
}

pub(super) fn all_sql(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let mut all = Verdict::Every;
    for verdict in verdicts {
        all = match (all, verdict) {
            (Verdict::No, _) | (_, Verdict::No) => return Verdict::No,
            (Verdict::Every, other) | (other, Verdict::Every) => other,
            (Verdict::Where(a), Verdict::Where(b)) => Verdict::Where(a.and(b)),
        };
    }
    all
}

pub(super) fn any_sql(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let mut any = Verdict::No;
    for verdict in verdicts {
        any = match (any, verdict) {
            (Verdict::Every, _) | (_, Verdict::Every) => return Verdict::Every,
            (Verdict::No, other) | (other, Verdict::No) => other,
            (Verdict::Where(a), Verdict::Where(b)) => Verdict::Where(a.or(b)),
        };
    }
    any
}

fn not_sql(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Every => Verdict::No,
        Verdict::No => Verdict::Every,
        Verdict::Where(expr) => Verdict::Where(SimpleExpr::from(Func::coalesce([expr, Expr::value(false)])).not()),
    }
}

/// The id in a column's value, if it holds one.
pub fn uuid(value: Value) -> Option<Uuid> {
    if let Value::Uuid(id) = value { id } else { None }
}

/// The primary key column of `E`, which is named `id` in every table that has a policy.
pub fn id_column<E: EntityTrait>() -> E::Column {
    use std::str::FromStr;
    E::Column::from_str("id").unwrap_or_else(|_| unreachable!("a table with a policy has a column `id`"))
}
