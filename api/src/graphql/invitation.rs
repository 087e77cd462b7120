//! Invitations to events (inbjudningar).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject};
use entity::invitation::{Column as C, Entity, Model};
use entity::kind::{Answer, EventStatus};
use entity::{event, person};
use sea_orm::{ColumnTrait, Condition, Set};

use super::declare::{Call, Choice, Fields, Mutation, Root, Row, Thing, mutation};
use super::event::{EventScope, is_over, meant};
use crate::fault::{Failure, FaultCode};
use crate::policy::{Action, Regarding};

impl Thing for Entity {
    const NAME: &'static str = "Invitation";
    const ONE: &'static str = "invitation";
    const MANY: &'static str = "invitations";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("An invitation of a person to an event, and the answer (Swedish: inbjudan).", &[(C::CreatedAt, true)])
        .choice::<Answer>("answer", C::Answer, "What the person answered (Swedish: svar).")
        .time("answeredAt", C::AnsweredAt, "When (Swedish: besvarad).")
        .one::<event::Entity>("event", C::EventId, "To what (Swedish: kalenderpost).")
        .one::<person::Entity>("person", C::PersonId, "Who (Swedish: person).")
        .search_in::<event::Entity>(C::EventId)
        .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<AnswerInvitation>()]
}

/// The field of the input that names the invitation.
const ID_FIELD: &str = "invitationId";

/// `answerInvitation`
struct AnswerInvitation;

/// What the person answers.
#[derive(InputObject)]
struct AnswerInvitationInput {
    /// The invitation.
    invitation_id: ID,
    /// The version that is answered.
    version: i32,
    /// The answer; NONE takes an answer back.
    answer: Choice<Answer>,
    /// To which of the occurrences that the person is invited to, where the event recurs; to this one where nothing is said.
    scope: Option<EventScope>,
}

impl Mutation for AnswerInvitation {
    const ACTION: Action = Action::AnswerInvitation;
    const DOC: &'static str =
        "Answers one's own invitation to an event that is neither cancelled nor over (Swedish: svara på inbjudan).";
    type Input = AnswerInvitationInput;
    type Done = Row<Entity>;

    async fn act(input: AnswerInvitationInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let AnswerInvitationInput { invitation_id, version, answer: Choice(answer), scope } = input;
        let invitation = call.editable::<Entity>(ID_FIELD, &invitation_id, version).await?;
        let invitation = call.all_of(invitation)?;
        let permit = call.permit(&Regarding { person: Some(invitation.person_id), ..Regarding::default() })?;
        let event = call.find::<event::Entity>(event::Column::Id.eq(invitation.event_id).into()).await?.pop();
        let event = call.all_of(event)?;
        let now = call.now();
        if event.status == EventStatus::Cancelled {
            return call.refuse(ID_FIELD, FaultCode::WrongState, "fault-event-is-cancelled");
        }
        if is_over(&event, now) {
            return call.refuse(ID_FIELD, FaultCode::WrongState, "fault-event-is-over");
        }
        let open = meant(call, event, scope).await?.into_iter().filter(|event| !is_over(event, now));
        let mut answered = None;
        for invitation in of_the_same(call, invitation, open.map(|event| event.id).collect()).await? {
            let change = |row: &mut entity::invitation::ActiveModel| {
                row.answer = Set(answer);
                row.answered_at = Set((answer != Answer::None).then_some(now));
            };
            let row = call.update::<Entity>(&permit, &invitation, change).await?;
            answered.get_or_insert(row);
        }
        call.all_of(answered).map(Row)
    }
}

/// The invitation, and those of the same person to the other events.
async fn of_the_same(
    call: &Call<'_>,
    invitation: Model,
    events: Vec<sea_orm::prelude::Uuid>,
) -> Result<Vec<Model>, Failure> {
    let others = Condition::all()
        .add(C::PersonId.eq(invitation.person_id))
        .add(C::EventId.is_in(events))
        .add(C::Id.ne(invitation.id));
    let others = call.find::<Entity>(others).await?;
    Ok([vec![invitation], others].concat())
}
