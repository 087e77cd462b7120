//! Decisions (beslut). Each is a record: it is never edited, only superseded.

use std::sync::LazyLock;

use async_graphql::{ID, InputObject};
use entity::decision::{ActiveModel, Column as C, Entity, Model};
use entity::kind::{DecisionOutcome, MatterStatus, TeamKind, Visibility};
use entity::{audience, event, focus_area, initiative, matter, mission, person, societal_goal, team};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Condition, Set};

use super::declare::{
    Call, Choice, Date, Done, Fields, Mutation, Request, Root, Row, Shown, Shows, Text, Texts, Thing, mutation, row,
    shown_row,
};
use super::node::DecisionSubject;
use crate::error::Error;
use crate::fault::{Failure, FaultCode};
use crate::message::Arguments;
use crate::policy::{Action, Regarding};
use crate::store::Permit;

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
    .grouped()
    .date("decidedOn", C::DecidedOn, "When (Swedish: beslutsdatum).")
    .ordered()
    .periods(C::DecidedOn, ["decidedOnYear", "decidedOnQuarter", "decidedOnMonth"])
    .visibility()
    .one::<team::Entity>("team", C::TeamId, "Who decided (Swedish: grupp).")
    .grouped()
    .one::<matter::Entity>("matter", C::MatterId, "The matter that it is about (Swedish: ärende).")
    .one::<event::Entity>("meeting", C::MeetingId, "At which meeting (Swedish: möte).")
    .grouped()
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

/// What a team decided.
#[derive(InputObject)]
pub struct DecisionInput {
    /// What was decided; APPROVED where nothing is said.
    outcome: Option<Choice<DecisionOutcome>>,
    /// Its title; that of what it is about where nothing is said.
    title: Option<Text>,
    /// Why.
    motivation: Option<Text>,
    /// When; today where nothing is said, and never later.
    decided_on: Option<Date>,
    /// The matter that it ends: prepared, and the team's own. Where it is DEFERRED, the matter stays prepared, to be decided on again.
    matter_id: Option<ID>,
    /// The meeting at which it was made.
    meeting_id: Option<ID>,
    /// Who may see it. Where nothing is said, whoever may see what it is about, and its matter where it has one.
    visibility: Option<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: Option<Vec<ID>>,
}

/// A decision whose input is right.
pub struct Decided {
    /// What was decided.
    pub outcome: DecisionOutcome,
    title: Option<Texts>,
    motivation: Option<Texts>,
    decided_on: chrono::NaiveDate,
    matter: Option<matter::Model>,
    meeting: Option<event::Model>,
    /// Who may see it, where that is said.
    audience: Option<Uuid>,
}

/// What a decision is about, and who makes it.
pub struct About {
    /// The team that decides.
    pub team: Uuid,
    /// What it is about.
    pub subject: Option<Subject>,
    /// The title, where the decision has none of its own.
    pub title: Texts,
    /// Who may see it, where nothing is said and its matter is not for fewer.
    pub audience: Uuid,
}

/// The thing that a decision is about.
#[derive(Clone, Copy)]
pub enum Subject {
    /// A focus area.
    FocusArea(Uuid),
    /// A societal goal.
    SocietalGoal(Uuid),
    /// A mission.
    Mission(Uuid),
    /// An initiative.
    Initiative(Uuid),
}

