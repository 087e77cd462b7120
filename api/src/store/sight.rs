//! What an actor saw of a thing, before a change and after it.

use std::collections::HashMap;

use entity::change::{Column, Entity};
use sea_orm::sea_query::{Expr, Func, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::Store;
use crate::error::Error;
use crate::policy::{Actor, Rule, Verdict, padded, saw_after, saw_before};

/// Whether an actor saw the thing that a change is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// As it was before.
    pub before: bool,
    /// As it was after.
    pub after: bool,
}

impl Store {
    /// What the actor saw of the things that these changes are about.
    pub async fn sights(&self, actor: &Actor, changes: &[Uuid]) -> Result<HashMap<Uuid, Sight>, Error> {
        let sights = Entity::find()
            .select_only()
            .column(Column::Id)
            .expr_as(holds(&saw_before(), actor), "saw_before")
            .expr_as(holds(&saw_after(), actor), "saw_after")
            .filter(Column::Id.is_in(padded(changes)));
        // not kept, but noted
        let _ = self.question(sights.as_query(), b"sights");
        let sights: Vec<(Uuid, bool, bool)> = sights.into_tuple().all(&self.db).await?;
        Ok(sights.into_iter().map(|(id, before, after)| (id, Sight { before, after })).collect())
    }
}

fn holds(rule: &Rule<Entity>, actor: &Actor) -> SimpleExpr {
    match rule.sql(actor) {
        Verdict::Every => Expr::value(true),
        Verdict::No => Expr::value(false),
        Verdict::Where(expr) => Func::coalesce([expr, Expr::value(false)]).into(),
    }
}
