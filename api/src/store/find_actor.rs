//! From whom a token names to who is asking. It reads without an actor, since it makes one; nothing of what it reads
//! leaves it but ids and roles.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::kind::{GrantedRole, TeamKind};
use entity::link::{audience_team, initiative_owner};
use entity::{calendar_subscription, identity, organisation, person, representative, role_grant, service_token, team};
use quick_cache::sync::Cache;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, RelationDef};
use uuid::Uuid;

use super::{Moment, Store};
use crate::auth::{AuthError, PersonClaims, Subject};
use crate::clock::Clock;
use crate::error::Error;
use crate::policy::{Actor, Individual, Permission, Relations, Role, Rule, Verdict, current_term};

/// How exactly the last use of a service token is known: not each request is to write.
const USE_IS_KNOWN_TO: TimeDelta = TimeDelta::minutes(1);

/// How many of those who were found before are known.
const MOST_KNOWN: usize = 10_000;

/// A person who signs in.
struct Account {
    identity: Uuid,
    person: Uuid,
    organisation: Uuid,
    is_blocked: bool,
    granted: Vec<GrantedRole>,
}

/// A seat that the actor holds today.
struct HeldSeat {
    team: Uuid,
    kind: TeamKind,
    focus_area: Option<Uuid>,
    organisation: Uuid,
}

/// By what names them, at which moment, and who it is.
type Found = Cache<Option<Arc<Subject>>, (Moment, Arc<Actor>)>;

/// Those who were found before, by what named them, each as they were at a moment.
#[derive(Clone, Debug)]
pub(super) struct Actors(Arc<Found>);

impl Default for Actors {
    fn default() -> Self {
        Actors(Arc::new(Cache::new(MOST_KNOWN)))
    }
}

impl Store {
    /// Who `subject` is, with roles and relations as they are at the moment that it is; or why they are not let in.
    pub async fn actor(
        &self,
        subject: Option<Arc<Subject>>,
        clock: &Clock,
    ) -> Result<Result<(Arc<Actor>, Moment), AuthError>, Error> {
        let moment = self.moment(clock).await?;
        let known = self.actors.0.get(&subject).filter(|(at, _)| *at == moment);
        if let Some((_, known)) = known {
            return Ok(Ok((Arc::new(known.again()), moment)));
        }
        // in a box: who is known is told without carrying along the room that this takes
        let (actor, moment) = match Box::pin(self.found(subject.as_deref(), moment, clock)).await? {
            Ok((actor, moment)) => (Arc::new(actor), moment),
            Err(refused) => return Ok(Err(refused)),
        };
        // whether a token of our own still holds, and when it was used, is written down beside the change log
        if !matches!(subject.as_deref(), Some(Subject::ServiceToken { .. })) {
            self.actors.0.insert(subject, (moment, actor.clone()));
        }
        // what was asked of them so far is part of nobody's answer
        Ok(Ok((Arc::new(actor.again()), moment)))
    }

    async fn found(
        &self,
        subject: Option<&Subject>,
        moment: Moment,
        clock: &Clock,
    ) -> Result<Result<(Actor, Moment), AuthError>, Error> {
        let found = match subject {
            None => Ok(Actor::anonymous(moment.since)),
            Some(Subject::Person(claims)) => return self.person(claims, moment, clock).await,
            Some(Subject::Service { organisation, expires_at }) => {
                let organisation = self.organisation_by_slug(organisation).await?;
                let unknown = AuthError::Forbidden("auth-unknown-organisation");
                organisation.ok_or(unknown).map(|organisation| system(organisation, *expires_at, moment))
            }
            Some(Subject::ServiceToken { hash }) => self.service(hash, moment, clock.now()).await?,
            Some(Subject::CalendarAddress { hash }) => self.subscriber(hash, moment).await?,
        };
        Ok(found.map(|actor| (actor, moment)))
    }

