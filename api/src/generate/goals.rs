//! Societal goals and the strategic needs of organisations.

use chrono::TimeDelta;
use entity::kind::{DecisionOutcome, SocietalGoalStatus, TeamKind};
use entity::link::{societal_goal_goal, societal_goal_participant, societal_goal_target};
use entity::{audience, societal_goal, strategic_need};
use sea_orm::ActiveValue::Set;

use super::decisions::{On, Resolution};
use super::maker::{Maker, Stopped};
use super::subject::{Text, columns};
use super::words::SocietalGoalWords;
use super::world::Goal;

impl Maker<'_> {
    /// The societal goals of both focus areas: mostly chosen, some drafts, one retired.
    pub fn societal_goals(&mut self) {
        let words = self.words;
        for (place, goal) in words.ground.societal_goals.iter().enumerate() {
            let status = match place % 6 {
                4 => SocietalGoalStatus::Draft,
                5 if place > 6 => SocietalGoalStatus::Retired,
                _ => SocietalGoalStatus::Chosen,
            };
            if let Some(area) = self.world.areas.iter().position(|area| area.number == goal.focus_area) {
                self.societal_goal(area, goal, status);
            }
        }
    }

    fn societal_goal(&mut self, area: usize, words: &SocietalGoalWords, status: SocietalGoalStatus) {
        let at = self.dice.days_after(self.span.start, 1, 40);
        let id = self.dice.id(at);
        let title = Text { sv: words.title.sv.clone(), en: Some(words.title.en.clone()) };
        let subject = self.subject(area);
        let (rationale_sv, rationale_en) =
            columns(subject.perhaps(&mut self.dice, 80, &self.words.work.need_description));
        let updated_at = match status {
            SocietalGoalStatus::Draft => at,
            SocietalGoalStatus::Chosen => at + TimeDelta::days(30),
            SocietalGoalStatus::Retired => at + TimeDelta::days(800),
        };
        self.rows.societal_goals.push(societal_goal::ActiveModel {
            id: Set(id),
            focus_area_id: Set(self.world.areas[area].id),
            title_sv: Set(title.sv.clone()),
            title_en: Set(title.en.clone()),
            rationale_sv: Set(rationale_sv),
            rationale_en: Set(rationale_en),
            status: Set(status),
            version: Set(if status == SocietalGoalStatus::Draft { 1 } else { 2 }),
            created_at: Set(at),
            updated_at: Set(updated_at),
            ..Default::default()
        });
        let mut goal = Goal { id, is_chosen: status == SocietalGoalStatus::Chosen, targets: Vec::new() };
        self.take_up(&mut goal, &words.goals);
        self.world.areas[area].goals.push(goal);
        let wanted = self.dice.count(5, 12);
        for person in self.people(at, wanted) {
            let link = societal_goal_participant::ActiveModel { societal_goal_id: Set(id), person_id: Set(person) };
            self.rows.societal_goal_participants.push(link);
        }
        if status != SocietalGoalStatus::Draft {
            let team = self.world.areas[area].team;
            let by = self.staff(TeamKind::ProcessSupport);
            let (outcome, audience) = (DecisionOutcome::Approved, audience::PUBLIC);
            let resolution = Resolution::new(On::SocietalGoal(id), team, outcome, audience, by);
            self.decide(resolution, &subject, &title, at, at + TimeDelta::days(30));
        }
    }

    /// Links a societal goal to goals of Agenda 2030 and to some of their targets.
    fn take_up(&mut self, goal: &mut Goal, numbers: &[i32]) {
        for number in numbers {
            let Some(of_agenda) = self.world.agenda.get(number) else { continue };
            let targets = self.dice.several(&of_agenda.targets, 3);
            self.rows
                .societal_goal_goals
                .push(societal_goal_goal::ActiveModel { societal_goal_id: Set(goal.id), goal_id: Set(of_agenda.id) });
            for target in targets {
                let link = societal_goal_target::ActiveModel { societal_goal_id: Set(goal.id), target_id: Set(target) };
                self.rows.societal_goal_targets.push(link);
                goal.targets.push(target);
            }
        }
    }

    /// Strategic needs, of which some no longer hold.
    pub fn needs(&mut self, wanted: usize) -> Result<(), Stopped> {
        for place in 0..wanted {
            self.need(place, wanted);
            self.send_many()?;
        }
        Ok(())
    }

    fn need(&mut self, place: usize, wanted: usize) {
        let area = place % self.world.areas.len();
        let organisation = self.organisation(80);
        let at = self.span.part(place, wanted);
        let id = self.dice.id(at);
        let subject = self.subject(area);
        let title = subject.text(&mut self.dice, &self.words.work.need_title);
        let (description_sv, description_en) =
            columns(subject.perhaps(&mut self.dice, 70, &self.words.work.need_description));
        let retired_at = self.dice.chance(12).then(|| self.later(at, 100, 900));
        let audience = self.audience(area);
        self.rows.needs.push(strategic_need::ActiveModel {
            id: Set(id),
            organisation_id: Set(self.world.organisations[organisation].id),
            focus_area_id: Set(self.world.areas[area].id),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            description_sv: Set(description_sv),
            description_en: Set(description_en),
            retired_at: Set(retired_at),
            audience_id: Set(audience),
            version: Set(if retired_at.is_some() { 2 } else { 1 }),
            created_at: Set(at),
            updated_at: Set(retired_at.unwrap_or(at)),
            ..Default::default()
        });
        self.world.areas[area].needs.push(id);
    }
}
