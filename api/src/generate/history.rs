//! The course of an initiative: which state it is in, and when it reached each state on the way there.

use chrono::{DateTime, TimeDelta, Utc};
use entity::kind::InitiativeStatus;

use super::dice::Dice;
use crate::policy::Action;

/// How long each step takes, in days: the screening, the place in the portfolio, the decision, the start.
const STEPS: [(i64, i64); 4] = [(7, 60), (7, 45), (10, 60), (5, 40)];

/// States by weight, for the young and for all others.
const YOUNG: [(u32, InitiativeStatus); 8] = [
    (30, InitiativeStatus::Proposed),
    (20, InitiativeStatus::Screened),
    (18, InitiativeStatus::InPortfolio),
    (12, InitiativeStatus::Approved),
    (8, InitiativeStatus::Running),
    (7, InitiativeStatus::Rejected),
    (4, InitiativeStatus::Withdrawn),
    (1, InitiativeStatus::Removed),
];
const OLD: [(u32, InitiativeStatus); 10] = [
    (4, InitiativeStatus::Proposed),
    (5, InitiativeStatus::Screened),
    (9, InitiativeStatus::InPortfolio),
    (7, InitiativeStatus::Approved),
    (25, InitiativeStatus::Running),
    (6, InitiativeStatus::Paused),
    (24, InitiativeStatus::Completed),
    (9, InitiativeStatus::Rejected),
    (5, InitiativeStatus::Withdrawn),
    (6, InitiativeStatus::Removed),
];

/// Until when an initiative is young.
const YOUTH: TimeDelta = TimeDelta::days(200);

/// The moments of an initiative's life; none for what has not come about.
#[derive(Clone, Copy, Debug)]
pub(super) struct History {
    pub status: InitiativeStatus,
    pub proposed: DateTime<Utc>,
    pub screened: Option<DateTime<Utc>>,
    pub placed: Option<DateTime<Utc>>,
    pub approved: Option<DateTime<Utc>>,
    pub started: Option<DateTime<Utc>>,
    /// When it was paused, completed, rejected by decision, withdrawn or removed.
    pub left: Option<DateTime<Utc>>,
}

impl History {
    /// The course of an initiative that was proposed at a moment before `now`.
    pub fn draw(dice: &mut Dice, proposed: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let status = if now - proposed < YOUTH { dice.weighted(&YOUNG) } else { dice.weighted(&OLD) };
        let (steps, leaves) = path(dice, status);
        let mut seconds = STEPS[..steps].iter().map(|(least, most)| days(dice, *least, *most)).collect::<Vec<_>>();
        if leaves {
            seconds.push(if steps == STEPS.len() { days(dice, 60, 700) } else { days(dice, 10, 60) });
        }
        let mut reached = moments(proposed, now, &seconds);
        let left = if leaves { reached.pop() } else { None };
        let at = |step: usize| reached.get(step).copied();
        Self { status, proposed, screened: at(0), placed: at(1), approved: at(2), started: at(3), left }
    }

    /// Was it rejected for its screening, rather than by a decision?
    pub fn has_failed_screening(&self) -> bool {
        self.status == InitiativeStatus::Rejected && self.placed.is_none()
    }

    /// The steps that it took: when, what was done, and which state that led to.
    pub fn steps(&self) -> impl Iterator<Item = (DateTime<Utc>, Action, InitiativeStatus)> {
        let screened =
            if self.has_failed_screening() { InitiativeStatus::Rejected } else { InitiativeStatus::Screened };
        let leave = match self.status {
            InitiativeStatus::Paused => Action::PauseInitiative,
            InitiativeStatus::Completed => Action::CompleteInitiative,
            InitiativeStatus::Rejected => Action::DecideInitiative,
            InitiativeStatus::Withdrawn => Action::WithdrawInitiative,
            _ => Action::RemoveFromPortfolio,
        };
        let steps = [
            (self.screened, Action::ScreenInitiative, screened),
            (self.placed, Action::PlaceInPortfolio, InitiativeStatus::InPortfolio),
            (self.approved, Action::DecideInitiative, InitiativeStatus::Approved),
            (self.started, Action::StartInitiative, InitiativeStatus::Running),
            (self.left, leave, self.status),
        ];
        steps.into_iter().filter_map(|(at, action, status)| Some((at?, action, status)))
    }

    /// When the Core Team decided on it, which can be changed.
    pub fn decided(&mut self) -> Option<&mut DateTime<Utc>> {
        let is_declined = self.status == InitiativeStatus::Rejected && self.placed.is_some();
        self.approved.as_mut().or(self.left.as_mut().filter(|_| is_declined))
    }

    /// The time in which it was or is carried out.
    pub fn carried_out(&self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        self.started.map(|started| (started, self.left.unwrap_or(now)))
    }
}

/// How many steps lead to a state, and whether it is left behind after them.
fn path(dice: &mut Dice, status: InitiativeStatus) -> (usize, bool) {
    match status {
        InitiativeStatus::Proposed => (0, false),
        InitiativeStatus::Screened => (1, false),
        InitiativeStatus::InPortfolio => (2, false),
        InitiativeStatus::Approved => (3, false),
        InitiativeStatus::Running => (4, false),
        InitiativeStatus::Paused | InitiativeStatus::Completed => (4, true),
        InitiativeStatus::Rejected => *dice.pick(&[(1, false), (1, false), (2, true)]),
        InitiativeStatus::Withdrawn => (dice.count(0, 4), true),
        InitiativeStatus::Removed => (dice.count(2, 4), true),
    }
}

fn days(dice: &mut Dice, least: i64, most: i64) -> i64 {
    dice.between(least * 86_400, most * 86_400)
}

/// The ends of steps that follow each other, shortened where they would not be over by now.
fn moments(from: DateTime<Utc>, now: DateTime<Utc>, seconds: &[i64]) -> Vec<DateTime<Utc>> {
    let (age, all) = ((now - from).num_seconds().max(1), seconds.iter().sum::<i64>().max(1));
    let mut passed = 0;
    let ends = seconds.iter().map(|step| {
        passed += step;
        from + TimeDelta::seconds(if all < age { passed } else { passed * age / (all + 1) })
    });
    ends.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_follow_each_other_and_have_passed() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(5000);
        let mut dice = Dice::new(1, now);
        for day in 0..4000 {
            let proposed = now - TimeDelta::hours(day * 5) - TimeDelta::minutes(1);
            let history = History::draw(&mut dice, proposed, now);
            let all =
                [Some(proposed), history.screened, history.placed, history.approved, history.started, history.left];
            let all = all.into_iter().flatten().collect::<Vec<_>>();
            assert!(all.is_sorted() && all.last() < Some(&now), "{history:?}");
            let steps = history.steps().collect::<Vec<_>>();
            assert!(steps.iter().map(|(at, ..)| at).eq(&all[1..]));
            assert_eq!(steps.last().map_or(InitiativeStatus::Proposed, |step| step.2), history.status);
            assert!(history.status != InitiativeStatus::Completed || history.started.is_some());
            assert!(!history.has_failed_screening() || history.screened.is_some());
        }
    }
}
