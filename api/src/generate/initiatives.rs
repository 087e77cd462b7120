//! Initiatives in every state, and what they are linked to.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use entity::initiative::{Entity, Model};
use entity::kind::{DecisionOutcome, DocumentKind, EventKind, InitiativeStatus, TeamKind};
use entity::link::{
    initiative_document, initiative_event, initiative_mission, initiative_owner, initiative_participant,
    initiative_societal_goal, initiative_support_function, initiative_target,
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::course::Course;
use super::decisions::{On, Resolution};
use super::events::Entry;
use super::history::History;
use super::maker::{Maker, Stopped, days_after};
use super::subject::{Subject, Text, columns};
use crate::clock::local_date;
use crate::policy::Action;
use crate::store::{Deed, Linked};

/// An initiative, while the rows around it are made.
#[derive(Clone)]
pub(super) struct Initiative<'w> {
    pub id: Uuid,
    /// The place of its focus area in `World::areas`.
    pub area: usize,
    pub subject: Subject<'w>,
    pub history: History,
    pub audience: Uuid,
    pub owners: Vec<Uuid>,
    pub goals: Vec<Uuid>,
    /// Who wrote the Core Team's decision down.
    decided_by: Option<Uuid>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
}

impl<'w> Maker<'w> {
    pub fn initiatives(&mut self, wanted: usize) -> Result<(), Stopped> {
        let (mut year, mut number) = (0, 0);
        for place in 0..wanted {
            let (from, to) = (self.span.part(place, wanted), self.span.part(place + 1, wanted));
            self.tell_before(from);
            let at = self.dice.moment(from, to);
            let this_year = local_date(at).year();
            number = if this_year == year { number + 1 } else { 1 };
            year = this_year;
            self.initiative(at, format!("I-{year}-{number:05}"));
            self.send_many()?;
        }
        Ok(())
    }

    fn initiative(&mut self, at: DateTime<Utc>, reference: String) {
        let area = self.dice.below(self.world.areas.len());
        let subject = self.subject(area);
        let mut history = History::draw(&mut self.dice, at, self.span.now);
        let (team, placed) = (self.world.areas[area].team, history.placed);
        if let Some((decided, placed)) = history.decided().zip(placed) {
            *decided = self.decided_at(team, placed, *decided);
        }
        let lead = self.dice.chance(93).then(|| self.organisation(55));
        let (starts_on, ends_on) = self.dates(&history);
        let owners = self.owners(at, lead);
        let initiative = Initiative {
            id: self.dice.id(at),
            area,
            subject,
            history,
            audience: self.audience(area),
            owners,
            goals: Vec::new(),
            decided_by: self.staff(TeamKind::ProcessSupport),
            starts_on,
            ends_on,
        };
        let title = subject.text(&mut self.dice, &self.words.work.initiative_title);
        let proposed = self.initiative_proposed(&initiative, reference, &title, lead);
        let (initiative, linked) = self.initiative_links(initiative);
        self.initiative_decision(&initiative, &title);
        let screened_by = self.screening(&initiative);
        let removed_by = self.evaluations(&initiative);
        let course = self.initiative_course(&initiative, proposed, screened_by, removed_by);
        self.rows.initiatives.extend(course.row());
        self.course(course, &linked);
        self.contributions(&initiative);
        self.carrying_out(&initiative);
        self.papers(&initiative);
        self.world.initiatives.push(initiative.id);
    }

