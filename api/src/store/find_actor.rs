//! From whom a token names to who is asking. It reads without an actor, since it makes one; nothing of what it reads
//! leaves it but ids and roles.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::kind::{GrantedRole, TeamKind};
use entity::link::{audience_team, initiative_owner};
use entity::{calendar_subscription, identity, organisation, person, representative, role_grant, service_token, team};
use quick_cache::sync::Cache;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef, Select,
};
use uuid::Uuid;

use super::sign_in::mended;
use super::{Moment, Store, as_of};
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
    name: String,
    last_signed_in_on: Option<NaiveDate>,
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
            Some(Subject::Service { organisation, expires_at, .. }) => {
                let organisation = self.organisation_by_slug(organisation).await?;
                let unknown = AuthError::Forbidden("auth-unknown-organisation");
                organisation.ok_or(unknown).map(|organisation| system(organisation, *expires_at, moment))
            }
            Some(Subject::ServiceToken { hash }) => self.service(hash, moment, clock.now()).await?,
            Some(Subject::CalendarAddress { hash, signed_in_since }) => {
                self.subscriber(hash, *signed_in_since, moment).await?
            }
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
            return Ok(Err(AuthError::Blocked(account.person)));
        }
        if let Some(name) = mended(&account.name, claims) {
            self.name_person(account.person, &account.name, name, clock).await?;
            moment = self.moment(clock).await?;
        }
        self.note_sign_in(&account, clock).await;
        let individual = Individual {
            identity: Some(account.identity),
            person: Some(account.person),
            token_expires_at: Some(claims.expires_at),
        };
        let mut actor = Actor::new(individual, moment.since);
        actor.organisation = Some(account.organisation);
        actor.roles = roles(claims.roles.iter().chain(&account.granted)).into();
        actor.token_roles = roles(claims.roles.iter()).into();
        actor.relations = Arc::new(self.relations(&actor, None).await?);
        Ok(Ok((actor, moment)))
    }

    /// Writes down that the person has signed in today, once a day and beside the change log. Whoever signs in is let in
    /// whether it can be written or not.
    async fn note_sign_in(&self, account: &Account, clock: &Clock) {
        let today = clock.today();
        if account.last_signed_in_on == Some(today) {
            return;
        }
        let Ok(_turn) = self.turn().await else { return };
        let noted = identity::Entity::update_many()
            .col_expr(identity::Column::LastSignedInOn, Expr::value(today))
            .filter(identity::Column::Id.eq(account.identity))
            .exec(&self.db)
            .await;
        if let Err(error) = noted {
            tracing::warn!("a sign-in cannot be noted: {error}");
        }
    }

    async fn account(&self, claims: &PersonClaims) -> Result<Option<Account>, Error> {
        type Row = (Uuid, Option<NaiveDate>, Uuid, Uuid, Option<DateTime<Utc>>, String, Option<GrantedRole>);
        let rows: Vec<Row> = identity::Entity::find()
            .select_only()
            .columns([identity::Column::Id, identity::Column::LastSignedInOn])
            .columns([person::Column::Id, person::Column::OrganisationId])
            .columns([person::Column::BlockedAt, person::Column::Name])
            .column(role_grant::Column::Role)
            .join(JoinType::InnerJoin, whose())
            .join(JoinType::LeftJoin, granted())
            .filter(identity::Column::Issuer.eq(claims.issuer.as_str()))
            .filter(identity::Column::Subject.eq(claims.subject.as_str()))
            .into_tuple()
            .all(&self.db)
            .await?;
        let granted = rows.iter().filter_map(|(.., role)| *role).collect();
        Ok(rows.first().map(|(identity, last_signed_in_on, person, organisation, blocked_at, name, _)| Account {
            identity: *identity,
            last_signed_in_on: *last_signed_in_on,
            person: *person,
            organisation: *organisation,
            is_blocked: blocked_at.is_some(),
            name: name.clone(),
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
            let _turn = self.turn().await?;
            service_token::Entity::update_many()
                .col_expr(C::LastUsedAt, Expr::value(now))
                .filter(C::Id.eq(token.id))
                .exec(&self.db)
                .await?;
        }
        Ok(Ok(system(token.organisation_id, token.expires_at, moment)))
    }

    /// The person whose calendar has the address with this hash, if they have signed in since that day: with the roles that
    /// were granted to them here and no other, since no token tells of any.
    async fn subscriber(
        &self,
        hash: &str,
        signed_in_since: NaiveDate,
        moment: Moment,
    ) -> Result<Result<Actor, AuthError>, Error> {
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
            .filter(Expr::exists(sign_ins(signed_in_since)))
            .into_tuple()
            .all(&self.db)
            .await?;
        let Some((person, organisation, _)) = rows.first() else {
            return Ok(Err(AuthError::InvalidToken("auth-calendar-address")));
        };
        let individual = Individual { person: Some(*person), ..Individual::default() };
        let mut actor = Actor::new(individual, moment.since);
        actor.organisation = Some(*organisation);
        let granted: Vec<GrantedRole> = rows.iter().filter_map(|(.., role)| *role).collect();
        actor.roles = roles(granted.iter()).into();
        actor.relations = Arc::new(self.relations(&actor, None).await?);
        Ok(Ok(actor))
    }

    /// The id of the organisation with this slug.
    async fn organisation_by_slug(&self, slug: &str) -> Result<Option<Uuid>, Error> {
        let select = organisation::Entity::find().select_only().column(organisation::Column::Id);
        Ok(select.filter(organisation::Column::Slug.eq(slug)).into_tuple().one(&self.db).await?)
    }

    /// The actor as they were just before a moment: with the seats and the initiatives that they had, and, of the roles, those
    /// of the token and those that they had been granted.
    pub async fn actor_then(&self, actor: &Arc<Actor>, before: DateTime<Utc>) -> Result<Arc<Actor>, Error> {
        let mut then = actor.at(before - TimeDelta::microseconds(1));
        if let Some(person) = actor.person() {
            let granted = self.granted(person, before).await?;
            let granted = granted.iter().map(|role| Role::from(*role));
            then.roles = ordered(then.token_roles.iter().copied().chain(granted)).into();
        }
        then.relations = Arc::new(self.relations(&then, Some(before)).await?);
        Ok(Arc::new(then))
    }

    /// The roles that had been granted to a person just before a moment.
    async fn granted(&self, person: Uuid, before: DateTime<Utc>) -> Result<Vec<GrantedRole>, Error> {
        use role_grant::Column as C;
        let select = role_grant::Entity::find().select_only().column(C::Role);
        let granted = select.filter(C::PersonId.eq(person)).filter(C::CreatedAt.lt(before));
        Ok(granted.into_tuple().all(&self.db).await?)
    }

    /// What the actor stands in relation to; at the moment that is named, by the tables as they were just before it.
    async fn relations(&self, actor: &Actor, before: Option<DateTime<Utc>>) -> Result<Relations, Error> {
        let seats = self.seats(actor, before).await?;
        let teams: Vec<Uuid> = seats.iter().map(|seat| seat.team).collect();
        let mut readable: Vec<Uuid> = vec![];
        if actor.may(Permission::ReadRestrictedToOwnTeams) {
            readable.extend(&teams);
        }
        if actor.may(Permission::ReadRestrictedToBoard) {
            readable.extend(self.boards(before).await?);
        }
        Ok(Relations {
            audiences: self.audiences(&readable).await?,
            teams,
            focus_areas: seats.iter().filter_map(|seat| seat.focus_area).collect(),
            organisations: seats.iter().map(|seat| seat.organisation).collect(),
            prepares_matters: seats.iter().any(|seat| seat.kind == TeamKind::BoardPreparation),
            owned_initiatives: self.owned_initiatives(actor, before).await?,
            protected: self.protected(actor).await?,
        })
    }

    /// The seats that the actor holds today.
    async fn seats(&self, actor: &Actor, before: Option<DateTime<Utc>>) -> Result<Vec<HeldSeat>, Error> {
        let Some(person) = actor.person() else { return Ok(vec![]) };
        let current = Rule::sql(&current_term(), actor);
        let mut select = representative::Entity::find()
            .select_only()
            .columns([team::Column::Id, team::Column::Kind, team::Column::FocusAreaId])
            .column(representative::Column::OrganisationId)
            .join(JoinType::InnerJoin, in_team())
            .filter(representative::Column::PersonId.eq(person))
            .filter(Verdict::condition(current));
        self.put_back(&mut select, before);
        let rows: Vec<(Uuid, TeamKind, Option<Uuid>, Uuid)> = select.into_tuple().all(&self.db).await?;
        let seat = |(team, kind, focus_area, organisation)| HeldSeat { team, kind, focus_area, organisation };
        Ok(rows.into_iter().map(seat).collect())
    }

    async fn boards(&self, before: Option<DateTime<Utc>>) -> Result<Vec<Uuid>, Error> {
        let select = team::Entity::find().select_only().column(team::Column::Id);
        let mut boards = select.filter(team::Column::Kind.eq(TeamKind::Board));
        self.put_back(&mut boards, before);
        Ok(boards.into_tuple().all(&self.db).await?)
    }

    async fn audiences(&self, teams: &[Uuid]) -> Result<Vec<Uuid>, Error> {
        if teams.is_empty() {
            return Ok(vec![]);
        }
        let select = audience_team::Entity::find().select_only().column(audience_team::Column::AudienceId).distinct();
        Ok(select.filter(audience_team::Column::TeamId.is_in(teams.iter().copied())).into_tuple().all(&self.db).await?)
    }

    /// The persons whose data are protected whom the actor must know.
    async fn protected(&self, actor: &Actor) -> Result<Vec<Uuid>, Error> {
        let Some(person) = actor.person().filter(|_| !actor.may(Permission::ReadProtected)) else { return Ok(vec![]) };
        let known = Condition::any()
            .add(person::Column::Id.eq(person))
            .add(person::Column::Id.in_subquery(shares_team(actor, person)));
        let select = person::Entity::find().select_only().column(person::Column::Id);
        let protected = select.filter(person::Column::ProtectedAt.is_not_null()).filter(known);
        let mut protected: Vec<Uuid> = protected.into_tuple().all(&self.db).await?;
        protected.sort_unstable();
        Ok(protected)
    }

    async fn owned_initiatives(&self, actor: &Actor, before: Option<DateTime<Utc>>) -> Result<Vec<Uuid>, Error> {
        let Some(person) = actor.person() else { return Ok(vec![]) };
        let select = initiative_owner::Entity::find().select_only().column(initiative_owner::Column::InitiativeId);
        let mut owned = select.filter(initiative_owner::Column::PersonId.eq(person));
        self.put_back(&mut owned, before);
        Ok(owned.into_tuple().all(&self.db).await?)
    }

    /// Where a moment is named, the selection is by the tables as they were just before it.
    fn put_back<E: EntityTrait>(&self, select: &mut Select<E>, before: Option<DateTime<Utc>>) {
        if let Some(moment) = before {
            as_of::put_back(QuerySelect::query(select), moment, self.db.get_database_backend());
        }
    }
}

/// That a person sits today in a team in which the actor does.
fn shares_team(actor: &Actor, person: Uuid) -> SelectStatement {
    let current = |terms: Select<representative::Entity>| terms.filter(Rule::sql(&current_term(), actor).condition());
    let own = current(representative::Entity::find().select_only().column(representative::Column::TeamId))
        .filter(representative::Column::PersonId.eq(person));
    current(representative::Entity::find().select_only().column(representative::Column::PersonId))
        .filter(representative::Column::TeamId.in_subquery(own.into_query()))
        .into_query()
}

/// The roles of the token and those granted here, and MEMBER as anyone signed in.
fn roles<'a>(given: impl Iterator<Item = &'a GrantedRole>) -> Vec<Role> {
    ordered(given.map(|role| Role::from(*role)).chain([Role::Member]))
}

/// The roles, each once.
fn ordered(given: impl Iterator<Item = Role>) -> Vec<Role> {
    let mut roles: Vec<Role> = given.collect();
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

/// The identities by which the person of a subscription has signed in since that day.
fn sign_ins(since: NaiveDate) -> SelectStatement {
    identity::Entity::find()
        .select_only()
        .expr(Expr::value(1))
        .filter(Expr::col((identity::Entity, identity::Column::PersonId)).equals((person::Entity, person::Column::Id)))
        .filter(identity::Column::LastSignedInOn.gte(since))
        .into_query()
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
