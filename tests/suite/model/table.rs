//! What can be done, to what, in which states and by whom: the description of the domain once more, in the words of this
//! test. It shares nothing with the tables of the API, so that a slip in those shows.

use api::policy::Role::{self, *};

use Kind::*;
use Manner::*;
use Tie::*;

/// What is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    FocusArea,
    SocietalGoal,
    Challenge,
    Mission,
    Initiative,
    Matter,
    Decision,
    Seat,
}

impl Kind {
    /// The table, which is what ids begin with.
    pub const fn table(self) -> &'static str {
        match self {
            FocusArea => "focus_area",
            SocietalGoal => "societal_goal",
            Challenge => "challenge",
            Mission => "mission",
            Initiative => "initiative",
            Matter => "matter",
            Decision => "decision",
            Seat => "seat",
        }
    }

    /// The name of one in a payload.
    pub const fn one(self) -> &'static str {
        match self {
            FocusArea => "focusArea",
            SocietalGoal => "societalGoal",
            other => other.table(),
        }
    }

    /// The field of an input that names one.
    pub const fn field(self) -> &'static str {
        match self {
            FocusArea => "focusAreaId",
            SocietalGoal => "societalGoalId",
            Challenge => "challengeId",
            Mission => "missionId",
            Initiative => "initiativeId",
            Matter => "matterId",
            Decision => "decisionId",
            Seat => "seatId",
        }
    }
}

/// In which manner a verb acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Something new comes to be. Its states are those of the focus area that it is to be part of.
    Makes,
    /// The thing goes on to another state, or stays and is edited: of the version that the caller has read.
    Takes,
    /// The same, decided on by a team: the decision is written down with it.
    Decides,
    /// Something is noted beside the thing, which stays as it is.
    Notes,
    /// Neither; see `judge`.
    Else,
}

/// What a caller must be to the thing, beside having the role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    Nothing,
    OwnOrganisation,
    SitsInTeam,
    SitsForArea,
    Prepares,
    Owns,
    Proposed,
}

/// A mutation.
pub struct Verb {
    pub name: &'static str,
    pub manner: Manner,
    pub on: Kind,
    pub from: &'static [&'static str],
    /// The state that it leads to; none where the thing stays in its own.
    pub to: Option<&'static str>,
    /// Administrators may do everything and are named nowhere.
    pub by: &'static [(Role, Tie)],
    /// How often it is drawn of what can be done; with none, only among all.
    pub weight: usize,
}

impl std::fmt::Debug for Verb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

const ENDLESS: &[&str] = &[];
const OPEN_AREA: &[&str] = &["PROPOSED", "PRIORITISED", "PAUSED"];
const CHOSEN_AREA: &[&str] = &["PRIORITISED"];
const OPEN_CHALLENGE: &[&str] = &["IDENTIFIED", "ANALYSED", "PRIORITISED"];
const STANDING: &[&str] = &["PROPOSED", "SCREENED", "IN_PORTFOLIO", "APPROVED", "RUNNING", "PAUSED"];
const PLACED: &[&str] = &["IN_PORTFOLIO", "APPROVED", "RUNNING", "PAUSED"];
const PLACED_OR_DONE: &[&str] = &["IN_PORTFOLIO", "APPROVED", "RUNNING", "PAUSED", "COMPLETED"];

const CORE_TEAM: &[(Role, Tie)] = &[(Representative, SitsForArea)];
const CORE_TEAM_OR_SUPPORT: &[(Role, Tie)] = &[(Representative, SitsForArea), (ProcessSupport, Nothing)];
const BOARD: &[(Role, Tie)] = &[(BoardMember, Nothing)];
const BOARD_OR_SUPPORT: &[(Role, Tie)] = &[(BoardMember, Nothing), (ProcessSupport, Nothing)];
const SUPPORT: &[(Role, Tie)] = &[(ProcessSupport, Nothing)];
const PREPARERS: &[(Role, Tie)] = &[(Representative, Prepares), (ProcessSupport, Nothing)];
const MANAGER: &[(Role, Tie)] = &[(PortfolioManager, Nothing)];
const OWNERS: &[(Role, Tie)] = &[(Member, Owns)];
const DECIDERS: &[(Role, Tie)] = &[(Representative, SitsInTeam), (BoardMember, SitsInTeam), (ProcessSupport, Nothing)];

