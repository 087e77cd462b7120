//! What a caller can be to a thing: the other half of who may do what.

use uuid::Uuid;

use super::Actor;

/// What an action is about, as far as relations are concerned. What does not apply is left out.
#[derive(Clone, Debug, Default)]
pub struct Regarding {
    /// The person that it is about.
    pub person: Option<Uuid>,
    /// The organisation on whose behalf it is done, or whose thing it is.
    pub organisation: Option<Uuid>,
    /// The team whose thing it is.
    pub team: Option<Uuid>,
    /// The focus area that it belongs to.
    pub focus_area: Option<Uuid>,
    /// The initiative that it is, or that it belongs to.
    pub initiative: Option<Uuid>,
    /// Who proposed that initiative.
    pub proposed_by: Option<Uuid>,
}

/// A relation of a caller to a thing, as the database says at the moment of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// It is about the caller.
    Themselves,
    /// It is their home organisation's, or that of the system.
    OwnOrganisation,
    /// It is of an organisation on whose behalf they hold a seat today.
    RepresentedOrganisation,
    /// It is of a team in which they hold a seat today.
    OwnTeam,
    /// They hold a seat in the board's preparation group today.
    PreparationGroup,
    /// It is of a focus area in whose team they hold a seat today.
    OwnFocusArea,
    /// It is of an initiative that they own.
    OwnInitiative,
    /// It is an initiative that they proposed.
    OwnProposal,
}

impl Relation {
    /// All relations, in the order of the documentation.
    pub const ALL: [Relation; 8] = [
        Relation::Themselves,
        Relation::OwnOrganisation,
        Relation::RepresentedOrganisation,
        Relation::OwnTeam,
        Relation::PreparationGroup,
        Relation::OwnFocusArea,
        Relation::OwnInitiative,
        Relation::OwnProposal,
    ];

    /// The relation in words that follow a role's name.
    pub const fn doc(self) -> &'static str {
        match self {
            Relation::Themselves => "about themselves",
            Relation::OwnOrganisation => "of their own organisation",
            Relation::RepresentedOrganisation => "of an organisation that they hold a seat for",
            Relation::OwnTeam => "of a team that they sit in",
            Relation::PreparationGroup => "in the preparation group",
            Relation::OwnFocusArea => "of a focus area whose team they sit in",
            Relation::OwnInitiative => "of an initiative that they own",
            Relation::OwnProposal => "of an initiative that they proposed",
        }
    }

    /// Whether the actor stands in the relation to the thing.
    pub fn holds(self, actor: &Actor, regarding: &Regarding) -> bool {
        let relations = &actor.relations;
        let among = |own: &[Uuid], id: Option<Uuid>| id.is_some_and(|id| own.contains(&id));
        match self {
            Relation::Themselves => among(actor.person().as_slice(), regarding.person),
            Relation::OwnOrganisation => among(actor.organisation.as_slice(), regarding.organisation),
            Relation::RepresentedOrganisation => among(&relations.organisations, regarding.organisation),
            Relation::OwnTeam => among(&relations.teams, regarding.team),
            Relation::PreparationGroup => relations.prepares_matters,
            Relation::OwnFocusArea => among(&relations.focus_areas, regarding.focus_area),
            Relation::OwnInitiative => among(&relations.owned_initiatives, regarding.initiative),
            Relation::OwnProposal => among(actor.person().as_slice(), regarding.proposed_by),
        }
    }

    /// Whether there can be a thing that the actor stands in the relation to.
    pub fn is_possible(self, actor: &Actor) -> bool {
        let relations = &actor.relations;
        match self {
            Relation::Themselves | Relation::OwnProposal => actor.is_person(),
            Relation::OwnOrganisation => actor.organisation.is_some(),
            Relation::RepresentedOrganisation => !relations.organisations.is_empty(),
            Relation::OwnTeam => !relations.teams.is_empty(),
            Relation::PreparationGroup => relations.prepares_matters,
            Relation::OwnFocusArea => !relations.focus_areas.is_empty(),
            Relation::OwnInitiative => !relations.owned_initiatives.is_empty(),
        }
    }
}
