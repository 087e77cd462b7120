//! Who may call which field of the API's roots: THE table. A field without a line here is refused.
//!
//! For queries this is the outer fence only: which rows an answer holds is in `visibility.rs`.

/// Who may call a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, signed in or not; the rows decide what there is to see.
    Anyone,
    /// Whoever is signed in, be it a person or a system.
    SignedIn,
}

use Access::{Anyone, SignedIn};

/// Who may call `field` of `root`; none where the table does not name it.
pub fn access(root: &str, field: &str) -> Option<Access> {
    TABLE.iter().find(|(of, name, _)| *of == root && *name == field).map(|(.., access)| *access)
}

/// The root's type, the field, and who may call it.
const TABLE: &[(&str, &str, Access)] = &[
    ("Query", "node", Anyone),
    ("Query", "nodes", Anyone),
    ("Query", "viewer", Anyone),
    ("Query", "collaboration", Anyone),
    ("Query", "enumLabels", Anyone),
    ("Query", "coreTeams", Anyone),
    ("Query", "openSeats", Anyone),
    ("Query", "organisation", Anyone),
    ("Query", "organisations", Anyone),
    ("Query", "person", Anyone),
    ("Query", "people", Anyone),
    ("Query", "team", Anyone),
    ("Query", "teams", Anyone),
    ("Query", "seat", Anyone),
    ("Query", "seats", Anyone),
    ("Query", "representative", Anyone),
    ("Query", "representatives", Anyone),
    ("Query", "focusArea", Anyone),
    ("Query", "focusAreas", Anyone),
    ("Query", "agendaGoal", Anyone),
    ("Query", "agendaGoals", Anyone),
    ("Query", "agendaTarget", Anyone),
    ("Query", "agendaTargets", Anyone),
    ("Query", "societalGoal", Anyone),
    ("Query", "societalGoals", Anyone),
    ("Query", "strategicNeed", Anyone),
    ("Query", "strategicNeeds", Anyone),
    ("Query", "challenge", Anyone),
    ("Query", "challenges", Anyone),
    ("Query", "mission", Anyone),
    ("Query", "missions", Anyone),
    ("Query", "followUp", Anyone),
    ("Query", "followUps", Anyone),
    ("Query", "initiative", Anyone),
    ("Query", "initiatives", Anyone),
    ("Query", "progressReport", Anyone),
    ("Query", "progressReports", Anyone),
    ("Query", "criterion", Anyone),
    ("Query", "criteria", Anyone),
    ("Query", "screening", Anyone),
    ("Query", "screenings", Anyone),
    ("Query", "evaluation", Anyone),
    ("Query", "evaluations", Anyone),
    ("Query", "rootCause", Anyone),
    ("Query", "rootCauses", Anyone),
    ("Query", "learning", Anyone),
    ("Query", "learnings", Anyone),
    ("Query", "contribution", Anyone),
    ("Query", "contributions", Anyone),
    ("Query", "supportFunction", Anyone),
    ("Query", "supportFunctions", Anyone),
    ("Query", "matter", Anyone),
    ("Query", "matters", Anyone),
    ("Query", "decision", Anyone),
    ("Query", "decisions", Anyone),
    ("Query", "newsItem", Anyone),
    ("Query", "news", Anyone),
    ("Query", "dissemination", Anyone),
    ("Query", "disseminations", Anyone),
    ("Query", "event", Anyone),
    ("Query", "events", Anyone),
    ("Query", "invitation", SignedIn),
    ("Query", "invitations", SignedIn),
    ("Query", "document", Anyone),
    ("Query", "documents", Anyone),
];
