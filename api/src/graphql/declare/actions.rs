//! `actions`: what can be done to a thing, and why not.

use async_graphql::SimpleObject;

use super::call::out_of_order;
use super::{EnumType, Fields, Request, Thing};
use crate::lifecycle::{Living, Step};
use crate::message::{Arguments, message};

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
                let actions = E::STEPS.iter().map(|step| action::<E>(step, &shown.row, request)).collect();
                Box::pin(async move { Ok(actions) })
            },
        )
    }
}

fn action<E>(step: &Step<E::State>, row: &E::Model, request: &Request) -> Action
where
    E: Living,
    E::State: EnumType,
{
    let name = step.action.name();
    let reason = if !request.actor.may_do(step.action, &E::regarding(row)) {
        let mut values = Arguments::new();
        values.set("who", step.action.who());
        Some(message(request.language, "fault-not-permitted", &values))
    } else if !step.from.contains(&E::state(row)) {
        Some(out_of_order::<E>(row, step.action, request.language))
    } else {
        None
    };
    Action { name, is_allowed: reason.is_none(), reason }
}
