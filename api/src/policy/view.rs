//! What an entity's rule comes to for one actor: worked out once, and kept with the actor.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use sea_orm::sea_query::{Expr, PostgresQueryBuilder, SelectStatement};
use sea_orm::{Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use super::Actor;
use super::rule::{Policy, Verdict};
use crate::digest::Digest;

/// What the rules come to for an actor.
#[derive(Debug, Default)]
pub(super) struct Views {
    pub(super) scope: OnceLock<Digest>,
    known: RwLock<HashMap<TypeId, Option<Arc<View>>>>,
}

/// What the rule of an entity comes to for an actor.
#[derive(Debug)]
pub struct View {
    condition: Condition,
    /// The same for all for whom the rule comes to the same.
    pub digest: Digest,
    /// Whether the row alone decides: only a change of the row itself can change who sees it.
    pub is_of_row_alone: bool,
    /// Whether the rule asked who in particular the actor is.
    is_personal: bool,
}

impl View {
    /// All rows that the actor may see.
    pub fn select<E: EntityTrait>(&self) -> Select<E> {
        E::find().filter(self.condition.clone())
    }

    /// What decides which rows those are, as a statement that shows nothing of them.
    pub fn decide<E: EntityTrait>(&self) -> SelectStatement {
        self.select::<E>().select_only().expr(Expr::value(1)).into_query()
    }
}

impl Actor {
    /// What the rule of `E` comes to; none where the actor sees no row.
    pub fn view<E: Policy>(&self) -> Option<Arc<View>> {
        let of = TypeId::of::<E>();
        let known = self.views.known.read().unwrap_or_else(PoisonError::into_inner).get(&of).cloned();
        let view = known.unwrap_or_else(|| {
            let view = self.work_out::<E>().map(Arc::new);
            self.views.known.write().unwrap_or_else(PoisonError::into_inner).insert(of, view.clone());
            view
        })?;
        if view.is_personal {
            self.person();
        }
        Some(view)
    }

    fn work_out<E: Policy>(&self) -> Option<View> {
        // another one, to see whether the rule singles it out
        let actor = self.again();
        let rule = E::visible();
        let condition = match rule.sql(&actor) {
            Verdict::No => return None,
            verdict => verdict.condition(),
        };
        let text = E::find().filter(condition.clone()).into_query().to_string(PostgresQueryBuilder);
        Some(View {
            condition,
            digest: Digest::of([text.as_bytes()]),
            is_of_row_alone: !rule.looks_elsewhere(&actor),
            is_personal: actor.is_singled_out(),
        })
    }
}
