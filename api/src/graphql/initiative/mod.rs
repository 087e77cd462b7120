//! Initiatives (initiativ).

mod people;
mod portfolio;
mod propose;
mod steps;
mod update;

use std::sync::LazyLock;

use entity::initiative::{Column as C, Entity};
use entity::kind::{InitiativeKind, InitiativeStatus};
use entity::link::*;
use entity::{
    agenda_target, contribution, decision, document, evaluation, event, focus_area, learning, mission, news,
    organisation, person, progress_report, root_cause, screening, societal_goal, support_function,
};

use async_graphql::ID;
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, EntityTrait};

use super::decision::LATEST;
use super::declare::{CREATED_AT, Call, Done, Fields, Root, Shows, Thing, shown_row};
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::store::{Path, Permit};

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
    .grouped()
    .choice::<InitiativeStatus>("status", C::Status, "How far it has come (Swedish: status).")
    .ordered()
    .grouped()
    .staged::<InitiativeStatus>()
    .date("startsOn", C::StartsOn, "Its first day (Swedish: startdatum).")
    .ordered()
    .periods(C::StartsOn, ["startsOnYear", "startsOnQuarter", "startsOnMonth"])
    .date("endsOn", C::EndsOn, "Its last day (Swedish: slutdatum).")
    .ordered()
    .periods(C::EndsOn, ["endsOnYear", "endsOnQuarter", "endsOnMonth"])
    .visibility()
    .one::<focus_area::Entity>("focusArea", C::FocusAreaId, "Within which focus area (Swedish: fokusområde).")
    .grouped()
    .one::<organisation::Entity>(
        "leadOrganisation",
        C::LeadOrganisationId,
        "Who leads it (Swedish: ansvarig organisation).",
    )
    .grouped()
    .one::<person::Entity>("proposedBy", C::ProposedById, "Who proposed it (Swedish: förslagsställare).")
    .linked::<person::Entity>(
        "owners",
        Path::over::<initiative_owner::Entity>(
            initiative_owner::Column::InitiativeId,
            initiative_owner::Column::PersonId,
        )
        .few(),
        "Who drives it (Swedish: initiativägare).",
    )
    .linked::<person::Entity>(
        "participants",
        Path::over::<initiative_participant::Entity>(
            initiative_participant::Column::InitiativeId,
            initiative_participant::Column::PersonId,
        )
        .few(),
        "Who takes part in it (Swedish: deltagare).",
    )
    .linked::<mission::Entity>(
        "missions",
        Path::over::<initiative_mission::Entity>(
            initiative_mission::Column::InitiativeId,
            initiative_mission::Column::MissionId,
        )
        .few(),
        "The missions that it works towards (Swedish: missioner).",
    )
    .grouped()
    .linked::<societal_goal::Entity>(
        "societalGoals",
        Path::over::<initiative_societal_goal::Entity>(
            initiative_societal_goal::Column::InitiativeId,
            initiative_societal_goal::Column::SocietalGoalId,
        )
        .few(),
        "The societal goals that it works towards (Swedish: samhällsmål).",
    )
    .grouped()
    .linked::<agenda_target::Entity>(
        "targets",
        Path::over::<initiative_target::Entity>(
            initiative_target::Column::InitiativeId,
            initiative_target::Column::TargetId,
        )
        .few(),
        "The targets of Agenda 2030 that it works towards (Swedish: delmål).",
    )
    .grouped()
    .linked::<support_function::Entity>(
        "supportFunctions",
        Path::over::<initiative_support_function::Entity>(
            initiative_support_function::Column::InitiativeId,
            initiative_support_function::Column::SupportFunctionId,
        )
        .few(),
        "The functions that help it (Swedish: funktioner).",
    )
    .grouped()
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
        )
        .few(),
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
    .actions()
    .editable()
    .periods(C::CreatedAt, CREATED_AT)
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    [propose::mutations(), update::mutations(), portfolio::mutations(), steps::mutations(), people::mutations()]
        .into_iter()
        .flatten()
        .collect()
}

/// The field of the inputs that names the initiative.
pub const ID_FIELD: &str = "initiativeId";

/// An initiative, and what came to be with it.
pub struct And<E: Thing>(pub entity::initiative::Model, pub E::Model);

