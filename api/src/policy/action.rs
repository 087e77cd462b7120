//! Who may do which action: THE table. What is not in it cannot be done, and whoever a line does not name may not do it.
//!
//! An action is named after the mutation that does it. A line names roles, each with the relation that its holder must
//! have to the thing where a role alone is not enough. Administrators may do everything and are named in no line.

use std::fmt;

use super::{Actor, Regarding, Relation, Role};

/// Who may do an action: the holders of a role, as far as they stand in a relation to the thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The relation; none where the role is enough.
    pub of: Option<Relation>,
}

/// Writes the table: areas, and in each the actions with the roles that may do them.
macro_rules! actions {
    ($($area:literal { $($action:ident = $name:literal: $($role:ident $(of $relation:ident)?),*;)+ })+) => {
        /// Something that can be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[doc = concat!("`", $name, "`")] $action,)+)+
        }

        impl Action {
            /// All actions by area, in the order of the documentation.
            pub const AREAS: &[(&str, &[Action])] = &[$(($area, &[$(Action::$action),+])),+];

            /// The name of its mutation.
            pub const fn name(self) -> &'static str {
                match self {
                    $($(Action::$action => $name,)+)+
                }
            }

            /// Who may do it, beside administrators.
            pub const fn grants(self) -> &'static [Grant] {
                match self {
                    $($(Action::$action => &[$(Grant { role: Role::$role, of: relation!($($relation)?) }),*],)+)+
                }
            }
        }
    };
}

/// The relation that a line names, if it names one.
macro_rules! relation {
    () => {
        None
    };
    ($relation:ident) => {
        Some(Relation::$relation)
    };
}

impl Action {
    /// Whether it writes links between things, or takes them away. Those that do take turns, since they write at both ends;
    /// one that does and is not named here fails.
    pub const fn links_things(self) -> bool {
        matches!(
            self,
            Action::DraftSocietalGoal
                | Action::ChooseSocietalGoal
                | Action::UpdateSocietalGoal
                | Action::StateNeed
                | Action::UpdateNeed
                | Action::RaiseMatter
                | Action::PrepareMatter
                | Action::IdentifyChallenge
                | Action::UpdateChallenge
                | Action::DraftMission
                | Action::UpdateMission
                | Action::ProposeInitiative
                | Action::UpdateInitiative
                | Action::PlaceInPortfolio
                | Action::AddOwner
                | Action::RemoveOwner
                | Action::AddParticipant
                | Action::RemoveParticipant
                | Action::RecordLearning
                | Action::ApplyLearning
                | Action::CreateNews
                | Action::UpdateNews
                | Action::CreateEvent
                | Action::UpdateEvent
                | Action::RemoveDocument
        )
    }
}