    fn dates(&mut self, history: &History) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let starts_on = match (history.started, history.approved) {
            (Some(started), _) => local_date(started),
            (None, Some(approved)) => days_after(approved, self.dice.between(10, 90)),
            (None, None) if self.dice.chance(40) => days_after(history.proposed, self.dice.between(60, 300)),
            (None, None) => return (None, None),
        };
        let planned = starts_on + TimeDelta::days(self.dice.between(120, 1000));
        match history.left {
            Some(left) if history.status == InitiativeStatus::Completed => (Some(starts_on), Some(local_date(left))),
            _ => (Some(starts_on), self.dice.chance(85).then_some(planned)),
        }
    }

    fn owners(&mut self, at: DateTime<Utc>, lead: Option<usize>) -> Vec<Uuid> {
        let wanted = self.dice.weighted(&[(55, 1), (33, 2), (12, 3)]);
        match lead {
            Some(lead) => self.people_of(lead, at, wanted),
            None => self.people(at, wanted),
        }
    }

    /// An initiative as it was proposed.
    fn initiative_proposed(
        &mut self,
        one: &Initiative<'_>,
        reference: String,
        title: &Text,
        lead: Option<usize>,
    ) -> Model {
        let work = &self.words.work;
        let (summary_sv, summary_en) = columns(one.subject.perhaps(&mut self.dice, 92, &work.initiative_summary));
        let paragraphs = self.dice.count(2, 4);
        let body =
            self.dice.chance(55).then(|| one.subject.paragraphs(&mut self.dice, &work.initiative_body, paragraphs));
        let (body_sv, body_en) = columns(body);
        let proposed_by = match self.dice.weighted(&[(60, 0), (30, 1), (10, 2)]) {
            0 => one.owners.first().copied(),
            1 => Some(self.person(one.history.proposed)),
            _ => None,
        };
        Model {
            id: one.id,
            reference,
            title_sv: title.sv.clone(),
            title_en: title.en.clone(),
            summary_sv,
            summary_en,
            body_sv,
            body_en,
            kind: one.subject.kind,
            status: InitiativeStatus::Proposed,
            focus_area_id: self.world.areas[one.area].id,
            lead_organisation_id: lead.map(|lead| self.world.organisations[lead].id),
            proposed_by_id: proposed_by,
            starts_on: one.starts_on,
            ends_on: one.ends_on,
            audience_id: one.audience,
            // Both are filled in when it is inserted.
            title_sv_folded: String::new(),
            title_en_folded: String::new(),
            version: 1,
            created_at: one.history.proposed,
            updated_at: one.history.proposed,
        }
    }

    /// The states of an initiative from that in which it was proposed.
    fn initiative_course(
        &mut self,
        one: &Initiative<'_>,
        proposed: Model,
        screened_by: Option<Uuid>,
        removed_by: Option<Uuid>,
    ) -> Course<Entity> {
        let (at, by) = (one.history.proposed, proposed.proposed_by_id);
        let mut course = Course::<Entity>::new(Deed { at, action: Action::ProposeInitiative, by }, proposed);
        for (at, action, status) in one.history.steps() {
            let by = match action {
                Action::ScreenInitiative => screened_by,
                Action::PlaceInPortfolio => self.staff(TeamKind::PortfolioGroup),
                Action::RemoveFromPortfolio => removed_by,
                Action::DecideInitiative => one.decided_by,
                _ => self.dice.pick_any(&one.owners),
            };
            course.then(Some(Deed { at, action, by }), |row| row.status = status);
        }
        course
    }

    /// People, aims, missions and support functions. Gives the initiative back with its societal goals, and all that it is
    /// linked to as the change log has it.
    fn initiative_links(&mut self, mut one: Initiative<'w>) -> (Initiative<'w>, Vec<Linked>) {
        let (id, at) = (one.id, one.history.proposed);
        for owner in &one.owners {
            let link = initiative_owner::ActiveModel { initiative_id: Set(id), person_id: Set(*owner) };
            self.rows.initiative_owners.push(link);
        }
        let wanted = self.dice.count(0, 5);
        let participants = self.people(at, wanted);
        for person in &participants {
            let link = initiative_participant::ActiveModel { initiative_id: Set(id), person_id: Set(*person) };
            self.rows.initiative_participants.push(link);
        }
        let aims = if self.dice.chance(88) { self.aims(one.area, 2, 2) } else { Vec::new() };
        for (goal, targets) in &aims {
            let link = initiative_societal_goal::ActiveModel { initiative_id: Set(id), societal_goal_id: Set(*goal) };
            self.rows.initiative_societal_goals.push(link);
            for target in targets {
                let link = initiative_target::ActiveModel { initiative_id: Set(id), target_id: Set(*target) };
                self.rows.initiative_targets.push(link);
            }
        }
        let (goals, targets): (_, Vec<_>) = aims.into_iter().unzip();
        one.goals = goals;
        let missions = self.initiative_missions(&one);
        let wanted = if self.dice.chance(35) { self.dice.count(1, 2) } else { 0 };
        let functions = self.dice.several(&self.world.support_functions, wanted);
        for function in &functions {
            let (initiative_id, support_function_id) = (Set(id), Set(*function));
            let link = initiative_support_function::ActiveModel { initiative_id, support_function_id };
            self.rows.initiative_support_functions.push(link);
        }
        let linked = vec![
            ("missions", missions),
            ("societal_goals", one.goals.clone()),
            ("targets", targets.concat()),
            ("owners", one.owners.clone()),
            ("participants", participants),
            ("support_functions", functions),
        ];
        (one, linked)
    }

    /// Missions that were decided on by the time the initiative was proposed.
    fn initiative_missions(&mut self, one: &Initiative<'_>) -> Vec<Uuid> {
        let missions = &self.world.areas[one.area].missions;
        let known = Self::known_at(missions, one.history.proposed);
        let wanted = self.dice.weighted(&[(25, 0), (60, 1), (15, 2)]);
        let missions = self.dice.several(&missions[..known], wanted).into_iter().map(|mission| mission.id);
        let missions = missions.collect::<Vec<_>>();
        for mission in &missions {
            let link = initiative_mission::ActiveModel { initiative_id: Set(one.id), mission_id: Set(*mission) };
            self.rows.initiative_missions.push(link);
        }
        missions
    }

    /// The Core Team's decision, where one was made: to carry it out, or to decline it.
    fn initiative_decision(&mut self, one: &Initiative<'w>, title: &Text) {
        let Some(placed) = one.history.placed else { return };
        let (outcome, at) = match (one.history.status, one.history.approved, one.history.left) {
            (InitiativeStatus::Rejected, _, Some(left)) => (DecisionOutcome::Declined, left),
            (_, Some(approved), _) => (DecisionOutcome::Approved, approved),
            _ => return,
        };
        let team = self.world.areas[one.area].team;
        let resolution = Resolution::new(On::Initiative(one.id), team, outcome, one.audience, one.decided_by);
        self.decide(resolution, &one.subject, title, placed, at);
    }

    /// A document or a calendar entry of its own, for a few.
    fn papers(&mut self, one: &Initiative<'w>) {
        let Some((from, to)) = one.history.carried_out(self.span.now) else { return };
        if self.dice.chance(7) {
            let title = one.subject.text(&mut self.dice, &self.words.meetings.report);
            let at = self.dice.moment(from, to);
            let document = self.document(title, DocumentKind::Other, at, one.audience);
            self.world.documents.push(document);
            let link = initiative_document::ActiveModel { initiative_id: Set(one.id), document_id: Set(document) };
            self.rows.initiative_documents.push(link);
        }
        if self.dice.chance(7) {
            let at = self.dice.moment(from, to + TimeDelta::days(60));
            self.initiative_event(one, at);
        }
    }

    fn initiative_event(&mut self, one: &Initiative<'w>, at: DateTime<Utc>) {
        let words = &self.words.meetings;
        let starts_at = self.meeting_hour(local_date(at));
        let entry = Entry {
            kind: EventKind::Workshop,
            title: one.subject.text(&mut self.dice, &words.initiative_workshop),
            description: one.subject.perhaps(&mut self.dice, 60, &words.agenda),
            starts_at,
            ends_at: starts_at + TimeDelta::hours(self.dice.between(1, 4)),
            is_all_day: false,
            series: None,
            team: None,
            focus_area: Some(self.world.areas[one.area].id),
            audience: one.audience,
        };
        let (event, _) = self.event(entry);
        self.invite_people(event, starts_at);
        let link = initiative_event::ActiveModel { initiative_id: Set(one.id), event_id: Set(event) };
        self.rows.initiative_events.push(link);
    }
}