impl<E: Thing> Done for And<E> {
    fn fields() -> Vec<Shows<Self>> {
        vec![
            shown_row::<Entity, Self>(Entity::ONE, |done| Some(done.0.clone())),
            shown_row::<E, Self>(E::ONE, |done| Some(done.1.clone())),
        ]
    }
}

/// The rows that a field names; what is of another focus area than the initiative is a fault.
pub async fn rows_within<E: Thing>(
    call: &mut Call<'_>,
    (field, ids): (&'static str, &[ID]),
    of: fn(&E::Model) -> Uuid,
    focus_area: Option<Uuid>,
) -> Result<Vec<E::Model>, Failure> {
    let rows = call.rows::<E>(field, ids).await?;
    if focus_area.is_some_and(|focus_area| rows.iter().any(|row| of(row) != focus_area)) {
        call.fault(field, FaultCode::Invalid, "fault-of-another-focus-area", &Arguments::new());
    }
    Ok(rows)
}

/// What an initiative works towards, as an input names it; what is left out stays.
struct Aims {
    mission_ids: Option<Vec<ID>>,
    societal_goal_ids: Option<Vec<ID>>,
    target_ids: Option<Vec<ID>>,
}

/// What it works towards, found.
struct FoundAims {
    missions: Option<Vec<Uuid>>,
    societal_goals: Option<Vec<Uuid>>,
    targets: Option<Vec<Uuid>>,
}

impl Aims {
    async fn find(self, focus_area: Option<Uuid>, call: &mut Call<'_>) -> Result<FoundAims, Failure> {
        let Aims { mission_ids, societal_goal_ids, target_ids } = self;
        Ok(FoundAims {
            missions: call.maybe_keys::<mission::Entity>("missionIds", mission_ids, focus_area).await?,
            societal_goals: call
                .maybe_keys::<societal_goal::Entity>("societalGoalIds", societal_goal_ids, focus_area)
                .await?,
            targets: call.maybe_keys::<agenda_target::Entity>("targetIds", target_ids, None).await?,
        })
    }
}

impl FoundAims {
    async fn link(self, permit: &Permit, initiative: Uuid, call: &mut Call<'_>) -> Result<(), Failure> {
        let FoundAims { missions, societal_goals, targets } = self;
        let of = |name: &'static str| (initiative, name);
        let (name, columns) = MISSIONS;
        call.link::<Entity, initiative_mission::Entity, mission::Entity>(permit, of(name), columns, missions).await?;
        let (name, columns) = SOCIETAL_GOALS;
        call.link::<Entity, initiative_societal_goal::Entity, societal_goal::Entity>(
            permit,
            of(name),
            columns,
            societal_goals,
        )
        .await?;
        let (name, columns) = TARGETS;
        call.link::<Entity, initiative_target::Entity, agenda_target::Entity>(permit, of(name), columns, targets).await
    }
}

/// A kind of link from initiatives: its name in the change log, its column of the initiative and that of the other end.
type Link<C> = (&'static str, (C, C));

const OWNERS: Link<initiative_owner::Column> =
    ("owners", (initiative_owner::Column::InitiativeId, initiative_owner::Column::PersonId));

const PARTICIPANTS: Link<initiative_participant::Column> =
    ("participants", (initiative_participant::Column::InitiativeId, initiative_participant::Column::PersonId));

const MISSIONS: Link<initiative_mission::Column> =
    ("missions", (initiative_mission::Column::InitiativeId, initiative_mission::Column::MissionId));

const SOCIETAL_GOALS: Link<initiative_societal_goal::Column> = (
    "societal_goals",
    (initiative_societal_goal::Column::InitiativeId, initiative_societal_goal::Column::SocietalGoalId),
);

const TARGETS: Link<initiative_target::Column> =
    ("targets", (initiative_target::Column::InitiativeId, initiative_target::Column::TargetId));

const SUPPORT_FUNCTIONS: Link<initiative_support_function::Column> = (
    "support_functions",
    (initiative_support_function::Column::InitiativeId, initiative_support_function::Column::SupportFunctionId),
);

/// Makes `wanted` what the initiative is linked to by `L`.
async fn link<L>(
    call: &mut Call<'_>,
    permit: &Permit,
    initiative: Uuid,
    (name, columns): Link<L::Column>,
    wanted: &[Uuid],
) -> Result<(), Failure>
where
    L: EntityTrait,
    L::ActiveModel: ActiveModelTrait<Entity = L> + Send,
{
    call.write().link::<Entity, L>(permit, (initiative, name), columns, wanted).await
}
