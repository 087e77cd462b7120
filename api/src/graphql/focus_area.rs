//! Focus areas (fokusområden).

use std::sync::LazyLock;

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::focus_area::{ActiveModel, Column as C, Entity, Model};
use entity::kind::{DecisionOutcome, FocusAreaStatus, TeamKind};
use entity::link::news_focus_area;
use entity::{audience, challenge, decision, event, initiative, mission, news, societal_goal, strategic_need, team};
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveEnum, Condition, Set};

use super::decision::{About, AndDecision, Decided, DecisionInput, Subject};
use super::declare::{
    Call, EnumType, Fields, Mutation, Root, Row, Text, Texts, Thing, label, mutation, patch, set_text,
};
use super::portfolio::Portfolio;
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};
use crate::store::Path;

impl Thing for Entity {
    const NAME: &'static str = "FocusArea";
    const ONE: &'static str = "focusArea";
    const MANY: &'static str = "focusAreas";

    fn fields() -> &'static Fields<Self> {
        static FIELDS: LazyLock<Fields<Entity>> = LazyLock::new(declare);
        &FIELDS
    }
}

fn declare() -> Fields<Entity> {
    Fields::new("An area that the board prioritises (Swedish: fokusområde, norrstjärna).", &[(C::Number, false)])
        .text("slug", C::Slug, "Its name in addresses.")
        .key()
        .int("number", C::Number, "Its number.")
        .ordered()
        .translated("name", "Its name (Swedish: namn).")
        .prose("summary", "What it is about, in short (Swedish: sammanfattning).")
        .choice::<FocusAreaStatus>("status", C::Status, "How far it has come (Swedish: status).")
        .core_team()
        .many::<societal_goal::Entity>(
            "societalGoals",
            societal_goal::Column::FocusAreaId,
            "The societal goals chosen within it (Swedish: samhällsmål).",
        )
        .many::<strategic_need::Entity>(
            "strategicNeeds",
            strategic_need::Column::FocusAreaId,
            "What the parties need within it (Swedish: behov).",
        )
        .many::<challenge::Entity>(
            "challenges",
            challenge::Column::FocusAreaId,
            "The challenges identified within it (Swedish: utmaningar).",
        )
        .many::<mission::Entity>(
            "missions",
            mission::Column::FocusAreaId,
            "The missions decided within it (Swedish: missioner).",
        )
        .many::<initiative::Entity>(
            "initiatives",
            initiative::Column::FocusAreaId,
            "All initiatives proposed within it (Swedish: initiativ).",
        )
        .portfolio()
        .many::<decision::Entity>(
            "decisions",
            decision::Column::SubjectFocusAreaId,
            "The decisions about it (Swedish: beslut).",
        )
        .linked::<news::Entity>(
            "news",
            Path::over::<news_focus_area::Entity>(
                news_focus_area::Column::FocusAreaId,
                news_focus_area::Column::NewsId,
            ),
            "The news about it (Swedish: nyheter).",
        )
        .many::<event::Entity>("events", event::Column::FocusAreaId, "Its entries in the calendar (Swedish: kalender).")
        .actions()
        .editable()
}

impl Fields<Entity> {
    fn core_team(self) -> Self {
        const ORDER: &[(team::Column, bool)] = &[(team::Column::Id, false)];
        self.first::<team::Entity>("coreTeam", team::Column::FocusAreaId, ORDER, "Its Core Team (Swedish: Core Team).")
    }

    fn portfolio(self) -> Self {
        self.computed_object::<Portfolio>(
            "portfolio",
            "The initiatives within it as a whole (Swedish: portfölj).",
            |shown| Portfolio::OfFocusArea(shown.clone()),
        )
    }
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![
        mutation::<ProposeFocusArea>(),
        mutation::<UpdateFocusArea>(),
        mutation::<PrioritiseFocusArea>(),
        mutation::<PauseFocusArea>(),
        mutation::<ResumeFocusArea>(),
        mutation::<CloseFocusArea>(),
    ]
}

