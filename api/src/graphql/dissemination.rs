//! Disseminations of news (spridning).

use std::sync::LazyLock;

use entity::dissemination::{Column as C, Entity};
use entity::{news, organisation, representative};

use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "Dissemination";
    const ONE: &'static str = "dissemination";
    const MANY: &'static str = "disseminations";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A representative's note that a piece of news was passed on in the own organisation (Swedish: spridning).",
        &[(C::At, true)],
    )
    .time("at", C::At, "When (Swedish: tidpunkt).")
    .ordered()
    .text("audience", C::Audience, "To whom (Swedish: målgrupp).")
    .text("channel", C::Channel, "Where (Swedish: kanal).")
    .one::<news::Entity>("news", C::NewsId, "Which piece of news (Swedish: nyhet).")
    .one::<organisation::Entity>("organisation", C::OrganisationId, "In which organisation (Swedish: organisation).")
    .one::<representative::Entity>("representative", C::RepresentativeId, "Who passed it on (Swedish: representant).")
    .editable()
}
