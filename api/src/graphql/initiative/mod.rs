//! Initiatives (initiativ).

use std::sync::LazyLock;

use entity::initiative::{Column as C, Entity};
use entity::kind::{InitiativeKind, InitiativeStatus};
use entity::link::*;
use entity::{
    agenda_target, contribution, decision, document, evaluation, event, focus_area, learning, mission, news,
    organisation, person, progress_report, root_cause, screening, societal_goal, support_function,
};

use super::decision::LATEST;
use super::declare::{Fields, Thing};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "Initiative";
    const ONE: &'static str = "initiative";
    const MANY: &'static str = "initiatives";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new(
        "A piece of research, education or innovation in the portfolio, or proposed for it (Swedish: initiativ).",
        &[(C::CreatedAt, true)],
    )
    .text("reference", C::Reference, "Its number among the initiatives, to be quoted (Swedish: diarienummer).")
    .key()
    .translated("title", "Its title (Swedish: titel).")
    .prose("summary", "What it is about, in short (Swedish: sammanfattning).")
    .markdown("body", "bodyHtml", "What it is about (Swedish: beskrivning).")
    .choice::<InitiativeKind>("kind", C::Kind, "What it is a piece of (Swedish: slag).")
    .ordered()
    .choice::<InitiativeStatus>("status", C::Status, "How far it has come (Swedish: status).")
    .ordered()
    .date("startsOn", C::StartsOn, "Its first day (Swedish: startdatum).")
    .ordered()
    .date("endsOn", C::EndsOn, "Its last day (Swedish: slutdatum).")
    .ordered()
    .visibility()
    .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "Within which focus area (Swedish: fokusområde).")
    .one::<organisation::Entity>(
        "leadOrganisation",
        C::LeadOrganisationId,
        "Who leads it (Swedish: ansvarig organisation).",
    )
    .one::<person::Entity>("proposedBy", C::ProposedById, "Who proposed it (Swedish: förslagsställare).")
    .linked::<person::Entity>(
        "owners",
        Path::over::<initiative_owner::Entity>(
            initiative_owner::Column::InitiativeId,
            initiative_owner::Column::PersonId,
        ),
        "Who drives it (Swedish: initiativägare).",
    )
    .linked::<person::Entity>(
        "participants",
        Path::over::<initiative_participant::Entity>(
            initiative_participant::Column::InitiativeId,
            initiative_participant::Column::PersonId,
        ),
        "Who takes part in it (Swedish: deltagare).",
    )
    .linked::<mission::Entity>(
        "missions",
        Path::over::<initiative_mission::Entity>(
            initiative_mission::Column::InitiativeId,
            initiative_mission::Column::MissionId,
        ),
        "The missions that it works towards (Swedish: missioner).",
    )
    .linked::<societal_goal::Entity>(
        "societalGoals",
        Path::over::<initiative_societal_goal::Entity>(
            initiative_societal_goal::Column::InitiativeId,
            initiative_societal_goal::Column::SocietalGoalId,
        ),
        "The societal goals that it works towards (Swedish: samhällsmål).",
    )
    .linked::<agenda_target::Entity>(
        "targets",
        Path::over::<initiative_target::Entity>(
            initiative_target::Column::InitiativeId,
            initiative_target::Column::TargetId,
        ),
        "The targets of Agenda 2030 that it works towards (Swedish: delmål).",
    )
    .linked::<support_function::Entity>(
        "supportFunctions",
        Path::over::<initiative_support_function::Entity>(
            initiative_support_function::Column::InitiativeId,
            initiative_support_function::Column::SupportFunctionId,
        ),
        "The functions that help it (Swedish: funktioner).",
    )
    .many::<screening::Entity>(
        "screenings",
        screening::Column::InitiativeId,
        "How it was screened against the criteria, the latest first (Swedish: granskningar).",
    )
    .many::<contribution::Entity>(
        "contributions",
        contribution::Column::InitiativeId,
        "What organisations make available to it (Swedish: bidrag).",
    )
    .many::<evaluation::Entity>(
        "evaluations",
        evaluation::Column::InitiativeId,
        "How it was evaluated, the latest first (Swedish: utvärderingar).",
    )
    .many::<progress_report::Entity>(
        "progress",
        progress_report::Column::InitiativeId,
        "What was reported on the way, the latest first (Swedish: lägesrapporter).",
    )
    .many::<root_cause::Entity>(
        "rootCauses",
        root_cause::Column::InitiativeId,
        "The root causes found while it was carried out (Swedish: rotorsaker).",
    )
    .many::<learning::Entity>("learnings", learning::Column::InitiativeId, "What it taught (Swedish: lärande).")
    .linked::<learning::Entity>(
        "appliedLearnings",
        Path::over::<learning_application::Entity>(
            learning_application::Column::InitiativeId,
            learning_application::Column::LearningId,
        ),
        "The learnings of others that it applies.",
    )
    .first::<decision::Entity>(
        "decision",
        decision::Column::SubjectInitiativeId,
        LATEST,
        "The latest decision on it (Swedish: beslut).",
    )
    .many::<decision::Entity>(
        "decisions",
        decision::Column::SubjectInitiativeId,
        "All decisions on it (Swedish: beslut).",
    )
    .linked::<document::Entity>(
        "documents",
        Path::over::<initiative_document::Entity>(
            initiative_document::Column::InitiativeId,
            initiative_document::Column::DocumentId,
        ),
        "Its documents (Swedish: dokument).",
    )
    .linked::<event::Entity>(
        "events",
        Path::over::<initiative_event::Entity>(
            initiative_event::Column::InitiativeId,
            initiative_event::Column::EventId,
        ),
        "Its entries in the calendar (Swedish: kalender).",
    )
    .linked::<news::Entity>(
        "news",
        Path::over::<news_initiative::Entity>(news_initiative::Column::InitiativeId, news_initiative::Column::NewsId),
        "The news about it (Swedish: nyheter).",
    )
    .editable()
}
