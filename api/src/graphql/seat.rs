//! Seats in teams (platser).

use std::sync::{Arc, LazyLock};

use async_graphql::{Context, ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::seat::{ActiveModel, Column as C, Entity, Model};
use entity::{organisation, person, representative, team};
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::{Expr, SelectStatement};
use sea_orm::{ColumnTrait, Condition, Set};

use super::declare::{BooleanWhere, Request, Root, Shows, is_none_of, list, row, seen, whole};
use super::declare::{
    Call, Date, Done, Fields, Mutation, Row, Shown, Text, Thing, mutation, patch, set_text, shown_id, shown_row,
};
use super::kinds::some;
use super::representative::on_day;
use crate::clock::end_of;
use crate::error::Error;
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};
use crate::store::{Filter, Membership, Window, protected_seats};

impl Thing for Entity {
    const NAME: &'static str = "Seat";
    const ONE: &'static str = "seat";
    const MANY: &'static str = "seats";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A place in a team that an organisation fills (Swedish: plats).",
        &[(C::TeamId, false), (C::Position, false)],
    )
    .int("position", C::Position, "Its place in the order of the team's seats, from 1.")
    .boolean("isOptional", C::IsOptional, "Whether it may stay open (Swedish: valfri).")
    .prose("description", "Who is looked for.")
    .term()
    .one::<team::Entity>("team", C::TeamId, "The team that it is in (Swedish: grupp).")
    .one::<organisation::Entity>(
        "organisation",
        C::OrganisationId,
        "The organisation that fills it (Swedish: organisation).",
    )
    .list::<representative::Entity>(
        "terms",
        representative::Column::SeatId,
        "Who has held it, the earliest first (Swedish: mandatperioder).",
    )
    .search_in::<team::Entity>(C::TeamId)
    .editable()
}

impl Fields<Entity> {
    /// `isOpen` and `holder`, on the day that is looked at.
    fn term(self) -> Self {
        let of = Arc::new(Membership::Column(representative::Column::SeatId));
        let also_of = of.clone();
        self.asked::<bool>(
            "isOpen",
            "Whether nobody holds it (Swedish: ledig).",
            |_| vec![],
            move |shown, ctx| {
                let of = of.clone();
                Box::pin(async move {
                    let is_held = term(shown, ctx, of).await?.is_some() || is_held_unseen(shown, ctx).await?;
                    Ok(!is_held)
                })
            },
        )
        .filtered::<BooleanWhere>(|value, scope| {
            let open = open_on(scope.request, None).condition();
            BooleanWhere::holds(value, open)
        })
        .asked::<Option<Shown<person::Entity>>>(
            "holder",
            "Who holds it; null where nobody does, and where their data are protected (Swedish: innehavare).",
            |_| vec![],
            move |shown, ctx| {
                let of = also_of.clone();
                Box::pin(async move {
                    let Some(term) = term(shown, ctx, of).await? else { return Ok(None) };
                    let person = row::<person::Entity>(Request::of(ctx), term.row.person_id).await?;
                    Ok(person.map(|row| Shown { row, day: shown.day }))
                })
            },
        )
    }
}

/// The term that runs on the day that is looked at.
async fn term(
    shown: &Shown<Entity>,
    ctx: &Context<'_>,
    of: Arc<Membership<representative::Entity>>,
) -> Result<Option<Shown<representative::Entity>>, Error> {
    let day = shown.day.unwrap_or(Request::of(ctx).actor.today());
    let window = Window { filter: Filter::declared(on_day(day)), limit: 1, ..whole::<representative::Entity>() };
    Ok(list(ctx, shown.key(), of, window, shown.day).await?.pop())
}

/// Whether somebody holds it whom the viewer may not know.
async fn is_held_unseen(shown: &Shown<Entity>, ctx: &Context<'_>) -> Result<bool, Error> {
    let request = Request::of(ctx);
    let day = shown.day.unwrap_or(request.actor.today());
    Ok(request.store.protected_seats(on_day(day)).await?.contains(&shown.row.id))
}

