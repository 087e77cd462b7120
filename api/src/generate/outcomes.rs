//! What is said about an initiative, and what it gives: screening, evaluations, contributions, progress, learning.

use chrono::{DateTime, TimeDelta, Utc};
use entity::kind::{ContributionKind, EvaluationBy, InitiativeStatus, Recommendation, ScreeningOutcome, TeamKind};
use entity::link::{learning_application, learning_societal_goal};
use entity::{contribution, evaluation, learning, progress_report, root_cause, screening, screening_answer};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::initiatives::Initiative;
use super::maker::Maker;
use super::subject::columns;
use super::world::{Criterion, Known};

/// How many of the latest learnings others put to use.
const RECENT: usize = 400;

impl<'w> Maker<'w> {
    /// The screening, where there was one. Gives back who did it.
    pub fn screening(&mut self, one: &Initiative<'w>) -> Option<Uuid> {
        let at = one.history.screened?;
        let has_failed = one.history.has_failed_screening();
        let id = self.dice.id(at);
        let screened_by = self.staff(TeamKind::ProcessSupport);
        self.rows.screenings.push(screening::ActiveModel {
            id: Set(id),
            initiative_id: Set(one.id),
            screened_by_id: Set(screened_by),
            at: Set(at),
            outcome: Set(if has_failed { ScreeningOutcome::Failed } else { ScreeningOutcome::Passed }),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
        let asked =
            self.world.criteria.iter().filter(|criterion| criterion.retired_at.is_none_or(|retired| at < retired));
        let asked = asked.copied().collect::<Vec<_>>();
        let mandatory = asked.iter().filter(|criterion| criterion.is_mandatory).count();
        // The answers decide: a screening has failed exactly if a mandatory criterion is not met.
        let unmet = has_failed.then(|| self.dice.below(mandatory));
        for (place, criterion) in asked.into_iter().enumerate() {
            let is_met = match criterion.is_mandatory {
                true if has_failed => unmet != Some(place) && self.dice.chance(85),
                true => true,
                false if self.dice.chance(60) => continue,
                false => self.dice.chance(70),
            };
            self.screening_answer(one, id, at, criterion, is_met);
        }
        screened_by
    }

    fn screening_answer(
        &mut self,
        one: &Initiative<'w>,
        screening: Uuid,
        at: DateTime<Utc>,
        criterion: Criterion,
        is_met: bool,
    ) {
        let work = &self.words.work;
        let (percent, patterns) = if is_met { (20, &work.answer_met) } else { (90, &work.answer_unmet) };
        let (motivation_sv, motivation_en) = columns(one.subject.perhaps(&mut self.dice, percent, patterns));
        self.rows.screening_answers.push(screening_answer::ActiveModel {
            id: Set(self.dice.id(at)),
            screening_id: Set(screening),
            criterion_id: Set(criterion.id),
            is_met: Set(is_met),
            motivation_sv: Set(motivation_sv),
            motivation_en: Set(motivation_en),
        });
    }

    /// Owners evaluate what is completed, portfolio managers review what is in the portfolio. Gives back who took the
    /// initiative out of it.
    pub fn evaluations(&mut self, one: &Initiative<'w>) -> Option<Uuid> {
        if let Some(placed) = one.history.placed {
            let until = one.history.left.unwrap_or(self.span.now);
            let wanted = self.dice.weighted(&[(55, 0), (35, 1), (10, 2)]);
            for at in self.dice.moments(wanted, placed, until) {
                let recommendation = self.dice.weighted(&[(75, Recommendation::Keep), (25, Recommendation::Change)]);
                let author = self.staff(TeamKind::PortfolioGroup);
                self.review(one, at, author, recommendation);
            }
        }
        match (one.history.status, one.history.left, one.history.started) {
            (InitiativeStatus::Removed, Some(left), _) => {
                let author = self.staff(TeamKind::PortfolioGroup);
                self.review(one, left, author, Recommendation::Remove);
                return author;
            }
            (InitiativeStatus::Completed, Some(left), Some(started)) => {
                let at = (left - TimeDelta::hours(self.dice.between(1, 70))).max(started);
                self.owner_evaluation(one, at);
            }
            _ => {}
        }
        None
    }

    fn owner_evaluation(&mut self, one: &Initiative<'w>, at: DateTime<Utc>) {
        let rating = self.dice.chance(85).then(|| *self.dice.pick(&[1, 2, 3, 3, 4, 4, 4, 5, 5]));
        let author = self.dice.pick_any(&one.owners);
        self.evaluation(one, at, EvaluationBy::Owner, author, None, rating);
    }

    fn review(
        &mut self,
        one: &Initiative<'w>,
        at: DateTime<Utc>,
        author: Option<Uuid>,
        recommendation: Recommendation,
    ) {
        self.evaluation(one, at, EvaluationBy::Portfolio, author, Some(recommendation), None);
    }

    fn evaluation(
        &mut self,
        one: &Initiative<'w>,
        at: DateTime<Utc>,
        by: EvaluationBy,
        author: Option<Uuid>,
        recommendation: Option<Recommendation>,
        rating: Option<i32>,
    ) {
        let work = &self.words.work;
        let patterns = match recommendation {
            None => &work.owner_evaluation,
            Some(Recommendation::Keep) => &work.review_keep,
            Some(Recommendation::Change) => &work.review_change,
            Some(Recommendation::Remove) => &work.review_remove,
        };
        let summary = one.subject.text(&mut self.dice, patterns);
        self.rows.evaluations.push(evaluation::ActiveModel {
            id: Set(self.dice.id(at)),
            initiative_id: Set(one.id),
            by: Set(by),
            author_id: Set(author),
            at: Set(at),
            summary_sv: Set(summary.sv),
            summary_en: Set(summary.en),
            recommendation: Set(recommendation),
            rating: Set(rating),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
    }

    pub fn contributions(&mut self, one: &Initiative<'w>) {
        let wanted = match one.history.approved {
            Some(_) => self.dice.weighted(&[(25, 0), (40, 1), (25, 2), (10, 3)]),
            None => usize::from(self.dice.chance(10)),
        };
        for _ in 0..wanted {
            self.contribution(one);
        }
    }

    fn contribution(&mut self, one: &Initiative<'w>) {
        let kind = *self.dice.pick(&[
            ContributionKind::Competence,
            ContributionKind::Time,
            ContributionKind::Money,
            ContributionKind::Premises,
            ContributionKind::Data,
            ContributionKind::Other,
        ]);
        let (quantity, unit) = match kind {
            ContributionKind::Competence | ContributionKind::Time => (self.dice.between(2, 80) * 10, Some("timmar")),
            ContributionKind::Money => (self.dice.between(1, 100) * 5_000, Some("SEK")),
            ContributionKind::Premises => (self.dice.between(1, 60), Some("dagar")),
            ContributionKind::Data | ContributionKind::Other => (0, None),
        };
        let from = one.history.approved.unwrap_or(one.history.proposed);
        let at = self.later(from, 0, 60);
        let organisation = self.organisation(60);
        let (description_sv, description_en) =
            columns(one.subject.perhaps(&mut self.dice, 60, &self.words.work.contribution));
        self.rows.contributions.push(contribution::ActiveModel {
            id: Set(self.dice.id(at)),
            initiative_id: Set(one.id),
            organisation_id: Set(self.world.organisations[organisation].id),
            kind: Set(kind),
            quantity: Set(unit.map(|_| quantity * 1000)),
            unit: Set(unit.map(str::to_owned)),
            starts_on: Set(one.starts_on),
            ends_on: Set(one.ends_on),
            description_sv: Set(description_sv),
            description_en: Set(description_en),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
    }

    /// What comes of carrying it out: progress reports, root causes, learnings of its own and others' put to use.
    pub fn carrying_out(&mut self, one: &Initiative<'w>) {
        let Some((from, to)) = one.history.carried_out(self.span.now) else { return };
        let wanted = self.dice.weighted(&[(25, 0), (30, 1), (25, 2), (15, 3), (5, 5)]);
        for at in self.dice.moments(wanted, from, to) {
            self.progress_report(one, at);
        }
        let wanted = self.dice.weighted(&[(55, 0), (35, 1), (10, 2)]);
        for at in self.dice.moments(wanted, from, to) {
            self.root_cause(one, at);
        }
        self.apply_learning(one, to);
        let is_completed = one.history.status == InitiativeStatus::Completed;
        let wanted = self.dice.weighted(&[(if is_completed { 15 } else { 60 }, 0), (30, 1), (12, 2)]);
        for at in self.dice.moments(wanted, from, to) {
            self.learning(one, at);
        }
    }

    fn progress_report(&mut self, one: &Initiative<'w>, at: DateTime<Utc>) {
        let summary = one.subject.text(&mut self.dice, &self.words.work.progress);
        let author = self.dice.pick_any(&one.owners);
        self.rows.progress_reports.push(progress_report::ActiveModel {
            id: Set(self.dice.id(at)),
            initiative_id: Set(one.id),
            at: Set(at),
            summary_sv: Set(summary.sv),
            summary_en: Set(summary.en),
            author_id: Set(author),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
        });
    }

    fn root_cause(&mut self, one: &Initiative<'w>, at: DateTime<Utc>) {
        let work = &self.words.work;
        let is_opportunity = self.dice.chance(25);
        let patterns = if is_opportunity { &work.opportunity_title } else { &work.root_cause_title };
        let title = one.subject.text(&mut self.dice, patterns);
        let (description_sv, description_en) =
            columns(one.subject.perhaps(&mut self.dice, 60, &work.root_cause_description));
        let challenges = &self.world.areas[one.area].challenges;
        let known = Self::known_at(challenges, at);
        let challenge = if self.dice.chance(60) { self.dice.pick_any(&challenges[..known]) } else { None };
        self.rows.root_causes.push(root_cause::ActiveModel {
            id: Set(self.dice.id(at)),
            initiative_id: Set(one.id),
            challenge_id: Set(challenge.map(|challenge| challenge.id)),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            description_sv: Set(description_sv),
            description_en: Set(description_en),
            is_opportunity: Set(is_opportunity),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
    }

    /// An earlier initiative's learning, put to use in this one.
    fn apply_learning(&mut self, one: &Initiative<'w>, until: DateTime<Utc>) {
        if !self.dice.chance(30) {
            return;
        }
        let recent = &self.world.learnings[self.world.learnings.len().saturating_sub(RECENT)..];
        let drawn = self.dice.pick_any(recent).filter(|learning| learning.at < until);
        self.rows.learning_applications.extend(drawn.map(|learning| learning_application::ActiveModel {
            learning_id: Set(learning.id),
            initiative_id: Set(one.id),
        }));
    }

    fn learning(&mut self, one: &Initiative<'w>, at: DateTime<Utc>) {
        let work = &self.words.work;
        let id = self.dice.id(at);
        let title = one.subject.text(&mut self.dice, &work.learning_title);
        let (description_sv, description_en) =
            columns(one.subject.perhaps(&mut self.dice, 75, &work.learning_description));
        self.rows.learnings.push(learning::ActiveModel {
            id: Set(id),
            initiative_id: Set(one.id),
            title_sv: Set(title.sv),
            title_en: Set(title.en),
            description_sv: Set(description_sv),
            description_en: Set(description_en),
            version: Set(1),
            created_at: Set(at),
            updated_at: Set(at),
            ..Default::default()
        });
        for goal in &one.goals {
            let link = learning_societal_goal::ActiveModel { learning_id: Set(id), societal_goal_id: Set(*goal) };
            self.rows.learning_societal_goals.push(link);
        }
        self.world.learnings.push(Known { id, at });
    }
}
