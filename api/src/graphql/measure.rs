//! What groups tell beside their number: sums, medians, and how long things stayed in each state.

use std::sync::LazyLock;

use async_graphql::registry::Registry;
use async_graphql::{Context, OutputType, ServerResult, Value};
use futures_util::future::BoxFuture;

use super::declare::{
    Declaration, Declared, MeasuredField, Member, Output, argument, label, language_argument, resolved,
};
use crate::language::Language;
use crate::store::{Measure, Summary};

/// How a measure is shown on a group.
pub struct Shows {
    /// The name of the field.
    pub name: &'static str,
    /// Its description.
    pub doc: &'static str,
    /// Registers its type and names it.
    pub ty: fn(&mut Registry) -> String,
    /// What it gives.
    pub show: for<'a> fn(&'a Context<'a>, &'a MeasuredField, Vec<Summary>) -> BoxFuture<'a, ServerResult<Value>>,
}

impl Shows {
    /// How this measure is shown.
    pub fn of(measured: &MeasuredField) -> Self {
        match measured.measure {
            Measure::Quantity { .. } => Shows {
                name: "quantities",
                doc: "How much they are: one for each unit, in the order of the units (Swedish: mängder).",
                ty: <Vec<Declared<Quantity>>>::create_type_info,
                show: |ctx, _, found| {
                    Box::pin(async move {
                        let all: Vec<_> = found.into_iter().map(|summary| Declared(Quantity(summary))).collect();
                        resolved(ctx, &all).await
                    })
                },
            },
            Measure::Stay { .. } => Shows {
                name: "stages",
                doc: "How long they stayed in each state, by the change log: one for each state that any of them has left, \
                      in the order of a life. Stays that are not over, and states in which the viewer did not see \
                      them, are not counted (Swedish: tid i varje steg).",
                ty: <Vec<Declared<StageDuration>>>::create_type_info,
                show: |ctx, measured, found| {
                    Box::pin(async move {
                        let of = measured.of;
                        let all: Vec<_> =
                            found.into_iter().map(|stays| Declared(StageDuration { of, stays })).collect();
                        resolved(ctx, &all).await
                    })
                },
            },
        }
    }
}

/// How much of one unit there is.
pub struct Quantity(Summary);

impl Declaration for Quantity {
    const NAME: &'static str = "Quantity";
    const DOC: &'static str = "How much there is of one unit (Swedish: mängd).";

    fn fields() -> &'static [Member<Self>] {
        static FIELDS: LazyLock<[Member<Quantity>; 4]> = LazyLock::new(|| {
            [
                now::<_, String>("unit", "The unit (Swedish: enhet).", |Quantity(of)| of.class.clone().into()),
                now::<_, i64>("count", "How many have a quantity in it (Swedish: antal).", |Quantity(of)| {
                    of.count.into()
                }),
                now::<_, f64>("sum", "All of it (Swedish: summa).", |Quantity(of)| of.sum.into()),
                now::<_, f64>("median", "The quantity in the middle (Swedish: median).", |Quantity(of)| {
                    of.median.into()
                }),
            ]
        });
        &*FIELDS
    }
}

/// How long stays in a state lasted.
pub struct StageDuration {
    /// The enum that the state is a value of.
    of: &'static str,
    stays: Summary,
}

impl Declaration for StageDuration {
    const NAME: &'static str = "StageDuration";
    const DOC: &'static str = "How long things stayed in a state, in whole days (Swedish: tid i ett steg).";

    fn fields() -> &'static [Member<Self>] {
        static FIELDS: LazyLock<[Member<StageDuration>; 5]> = LazyLock::new(|| {
            [
                now::<_, String>("status", "The state: a value of the enum of their `status`.", |stage| {
                    stage.stays.class.clone().into()
                }),
                stage_label(),
                now::<_, i64>("count", "How many stays are over (Swedish: antal).", |stage| stage.stays.count.into()),
                now::<_, f64>("medianDays", "How long the one in the middle lasted (Swedish: median).", |stage| {
                    stage.stays.median.into()
                }),
                now::<_, f64>("totalDays", "How long all of them lasted together (Swedish: summa).", |stage| {
                    stage.stays.sum.into()
                }),
            ]
        });
        &*FIELDS
    }
}

fn now<S, T: OutputType>(name: &'static str, doc: &'static str, value: fn(&S) -> Value) -> Member<S>
where
    S: 'static,
{
    Member { name, doc, output: Output::now::<T>(move |of: &S, _| Ok(value(of))) }
}

fn stage_label() -> Member<StageDuration> {
    let arguments = |registry: &mut Registry| {
        let doc = "The language to read; the caller's (`Accept-Language`) where none is named.";
        vec![argument::<Option<Language>>(registry, "language", doc)]
    };
    let output = Output::later::<String>(arguments, |stage: &StageDuration, ctx| {
        Box::pin(async move { Ok(label(language_argument(ctx)?, stage.of, &stage.stays.class).into()) })
    });
    Member { name: "label", doc: "The state for people (Swedish: etikett).", output }
}
