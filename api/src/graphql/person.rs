//! Persons (personer).

use std::sync::LazyLock;

use async_graphql::Value;
use entity::link::{initiative_owner, initiative_participant, societal_goal_participant};
use entity::person::{Column as C, Entity};
use entity::{initiative, invitation, organisation, representative, societal_goal};

use super::declare::Request;
use super::declare::{Fields, Shown, Thing};
use crate::policy::Permission;
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "Person";
    const ONE: &'static str = "person";
    const MANY: &'static str = "people";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("Someone with a name and a home organisation (Swedish: person).", &[(C::NameFolded, false)])
        .text("name", C::Name, "The name (Swedish: namn).")
        .computed::<Option<String>>(
            "email",
            "The e-mail address; for signed-in persons with a role of their own, null for others (Swedish: e-post).",
            |shown, request| contact(shown, request, |row| &row.email),
        )
        .computed::<Option<String>>(
            "phone",
            "The telephone number; for signed-in persons with a role of their own, null for others (Swedish: telefon).",
            |shown, request| contact(shown, request, |row| &row.phone),
        )
        .one::<organisation::Entity>(
            "organisation",
            C::OrganisationId,
            "The home organisation (Swedish: hemorganisation).",
        )
        .many::<representative::Entity>(
            "representations",
            representative::Column::PersonId,
            "The terms in teams (Swedish: uppdrag som representant).",
        )
        .linked::<initiative::Entity>(
            "ownedInitiatives",
            Path::over::<initiative_owner::Entity>(
                initiative_owner::Column::PersonId,
                initiative_owner::Column::InitiativeId,
            ),
            "The initiatives that the person owns (Swedish: initiativ som personen äger).",
        )
        .linked::<initiative::Entity>(
            "participatedInitiatives",
            Path::over::<initiative_participant::Entity>(
                initiative_participant::Column::PersonId,
                initiative_participant::Column::InitiativeId,
            ),
            "The initiatives that the person takes part in.",
        )
        .many::<initiative::Entity>(
            "proposedInitiatives",
            initiative::Column::ProposedById,
            "The initiatives that the person proposed.",
        )
        .linked::<societal_goal::Entity>(
            "societalGoals",
            Path::over::<societal_goal_participant::Entity>(
                societal_goal_participant::Column::PersonId,
                societal_goal_participant::Column::SocietalGoalId,
            ),
            "The societal goals that the person helped to work out.",
        )
        .many::<invitation::Entity>(
            "invitations",
            invitation::Column::PersonId,
            "The invitations to events (Swedish: inbjudningar).",
        )
        .editable()
}

/// A contact detail, for those who may read it, and for the person.
fn contact(shown: &Shown<Entity>, request: &Request, detail: fn(&entity::person::Model) -> &Option<String>) -> Value {
    let actor = &request.actor;
    let may =
        actor.person == Some(shown.row.id) || (actor.person.is_some() && actor.may(Permission::ReadContactDetails));
    detail(&shown.row).clone().filter(|_| may).map_or(Value::Null, Value::String)
}
