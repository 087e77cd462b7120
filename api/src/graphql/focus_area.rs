//! Focus areas (fokusområden).

use std::sync::LazyLock;

use entity::focus_area::{Column as C, Entity};
use entity::kind::FocusAreaStatus;
use entity::link::news_focus_area;
use entity::{challenge, decision, event, initiative, mission, news, societal_goal, strategic_need, team};

use super::declare::{Fields, Thing};
use super::portfolio::Portfolio;
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "FocusArea";
    const ONE: &'static str = "focusArea";
    const MANY: &'static str = "focusAreas";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("An area that the board prioritises (Swedish: fokusområde, norrstjärna).", &[(C::Number, false)])
        .text("slug", C::Slug, "Its name in addresses.")
        .key()
        .int("number", C::Number, "Its number.")
        .ordered()
        .translated("name", "Its name (Swedish: namn).")
        .prose("summary", "What it is about, in short (Swedish: sammanfattning).")
        .choice::<FocusAreaStatus>("status", C::Status, "How far it has come (Swedish: status).")
        .core_team()
        .many::<societal_goal::Entity>(
            "societalGoals",
            societal_goal::Column::FocusAreaId,
            "The societal goals chosen within it (Swedish: samhällsmål).",
        )
        .many::<strategic_need::Entity>(
            "strategicNeeds",
            strategic_need::Column::FocusAreaId,
            "What the parties need within it (Swedish: behov).",
        )
        .many::<challenge::Entity>(
            "challenges",
            challenge::Column::FocusAreaId,
            "The challenges identified within it (Swedish: utmaningar).",
        )
        .many::<mission::Entity>(
            "missions",
            mission::Column::FocusAreaId,
            "The missions decided within it (Swedish: missioner).",
        )
        .many::<initiative::Entity>(
            "initiatives",
            initiative::Column::FocusAreaId,
            "All initiatives proposed within it (Swedish: initiativ).",
        )
        .portfolio()
        .many::<decision::Entity>(
            "decisions",
            decision::Column::SubjectFocusAreaId,
            "The decisions about it (Swedish: beslut).",
        )
        .linked::<news::Entity>(
            "news",
            Path::over::<news_focus_area::Entity>(
                news_focus_area::Column::FocusAreaId,
                news_focus_area::Column::NewsId,
            ),
            "The news about it (Swedish: nyheter).",
        )
        .many::<event::Entity>("events", event::Column::FocusAreaId, "Its entries in the calendar (Swedish: kalender).")
        .editable()
}

impl Fields<Entity> {
    fn core_team(self) -> Self {
        const ORDER: &[(team::Column, bool)] = &[(team::Column::Id, false)];
        self.first::<team::Entity>("coreTeam", team::Column::FocusAreaId, ORDER, "Its Core Team (Swedish: Core Team).")
    }

    fn portfolio(self) -> Self {
        self.computed_object::<Portfolio>(
            "portfolio",
            "The initiatives within it as a whole (Swedish: portfölj).",
            |shown| Portfolio::OfFocusArea(shown.clone()),
        )
    }
}
