//! Support functions (funktioner).

use std::sync::LazyLock;

use entity::initiative;
use entity::link::initiative_support_function;
use entity::support_function::{Column as C, Entity};

use super::declare::{Fields, Thing};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "SupportFunction";
    const ONE: &'static str = "supportFunction";
    const MANY: &'static str = "supportFunctions";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "One of the functions through which process support helps initiatives (Swedish: funktion).",
        &[(C::NameSvFolded, false)],
    )
    .text("slug", C::Slug, "Its name in addresses.")
    .key()
    .translated("name", "Its name (Swedish: namn).")
    .prose("description", "How it helps (Swedish: beskrivning).")
    .linked::<initiative::Entity>(
        "initiatives",
        Path::over::<initiative_support_function::Entity>(
            initiative_support_function::Column::SupportFunctionId,
            initiative_support_function::Column::InitiativeId,
        ),
        "The initiatives that it helps (Swedish: initiativ).",
    )
    .editable()
}
