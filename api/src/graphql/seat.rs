//! Seats in teams (platser).

use std::sync::{Arc, LazyLock};

use async_graphql::Context;
use chrono::NaiveDate;
use entity::seat::{Column as C, Entity};
use entity::{organisation, person, representative, team};
use sea_orm::{ColumnTrait, Condition};

use super::declare::{BooleanWhere, Request, Root, list, row, seen, whole};
use super::declare::{Fields, Shown, Thing};
use super::kinds::some;
use super::representative::on_day;
use crate::error::Error;
use crate::store::{Filter, Membership, Window};

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
                Box::pin(async move { Ok(term(shown, ctx, of).await?.is_none()) })
            },
        )
        .filtered::<BooleanWhere>(|value, scope| {
            let open = open_on(scope.request, None).condition();
            BooleanWhere::holds(value, scope, open)
        })
        .asked::<Option<Shown<person::Entity>>>(
            "holder",
            "Who holds it (Swedish: innehavare).",
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

/// The seats that nobody holds on a day, today where none is named.
pub fn open_on(request: &Request, day: Option<NaiveDate>) -> Filter<Entity> {
    let held = on_day(day.unwrap_or(request.actor.today()));
    let held = seen::<representative::Entity>(request, representative::Column::SeatId, held);
    Filter::declared(Condition::all().add(C::Id.not_in_subquery(held)))
}

/// `openSeats`.
pub fn open_seats() -> Root {
    let doc = "The seats that nobody holds today (Swedish: lediga platser).".into();
    some::<Entity>("openSeats", doc, |request| open_on(request, None))
}
