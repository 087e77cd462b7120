//! The steps that the owners of an initiative take.

use async_graphql::{ID, InputObject};
use entity::initiative::Entity;
use entity::kind::InitiativeStatus;
use sea_orm::Set;

use super::ID_FIELD;
use crate::fault::Failure;
use crate::graphql::declare::{Call, Mutation, Root, Row, mutation};
use crate::policy::Action;

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![
        mutation::<StartInitiative>(),
        mutation::<PauseInitiative>(),
        mutation::<ResumeInitiative>(),
        mutation::<CompleteInitiative>(),
        mutation::<WithdrawInitiative>(),
    ]
}

/// Declares steps that change the state and nothing else, each under the name of its mutation, with its input.
macro_rules! steps {
    ($($step:ident, $input:ident, $status:ident: $doc:literal;)+) => {$(
        #[doc = concat!("`", stringify!($step), "`")]
        struct $step;

        /// An initiative as the caller knows it.
        #[derive(InputObject)]
        struct $input {
            /// The initiative.
            initiative_id: ID,
            /// The version that the step is taken on.
            version: i32,
        }

        impl Mutation for $step {
            const ACTION: Action = Action::$step;
            const DOC: &'static str = $doc;
            type Input = $input;
            type Done = Row<Entity>;

            async fn act(input: $input, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
                let $input { initiative_id, version } = input;
                call.step::<Entity>(ID_FIELD, &initiative_id, version, |row| row.status = Set(InitiativeStatus::$status)).await
            }
        }
    )+};
}

steps! {
    StartInitiative, StartInitiativeInput, Running: "Starts an approved initiative (Swedish: starta initiativ).";
    PauseInitiative, PauseInitiativeInput, Paused: "Pauses an initiative (Swedish: pausa initiativ).";
    ResumeInitiative, ResumeInitiativeInput, Running:
        "Takes a paused initiative up again (Swedish: återuppta initiativ).";
    CompleteInitiative, CompleteInitiativeInput, Completed:
        "Completes an initiative, once an owner has evaluated it (Swedish: slutföra initiativ).";
    WithdrawInitiative, WithdrawInitiativeInput, Withdrawn:
        "Withdraws an initiative for good (Swedish: dra tillbaka initiativ).";
}