/// The seats that there are on a day, today where none is named: those that have been added by then, and those that somebody
/// holds, whenever that was written down.
pub fn there_on(request: &Request, day: Option<NaiveDate>) -> Filter<Entity> {
    let Some(day) = day else { return Filter::none() };
    let is_there = Condition::any().add(C::CreatedAt.lt(end_of(day)));
    Filter::declared(
        held_on(request, day).into_iter().fold(is_there, |is_there, held| is_there.add(C::Id.in_subquery(held))),
    )
}

/// Those of them that nobody holds.
pub fn open_on(request: &Request, day: Option<NaiveDate>) -> Filter<Entity> {
    let is_open = |held| is_none_of(Expr::col((Entity, C::Id)), held, representative::Column::SeatId);
    let held = held_on(request, day.unwrap_or(request.actor.today()));
    let open = held.into_iter().fold(Condition::all(), |open, held| open.add(is_open(held)));
    there_on(request, day).and(Filter::declared(open))
}

/// The ids of the seats that somebody holds on a day: of those whom the viewer sees, and of those whose data are protected.
fn held_on(request: &Request, day: NaiveDate) -> [SelectStatement; 2] {
    let seen = seen::<representative::Entity>(request, representative::Column::SeatId, on_day(day));
    [seen, protected_seats(on_day(day))]
}

/// `openSeats`.
pub fn open_seats() -> Root {
    let doc = "The seats that nobody holds today (Swedish: lediga platser).".into();
    some::<Entity>("openSeats", doc, |request| open_on(request, None))
}

/// The field of the inputs that names the seat.
const ID_FIELD: &str = "seatId";

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![
        mutation::<AddSeat>(),
        mutation::<UpdateSeat>(),
        mutation::<RemoveSeat>(),
        mutation::<FillSeat>(),
        mutation::<VacateSeat>(),
    ]
}

pub(super) fn regarding(seat: &Model) -> Regarding {
    Regarding { team: Some(seat.team_id), ..Regarding::default() }
}

/// `addSeat`
struct AddSeat;

/// A new seat.
#[derive(InputObject)]
struct AddSeatInput {
    /// The team.
    team_id: ID,
    /// The organisation that fills it.
    organisation_id: ID,
    /// Whether it may stay open; it may not where nothing is said.
    is_optional: Option<bool>,
    /// Who is looked for.
    description: Option<Text>,
}

impl Mutation for AddSeat {
    const ACTION: Action = Action::AddSeat;
    const DOC: &'static str =
        "Adds a seat to a team, after the others; it is open until it is filled (Swedish: lägga till plats).";
    type Input = AddSeatInput;
    type Done = Row<Entity>;

    async fn act(input: AddSeatInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let AddSeatInput { team_id, organisation_id, is_optional, description } = input;
        let team = call.row::<team::Entity>("teamId", &team_id).await?;
        let organisation = call.row::<organisation::Entity>("organisationId", &organisation_id).await?;
        let description = call.maybe_prose("description", description);
        let (team, organisation) = call.all_of(team.zip(organisation))?;
        let permit = call.permit(&Regarding { team: Some(team.id), ..Regarding::default() })?;
        let others = call.find::<Entity>(C::TeamId.eq(team.id).into()).await?;
        let mut row = ActiveModel {
            team_id: Set(team.id),
            organisation_id: Set(organisation.id),
            position: Set(1 + others.iter().map(|seat| seat.position).max().unwrap_or(0)),
            is_optional: Set(is_optional.unwrap_or(false)),
            ..ActiveModel::default()
        };
        set_text(&mut row, "description", description);
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}

/// `updateSeat`
struct UpdateSeat;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateSeatInput {
    /// The seat.
    seat_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Whether it may stay open.
    is_optional: MaybeUndefined<bool>,
    /// Who is looked for.
    description: MaybeUndefined<Text>,
}

impl Mutation for UpdateSeat {
    const ACTION: Action = Action::UpdateSeat;
    const DOC: &'static str =
        "Changes what is said of a seat; its team and its organisation stay (Swedish: ändra plats).";
    type Input = UpdateSeatInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateSeatInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateSeatInput { seat_id, version, is_optional, description } = input;
        let seat = call.editable::<Entity>(ID_FIELD, &seat_id, version).await?;
        let is_optional = call.required("isOptional", is_optional);
        let description = call.patched_prose::<Entity>("description", description, seat.as_ref());
        let seat = call.all_of(seat)?;
        let permit = call.permit(&regarding(&seat))?;
        let change = |row: &mut ActiveModel| {
            is_optional.into_iter().for_each(|is_optional| row.is_optional = Set(is_optional));
            patch(row, "description", description);
        };
        call.update::<Entity>(&permit, &seat, change).await.map(Row)
    }
}

