//! What the caller may spend, and what they have spent.

use std::sync::LazyLock;

use async_graphql::Value;
use chrono::Utc;

use super::declare::{DateTime, Declaration, Declared, Member, Output, Request, Root, resolved};
use crate::rate_limit::Charge;

/// What the caller may spend, after this operation was charged.
pub struct RateLimit {
    charge: Charge,
    reset_at: chrono::DateTime<Utc>,
}

impl Declaration for RateLimit {
    const NAME: &'static str = "RateLimit";
    const DOC: &'static str = "What the operations of the caller may cost (Swedish: kostnadsgräns): a budget that is full again a minute after it was empty.";

    fn fields() -> &'static [Member<Self>] {
        static FIELDS: LazyLock<[Member<RateLimit>; 4]> = LazyLock::new(|| {
            let number = |name, doc, told: fn(&Charge) -> u64| Member {
                name,
                doc,
                output: Output::now::<i32>(move |shown: &RateLimit, _| Ok(int(told(&shown.charge)))),
            };
            [
                number(
                    "cost",
                    "What this operation costs: the objects that it could return, and what is read for them; 1 at the least.",
                    |charge| charge.cost,
                ),
                number("limit", "The whole budget: what operations may cost in a minute.", |charge| {
                    charge.limit.into()
                }),
                number("remaining", "What is left of the budget, this operation paid.", |charge| {
                    charge.remaining.into()
                }),
                reset_at(),
            ]
        });
        &*FIELDS
    }
}

/// A number as GraphQL has them: what is larger than any is the largest.
fn int(number: u64) -> Value {
    i32::try_from(number).unwrap_or(i32::MAX).into()
}

fn reset_at() -> Member<RateLimit> {
    let output = Output::now::<DateTime>(|shown: &RateLimit, _| {
        Ok(async_graphql::ScalarType::to_value(&DateTime(shown.reset_at)))
    });
    Member { name: "resetAt", doc: "When the budget is full again, if nothing more is spent.", output }
}

/// `rateLimit`.
pub fn root() -> Root {
    let output = Output::later::<Option<Declared<RateLimit>>>(
        |_| vec![],
        |_, ctx| {
            Box::pin(async move {
                let charged = Request::of(ctx).charge();
                resolved(ctx, &charged.map(|(charge, reset_at)| Declared(RateLimit { charge, reset_at }))).await
            })
        },
    );
    let doc = "What the caller may spend, and what is left after this operation; null where there is no limit.";
    Root { name: "rateLimit", doc: doc.into(), output }
}
