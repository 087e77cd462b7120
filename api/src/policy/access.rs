//! Who may call which field of the API's roots: THE table. A field without a line here is refused.
//!
//! For queries this is the outer fence only: which rows an answer holds is in `visibility.rs`. The lines of mutations are
//! those of `action.rs`; the store asks it again, with the row at hand.

use super::Action;

/// Who may call a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, signed in or not; the rows decide what there is to see.
    Anyone,
    /// Whoever is signed in, be it a person or a system.
    SignedIn,
    /// Whoever may do the action to anything at all.
    May(Action),
}

use Access::{Anyone, SignedIn};

/// Who may call `field` of `root`; none where the table does not name it.
pub fn access(root: &str, field: &str) -> Option<Access> {
    match root {
        "Query" => QUERIES.iter().find(|(name, _)| *name == field).map(|(_, access)| *access),
        "Mutation" => Action::named(field).map(Access::May),
        _ => None,
    }
}

/// The field of the query root, and who may call it.
const QUERIES: &[(&str, Access)] = &[
    ("node", Anyone),
    ("nodes", Anyone),
    ("viewer", Anyone),
    ("collaboration", Anyone),
    ("enumLabels", Anyone),
    ("search", Anyone),
    ("rateLimit", Anyone),
    ("coreTeams", Anyone),
    ("openSeats", Anyone),
    ("organisation", Anyone),
    ("organisations", Anyone),
    ("person", Anyone),
    ("people", Anyone),
    ("team", Anyone),
    ("teams", Anyone),
    ("seat", Anyone),
    ("seats", Anyone),
    ("representative", Anyone),
    ("representatives", Anyone),
    ("focusArea", Anyone),
    ("focusAreas", Anyone),
    ("agendaGoal", Anyone),
    ("agendaGoals", Anyone),
    ("agendaTarget", Anyone),
    ("agendaTargets", Anyone),
    ("societalGoal", Anyone),
    ("societalGoals", Anyone),
    ("strategicNeed", Anyone),
    ("strategicNeeds", Anyone),
    ("challenge", Anyone),
    ("challenges", Anyone),
    ("challengeGroups", Anyone),
    ("mission", Anyone),
    ("missions", Anyone),
    ("missionGroups", Anyone),
    ("followUp", Anyone),
    ("followUps", Anyone),
    ("initiative", Anyone),
    ("initiatives", Anyone),
    ("initiativeGroups", Anyone),
    ("progressReport", Anyone),
    ("progressReports", Anyone),
    ("criterion", Anyone),
    ("criteria", Anyone),
    ("screening", Anyone),
    ("screenings", Anyone),
    ("evaluation", Anyone),
    ("evaluations", Anyone),
    ("rootCause", Anyone),
    ("rootCauses", Anyone),
    ("learning", Anyone),
    ("learnings", Anyone),
    ("contribution", Anyone),
    ("contributions", Anyone),
    ("contributionGroups", Anyone),
    ("supportFunction", Anyone),
    ("supportFunctions", Anyone),
    ("matter", Anyone),
    ("matters", Anyone),
    ("decision", Anyone),
    ("decisions", Anyone),
    ("decisionGroups", Anyone),
    ("disseminationGroups", Anyone),
    ("personGroups", Anyone),
    ("traceabilityGaps", Anyone),
    ("newsItem", Anyone),
    ("news", Anyone),
    ("dissemination", Anyone),
    ("disseminations", Anyone),
    ("event", Anyone),
    ("events", Anyone),
    ("invitation", SignedIn),
    ("invitations", SignedIn),
    ("calendarSubscription", SignedIn),
    ("calendarSubscriptions", SignedIn),
    ("document", Anyone),
    ("documents", Anyone),
    ("documentVersion", Anyone),
    ("documentVersions", Anyone),
    ("identity", SignedIn),
    ("identities", SignedIn),
    ("roleGrant", SignedIn),
    ("roleGrants", SignedIn),
    ("signInInvitation", SignedIn),
    ("signInInvitations", SignedIn),
    ("serviceToken", SignedIn),
    ("serviceTokens", SignedIn),
    ("change", SignedIn),
    ("changes", SignedIn),
    ("contactReading", SignedIn),
    ("contactReadings", SignedIn),
];
