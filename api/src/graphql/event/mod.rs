//! Calendar entries (kalender).

mod edit;
mod invite;
mod series;
mod when;

use std::sync::LazyLock;

use entity::event::{Column as C, Entity};
use entity::kind::{EventKind, EventStatus};
use entity::link::{event_document, initiative_event};
use entity::{decision, document, event, focus_area, initiative, invitation, matter, team};

use super::declare::{Fields, Root, Thing};
use crate::store::Path;

pub use series::{EventScope, meant};
pub use when::is_over;

impl Thing for Entity {
    const NAME: &'static str = "Event";
    const ONE: &'static str = "event";
    const MANY: &'static str = "events";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("A meeting, workshop or other calendar entry (Swedish: kalenderpost).", &[(C::StartsAt, false)])
        .translated("title", "Its title (Swedish: titel).")
        .prose("description", "What it is about (Swedish: beskrivning).")
        .choice::<EventKind>("kind", C::Kind, "What it is (Swedish: slag).")
        .choice::<EventStatus>("status", C::Status, "Whether it takes place (Swedish: status).")
        .time("startsAt", C::StartsAt, "When it begins (Swedish: börjar).")
        .ordered()
        .time("endsAt", C::EndsAt, "When it ends (Swedish: slutar).")
        .text("timeZone", C::TimeZone, "The IANA name of the time zone that it is held in (Swedish: tidszon).")
        .boolean("isAllDay", C::IsAllDay, "Whether it lasts whole days (Swedish: heldag).")
        .text(
            "recurrence",
            C::Recurrence,
            "How it recurs, an RRULE of RFC 5545; null where it does not (Swedish: upprepning).",
        )
        .one::<event::Entity>(
            "series",
            C::SeriesId,
            "The first occurrence of the series that it belongs to; null where it does not recur (Swedish: serie).",
        )
        .many::<event::Entity>(
            "occurrences",
            C::SeriesId,
            "All occurrences of the series that it begins, each an event of its own (Swedish: tillfällen).",
        )
        .text("location", C::Location, "Where it is held (Swedish: plats).")
        .text("onlineUrl", C::OnlineUrl, "Where to join online (Swedish: länk).")
        .visibility()
        .one::<team::Entity>("team", C::TeamId, "Whose meeting it is (Swedish: grupp).")
        .one::<focus_area::Entity>(
            "focusArea",
            C::FocusAreaId,
            "The focus area that it is about (Swedish: fokusområde).",
        )
        .linked::<initiative::Entity>(
            "initiatives",
            Path::over::<initiative_event::Entity>(
                initiative_event::Column::EventId,
                initiative_event::Column::InitiativeId,
            ),
            "The initiatives that it is about (Swedish: initiativ).",
        )
        .many::<invitation::Entity>(
            "invitations",
            invitation::Column::EventId,
            "Who is invited (Swedish: inbjudningar).",
        )
        .linked::<document::Entity>(
            "documents",
            Path::over::<event_document::Entity>(event_document::Column::EventId, event_document::Column::DocumentId)
                .few(),
            "Its documents (Swedish: dokument).",
        )
        .many::<matter::Entity>("matters", matter::Column::MeetingId, "What is taken up at it (Swedish: ärenden).")
        .many::<decision::Entity>("decisions", decision::Column::MeetingId, "What was decided at it (Swedish: beslut).")
        .actions()
        .editable()
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    edit::mutations().into_iter().chain(invite::mutations()).collect()
}

/// The field of the inputs that names the event.
const ID_FIELD: &str = "eventId";
