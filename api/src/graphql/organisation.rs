//! Organisations (organisationer).

use std::sync::LazyLock;

use entity::kind::Sector;
use entity::organisation::{Column as C, Entity};
use entity::{challenge, contribution, dissemination, initiative, person, representative, seat, strategic_need};

use super::declare::{Fields, Thing};

impl Thing for Entity {
    const NAME: &'static str = "Organisation";
    const ONE: &'static str = "organisation";
    const MANY: &'static str = "organisations";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A party to the collaboration, or another actor taking part (Swedish: organisation).",
        &[(C::NameFolded, false)],
    )
    .text("slug", C::Slug, "Its name in addresses.")
    .key()
    .text("name", C::Name, "Its name (Swedish: namn).")
    .text("shortName", C::ShortName, "Its short name (Swedish: kortnamn).")
    .choice::<Sector>("sector", C::Sector, "The part of society that it belongs to (Swedish: sektor).")
    .boolean("isParty", C::IsParty, "Whether it is a party to the collaboration (Swedish: part).")
    .text("website", C::Website, "Its website (Swedish: webbplats).")
    .many::<representative::Entity>(
        "representatives",
        representative::Column::OrganisationId,
        "The terms that persons sit on its behalf (Swedish: representanter).",
    )
    .many::<seat::Entity>("seats", seat::Column::OrganisationId, "The seats that it fills (Swedish: platser).")
    .many::<person::Entity>(
        "people",
        person::Column::OrganisationId,
        "The persons who are at home in it (Swedish: personer).",
    )
    .many::<strategic_need::Entity>(
        "strategicNeeds",
        strategic_need::Column::OrganisationId,
        "What it strives for and needs (Swedish: behov).",
    )
    .many::<challenge::Entity>(
        "challenges",
        challenge::Column::OrganisationId,
        "The challenges that it has identified (Swedish: utmaningar).",
    )
    .many::<initiative::Entity>(
        "initiatives",
        initiative::Column::LeadOrganisationId,
        "The initiatives that it leads (Swedish: initiativ).",
    )
    .many::<contribution::Entity>(
        "contributions",
        contribution::Column::OrganisationId,
        "What it makes available to initiatives (Swedish: bidrag).",
    )
    .many::<dissemination::Entity>(
        "disseminations",
        dissemination::Column::OrganisationId,
        "The notes of news that was passed on in it (Swedish: spridning).",
    )
    .editable()
}
