//! Challenges in every state.

use chrono::{DateTime, Utc};
use entity::challenge;
use entity::kind::ChallengeStatus;
use entity::link::{societal_goal_challenge, strategic_need_challenge};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::maker::{Maker, Stopped};
use super::subject::columns;
use super::world::Known;

/// Challenges of one focus area that missions answer or will answer, each with the moment from which.
#[derive(Default)]
pub(super) struct Answerable {
    pub adopted: Vec<Known>,
    pub prioritised: Vec<Known>,
}

impl Maker<'_> {
    /// Makes the challenges; gives back those that missions answer, by focus area.
    pub fn challenges(&mut self, wanted: usize) -> Result<Vec<Answerable>, Stopped> {
        let states = [
            (35, ChallengeStatus::Adopted),
            (15, ChallengeStatus::Prioritised),
            (15, ChallengeStatus::Analysed),
            (25, ChallengeStatus::Identified),
            (10, ChallengeStatus::Declined),
        ];
        let areas = self.world.areas.len();
        let mut answerable = (0..areas).map(|_| Answerable::default()).collect::<Vec<_>>();
        for place in 0..wanted {
            let area = place % areas;
            let status = self.dice.weighted_after_each(place / areas, &states);
            let known = self.challenge(area, self.span.part(place, wanted), status);
            self.world.areas[area].challenges.push(known.0);
            match status {
                ChallengeStatus::Adopted => answerable[area].adopted.push(known.1),
                ChallengeStatus::Prioritised => answerable[area].prioritised.push(known.1),
                _ => {}
            }
            self.send_many()?;
        }
        for area in &mut answerable {
            area.adopted.sort_by_key(|challenge| challenge.at);
            area.prioritised.sort_by_key(|challenge| challenge.at);
        }
        Ok(answerable)
    }

    /// A challenge, known from its beginning and from the moment at which its state was reached.
    fn challenge(&mut self, area: usize, at: DateTime<Utc>, status: ChallengeStatus) -> (Known, Known) {
        let id = self.dice.id(at);
        let work = &self.words.work;
        let subject = self.subject(area);
        let title = subject.text(&mut self.dice, &work.challenge_title);
        let description =
            self.dice.chance(85).then(|| subject.paragraphs(&mut self.dice, &work.challenge_description, 2));
        let (description_sv, description_en) = columns(description);
        let steps = match status {
            ChallengeStatus::Identified => 0,
            ChallengeStatus::Analysed => 1,
            ChallengeStatus::Prioritised => 2,
            ChallengeStatus::Adopted => 3,
            ChallengeStatus::Declined => self.dice.count(1, 3),
        };
        let (analysis_sv, analysis_en) = columns((steps > 0).then(|| subject.text(&mut self.dice, &work.analysis)));
        let own_priority = self.dice.chance(75).then(|| self.priority());
        let common_priority = (steps > 1).then(|| self.priority());
        let reached = (0..steps).fold(at, |at, _| self.later(at, 10, 60));
        let organisation = self.organisation(85);
        let (focus_area, audience) = (self.challenge_area(area, status), self.audience(area));
        self.rows.challenges.push(challenge::ActiveModel {
            id: Set(id),
            focus_area_id: Set(focus_area),
            organisation_id: Set(self.world.organisations[organisation].id),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            description_sv: Set(description_sv),
            description_en: Set(description_en),
            analysis_sv: Set(analysis_sv),
            analysis_en: Set(analysis_en),
            own_priority: Set(own_priority),
            common_priority: Set(common_priority),
            status: Set(status),
            audience_id: Set(audience),
            version: Set(1 + i32::try_from(steps).unwrap_or(0)),
            created_at: Set(at),
            updated_at: Set(reached),
            ..Default::default()
        });
        self.challenge_grounds(area, id);
        (Known { id, at }, Known { id, at: reached })
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

    /// The needs that a challenge stands on, and the societal goal that meets it.
    fn challenge_grounds(&mut self, area: usize, challenge: Uuid) {
        let of_area = &self.world.areas[area];
        if self.dice.chance(50)
            && let Some(need) = self.dice.pick_any(&of_area.needs)
        {
            self.rows.need_challenges.push(strategic_need_challenge::ActiveModel {
                strategic_need_id: Set(need),
                challenge_id: Set(challenge),
            });
        }
        if self.dice.chance(40) {
            let goal = self.dice.below(of_area.goals.len());
            self.rows.societal_goal_challenges.extend(of_area.goals.get(goal).map(|goal| {
                societal_goal_challenge::ActiveModel { societal_goal_id: Set(goal.id), challenge_id: Set(challenge) }
            }));
        }
    }
}
