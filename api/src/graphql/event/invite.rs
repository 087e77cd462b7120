//! Inviting persons and whole teams to events.

use std::collections::BTreeSet;

use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::event::{Entity, Model};
use entity::kind::Answer;
use entity::{invitation, person, representative, team};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Condition, Set};

use super::ID_FIELD;
use super::series::{EventScope, meant};
use super::when::{When, is_over};
use crate::fault::{Failure, FaultCode};
use crate::graphql::declare::{Call, Mutation, Root, Row, mutation};
use crate::graphql::representative::on_day;
use crate::message::Arguments;
use crate::policy::Action;

/// How many invitations can go out at once.
const MOST_AT_ONCE: usize = 2000;

/// Inviting.
pub(super) fn mutations() -> Vec<Root> {
    vec![mutation::<Invite>()]
}

/// `invite`
struct Invite;

/// Who is invited to what. Whoever is invited already stays so, with their answer.
#[derive(InputObject)]
struct InviteInput {
    /// The event.
    event_id: ID,
    /// Which occurrences they are invited to, where it recurs; this one where nothing is said.
    scope: Option<EventScope>,
    /// Persons.
    person_ids: Option<Vec<ID>>,
    /// Teams: whoever holds a seat in them on the day of the event.
    team_ids: Option<Vec<ID>>,
}

impl Mutation for Invite {
    const ACTION: Action = Action::Invite;
    const DOC: &'static str = "Invites persons and whole teams to an event that is not over. It does not show them what is restricted to others (Swedish: bjuda in).";
    type Input = InviteInput;
    type Done = Row<Entity>;

    async fn act(input: InviteInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let InviteInput { event_id, scope, person_ids, team_ids } = input;
        let open = call.belonging_to::<Entity>(ID_FIELD, &event_id).await?;
        let persons = call.keys::<person::Entity>("personIds", &person_ids.unwrap_or_default()).await?;
        let teams = call.keys::<team::Entity>("teamIds", &team_ids.unwrap_or_default()).await?;
        if open.as_ref().is_some_and(|(event, _)| is_over(event, call.now())) {
            call.fault(ID_FIELD, FaultCode::WrongState, "fault-event-is-over", &Arguments::new());
        }
        let (event, permit) = call.all_of(open)?;
        if persons.is_empty() && teams.is_empty() {
            return call.refuse("personIds", FaultCode::Invalid, "fault-invite-nobody");
        }
        let now = call.now();
        let mut invited = vec![];
        for occurrence in meant(call, event.clone(), scope).await? {
            if !is_over(&occurrence, now) {
                let new = not_invited(call, &occurrence, &persons, &teams).await?;
                invited.extend(new.into_iter().map(|person| (occurrence.id, person)));
            }
        }
        if invited.len() > MOST_AT_ONCE {
            return call.refuse("scope", FaultCode::Invalid, "fault-invite-too-many");
        }
        for (event, person) in invited {
            let row = invitation::ActiveModel {
                event_id: Set(event),
                person_id: Set(person),
                answer: Set(Answer::None),
                answered_at: Set(None),
                ..invitation::ActiveModel::default()
            };
            call.insert::<invitation::Entity>(&permit, row).await?;
        }
        Ok(Row(event))
    }
}

/// Those of the persons and the members of the teams who are not invited to the event yet.
async fn not_invited(
    call: &mut Call<'_>,
    event: &Model,
    persons: &[Uuid],
    teams: &[Uuid],
) -> Result<BTreeSet<Uuid>, Failure> {
    let members = members(call, teams, When::of(event).local().date()).await?;
    let known: BTreeSet<Uuid> = call.write().invited(event.id).await?.into_iter().collect();
    Ok(persons.iter().copied().chain(members).filter(|person| !known.contains(person)).collect())
}

/// Who holds a seat in one of the teams on a day.
async fn members(call: &mut Call<'_>, teams: &[Uuid], day: NaiveDate) -> Result<Vec<Uuid>, Failure> {
    use representative::Column as R;
    if teams.is_empty() {
        return Ok(vec![]);
    }
    let terms = Condition::all().add(on_day(day)).add(R::TeamId.is_in(teams.iter().copied()));
    call.write().holders(terms).await
}
