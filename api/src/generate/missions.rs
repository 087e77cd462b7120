//! Missions in every state, and their follow-ups.

use chrono::{DateTime, Utc};
use entity::follow_up;
use entity::kind::{ChallengeStatus, DecisionOutcome, Health, MissionStatus, TeamKind};
use entity::link::{mission_challenge, mission_societal_goal, mission_target};
use entity::mission::{Entity, Model};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::challenges::Challenge;
use super::course::Course;
use super::decisions::{On, Resolution};
use super::maker::{Maker, Stopped, days_after};
use super::subject::{Subject, columns};
use super::world::Known;
use crate::policy::Action;
use crate::store::{Deed, Linked};

/// A mission, before its row is made.
pub(super) struct Mission {
    id: Uuid,
    /// The place of its focus area in `World::areas`.
    area: usize,
    status: MissionStatus,
    /// What it answers.
    challenges: Vec<Uuid>,
    drafted: Deed,
    decided: Option<Deed>,
    started: Option<Deed>,
    ended: Option<Deed>,
}

impl<'w> Maker<'w> {
    /// Draws the courses of missions, so many for each focus area, out of the challenges that they answer, which they
    /// adopt.
    pub fn plan_missions(&mut self, wanted: usize, challenges: &mut [Challenge]) -> Vec<Mission> {
        let states = [
            (22, MissionStatus::Decided),
            (35, MissionStatus::Active),
            (16, MissionStatus::Achieved),
            (12, MissionStatus::Ended),
            (15, MissionStatus::Draft),
        ];
        let mut missions = Vec::new();
        for area in 0..self.world.areas.len() {
            let adopted = in_order(challenges, area, ChallengeStatus::Adopted);
            let prioritised = in_order(challenges, area, ChallengeStatus::Prioritised);
            let mut answered = 0;
            for place in 0..wanted {
                // The last one is no draft: it answers what is left.
                let is_last = place + 1 == wanted;
                let drawn = self.dice.weighted_after_each(place, &states);
                let status = if is_last { MissionStatus::Active } else { drawn };
                let answers = match status {
                    MissionStatus::Draft => self.dice.several(&prioritised, 1),
                    _ => {
                        let until = (adopted.len() * (place + 1) / wanted).max(1).min(adopted.len());
                        let from = answered.min(until.saturating_sub(1));
                        answered = until;
                        adopted[from..until].to_vec()
                    }
                };
                missions.push(self.plan_mission(area, status, &answers, challenges));
            }
        }
        missions
    }

    fn plan_mission(
        &mut self,
        area: usize,
        status: MissionStatus,
        answers: &[usize],
        challenges: &mut [Challenge],
    ) -> Mission {
        let ready = answers.iter().filter_map(|place| challenges[*place].prioritised).max();
        let drafted = self.later(ready.unwrap_or(self.span.start), 2, 30);
        let decided = (status != MissionStatus::Draft).then(|| {
            let latest = self.later(drafted, 10, 60);
            self.decided_at(self.world.areas[area].team, drafted, latest)
        });
        let is_over = matches!(status, MissionStatus::Achieved | MissionStatus::Ended);
        let has_started = is_over || status == MissionStatus::Active;
        let started = decided.filter(|_| has_started).map(|decided| self.later(decided, 5, 60));
        let ended = started.filter(|_| is_over).map(|started| self.later(started, 150, 900));
        // What a Core Team does is written down by process support: of its real members nothing is made up.
        let by = self.staff(TeamKind::ProcessSupport);
        let done = |at: Option<DateTime<Utc>>, action| at.map(|at| Deed { at, action, by });
        let decided = done(decided, Action::DecideMission);
        if let Some(decided) = decided {
            answers.iter().for_each(|place| challenges[*place].adopt(decided));
        }
        let end = if status == MissionStatus::Achieved { Action::AchieveMission } else { Action::EndMission };
        Mission {
            id: self.dice.id(drafted),
            area,
            status,
            challenges: answers.iter().map(|place| challenges[*place].id).collect(),
            drafted: Deed { at: drafted, action: Action::DraftMission, by },
            decided,
            started: done(started, Action::StartMission),
            ended: done(ended, end),
        }
    }

    /// Makes the missions.
    pub fn missions(&mut self, missions: Vec<Mission>) -> Result<(), Stopped> {
        for mission in missions {
            self.mission(&mission);
            self.send_many()?;
        }
        for area in &mut self.world.areas {
            area.missions.sort_by_key(|mission| mission.at);
        }
        Ok(())
    }