actions! {
    "Organisations" {
        CreateOrganisation = "createOrganisation": ProcessSupport;
        UpdateOrganisation = "updateOrganisation": ProcessSupport;
    }
    "People" {
        CreatePerson = "createPerson": ProcessSupport;
        UpdatePerson = "updatePerson": Member of Themselves, ProcessSupport;
        ExportPerson = "exportPerson": Member of Themselves;
        ProtectPerson = "protectPerson": ProcessSupport;
        UnprotectPerson = "unprotectPerson": ProcessSupport;
        ErasePerson = "erasePerson":;
    }
    "Signing in" {
        GrantRole = "grantRole":;
        RevokeRole = "revokeRole":;
        BlockPerson = "blockPerson":;
        UnblockPerson = "unblockPerson":;
        InviteToSignIn = "inviteToSignIn":;
        RevokeSignInInvitation = "revokeSignInInvitation":;
        AcceptSignInInvitation = "acceptSignInInvitation": Member;
        RemoveIdentity = "removeIdentity":;
    }
    "Teams and seats" {
        CreateTeam = "createTeam": ProcessSupport;
        UpdateTeam = "updateTeam": ProcessSupport;
        SetAssignments = "setAssignments": ProcessSupport;
        AddSeat = "addSeat": ProcessSupport;
        UpdateSeat = "updateSeat": ProcessSupport;
        RemoveSeat = "removeSeat": ProcessSupport;
        FillSeat = "fillSeat": ProcessSupport;
        VacateSeat = "vacateSeat": ProcessSupport;
        CorrectTerm = "correctTerm": ProcessSupport;
        WithdrawTerm = "withdrawTerm": ProcessSupport;
    }
    "Focus areas" {
        ProposeFocusArea = "proposeFocusArea": BoardMember, ProcessSupport;
        UpdateFocusArea = "updateFocusArea": BoardMember, ProcessSupport;
        PrioritiseFocusArea = "prioritiseFocusArea": BoardMember;
        PauseFocusArea = "pauseFocusArea": BoardMember;
        ResumeFocusArea = "resumeFocusArea": BoardMember;
        CloseFocusArea = "closeFocusArea": BoardMember;
    }
    "Societal goals" {
        DraftSocietalGoal = "draftSocietalGoal": Representative of OwnFocusArea, ProcessSupport;
        ChooseSocietalGoal = "chooseSocietalGoal": Representative of OwnFocusArea;
        UpdateSocietalGoal = "updateSocietalGoal": Representative of OwnFocusArea, ProcessSupport;
        RetireSocietalGoal = "retireSocietalGoal": Representative of OwnFocusArea;
    }
    "Strategic needs" {
        StateNeed = "stateNeed": Representative of RepresentedOrganisation;
        UpdateNeed = "updateNeed": Representative of RepresentedOrganisation;
        RetireNeed = "retireNeed": Representative of RepresentedOrganisation;
    }
    "Matters" {
        RaiseMatter = "raiseMatter": Member of OwnTeam;
        PrepareMatter = "prepareMatter": Representative of PreparationGroup, ProcessSupport;
        ScheduleMatter = "scheduleMatter": Representative of PreparationGroup, ProcessSupport;
        WithdrawMatter = "withdrawMatter": Member of OwnTeam, ProcessSupport;
    }
    "Challenges" {
        IdentifyChallenge = "identifyChallenge": Member of OwnOrganisation;
        UpdateChallenge = "updateChallenge": Member of OwnOrganisation, Representative of OwnFocusArea;
        AnalyseChallenge = "analyseChallenge": Representative of OwnFocusArea;
        PrioritiseChallenge = "prioritiseChallenge": Representative of OwnFocusArea;
        DeclineChallenge = "declineChallenge": Representative of OwnFocusArea;
    }
    "Missions" {
        DraftMission = "draftMission": Representative of OwnFocusArea, ProcessSupport;
        UpdateMission = "updateMission": Representative of OwnFocusArea, ProcessSupport;
        DecideMission = "decideMission": Representative of OwnFocusArea;
        StartMission = "startMission": Representative of OwnFocusArea;
        FollowUpMission = "followUpMission": Representative of OwnFocusArea;
        AchieveMission = "achieveMission": Representative of OwnFocusArea;
        EndMission = "endMission": Representative of OwnFocusArea;
    }
    "Initiatives" {
        ProposeInitiative = "proposeInitiative": Member, PartnerSystem of OwnOrganisation;
        UpdateInitiative = "updateInitiative": Member of OwnInitiative;
        ScreenInitiative = "screenInitiative": ProcessSupport;
        PlaceInPortfolio = "placeInPortfolio": PortfolioManager;
        RemoveFromPortfolio = "removeFromPortfolio": PortfolioManager;
        DecideInitiative = "decideInitiative": Representative of OwnFocusArea;
        StartInitiative = "startInitiative": Member of OwnInitiative;
        PauseInitiative = "pauseInitiative": Member of OwnInitiative;
        ResumeInitiative = "resumeInitiative": Member of OwnInitiative;
        CompleteInitiative = "completeInitiative": Member of OwnInitiative;
        WithdrawInitiative = "withdrawInitiative": Member of OwnInitiative, Member of OwnProposal;
        AddOwner = "addOwner": Member of OwnInitiative;
        RemoveOwner = "removeOwner": Member of OwnInitiative;
        AddParticipant = "addParticipant": Member of OwnInitiative;
        RemoveParticipant = "removeParticipant": Member of OwnInitiative;
        RecordProgress = "recordProgress": Member of OwnInitiative;
        RecordEvaluation = "recordEvaluation": Member of OwnInitiative, PortfolioManager;
        RecordRootCause = "recordRootCause": Member of OwnInitiative;
        RecordLearning = "recordLearning": Member of OwnInitiative;
        ApplyLearning = "applyLearning": Member of OwnInitiative, Representative of OwnFocusArea;
        RecordContribution = "recordContribution": Member of OwnInitiative, Representative of RepresentedOrganisation;
        UpdateContribution = "updateContribution": Member of OwnInitiative, Representative of RepresentedOrganisation;
        RemoveContribution = "removeContribution": Member of OwnInitiative, Representative of RepresentedOrganisation;
    }
    "Criteria and support functions" {
        CreateCriterion = "createCriterion": ProcessSupport;
        UpdateCriterion = "updateCriterion": ProcessSupport;
        RetireCriterion = "retireCriterion": ProcessSupport;
        CreateSupportFunction = "createSupportFunction": ProcessSupport;
        UpdateSupportFunction = "updateSupportFunction": ProcessSupport;
    }
    "Decisions" {
        RecordDecision = "recordDecision": Representative of OwnTeam, BoardMember of OwnTeam, ProcessSupport;
        SupersedeDecision = "supersedeDecision": Representative of OwnTeam, BoardMember of OwnTeam, ProcessSupport;
    }
    "News" {
        CreateNews = "createNews": Communicator;
        UpdateNews = "updateNews": Communicator;
        PublishNews = "publishNews": Communicator;
        ArchiveNews = "archiveNews": Communicator;
        RecordDissemination = "recordDissemination": Representative of RepresentedOrganisation;
    }
    "Calendar" {
        CreateEvent = "createEvent": ProcessSupport, Communicator;
        UpdateEvent = "updateEvent": ProcessSupport, Communicator;
        CancelEvent = "cancelEvent": ProcessSupport, Communicator;
        Invite = "invite": ProcessSupport, Communicator;
        AnswerInvitation = "answerInvitation": Member of Themselves;
        CreateCalendarSubscription = "createCalendarSubscription": Member of Themselves;
        RevokeCalendarSubscription = "revokeCalendarSubscription": Member of Themselves;
    }
    "Documents and statements" {
        CreateDocument = "createDocument": Communicator;
        UpdateDocument = "updateDocument": Communicator;
        RemoveDocument = "removeDocument": Communicator;
        UpdateCollaboration = "updateCollaboration": Communicator;
    }
    "Partner systems" {
        CreateServiceToken = "createServiceToken":;
        RevokeServiceToken = "revokeServiceToken":;
        CreateWebhook = "createWebhook":;
        UpdateWebhook = "updateWebhook":;
        RemoveWebhook = "removeWebhook":;
    }
}

