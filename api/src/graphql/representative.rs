//! Representatives (representanter): the terms of persons on seats.

use std::sync::LazyLock;

use async_graphql::Value;
use chrono::NaiveDate;
use entity::representative::{Column as C, Entity};
use entity::{dissemination, organisation, person, seat, team};
use sea_orm::{ColumnTrait, Condition};

use super::declare::BooleanWhere;
use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "Representative";
    const ONE: &'static str = "representative";
    const MANY: &'static str = "representatives";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A person holding a seat in a team on behalf of an organisation, for a term (Swedish: representant).",
        &[(C::CreatedAt, false)],
    )
    .date("since", C::Since, "The first day of the term; null where it is not known (Swedish: från och med).")
    .date("until", C::Until, "The day after the last of the term; null where none is set (Swedish: till).")
    .current()
    .one::<person::Entity>("person", C::PersonId, "Who it is (Swedish: person).")
    .one::<seat::Entity>("seat", C::SeatId, "The seat (Swedish: plats).")
    .one::<team::Entity>("team", C::TeamId, "The team (Swedish: grupp).")
    .one::<organisation::Entity>("organisation", C::OrganisationId, "On whose behalf (Swedish: organisation).")
    .many::<dissemination::Entity>(
        "disseminations",
        dissemination::Column::RepresentativeId,
        "The news that was passed on (Swedish: spridning).",
    )
    .search_in::<person::Entity>(C::PersonId)
    .editable()
}

impl Fields<Entity> {
    /// `isCurrent`, on the day that is looked at.
    fn current(self) -> Self {
        let doc = "Whether the term runs: today, or on the day that is looked at (Swedish: pågående).";
        self.computed::<bool>("isCurrent", doc, |shown, request| {
            let day = shown.day.unwrap_or(request.actor.today());
            let begun = shown.row.since.is_none_or(|since| since <= day);
            Value::Boolean(begun && shown.row.until.is_none_or(|until| until > day))
        })
        .filtered::<BooleanWhere>(|value, scope| BooleanWhere::holds(value, on_day(scope.request.actor.today())))
    }
}

/// The terms that run on a day.
pub fn on_day(day: NaiveDate) -> Condition {
    let begun = Condition::any().add(C::Since.is_null()).add(C::Since.lte(day));
    let not_over = Condition::any().add(C::Until.is_null()).add(C::Until.gt(day));
    Condition::all().add(begun).add(not_over)
}