/// `removeSeat`
struct RemoveSeat;

/// Which seat.
#[derive(InputObject)]
struct RemoveSeatInput {
    /// The seat.
    seat_id: ID,
    /// The version that the decision was made on.
    version: i32,
}

/// A seat that is gone, and the team that it was in.
struct Removed(Uuid, Option<team::Model>);

impl Done for Removed {
    fn fields() -> Vec<Shows<Self>> {
        vec![
            shown_row::<team::Entity, _>("team", |removed: &Removed| removed.1.clone()),
            shown_id::<Entity, _>(ID_FIELD, |removed: &Removed| removed.0),
        ]
    }
}

impl Mutation for RemoveSeat {
    const ACTION: Action = Action::RemoveSeat;
    const DOC: &'static str = "Removes a seat that nobody has ever held; one that somebody has held stays, for the record (Swedish: ta bort plats).";
    type Input = RemoveSeatInput;
    type Done = Removed;

    async fn act(input: RemoveSeatInput, call: &mut Call<'_>) -> Result<Removed, Failure> {
        let RemoveSeatInput { seat_id, version } = input;
        let seat = call.editable::<Entity>(ID_FIELD, &seat_id, version).await?;
        let seat = call.all_of(seat)?;
        let permit = call.permit(&regarding(&seat))?;
        if !terms_of(call, &seat).await?.is_empty() {
            return call.refuse(ID_FIELD, FaultCode::WrongState, "fault-seat-was-held");
        }
        let team = call.find::<team::Entity>(team::Column::Id.eq(seat.team_id).into()).await?.pop();
        let id = seat.id;
        call.delete::<Entity>(&permit, seat).await?;
        Ok(Removed(id, team))
    }
}

pub(super) async fn terms_of(call: &Call<'_>, seat: &Model) -> Result<Vec<representative::Model>, Failure> {
    call.find::<representative::Entity>(representative::Column::SeatId.eq(seat.id).into()).await
}

/// `fillSeat`
struct FillSeat;

/// Who is to hold a seat, and for how long.
#[derive(InputObject)]
struct FillSeatInput {
    /// The seat.
    seat_id: ID,
    /// Who is to hold it.
    person_id: ID,
    /// The first day of the term; today where nothing is said.
    since: Option<Date>,
    /// The day after the last; none where nothing is said.
    until: Option<Date>,
}

/// A term, and the seat that it is on.
pub(super) struct Term(pub representative::Model, pub Model);

impl Done for Term {
    fn fields() -> Vec<Shows<Self>> {
        vec![
            shown_row::<representative::Entity, _>("representative", |term: &Term| Some(term.0.clone())),
            shown_row::<Entity, _>("seat", |term: &Term| Some(term.1.clone())),
        ]
    }
}

impl Mutation for FillSeat {
    const ACTION: Action = Action::FillSeat;
    const DOC: &'static str = "Gives a seat to a person for a term that no other term on it overlaps. Its rights begin with its first day (Swedish: tillsätta plats).";
    type Input = FillSeatInput;
    type Done = Term;

    async fn act(input: FillSeatInput, call: &mut Call<'_>) -> Result<Term, Failure> {
        let FillSeatInput { seat_id, person_id, since, until } = input;
        let seat = call.row::<Entity>(ID_FIELD, &seat_id).await?;
        let person = call.row::<person::Entity>("personId", &person_id).await?;
        let since = since.map_or(call.today(), |day| day.0);
        let until = until.map(|day| day.0);
        if until.is_some_and(|until| until <= since) {
            call.fault("until", FaultCode::Invalid, "fault-days-order", &Arguments::new());
        }
        let (seat, person) = call.all_of(seat.zip(person))?;
        let permit = call.permit(&regarding(&seat))?;
        if terms_of(call, &seat).await?.iter().any(|term| overlaps(term, Some(since), until)) {
            return call.refuse(ID_FIELD, FaultCode::WrongState, "fault-seat-is-held");
        }
        let row = representative::ActiveModel {
            person_id: Set(person.id),
            seat_id: Set(seat.id),
            team_id: Set(seat.team_id),
            organisation_id: Set(seat.organisation_id),
            since: Set(Some(since)),
            until: Set(until),
            ..representative::ActiveModel::default()
        };
        let term = call.insert::<representative::Entity>(&permit, row).await?;
        Ok(Term(term, seat))
    }
}