type Line = (&'static str, Manner, Kind, &'static [&'static str], Option<&'static str>, &'static [(Role, Tie)], usize);

const fn verb((name, manner, on, from, to, by, weight): Line) -> Verb {
    Verb { name, manner, on, from, to, by, weight }
}

/// The table.
pub static VERBS: &[Verb] = &[
    verb(("proposeFocusArea", Makes, FocusArea, ENDLESS, Some("PROPOSED"), BOARD_OR_SUPPORT, 1)),
    verb(("updateFocusArea", Takes, FocusArea, OPEN_AREA, None, BOARD_OR_SUPPORT, 1)),
    verb(("prioritiseFocusArea", Decides, FocusArea, &["PROPOSED"], Some("PRIORITISED"), BOARD, 4)),
    verb(("pauseFocusArea", Decides, FocusArea, &["PRIORITISED"], Some("PAUSED"), BOARD, 1)),
    verb(("resumeFocusArea", Decides, FocusArea, &["PAUSED"], Some("PRIORITISED"), BOARD, 16)),
    verb(("closeFocusArea", Decides, FocusArea, &["PRIORITISED", "PAUSED"], Some("CLOSED"), BOARD, 0)),
    verb(("chooseSocietalGoal", Makes, SocietalGoal, CHOSEN_AREA, Some("CHOSEN"), CORE_TEAM, 6)),
    verb(("updateSocietalGoal", Takes, SocietalGoal, &["CHOSEN"], None, CORE_TEAM_OR_SUPPORT, 2)),
    verb(("retireSocietalGoal", Decides, SocietalGoal, &["CHOSEN"], Some("RETIRED"), CORE_TEAM, 1)),
    verb(("identifyChallenge", Makes, Challenge, OPEN_AREA, Some("IDENTIFIED"), &[(Member, OwnOrganisation)], 5)),
    verb((
        "updateChallenge",
        Takes,
        Challenge,
        OPEN_CHALLENGE,
        None,
        &[(Member, OwnOrganisation), (Representative, SitsForArea)],
        4,
    )),
    verb(("analyseChallenge", Takes, Challenge, &["IDENTIFIED", "ANALYSED"], Some("ANALYSED"), CORE_TEAM, 10)),
    verb(("prioritiseChallenge", Takes, Challenge, &["ANALYSED", "PRIORITISED"], Some("PRIORITISED"), CORE_TEAM, 10)),
    verb(("declineChallenge", Takes, Challenge, OPEN_CHALLENGE, Some("DECLINED"), CORE_TEAM, 1)),
    verb(("draftMission", Makes, Mission, CHOSEN_AREA, Some("DRAFT"), CORE_TEAM_OR_SUPPORT, 8)),
    verb(("updateMission", Takes, Mission, &["DRAFT", "DECIDED", "ACTIVE"], None, CORE_TEAM_OR_SUPPORT, 4)),
    verb(("decideMission", Decides, Mission, &["DRAFT"], Some("DECIDED"), CORE_TEAM, 32)),
    verb(("startMission", Takes, Mission, &["DECIDED"], Some("ACTIVE"), CORE_TEAM, 32)),
    verb(("followUpMission", Takes, Mission, &["DECIDED", "ACTIVE"], None, CORE_TEAM, 8)),
    verb(("achieveMission", Takes, Mission, &["ACTIVE"], Some("ACHIEVED"), CORE_TEAM, 12)),
    verb(("endMission", Takes, Mission, &["ACTIVE"], Some("ENDED"), CORE_TEAM, 8)),
    verb((
        "proposeInitiative",
        Makes,
        Initiative,
        CHOSEN_AREA,
        Some("PROPOSED"),
        &[(Member, Nothing), (PartnerSystem, OwnOrganisation)],
        5,
    )),
    verb(("updateInitiative", Takes, Initiative, STANDING, None, OWNERS, 4)),
    verb(("screenInitiative", Takes, Initiative, &["PROPOSED", "SCREENED"], Some("SCREENED"), SUPPORT, 10)),
    verb(("placeInPortfolio", Takes, Initiative, &["SCREENED"], Some("IN_PORTFOLIO"), MANAGER, 32)),
    verb(("decideInitiative", Decides, Initiative, &["IN_PORTFOLIO"], Some("APPROVED"), CORE_TEAM, 32)),
    verb(("startInitiative", Takes, Initiative, &["APPROVED"], Some("RUNNING"), OWNERS, 40)),
    verb(("pauseInitiative", Takes, Initiative, &["RUNNING"], Some("PAUSED"), OWNERS, 16)),
    verb(("resumeInitiative", Takes, Initiative, &["PAUSED"], Some("RUNNING"), OWNERS, 20)),
    verb(("completeInitiative", Takes, Initiative, &["RUNNING", "PAUSED"], Some("COMPLETED"), OWNERS, 60)),
    verb((
        "withdrawInitiative",
        Takes,
        Initiative,
        STANDING,
        Some("WITHDRAWN"),
        &[(Member, Owns), (Member, Proposed)],
        1,
    )),
    verb(("removeFromPortfolio", Takes, Initiative, PLACED, Some("REMOVED"), MANAGER, 1)),
    verb(("addOwner", Takes, Initiative, STANDING, None, OWNERS, 2)),
    verb(("removeOwner", Takes, Initiative, STANDING, None, OWNERS, 2)),
    verb((
        "recordEvaluation",
        Notes,
        Initiative,
        PLACED_OR_DONE,
        None,
        &[(Member, Owns), (PortfolioManager, Nothing)],
        20,
    )),
    verb(("recordProgress", Notes, Initiative, &["RUNNING", "PAUSED"], None, OWNERS, 6)),
    verb(("raiseMatter", Makes, Matter, ENDLESS, Some("RAISED"), &[(Member, SitsInTeam)], 4)),
    verb(("prepareMatter", Takes, Matter, &["RAISED", "PREPARED"], Some("PREPARED"), PREPARERS, 6)),
    verb(("scheduleMatter", Takes, Matter, &["PREPARED"], None, PREPARERS, 4)),
    verb((
        "withdrawMatter",
        Takes,
        Matter,
        &["RAISED", "PREPARED"],
        Some("WITHDRAWN"),
        &[(Member, SitsInTeam), (ProcessSupport, Nothing)],
        1,
    )),
    verb(("recordDecision", Else, Decision, ENDLESS, None, DECIDERS, 4)),
    verb(("supersedeDecision", Else, Decision, ENDLESS, None, DECIDERS, 4)),
    verb(("fillSeat", Else, Seat, ENDLESS, None, SUPPORT, 1)),
    verb(("vacateSeat", Else, Seat, ENDLESS, None, SUPPORT, 1)),
];
