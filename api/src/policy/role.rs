//! Roles, and what each may do.

use std::fmt;
use std::str::FromStr;

use entity::kind::GrantedRole;

/// A role that a token or a grant gives its holder.
#[derive(async_graphql::Enum, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Anyone signed in from a party.
    Member,
    /// Holds a seat in a team on behalf of an organisation (Swedish: representant).
    Representative,
    /// Sits on the board (Swedish: styrelsen).
    BoardMember,
    /// Runs the process (Swedish: processtöd).
    ProcessSupport,
    /// Keeps the portfolio (Swedish: portföljansvarig).
    PortfolioManager,
    /// Publishes news, events and documents (Swedish: kommunikatör).
    Communicator,
    /// Reads statistics and exports (Swedish: analytiker).
    Analyst,
    /// A partner's system, no person.
    PartnerSystem,
    /// May do everything.
    Administrator,
}

impl Role {
    /// All roles, in the order of the documentation.
    pub const ALL: [Role; 9] = [
        Role::Member,
        Role::Representative,
        Role::BoardMember,
        Role::ProcessSupport,
        Role::PortfolioManager,
        Role::Communicator,
        Role::Analyst,
        Role::PartnerSystem,
        Role::Administrator,
    ];

    /// The name in tokens, settings and the API.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Member => "MEMBER",
            Role::Representative => "REPRESENTATIVE",
            Role::BoardMember => "BOARD_MEMBER",
            Role::ProcessSupport => "PROCESS_SUPPORT",
            Role::PortfolioManager => "PORTFOLIO_MANAGER",
            Role::Communicator => "COMMUNICATOR",
            Role::Analyst => "ANALYST",
            Role::PartnerSystem => "PARTNER_SYSTEM",
            Role::Administrator => "ADMINISTRATOR",
        }
    }

    /// What the role adds to the others that its holder has: the table "Who may do what".
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::*;
        match self {
            Role::Member => &[ReadInternal],
            Role::Representative => {
                &[ReadInternal, ReadRestrictedToOwnTeams, ReadContactDetails, ReadDraftsOfOwnFocusAreas]
            }
            Role::BoardMember => &[
                ReadInternal,
                ReadRestrictedToOwnTeams,
                ReadRestrictedToBoard,
                ReadContactDetails,
                ReadDraftsOfOwnFocusAreas,
            ],
            Role::ProcessSupport => &[
                ReadInternal,
                ReadAllRestricted,
                ReadContactDetails,
                ReadDraftMissions,
                ReadEndedInitiatives,
                ReadInvitations,
                ReadProtected,
            ],
            Role::PortfolioManager => &[ReadInternal, ReadContactDetails, ReadEndedInitiatives],
            Role::Communicator => &[ReadInternal, ReadContactDetails, ReadUnpublishedNews, ReadInvitations],
            Role::Analyst => &[ReadInternal],
            Role::PartnerSystem => &[ReadInternal],
            Role::Administrator => &Permission::ALL,
        }
    }
}

impl From<GrantedRole> for Role {
    fn from(granted: GrantedRole) -> Self {
        match granted {
            GrantedRole::Representative => Role::Representative,
            GrantedRole::BoardMember => Role::BoardMember,
            GrantedRole::ProcessSupport => Role::ProcessSupport,
            GrantedRole::PortfolioManager => Role::PortfolioManager,
            GrantedRole::Communicator => Role::Communicator,
            GrantedRole::Analyst => Role::Analyst,
            GrantedRole::Administrator => Role::Administrator,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is no role.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is no role; the roles are MEMBER, REPRESENTATIVE, BOARD_MEMBER, PROCESS_SUPPORT, PORTFOLIO_MANAGER, COMMUNICATOR, ANALYST, PARTNER_SYSTEM and ADMINISTRATOR"
)]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Role::ALL.into_iter().find(|role| role.name() == name).ok_or_else(|| UnknownRole(name.into()))
    }
}

/// Declares the permissions, each with its name in the API.
macro_rules! permissions {
    ($($(#[doc = $doc:literal])+ $permission:ident = $name:literal,)+) => {
        /// One thing that a role lets its holder do, whatever the row.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Permission {
            $($(#[doc = $doc])+ $permission,)+
        }

        impl Permission {
            /// All permissions, in the order of the documentation.
            pub const ALL: [Permission; [$($name),+].len()] = [$(Permission::$permission),+];

            /// The name in the API.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Permission::$permission => $name,)+
                }
            }

            /// What it lets one do.
            pub const fn doc(self) -> &'static str {
                match self {
                    $(Permission::$permission => concat!($($doc),+).trim_ascii(),)+
                }
            }
        }
    };
}

permissions! {
    /// Read what is INTERNAL.
    ReadInternal = "readInternal",
    /// Read what is RESTRICTED to a team in which one holds a seat.
    ReadRestrictedToOwnTeams = "readRestrictedToOwnTeams",
    /// Read what is RESTRICTED to the board.
    ReadRestrictedToBoard = "readRestrictedToBoard",
    /// Read everything RESTRICTED.
    ReadAllRestricted = "readAllRestricted",
    /// Read e-mail addresses and telephone numbers of persons.
    ReadContactDetails = "readContactDetails",
    /// Read news that is a draft or not yet due.
    ReadUnpublishedNews = "readUnpublishedNews",
    /// Read draft missions.
    ReadDraftMissions = "readDraftMissions",
    /// Read draft missions, and rejected and withdrawn initiatives, of the focus areas whose team one sits in.
    ReadDraftsOfOwnFocusAreas = "readDraftsOfOwnFocusAreas",
    /// Read rejected and withdrawn initiatives.
    ReadEndedInitiatives = "readEndedInitiatives",
    /// Read who is invited to an event and what they answered.
    ReadInvitations = "readInvitations",
    /// Read of persons whose data are protected what is read of others.
    ReadProtected = "readProtected",
    /// Read who signs in how: identities, granted roles, who is blocked, invitations to sign in, service tokens.
    ReadAccounts = "readAccounts",
    /// Read who did what and who read whose contact details, when: the audit trail.
    ReadAuditTrail = "readAuditTrail",
}