    fn mission(&mut self, one: &Mission) {
        let subject = self.subject(one.area);
        let course = self.mission_course(one, &subject);
        self.rows.missions.extend(course.row());
        let linked = self.mission_links(one);
        self.course(course, &linked);
        if let Some(decided) = one.decided {
            self.world.areas[one.area].missions.push(Known { id: one.id, at: decided.at });
            let until = one.ended.map_or(self.span.now, |ended| ended.at);
            let wanted = if one.status == MissionStatus::Decided { 1 } else { self.dice.count(1, 5) };
            for at in self.dice.moments(wanted, decided.at, until) {
                self.follow_up(one.id, &subject, at);
            }
        }
    }

    /// The states of a mission, and the decision on it.
    fn mission_course(&mut self, one: &Mission, subject: &Subject<'w>) -> Course<Entity> {
        let work = &self.words.work;
        let title = subject.text(&mut self.dice, &work.mission_title);
        // Without the two texts, none is decided on.
        let or_decided = |percent| if one.decided.is_some() { 100 } else { percent };
        let statement = subject.perhaps(&mut self.dice, or_decided(90), &work.mission_statement);
        let measure = subject.perhaps(&mut self.dice, or_decided(70), &work.measurable_by);
        let ((statement_sv, statement_en), (measurable_by_sv, measurable_by_en)) =
            (columns(statement), columns(measure));
        let due_on = match one.ended {
            Some(ended) => Some(days_after(ended.at, self.dice.between(-30, 120))),
            None => self.dice.chance(80).then(|| days_after(one.drafted.at, self.dice.between(500, 1500))),
        };
        let area = &self.world.areas[one.area];
        let (focus_area_id, team) = (area.id, area.team);
        let audience_id = self.audience(one.area);
        let draft = Model {
            id: one.id,
            focus_area_id,
            title_sv: title.sv.clone(),
            title_en: title.en.clone(),
            statement_sv,
            statement_en,
            measurable_by_sv,
            measurable_by_en,
            due_on,
            status: MissionStatus::Draft,
            audience_id,
            // Both are filled in when it is inserted.
            title_sv_folded: String::new(),
            title_en_folded: String::new(),
            version: 1,
            created_at: one.drafted.at,
            updated_at: one.drafted.at,
        };
        if let Some(decided) = one.decided {
            let (on, outcome) = (On::Mission(one.id), DecisionOutcome::Approved);
            let resolution = Resolution::new(on, team, outcome, audience_id, decided.by);
            self.decide(resolution, subject, &title, one.drafted.at, decided.at);
        }
        let mut course = Course::<Entity>::new(one.drafted, draft);
        course.then(one.decided, |row| row.status = MissionStatus::Decided);
        course.then(one.started, |row| row.status = MissionStatus::Active);
        course.then(one.ended, |row| row.status = one.status);
        course
    }

    /// The challenges that a mission answers, the societal goals and targets that it serves.
    fn mission_links(&mut self, one: &Mission) -> Vec<Linked> {
        for challenge in &one.challenges {
            let link = mission_challenge::ActiveModel { mission_id: Set(one.id), challenge_id: Set(*challenge) };
            self.rows.mission_challenges.push(link);
        }
        let aims = self.aims(one.area, 2, 3);
        for (goal, targets) in &aims {
            let link = mission_societal_goal::ActiveModel { mission_id: Set(one.id), societal_goal_id: Set(*goal) };
            self.rows.mission_societal_goals.push(link);
            for target in targets {
                let link = mission_target::ActiveModel { mission_id: Set(one.id), target_id: Set(*target) };
                self.rows.mission_targets.push(link);
            }
        }
        let (goals, targets): (_, Vec<_>) = aims.into_iter().unzip();
        vec![("challenges", one.challenges.clone()), ("societal_goals", goals), ("targets", targets.concat())]
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

/// The places of those challenges of a focus area that are in a state, those first that were prioritised first.
fn in_order(challenges: &[Challenge], area: usize, status: ChallengeStatus) -> Vec<usize> {
    let is_one = |place: &usize| challenges[*place].area == area && challenges[*place].status == status;
    let mut places = (0..challenges.len()).filter(is_one).collect::<Vec<_>>();
    places.sort_by_key(|place| challenges[*place].prioritised);
    places
}
