//! What whoever watches over the service wants to hear of, as events of the log under one target: who, what and why, in ids
//! and in names of the API. No names of persons, no addresses, nothing of tokens, and nothing of what was said.

use std::fmt;

use uuid::Uuid;

use crate::{graphql::type_id_of, policy::Actor};

/// The target of the events. `RUST_LOG`-like filters know it: `warn,security=info`.
const TARGET: &str = "security";

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody was not let in.
    FailedSignIn,
    /// Somebody was not allowed what they asked for.
    Refusal,
    /// Somebody took a file of many things, or all that is stored about a person.
    Export,
    /// A person was erased.
    Erasure,
}

impl Event {
    const fn name(self) -> &'static str {
        match self {
            Self::FailedSignIn => "failed_sign_in",
            Self::Refusal => "refusal",
            Self::Export => "export",
            Self::Erasure => "erasure",
        }
    }
}

/// Who it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody signed in.
    Anonymous,
    /// Whoever it was, nothing has proven it.
    Unknown,
    /// A person.
    Person(Uuid),
    /// A system, by its organisation.
    SystemOf(Uuid),
}

impl From<&Actor> for Who {
    fn from(actor: &Actor) -> Self {
        let of_system = || actor.organisation.map(Self::SystemOf);
        actor.logged_person().map(Self::Person).or_else(of_system).unwrap_or(Self::Anonymous)
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("anonymous"),
            Self::Unknown => f.write_str("unknown"),
            Self::Person(id) => f.write_str(&type_id_of("person", *id)),
            Self::SystemOf(id) => write!(f, "system of {}", type_id_of("organisation", *id)),
        }
    }
}

/// Writes an event down. The request that it happened in is told by its span.
pub fn note(event: Event, who: Who, what: &str, why: &str) {
    let name = event.name();
    tracing::info!(target: TARGET, event = name, %who, what, why, "{name}: {who}, {what}, {why}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_by_ids() {
        let id = Uuid::from_u128(1);
        assert_eq!(Who::Person(id).to_string(), type_id_of("person", id));
        assert_eq!(Who::SystemOf(id).to_string(), format!("system of {}", type_id_of("organisation", id)));
        assert_eq!(Who::from(&Actor::anonymous(chrono::DateTime::UNIX_EPOCH)), Who::Anonymous);
    }
}
