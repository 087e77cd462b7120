//! Who is asking.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{Permission, Role};
use crate::clock;

/// Who is asking, and when: all that a rule may depend on. Made once a request.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The identity that the person signed in with.
    pub identity: Option<Uuid>,
    /// The person; none where nobody is signed in, or a system is.
    pub person: Option<Uuid>,
    /// The organisation that the person is at home in, or the system speaks for.
    pub organisation: Option<Uuid>,
    /// The roles, without repetition; empty where nobody is signed in.
    pub roles: Vec<Role>,
    /// What the actor stands in relation to, as the database says at this moment.
    pub relations: Relations,
    /// The moment of the request.
    pub now: DateTime<Utc>,
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
}

impl Actor {
    /// Nobody signed in.
    pub fn anonymous(now: DateTime<Utc>) -> Self {
        Actor {
            identity: None,
            person: None,
            organisation: None,
            roles: vec![],
            relations: Relations::default(),
            now,
            token_expires_at: None,
        }
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
