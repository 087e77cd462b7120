//! From what a token says to who is asking. It reads without an actor, since it makes one; nothing of what it reads
//! leaves it but ids.

use chrono::{DateTime, Utc};
use entity::kind::TeamKind;
use entity::link::{audience_team, initiative_owner};
use entity::{organisation, person, representative, team};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef};
use uuid::Uuid;

use super::Store;
use crate::auth::Subject;
use crate::error::Error;
use crate::policy::{Actor, Permission, Relations, Role, Rule, Verdict, current_term};

/// A person, as the command line names them.
#[derive(Clone, Debug)]
pub struct PersonRef {
    /// The person's id.
    pub id: Uuid,
    /// The person's name.
    pub name: String,
    /// The slug of the person's home organisation.
    pub organisation: String,
}

impl Store {
    /// Who `subject` is, with roles and relations as they are at this moment.
    pub async fn actor(&self, subject: &Subject, now: DateTime<Utc>) -> Result<Actor, Error> {
        let mut actor = Actor { token_expires_at: Some(subject.expires_at), ..Actor::anonymous(now) };
        actor.roles = roles(subject);
        actor.person = self.person_id(subject).await?;
        actor.organisation = self.organisation_id(subject, actor.person).await?;
        actor.relations = self.relations(&actor).await?;
        Ok(actor)
    }

    /// The persons of this name.
    pub async fn find_person(&self, name: &str, organisation: Option<&str>) -> Result<Vec<PersonRef>, Error> {
        let mut select = person::Entity::find()
            .select_only()
            .columns([person::Column::Id, person::Column::Name])
            .column(organisation::Column::Slug)
            .join(JoinType::InnerJoin, home())
            .filter(person::Column::Name.eq(name));
        if let Some(slug) = organisation {
            select = select.filter(organisation::Column::Slug.eq(slug));
        }
        let rows: Vec<(Uuid, String, String)> = select.into_tuple().all(&self.db).await?;
        Ok(rows.into_iter().map(|(id, name, organisation)| PersonRef { id, name, organisation }).collect())
    }

    /// The id of the organisation with this slug.
    pub async fn organisation_by_slug(&self, slug: &str) -> Result<Option<Uuid>, Error> {
        let select = organisation::Entity::find().select_only().column(organisation::Column::Id);
        Ok(select.filter(organisation::Column::Slug.eq(slug)).into_tuple().one(&self.db).await?)
    }

    /// The slugs of all organisations.
    pub async fn organisation_slugs(&self) -> Result<Vec<String>, Error> {
        let select = organisation::Entity::find().select_only().column(organisation::Column::Slug);
        Ok(select.into_tuple().all(&self.db).await?)
    }

    async fn person_id(&self, subject: &Subject) -> Result<Option<Uuid>, Error> {
        let Some(id) = subject.person else { return Ok(None) };
        let select = person::Entity::find_by_id(id).select_only().column(person::Column::Id);
        Ok(select.into_tuple().one(&self.db).await?)
    }

    async fn organisation_id(&self, subject: &Subject, person: Option<Uuid>) -> Result<Option<Uuid>, Error> {
        if let Some(slug) = &subject.organisation {
            return self.organisation_by_slug(slug).await;
        }
        let Some(person) = person else { return Ok(None) };
        let select = person::Entity::find_by_id(person).select_only().column(person::Column::OrganisationId);
        Ok(select.into_tuple().one(&self.db).await?)
    }

    async fn relations(&self, actor: &Actor) -> Result<Relations, Error> {
        let seats = self.teams(actor).await?;
        let mut teams: Vec<Uuid> = vec![];
        if actor.may(Permission::ReadRestrictedToOwnTeams) {
            teams.extend(seats.iter().map(|(team, _)| team));
        }
        if actor.may(Permission::ReadRestrictedToBoard) {
            teams.extend(self.boards().await?);
        }
        Ok(Relations {
            audiences: self.audiences(&teams).await?,
            focus_areas: seats.into_iter().filter_map(|(_, focus_area)| focus_area).collect(),
            owned_initiatives: self.owned_initiatives(actor).await?,
        })
    }

    /// The teams in which the actor holds a seat today, each with its focus area.
    async fn teams(&self, actor: &Actor) -> Result<Vec<(Uuid, Option<Uuid>)>, Error> {
        let Some(person) = actor.person else { return Ok(vec![]) };
        let current = Rule::sql(&current_term(), actor);
        let seats = representative::Entity::find()
            .select_only()
            .column(representative::Column::TeamId)
            .filter(representative::Column::PersonId.eq(person))
            .filter(Verdict::condition(current));
        let teams = team::Entity::find()
            .select_only()
            .columns([team::Column::Id, team::Column::FocusAreaId])
            .filter(team::Column::Id.in_subquery(seats.into_query()));
        Ok(teams.into_tuple().all(&self.db).await?)
    }

    async fn boards(&self) -> Result<Vec<Uuid>, Error> {
        let select = team::Entity::find().select_only().column(team::Column::Id);
        Ok(select.filter(team::Column::Kind.eq(TeamKind::Board)).into_tuple().all(&self.db).await?)
    }

    async fn audiences(&self, teams: &[Uuid]) -> Result<Vec<Uuid>, Error> {
        if teams.is_empty() {
            return Ok(vec![]);
        }
        let select = audience_team::Entity::find().select_only().column(audience_team::Column::AudienceId).distinct();
        Ok(select.filter(audience_team::Column::TeamId.is_in(teams.iter().copied())).into_tuple().all(&self.db).await?)
    }

    async fn owned_initiatives(&self, actor: &Actor) -> Result<Vec<Uuid>, Error> {
        let Some(person) = actor.person else { return Ok(vec![]) };
        let select = initiative_owner::Entity::find().select_only().column(initiative_owner::Column::InitiativeId);
        Ok(select.filter(initiative_owner::Column::PersonId.eq(person)).into_tuple().all(&self.db).await?)
    }
}

/// The roles of the token; anyone signed in is a member as well, a system is not.
fn roles(subject: &Subject) -> Vec<Role> {
    let mut roles = subject.roles.clone();
    if !roles.contains(&Role::PartnerSystem) {
        roles.push(Role::Member);
    }
    roles.sort();
    roles.dedup();
    roles
}

/// From a person to the home organisation.
fn home() -> RelationDef {
    person::Entity::belongs_to(organisation::Entity)
        .from(person::Column::OrganisationId)
        .to(organisation::Column::Id)
        .into()
}
