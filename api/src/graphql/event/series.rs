//! What recurs: the occurrences that are made of a rule, and those that a change is meant for.

use async_graphql::{Enum, InputObject};
use chrono::NaiveDate;
use entity::event::{Column as C, Entity, Model};
use entity::kind::EventStatus;
use sea_orm::{ColumnTrait, Condition};

use super::when::When;
use crate::fault::{Failure, FaultCode};
use crate::graphql::declare::{Call, Date};
use crate::message::Arguments;
use crate::recurrence::{LONGEST, MOST_OCCURRENCES, RuleError, occurrences};

/// Which occurrences of a series are meant.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventScope {
    /// This one.
    One,
    /// This one and those after it.
    Following,
    /// The whole series.
    All,
}

impl EventScope {
    /// Every scope, by its name.
    pub const NAMES: [&'static str; 3] = ["ONE", "FOLLOWING", "ALL"];
}

/// How an event recurs.
#[derive(InputObject)]
pub(super) struct RecurrenceInput {
    /// The rule: an RRULE of RFC 5545 without its name, such as `FREQ=WEEKLY;COUNT=10`. It ends (COUNT or UNTIL), after
    /// 366 occurrences or ten years at the latest.
    rule: String,
    /// The days on which it would be held by the rule, and is not.
    except: Option<Vec<Date>>,
}

/// A rule that holds, and the times at which an event is held by it.
pub(super) struct Series {
    pub rule: String,
    pub times: Vec<When>,
}

impl Series {
    /// What the input says, if that is possible.
    pub fn read(call: &mut Call<'_>, when: When, input: RecurrenceInput) -> Option<Self> {
        let RecurrenceInput { rule, except } = input;
        let mut times = match occurrences(&rule, when.local(), when.zone) {
            Ok(times) => times,
            Err(error) => {
                refuse(call, error);
                return None;
            }
        };
        let except: Vec<NaiveDate> = except.unwrap_or_default().iter().map(|day| day.0).collect();
        let is_held = |day: &NaiveDate| times.iter().any(|time| time.date() == *day);
        let not_held: Vec<String> = except.iter().filter(|day| !is_held(day)).map(ToString::to_string).collect();
        if !not_held.is_empty() {
            let mut values = Arguments::new();
            values.set("days", not_held.join(", "));
            call.fault("recurrence.except", FaultCode::Invalid, "fault-recurrence-except", &values);
            return None;
        }
        times.retain(|time| !except.contains(&time.date()));
        if times.is_empty() {
            call.fault("recurrence.except", FaultCode::Invalid, "fault-recurrence-nothing-left", &Arguments::new());
            return None;
        }
        Some(Series { rule, times: times.into_iter().map(|time| when.beginning(time)).collect() })
    }
}

fn refuse(call: &mut Call<'_>, error: RuleError) {
    let message = match error {
        RuleError::Malformed => "fault-recurrence-rule",
        RuleError::WithinADay => "fault-recurrence-within-a-day",
        RuleError::Endless => "fault-recurrence-endless",
        RuleError::TooMany => "fault-recurrence-too-many",
        RuleError::NotFirst => "fault-recurrence-not-first",
    };
    let mut values = Arguments::new();
    values.set("most", MOST_OCCURRENCES);
    values.set("years", LONGEST.num_days() / 365);
    call.fault("recurrence.rule", FaultCode::Invalid, message, &values);
}

/// The event, and what else of its series is meant: those occurrences that are not cancelled, in their order.
pub async fn meant(call: &Call<'_>, event: Model, scope: Option<EventScope>) -> Result<Vec<Model>, Failure> {
    let (Some(series), Some(scope @ (EventScope::Following | EventScope::All))) = (event.series_id, scope) else {
        return Ok(vec![event]);
    };
    let mut others = Condition::all().add(C::SeriesId.eq(series)).add(C::Id.ne(event.id));
    others = others.add(C::Status.eq(EventStatus::Planned));
    if scope == EventScope::Following {
        others = others.add(C::StartsAt.gt(event.starts_at));
    }
    let mut others = call.find::<Entity>(others).await?;
    others.sort_by_key(|other| (other.starts_at, other.id));
    Ok([vec![event], others].concat())
}
