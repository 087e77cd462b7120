//! The numbered tasks of teams (uppdrag).

use std::sync::LazyLock;

use entity::assignment::{Column as C, Entity};
use entity::team;

use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "Assignment";
    const ONE: &'static str = "assignment";
    const MANY: &'static str = "assignments";
    const IS_NODE: bool = false;

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("A numbered task of a team (Swedish: uppdrag).", &[(C::Position, false)])
        .int("position", C::Position, "Its number, from 1.")
        .prose("text", "What is to be done.")
        .one::<team::Entity>("team", C::TeamId, "Whose task it is.")
}