impl Call<'_> {
    /// The focus area that something new is to be part of, which must be in one of these states.
    pub async fn focus_area(&mut self, id: &ID, possible: &[FocusAreaStatus]) -> Result<Option<Model>, Failure> {
        let focus_area = self.row::<Entity>(ID_FIELD, id).await?;
        if let Some(focus_area) = &focus_area
            && !possible.contains(&focus_area.status)
        {
            let name = |status: &FocusAreaStatus| label(self.language, FocusAreaStatus::NAME, &status.to_value());
            let mut values = Arguments::new();
            values.set("state", name(&focus_area.status));
            values.set("possible", possible.iter().map(name).collect::<Vec<_>>().join(", "));
            self.fault(ID_FIELD, FaultCode::WrongState, "fault-focus-area-state", &values);
        }
        Ok(focus_area)
    }

    /// What the Core Team of a focus area decided, and the team.
    pub async fn decision_of_core_team(
        &mut self,
        focus_area: Option<Uuid>,
        input: DecisionInput,
    ) -> Result<(Decided, Option<Uuid>), Failure> {
        let team = match focus_area {
            Some(focus_area) => self.team(TeamKind::FocusAreaTeam, Some(focus_area)).await?,
            None => None,
        };
        let decided = self.decision(input, team).await?;
        if focus_area.is_some() && team.is_none() {
            self.fault("decision", FaultCode::NotFound, "fault-no-core-team", &Arguments::new());
        }
        Ok((decided, team))
    }
}

/// The states in which a focus area takes up what the parties bring to it.
pub const OPEN: [FocusAreaStatus; 3] =
    [FocusAreaStatus::Proposed, FocusAreaStatus::Prioritised, FocusAreaStatus::Paused];

/// `proposeFocusArea`
struct ProposeFocusArea;

/// An area to work in.
#[derive(InputObject)]
struct ProposeFocusAreaInput {
    /// Its name in addresses: small letters a to z, digits and hyphens; no other focus area has it.
    slug: String,
    /// Its name.
    name: Text,
    /// What it is about, in short.
    summary: Option<Text>,
}

impl Mutation for ProposeFocusArea {
    const ACTION: Action = Action::ProposeFocusArea;
    const DOC: &'static str =
        "Puts an area forward for the board to prioritise; it gets the next number (Swedish: föreslå fokusområde).";
    type Input = ProposeFocusAreaInput;
    type Done = Row<Entity>;

    async fn act(input: ProposeFocusAreaInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let ProposeFocusAreaInput { slug, name, summary } = input;
        let slug = call.slug("slug", &slug);
        let name = call.title("name", name);
        let summary = call.maybe_prose("summary", summary);
        let all = call.find::<Entity>(Condition::all()).await?;
        if all.iter().any(|other| other.slug == slug) {
            call.fault("slug", FaultCode::AlreadyExists, "fault-taken", &Arguments::new());
        }
        call.check()?;
        let permit = call.permit(&Regarding::default())?;
        let mut row = ActiveModel {
            slug: Set(slug),
            number: Set(1 + all.iter().map(|other| other.number).max().unwrap_or(0)),
            name_sv: Set(name.sv),
            name_en: Set(name.en),
            status: Set(FocusAreaStatus::Proposed),
            ..ActiveModel::default()
        };
        set_text(&mut row, "summary", summary);
        call.insert::<Entity>(&permit, row).await.map(Row)
    }
}

/// `updateFocusArea`
struct UpdateFocusArea;

/// What is new; what is left out stays, what is null is cleared.
#[derive(InputObject)]
struct UpdateFocusAreaInput {
    /// The focus area.
    focus_area_id: ID,
    /// The version that the edit was made on.
    version: i32,
    /// Its name.
    name: MaybeUndefined<Text>,
    /// What it is about, in short.
    summary: MaybeUndefined<Text>,
}

