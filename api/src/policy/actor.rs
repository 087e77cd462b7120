//! Who is asking.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::view::Views;
use super::{Permission, Role};
use crate::clock;
use crate::digest::Digest;

/// Who is asking, and when: all that a rule may depend on.
#[derive(Debug)]
pub struct Actor {
    /// Who in particular it is; to be asked by the methods only, which note it.
    individual: Individual,
    /// Whether anything has asked who in particular it is.
    is_singled_out: AtomicBool,
    /// Whether anything has asked when the token ends.
    is_token_told: AtomicBool,
    /// The organisation that the person is at home in, or the system speaks for.
    pub organisation: Option<Uuid>,
    /// The roles, without repetition; empty where nobody is signed in.
    pub roles: Arc<[Role]>,
    /// Those of the roles that lie with the token, and not with what is recorded here.
    pub token_roles: Arc<[Role]>,
    /// What the actor stands in relation to, as the database says at this moment.
    pub relations: Arc<Relations>,
    /// The moment that rules and fields are read at: that of the request, or an earlier one since which the clock alone has
    /// changed nothing.
    pub now: DateTime<Utc>,
    /// What the rules come to for the actor, as far as it has been worked out.
    pub(super) views: Arc<Views>,
    /// The actor as they are, where this is how they were: [`Actor::sees`] asks both.
    pub(super) present: Option<Arc<Actor>>,
}

/// What is somebody's own, and nobody else's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Individual {
    /// The identity that the person signed in with.
    pub identity: Option<Uuid>,
    /// The person; none where nobody is signed in, or a system is.
    pub person: Option<Uuid>,
    /// When the token ends; none where nobody is signed in.
    pub token_expires_at: Option<DateTime<Utc>>,
}

/// What an actor stands in relation to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relations {
    /// The audiences whose restricted content the actor may read, by the teams in it.
    pub audiences: Vec<Uuid>,
    /// The teams in which the actor holds a seat today.
    pub teams: Vec<Uuid>,
    /// The focus areas in whose team the actor holds a seat today.
    pub focus_areas: Vec<Uuid>,
    /// The organisations on whose behalf the actor holds a seat today.
    pub organisations: Vec<Uuid>,
    /// Whether the actor holds a seat in the board's preparation group today.
    pub prepares_matters: bool,
    /// The initiatives that the actor owns.
    pub owned_initiatives: Vec<Uuid>,
    /// The persons whose data are protected whom the actor must know all the same: themselves, and those who sit in a team
    /// with them today.
    pub protected: Vec<Uuid>,
}

impl Actor {
    /// Nobody signed in.
    pub fn anonymous(now: DateTime<Utc>) -> Self {
        Self::new(Individual::default(), now)
    }

    /// Somebody in particular, without roles and relations yet.
    pub fn new(individual: Individual, now: DateTime<Utc>) -> Self {
        Actor {
            individual,
            is_singled_out: AtomicBool::new(false),
            is_token_told: AtomicBool::new(false),
            organisation: None,
            roles: Arc::default(),
            token_roles: Arc::default(),
            relations: Arc::default(),
            now,
            views: Arc::default(),
            present: None,
        }
    }

    /// The same for another request, which has singled out nobody yet.
    #[must_use]
    pub fn again(&self) -> Self {
        Actor {
            individual: self.individual,
            is_singled_out: AtomicBool::new(false),
            is_token_told: AtomicBool::new(false),
            organisation: self.organisation,
            roles: self.roles.clone(),
            token_roles: self.token_roles.clone(),
            relations: self.relations.clone(),
            now: self.now,
            views: self.views.clone(),
            present: self.present.clone(),
        }
    }

    /// The same at an earlier moment, without the relations that they had then.
    pub fn at(self: &Arc<Self>, now: DateTime<Utc>) -> Self {
        let (relations, views) = Default::default();
        Actor { now, relations, views, present: Some(self.clone()), ..self.again() }
    }

    /// The identity that the person signed in with.
    pub fn identity(&self) -> Option<Uuid> {
        self.singled_out().identity
    }

    /// The person; none where nobody is signed in, or a system is.
    pub fn person(&self) -> Option<Uuid> {
        self.singled_out().person
    }

