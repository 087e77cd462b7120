//! Missions in every state, and their follow-ups.

use chrono::{DateTime, Utc};
use entity::kind::{DecisionOutcome, Health, MissionStatus, TeamKind};
use entity::link::{mission_challenge, mission_societal_goal, mission_target};
use entity::{follow_up, mission};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::challenges::Answerable;
use super::decisions::{On, Resolution};
use super::maker::{Maker, Stopped, days_after};
use super::subject::{Subject, columns};
use super::world::Known;

/// When a mission came to be, was decided on, and ended.
#[derive(Clone, Copy)]
struct Course {
    status: MissionStatus,
    created: DateTime<Utc>,
    decided: Option<DateTime<Utc>>,
    ended: Option<DateTime<Utc>>,
}

impl<'w> Maker<'w> {
    /// Makes missions, so many for each focus area, out of the challenges that they answer.
    pub fn missions(&mut self, wanted: usize, answerable: &[Answerable]) -> Result<(), Stopped> {
        let states = [
            (22, MissionStatus::Decided),
            (35, MissionStatus::Active),
            (16, MissionStatus::Achieved),
            (12, MissionStatus::Ended),
            (15, MissionStatus::Draft),
        ];
        for (area, answerable) in answerable.iter().enumerate() {
            let mut answered = 0;
            for place in 0..wanted {
                // The last one is no draft: it answers what is left.
                let is_last = place + 1 == wanted;
                let drawn = self.dice.weighted_after_each(place, &states);
                let status = if is_last { MissionStatus::Active } else { drawn };
                let challenges = match status {
                    MissionStatus::Draft => self.dice.several(&answerable.prioritised, 1),
                    _ => {
                        let all = &answerable.adopted;
                        let until = (all.len() * (place + 1) / wanted).max(1).min(all.len());
                        let from = answered.min(until.saturating_sub(1));
                        answered = until;
                        all[from..until].to_vec()
                    }
                };
                self.mission(area, status, &challenges);
                self.send_many()?;
            }
            self.world.areas[area].missions.sort_by_key(|mission| mission.at);
        }
        Ok(())
    }

    fn mission(&mut self, area: usize, status: MissionStatus, challenges: &[Known]) {
        let from = challenges.iter().map(|challenge| challenge.at).max().unwrap_or(self.span.start);
        let course = self.mission_course(status, from);
        let id = self.dice.id(course.created);
        let subject = self.subject(area);
        let audience = self.audience(area);
        self.mission_row(id, area, &subject, course, audience);
        for challenge in challenges {
            let link = mission_challenge::ActiveModel { mission_id: Set(id), challenge_id: Set(challenge.id) };
            self.rows.mission_challenges.push(link);
        }
        self.mission_aims(id, area);
        if let Some(decided) = course.decided {
            self.world.areas[area].missions.push(Known { id, at: decided });
            let until = course.ended.unwrap_or(self.span.now);
            let wanted = if status == MissionStatus::Decided { 1 } else { self.dice.count(1, 5) };
            for at in self.dice.moments(wanted, decided, until) {
                self.follow_up(id, &subject, at);
            }
        }
    }

    fn mission_course(&mut self, status: MissionStatus, from: DateTime<Utc>) -> Course {
        let created = self.later(from, 2, 30);
        let decided = (status != MissionStatus::Draft).then(|| self.later(created, 10, 60));
        let is_over = matches!(status, MissionStatus::Achieved | MissionStatus::Ended);
        let ended = decided.filter(|_| is_over).map(|decided| self.later(decided, 150, 900));
        Course { status, created, decided, ended }
    }

    fn mission_row(&mut self, id: Uuid, area: usize, subject: &Subject<'w>, course: Course, audience: Uuid) {
        let work = &self.words.work;
        let title = subject.text(&mut self.dice, &work.mission_title);
        let (statement_sv, statement_en) = columns(subject.perhaps(&mut self.dice, 90, &work.mission_statement));
        let (measurable_by_sv, measurable_by_en) = columns(subject.perhaps(&mut self.dice, 70, &work.measurable_by));
        let due_on = match course.ended {
            Some(ended) => Some(days_after(ended, self.dice.between(-30, 120))),
            None => self.dice.chance(80).then(|| days_after(course.created, self.dice.between(500, 1500))),
        };
        let reached = course.ended.or(course.decided).unwrap_or(course.created);
        let version = match course.status {
            MissionStatus::Draft => 1,
            MissionStatus::Decided => 2,
            MissionStatus::Active => 3,
            MissionStatus::Achieved | MissionStatus::Ended => 4,
        };
        self.rows.missions.push(mission::ActiveModel {
            id: Set(id),
            focus_area_id: Set(self.world.areas[area].id),
            title_sv: Set(title.sv.clone()),
            title_en: Set(title.en.clone()),
            statement_sv: Set(statement_sv),
            statement_en: Set(statement_en),
            measurable_by_sv: Set(measurable_by_sv),
            measurable_by_en: Set(measurable_by_en),
            due_on: Set(due_on),
            status: Set(course.status),
            audience_id: Set(audience),
            version: Set(version),
            created_at: Set(course.created),
            updated_at: Set(reached),
            ..Default::default()
        });
        if let Some(decided) = course.decided {
            let team = self.world.areas[area].team;
            let resolution = Resolution::new(On::Mission(id), team, DecisionOutcome::Approved, audience);
            self.decide(resolution, subject, &title, course.created, decided);
        }
    }

    /// The societal goals and targets that a mission serves.
    fn mission_aims(&mut self, mission: Uuid, area: usize) {
        for (goal, targets) in self.aims(area, 2, 3) {
            let link = mission_societal_goal::ActiveModel { mission_id: Set(mission), societal_goal_id: Set(goal) };
            self.rows.mission_societal_goals.push(link);
            for target in targets {
                let link = mission_target::ActiveModel { mission_id: Set(mission), target_id: Set(target) };
                self.rows.mission_targets.push(link);
            }
        }
    }

    /// One or more chosen societal goals of a focus area, each with some of its targets. No target comes twice.
    pub fn aims(&mut self, area: usize, goals: usize, targets: usize) -> Vec<(Uuid, Vec<Uuid>)> {
        let chosen = self.world.areas[area].goals.iter().filter(|goal| goal.is_chosen).collect::<Vec<_>>();
        let wanted = self.dice.count(1, goals);
        let mut taken = Vec::new();
        let mut aims = Vec::with_capacity(wanted);
        for goal in self.dice.several(&chosen, wanted) {
            let wanted = self.dice.count(1, targets);
            let mut targets = self.dice.several(&goal.targets, wanted);
            targets.retain(|target| !taken.contains(target));
            taken.extend_from_slice(&targets);
            aims.push((goal.id, targets));
        }
        aims
    }

    fn follow_up(&mut self, mission: Uuid, subject: &Subject<'_>, at: DateTime<Utc>) {
        let work = &self.words.work;
        let health = self.dice.weighted(&[(60, Health::OnTrack), (28, Health::AtRisk), (12, Health::OffTrack)]);
        let patterns = match health {
            Health::OnTrack => &work.on_track,
            Health::AtRisk => &work.at_risk,
            Health::OffTrack => &work.off_track,
        };
        let summary = subject.text(&mut self.dice, patterns);
        let author_id = self.staff(TeamKind::ProcessSupport);
        self.rows.follow_ups.push(follow_up::ActiveModel {
            id: Set(self.dice.id(at)),
            mission_id: Set(mission),
            at: Set(at),
            health: Set(health),
            summary_sv: Set(summary.sv),
            summary_en: Set(summary.en),
            author_id: Set(author_id),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
    }
}
