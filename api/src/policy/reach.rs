//! How far a row reaches: who can see it in the state that it is in, in a form that can be written down. The change log
//! keeps it for the row before and after each change.

use chrono::{DateTime, Utc};
use entity::audience;
use futures_util::future::BoxFuture;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait, ModelTrait};
use uuid::Uuid;

use super::related::Rows;
use super::rule::{Rule, uuid};
use super::{Actor, Permission, Policy};

/// How far a row reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The audience beyond which nobody sees it, but those whose own it is. None: nobody else at all.
    pub audience: Option<Uuid>,
    /// Whether all of that audience sees it, and not only those concerned: a draft is for its editors.
    pub is_open: bool,
}

impl Reach {
    /// No row, or one that nobody sees.
    pub const NOBODY: Reach = Reach { audience: None, is_open: false };
    /// Everybody sees it.
    pub const EVERYBODY: Reach = Reach { audience: Some(audience::PUBLIC), is_open: true };
    /// Those concerned see it.
    pub(super) const CONCERNED: Reach = Reach { audience: Some(audience::PUBLIC), is_open: false };

    fn width(self) -> u8 {
        match self.audience {
            Some(audience::PUBLIC) => 3,
            Some(audience::INTERNAL) => 2,
            Some(_) => 1,
            None => 0,
        }
    }

    /// Where both rules must hold.
    pub fn both(self, other: Self) -> Self {
        let [narrow, wide] = if self.width() <= other.width() { [self, other] } else { [other, self] };
        // whoever is in both of two sets of teams is in no audience that has a name
        let is_known = wide.width() != 1 || narrow.audience == wide.audience;
        Reach { audience: narrow.audience.filter(|_| is_known), is_open: self.is_open && other.is_open }
    }

    /// Where one of two rules must hold: never more than the two let in.
    pub fn either(self, other: Self) -> Self {
        let [narrow, wide] = if self.width() <= other.width() { [self, other] } else { [other, self] };
        match (self.is_open, other.is_open) {
            (true, true) => wide,
            (true, false) => self,
            (false, true) => other,
            (false, false) => narrow,
        }
    }

    fn of_state(holds: bool) -> Self {
        if holds { Reach::EVERYBODY } else { Reach::CONCERNED }
    }
}

impl<E: EntityTrait> Rule<E> {
    /// How far the row reaches; `rows` holds what [`Rule::load`] found.
    pub fn reach(&self, row: &E::Model, rows: &Rows, now: DateTime<Utc>) -> Reach {
        let of_each = |rules: &[Self]| rules.iter().map(|rule| rule.reach(row, rows, now)).collect::<Vec<_>>();
        match self {
            Rule::Always => Reach::EVERYBODY,
            Rule::May(Permission::ReadInternal) => Reach { audience: Some(audience::INTERNAL), is_open: true },
            Rule::May(_) | Rule::OwnPerson(_) | Rule::Own(..) | Rule::Not(_) => Reach::CONCERNED,
            Rule::Audience(column) => Reach { audience: uuid(row.get(*column)), is_open: true },
            // what a state says does not depend on who asks
            Rule::OneOf(..) | Rule::Flag(_) | Rule::Unset(_) | Rule::Due(_) | Rule::Current { .. } => {
                Reach::of_state(self.admits(&Actor::anonymous(now), row, rows))
            }
            Rule::Related(other) => other.reach(row, rows, now),
            Rule::All(rules) => of_each(rules).into_iter().fold(Reach::EVERYBODY, Reach::both),
            Rule::Any(rules) => of_each(rules).into_iter().reduce(Reach::either).unwrap_or(Reach::NOBODY),
        }
    }
}

impl<E: Policy> Rule<E> {
    /// Whether a row that has an audience is always open to all of it, whatever its state.
    pub(super) fn is_always_open(&self) -> bool {
        match self {
            Rule::Always | Rule::Audience(_) | Rule::May(Permission::ReadInternal) => true,
            Rule::Related(other) => other.is_always_open(),
            Rule::All(rules) => rules.iter().all(Rule::is_always_open),
            Rule::Any(rules) => rules.iter().any(Rule::is_always_open),
            _ => false,
        }
    }

    /// The column that names the parent whose visibility the row follows, where that is in the table of this name.
    pub(super) fn parent_column(&self, table: &str) -> Option<E::Column> {
        match self {
            Rule::Related(other) => other.parent_column(table),
            Rule::All(rules) => rules.iter().find_map(|rule| rule.parent_column(table)),
            _ => None,
        }
    }

    /// Adds the rows that [`Rule::reach`] looks at besides `row`.
    pub fn load<'a>(
        &'a self,
        row: &'a E::Model,
        source: &'a DatabaseTransaction,
        rows: &'a mut Rows,
    ) -> BoxFuture<'a, Result<(), DbErr>> {
        Box::pin(async move {
            match self {
                Rule::Related(other) => other.load(row, source, rows).await,
                Rule::All(rules) | Rule::Any(rules) => {
                    for rule in rules {
                        rule.load(row, source, rows).await?;
                    }
                    Ok(())
                }
                _ => Ok(()),
            }
        })
    }
}