    /// When the token ends; none where nobody is signed in.
    pub fn token_expires_at(&self) -> Option<DateTime<Utc>> {
        self.is_token_told.store(true, Ordering::Relaxed);
        self.individual.token_expires_at
    }

    fn singled_out(&self) -> Individual {
        if self.individual != Individual::default() {
            self.is_singled_out.store(true, Ordering::Relaxed);
            if let Some(present) = &self.present {
                present.singled_out();
            }
        }
        self.individual
    }

    /// Whether what was worked out for the actor so far may be theirs alone: something asked who in particular they are.
    /// What was not is the same for all of the same [scope](Self::scope).
    pub fn is_singled_out(&self) -> bool {
        self.is_singled_out.load(Ordering::Relaxed)
    }

    /// Whether what was worked out for the actor so far may be for this one token: something asked when it ends.
    pub fn is_token_told(&self) -> bool {
        self.is_token_told.load(Ordering::Relaxed)
    }

    /// What the actor shares with others for whom all rules come to the same: the roles, the relations, the organisation and
    /// the moment.
    pub fn scope(&self) -> Digest {
        *self.views.scope.get_or_init(|| {
            let of = format!("{:?}", (self.organisation, &self.roles, &self.relations, self.now));
            Digest::of([of.as_bytes()])
        })
    }

    /// The actor alone, by whatever token.
    pub fn themselves(&self) -> Digest {
        let Individual { identity, person, .. } = self.individual;
        let [identity, person] = [identity, person].map(Option::unwrap_or_default);
        Digest::of([&self.scope().bytes(), identity.as_bytes(), person.as_bytes()])
    }

    /// The person, for the log: that is no part of an answer, and so nothing is noted.
    pub fn logged_person(&self) -> Option<Uuid> {
        self.individual.person
    }

    /// Whether the actor is a person.
    pub fn is_person(&self) -> bool {
        self.individual.person.is_some()
    }

    /// Whether anybody is signed in, be it a person or a system.
    pub fn is_authenticated(&self) -> bool {
        !self.roles.is_empty()
    }

    /// Whether one of the actor's roles gives `permission`.
    pub fn may(&self, permission: Permission) -> bool {
        self.roles.iter().any(|role| role.permissions().contains(&permission))
    }

    /// The day of the request where the collaboration is at home.
    pub fn today(&self) -> NaiveDate {
        clock::local_date(self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(person: u128) -> Actor {
        let individual = Individual { person: Some(Uuid::from_u128(person)), ..Individual::default() };
        let mut actor = Actor::new(individual, DateTime::UNIX_EPOCH);
        actor.roles = [Role::Member].into();
        actor
    }

    #[test]
    fn who_asks_who_it_is_is_noted() {
        let actor = member(1);
        assert!(actor.is_person() && actor.is_authenticated() && !actor.is_singled_out());
        assert_eq!(actor.person(), Some(Uuid::from_u128(1)));
        assert!(actor.is_singled_out());
        assert!(!actor.again().is_singled_out());
    }

    #[test]
    fn nobody_in_particular_is_never_singled_out() {
        let actor = Actor::anonymous(DateTime::UNIX_EPOCH);
        assert_eq!((actor.person(), actor.identity(), actor.token_expires_at()), (None, None, None));
        assert!(!actor.is_singled_out());
    }

    #[test]
    fn who_asks_when_the_token_ends_is_noted() {
        let mut actor = member(1);
        actor.individual.token_expires_at = Some(DateTime::UNIX_EPOCH);
        assert!(!actor.is_token_told());
        assert_eq!(actor.token_expires_at(), Some(DateTime::UNIX_EPOCH));
        assert!(actor.is_token_told() && !actor.is_singled_out() && !actor.again().is_token_told());
    }

    #[test]
    fn a_scope_is_shared_and_a_person_is_not() {
        assert_eq!(member(1).scope(), member(2).scope());
        assert_ne!(member(1).themselves(), member(2).themselves());
        let mut board = member(1);
        Arc::make_mut(&mut board.relations).teams.push(Uuid::from_u128(9));
        assert_ne!(board.scope(), member(1).scope());
        let mut by_another_token = member(1);
        by_another_token.individual.token_expires_at = Some(DateTime::UNIX_EPOCH);
        assert_eq!(by_another_token.themselves(), member(1).themselves());
    }
}
