//! Decisions (beslut).

use std::sync::LazyLock;

use entity::decision::{Column as C, Entity};
use entity::kind::DecisionOutcome;
use entity::{event, focus_area, initiative, matter, mission, person, societal_goal, team};

use super::declare::{Fields, Shown, Thing};
use super::declare::{Request, row};
use super::node::DecisionSubject;
use crate::error::Error;

impl Thing for Entity {
    const NAME: &'static str = "Decision";
    const ONE: &'static str = "decision";
    const MANY: &'static str = "decisions";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "What a team decided, about what, when, why, at which meeting (Swedish: beslut).",
        &[(C::DecidedOn, true)],
    )
    .translated("title", "Its title (Swedish: titel).")
    .prose("motivation", "Why (Swedish: motivering).")
    .choice::<DecisionOutcome>("outcome", C::Outcome, "What was decided (Swedish: utfall).")
    .date("decidedOn", C::DecidedOn, "When (Swedish: beslutsdatum).")
    .ordered()
    .visibility()
    .one::<team::Entity>("team", C::TeamId, "Who decided (Swedish: grupp).")
    .one::<matter::Entity>("matter", C::MatterId, "The matter that it ended (Swedish: ärende).")
    .one::<event::Entity>("meeting", C::MeetingId, "At which meeting (Swedish: möte).")
    .asked::<Option<DecisionSubject>>(
        "subject",
        "What it is about; null where that is nothing the API knows, or nothing the viewer may see (Swedish: föremål).",
        |_| vec![],
        |shown, ctx| Box::pin(subject(shown, Request::of(ctx))),
    )
    .one::<Entity>("supersedes", C::SupersedesId, "The decision that it takes the place of (Swedish: ersätter).")
    .first::<Entity>("supersededBy", C::SupersedesId, LATEST, "The decision that took its place (Swedish: ersatt av).")
    .one::<person::Entity>("recordedBy", C::RecordedById, "Who wrote it down (Swedish: antecknat av).")
    .editable()
}

/// The latest first.
pub const LATEST: &[(C, bool)] = &[(C::DecidedOn, true), (C::CreatedAt, true), (C::Id, true)];

async fn subject(shown: &Shown<Entity>, request: &Request) -> Result<Option<DecisionSubject>, Error> {
    let decision = &shown.row;
    let subject = if let Some(id) = decision.subject_focus_area_id {
        row::<focus_area::Entity>(request, id).await?.map(|row| DecisionSubject::FocusArea(Shown::now(row)))
    } else if let Some(id) = decision.subject_societal_goal_id {
        row::<societal_goal::Entity>(request, id).await?.map(|row| DecisionSubject::SocietalGoal(Shown::now(row)))
    } else if let Some(id) = decision.subject_mission_id {
        row::<mission::Entity>(request, id).await?.map(|row| DecisionSubject::Mission(Shown::now(row)))
    } else if let Some(id) = decision.subject_initiative_id {
        row::<initiative::Entity>(request, id).await?.map(|row| DecisionSubject::Initiative(Shown::now(row)))
    } else {
        None
    };
    Ok(subject)
}