/// Whether a term has a day in common with the days from `since` until the day before `until`. An end that is not known
/// lies without bound.
pub(super) fn overlaps(term: &representative::Model, since: Option<NaiveDate>, until: Option<NaiveDate>) -> bool {
    let is_before =
        |begin: Option<NaiveDate>, end: Option<NaiveDate>| begin.zip(end).is_none_or(|(begin, end)| begin < end);
    is_before(term.since, until) && is_before(since, term.until)
}

/// `vacateSeat`
struct VacateSeat;

/// When a term ends.
#[derive(InputObject)]
struct VacateSeatInput {
    /// The seat.
    seat_id: ID,
    /// The day from which nobody holds it; today where nothing is said.
    until: Option<Date>,
}

impl Mutation for VacateSeat {
    const ACTION: Action = Action::VacateSeat;
    const DOC: &'static str =
        "Ends the term that runs on a seat. The rights that come with it end with it (Swedish: lämna plats).";
    type Input = VacateSeatInput;
    type Done = Term;

    async fn act(input: VacateSeatInput, call: &mut Call<'_>) -> Result<Term, Failure> {
        let VacateSeatInput { seat_id, until } = input;
        let seat = call.row::<Entity>(ID_FIELD, &seat_id).await?;
        let seat = call.all_of(seat)?;
        let permit = call.permit(&regarding(&seat))?;
        let today = call.today();
        let until = until.map_or(today, |day| day.0);
        let terms = terms_of(call, &seat).await?;
        let running = terms
            .into_iter()
            .find(|term| term.since.is_none_or(|since| since <= today) && term.until.is_none_or(|until| today < until));
        let Some(term) = running else {
            return call.refuse(ID_FIELD, FaultCode::WrongState, "fault-seat-is-open");
        };
        if term.since.is_some_and(|since| until <= since) || term.until.is_some_and(|end| end < until) {
            return call.refuse("until", FaultCode::Invalid, "fault-term-end");
        }
        let term = call.update::<representative::Entity>(&permit, &term, |row| row.until = Set(Some(until))).await?;
        Ok(Term(term, seat))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_overlap_by_days() {
        let day = |day: &str| day.parse::<NaiveDate>().expect("a day");
        let term = |since: Option<&str>, until: Option<&str>| representative::Model {
            id: Default::default(),
            person_id: Default::default(),
            seat_id: Default::default(),
            team_id: Default::default(),
            organisation_id: Default::default(),
            since: since.map(day),
            until: until.map(day),
            version: 1,
            created_at: Default::default(),
            updated_at: Default::default(),
        };
        for (held, since, until, expected) in [
            (term(None, None), "2026-01-01", None, true),
            (term(None, Some("2026-01-01")), "2026-01-01", None, false),
            (term(None, Some("2026-01-02")), "2026-01-01", None, true),
            (term(Some("2026-02-01"), None), "2026-01-01", Some("2026-02-01"), false),
            (term(Some("2026-02-01"), None), "2026-01-01", Some("2026-02-02"), true),
            (term(Some("2026-02-01"), Some("2026-03-01")), "2026-01-01", None, true),
            (term(Some("2026-02-01"), Some("2026-03-01")), "2026-03-01", Some("2026-04-01"), false),
        ] {
            assert_eq!(overlaps(&held, Some(day(since)), until.map(day)), expected, "{held:?} {since} {until:?}");
        }
        assert!(overlaps(&term(None, None), None, Some(day("2026-01-01"))));
        assert!(!overlaps(&term(Some("2026-01-01"), None), None, Some(day("2026-01-01"))));
    }
}
