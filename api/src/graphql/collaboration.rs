//! The collaboration itself: its statements, and what it consists of.

use std::sync::LazyLock;

use entity::collaboration::{Column as C, Entity};
use entity::{document, focus_area, organisation, support_function};
use sea_orm::{ColumnTrait, Condition};

use super::declare::{
    At, Connection, Fields, Output, Request, Root, Scope, Shown, Thing, connection, page_arguments, resolved, whole,
};
use crate::store::Filter;

impl Thing for Entity {
    const NAME: &'static str = "Collaboration";
    const ONE: &'static str = "collaboration";
    const MANY: &'static str = "collaborations";
    const IS_NODE: bool = false;

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("The collaboration itself (Swedish: Samhällskontraktet).", &[(C::Name, false)])
        .text("name", C::Name, "Its name (Swedish: namn).")
        .prose("vision", "What it strives for; null until it is written down (Swedish: vision).")
        .prose("mission", "What it is there for; null until it is written down (Swedish: mission).")
        .prose("guidingPerspectives", "What guides it; null until it is written down (Swedish: styrande perspektiv).")
        .all_of::<organisation::Entity>("organisations", "Its parties (Swedish: parter).", |_| {
            Filter::declared(Condition::all().add(organisation::Column::IsParty.eq(true)))
        })
        .all_of::<focus_area::Entity>("focusAreas", "Its focus areas (Swedish: fokusområden).", |_| Filter::none())
        .all_of::<support_function::Entity>(
            "supportFunctions",
            "The functions that help initiatives (Swedish: funktioner).",
            |_| Filter::none(),
        )
        .all_of::<document::Entity>("documents", "Its documents (Swedish: dokument).", |_| Filter::none())
        .editable()
}

impl Fields<Entity> {
    /// All rows of `R` that pass a filter: everything there is belongs to the collaboration.
    fn all_of<R: Thing>(self, name: &'static str, doc: &str, only: fn(&Request) -> Filter<R>) -> Self {
        self.asked::<Connection<R>>(name, doc, page_arguments::<R>, move |_, ctx| {
            Box::pin(async move { connection(ctx, Scope::All { only: only(Request::of(ctx)) }).await })
        })
    }
}

/// `collaboration`.
pub fn root() -> Root {
    let output = Output::later::<Shown<Entity>>(
        |_| vec![],
        |_, ctx| {
            Box::pin(async move {
                let request = Request::of(ctx);
                let rows = request.page::<Entity>(&whole::<Entity>()).await.at(ctx)?;
                resolved(ctx, &rows.into_iter().next().map(Shown::<Entity>::now)).await
            })
        },
    );
    Root { name: "collaboration", doc: "The collaboration itself (Swedish: Samhällskontraktet).".into(), output }
}