impl Call<'_> {
    /// Reads what was decided by `team`.
    pub async fn decision(&mut self, input: DecisionInput, team: Option<Uuid>) -> Result<Decided, Failure> {
        let DecisionInput { outcome, title, motivation, decided_on, matter_id, meeting_id, visibility, restricted_to } =
            input;
        let matter = self.maybe_row::<matter::Entity>("decision.matterId", matter_id.as_ref()).await?;
        let meeting = self.maybe_row::<event::Entity>("decision.meetingId", meeting_id.as_ref()).await?;
        if matter.as_ref().is_some_and(|matter| Some(matter.team_id) != team) {
            self.fault("decision.matterId", FaultCode::Invalid, "fault-matter-of-another-team", &Arguments::new());
        }
        if matter.as_ref().is_some_and(|matter| matter.status != MatterStatus::Prepared) {
            self.fault("decision.matterId", FaultCode::WrongState, "fault-matter-not-prepared", &Arguments::new());
        }
        let today = self.today();
        let decided_on = decided_on.map_or(today, |day| day.0);
        if decided_on > today {
            self.fault("decision.decidedOn", FaultCode::Invalid, "fault-not-yet", &Arguments::new());
        }
        let audience = self.said_audience("decision.restrictedTo", visibility, restricted_to).await?;
        Ok(Decided {
            outcome: outcome.map_or(DecisionOutcome::Approved, |choice| choice.0),
            title: title.map(|title| self.title("decision.title", title)),
            motivation: self.maybe_prose("decision.motivation", motivation),
            decided_on,
            matter,
            meeting,
            audience,
        })
    }

    /// Writes a decision down, and ends its matter unless it is deferred. Where nobody says who may see it, nobody sees it
    /// who does not see its matter.
    pub async fn record(
        &mut self,
        permit: &Permit,
        decided: Decided,
        about: About,
        supersedes: Option<Uuid>,
    ) -> Result<Model, Failure> {
        let Decided { outcome, title, motivation, decided_on, matter, meeting, audience: said } = decided;
        let About { team, subject, title: of_subject, audience } = about;
        let audience = match (said, &matter) {
            (Some(said), _) => said,
            (None, Some(matter)) => self.write().common_audience(audience, matter.audience_id, team).await?,
            (None, None) => audience,
        };
        let title = title.unwrap_or(of_subject);
        let motivation = motivation.unwrap_or_default();
        let mut row = ActiveModel {
            matter_id: Set(matter.as_ref().map(|matter| matter.id)),
            team_id: Set(team),
            meeting_id: Set(meeting.map(|meeting| meeting.id).or(matter.as_ref().and_then(|matter| matter.meeting_id))),
            outcome: Set(outcome),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            motivation_sv: Set(Some(motivation.sv).filter(|text| !text.is_empty())),
            motivation_en: Set(motivation.en),
            decided_on: Set(decided_on),
            supersedes_id: Set(supersedes),
            recorded_by_id: Set(self.actor().person()),
            audience_id: Set(audience),
            ..ActiveModel::default()
        };
        match subject {
            Some(Subject::FocusArea(id)) => row.subject_focus_area_id = Set(Some(id)),
            Some(Subject::SocietalGoal(id)) => row.subject_societal_goal_id = Set(Some(id)),
            Some(Subject::Mission(id)) => row.subject_mission_id = Set(Some(id)),
            Some(Subject::Initiative(id)) => row.subject_initiative_id = Set(Some(id)),
            None => {}
        }
        if let Some(matter) = matter.filter(|_| outcome != DecisionOutcome::Deferred) {
            self.update::<matter::Entity>(permit, &matter, |row| row.status = Set(MatterStatus::Decided)).await?;
        }
        self.insert::<Entity>(permit, row).await
    }

    /// The team of this kind, and of this focus area where it has one.
    pub async fn team(&self, kind: TeamKind, focus_area: Option<Uuid>) -> Result<Option<Uuid>, Failure> {
        let mut of = Condition::all().add(team::Column::Kind.eq(kind));
        if let Some(focus_area) = focus_area {
            of = of.add(team::Column::FocusAreaId.eq(focus_area));
        }
        Ok(self.find::<team::Entity>(of).await?.first().map(|team| team.id))
    }
}

/// A thing and the decision about it.
pub struct AndDecision<E: Thing>(pub E::Model, pub Model);

impl<E: Thing> Done for AndDecision<E> {
    fn fields() -> Vec<Shows<Self>> {
        vec![
            shown_row::<E, Self>(E::ONE, |done| Some(done.0.clone())),
            shown_row::<Entity, Self>(Entity::ONE, |done| Some(done.1.clone())),
        ]
    }
}

/// What can be done with them.
pub fn mutations() -> Vec<Root> {
    vec![mutation::<RecordDecision>(), mutation::<SupersedeDecision>()]
}

/// `recordDecision`
struct RecordDecision;

