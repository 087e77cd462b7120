//! What may follow what: THE table. From it come the refusals of a step out of order, the `actions` of each thing, and
//! the diagrams in `docs/life-cycles.md`.
//!
//! A line is an action, the states that it is possible in, and those that it can lead to; an action that leads to none
//! leaves the state as it is. What no line names is possible in no state. A need after them is a further condition, which
//! the store is asked.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use entity::kind::*;
use entity::link::initiative_owner;
use entity::*;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveEnum, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::policy::{Action, Policy, Regarding};

/// A step in the life of a thing.
#[derive(Debug)]
pub struct Step<S: 'static> {
    /// What is done.
    pub action: Action,
    /// In which states it is possible.
    pub from: &'static [S],
    /// Which states it can lead to; none where it leaves the state as it is.
    pub to: &'static [S],
    /// What it needs beside the state.
    pub needs: Option<&'static Need>,
}

/// What a step needs beside the state of the thing: something that other rows tell.
#[derive(Debug)]
pub struct Need {
    /// What it is, in words that follow "needs".
    pub doc: &'static str,
    /// The message that says so to whoever tries without.
    pub message: &'static str,
    /// The things that have it at a moment.
    pub of: fn(DateTime<Utc>) -> Condition,
}

/// A thing with a life cycle.
pub trait Living: Policy {
    /// Its states.
    type State: ActiveEnum<Value = String> + Copy + PartialEq + Send + Sync + 'static;

    /// Its steps.
    const STEPS: &'static [Step<Self::State>];

    /// The state that a row is in.
    fn state(row: &Self::Model) -> Self::State;

    /// What actions on the row are about.
    fn regarding(row: &Self::Model) -> Regarding;

    /// The step that an action is.
    fn step(action: Action) -> Option<&'static Step<Self::State>> {
        Self::STEPS.iter().find(|step| step.action == action)
    }
}

/// Writes `impl Living` for each block.
macro_rules! lives {
    ($($table:ident: $state:ident, $regarding:expr; {
        $($action:ident: $($from:ident)|+ $(=> $($to:ident)|+)? $(, $need:ident)?;)+
    })+) => {
        $(impl Living for $table::Entity {
            type State = $state;

            const STEPS: &'static [Step<$state>] = &[
                $(Step {
                    action: Action::$action,
                    from: &[$($state::$from),+],
                    to: &[$($($state::$to),+)?],
                    needs: need!($($need)?),
                },)+
            ];

            fn state(row: &$table::Model) -> $state {
                row.status
            }

            fn regarding(row: &$table::Model) -> Regarding {
                let regarding: fn(&$table::Model) -> Regarding = $regarding;
                regarding(row)
            }
        })+

        /// The life cycles as diagrams, in Markdown: what `docs/life-cycles.md` holds.
        #[must_use]
        pub fn document() -> String {
            let mut text = String::from(HEAD);
            $(draw::<$table::Entity>(&mut text, stringify!($table));)+
            text
        }
    };
}

/// The need that a line names, if it names one.
macro_rules! need {
    () => {
        None
    };
    ($need:ident) => {
        Some(&$need)
    };
}

/// An initiative has been evaluated by an owner.
const OWN_EVALUATION: Need = Need {
    doc: "an evaluation by an owner",
    message: "fault-initiative-not-evaluated",
    of: |_| {
        use evaluation::Column as C;
        let by_owners = evaluation::Entity::find().filter(C::By.eq(EvaluationBy::Owner));
        let evaluated = by_owners.select_only().column(C::InitiativeId).into_query();
        initiative::Column::Id.in_subquery(evaluated).into()
    },
};

/// An initiative has another owner.
const ANOTHER_OWNER: Need = Need {
    doc: "another owner",
    message: "fault-initiative-last-owner",
    of: |_| {
        use initiative_owner::Column as C;
        let initiatives = initiative_owner::Entity::find().select_only().column(C::InitiativeId);
        let of_several = initiatives.group_by(C::InitiativeId).having(C::PersonId.count().gt(1)).into_query();
        initiative::Column::Id.in_subquery(of_several).into()
    },
};

/// A piece of news is published: what is scheduled is, once its time has come.
const IS_OUT: Need = Need {
    doc: "its time to have come",
    message: "fault-news-is-not-out",
    of: |now| news::Column::Status.ne(NewsStatus::Scheduled).or(news::Column::PublishedAt.lte(now)).into(),
};

/// A piece of news is not published yet.
const IS_NOT_OUT: Need = Need {
    doc: "its time not to have come",
    message: "fault-news-is-out",
    of: |now| news::Column::Status.ne(NewsStatus::Scheduled).or(news::Column::PublishedAt.gt(now)).into(),
};

