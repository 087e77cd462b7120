//! Matters and the decisions that end them.

use chrono::{DateTime, TimeDelta, Utc};
use entity::audience::INTERNAL;
use entity::kind::{DecisionOutcome, MatterStatus, TeamKind};
use entity::link::matter_document;
use entity::{decision, matter};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::maker::{Maker, Stopped};
use super::subject::{Subject, Text, columns};
use super::words::Phrase;
use super::world::Meeting;
use crate::clock::local_date;

/// What a decision is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    FocusArea(Uuid),
    SocietalGoal(Uuid),
    Mission(Uuid),
    Initiative(Uuid),
    /// Only its matter.
    Matter,
}

/// A decision to be recorded.
#[derive(Clone, Copy)]
pub(super) struct Resolution {
    on: On,
    /// The place of the team that decides.
    team: usize,
    outcome: DecisionOutcome,
    audience: Uuid,
    supersedes: Option<Uuid>,
    matter: Option<Uuid>,
    recorded_by: Option<Uuid>,
}

impl Resolution {
    pub fn new(on: On, team: usize, outcome: DecisionOutcome, audience: Uuid, recorded_by: Option<Uuid>) -> Self {
        Self { on, team, outcome, audience, supersedes: None, matter: None, recorded_by }
    }
}

impl<'w> Maker<'w> {
    /// What the board has decided about focus areas, the ones of the first content included.
    pub fn focus_area_decisions(&mut self) {
        let Some(board) = self.world.teams.iter().position(|team| team.kind == TeamKind::Board) else { return };
        let areas = self.world.areas.iter().map(|area| area.id).chain(self.world.other_areas.clone());
        for area in areas.collect::<Vec<_>>() {
            let subject = self.subject(0);
            let title =
                Text { sv: "prioritering av fokusområde".to_owned(), en: Some("a focus area's priority".to_owned()) };
            let from = self.dice.days_after(self.span.start, 5, 90);
            let by = self.staff(TeamKind::ProcessSupport);
            let resolution = Resolution::new(On::FocusArea(area), board, DecisionOutcome::Approved, INTERNAL, by);
            self.decide(resolution, &subject, &title, from, from + TimeDelta::days(70));
        }
    }

    /// Records a decision made between two moments: at a meeting, if the team met; in some cases about a matter; in
    /// a few put off once before.
    pub fn decide(
        &mut self,
        resolution: Resolution,
        subject: &Subject<'w>,
        title: &Text,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) {
        let mut resolution = resolution;
        if self.dice.chance(6) {
            let earlier = Resolution { outcome: DecisionOutcome::Deferred, ..resolution };
            let between = from + (to - from) / 2;
            resolution.supersedes = Some(self.decision(earlier, subject, title, from, between));
        } else if self.dice.chance(15) {
            let audience = self.matter_audience(resolution.team);
            resolution.matter = Some(self.matter(resolution.team, subject, from, MatterStatus::Decided, audience));
        }
        self.decision(resolution, subject, title, from, to);
    }