/// A decision that no other mutation carries.
#[derive(InputObject)]
struct RecordDecisionInput {
    /// The team that decided.
    team_id: ID,
    /// What it decided. It needs a title, or a matter that has one.
    decision: DecisionInput,
    /// Who may see it; INTERNAL where nothing is said, and of those, where it is about a matter, whoever may see that.
    visibility: Option<Choice<Visibility>>,
    /// The teams that it is restricted to, where it is RESTRICTED.
    restricted_to: Option<Vec<ID>>,
}

impl Mutation for RecordDecision {
    const ACTION: Action = Action::RecordDecision;
    const DOC: &'static str = "Writes down what a team decided, where no other mutation does; ends the matter that it is about, unless it is DEFERRED (Swedish: anteckna beslut).";
    type Input = RecordDecisionInput;
    type Done = Row<Entity>;

    async fn act(input: RecordDecisionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let RecordDecisionInput { team_id, decision, visibility, restricted_to } = input;
        let team = call.row::<team::Entity>("teamId", &team_id).await?;
        let mut decided = call.decision(decision, team.as_ref().map(|team| team.id)).await?;
        let said = call.said_audience("restrictedTo", visibility, restricted_to).await?;
        decided.audience = said.or(decided.audience);
        let of_matter =
            decided.matter.as_ref().map(|matter| Texts { sv: matter.title_sv.clone(), en: matter.title_en.clone() });
        if decided.title.is_none() && of_matter.is_none() {
            call.fault("decision.title", FaultCode::Invalid, "fault-decision-title", &Arguments::new());
        }
        let team = call.all_of(team)?;
        let permit = call.permit(&Regarding { team: Some(team.id), ..Regarding::default() })?;
        let (title, audience) = (of_matter.unwrap_or_default(), audience::INTERNAL);
        let about = About { team: team.id, subject: None, title, audience };
        call.record(&permit, decided, about, None).await.map(Row)
    }
}

/// `supersedeDecision`
struct SupersedeDecision;

/// A decision and what takes its place.
#[derive(InputObject)]
struct SupersedeDecisionInput {
    /// The decision that is superseded: nothing has taken its place yet.
    decision_id: ID,
    /// What takes its place, by the same team about the same thing.
    decision: DecisionInput,
}

impl Mutation for SupersedeDecision {
    const ACTION: Action = Action::SupersedeDecision;
    const DOC: &'static str = "Puts a new decision in the place of an earlier one, which stays as it is. What the earlier one led to is not undone by it (Swedish: ersätta beslut).";
    type Input = SupersedeDecisionInput;
    type Done = Row<Entity>;

    async fn act(input: SupersedeDecisionInput, call: &mut Call<'_>) -> Result<Row<Entity>, Failure> {
        let SupersedeDecisionInput { decision_id, decision } = input;
        let earlier = call.row::<Entity>("decisionId", &decision_id).await?;
        let decided = call.decision(decision, earlier.as_ref().map(|earlier| earlier.team_id)).await?;
        let earlier = call.all_of(earlier)?;
        let permit = call.permit(&Regarding { team: Some(earlier.team_id), ..Regarding::default() })?;
        if !call.find::<Entity>(C::SupersedesId.eq(earlier.id).into()).await?.is_empty() {
            return call.refuse("decisionId", FaultCode::WrongState, "fault-superseded");
        }
        let subject = subject_of(&earlier);
        let title = Texts { sv: earlier.title_sv.clone(), en: earlier.title_en.clone() };
        let about = About { team: earlier.team_id, subject, title, audience: earlier.audience_id };
        call.record(&permit, decided, about, Some(earlier.id)).await.map(Row)
    }
}

fn subject_of(decision: &Model) -> Option<Subject> {
    let focus_area = decision.subject_focus_area_id.map(Subject::FocusArea);
    let societal_goal = decision.subject_societal_goal_id.map(Subject::SocietalGoal);
    let mission = decision.subject_mission_id.map(Subject::Mission);
    focus_area.or(societal_goal).or(mission).or(decision.subject_initiative_id.map(Subject::Initiative))
}
