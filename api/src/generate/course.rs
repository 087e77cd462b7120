//! The course of a thing: the states that it went through, and the changes that it leaves in the log.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use sea_orm::{EntityTrait, IntoActiveModel, ModelTrait};

use super::maker::Maker;
use crate::policy::Policy;
use crate::store::{Deed, Linked, Past};

/// The states of a thing, the first of them that in which it came to be, and how it came to each.
pub(super) struct Course<E: EntityTrait>(Vec<(Deed, E::Model)>);

impl<E: EntityTrait> Course<E> {
    pub fn new(deed: Deed, row: E::Model) -> Self {
        Self(vec![(deed, row)])
    }

    /// The next state, if it came about: the last one but for what `change` does, and the next version.
    pub fn then(&mut self, deed: Option<Deed>, change: impl FnOnce(&mut E::Model)) {
        let Some((deed, (_, last))) = deed.zip(self.0.last()) else { return };
        let mut row = last.clone();
        change(&mut row);
        let version = i32::try_from(self.0.len() + 1).unwrap_or(i32::MAX);
        for (name, value) in [("version", version.into()), ("updated_at", deed.at.into())] {
            if let Ok(column) = E::Column::from_str(name) {
                row.set(column, value);
            }
        }
        self.0.push((deed, row));
    }

    /// The row as it is now.
    pub fn row<A>(&self) -> Option<A>
    where
        E::Model: IntoActiveModel<A>,
        A: sea_orm::ActiveModelTrait<Entity = E>,
    {
        self.0.last().map(|(_, row)| row.clone().into_active_model())
    }
}

/// Changes that wait for their place in the log: it is sure once nothing is made any more that begins before them.
#[derive(Default)]
pub(super) struct Waiting {
    changes: BTreeMap<(DateTime<Utc>, u64), Past>,
    noted: u64,
}

impl Maker<'_> {
    /// Notes the course of a thing, with what it was linked to when it came to be.
    pub fn course<E: Policy>(&mut self, course: Course<E>, linked: &[Linked]) {
        let (mut before, mut linked) = (None, linked);
        for (deed, row) in course.0 {
            let past = Past::of::<E>(self.dice.id(deed.at), deed, before.as_ref(), &row, linked);
            self.waiting.noted += 1;
            self.waiting.changes.insert((deed.at, self.waiting.noted), past);
            (before, linked) = (Some(row), &[]);
        }
    }

    /// Sends the changes on that were made before a moment: nothing that is made from now on begins before it.
    pub fn tell_before(&mut self, moment: DateTime<Utc>) {
        while let Some(first) = self.waiting.changes.first_entry()
            && first.key().0 < moment
        {
            self.past.push(first.remove());
        }
    }
}