    fn decision(
        &mut self,
        resolution: Resolution,
        subject: &Subject<'w>,
        title: &Text,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Uuid {
        let words = &self.words.meetings;
        let meeting = self.last_meeting(resolution.team, from, to);
        let at = self.decided_at(resolution.team, from, to);
        let id = self.dice.id(at);
        let title = subject.about(&mut self.dice, &words.decision_title, title);
        let (motivation_sv, motivation_en) =
            columns(subject.perhaps(&mut self.dice, 75, reasons(words, resolution.outcome)));
        let about = |wanted: fn(On) -> Option<Uuid>| Set(wanted(resolution.on));
        self.rows.decisions.push(decision::ActiveModel {
            id: Set(id),
            matter_id: Set(resolution.matter),
            team_id: Set(self.world.teams[resolution.team].id),
            meeting_id: Set(meeting.map(|meeting| meeting.event)),
            subject_focus_area_id: about(|on| if let On::FocusArea(id) = on { Some(id) } else { None }),
            subject_societal_goal_id: about(|on| if let On::SocietalGoal(id) = on { Some(id) } else { None }),
            subject_mission_id: about(|on| if let On::Mission(id) = on { Some(id) } else { None }),
            subject_initiative_id: about(|on| if let On::Initiative(id) = on { Some(id) } else { None }),
            outcome: Set(resolution.outcome),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            motivation_sv: Set(motivation_sv),
            motivation_en: Set(motivation_en),
            decided_on: Set(local_date(at)),
            supersedes_id: Set(resolution.supersedes),
            recorded_by_id: Set(resolution.recorded_by),
            audience_id: Set(resolution.audience),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
        id
    }

    /// When a team decides between two moments: at its last meeting, if it met.
    pub fn decided_at(&self, team: usize, from: DateTime<Utc>, to: DateTime<Utc>) -> DateTime<Utc> {
        self.last_meeting(team, from, to).map_or(to, |meeting| meeting.at)
    }

    /// The team's last meeting between the two moments.
    fn last_meeting(&self, team: usize, from: DateTime<Utc>, to: DateTime<Utc>) -> Option<Meeting> {
        let meetings = &self.world.teams[team].meetings;
        let held = meetings.partition_point(|meeting| meeting.at <= to);
        meetings[..held].last().copied().filter(|meeting| meeting.at >= from)
    }

    /// Matters in every state.
    pub fn matters(&mut self, wanted: usize) -> Result<(), Stopped> {
        let states = [
            (25, MatterStatus::Raised),
            (25, MatterStatus::Prepared),
            (40, MatterStatus::Decided),
            (10, MatterStatus::Withdrawn),
        ];
        let outcomes =
            [(60, DecisionOutcome::Approved), (25, DecisionOutcome::Declined), (15, DecisionOutcome::Deferred)];
        for place in 0..wanted {
            let team = self.dice.below(self.world.teams.len());
            let at = self.span.part(place, wanted);
            let status = self.dice.weighted_after_each(place, &states);
            let subject = self.subject(self.world.teams[team].area.unwrap_or(place % 2));
            let own = self.matter_audience(team);
            let audience = self.dice.weighted(&[(80, own), (20, INTERNAL)]);
            let matter = self.matter(team, &subject, at, status, audience);
            if status == MatterStatus::Decided {
                let outcome = self.dice.weighted_after_each(place, &outcomes);
                let by = self.staff(TeamKind::ProcessSupport);
                let mut resolution = Resolution::new(On::Matter, team, outcome, audience, by);
                resolution.matter = Some(matter);
                let title = subject.text(&mut self.dice, &self.words.work.need_title);
                let to = self.later(at, 20, 70);
                self.decision(resolution, &subject, &title, at, to);
            }
            self.send_many()?;
        }
        Ok(())
    }

    fn matter(
        &mut self,
        team: usize,
        subject: &Subject<'w>,
        at: DateTime<Utc>,
        status: MatterStatus,
        audience: Uuid,
    ) -> Uuid {
        let words = &self.words.meetings;
        let id = self.dice.id(at);
        let title = subject.text(&mut self.dice, &words.matter_title);
        let (description_sv, description_en) = columns(subject.perhaps(&mut self.dice, 70, &words.matter_description));
        let is_prepared = matches!(status, MatterStatus::Prepared | MatterStatus::Decided);
        let updated_at = if status == MatterStatus::Raised { at } else { self.later(at, 3, 40) };
        let meeting = self.last_meeting(team, at, at + TimeDelta::days(90)).filter(|_| is_prepared);
        let prepared_by = self.staff(TeamKind::ProcessSupport).filter(|_| is_prepared);
        let raised_by = if self.dice.chance(90) { Some(self.person(at)) } else { None };
        self.rows.matters.push(matter::ActiveModel {
            id: Set(id),
            team_id: Set(self.world.teams[team].id),
            raised_by_id: Set(raised_by),
            prepared_by_id: Set(prepared_by),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            description_sv: Set(description_sv),
            description_en: Set(description_en),
            meeting_id: Set(meeting.map(|meeting| meeting.event)),
            status: Set(status),
            audience_id: Set(audience),
            version: Set(if status == MatterStatus::Raised { 1 } else { 2 }),
            created_at: Set(at),
            updated_at: Set(updated_at),
            ..Default::default()
        });
        if self.dice.chance(30)
            && let Some(document) = self.dice.pick_any(&self.world.documents)
        {
            let link = matter_document::ActiveModel { matter_id: Set(id), document_id: Set(document) };
            self.rows.matter_documents.push(link);
        }
        id
    }
}

fn reasons(words: &super::words::Meetings, outcome: DecisionOutcome) -> &[Phrase] {
    match outcome {
        DecisionOutcome::Approved => &words.approved,
        DecisionOutcome::Declined => &words.declined,
        DecisionOutcome::Deferred => &words.deferred,
    }
}
