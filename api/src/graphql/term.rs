//! Terms on seats that were entered wrongly, put right.

use async_graphql::{ID, InputObject, MaybeUndefined, Value};
use chrono::NaiveDate;
use entity::{dissemination, person, representative, seat};
use sea_orm::{ColumnTrait, Set};

use super::declare::{
    Call, Date, Done, Member, Mutation, Output, Root, Shows, mutation, patched_day, shown_row, type_id,
};
use super::seat::{Term, overlaps, regarding, terms_of};
use crate::clock::local_date;
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::Action;
use crate::store::Permit;

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<CorrectTerm>(), mutation::<WithdrawTerm>()]
}

/// The field of the inputs that names the term.
const ID_FIELD: &str = "representativeId";

/// The term that is put right, and its seat.
async fn term(
    id: &ID,
    version: i32,
    call: &mut Call<'_>,
) -> Result<Option<(representative::Model, seat::Model, Permit)>, Failure> {
    let Some(term) = call.editable::<representative::Entity>(ID_FIELD, id, version).await? else { return Ok(None) };
    let seat = call.find::<seat::Entity>(seat::Column::Id.eq(term.seat_id).into()).await?.pop();
    let Some(seat) = seat else { return Ok(None) };
    let permit = call.permit(&regarding(&seat))?;
    Ok(Some((term, seat, permit)))
}

/// Whether the term stands for nothing that was done: nobody has noted anything as its holder, and it was entered today.
async fn is_fresh(term: &representative::Model, call: &Call<'_>) -> Result<bool, Failure> {
    let of_term = dissemination::Column::RepresentativeId.eq(term.id).into();
    let is_used = !call.find::<dissemination::Entity>(of_term).await?.is_empty();
    Ok(!is_used && local_date(term.created_at) == call.today())
}

/// `correctTerm`
struct CorrectTerm;

/// What is right; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct CorrectTermInput {
    /// The term.
    representative_id: ID,
    /// The version that the correction was made on.
    version: i32,
    /// Who holds the seat: to be corrected on the day on which the term was entered, before anything was noted for them.
    person_id: MaybeUndefined<ID>,
    /// The first day of the term.
    since: MaybeUndefined<Date>,
    /// The day after the last.
    until: MaybeUndefined<Date>,
}

impl Mutation for CorrectTerm {
    const ACTION: Action = Action::CorrectTerm;
    const DOC: &'static str = "Corrects a term that was entered wrongly: its days at any time, its holder on the day on which it was entered. No other term on the seat overlaps it (Swedish: rätta mandatperiod).";
    type Input = CorrectTermInput;
    type Done = Term;

    async fn act(input: CorrectTermInput, call: &mut Call<'_>) -> Result<Term, Failure> {
        let CorrectTermInput { representative_id, version, person_id, since, until } = input;
        let found = term(&representative_id, version, call).await?;
        let present = found.as_ref().map(|(term, ..)| term);
        let person_id = call.required("personId", person_id);
        let person = call.maybe_row::<person::Entity>("personId", person_id.as_ref()).await?;
        let since = patched_day(since, present.and_then(|term| term.since));
        let until = patched_day(until, present.and_then(|term| term.until));
        if since.zip(until).is_some_and(|(since, until)| until <= since) {
            call.fault("until", FaultCode::Invalid, "fault-term-days", &Arguments::new());
        }
        let (term, seat, permit) = call.all_of(found)?;
        check_holder(&term, person.as_ref(), call).await?;
        check_days(&term, &seat, (since, until), call).await?;
        call.check()?;
        let change = |row: &mut representative::ActiveModel| {
            person.into_iter().for_each(|person| row.person_id = Set(person.id));
            row.since = Set(since);
            row.until = Set(until);
        };
        let term = call.update::<representative::Entity>(&permit, &term, change).await?;
        Ok(Term(term, seat))
    }
}

async fn check_holder(
    term: &representative::Model,
    person: Option<&person::Model>,
    call: &mut Call<'_>,
) -> Result<(), Failure> {
    if person.is_some_and(|person| person.id != term.person_id) && !is_fresh(term, call).await? {
        call.fault("personId", FaultCode::WrongState, "fault-term-stands", &Arguments::new());
    }
    Ok(())
}

async fn check_days(
    term: &representative::Model,
    seat: &seat::Model,
    (since, until): (Option<NaiveDate>, Option<NaiveDate>),
    call: &mut Call<'_>,
) -> Result<(), Failure> {
    let others = terms_of(call, seat).await?;
    if others.iter().any(|other| other.id != term.id && overlaps(other, since, until)) {
        call.fault(ID_FIELD, FaultCode::WrongState, "fault-seat-is-held", &Arguments::new());
    }
    Ok(())
}

/// `withdrawTerm`
struct WithdrawTerm;

/// Which term.
#[derive(InputObject)]
struct WithdrawTermInput {
    /// The term.
    representative_id: ID,
    /// The version that the choice was made on.
    version: i32,
}

/// The seat of a term that is gone, and the id that the term had.
struct Withdrawn(seat::Model, String);

impl Done for Withdrawn {
    fn fields() -> Vec<Shows<Self>> {
        let output = Output::now::<Option<ID>>(|withdrawn: &Withdrawn, _| Ok(Value::String(withdrawn.1.clone())));
        let doc = "The id that it had; null where nothing was done, and for a retry.";
        vec![
            shown_row::<seat::Entity, _>("seat", |withdrawn: &Withdrawn| Some(withdrawn.0.clone())),
            Member { name: ID_FIELD, doc, output }.into(),
        ]
    }
}

impl Mutation for WithdrawTerm {
    const ACTION: Action = Action::WithdrawTerm;
    const DOC: &'static str = "Takes a term back that should not have been entered, on the day on which it was entered or before it begins; a seat is vacated by `vacateSeat` (Swedish: återta mandatperiod).";
    type Input = WithdrawTermInput;
    type Done = Withdrawn;

    async fn act(input: WithdrawTermInput, call: &mut Call<'_>) -> Result<Withdrawn, Failure> {
        let WithdrawTermInput { representative_id, version } = input;
        let found = term(&representative_id, version, call).await?;
        let (term, seat, permit) = call.all_of(found)?;
        let is_to_come = term.since.is_some_and(|since| since > call.today());
        if !is_to_come && !is_fresh(&term, call).await? {
            return call.refuse(ID_FIELD, FaultCode::WrongState, "fault-term-stands");
        }
        let id = type_id::<representative::Entity>(term.id);
        call.delete::<representative::Entity>(&permit, term).await?;
        Ok(Withdrawn(seat, id))
    }
}
