//! Who calls.

use api::policy::Role;
use tests::app::App;
use tests::caller::Caller;
use tests::rows::id;
use uuid::Uuid;

/// A caller. All but nobody and the system are persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Nobody,
    Member,
    /// A member from another organisation.
    Neighbour,
    Representative,
    /// A representative of another focus area, from another organisation.
    OtherRepresentative,
    /// A representative in the preparation group.
    Preparer,
    BoardMember,
    Support,
    Manager,
    System,
    Administrator,
}

use Who::*;

/// The organisations.
pub const HOME: Uuid = id(1);
pub const NEIGHBOURS: Uuid = id(2);

impl Who {
    pub const ALL: [Who; 11] = [
        Nobody,
        Member,
        Neighbour,
        Representative,
        OtherRepresentative,
        Preparer,
        BoardMember,
        Support,
        Manager,
        System,
        Administrator,
    ];

    /// Those who are persons.
    pub fn people() -> Vec<Who> {
        Self::ALL.into_iter().filter(|who| who.person().is_some()).collect()
    }

    /// The role beside MEMBER that the token gives.
    const fn role(self) -> Option<Role> {
        match self {
            Nobody => None,
            Member | Neighbour => Some(Role::Member),
            Representative | OtherRepresentative | Preparer => Some(Role::Representative),
            BoardMember => Some(Role::BoardMember),
            Support => Some(Role::ProcessSupport),
            Manager => Some(Role::PortfolioManager),
            System => Some(Role::PartnerSystem),
            Administrator => Some(Role::Administrator),
        }
    }

    /// Whether they have the role; each person is a member.
    pub fn has(self, role: Role) -> bool {
        self.role() == Some(role) || (role == Role::Member && self.person().is_some())
    }

    pub fn person(self) -> Option<Uuid> {
        match self {
            Nobody | System => None,
            person => Some(id(40 + person as u128)),
        }
    }

    pub const fn organisation(self) -> Option<Uuid> {
        match self {
            Nobody => None,
            Neighbour | OtherRepresentative | System => Some(NEIGHBOURS),
            _ => Some(HOME),
        }
    }

    pub fn caller(self, app: &App) -> Caller<'_> {
        match (self.role(), self.person()) {
            (Some(role), Some(person)) => app.signed_in(&[role], "o1", &person.to_string()),
            (Some(role), None) => app.signed_in(&[role], "o2", "o2"),
            (None, _) => app.anonymous(),
        }
    }
}
