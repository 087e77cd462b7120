//! Challenges in every state.

use chrono::{DateTime, Utc};
use entity::challenge::{Entity, Model};
use entity::kind::{ChallengeStatus, TeamKind};
use entity::link::{societal_goal_challenge, strategic_need_challenge};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::course::Course;
use super::maker::{Maker, Stopped};
use super::subject::columns;
use super::world::Known;
use crate::policy::Action;
use crate::store::Deed;

/// A challenge, before its row is made.
pub(super) struct Challenge {
    pub id: Uuid,
    /// The place of its focus area in `World::areas`.
    pub area: usize,
    pub status: ChallengeStatus,
    pub identified: DateTime<Utc>,
    analysed: Option<DateTime<Utc>>,
    pub prioritised: Option<DateTime<Utc>>,
    declined: Option<DateTime<Utc>>,
    /// By the first mission that was decided on.
    adopted: Option<Deed>,
}

impl Challenge {
    /// A mission that answers it was decided on.
    pub fn adopt(&mut self, decided: Deed) {
        if self.adopted.is_none_or(|adopted| decided.at < adopted.at) {
            self.adopted = Some(decided);
        }
    }
}

impl Maker<'_> {
    /// Draws the courses of challenges, but for the missions that adopt them.
    pub fn plan_challenges(&mut self, wanted: usize) -> Vec<Challenge> {
        let states = [
            (35, ChallengeStatus::Adopted),
            (15, ChallengeStatus::Prioritised),
            (15, ChallengeStatus::Analysed),
            (25, ChallengeStatus::Identified),
            (10, ChallengeStatus::Declined),
        ];
        let areas = self.world.areas.len();
        let mut challenges = Vec::with_capacity(wanted);
        for place in 0..wanted {
            let status = self.dice.weighted_after_each(place / areas, &states);
            challenges.push(self.plan_challenge(place % areas, self.span.part(place, wanted), status));
        }
        challenges
    }

    fn plan_challenge(&mut self, area: usize, at: DateTime<Utc>, status: ChallengeStatus) -> Challenge {
        let is_declined = status == ChallengeStatus::Declined;
        let steps = match status {
            ChallengeStatus::Identified => 0,
            ChallengeStatus::Analysed => 1,
            ChallengeStatus::Prioritised | ChallengeStatus::Adopted => 2,
            ChallengeStatus::Declined => self.dice.count(0, 2),
        };
        let mut last = at;
        let mut next = |is_taken: bool| {
            last = if is_taken { self.later(last, 10, 60) } else { last };
            is_taken.then_some(last)
        };
        let (analysed, prioritised, declined) = (next(steps > 0), next(steps > 1), next(is_declined));
        let id = self.dice.id(at);
        Challenge { id, area, status, identified: at, analysed, prioritised, declined, adopted: None }
    }

    /// Makes the challenges.
    pub fn challenges(&mut self, challenges: Vec<Challenge>) -> Result<(), Stopped> {
        for challenge in challenges {
            self.challenge(&challenge);
            self.send_many()?;
        }
        Ok(())
    }

    fn challenge(&mut self, one: &Challenge) {
        let work = &self.words.work;
        let subject = self.subject(one.area);
        let title = subject.text(&mut self.dice, &work.challenge_title);
        let description =
            self.dice.chance(85).then(|| subject.paragraphs(&mut self.dice, &work.challenge_description, 2));
        let (description_sv, description_en) = columns(description);
        let analysis = columns(one.analysed.map(|_| subject.text(&mut self.dice, &work.analysis)));
        let own_priority = self.dice.chance(75).then(|| self.priority());
        let common_priority = one.prioritised.map(|_| self.priority());
        let organisation = self.organisation(85);
        let (focus_area_id, audience_id) = (self.challenge_area(one.area, one.status), self.audience(one.area));
        let identified = Model {
            id: one.id,
            focus_area_id,
            organisation_id: self.world.organisations[organisation].id,
            title_sv: title.sv,
            title_en: title.en,
            description_sv,
            description_en,
            analysis_sv: None,
            analysis_en: None,
            own_priority,
            common_priority: None,
            status: ChallengeStatus::Identified,
            audience_id,
            // Both are filled in when it is inserted.
            title_sv_folded: String::new(),
            title_en_folded: String::new(),
            version: 1,
            created_at: one.identified,
            updated_at: one.identified,
        };
        let by = self.people_of(organisation, one.identified, 1).first().copied();
        let mut course =
            Course::<Entity>::new(Deed { at: one.identified, action: Action::IdentifyChallenge, by }, identified);
        // What a Core Team does is written down by process support: of its real members nothing is made up.
        let by = self.staff(TeamKind::ProcessSupport);
        let done = |at: Option<DateTime<Utc>>, action| at.map(|at| Deed { at, action, by });
        course.then(done(one.analysed, Action::AnalyseChallenge), |row| {
            row.status = ChallengeStatus::Analysed;
            (row.analysis_sv, row.analysis_en) = analysis;
        });
        course.then(done(one.prioritised, Action::PrioritiseChallenge), |row| {
            row.status = ChallengeStatus::Prioritised;
            row.common_priority = common_priority;
        });
        course.then(done(one.declined, Action::DeclineChallenge), |row| row.status = ChallengeStatus::Declined);
        course.then(one.adopted, |row| row.status = ChallengeStatus::Adopted);
        self.rows.challenges.extend(course.row());
        let needs = self.challenge_grounds(one.area, one.id);
        self.course(course, &[("strategic_needs", needs)]);
        self.world.areas[one.area].challenges.push(Known { id: one.id, at: one.identified });
    }

    fn priority(&mut self) -> i32 {
        *self.dice.pick(&[1, 2, 2, 3, 3, 3, 4, 4, 5])
    }

    /// A few of those that came to nothing belong to the focus areas that are not worked in.
    fn challenge_area(&mut self, area: usize, status: ChallengeStatus) -> Uuid {
        let own = self.world.areas[area].id;
        let is_loose = matches!(status, ChallengeStatus::Identified | ChallengeStatus::Declined);
        if is_loose && self.dice.chance(15) { self.dice.pick_any(&self.world.other_areas).unwrap_or(own) } else { own }
    }

    /// The societal goal that meets a challenge, and the needs that it stands on, which are given back.
    fn challenge_grounds(&mut self, area: usize, challenge: Uuid) -> Vec<Uuid> {
        let of_area = &self.world.areas[area];
        let need = if self.dice.chance(50) { self.dice.pick_any(&of_area.needs) } else { None };
        self.rows.need_challenges.extend(need.map(|need| strategic_need_challenge::ActiveModel {
            strategic_need_id: Set(need),
            challenge_id: Set(challenge),
        }));
        if self.dice.chance(40) {
            let goal = self.dice.below(of_area.goals.len());
            self.rows.societal_goal_challenges.extend(of_area.goals.get(goal).map(|goal| {
                societal_goal_challenge::ActiveModel { societal_goal_id: Set(goal.id), challenge_id: Set(challenge) }
            }));
        }
        need.into_iter().collect()
    }
}
