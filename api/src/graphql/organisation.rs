//! Organisations (organisationer).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::kind::Sector;
use entity::organisation::{ActiveModel, Column as C, Entity};
use entity::{challenge, contribution, dissemination, initiative, person, representative, seat, strategic_need};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Set};

use super::declare::{Call, Choice, Fields, Mutation, Root, Row, Thing, mutation, patched};
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};

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

impl Call<'_> {
    /// The organisation on whose behalf something is done: the caller's own where the input names none.
    pub async fn on_behalf_of(&mut self, id: Option<&ID>) -> Result<Option<Uuid>, Failure> {
        match id {
            Some(id) => Ok(self.row::<Entity>("organisationId", id).await?.map(|organisation| organisation.id)),
            None => Ok(self.actor().organisation),
        }
    }
}

/// The longest name.
const LONGEST_NAME: usize = 200;

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<CreateOrganisation>(), mutation::<UpdateOrganisation>()]
}

/// `createOrganisation`
struct CreateOrganisation;

/// A new organisation.
#[derive(InputObject)]
struct CreateOrganisationInput {
    /// Its name in addresses: small letters a to z, digits and hyphens; no other organisation has it.
    slug: String,
    /// Its name.
    name: String,
    /// Its short name.
    short_name: Option<String>,
    /// The part of society that it belongs to.
    sector: Choice<Sector>,
    /// Whether it is a party to the collaboration; it is not where nothing is said.
    is_party: Option<bool>,
    /// Its website: an address that begins with https:// or http://.
    website: Option<String>,
}

impl Mutation for CreateOrganisation {
    const ACTION: Action = Action::CreateOrganisation;
    const DOC: &'static str =
        "Adds an organisation: a party, or another actor taking part (Swedish: lägga till organisation).";
    type Input = CreateOrganisationInput;
    type Done = Row<Entity>;

    async fn act(input: CreateOrganisationInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let CreateOrganisationInput { slug, name, short_name, sector, is_party, website } = input;
        let slug = call.slug("slug", &slug);
        let name = call.line("name", &name, LONGEST_NAME);
        let short_name = short_name.map(|name| call.line("shortName", &name, LONGEST_NAME));
        let website = website.map(|website| call.address("website", &website));
        if !call.find::<Entity>(C::Slug.eq(slug.as_str()).into()).await?.is_empty() {
            call.fault("slug", FaultCode::AlreadyExists, "fault-taken", &Arguments::new());
        }
        call.check()?;
        let permit = call.permit(&Regarding::default())?;
        let row = ActiveModel {
            slug: Set(slug),
            name: Set(name),
            short_name: Set(short_name),
            sector: Set(sector.0),
            is_party: Set(is_party.unwrap_or(false)),
            website: Set(website),
            ..ActiveModel::default()
        };
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}

/// `updateOrganisation`
struct UpdateOrganisation;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateOrganisationInput {
    /// The organisation.
    organisation_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Its name.
    name: MaybeUndefined<String>,
    /// Its short name.
    short_name: MaybeUndefined<String>,
    /// The part of society that it belongs to.
    sector: MaybeUndefined<Choice<Sector>>,
    /// Whether it is a party to the collaboration.
    is_party: MaybeUndefined<bool>,
    /// Its website: an address that begins with https:// or http://.
    website: MaybeUndefined<String>,
}

impl Mutation for UpdateOrganisation {
    const ACTION: Action = Action::UpdateOrganisation;
    const DOC: &'static str =
        "Changes what is known of an organisation. Its name in addresses stays (Swedish: ändra organisation).";
    type Input = UpdateOrganisationInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateOrganisationInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateOrganisationInput { organisation_id, version, name, short_name, sector, is_party, website } = input;
        let organisation = call.editable::<Entity>("organisationId", &organisation_id, version).await?;
        let name = call.required("name", name).map(|name| call.line("name", &name, LONGEST_NAME));
        let (sector, is_party) = (call.required("sector", sector), call.required("isParty", is_party));
        let short_name = short_name.map_value(|name| call.line("shortName", &name, LONGEST_NAME));
        let website = website.map_value(|website| call.address("website", &website));
        let organisation = call.all_of(organisation)?;
        let permit = call.permit(&Regarding { organisation: Some(organisation.id), ..Regarding::default() })?;
        let change = |row: &mut ActiveModel| {
            name.into_iter().for_each(|name| row.name = Set(name));
            sector.into_iter().for_each(|sector| row.sector = Set(sector.0));
            is_party.into_iter().for_each(|is_party| row.is_party = Set(is_party));
            patched(short_name).into_iter().for_each(|name| row.short_name = Set(name));
            patched(website).into_iter().for_each(|website| row.website = Set(website));
        };
        call.update::<Entity>(&permit, &organisation, change).await.map(Row)
    }
}
