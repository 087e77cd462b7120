//! Teams (grupper): the board, the Core Team and its groupings, process support, the portfolio managers.

use std::sync::{Arc, LazyLock};

use async_graphql::Context;
use async_graphql::registry::{MetaInputValue, Registry};
use chrono::NaiveDate;
use entity::kind::TeamKind;
use entity::team::{Column as C, Entity};
use entity::{assignment, decision, event, focus_area, matter, representative, seat};
use sea_orm::{ColumnTrait, Condition};

use super::declare::{
    Connection, Date, Request, Root, Scope, argument, connection, list, page_arguments, parameter, whole,
};
use super::declare::{Fields, Shown, Thing};
use super::kinds::some;
use super::representative::on_day;
use super::seat::open_on;
use crate::error::Error;
use crate::store::{Filter, Membership, Window};

impl Thing for Entity {
    const NAME: &'static str = "Team";
    const ONE: &'static str = "team";
    const MANY: &'static str = "teams";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("A group with assignments and seats: the board, a Core Team, process support or the portfolio managers (Swedish: grupp).", &[(C::CreatedAt, false)])
            .choice::<TeamKind>("kind", C::Kind, "What it is for (Swedish: slag).")
            .translated("name", "Its name (Swedish: namn).")
            .prose("purpose", "What it is there for (Swedish: syfte).")
            .int("meetingsPerYear", C::MeetingsPerYear, "How often it meets in a year (Swedish: möten per år).")
            .one::<Entity>("parent", C::ParentId, "The team that it is a grouping of.")
            .many::<Entity>("groupings", C::ParentId, "The groupings that it works in.")
            .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "The focus area that it is the Core Team of (Swedish: fokusområde).")
            .list::<assignment::Entity>("assignments", assignment::Column::TeamId, "Its numbered tasks, in order (Swedish: uppdrag).")
            .seats("seats", false, "Its seats, in order (Swedish: platser).")
            .seats("openSeats", true, "Its seats that nobody holds (Swedish: lediga platser).")
            .representatives()
            .many::<event::Entity>("events", event::Column::TeamId, "Its meetings and other entries in the calendar (Swedish: kalender).")
            .many::<matter::Entity>("matters", matter::Column::TeamId, "What it is to take up (Swedish: ärenden).")
            .many::<decision::Entity>("decisions", decision::Column::TeamId, "What it has decided (Swedish: beslut).")
            .editable()
}

impl Fields<Entity> {
    /// The seats, or those of them that nobody holds.
    fn seats(self, name: &'static str, only_open: bool, doc: &str) -> Self {
        let of = Arc::new(Membership::Column(seat::Column::TeamId));
        self.asked::<Vec<Shown<seat::Entity>>>(name, doc, as_of_argument, move |shown, ctx| {
            let (team, of) = (shown.key(), of.clone());
            Box::pin(async move {
                let day = as_of(ctx, shown)?;
                let filter = if only_open { open_on(Request::of(ctx), day) } else { Filter::none() };
                list(ctx, team, of, Window { filter, ..whole::<seat::Entity>() }, day).await
            })
        })
    }

    /// Those who sit in it on a day, today where none is named.
    fn representatives(self) -> Self {
        let doc = "Who sits in it: today, or on the day `asOf` (Swedish: representanter).";
        let of = Arc::new(Membership::Column(representative::Column::TeamId));
        let arguments = |registry: &mut Registry| {
            [as_of_argument(registry), page_arguments::<representative::Entity>(registry)].concat()
        };
        self.asked::<Connection<representative::Entity>>("representatives", doc, arguments, move |shown, ctx| {
            let (parent, membership) = (shown.key(), of.clone());
            Box::pin(async move {
                let day = as_of(ctx, shown)?;
                let only = Filter::declared(on_day(day.unwrap_or(Request::of(ctx).actor.today())));
                connection(ctx, Scope::Of { parent, membership, only, day }).await
            })
        })
    }
}

fn as_of_argument(registry: &mut Registry) -> Vec<MetaInputValue> {
    vec![argument::<Option<Date>>(registry, "asOf", "The day that is looked at; today where none is named.")]
}

/// The day that the caller looks at, here or further up.
fn as_of(ctx: &Context<'_>, shown: &Shown<Entity>) -> Result<Option<NaiveDate>, Error> {
    Ok(parameter::<Date>(ctx, "asOf")?.map(|day| day.0).or(shown.day))
}

/// `coreTeams`.
pub fn core_teams() -> Root {
    let doc = "The Core Team as a whole and its groupings (Swedish: Core Team).".into();
    some::<Entity>("coreTeams", doc, |_| {
        let kinds = [TeamKind::CoreTeam, TeamKind::BoardPreparation, TeamKind::FocusAreaTeam];
        Filter::declared(Condition::all().add(C::Kind.is_in(kinds)))
    })
}
