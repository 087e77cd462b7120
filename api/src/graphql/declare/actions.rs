//! `actions`: what can be done to a thing, and why not.

use std::collections::HashMap;
use std::marker::PhantomData;

use async_graphql::SimpleObject;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::call::out_of_order;
use super::loader::ById;
use super::request::Selection;
use super::{EnumType, Fields, Request, Shown, Thing, whole};
use crate::error::Error;
use crate::lifecycle::{Living, Step};
use crate::message::{Arguments, message, plain};
use crate::policy::{self, Actor, Regarding, id_column, padded};
use crate::store::{Filter, Store, Window};

/// Something that can be done to a thing, or cannot.
#[derive(SimpleObject)]
pub struct Action {
    /// The name of the mutation.
    name: &'static str,
    /// Whether the viewer may call it for this thing as it is now.
    is_allowed: bool,
    /// Why not, in the viewer's language; null where it is allowed.
    reason: Option<String>,
}

impl<E> Fields<E>
where
    E: Thing + Living,
    E::State: EnumType,
{
    /// `actions`: the steps of its life.
    #[must_use]
    pub fn actions(self) -> Self {
        self.asked::<Vec<Action>>(
            "actions",
            "What can be done to it, and why not (Swedish: vad som kan göras).",
            |_| vec![],
            |shown, ctx| {
                let request = Request::of(ctx);
                Box::pin(async move {
                    let mut actions = vec![];
                    for step in E::STEPS {
                        actions.push(action::<E>(step, shown, request).await?);
                    }
                    Ok(actions)
                })
            },
        )
    }
}

async fn action<E>(step: &Step<E::State>, shown: &Shown<E>, request: &Request) -> Result<Action, Error>
where
    E: Thing + Living,
    E::State: EnumType,
{
    let name = step.action.name();
    let reason = if !may(&request.actor, step.action, &E::regarding(&shown.row)) {
        let mut values = Arguments::new();
        values.set("who", step.action.who());
        Some(message(request.language, "fault-not-permitted", &values))
    } else if !step.from.contains(&E::state(&shown.row)) {
        Some(out_of_order::<E>(&shown.row, step.action, request.language))
    } else if let Some(need) = step.needs
        && !needs_met::<E>(request, shown.key()).await?.contains(&need.message)
    {
        Some(plain(request.language, need.message))
    } else {
        None
    };
    Ok(Action { name, is_allowed: reason.is_none(), reason })
}

/// Whether the actor may do it. Where the thing is of no organisation, it is the caller who says on behalf of which.
fn may(actor: &Actor, action: policy::Action, regarding: &Regarding) -> bool {
    let on_behalf_of = |organisation: &Uuid| Regarding { organisation: Some(*organisation), ..regarding.clone() };
    let mut own = actor.relations.organisations.iter().map(on_behalf_of);
    actor.may_do(action, regarding)
        || (regarding.organisation.is_none() && own.any(|regarding| actor.may_do(action, &regarding)))
}

/// Which needs each row has met, for all rows of a request.
struct NeedsMet<E: Thing>(ById<Vec<&'static str>>, PhantomData<fn() -> E>);

/// The needs that the row has met, by their messages; batched.
async fn needs_met<E: Thing + Living>(request: &Request, id: Uuid) -> Result<Vec<&'static str>, Error> {
    let loader = request.loader(Selection::ANY, None, || {
        let (store, actor) = (request.store.clone(), request.actor.clone());
        let by_id = ById::new(&request.rounds, move |ids| {
            let (store, actor) = (store.clone(), actor.clone());
            Box::pin(async move { met::<E>(&store, &actor, ids).await })
        });
        Ok(NeedsMet::<E>(by_id, PhantomData))
    })?;
    loader.0.load(id).await
}

async fn met<E: Thing + Living>(
    store: &Store,
    actor: &Actor,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<&'static str>>, Error> {
    let mut met: HashMap<Uuid, Vec<&'static str>> = HashMap::new();
    for need in E::STEPS.iter().filter_map(|step| step.needs) {
        let condition = Condition::all().add(id_column::<E>().is_in(padded(&ids))).add((need.of)(actor.now));
        let limit = u64::try_from(ids.len()).unwrap_or(u64::MAX);
        let window = Window { filter: Filter::declared(condition), limit, ..whole::<E>() };
        for row in store.page::<E>(actor, &window).await?.iter() {
            met.entry(Shown::<E>::now(row.clone()).key()).or_default().push(need.message);
        }
    }
    Ok(met)
}
