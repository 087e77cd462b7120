//! Invitations to events (inbjudningar).

use std::sync::LazyLock;

use entity::invitation::{Column as C, Entity};
use entity::kind::Answer;
use entity::{event, person};

use super::declare::{Fields, Thing};

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