impl Mutation for UpdateFocusArea {
    const ACTION: Action = Action::UpdateFocusArea;
    const DOC: &'static str = "Changes the name and the summary of a focus area (Swedish: ändra fokusområde).";
    type Input = UpdateFocusAreaInput;
    type Done = Row<Entity>;

    async fn act(input: UpdateFocusAreaInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let UpdateFocusAreaInput { focus_area_id, version, name, summary } = input;
        let living = call.living::<Entity>(ID_FIELD, &focus_area_id, version).await?;
        let name = call.patched_title("name", name);
        let summary = call.patched_prose::<Entity>("summary", summary, living.as_ref().map(|(row, _)| row));
        let (focus_area, permit) = call.all_of(living)?;
        let change = |row: &mut ActiveModel| {
            patch(row, "name", name);
            patch(row, "summary", summary);
        };
        call.update::<Entity>(&permit, &focus_area, change).await.map(Row)
    }
}

/// The field of the inputs that names the focus area.
const ID_FIELD: &str = "focusAreaId";

/// Declares steps that the board decides on, each under the name of its mutation, with its input.
macro_rules! board_steps {
    ($($step:ident, $input:ident, $status:ident: $doc:literal;)+) => {$(
        #[doc = concat!("`", stringify!($step), "`")]
        struct $step;

        /// What the board decided about a focus area.
        #[derive(InputObject)]
        struct $input {
            /// The focus area.
            focus_area_id: ID,
            /// The version that the decision was made on.
            version: i32,
            /// What the board decided. Where it is not APPROVED, it is written down and the focus area stays as it is.
            decision: DecisionInput,
        }

        impl Mutation for $step {
            const ACTION: Action = Action::$step;
            const DOC: &'static str = $doc;
            type Input = $input;
            type Done = AndDecision<Entity>;

            async fn act(input: $input, call: &mut Call<'_>) -> Result<AndDecision<Entity>, Failure> {
                let $input { focus_area_id, version, decision } = input;
                decide((focus_area_id, version), decision, FocusAreaStatus::$status, call).await
            }
        }
    )+};
}

board_steps! {
    PrioritiseFocusArea, PrioritiseFocusAreaInput, Prioritised:
        "Prioritises a focus area: the board's decision, written down with it (Swedish: prioritera fokusområde).";
    PauseFocusArea, PauseFocusAreaInput, Paused:
        "Pauses a focus area: the board's decision, written down with it (Swedish: pausa fokusområde).";
    ResumeFocusArea, ResumeFocusAreaInput, Prioritised:
        "Takes a paused focus area up again: the board's decision, written down with it (Swedish: återuppta fokusområde).";
    CloseFocusArea, CloseFocusAreaInput, Closed:
        "Closes a focus area for good: the board's decision, written down with it (Swedish: avsluta fokusområde).";
}

async fn decide(
    (id, version): (ID, i32),
    decision: DecisionInput,
    status: FocusAreaStatus,
    call: &mut Call<'_>,
) -> Result<AndDecision<Entity>, Failure> {
    let living = call.living::<Entity>(ID_FIELD, &id, version).await?;
    let board = call.team(TeamKind::Board, None).await?;
    let decided = call.decision(decision, board).await?;
    if board.is_none() {
        call.fault("decision", FaultCode::NotFound, "fault-no-board", &Arguments::new());
    }
    let ((focus_area, permit), team) = call.all_of(living.zip(board))?;
    let is_approved = decided.outcome == DecisionOutcome::Approved;
    let title = Texts { sv: focus_area.name_sv.clone(), en: focus_area.name_en.clone() };
    // what the board decides about a focus area is as public as the focus area, unless its matter is not
    let about = About { team, subject: Some(Subject::FocusArea(focus_area.id)), title, audience: audience::PUBLIC };
    let decision = call.record(&permit, decided, about, None).await?;
    let focus_area = if is_approved {
        call.update::<Entity>(&permit, &focus_area, |row| row.status = Set(status)).await?
    } else {
        focus_area
    };
    Ok(AndDecision(focus_area, decision))
}
