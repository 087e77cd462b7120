//! The closed sets of values: stored as text in SCREAMING_SNAKE_CASE, checked by the database.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Declares enums that are all stored and serialised alike.
macro_rules! kinds {
    ($(
        $(#[$of_enum:meta])*
        $name:ident { $( $(#[$of_value:meta])* $value:ident, )+ }
    )+) => { $(
        $(#[$of_enum])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
        )]
        #[sea_orm(
            rs_type = "String",
            db_type = "String(StringLen::N(32))",
            rename_all = "SCREAMING_SNAKE_CASE"
        )]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $( $(#[$of_value])* $value, )+ }
    )+ };
}

kinds! {
    /// Who may see a piece of content at all (synlighet).
    Visibility {
        /// Anyone, signed in or not.
        Public,
        /// Anyone signed in from a party.
        Internal,
        /// The named teams only.
        Restricted,
    }

    /// The part of society that an organisation belongs to (sektor).
    Sector {
        /// A university (lärosäte).
        University,
        /// A municipality (kommun).
        Municipality,
        /// A region.
        Region,
        /// A company (näringsliv).
        Business,
        /// An association or foundation (civilsamhälle).
        CivilSociety,
        /// Residents as a group (invånare).
        Residents,
        /// Anything else.
        Other,
    }

    /// How far a focus area has come (fokusområde).
    FocusAreaStatus {
        /// Put forward, not yet before the board.
        Proposed,
        /// The board has prioritised it: work goes on.
        Prioritised,
        /// The board has paused it; it can be prioritised again.
        Paused,
        /// The board has closed it for good.
        Closed,
    }

    /// What a team is there for.
    TeamKind {
        /// The board (styrelsen).
        Board,
        /// The Core Team as a whole.
        CoreTeam,
        /// The Core Team's group that prepares matters for the board (beredningsgruppen).
        BoardPreparation,
        /// The Core Team of one focus area.
        FocusAreaTeam,
        /// Process leader and process support (processledare, processtöd).
        ProcessSupport,
        /// The portfolio managers (portföljansvariga).
        PortfolioGroup,
    }

    /// How far a societal goal has come (samhällsmål).
    SocietalGoalStatus {
        /// Being worked out by process support.
        Draft,
        /// Chosen by the Core Team: it has a portfolio.
        Chosen,
        /// No longer pursued.
        Retired,
    }

    /// How far a challenge has come (samhällsutmaning).
    ChallengeStatus {
        /// Identified by an organisation.
        Identified,
        /// Analysed together by the Core Team.
        Analysed,
        /// Given a common priority.
        Prioritised,
        /// Answered by a mission.
        Adopted,
        /// Not taken on.
        Declined,
    }

    /// How far a mission has come.
    MissionStatus {
        /// Being formulated.
        Draft,
        /// Decided on by the Core Team.
        Decided,
        /// Worked on.
        Active,
        /// Ended with the result aimed for.
        Achieved,
        /// Ended without it.
        Ended,
    }

    /// How a mission stands at a follow-up (läge).
    Health {
        /// As planned.
        OnTrack,
        /// It may not be reached.
        AtRisk,
        /// It will not be reached as things are.
        OffTrack,
    }

    /// The kind of work that an initiative is.
    InitiativeKind {
        /// Research (forskning).
        Research,
        /// Education (utbildning).
        Education,
        /// Innovation.
        Innovation,
    }

    /// How far an initiative has come.
    InitiativeStatus {
        /// Proposed, not yet screened.
        Proposed,
        /// Meets every mandatory criterion.
        Screened,
        /// Placed in the portfolio.
        InPortfolio,
        /// The Core Team has decided that it is to be carried out.
        Approved,
        /// Under way.
        Running,
        /// Paused by its owners.
        Paused,
        /// Carried out and evaluated.
        Completed,
        /// Failed its screening, or declined by a decision.
        Rejected,
        /// Withdrawn by an owner or the proposer.
        Withdrawn,
        /// Taken out of the portfolio by the portfolio managers.
        Removed,
    }

    /// What a screening came to.
    ScreeningOutcome {
        /// Every mandatory criterion is met.
        Passed,
        /// At least one mandatory criterion is not met.
        Failed,
    }

    /// In which capacity an evaluation was written.
    EvaluationBy {
        /// An owner's evaluation of the initiative.
        Owner,
        /// A portfolio manager's review of its place in the portfolio.
        Portfolio,
    }

    /// What a review recommends for an initiative's place in the portfolio.
    Recommendation {
        /// Leave it as it is.
        Keep,
        /// Keep it, with changes.
        Change,
        /// Take it out.
        Remove,
    }

    /// What an organisation makes available (kompetens, resurser).
    ContributionKind {
        /// Knowledge and skills.
        Competence,
        /// Working time.
        Time,
        /// Money.
        Money,
        /// Rooms and places.
        Premises,
        /// Data.
        Data,
        /// Anything else.
        Other,
    }

    /// The kind of calendar entry.
    EventKind {
        /// A meeting (möte).
        Meeting,
        /// A workshop (verkstad).
        Workshop,
        /// A conference.
        Conference,
        /// Anything else.
        Other,
    }

    /// Whether an event takes place.
    EventStatus {
        /// It is planned, takes place or has taken place.
        Planned,
        /// It was called off (inställt).
        Cancelled,
    }

    /// A person's answer to an invitation.
    Answer {
        /// Will come.
        Accepted,
        /// Will not come.
        Declined,
        /// May come.
        Tentative,
        /// No answer yet.
        None,
    }

    /// The kind of document.
    DocumentKind {
        /// A guiding document (vägledande dokument).
        Guiding,
        /// An annual report (verksamhetsberättelse).
        AnnualReport,
        /// Minutes of a meeting (protokoll).
        Minutes,
        /// Anything else.
        Other,
    }

    /// How far a matter has come (ärende).
    MatterStatus {
        /// Raised by someone in a team.
        Raised,
        /// Prepared for a meeting.
        Prepared,
        /// Ended by a decision.
        Decided,
        /// Taken back.
        Withdrawn,
    }

    /// What a team decided.
    DecisionOutcome {
        /// Yes (bifall).
        Approved,
        /// No (avslag).
        Declined,
        /// Later (bordlagt).
        Deferred,
    }

    /// How far a piece of news has come.
    NewsStatus {
        /// Being written.
        Draft,
        /// To appear at its moment of publication, by the clock alone.
        Scheduled,
        /// Published.
        Published,
        /// No longer among the current news.
        Archived,
    }

    /// A role that can be granted: all but those that come by themselves, MEMBER and PARTNER_SYSTEM.
    GrantedRole {
        /// Holds a seat in a team on behalf of an organisation (representant).
        Representative,
        /// Sits on the board (styrelsen).
        BoardMember,
        /// Runs the process (processtöd).
        ProcessSupport,
        /// Keeps the portfolio (portföljansvarig).
        PortfolioManager,
        /// Publishes news, events and documents (kommunikatör).
        Communicator,
        /// Reads statistics and exports (analytiker).
        Analyst,
        /// May do everything.
        Administrator,
    }

    /// What happened to a thing.
    ChangeKind {
        /// It was made.
        Created,
        /// It was changed.
        Updated,
        /// It is gone.
        Deleted,
        /// It has come into the reader's sight: to them as good as made. Worked out for each reader, never stored.
        VisibilityGained,
        /// It has gone out of the reader's sight: to them as good as gone. Worked out for each reader, never stored.
        VisibilityLost,
    }

    /// The types of things that can be searched for. Each is named after its table.
    SearchType {
        /// Organisations.
        Organisation,
        /// Persons.
        Person,
        /// Teams.
        Team,
        /// Focus areas (fokusområden).
        FocusArea,
        /// Goals of Agenda 2030.
        AgendaGoal,
        /// Targets of Agenda 2030 (delmål).
        AgendaTarget,
        /// Societal goals (samhällsmål).
        SocietalGoal,
        /// Strategic needs (behov).
        StrategicNeed,
        /// Challenges (samhällsutmaningar).
        Challenge,
        /// Missions.
        Mission,
        /// Follow-ups of missions (uppföljningar).
        FollowUp,
        /// Initiatives (initiativ).
        Initiative,
        /// Progress reports (lägesrapporter).
        ProgressReport,
        /// Criteria (kriterier).
        Criterion,
        /// Evaluations (utvärderingar).
        Evaluation,
        /// Root causes (rotorsaker).
        RootCause,
        /// Learnings (lärdomar).
        Learning,
        /// Contributions (insatser).
        Contribution,
        /// Support functions (funktioner).
        SupportFunction,
        /// Matters (ärenden).
        Matter,
        /// Decisions (beslut).
        Decision,
        /// News (nyheter).
        News,
        /// Disseminations of news (spridningar).
        Dissemination,
        /// Events (kalenderposter).
        Event,
        /// Documents (dokument).
        Document,
    }

    /// Who made a change.
    ActorKind {
        /// A signed-in person.
        Person,
        /// This service by itself: seeding, generating, the clock.
        System,
        /// A partner's own system, with no person behind it.
        PartnerSystem,
    }
}
