//! Who sees which row: THE table. A thing without a line here does not pass through the store.

use std::marker::PhantomData;

use entity::kind::{InitiativeStatus, MissionStatus, NewsStatus};
use entity::*;

use super::Permission::*;
use super::trace::{Kind, Of};
use super::{Actor, Policy, Rule};

/// The states of an initiative that is neither rejected nor withdrawn.
const STANDING: [InitiativeStatus; 8] = [
    InitiativeStatus::Proposed,
    InitiativeStatus::Screened,
    InitiativeStatus::InPortfolio,
    InitiativeStatus::Approved,
    InitiativeStatus::Running,
    InitiativeStatus::Paused,
    InitiativeStatus::Completed,
    InitiativeStatus::Removed,
];

/// Writes `impl Policy` for each line, and lists the kinds of things. Some of what is written of a thing that is marked
/// as `"beside the log"` leaves no change.
macro_rules! visible {
    ($($table:ident $($beside:literal)? => $rule:expr;)+) => {
        $(impl Policy for $table::Entity {
            const IS_LOGGED: bool = <[&str]>::is_empty(&[$($beside)?]);

            fn visible() -> Rule<Self> {
                $rule
            }
        })+

        /// Every kind of thing that the change log speaks of.
        pub const THINGS: &[&dyn Kind] = &[$(&Of::<$table::Entity>(PhantomData)),+];
    };
}

visible! {
    // always public
    collaboration => Rule::Always;
    organisation => Rule::Always;
    focus_area => Rule::Always;
    agenda_goal => Rule::Always;
    agenda_target => Rule::Always;
    societal_goal => Rule::Always;
    team => Rule::Always;
    assignment => Rule::Always;
    seat => Rule::Always;
    support_function => Rule::Always;
    criterion => Rule::Always;

    // people: INTERNAL, and PUBLIC for as long as they hold a seat; where their data are protected, for those who must know
    person => Rule::All(vec![
        Rule::Any(vec![May(ReadInternal), Rule::child::<representative::Entity>(representative::Column::PersonId, current_term)]),
        Rule::Any(vec![
            Rule::Unset(person::Column::ProtectedAt),
            May(ReadProtected),
            Rule::Own(person::Column::Id, |actor| &actor.relations.protected),
        ]),
    ]);
    representative => Rule::All(vec![
        Rule::Any(vec![May(ReadInternal), current_term()]),
        Rule::parent::<person::Entity>(representative::Column::PersonId),
    ]);

    // by their own audience
    strategic_need => Rule::Audience(strategic_need::Column::AudienceId);
    challenge => Rule::Audience(challenge::Column::AudienceId);
    event => Rule::Audience(event::Column::AudienceId);
    document => Rule::Audience(document::Column::AudienceId);
    matter => Rule::Audience(matter::Column::AudienceId);
    decision => Rule::Audience(decision::Column::AudienceId);

    // by their audience, once published; drafts and scheduled pieces for those who may edit them
    news => Rule::Any(vec![
        Rule::OwnPerson(news::Column::AuthorId),
        Rule::All(vec![
            Rule::Audience(news::Column::AudienceId),
            Rule::Any(vec![
                May(ReadUnpublishedNews),
                Rule::All(vec![Rule::one_of(news::Column::Status, [NewsStatus::Scheduled, NewsStatus::Published, NewsStatus::Archived]), Rule::Due(news::Column::PublishedAt)]),
            ]),
        ]),
    ]);

    // by their audience; drafts for process support and for those who decide on them
    mission => Rule::All(vec![
        Rule::Audience(mission::Column::AudienceId),
        Rule::Any(vec![
            Rule::one_of(mission::Column::Status, [MissionStatus::Decided, MissionStatus::Active, MissionStatus::Achieved, MissionStatus::Ended]),
            May(ReadDraftMissions),
            own_focus_area(mission::Column::FocusAreaId),
        ]),
    ]);

    // by their audience; rejected and withdrawn ones for those concerned. Who proposed or owns one always sees it
    initiative => Rule::Any(vec![
        Rule::OwnPerson(initiative::Column::ProposedById),
        Rule::Own(initiative::Column::Id, |actor| &actor.relations.owned_initiatives),
        Rule::All(vec![
            Rule::Audience(initiative::Column::AudienceId),
            Rule::Any(vec![
                Rule::one_of(initiative::Column::Status, STANDING),
                May(ReadEndedInitiatives),
                own_focus_area(initiative::Column::FocusAreaId),
            ]),
        ]),
    ]);

    // with the thing they belong to
    follow_up => Rule::parent::<mission::Entity>(follow_up::Column::MissionId);
    progress_report => Rule::parent::<initiative::Entity>(progress_report::Column::InitiativeId);
    screening => Rule::parent::<initiative::Entity>(screening::Column::InitiativeId);
    screening_answer => Rule::parent::<screening::Entity>(screening_answer::Column::ScreeningId);
    evaluation => Rule::parent::<initiative::Entity>(evaluation::Column::InitiativeId);
    root_cause => Rule::parent::<initiative::Entity>(root_cause::Column::InitiativeId);
    learning => Rule::parent::<initiative::Entity>(learning::Column::InitiativeId);
    contribution => Rule::parent::<initiative::Entity>(contribution::Column::InitiativeId);
    document_version => Rule::parent::<document::Entity>(document_version::Column::DocumentId);
    dissemination => Rule::parent::<news::Entity>(dissemination::Column::NewsId);
    invitation => Rule::All(vec![
        Rule::parent::<event::Entity>(invitation::Column::EventId),
        Rule::Any(vec![
            Rule::OwnPerson(invitation::Column::PersonId),
            Rule::All(vec![May(ReadInvitations), Rule::parent::<person::Entity>(invitation::Column::PersonId)]),
        ]),
    ]);

    calendar_subscription => own_or_accounts(calendar_subscription::Column::PersonId);

    // signing in: one's own, and for those who look after accounts
    identity => own_or_accounts(identity::Column::PersonId);
    role_grant => own_or_accounts(role_grant::Column::PersonId);
    sign_in_invitation => May(ReadAccounts);
    service_token "beside the log" => May(ReadAccounts);

    // who read their contact details: told to the person, and in the audit trail
    contact_reading "beside the log" => Rule::Any(vec![May(ReadAuditTrail), Rule::OwnPerson(contact_reading::Column::PersonId)]);
}

use Rule::May;

/// The column names the actor's own person, or the actor looks after accounts.
fn own_or_accounts<E: sea_orm::EntityTrait>(person: E::Column) -> Rule<E> {
    Rule::Any(vec![May(ReadAccounts), Rule::OwnPerson(person)])
}

/// A term of a representative that runs today.
pub fn current_term() -> Rule<representative::Entity> {
    Rule::Current { since: representative::Column::Since, until: representative::Column::Until }
}

/// The column names a focus area whose team the actor sits in as a representative.
fn own_focus_area<E: sea_orm::EntityTrait>(column: E::Column) -> Rule<E> {
    Rule::All(vec![
        Rule::May(ReadDraftsOfOwnFocusAreas),
        Rule::Own(column, |actor: &Actor| &actor.relations.focus_areas),
    ])
}