    async fn person(
        &self,
        claims: &PersonClaims,
        mut moment: Moment,
        clock: &Clock,
    ) -> Result<Result<(Actor, Moment), AuthError>, Error> {
        let mut account = self.account(claims).await?;
        if account.is_none() && self.first_sign_in(claims, clock).await? {
            moment = self.moment(clock).await?;
            account = self.account(claims).await?;
        }
        let Some(account) = account else { return Ok(Err(AuthError::Forbidden("auth-unknown-organisation"))) };
        if account.is_blocked {
            return Ok(Err(AuthError::Forbidden("auth-blocked")));
        }
        let individual = Individual {
            identity: Some(account.identity),
            person: Some(account.person),
            token_expires_at: Some(claims.expires_at),
        };
        let mut actor = Actor::new(individual, moment.since);
        actor.organisation = Some(account.organisation);
        actor.roles = roles(claims.roles.iter().chain(&account.granted)).into();
        actor.relations = Arc::new(self.relations(&actor).await?);
        Ok(Ok((actor, moment)))
    }

    async fn account(&self, claims: &PersonClaims) -> Result<Option<Account>, Error> {
        type Row = (Uuid, Uuid, Uuid, Option<DateTime<Utc>>, Option<GrantedRole>);
        let rows: Vec<Row> = identity::Entity::find()
            .select_only()
            .column(identity::Column::Id)
            .columns([person::Column::Id, person::Column::OrganisationId])
            .column(person::Column::BlockedAt)
            .column(role_grant::Column::Role)
            .join(JoinType::InnerJoin, whose())
            .join(JoinType::LeftJoin, granted())
            .filter(identity::Column::Issuer.eq(claims.issuer.as_str()))
            .filter(identity::Column::Subject.eq(claims.subject.as_str()))
            .into_tuple()
            .all(&self.db)
            .await?;
        let granted = rows.iter().filter_map(|(.., role)| *role).collect();
        Ok(rows.first().map(|(identity, person, organisation, blocked_at, _)| Account {
            identity: *identity,
            person: *person,
            organisation: *organisation,
            is_blocked: blocked_at.is_some(),
            granted,
        }))
    }

    /// The system that holds the token with this hash.
    async fn service(&self, hash: &str, moment: Moment, now: DateTime<Utc>) -> Result<Result<Actor, AuthError>, Error> {
        use service_token::Column as C;
        let token = service_token::Entity::find().filter(C::TokenHash.eq(hash)).one(&self.db).await?;
        let Some(token) = token.filter(|token| token.revoked_at.is_none() && token.expires_at > now) else {
            return Ok(Err(AuthError::InvalidToken("auth-service-token")));
        };
        if token.last_used_at.is_none_or(|at| now - at >= USE_IS_KNOWN_TO) {
            service_token::Entity::update_many()
                .col_expr(C::LastUsedAt, Expr::value(now))
                .filter(C::Id.eq(token.id))
                .exec(&self.db)
                .await?;
        }
        Ok(Ok(system(token.organisation_id, token.expires_at, moment)))
    }

    /// The person whose calendar has the address with this hash: with the roles that were granted to them here and, since no
    /// token tells, as a representative where they hold a seat.
    async fn subscriber(&self, hash: &str, moment: Moment) -> Result<Result<Actor, AuthError>, Error> {
        use calendar_subscription::Column as C;
        type Row = (Uuid, Uuid, Option<GrantedRole>);
        let rows: Vec<Row> = calendar_subscription::Entity::find()
            .select_only()
            .columns([person::Column::Id, person::Column::OrganisationId])
            .column(role_grant::Column::Role)
            .join(JoinType::InnerJoin, whose_calendar())
            .join(JoinType::LeftJoin, granted_to_subscriber())
            .filter(C::AddressHash.eq(hash))
            .filter(C::RevokedAt.is_null())
            .filter(person::Column::BlockedAt.is_null())
            .into_tuple()
            .all(&self.db)
            .await?;
        let Some((person, organisation, _)) = rows.first() else {
            return Ok(Err(AuthError::InvalidToken("auth-calendar-address")));
        };
        let individual = Individual { person: Some(*person), ..Individual::default() };
        let mut actor = Actor::new(individual, moment.since);
        actor.organisation = Some(*organisation);
        let holds_a_seat = !self.seats(&actor).await?.is_empty();
        let granted: Vec<GrantedRole> = rows.iter().filter_map(|(.., role)| *role).collect();
        let by_seat = holds_a_seat.then_some(GrantedRole::Representative);
        actor.roles = roles(granted.iter().chain(&by_seat)).into();
        actor.relations = Arc::new(self.relations(&actor).await?);
        Ok(Ok(actor))
    }

