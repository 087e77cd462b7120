//! What an entity's rule comes to for one actor: worked out once, and kept with the actor.

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use sea_orm::sea_query::{Alias, Expr, ExprTrait, PostgresQueryBuilder, Query, SelectStatement};
use sea_orm::{Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use super::Actor;
use super::rule::{Policy, Verdict, id_column};
use super::trace::Kind;
use super::visibility::THINGS;
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

/// What the name begins with of that which holds the ids of the rows of a table that an actor of the past sees.
const SEEN: &str = "seen_";

/// The kind of things of which the table of this name, in a statement that an actor of the past asks, holds what they see.
pub fn seen_kind(table: &str) -> Option<&'static dyn Kind> {
    let of = table.strip_prefix(SEEN)?;
    THINGS.iter().find(|kind| kind.table() == of).copied()
}

impl Actor {
    /// The rows of `E` that the actor sees. Of the past it is those that they saw then and see now: which those are is not
    /// worked out here, but in a table that the statement has to bring along ([`seen_kind`]).
    pub fn sees<E: Policy>(&self) -> Verdict {
        let rule = E::visible();
        let verdict = rule.sql(self);
        let Some(present) = &self.present else { return verdict };
        let seen = format!("{SEEN}{}", E::default().table_name());
        match (verdict, rule.sql(present)) {
            (Verdict::No, _) | (_, Verdict::No) => Verdict::No,
            (Verdict::Every, Verdict::Every) => Verdict::Every,
            // of what is no thing (the change log) there is no past: what they see of it now
            (_, now) if seen_kind(&seen).is_none() => now,
            _ => {
                let ids = Query::select().column("id").from(Alias::new(seen)).take();
                Verdict::Where(Expr::col((E::default(), id_column::<E>())).in_subquery(ids))
            }
        }
    }

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