impl Action {
    /// All actions, in the order of the documentation.
    pub fn all() -> impl Iterator<Item = Action> {
        Self::AREAS.iter().flat_map(|(_, actions)| actions.iter().copied())
    }

    /// The action whose mutation has this name.
    pub fn named(name: &str) -> Option<Action> {
        Self::all().find(|action| action.name() == name)
    }

    /// Who may do it, for the descriptions in the schema.
    pub fn who(self) -> String {
        let others = self.grants().iter().map(ToString::to_string);
        others.chain([Role::Administrator.name().to_owned()]).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.role.name())?;
        self.of.map_or(Ok(()), |relation| write!(f, " {}", relation.doc()))
    }
}

impl Actor {
    /// Whether the actor may do `action` to the thing that `regarding` describes.
    pub fn may_do(&self, action: Action, regarding: &Regarding) -> bool {
        self.is_granted(action, |relation| relation.holds(self, regarding))
    }

    /// Whether there can be anything that the actor may do `action` to.
    pub fn may_ever_do(&self, action: Action) -> bool {
        self.is_granted(action, |relation| relation.is_possible(self))
    }

    fn is_granted(&self, action: Action, related: impl Fn(Relation) -> bool) -> bool {
        let has = |role| self.roles.contains(&role);
        has(Role::Administrator) || action.grants().iter().any(|grant| has(grant.role) && grant.of.is_none_or(&related))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_action_has_a_name_of_its_own() {
        let names: HashSet<_> = Action::all().map(Action::name).collect();
        assert_eq!(names.len(), Action::all().count());
        for action in Action::all() {
            assert_eq!(Action::named(action.name()), Some(action));
        }
        assert_eq!(Action::named("dropEverything"), None);
    }

    #[test]
    fn an_administrator_is_named_in_no_line() {
        let named = Action::all().flat_map(Action::grants).any(|grant| grant.role == Role::Administrator);
        assert!(!named);
    }
}