    /// The id of the organisation with this slug.
    async fn organisation_by_slug(&self, slug: &str) -> Result<Option<Uuid>, Error> {
        let select = organisation::Entity::find().select_only().column(organisation::Column::Id);
        Ok(select.filter(organisation::Column::Slug.eq(slug)).into_tuple().one(&self.db).await?)
    }

    async fn relations(&self, actor: &Actor) -> Result<Relations, Error> {
        let seats = self.seats(actor).await?;
        let teams: Vec<Uuid> = seats.iter().map(|seat| seat.team).collect();
        let mut readable: Vec<Uuid> = vec![];
        if actor.may(Permission::ReadRestrictedToOwnTeams) {
            readable.extend(&teams);
        }
        if actor.may(Permission::ReadRestrictedToBoard) {
            readable.extend(self.boards().await?);
        }
        Ok(Relations {
            audiences: self.audiences(&readable).await?,
            teams,
            focus_areas: seats.iter().filter_map(|seat| seat.focus_area).collect(),
            organisations: seats.iter().map(|seat| seat.organisation).collect(),
            prepares_matters: seats.iter().any(|seat| seat.kind == TeamKind::BoardPreparation),
            owned_initiatives: self.owned_initiatives(actor).await?,
        })
    }

    /// The seats that the actor holds today.
    async fn seats(&self, actor: &Actor) -> Result<Vec<HeldSeat>, Error> {
        let Some(person) = actor.person() else { return Ok(vec![]) };
        let current = Rule::sql(&current_term(), actor);
        let rows: Vec<(Uuid, TeamKind, Option<Uuid>, Uuid)> = representative::Entity::find()
            .select_only()
            .columns([team::Column::Id, team::Column::Kind, team::Column::FocusAreaId])
            .column(representative::Column::OrganisationId)
            .join(JoinType::InnerJoin, in_team())
            .filter(representative::Column::PersonId.eq(person))
            .filter(Verdict::condition(current))
            .into_tuple()
            .all(&self.db)
            .await?;
        let seat = |(team, kind, focus_area, organisation)| HeldSeat { team, kind, focus_area, organisation };
        Ok(rows.into_iter().map(seat).collect())
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
        let Some(person) = actor.person() else { return Ok(vec![]) };
        let select = initiative_owner::Entity::find().select_only().column(initiative_owner::Column::InitiativeId);
        Ok(select.filter(initiative_owner::Column::PersonId.eq(person)).into_tuple().all(&self.db).await?)
    }
}

/// The roles of the token and those granted here, and MEMBER as anyone signed in.
fn roles<'a>(given: impl Iterator<Item = &'a GrantedRole>) -> Vec<Role> {
    let mut roles: Vec<Role> = given.map(|role| Role::from(*role)).chain([Role::Member]).collect();
    roles.sort();
    roles.dedup();
    roles
}

/// A partner's system.
fn system(organisation: Uuid, expires_at: DateTime<Utc>, moment: Moment) -> Actor {
    let individual = Individual { token_expires_at: Some(expires_at), ..Individual::default() };
    let mut actor = Actor::new(individual, moment.since);
    actor.organisation = Some(organisation);
    actor.roles = [Role::PartnerSystem].into();
    actor
}

/// From an identity to its person.
fn whose() -> RelationDef {
    identity::Entity::belongs_to(person::Entity).from(identity::Column::PersonId).to(person::Column::Id).into()
}

/// From an identity to what its person was granted.
fn granted() -> RelationDef {
    identity::Entity::belongs_to(role_grant::Entity)
        .from(identity::Column::PersonId)
        .to(role_grant::Column::PersonId)
        .into()
}

/// From a subscription to its person.
fn whose_calendar() -> RelationDef {
    calendar_subscription::Entity::belongs_to(person::Entity)
        .from(calendar_subscription::Column::PersonId)
        .to(person::Column::Id)
        .into()
}

/// From a subscription to what its person was granted.
fn granted_to_subscriber() -> RelationDef {
    calendar_subscription::Entity::belongs_to(role_grant::Entity)
        .from(calendar_subscription::Column::PersonId)
        .to(role_grant::Column::PersonId)
        .into()
}

/// From a term to its team.
fn in_team() -> RelationDef {
    representative::Entity::belongs_to(team::Entity).from(representative::Column::TeamId).to(team::Column::Id).into()
}