lives! {
    focus_area: FocusAreaStatus, |row| Regarding { focus_area: Some(row.id), ..Regarding::default() }; {
        UpdateFocusArea: Proposed | Prioritised | Paused;
        PrioritiseFocusArea: Proposed => Prioritised;
        PauseFocusArea: Prioritised => Paused;
        ResumeFocusArea: Paused => Prioritised;
        CloseFocusArea: Prioritised | Paused => Closed;
    }
    societal_goal: SocietalGoalStatus, |row| Regarding { focus_area: Some(row.focus_area_id), ..Regarding::default() }; {
        UpdateSocietalGoal: Draft | Chosen;
        ChooseSocietalGoal: Draft => Chosen;
        RetireSocietalGoal: Chosen => Retired;
    }
    matter: MatterStatus, |row| Regarding { team: Some(row.team_id), ..Regarding::default() }; {
        PrepareMatter: Raised | Prepared => Prepared;
        ScheduleMatter: Prepared;
        WithdrawMatter: Raised | Prepared => Withdrawn;
        RecordDecision: Prepared => Decided | Prepared;
    }
    challenge: ChallengeStatus, |row| Regarding {
        focus_area: Some(row.focus_area_id), organisation: Some(row.organisation_id), ..Regarding::default()
    }; {
        UpdateChallenge: Identified | Analysed | Prioritised;
        AnalyseChallenge: Identified | Analysed => Analysed;
        PrioritiseChallenge: Analysed | Prioritised => Prioritised;
        DeclineChallenge: Identified | Analysed | Prioritised => Declined;
    }
    mission: MissionStatus, |row| Regarding { focus_area: Some(row.focus_area_id), ..Regarding::default() }; {
        UpdateMission: Draft | Decided | Active;
        DecideMission: Draft => Decided;
        StartMission: Decided => Active;
        FollowUpMission: Decided | Active;
        AchieveMission: Active => Achieved;
        EndMission: Active => Ended;
    }
    initiative: InitiativeStatus, |row| Regarding {
        focus_area: Some(row.focus_area_id), initiative: Some(row.id), proposed_by: row.proposed_by_id,
        ..Regarding::default()
    }; {
        UpdateInitiative: Proposed | Screened | InPortfolio | Approved | Running | Paused;
        ScreenInitiative: Proposed | Screened => Screened | Rejected;
        PlaceInPortfolio: Screened => InPortfolio;
        RemoveFromPortfolio: InPortfolio | Approved | Running | Paused => Removed;
        DecideInitiative: InPortfolio => Approved | Rejected;
        StartInitiative: Approved => Running;
        PauseInitiative: Running => Paused;
        ResumeInitiative: Paused => Running;
        CompleteInitiative: Running | Paused => Completed, OWN_EVALUATION;
        WithdrawInitiative: Proposed | Screened | InPortfolio | Approved | Running | Paused => Withdrawn;
        AddOwner: Proposed | Screened | InPortfolio | Approved | Running | Paused;
        RemoveOwner: Proposed | Screened | InPortfolio | Approved | Running | Paused, ANOTHER_OWNER;
        AddParticipant: Proposed | Screened | InPortfolio | Approved | Running | Paused;
        RemoveParticipant: Proposed | Screened | InPortfolio | Approved | Running | Paused;
        RecordProgress: Running | Paused;
        RecordEvaluation: InPortfolio | Approved | Running | Paused | Completed;
        RecordRootCause: Running | Paused | Completed;
        RecordLearning: Running | Paused | Completed;
        ApplyLearning: Running | Paused | Completed;
        RecordContribution: InPortfolio | Approved | Running | Paused;
    }
    event: EventStatus, |_| Regarding::default(); {
        UpdateEvent: Planned;
        CancelEvent: Planned => Cancelled;
        Invite: Planned;
    }
    news: NewsStatus, |_| Regarding::default(); {
        UpdateNews: Draft | Scheduled | Published;
        PublishNews: Draft | Scheduled => Scheduled | Published, IS_NOT_OUT;
        ArchiveNews: Scheduled | Published => Archived, IS_OUT;
    }
}

const HEAD: &str = "\
# Life cycles

Generated from `api/src/lifecycle.rs` by `samhallskontraktet life-cycles`; a test keeps it true. Who may take a step:
[roles.md](roles.md).

";

/// A diagram of the steps that change the state, and a list of the others.
fn draw<E: Living>(text: &mut String, table: &str) {
    // writing to a string does not fail
    let _ = write_diagram::<E>(text, table);
}

fn write_diagram<E: Living>(text: &mut String, table: &str) -> std::fmt::Result {
    let name = |state: &E::State| state.to_value();
    writeln!(text, "## {}\n\n```mermaid\nstateDiagram-v2", title(table))?;
    for step in E::STEPS {
        for to in step.to {
            for from in step.from {
                writeln!(text, "  {} --> {}: {}", name(from), name(to), step.action.name())?;
            }
        }
    }
    writeln!(text, "```\n")?;
    for step in E::STEPS.iter().filter(|step| step.to.is_empty()) {
        let states: Vec<String> = step.from.iter().map(name).collect();
        writeln!(text, "- `{}`: while {}", step.action.name(), states.join(", "))?;
    }
    for (step, need) in E::STEPS.iter().filter_map(|step| step.needs.map(|need| (step, need))) {
        writeln!(text, "- `{}` needs {}", step.action.name(), need.doc)?;
    }
    writeln!(text)
}

/// `focus_area` as a title: `Focus area`.
fn title(table: &str) -> String {
    let words = table.replace('_', " ");
    words[..1].to_uppercase() + &words[1..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_document_is_the_one_that_is_generated() {
        let committed = include_str!("../../docs/life-cycles.md");
        let old = "docs/life-cycles.md is old: cargo run -- life-cycles > docs/life-cycles.md";
        assert!(committed == document(), "{old}");
    }
}
