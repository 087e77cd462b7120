//! The fields of a payload: what a mutation left, as it is shown right after it, and as it is shown to a retry.

use std::sync::Arc;

use async_graphql::{ID, Value};
use sea_orm::ModelTrait;
use uuid::Uuid;

use super::mutation::Done;
use super::{At, Member, Output, Request, Shown, Thing, resolved, row, type_id};
use crate::policy::{id_column, uuid};
use crate::store::Left;

/// A field of the payload of a mutation that leaves `D`.
pub struct Shows<D> {
    /// The field.
    pub(super) member: Member<D>,
    /// How it is shown again; not at all where it is shown once.
    again: Option<Again<D>>,
}

struct Again<D> {
    id: Id<D>,
    output: Output<Uuid>,
}

/// The id of a row among what was left.
type Id<D> = Box<dyn Fn(&D) -> Option<Uuid> + Send + Sync>;

/// A field that is shown right after the mutation, and to no retry.
impl<D> From<Member<D>> for Shows<D> {
    fn from(member: Member<D>) -> Self {
        Shows { member, again: None }
    }
}

/// A field that shows a row of `E`.
pub fn shown_row<E: Thing, D: Done>(name: &'static str, of: fn(&D) -> Option<E::Model>) -> Shows<D> {
    let output = Output::later::<Option<Shown<E>>>(
        |_| vec![],
        move |done, ctx| {
            let shown = of(done).map(|row| Shown::<E>::now(Arc::new(row)));
            Box::pin(async move { resolved(ctx, &shown).await })
        },
    );
    let doc = "The thing as it is now; null where nothing was done.";
    let id = move |done: &D| of(done).and_then(|row| uuid(row.get(id_column::<E>())));
    let again = Again { id: Box::new(id), output: row_again::<E>() };
    Shows { member: Member { name, doc, output }, again: Some(again) }
}

/// A field that shows the id of a row of `E` which is gone, or of which something was taken away.
pub fn shown_id<E: Thing, D: Done>(name: &'static str, of: fn(&D) -> Uuid) -> Shows<D> {
    let output = Output::now::<Option<ID>>(move |done: &D, _| Ok(Value::String(type_id::<E>(of(done)))));
    let doc = "The id of what was removed; null where nothing was.";
    let again = Output::now::<Option<ID>>(|id: &Uuid, _| Ok(Value::String(type_id::<E>(*id))));
    let again = Again { id: Box::new(move |done| Some(of(done))), output: again };
    Shows { member: Member { name, doc, output }, again: Some(again) }
}

fn row_again<E: Thing>() -> Output<Uuid> {
    Output::later::<Option<Shown<E>>>(
        |_| vec![],
        |id, ctx| {
            Box::pin(async move {
                let row = row::<E>(Request::of(ctx), *id).await.at(ctx)?;
                resolved(ctx, &row.map(Shown::<E>::now)).await
            })
        },
    )
}

/// The rows that a mutation left, and the ids of those that it removed.
pub(super) fn left_by<D: Done>(done: &D) -> Left {
    let id = |shows: &Shows<D>| {
        Some((shows.member.name.to_owned(), shows.again.as_ref().and_then(|again| (again.id)(done))?))
    };
    D::fields().iter().filter_map(id).collect()
}

impl<D> Shows<D> {
    /// How the field is shown to a retry, if it is.
    pub(super) fn again(&self) -> Option<&Output<Uuid>> {
        self.again.as_ref().map(|again| &again.output)
    }
}
